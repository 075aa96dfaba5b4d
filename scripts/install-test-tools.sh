#!/usr/bin/env bash
# Installs what the end-to-end tests drive: real GridFTP and FTP clients, the C GridFTP server, and what
# rgw.sh needs to bring up a Ceph S3 server. Quiet, and does nothing when all of it is there.
#
#   install-test-tools.sh          exit 0: everything is there
#                                  exit 1: something is missing and could not be installed (named on stderr)
#
# Only Debian packages; needs root to install. Tests whose tool is missing are skipped with the reason.
set -euo pipefail

# program or file it is known by : Debian package
WANTED=(
  globus-url-copy:globus-gass-copy-progs
  globus-gridftp-server:globus-gridftp-server-progs
  grid-proxy-init:globus-proxy-utils
  gfal-copy:gfal2-util-scripts
  lftp:lftp
  fail2ban-regex:fail2ban
  curl:curl
  rclone:rclone
  ncftpget:ncftp
  tnftp:tnftp
  javac:default-jdk-headless
  openssl:openssl
  python3:python3-minimal
  mmdebstrap:mmdebstrap
  flock:util-linux
  ip:iproute2
  gcc:gcc
  zsh:zsh
  fish:fish
  lintian:lintian
  rpmbuild:rpm
  rpmlint:rpmlint
  cpio:cpio
  systemd-analyze:systemd
)
# parts that no program on PATH shows
LIBRARIES=(libc6-dev libnss-extrausers libpython3-stdlib zlib1g-dev gfal2-plugin-gridftp gfal2-plugin-file python3-gfal2 libcommons-net-java)

missing() { # packages that are not there
  local want name
  for want in "${WANTED[@]}"; do
    name=${want%%:*}
    PATH=$PATH:/usr/sbin:/sbin command -v "$name" >/dev/null || echo "${want#*:}"
  done
  for name in "${LIBRARIES[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done
}

if ! command -v dpkg-query >/dev/null; then
  echo "install-test-tools.sh: not a Debian system: install the tools named in this script by hand" >&2
  exit 1
fi

mapfile -t lacking < <(missing)
[ "${#lacking[@]}" -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "install-test-tools.sh: not root, cannot install: ${lacking[*]}" >&2
  exit 1
fi

log=$(mktemp /tmp/install-test-tools.XXXXXX)
install_lacking() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${lacking[@]}" >>"$log" 2>&1
}
# a first try on the package lists at hand; refresh them only when that fails
if ! install_lacking; then
  apt-get update >>"$log" 2>&1 || true
  install_lacking || true
fi

mapfile -t lacking < <(missing)
if [ "${#lacking[@]}" -gt 0 ]; then
  tail -n 15 "$log" >&2
  echo "install-test-tools.sh: could not install: ${lacking[*]} (log: $log)" >&2
  exit 1
fi
rm -f "$log"
