#!/usr/bin/env bash
# Installs what is missing on Debian 12 for the things named, and does nothing at all if everything is there.
#   cmake/setup.sh run|test|check-all|lint|fuzz|bench|dist …
# The packages stand in cmake/packages.txt. Exit codes: 0 all there, 1 could not install, 2 wrong usage.
set -euo pipefail

list="$(dirname -- "${BASH_SOURCE[0]}")/packages.txt"

say() { printf 'setup: %s\n' "$*" >&2; }

needs_of() {
  case "$1" in
    run | dist) echo build ;;
    test) echo build test ;;
    check-all) echo build test check ;;
    lint) echo build test lint ;;
    fuzz) echo build fuzz ;;
    bench) echo build bench ;;
    *) return 1 ;;
  esac
}

packages_for() {
  local need
  for need in "$@"; do
    awk -v need="$need" '$1 == need { print $2 }' "$list"
  done | sort -u
}

# Prints what is installed, and what that stands in for: nodejs from elsewhere holds npm and forbids Debian's.
installed_names() {
  # shellcheck disable=SC2016  # the placeholders are dpkg-query's
  dpkg-query --show --showformat='${db:Status-Status}\t${Package}, ${Provides}\n' |
    sed -n 's/^installed\t//p' | tr ',' '\n' | sed 's/^ *//; s/ .*//' | sort -u
}

# Prints those of the packages that are not installed.
missing_among() {
  printf '%s\n' "$@" | sort -u | comm -23 - <(installed_names)
}

install_packages() {
  local as_root=()
  if [[ "$(id -u)" != 0 ]]; then
    if ! command -v sudo >/dev/null; then
      say "these packages are missing and installing them needs root, but there is no sudo here;" \
        "as root, run: apt-get install --no-install-recommends $*"
      return 1
    fi
    as_root=(sudo)
  fi
  say "installing $*"
  "${as_root[@]}" apt-get update >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" >&2
}

main() {
  local what needs=() packages=() missing=()
  if [[ $# -eq 0 ]]; then
    say "say what for: run, test, check-all, lint, fuzz, bench or dist"
    return 2
  fi
  for what in "$@"; do
    local found
    if ! found="$(needs_of "$what")"; then
      say "'$what' is none of run, test, check-all, lint, fuzz, bench, dist"
      return 2
    fi
    read -ra found <<<"$found"
    needs+=("${found[@]}")
  done
  mapfile -t packages < <(packages_for "${needs[@]}")

  if ! command -v dpkg-query >/dev/null; then
    say "this is not a Debian system, so nothing is installed; what is needed are these (Debian's names): ${packages[*]}"
    return 0
  fi
  mapfile -t missing < <(missing_among "${packages[@]}")
  [[ ${#missing[@]} -eq 0 ]] && return 0
  if ! install_packages "${missing[@]}"; then
    say "could not install: ${missing[*]}"
    return 1
  fi
}

main "$@"
