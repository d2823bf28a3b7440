#!/usr/bin/env bash
# Style and static checks over all sources: clang-format, clang-tidy, shell and Python syntax.
#   cmake/lint.sh [SOURCE…]     with sources named, clang-tidy looks at those alone
# Needs the compile commands of build/lint (make lint makes them). Exit code 1 if anything is found.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

jobs="${JOBS:-$(nproc)}"
failed=0
report() {
  printf 'lint: %s\n' "$*" >&2
  failed=1
}

sources() { find mocks harness tests -name '*.cpp' -o -name '*.h' | sort; }
scripts() { printf '%s\n' .ci/run; find cmake tests -name '*.sh' | sort; }

# Only what is compiled: a source without a compile command would be judged without its include path.
compiled() { sed -n "s|^ *\"file\": \"$PWD/\\(.*\\)\",\\{0,1\\}\$|\\1|p" build/lint/compile_commands.json | sort -u; }

sources | xargs clang-format --dry-run -Werror || report "clang-format differs; make format puts it right"

if [[ $# -gt 0 ]]; then
  printf '%s\n' "$@"
else
  compiled
fi | xargs -P "$jobs" -n 1 clang-tidy --quiet -p build/lint 2> >(grep -v ' warnings generated\.$' >&2 || true) ||
  report "clang-tidy found something"

while read -r script; do
  bash -n "$script" || report "$script is not valid bash"
done < <(scripts)
if command -v shellcheck >/dev/null; then
  scripts | xargs shellcheck || report "shellcheck found something"
fi
while read -r program; do
  python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1])' "$program" ||
    report "$program is not valid Python"
done < <(find tests -name '*.py' | sort)

[[ $failed -eq 0 ]] && echo "lint: clean"
exit "$failed"
