# shellcheck shell=bash
# Sourced by ./leader, ./test and .ci/run. Afterwards the working directory is the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
calling=${calling:-$OLDPWD}
data=${LEADER_DATA:-$root/.leader}
case $data in /*) ;; *) data=$calling/$data ;; esac
export LEADER_DATA=$data

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v dotnet >/dev/null || fail \
    "Leader is built with the .NET SDK 10, and there is no dotnet on the PATH." \
    "Install it (https://dotnet.microsoft.com/download) and try again."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

# dotnet keeps its first-run files and NuGet its packages in the home folder; some accounts have none.
if [ -z "${DOTNET_CLI_HOME:-}" ] && ! { [ -n "${HOME:-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ]; }; then
    mkdir -p "$data/home"
    export DOTNET_CLI_HOME=$data/home HOME=$data/home
fi
