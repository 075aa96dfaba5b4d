# shellcheck shell=bash
# The rpm package. Sourced by scripts/package.sh.

# rpm_package BINARY ARCHITECTURE: prints the package's file
rpm_package() {
  local stage=$WORK/rpm-$2
  tree "$1" "$stage/tree" usr/share/zsh/site-functions
  install -D -m 644 "$ROOT/LICENSE" "$stage/tree/usr/share/licenses/$NAME/LICENSE"
  install -d -m 750 "$stage/tree/var/lib/s3stream" "$stage/tree/var/log/s3stream"
  rpmbuild -bb --quiet --target "$2-linux" --define "_topdir $stage/rpmbuild" --define "_rpmdir $stage/out" \
    --define "tree $stage/tree" --define "version $VERSION" ${PROJECT_URL:+--define "url $PROJECT_URL"} \
    --define "changelog_date $(LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" "$PACKAGING/rpm/$NAME.spec" >&2
  mv "$stage/out/$2/"*.rpm "$OUT/"
  echo "$OUT/$NAME-$VERSION-1.$2.rpm"
}
