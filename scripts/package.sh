#!/usr/bin/env bash
# Makes what is handed out: packages of the endpoint for Debian and Red Hat systems, a tarball, the NuGet packages, and checksums.
#
#   scripts/package.sh [OUT]         OUT: where to (default artifacts/packages). Each file made is a line of the output
#
#   KINDS='deb rpm tarball nuget'    which; default all of these
#   ARCHITECTURES='x86_64 aarch64'   for which processors; default both
#   ENDPOINT=FILE                    a published binary for this machine's processor, instead of publishing one
#   PROJECT_URL=https://...          where the project lives; packages name it
#   DEBFULLNAME, DEBEMAIL            whoever answers for the packages
#
# The binaries are linked against the C library of Debian 11 (glibc 2.31), so that they run on Debian 11, Ubuntu 20.04, RHEL 9 and
# whatever is newer. Needs Debian with: clang lld llvm mmdebstrap rpm (and root, for mmdebstrap).
set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OUT=${1:-$ROOT/artifacts/packages}
NAME=s3stream-gridftp
PACKAGING=$ROOT/packaging
KINDS=${KINDS:-deb rpm tarball nuget}
HOST=$(uname -m)
ARCHITECTURES=${ARCHITECTURES:-x86_64 aarch64}
[ -z "${ENDPOINT:-}" ] || ARCHITECTURES=$HOST
VERSION=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
MAINTAINER="${DEBFULLNAME:-The S3Stream authors} <${DEBEMAIL:-s3stream@example.org}>"
# the same sources give the same packages
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

WORK=$(mktemp -d /tmp/package.XXXXXX)
trap 'rm -rf -- "$WORK"' EXIT
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
for part in "$PACKAGING"/build/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

binary() { # binary ARCHITECTURE: a published endpoint
  if [ -n "${ENDPOINT:-}" ]; then echo "$ENDPOINT"; return; fi
  local sysroot=$WORK/sysroot-$1
  sysroot "$1" "$sysroot" >&2
  ARCHITECTURE=$1 SYSROOT=$sysroot "$ROOT/scripts/publish.sh" "$WORK/endpoint-$1" >&2
  echo "$WORK/endpoint-$1/$NAME"
}

made=()
for architecture in $ARCHITECTURES; do
  file=$(binary "$architecture")
  # a binary for another processor tells of itself with the help of qemu
  [ -f "$WORK/manual" ] || describe "$file"
  for kind in $KINDS; do
    case $kind in
      deb) made+=("$(deb "$file" "$architecture")") ;;
      rpm) made+=("$(rpm_package "$file" "$architecture")") ;;
      tarball) made+=("$(tarball "$file" "$architecture")") ;;
    esac
  done
done
if [[ " $KINDS " == *' nuget '* ]]; then
  packages=$(nuget)
  mapfile -t -O "${#made[@]}" made <<<"$packages"
fi

(cd "$OUT" && sha256sum "${made[@]/#$OUT\//}" >SHA256SUMS)
printf '%s\n' "${made[@]}" "$OUT/SHA256SUMS"
