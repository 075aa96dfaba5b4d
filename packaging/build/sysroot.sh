# shellcheck shell=bash
# What binaries are linked against. Sourced by scripts/package.sh.

# sysroot ARCHITECTURE DIR: the C library of an old Debian with what a linker needs, in DIR
sysroot() {
  local architecture link target
  case $1 in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; esac
  mmdebstrap --quiet --mode=root --variant=extract --architectures="$architecture" --include=libc6-dev,libgcc-10-dev \
    bullseye "$2" http://deb.debian.org/debian
  # an absolute link leads out of the directory, to this machine's libraries
  find "$2" -type l -lname '/*' -printf '%p %l\n' | while read -r link target; do ln -sfn -r "$2$target" "$link"; done
}
