#!/usr/bin/env bash
# Publishes the endpoint as one native binary (ahead-of-time compiled): starts in milliseconds, needs no .NET on its machine.
#
#   scripts/publish.sh [OUT]     OUT: where to (default artifacts/endpoint); the binary is OUT/s3stream-gridftp
#
# Needs a C linker (Debian: gcc and zlib1g-dev). On x86-64 the binary needs a processor with AVX2 (x86-64-v3, servers since 2013);
# INSTRUCTIONS=x86-64-v2 in the environment makes one for older machines, whose checksums are slower.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=${1:-$ROOT/artifacts/endpoint}
# AVX2 is what lets the checksums use the wide carry-less multiplication where the processor has it (it is looked for at run time): twice as fast.
case $(uname -m) in
  x86_64) rid=linux-x64; instructions=-p:IlcInstructionSet=${INSTRUCTIONS:-x86-64-v3} ;;
  aarch64) rid=linux-arm64; instructions= ;;
  *) echo "publish.sh: no native build for $(uname -m)" >&2; exit 1 ;;
esac

linker=
command -v clang >/dev/null || linker=-p:CppCompilerAndLinker=gcc
dotnet publish "$ROOT/S3Stream.GridFtp" -c Release -r "$rid" -p:PublishAot=true $instructions $linker -o "$OUT" \
  --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary
