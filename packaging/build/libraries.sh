# shellcheck shell=bash
# The NuGet packages. Sourced by scripts/package.sh.

# nuget: prints the packages' files
nuget() {
  dotnet pack "$ROOT/S3Stream.sln" -c Release -o "$WORK/nuget" --disable-build-servers -nodeReuse:false -v quiet -clp:NoSummary >&2
  local file
  for file in "$WORK"/nuget/*; do
    mv "$file" "$OUT/"
    echo "$OUT/$(basename "$file")"
  done
}
