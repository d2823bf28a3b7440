#!/usr/bin/env bash
# Proves that the tarball runs with nothing but glibc: check_dist.sh TARBALL
# It is unpacked in a temporary folder; the loader must find every library there or in glibc, no symbol newer than
# glibc 2.36 may be asked for, and, where this user may chroot, the program plays every scenario in a root that
# holds glibc's own files and the tarball, nothing else.
set -euo pipefail

tarball="$(readlink -f "$1")"
newest_glibc=2.36
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
fail() {
  printf 'check_dist: %s\n' "$*" >&2
  exit 1
}

tar -C "$root" -xzf "$tarball"
home="$(basename "$tarball" .tar.gz)"
cd "$root/$home"

# Where each library comes from: beside the program, or glibc.
libraries="$(env -i ldd bin/faultcast | awk '$2 == "=>" { print $1, $3 }')"
while read -r name path; do
  case "$path" in
    "$root"/*) ;;
    not) fail "$name is found nowhere" ;;
    *)
      case "$name" in
        libc.so.6 | libm.so.6 | libdl.so.2 | librt.so.1 | libpthread.so.0 | libresolv.so.2) ;;
        *) fail "$name comes from $path, not from the tarball" ;;
      esac
      ;;
  esac
done <<<"$libraries"

# The newest version of glibc that any of the files asks for.
asked="$(for file in bin/faultcast lib/*; do
  objdump -T "$file"
done | grep -o 'GLIBC_2\.[0-9]*' | sed 's/GLIBC_//' | sort -uV | tail -1)"
[[ "$(printf '%s\n' "$asked" "$newest_glibc" | sort -V | tail -1)" == "$newest_glibc" ]] ||
  fail "a file asks for glibc $asked; $newest_glibc is promised"

# Two OpenSSLs live in the process, one inside the program and one beside it: they must not be mixed.
leaked="$(objdump -T bin/faultcast | grep -v '\*UND\*' | grep -oE '\b(SSL|EVP|CRYPTO|BIO|OPENSSL)_[A-Za-z_]+' | head -1 || true)"
[[ -z "$leaked" ]] || fail "the program exports $leaked of the OpenSSL inside it"

for share in scenarios setups media; do
  [[ -n "$(ls -A "share/faultcast/$share" 2>/dev/null)" ]] || fail "share/faultcast/$share is empty"
done

env -i "$PWD/bin/faultcast" run >"$root/run.out" 2>&1 || fail "faultcast run failed: $(tail -5 "$root/run.out")"

# An empty root with glibc alone. The loader finds $ORIGIN through /proc, so that is mounted, in a mount space of its
# own that ends with the command.
PATH="$PATH:/usr/sbin:/sbin"
if [[ "$(id -u)" == 0 ]] && unshare --mount true 2>/dev/null; then
  mkdir -p "$root/lib64" "$root/lib/x86_64-linux-gnu" "$root/tmp" "$root/dev" "$root/proc"
  cp /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
  for name in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libresolv.so.2; do
    cp "/lib/x86_64-linux-gnu/$name" "$root/lib/x86_64-linux-gnu/"
  done
  # shellcheck disable=SC2016  # the inner shell expands them
  unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec env -i "$2" "$1" "$3" run' \
    sh "$root" "$(command -v chroot)" "/$home/bin/faultcast" >"$root/chroot.out" 2>&1 ||
    fail "faultcast run failed beside glibc alone: $(tail -5 "$root/chroot.out")"
  echo "check_dist: runs beside glibc alone (chroot); asks for glibc $asked"
else
  echo "check_dist: all libraries come from the tarball or glibc $asked; no right to chroot, so not run in an empty root"
fi
