#!/usr/bin/env bash
# Sees to it that the pages can be tried in a browser: Chromium and a font with Chinese. Brings them with apt-get, as root.
# Where that cannot be, it says what is left out; in CI it fails.
set -euo pipefail

found() {
    [ -n "${LEADER_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null
}

if found; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium with apt-get." >&2
    export DEBIAN_FRONTEND=noninteractive
    install=(apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 chromium fonts-noto-cjk)
    "${install[@]}" >&2 || { apt-get update -qq >&2 && "${install[@]}" >&2; } || true
    if found; then exit 0; fi
fi
echo "There is no Chromium: the pages are not tried in a browser. Install it, or name it in LEADER_CHROMIUM." >&2
[ -z "${CI:-}" ]
