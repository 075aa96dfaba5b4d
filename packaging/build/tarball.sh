# shellcheck shell=bash
# The tarball, for systems that have neither package. Sourced by scripts/package.sh.

# tarball BINARY ARCHITECTURE: prints its file
tarball() {
  local name=$NAME-$VERSION-linux-$2
  tree "$1" "$WORK/tar-$2/$name" usr/share/zsh/site-functions
  install -m 644 "$ROOT/LICENSE" "$WORK/tar-$2/$name/LICENSE"
  tar -C "$WORK/tar-$2" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -c "$name" | gzip -9n >"$OUT/$name.tar.gz"
  echo "$OUT/$name.tar.gz"
}
