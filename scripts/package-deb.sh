#!/usr/bin/env bash
# Makes a Debian package of the endpoint: the native binary, its systemd unit, settings to fill in, log rotation and the manual.
#
#   scripts/package-deb.sh [OUT] [BINARY]   OUT: where to (default artifacts); BINARY: a published endpoint (default: publish.sh makes it)
#   DEBFULLNAME, DEBEMAIL                   whoever answers for the package
#
# The last line it prints is the package's file. Installing it makes the user 's3stream' and starts nothing: fill in
# /etc/s3stream/settings.conf, then 'systemctl enable --now s3stream-gridftp'.
set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=${1:-$ROOT/artifacts}
BINARY=${2:-}
NAME=s3stream-gridftp
VERSION=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
ARCHITECTURE=$(dpkg --print-architecture)
MAINTAINER="${DEBFULLNAME:-The S3Stream authors} <${DEBEMAIL:-s3stream@example.org}>"
# the same sources give the same package
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

if [ -z "$BINARY" ]; then
  "$ROOT/scripts/publish.sh" "$ROOT/artifacts/endpoint"
  BINARY=$ROOT/artifacts/endpoint/$NAME
fi

STAGE=$(mktemp -d /tmp/package-deb.XXXXXX)
trap 'rm -rf -- "$STAGE"' EXIT
chmod 755 "$STAGE"

put() { install -D -m "$1" "$2" "$STAGE/$3"; } # put MODE FILE PATH

put 755 "$BINARY" usr/bin/$NAME
put 644 "$ROOT/packaging/$NAME.service" usr/lib/systemd/system/$NAME.service
put 644 "$ROOT/packaging/$NAME.logrotate" etc/logrotate.d/$NAME
put 640 "$ROOT/packaging/settings.conf" etc/s3stream/settings.conf
put 600 "$ROOT/packaging/environment" etc/s3stream/environment
put 644 "$ROOT/packaging/gridftp.d-s3stream" etc/gridftp.d/s3stream
chmod 750 "$STAGE/etc/s3stream"
for page in "$ROOT"/docs/*.md; do put 644 "$page" "usr/share/doc/$NAME/$(basename "$page")"; done
put 644 "$ROOT/packaging/debian/copyright" usr/share/doc/$NAME/copyright
put 644 "$ROOT/CHANGELOG.md" usr/share/doc/$NAME/CHANGELOG.md
gzip -9n <<EOT >"$STAGE/usr/share/doc/$NAME/changelog.gz"
$NAME ($VERSION) unstable; urgency=medium

  * What changed is told in CHANGELOG.md.

 -- $MAINTAINER  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
EOT
mkdir -p "$STAGE/usr/share/man/man8"
gzip -9nc "$ROOT/packaging/$NAME.8" >"$STAGE/usr/share/man/man8/$NAME.8.gz"

for script in postinst prerm postrm; do put 755 "$ROOT/packaging/debian/$script" DEBIAN/$script; done
(cd "$STAGE" && find etc -type f -printf '/%p\n' | LC_ALL=C sort) >"$STAGE/DEBIAN/conffiles"
(cd "$STAGE" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$STAGE/DEBIAN/md5sums"
sed -e "s/@MAINTAINER@/$MAINTAINER/" -e "s/@VERSION@/$VERSION/" -e "s/@ARCHITECTURE@/$ARCHITECTURE/" -e "s/@SIZE@/$(du -k -s --exclude=DEBIAN "$STAGE" | cut -f1)/" \
  "$ROOT/packaging/debian/control" >"$STAGE/DEBIAN/control"
chmod 644 "$STAGE"/DEBIAN/{conffiles,md5sums,control}

mkdir -p "$OUT"
package=$OUT/${NAME}_${VERSION}_${ARCHITECTURE}.deb
dpkg-deb --root-owner-group -Zxz --build "$STAGE" "$package" >/dev/null
echo "$package"
