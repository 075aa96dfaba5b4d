#!/usr/bin/env bash
# Kills endpoints and the embedded store at random moments and holds what they answered for against what is there: the drill behind KillTests
# and RestartTests.
#
#   scripts/kill.sh [ROUNDS]             default 500
#
# The last lines say what was met; the exit code is 0 only when nothing was lost. S3STREAM_SERVER=FILE names the endpoint to test; default is
# the one that is built here, just in time.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$(mktemp -d /tmp/s3stream-kill.XXXXXX)
trap 'rm -rf -- "$WORK"' EXIT
chmod 711 "$WORK"
cd "$ROOT"
[ -n "${DRILL_NO_BUILD:-}" ] || dotnet build S3Stream.Tests -c Release --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary
export KILL_ROUNDS=${1:-500} KILL_REPORT=$WORK/report S3STREAM_TEST_TMP=$WORK S3STREAM_RGW=none
status=0
S3Stream.Tests/bin/Release/net10.0/S3Stream.Tests -noColor -noLogo -class '*KillTests' -class '*PowerCutTests' \
  -method '*RestartTests.Uploads_whose_server_is_killed*' || status=$?
[ ! -f "$WORK/report" ] || cat "$WORK/report"
exit "$status"
