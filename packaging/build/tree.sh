# shellcheck shell=bash
# The files of an installation, as all packages lay them out. Sourced by scripts/package.sh.

# tree BINARY DIR ZSH: makes DIR; ZSH is where the distribution looks for completions of zsh
tree() {
  local binary=$1 dir=$2 zsh=$3
  put() { install -D -m "$1" "$2" "$dir/$3"; } # put MODE FILE PATH
  mkdir -p "$dir"
  chmod 755 "$dir"
  put 755 "$binary" usr/bin/$NAME
  put 644 "$PACKAGING/$NAME.service" usr/lib/systemd/system/$NAME.service
  put 644 "$PACKAGING/$NAME.sysusers" usr/lib/sysusers.d/$NAME.conf
  put 644 "$PACKAGING/$NAME.tmpfiles" usr/lib/tmpfiles.d/$NAME.conf
  put 644 "$PACKAGING/$NAME.firewalld.xml" usr/lib/firewalld/services/$NAME.xml
  put 644 "$PACKAGING/$NAME.logrotate" etc/logrotate.d/$NAME
  put 644 "$PACKAGING/fail2ban/filter.conf" etc/fail2ban/filter.d/$NAME.conf
  put 644 "$PACKAGING/fail2ban/jail.conf" etc/fail2ban/jail.d/$NAME.conf
  put 640 "$PACKAGING/settings.conf" etc/s3stream/settings.conf
  put 600 "$PACKAGING/environment" etc/s3stream/environment
  put 644 "$PACKAGING/gridftp.d-s3stream" etc/gridftp.d/s3stream
  chmod 750 "$dir/etc/s3stream"
  put 644 "$WORK/completion.bash" usr/share/bash-completion/completions/$NAME
  put 644 "$WORK/completion.zsh" "$zsh/_$NAME"
  put 644 "$WORK/completion.fish" usr/share/fish/vendor_completions.d/$NAME.fish
  install -d "$dir/usr/share/man/man8"
  gzip -9nc "$WORK/manual" >"$dir/usr/share/man/man8/$NAME.8.gz"
  documents "$dir/usr/share/doc/$NAME"
  local form
  for form in root host-key; do put 644 "$PACKAGING/migrated/$form.conf" usr/share/doc/$NAME/migrated/$form.conf; done
}

# documents DIR: the manual, in the folders of the sources, so that its links lead somewhere
documents() {
  local page
  (cd "$ROOT" && find README.md SECURITY.md CONTRIBUTING.md CHANGELOG.md docs nuget S3Stream.Tests \
    \( -name bin -o -name obj -o -path 'docs/benchmarks/*.md' \) -prune -o \( -name '*.md' -o -path 'docs/*.svg' \) -print) | while read -r page; do
    install -D -m 644 "$ROOT/$page" "$1/$page"
  done
}

# describe BINARY: what the program tells of itself: completion and manual
describe() {
  local shell
  for shell in bash zsh fish; do "$1" completion $shell >"$WORK/completion.$shell"; done
  "$1" manual >"$WORK/manual"
}

# glibc BINARY: the oldest C library it runs with
glibc() {
  readelf -W --dyn-syms "$1" | sed -n 's/.*@GLIBC_\([0-9.]*\).*/\1/p' | sort -uV | tail -n 1
}
