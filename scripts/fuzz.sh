#!/usr/bin/env bash
# Feeds changed inputs to what reads the work of others, for as long as it is told: the drill behind FuzzTests.
#
#   scripts/fuzz.sh all 600              every target for ten minutes each
#   scripts/fuzz.sh grid-map 60          one of them
#
# SharpFuzz's command-line tool (from NuGet, into artifacts/) writes branch counters into copies of the assemblies, so that inputs that take
# new ways are kept and changed further; where it cannot be had, inputs are changed from the seeds alone, and the table says "-". Seeds are
# S3Stream.Tests/Fuzz/TARGET/seeds; an input that breaks a target is kept in S3Stream.Tests/Fuzz/TARGET/finds, and every later run of the
# tests begins with it. The last lines are a table of the targets; the exit code is 0 only when nothing was found.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${1:?usage: scripts/fuzz.sh TARGET|all SECONDS}
SECONDS_EACH=${2:?usage: scripts/fuzz.sh TARGET|all SECONDS}
TOOL_VERSION=2.3.0
TOOL=$ROOT/artifacts/sharpfuzz
BIN=$ROOT/artifacts/fuzz
cd "$ROOT"

say() { echo "fuzz.sh: $*"; }

case $TARGET in
  all) ;;
  *) [ -d "S3Stream.Tests/Fuzz/$TARGET" ] || { say "there is no target '$TARGET'; there are: $(cd S3Stream.Tests/Fuzz && echo */)"; exit 2; } ;;
esac

[ -n "${FUZZ_NO_BUILD:-}" ] || dotnet build S3Stream.Tests -c Release --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary
rm -rf "$BIN"
mkdir -p "$ROOT/artifacts"
cp -r S3Stream.Tests/bin/Release/net10.0 "$BIN"

if [ -x "$TOOL/sharpfuzz" ] || dotnet tool install --tool-path "$TOOL" SharpFuzz.CommandLine --version "$TOOL_VERSION" >/dev/null; then
  for assembly in S3Stream.Core S3Stream.Gsi S3Stream.EmbeddedStore s3stream-gridftp; do
    "$TOOL/sharpfuzz" "$BIN/$assembly.dll"
  done
  cp "$TOOL/.store/sharpfuzz.commandline/$TOOL_VERSION/sharpfuzz.commandline/$TOOL_VERSION/tools/net10.0/any/SharpFuzz.Common.dll" "$BIN/"
else
  say "SharpFuzz cannot be installed: inputs are changed from the seeds alone"
fi

FUZZ_REPORT=$(mktemp /tmp/s3stream-fuzz.XXXXXX)
trap 'rm -f -- "$FUZZ_REPORT"' EXIT
export FUZZ_REPORT FUZZ_SECONDS=$SECONDS_EACH FUZZ_TARGET=$TARGET
status=0
"$BIN/S3Stream.Tests" -noColor -noLogo -class '*FuzzTests' || status=$?
echo
echo "| target | inputs | branches | inputs kept | longest | most memory |"
echo "|---|---|---|---|---|---|"
cat "$FUZZ_REPORT"
exit "$status"
