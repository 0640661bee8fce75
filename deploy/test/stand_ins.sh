#!/usr/bin/env bash
# Makes stand-ins for the Dockerfile's base images, under their very names, where no registry of images can be reached: from Debian's
# packages and this machine's Rust toolchain and crates. Images that are there already are left alone.
#
# usage: stand_ins.sh [replicas]
#
# With `replicas` also for nginx and PostgreSQL, as the profile of that name in deploy/compose.yaml has them; in Debian's versions.
#
# Needs root on a Debian, docker, cargo.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v debootstrap >/dev/null || { apt-get update && apt-get install -y debootstrap; } >&2

rust_image=$(sed -n 's/^ARG RUST_IMAGE=//p' Dockerfile)
runtime_image=$(sed -n 's/^ARG RUNTIME_IMAGE=//p' Dockerfile)
image_in_compose() { sed -n "s/^ *image: *\\($1:.*\\)/\\1/p" deploy/compose.yaml; }
nginx_image=$(image_in_compose nginx)
postgres_image=$(image_in_compose postgres)
server_image=aalam-stand-in:servers
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

# A Debian with nginx and PostgreSQL, for both of their images. Installing starts nothing and makes no cluster.
make_server_image() {
    local root="$work/servers"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >&2
    mkdir -p "$root/etc/postgresql-common"
    echo 'create_main_cluster = false' > "$root/etc/postgresql-common/createcluster.conf"
    printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    DEBIAN_FRONTEND=noninteractive chroot "$root" sh -c \
        'apt-get update && apt-get install -y --no-install-recommends nginx-light postgresql && apt-get clean' >&2
    # As in the real image; what nginx says before it has read its configuration goes there.
    ln -sf /dev/stderr "$root/var/log/nginx/error.log"
    postgres_entrypoint > "$root/usr/local/bin/postgres-entrypoint"
    chmod 755 "$root/usr/local/bin/postgres-entrypoint"
    tar -C "$root" -c . | docker import - "$server_image"
}

make_nginx_image() {
    docker build --tag "$nginx_image" - <<END
FROM $server_image
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
END
}

make_postgres_image() {
    docker build --tag "$postgres_image" - <<END
FROM $server_image
ENV PGDATA=/var/lib/postgresql/data PATH=$(postgres_programs):/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres-entrypoint"]
END
}

# Where Debian keeps what is of one version.
postgres_programs() { docker run --rm "$server_image" sh -c 'echo /usr/lib/postgresql/*/bin'; }

# What the real one does at its start, as far as deploy/compose.yaml relies on it.
postgres_entrypoint() {
    cat <<'END'
#!/bin/bash
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
    install --directory --mode 700 --owner postgres --group postgres "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --init-groups "$0"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?is needed for the first start}"
    initdb --username "$POSTGRES_USER" --pwfile <(echo "$POSTGRES_PASSWORD") --auth-host scram-sha-256 --auth-local trust \
        --encoding UTF8 --locale C.UTF-8
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    echo "CREATE DATABASE \"$POSTGRES_USER\"" | postgres --single postgres
fi
exec postgres -c 'listen_addresses=*' -c unix_socket_directories=/tmp
END
}

if missing "$rust_image"; then make_rust_image; fi
if missing "$runtime_image"; then make_runtime_image; fi
if [ "${1:-}" = replicas ]; then
    if missing "$server_image"; then make_server_image; fi
    if missing "$nginx_image"; then make_nginx_image; fi
    if missing "$postgres_image"; then make_postgres_image; fi
fi
