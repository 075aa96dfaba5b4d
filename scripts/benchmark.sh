#!/usr/bin/env bash
# Measures every row of docs/benchmarks.md and writes that page, its plots and its results, on this machine.
#
#   scripts/benchmark.sh [ARGS...]     ARGS go to 'S3Stream.Benchmarks run', for example: --quick, --only stor retr, --list
#   scripts/benchmark.sh micro [ARGS]  the building blocks, with BenchmarkDotNet: writes docs/benchmarks-micro.md
#
# Installs the peers (root, Debian), builds Release and publishes the native endpoint. A row whose peer is missing says so on the page.
# Wants a machine that does nothing else; files are made in /dev/shm (8 GB are enough).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PROGRAM=$ROOT/S3Stream.Benchmarks/bin/Release/net10.0/S3Stream.Benchmarks
PEERS=(s3fs rclone fuse3)

say() { echo "benchmark.sh: $*" >&2; }

install_peers() {
  local name lacking=()
  for name in "${PEERS[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || lacking+=("$name")
  done
  [ "${#lacking[@]}" -gt 0 ] || return 0
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${lacking[@]}" >/dev/null
}

say "build"
dotnet build "$ROOT/S3Stream.Benchmarks" -c Release --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary >&2

if [ "${1:-}" = micro ]; then
  shift
  exec "$PROGRAM" micro --output "$ROOT/docs/benchmarks-micro.md" "$@"
fi
case " $* " in *" --list "*) exec "$PROGRAM" run "$@" ;; esac

"$ROOT/scripts/install-test-tools.sh" || say "rows that need the missing tools say so"
install_peers || say "s3fs and rclone could not be installed: their rows say so"
say "the native endpoint"
"$ROOT/scripts/publish.sh" "$ROOT/artifacts/endpoint" >&2
exec "$PROGRAM" run --server "$ROOT/artifacts/endpoint/s3stream-gridftp" --output "$ROOT/docs/benchmarks.md" "$@"
