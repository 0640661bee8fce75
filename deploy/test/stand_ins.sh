#!/usr/bin/env bash
# Makes stand-ins for the Dockerfile's base images, under their very names, where no registry of images can be reached: from Debian's packages
# and this machine's Rust toolchain and crates. Images that are there already are left alone.
#
# Needs root on a Debian, docker, cargo.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v debootstrap >/dev/null || { apt-get update && apt-get install -y debootstrap; } >&2

rust_image=$(sed -n 's/^ARG RUST_IMAGE=//p' Dockerfile)
runtime_image=$(sed -n 's/^ARG RUNTIME_IMAGE=//p' Dockerfile)
mirror=${DEBIAN_MIRROR:-$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources | head -n 1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missing() { ! docker image inspect "$1" >/dev/null 2>&1; }

# A Debian with a C compiler, and Rust where the real image has it. The crates are fetched here, since a build may have no network.
make_rust_image() {
    debootstrap --variant=minbase --include=gcc,libc6-dev,make,ca-certificates bookworm "$work/rust" "$mirror" >&2
    cargo fetch --locked >&2
    local home="$work/rust/usr/local/cargo" toolchain
    toolchain=$(rustc --print sysroot)
    mkdir -p "$home"
    cp -rL "$toolchain/bin" "$toolchain/lib" "$home/"
    cp -r "${CARGO_HOME:-$HOME/.cargo}/registry" "$home/"
    tar -C "$work/rust" -c . | docker import \
        --change 'ENV CARGO_HOME=/usr/local/cargo CARGO_NET_OFFLINE=true PATH=/usr/local/cargo/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
        - "$rust_image"
}

# What the real image is made of: a few packages unpacked, never installed; no shell.
make_runtime_image() {
    local root="$work/runtime"
    mkdir -p "$work/packages" "$root/etc" "$root/tmp" "$root/home/nonroot"
    (cd "$work/packages" && apt-get download -qq \
        base-files netbase tzdata ca-certificates libc6 libssl3 libgcc-s1 gcc-12-base libgomp1 libstdc++6)
    for package in "$work"/packages/*.deb; do
        dpkg-deb --extract "$package" "$root"
    done
    rm -rf "$root"/usr/share/{man,lintian,gcc}
    printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin > "$root/etc/passwd"
    printf '%s\n' root:x:0: nonroot:x:65532: > "$root/etc/group"
    chmod 1777 "$root/tmp"
    tar -C "$root" -c . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' --change 'USER 65532' - "$runtime_image"
}

if missing "$rust_image"; then make_rust_image; fi
if missing "$runtime_image"; then make_runtime_image; fi
