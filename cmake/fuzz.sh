#!/usr/bin/env bash
# Runs the libFuzzer targets of build/fuzz one after the other: fuzz.sh [TARGET…] (default: all of them).
# A target fuzz_NAME starts from fixtures/fuzz/NAME, keeps what it learns in build/fuzz/corpus/NAME and lays an input
# that breaks it into build/fuzz/findings/. FUZZ_SECONDS and FUZZ_RUNS bound each; exit code 1 on a finding.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

seconds="${FUZZ_SECONDS:-300}"
runs="${FUZZ_RUNS:-10000000}"
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  mapfile -t targets < <(find build/fuzz/tests/fuzz -maxdepth 1 -type f -executable -name 'fuzz_*' \
    ! -name 'fuzz_replay_*' -printf '%f\n' | sort)
fi
if [[ ${#targets[@]} -eq 0 ]]; then
  echo "fuzz: there is no target in build/fuzz/tests/fuzz" >&2
  exit 1
fi

failed=()
for target in "${targets[@]}"; do
  name="${target#fuzz_}"
  learned="build/fuzz/corpus/$name"
  mkdir -p "$learned" build/fuzz/findings
  folders=("$learned")
  [[ -d "fixtures/fuzz/$name" ]] && folders+=("fixtures/fuzz/$name")
  echo "fuzz: $target, at most $seconds s or $runs inputs"
  "build/fuzz/tests/fuzz/$target" -max_total_time="$seconds" -runs="$runs" -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/findings/$name-" "${folders[@]}" || failed+=("$target")
done
if [[ ${#failed[@]} -gt 0 ]]; then
  echo "fuzz: findings of ${failed[*]} are in build/fuzz/findings" >&2
  exit 1
fi
echo "fuzz: no finding in ${#targets[@]} targets"
