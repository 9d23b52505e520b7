#!/bin/bash
# test.sh: what `make test-install` does: installs below a temporary folder, runs a night of the demo with the installed
# program from another folder with an empty environment, removes everything, then builds the Debian package and looks
# into it.
#
# Reads BINARY, LIGHTGBM_LIBRARY and MAINTAINER from the environment.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
expect() {
  local what=$1
  shift
  "$@" >"$work/said" 2>&1 || { echo "failed: $what" >&2; cat "$work/said" >&2; exit 1; }
  echo "passed: $what"
}
# The program at a place, from a folder of its own, knowing nothing of this shell.
alone() {
  local program=$1
  shift
  mkdir -p "$work/elsewhere"
  (cd "$work/elsewhere" && env -i "$program" "$@")
}
holds() { grep -qE "$2" "$1"; }
libraries_are_own() { ! ldd "$1" | grep -E 'not found|/swift/linux/'; }

export PREFIX=/usr/local CONFIG=/usr/local/etc/aistock/aistock.yaml DESTDIR=$work/root
mkdir -p "$DESTDIR/usr/local/bin"
echo other >"$DESTDIR/usr/local/bin/other"
(cd "$DESTDIR" && find . | sort) >"$work/before"
expect "install" "$here/install.sh" install
expect "install over an installation" "$here/install.sh" install
program=$DESTDIR/usr/local/bin/aistock
expect "no library of the toolchain's folder is used" libraries_are_own "$DESTDIR/usr/local/lib/aistock/aistock"
expect "version" alone "$program" --version
expect "a night of the demo" alone "$program" nightly --date 2024-12-31
if [ -f "$LIGHTGBM_LIBRARY" ]; then
  alone "$program" archive list >"$work/list"
  expect "LightGBM's library is found beside the program" holds "$work/list" 'PASS \(6 of 6'
fi
expect "doctor" alone "$program" doctor
expect "health" alone "$program" health --prometheus "$work/aistock.prom"
expect "the monitor's file" holds "$work/aistock.prom" '^aistock_healthy 1$'
expect "backup" alone "$program" state backup --output "$work/state.backup"
expect "its digest" bash -c "cd '$work' && sha256sum --quiet -c state.backup.sha256"
for page in "$DESTDIR"/usr/local/share/man/man1/*.gz; do
  man --warnings -E UTF-8 -l -Tutf8 -Z "$page" >/dev/null 2>"$work/man"
  expect "manual page $(basename "$page")" test ! -s "$work/man"
done
expect "completions of bash" bash -n "$DESTDIR/usr/local/share/bash-completion/completions/aistock"
if command -v systemd-analyze >/dev/null; then
  mkdir "$work/units"
  # The program is looked for at its own place, which it has only below DESTDIR.
  for unit in "$DESTDIR"/usr/local/lib/systemd/system/*; do
    sed "s|^ExecStart=|ExecStart=$DESTDIR|" "$unit" >"$work/units/$(basename "$unit")"
  done
  systemd-analyze verify --man=no "$work"/units/* 2>&1 | grep aistock >"$work/verify" || true
  expect "units" test ! -s "$work/verify"
fi
expect "uninstall" "$here/install.sh" uninstall
(cd "$DESTDIR" && find . | sort) >"$work/after"
expect "nothing else is gone and nothing stays" diff "$work/before" "$work/after"

COMPRESSION=none expect "the package" "$here/deb.sh" "$work/packages"
package=$(echo "$work"/packages/aistock_*.deb)
dpkg-deb --info "$package" >"$work/info"
dpkg-deb --contents "$package" | awk '{ print $1, $2, $6 }' >"$work/contents"
for line in '^ Depends: .*libcairo2.*libsqlite3-0.*adduser' '^ Maintainer: .+ <.+@.+>$' '^ Architecture: ' \
  'conffiles' 'postinst' 'prerm' 'postrm' 'md5sums'; do
  expect "information $line" holds "$work/info" "$line"
done
for line in '-rwxr-xr-x root/root ./usr/lib/aistock/aistock$' '-rw-r--r-- root/root ./etc/aistock/aistock.yaml$' \
  '-rw-r--r-- root/root ./usr/lib/systemd/system/aistock-nightly.timer$' './usr/bin/aistock$' \
  '-rw-r--r-- root/root ./usr/share/man/man1/aistock-nightly.1.gz$' './usr/share/doc/aistock/copyright$'; do
  expect "content $line" holds "$work/contents" " *${line#-}"
done
# Nothing is enabled: no link in a folder of wanted units.
expect "nothing is enabled" bash -c "! grep -E 'wants/|/usr/local' '$work/contents'"
dpkg-deb --extract "$package" "$work/extracted"
dpkg-deb --ctrl-tarfile "$package" | tar -xO ./md5sums >"$work/md5sums"
expect "checksums" bash -c "cd '$work/extracted' && md5sum --quiet -c '$work/md5sums'"
expect "the packaged program" alone "$work/extracted/usr/bin/aistock" --version
settings=$work/etc/aistock.yaml
mkdir "$work/etc"
sed "s|/var/lib/aistock|$work/var|" "$work/extracted/etc/aistock/aistock.yaml" >"$settings"
packaged=$work/extracted/usr/bin/aistock
expect "a night under the packaged configuration" alone "$packaged" nightly --config "$settings"
expect "its health" alone "$packaged" health --config "$settings"
echo "installation and package are sound"
