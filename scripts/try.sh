#!/usr/bin/env bash
# Builds the GridFTP endpoint, runs it on 127.0.0.1:2811 with a store of its own on disk, anonymous read-write, makes a first
# transfer up and down again with globus-url-copy, and goes on serving. Ctrl-C ends it.
#
#   scripts/try.sh [DIR] [OPTIONS...]   DIR: where objects are kept (default: a new temporary directory, removed at the end)
#                                       OPTIONS go to the server, for example: --memory-budget 1GiB
#
#   S3STREAM_TRY_LISTEN=127.0.0.1:2811  where it listens
#
# Installs globus-url-copy if it is not there (root, Debian). For trying things out on one machine only: everybody who reaches
# the port may read and write.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=$ROOT/artifacts/try
LISTEN=${S3STREAM_TRY_LISTEN:-127.0.0.1:2811}

store= temporary=
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then store=$1; shift; fi
if [ -z "$store" ]; then store=$(mktemp -d /tmp/s3stream-try.XXXXXX); temporary=1; fi
mkdir -p "$store"
work=$(mktemp -d /tmp/s3stream-try-files.XXXXXX)

server=
stop() {
  if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf -- "$work"
  if [ -n "$temporary" ]; then rm -rf -- "$store"; fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if ! command -v globus-url-copy >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "try.sh: installing globus-url-copy"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends globus-gass-copy-progs; } >"$work/apt.log" 2>&1 \
    || { tail -n 3 "$work/apt.log" >&2; echo "try.sh: it could not be installed" >&2; }
fi

echo "try.sh: building"
dotnet publish "$ROOT/S3Stream.GridFtp" -c Release -o "$OUT" --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary

: >"$work/server.out" # here already: the server in the background may come to it after tail
"$OUT/s3stream-gridftp" serve --listen "$LISTEN" --embedded-store "$store" --anonymous read-write "$@" >>"$work/server.out" 2>&1 &
server=$!
tail -n +1 -f --pid="$server" "$work/server.out" &
for _ in $(seq 100); do
  grep -q 'is ready on' "$work/server.out" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done

if kill -0 "$server" 2>/dev/null && command -v globus-url-copy >/dev/null; then
  head -c 100000000 /dev/urandom >"$work/up"
  sleep 0.5
  echo "try.sh: 100 MB up and down again with 4 streams"
  globus-url-copy -cd -p 4 "file://$work/up" "ftp://$LISTEN/trial/100MB"
  globus-url-copy -p 4 "ftp://$LISTEN/trial/100MB" "file://$work/down"
  (cd "$work" && sha256sum up down)
  cmp "$work/up" "$work/down" && echo "try.sh: identical. The endpoint goes on until Ctrl-C; the lines above are yours to paste."
elif kill -0 "$server" 2>/dev/null; then
  echo "try.sh: no globus-url-copy here (Debian: apt-get install globus-gass-copy-progs); the curl line above works"
fi

status=0
wait "$server" || status=$?
server=
exit "$status"
