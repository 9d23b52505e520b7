#!/bin/bash
# deb.sh OUTPUT: what `make deb` does: a Debian package of what `make install` installs, with a configuration in /etc
# and an account of the system that runs the nights. Nothing is started and nothing is enabled.
#
# Reads BINARY, LIGHTGBM_LIBRARY, MAINTAINER and COMPRESSION (xz, or none for a trial) from the environment.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
output=$1
for tool in dpkg-deb dpkg-shlibdeps; do
  command -v $tool >/dev/null || {
    echo "error: $tool is missing." >&2
    echo "  remedy: apt-get install dpkg-dev" >&2
    exit 4
  }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/debian/aistock
mkdir -p "$root/DEBIAN"

STRIP=1 PREFIX=/usr DESTDIR=$root CONFIG=/etc/aistock/aistock.yaml "$here/install.sh" install >/dev/null
# dpkg keeps its own list.
rm "$root/usr/lib/aistock/installed"
install -D -m 644 "$here/aistock.yaml" "$root/etc/aistock/aistock.yaml"
echo /etc/aistock/aistock.yaml >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 755 "$here/$script" "$root/DEBIAN/$script"; done

# Packages of the shared libraries; those of Swift and LightGBM are in this package and in no other.
printf 'Source: aistock\n\nPackage: aistock\nArchitecture: any\n' >"$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info -l"$root/usr/lib/aistock" \
  -e"$root/usr/lib/aistock/aistock" $(printf -- '-e%s ' "$root"/usr/lib/aistock/*.so) 2>"$work/warnings" \
  | sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || { cat "$work/warnings" >&2; exit 4; }

version=$(env -i "$root/usr/lib/aistock/aistock" --version)
architecture=$(dpkg --print-architecture)
size=$(du -sk --exclude=DEBIAN "$root" | cut -f1)
cat >"$root/DEBIAN/control" <<CONTROL
Package: aistock
Version: $version
Architecture: $architecture
Maintainer: $MAINTAINER
Installed-Size: $size
Section: misc
Priority: optional
Depends: $libraries, adduser, openssh-client, tzdata
Recommends: fonts-wqy-microhei, libjs-dygraphs
Suggests: prometheus-node-exporter
Description: reconciles, previews and reports strategies on Chinese A-shares
 RD-Agent, a research robot on top of qlib, claims results for strategies on
 Chinese A-shares. aistock recomputes such a claim step by step, says whether
 the strategy was migrated faithfully, runs strategies on virtual money, and
 publishes a bilingual site of plain files with a tamper-evident archive.
 .
 A systemd timer for the night and a service for the day are installed and not
 enabled. No account is configured: nothing trades.
CONTROL
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) \
  >"$root/DEBIAN/md5sums"
mkdir -p "$output"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(stat -c %Y "$BINARY")}
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build "-Z${COMPRESSION:-xz}" "$root" "$output/aistock_${version}_$architecture.deb"
