# shellcheck shell=bash
# The Debian package. Sourced by scripts/package.sh.

# deb BINARY ARCHITECTURE: prints the package's file
deb() {
  local binary=$1 architecture stage=$WORK/deb-$2 script size package
  case $2 in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; esac
  tree "$binary" "$stage" usr/share/zsh/vendor-completions
  install -D -m 644 "$PACKAGING/debian/copyright" "$stage/usr/share/doc/$NAME/copyright"
  install -D -m 644 "$PACKAGING/debian/lintian-overrides" "$stage/usr/share/lintian/overrides/$NAME"
  gzip -9n <<EOT >"$stage/usr/share/doc/$NAME/changelog.gz"
$NAME ($VERSION) unstable; urgency=medium

  * What changed is told in CHANGELOG.md.

 -- $MAINTAINER  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
EOT
  for script in postinst prerm postrm; do install -D -m 755 "$PACKAGING/debian/$script" "$stage/DEBIAN/$script"; done
  (cd "$stage" && find etc -type f -printf '/%p\n' | LC_ALL=C sort) >"$stage/DEBIAN/conffiles"
  (cd "$stage" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
  size=$(du -k -s --exclude=DEBIAN "$stage" | cut -f1)
  sed -e "s/@MAINTAINER@/$MAINTAINER/" -e "s/@VERSION@/$VERSION/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    -e "s/@GLIBC@/$(glibc "$binary")/" -e "s|@HOMEPAGE@|${PROJECT_URL:+Homepage: $PROJECT_URL\\n}|" \
    "$PACKAGING/debian/control" >"$stage/DEBIAN/control"
  chmod 644 "$stage"/DEBIAN/{conffiles,md5sums,control}
  find "$stage" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  package=$OUT/${NAME}_${VERSION}_$architecture.deb
  dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >/dev/null
  echo "$package"
}
