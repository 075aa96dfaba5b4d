#!/usr/bin/env bash
# Builds the GridFTP endpoint and runs it on 127.0.0.1:2811 with a store of its own on disk, anonymous read-write.
# It prints the line to paste for a first transfer; Ctrl-C ends it.
#
#   scripts/try.sh [DIR] [OPTIONS...]   DIR: where objects are kept (default: a new temporary directory, removed at the end)
#                                       OPTIONS go to the server, for example: --listen 127.0.0.1:2812
#
# For trying things out on one machine only: everybody who reaches the port may read and write.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=$ROOT/artifacts/try

store= temporary=
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then store=$1; shift; fi
if [ -z "$store" ]; then store=$(mktemp -d /tmp/s3stream-try.XXXXXX); temporary=1; fi
mkdir -p "$store"

dotnet publish "$ROOT/S3Stream.GridFtp" -c Release -o "$OUT" --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary

server=
stop() {
  if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  if [ -n "$temporary" ]; then rm -rf -- "$store"; fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$OUT/s3stream-gridftp" serve --embedded-store "$store" --anonymous read-write "$@" &
server=$!
status=0
wait "$server" || status=$?
server=
exit "$status"
