#!/usr/bin/env bash
# Lays out the portable tree and packs it: dist.sh BUILD TREE makes TREE/ and TREE.tar.gz.
# BUILD is a folder configured with FAULTCAST_PORTABLE. Every shared library that the
# program needs and that glibc does not bring goes into TREE/lib, its licence into TREE/share/doc/<package>.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

build="$1"
tree="$2"

# What every Linux with glibc has. Anything else travels.
from_glibc() {
  case "$1" in
    ld-linux-x86-64.so.2 | libc.so.6 | libm.so.6 | libdl.so.2 | librt.so.1 | libpthread.so.0 | libresolv.so.2) return 0 ;;
    *) return 1 ;;
  esac
}

# "name path" of each shared library that the loader would take for the program, the needs of needs included.
libraries_of() { ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }'; }

package_of() {
  local path
  for path in "$(readlink -f "$1")" "/usr$(readlink -f "$1")" "$1" "/usr$1"; do
    if dpkg-query --search "$path" 2>/dev/null | awk -F: '{ print $1; exit }' | grep .; then return; fi
  done
  echo "dist: no package owns $1, so its licence is unknown" >&2
  return 1
}

rm -rf "$tree" "$tree.tar.gz"
cmake --install "$build" --prefix "$PWD/$tree" --strip >/dev/null
mkdir -p "$tree/lib"
libraries="$(libraries_of "$tree/bin/faultcast")"
while read -r name path; do
  from_glibc "$name" && continue
  cp "$path" "$tree/lib/$name"
  package="$(package_of "$path")"
  mkdir -p "$tree/share/doc/$package"
  cp "/usr/share/doc/$package/copyright" "$tree/share/doc/$package/copyright"
done <<<"$libraries"

# The licences of what is linked into the program itself.
for package in libuv1 libssl3 libsqlite3-0 zlib1g nlohmann-json3-dev libcli11-dev libexpected-dev; do
  mkdir -p "$tree/share/doc/$package"
  cp "/usr/share/doc/$package/copyright" "$tree/share/doc/$package/copyright"
done
cp README.md README.zh.md LICENSE CHANGELOG.md "$tree/"

# Same files, same archive: names in order, one owner, the time of the last commit.
stamp="$(git log -1 --format=%ct 2>/dev/null || date +%s)"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -C "$(dirname "$tree")" \
  "$(basename "$tree")" | gzip -9n >"$tree.tar.gz"
echo "dist: $tree.tar.gz, $(du -h "$tree.tar.gz" | cut -f1)"
