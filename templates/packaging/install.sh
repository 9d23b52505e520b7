#!/bin/bash
# install.sh install|uninstall: what `make install` and `make uninstall` do.
#
# Reads BINARY, LIGHTGBM_LIBRARY, ONNXRUNTIME_LIBRARY, PREFIX, DESTDIR and CONFIG from the environment. The program
# stands with the
# libraries that no Debian package has in PREFIX/lib/aistock, where it finds them without a variable, and
# PREFIX/bin/aistock leads to it. What was installed is listed in PREFIX/lib/aistock/installed; `uninstall` removes that
# and nothing else.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
prefix=${PREFIX:?}
destination=${DESTDIR:-}
home=$prefix/lib/aistock
list=$destination$home/installed

fail() {
  echo "error: $1" >&2
  echo "  remedy: $2" >&2
  exit 4
}

case $prefix in /*) ;; *) fail "PREFIX is no absolute path: $prefix." "Name one, such as PREFIX=/usr/local." ;; esac

# A file in its place, with the folders that are missing; both are listed.
entries=()
put() {
  local mode=$1 from=$2 to=$3
  folders "$(dirname "$to")"
  install -m "$mode" "$from" "$destination$to"
  entries+=("$to")
}
folders() {
  [ "$1" != "$prefix" ] || return 0
  folders "$(dirname "$1")"
  if [ ! -d "$destination$1" ]; then
    mkdir "$destination$1"
  elif [ ! -f "$old" ] || ! grep -qxF "$1/" "$old"; then
    # Somebody else's; a folder of an earlier installation stays ours.
    return 0
  fi
  entries+=("$1/")
}

# Files first, then folders from within; a folder with anything of others stays.
remove() {
  local entry
  while IFS= read -r entry; do
    case $entry in
      "$prefix"/*..*) fail "The list of files names $entry." "Remove the files by hand." ;;
      "$prefix"/*/) ;;
      "$prefix"/*) rm -f "$destination$entry" ;;
      *) fail "The list of files names $entry, which is not below $prefix." "Remove the files by hand." ;;
    esac
  done <"$1"
  { grep '/$' "$1" || true; } | sort -ur | while IFS= read -r entry; do
    rmdir "$destination$entry" 2>/dev/null || true
  done
}

uninstall() {
  [ -f "$list" ] ||
    fail "Nothing is installed below $destination$prefix." "Name the PREFIX and DESTDIR of \`make install\`."
  local copy
  copy=$(mktemp)
  cp "$list" "$copy"
  rm -f "$list"
  remove "$copy"
  rm -f "$copy"
}

install_all() {
  [ -x "$BINARY" ] || fail "There is no program $BINARY." "Run \`make build\` first."
  command -v chrpath >/dev/null || fail "chrpath is missing." "Run \`apt-get install chrpath\`."
  command -v python3 >/dev/null || fail "python3 is missing; it writes the manual." "Run \`apt-get install python3\`."
  mkdir -p "$destination$prefix"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  old=$work/old
  if [ -f "$list" ]; then cp "$list" "$old"; fi

  # The program looks for libraries beside itself alone, not in the toolchain's folder of this machine.
  cp "$BINARY" "$work/aistock"
  [ -z "${STRIP:-}" ] || strip --strip-debug "$work/aistock"
  chrpath --replace '$ORIGIN' "$work/aistock" >/dev/null
  put 755 "$work/aistock" "$home/aistock"
  local libraries library
  libraries=$(ldd "$BINARY")
  if grep -q 'not found' <<<"$libraries"; then fail "A library of $BINARY is missing." "Run \`ldd $BINARY\`."; fi
  while IFS= read -r library; do
    [ -z "$library" ] || put 644 "$library" "$home/$(basename "$library")"
  done < <(awk '$3 ~ /\/swift\/linux\// { print $3 }' <<<"$libraries")
  if [ -f "$LIGHTGBM_LIBRARY" ]; then
    put 644 "$LIGHTGBM_LIBRARY" "$home/lib_lightgbm.so"
  else
    echo "warning: LightGBM's library is missing; the rungs 'reinferred' and 'retrained' will be not available." >&2
    echo "  remedy: make lightgbm, then install again" >&2
  fi
  # Networks alone need it.
  if [ -f "${ONNXRUNTIME_LIBRARY:-}" ]; then put 644 "$ONNXRUNTIME_LIBRARY" "$home/libonnxruntime.so"; fi
  folders "$prefix/bin"
  ln -sfn ../lib/aistock/aistock "$destination$prefix/bin/aistock"
  entries+=("$prefix/bin/aistock")

  # It is asked where it stands: what is missing shows here.
  local program=$destination$home/aistock
  run() { env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$program" "$@"; }
  local version shell page unit
  version=$(run --version)
  run --experimental-dump-help | python3 "$here/manpages.py" "$version" "$work/man"
  for page in "$work"/man/*.1; do
    gzip -9n "$page"
    put 644 "$page.gz" "$prefix/share/man/man1/$(basename "$page").gz"
  done
  for shell in bash zsh fish; do run --generate-completion-script $shell >"$work/$shell"; done
  put 644 "$work/bash" "$prefix/share/bash-completion/completions/aistock"
  put 644 "$work/zsh" "$prefix/share/zsh/site-functions/_aistock"
  put 644 "$work/fish" "$prefix/share/fish/vendor_completions.d/aistock.fish"
  for unit in "nightly service" "nightly timer" "watch service"; do
    set -- $unit
    run "$1" --print "$2" --config "$CONFIG" --user aistock \
      | sed "s|^ExecStart=.*/aistock\"\{0,1\} $1 |ExecStart=$prefix/bin/aistock $1 |" >"$work/unit"
    put 644 "$work/unit" "$prefix/lib/systemd/system/aistock-$1.$2"
  done
  put 644 "$here/copyright" "$prefix/share/doc/aistock/copyright"
  put 644 "$source/LICENSE" "$prefix/share/doc/aistock/LICENSE"
  put 644 "$here/aistock.yaml" "$prefix/share/doc/aistock/examples/aistock.yaml"
  gzip -9n <"$source/CHANGELOG.md" >"$work/changelog.gz"
  put 644 "$work/changelog.gz" "$prefix/share/doc/aistock/changelog.gz"

  printf '%s\n' "${entries[@]}" | sort -u >"$work/new"
  # What an earlier installation had and this one has not.
  if [ -f "$old" ]; then
    comm -23 <(sort -u "$old") "$work/new" >"$work/gone"
    remove "$work/gone"
  fi
  install -m 644 "$work/new" "$list"
  echo "installed aistock $version below $destination$prefix; nothing was started"
}

case ${1:-} in
  install) install_all ;;
  uninstall) uninstall ;;
  *) fail "Say install or uninstall." "make install, make uninstall" ;;
esac
