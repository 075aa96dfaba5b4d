#!/usr/bin/env bash
# Publishes the endpoint as one native binary (ahead-of-time compiled): starts in milliseconds, needs no .NET on its machine.
#
#   scripts/publish.sh [OUT]     OUT: where to (default artifacts/endpoint); the binary is OUT/s3stream-gridftp
#
#   ARCHITECTURE=x86_64|aarch64  for which processor; default: this machine's. Another one needs a SYSROOT
#   SYSROOT=DIR                  link against the C library of this root directory instead of this machine's, so that the binary also
#                                runs on older systems (scripts/package.sh makes one)
#   INSTRUCTIONS=x86-64-v4       for machines with AVX-512 only, which sum MD5 and CRC64NVME faster: the compiler cannot leave AVX-512 to be
#                                looked for at run time, as it can the wide carry-less multiplication
#   INSTRUCTIONS=x86-64-v2       for x86-64 machines without AVX2, whose checksums are slower; default x86-64-v3 (servers since 2013)
#
# Needs a C linker (Debian: gcc and zlib1g-dev; with SYSROOT: clang, lld and llvm).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=${1:-$ROOT/artifacts/endpoint}
HOST=$(uname -m)
ARCHITECTURE=${ARCHITECTURE:-$HOST}
# AVX2 is what lets the checksums use the wide carry-less multiplication where the processor has it (it is looked for at run time): twice as fast.
case $ARCHITECTURE in
  x86_64) rid=linux-x64; options=("-p:IlcInstructionSet=${INSTRUCTIONS:-x86-64-v3}") ;;
  aarch64) rid=linux-arm64; options=() ;;
  *) echo "publish.sh: there is no native build for $ARCHITECTURE" >&2; exit 1 ;;
esac

if [ -n "${SYSROOT:-}" ]; then
  options+=("-p:SysRoot=$SYSROOT" -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=llvm-objcopy)
elif [ "$ARCHITECTURE" != "$HOST" ]; then
  echo "publish.sh: $ARCHITECTURE is not this machine's: set SYSROOT to a root directory with its C library" >&2
  exit 1
elif ! command -v clang >/dev/null; then
  options+=(-p:CppCompilerAndLinker=gcc)
fi

dotnet publish "$ROOT/S3Stream.GridFtp" -c Release -r "$rid" -p:PublishAot=true "${options[@]}" -o "$OUT" \
  --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary
