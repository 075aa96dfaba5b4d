#!/usr/bin/env bash
# Runs every test of the project: unit, property and end to end, with real clients and a real S3 server.
#
#   scripts/test.sh [ARGS...]      ARGS go to the test program, for example: -class '*LineReaderTests'
#
# Installs missing test tools (root, Debian), builds Release, checks the format (not with ARGS), starts a throw-away
# Ceph RGW on loopback, runs the tests and ends everything it started. The last line is "N passed, N failed,
# N skipped"; the exit code is 0 only when tests ran and none failed. The report is TestResults/report.xml, what the
# tests printed is TestResults/output.txt.
#
#   S3STREAM_SERVER=FILE           the endpoint to test end to end; default: published for it, native (see publish.sh)
#   S3STREAM_RGW=none              run without RGW: its tests are skipped
#   S3STREAM_TEST_LIMIT=1800       seconds the tests may take before they are interrupted
#   RGW_SUITE=forky|host|...       which Ceph (see rgw.sh); default forky (Ceph 20), then the host's own packages.
#                                  StoreLaneTests starts Ceph 18 (trixie) besides, and npm's s3rver where npm is there
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SCRIPTS=$ROOT/scripts
RESULTS=$ROOT/TestResults
LIMIT=${S3STREAM_TEST_LIMIT:-1800}
WORK=$(mktemp -d /tmp/s3stream-test.XXXXXX)
chmod 711 "$WORK" # one test runs the endpoint as another user, who has to get at its files
cd "$ROOT"

say() { echo "test.sh: $*"; }

rgw_started=
cleanup() {
  if [ -n "$rgw_started" ]; then
    "$SCRIPTS/rgw.sh" stop "$WORK/rgw" || say "RGW did not stop; its directory is $WORK/rgw"
  fi
  rm -rf -- "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() { # a port nobody listens on, below the ephemeral range
  local port
  while :; do
    port=$((20000 + RANDOM % 900))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_rgw() { # start_rgw SUITE: the settings of a running server in the environment, or a failure
  local settings
  export RGW_SUITE=$1
  "$SCRIPTS/rgw.sh" start "$WORK/rgw" "$(free_port)" >"$WORK/rgw.out" 2>&1 || return 1
  rgw_started=1
  settings=$WORK/rgw/env
  set -a; . "$settings"; set +a
  say "Ceph RGW $RGW_VERSION at $RGW_ENDPOINT"
}

say "tools"
"$SCRIPTS/install-test-tools.sh" || say "tests that need the missing tools are skipped"

say "build"
dotnet build S3Stream.sln -c Release --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary

if [ $# = 0 ]; then
  say "format"
  if ! dotnet format S3Stream.sln --verify-no-changes --no-restore -v quiet; then
    say "these files are not formatted; run: dotnet format S3Stream.sln"
    exit 1
  fi
fi

if [ -z "${S3STREAM_SERVER:-}" ]; then
  say "the native endpoint, which the end-to-end tests run"
  "$SCRIPTS/publish.sh" "$ROOT/artifacts/endpoint"
  export S3STREAM_SERVER=$ROOT/artifacts/endpoint/s3stream-gridftp
fi

if [ "${S3STREAM_RGW:-}" = none ]; then
  say "no Ceph RGW (S3STREAM_RGW=none)"
  export S3STREAM_RGW=none
else
  say "Ceph RGW"
  RGW_TLS_PORT=$(free_port); export RGW_TLS_PORT
  wanted=${RGW_SUITE:-forky}
  if ! start_rgw "$wanted"; then
    tail -n 5 "$WORK/rgw.out" >&2 || true
    if [ "$wanted" != host ]; then
      say "Ceph of suite '$wanted' could not be started; falling back to the host's own packages (older: no checksums, no conditional writes)"
      start_rgw host || tail -n 5 "$WORK/rgw.out" >&2
    fi
  fi
  if [ -z "$rgw_started" ]; then
    say "no Ceph RGW could be started (it needs root and Debian packages): its tests are skipped"
    export S3STREAM_RGW=none
  fi
fi

say "tests"
mkdir -p "$RESULTS"
rm -f "$RESULTS/report.xml"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 S3STREAM_TEST_TMP=$WORK
status=0
# an interrupt, unlike a kill, lets the program name the test that hangs
timeout --foreground --signal=INT --kill-after=60 "$LIMIT" \
  "$ROOT/S3Stream.Tests/bin/Release/net10.0/S3Stream.Tests" -noColor -noLogo -result-xml "$RESULTS/report.xml" "$@" \
  | tee "$RESULTS/output.txt" || status=${PIPESTATUS[0]}
if [ "$status" = 124 ] || [ "$status" = 137 ]; then
  say "the tests did not end within $LIMIT s: the failures above name the ones that were running"
fi

# the totals of <assembly ... total="" passed="" failed="" skipped="" errors="">
line=$(tr '\n' ' ' <"$RESULTS/report.xml" 2>/dev/null | grep -o '<assembly [^>]*>' | head -n 1) || true
count() { local n; n=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$line"); echo "${n:-0}"; }
passed=$(count passed) failed=$(($(count failed) + $(count errors))) skipped=$(count skipped)

if [ "$skipped" -gt 0 ]; then
  say "skipped, by reason:"
  grep -o '<reason>[^<]*\(<!\[CDATA\[[^]]*\]\]>\)*[^<]*</reason>' "$RESULTS/report.xml" | sed 's/<[^>]*>//g; s/<!\[CDATA\[//; s/\]\]>//' | sort | uniq -c | sort -rn || true
fi
if [ "$failed" -gt 0 ]; then
  # once more at the end: a log that keeps only its last lines must still name what failed and why
  say "failed, each with the start of its message:"
  awk '/^    [^ ].* \[FAIL\]$/ { left = 14 } /^ ? ? ? ?[^ ]/ && !/ \[FAIL\]$/ { left = 0 } left-- > 0' "$RESULTS/output.txt" | cut -c 1-400
fi
if [ -z "$line" ]; then say "the test program wrote no report (exit code $status)"; status=1; failed=1; fi
if [ $((passed + failed)) = 0 ]; then say "no test ran"; status=1; fi
if [ "$failed" -gt 0 ] && [ "$status" = 0 ]; then status=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
