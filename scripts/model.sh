#!/usr/bin/env bash
# Runs schedules of an upload's life against the model of it (S3Stream.Tests/Core/Upload/Model).
#
#   scripts/model.sh SEED [SCHEDULES]      the schedules from SEED on; default 1: it repeats what a test has reported
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,4p' "$0" | cut -c3-; exit 2; }
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TESTS=$ROOT/S3Stream.Tests/bin/Release/net10.0/S3Stream.Tests
[ -x "$TESTS" ] || dotnet build "$ROOT/S3Stream.Tests" -c Release -v quiet -clp:NoSummary

# one thread: a seed is a schedule only where nothing runs at the same time
export DOTNET_ThreadPool_ForceMaxWorkerThreads=1 DOTNET_ThreadPool_ForceMinWorkerThreads=1
export S3STREAM_MODEL_SEED=$1 S3STREAM_MODEL_SCHEDULES=${2:-1}
exec "$TESTS" -noColor -noLogo -explicit only -method '*UploadModelTests.Run_schedules'
