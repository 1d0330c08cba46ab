#!/usr/bin/env bash
# Holds the reviewed OpenAPI document against Spectral and Redocly: no errors, no warnings; and makes a client of it in TypeScript, which
# reads the demonstration and drives the whole life of a title, each on a register of its own. Needs Node and npm.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

command -v npm >/dev/null || fail "The OpenAPI document is checked with Spectral and Redocly, and there is no npm on the PATH."
tools=$(mktemp -d)
running=
stop() {
    [ -z "$running" ] || kill -TERM "$running" 2>/dev/null || true
    [ -z "$running" ] || wait "$running" || true # and its PostgreSQL with it
    running=
}
trap 'stop; rm -rf "$tools"' EXIT
cp build/contract/package.json "$tools"
npm install --prefix "$tools" --no-audit --no-fund --no-package-lock --silent
document=tests/Api.Tests/Contract/openapi.json
"$tools/node_modules/.bin/spectral" lint "$document" --ruleset build/contract/spectral.yaml --fail-severity=warn
REDOCLY_TELEMETRY=off "$tools/node_modules/.bin/redocly" lint "$document" --extends recommended-strict

# A client in TypeScript as anybody makes it: no member without a type, compiled as strictly as can be.
cp build/contract/{client,life}.ts build/contract/tsconfig.json "$tools"
"$tools/node_modules/.bin/openapi-typescript" "$document" -o "$tools/leader.d.ts"
# the headers of any answer are open in every such client
untyped=$(grep -cE '^[^*]*: *(unknown|any)\b' <(grep -v '\[name: string\]: unknown;' "$tools/leader.d.ts") || true)
echo "The client in TypeScript has $untyped members without a type."
[ "$untyped" = 0 ] || fail "The OpenAPI document leaves members without a type."
"$tools/node_modules/.bin/tsc" -p "$tools/tsconfig.json"

# The program itself with a PostgreSQL of its own, at a port that is free and at the instant in a file (tests/Clock); without the settings
# of whoever calls.
./leader --version >/dev/null # builds it
build/ensure-postgres.sh
dotnet build tests/Clock -c Release -v q --nologo
chmod go+x "$tools" # as root PostgreSQL runs as another user, who has to get in
for name in $(compgen -e); do
    case $name in *__* | Urls) unset "$name" ;; esac
done
LEADER_SIGNING_KEY=$(node -p 'crypto.randomBytes(32).toString("base64url")')
export LEADER_SIGNING_KEY Auth__SigningKey=$LEADER_SIGNING_KEY LEADER_TEST_CLOCK=$tools/clock
start() {
    echo "$1" >"$LEADER_TEST_CLOCK"
    export LEADER_DATA=$tools/data
    rm -rf "$LEADER_DATA"
    mkdir "$LEADER_DATA"
    [ ! -d "$data/pgsql" ] || cp -a "$data/pgsql" "$LEADER_DATA"
    : >"$tools/said" # what the one before said is not taken for this one's word
    DOTNET_STARTUP_HOOKS=$root/tests/Clock/bin/Release/net10.0/Leader.Clock.dll \
        ./leader run "${@:2}" --urls=http://127.0.0.1:0 >"$tools/said" 2>&1 &
    running=$!
    SECONDS=0
    until grep -q '^Stop with' "$tools/said"; do
        [ $SECONDS -lt 600 ] && kill -0 "$running" 2>/dev/null || fail "$(cat "$tools/said")" "The register did not start."
        sleep 0.2
    done
    LEADER_URL=$(sed -n 's/^Leader is ready at \([^ ]*\) .*/\1/p' "$tools/said")
    export LEADER_URL
}

start 2026-11-27T10:00:00+08:00 # the demonstration ends a few days before
printf 'number,title,products,code,name,kind,operator,value,unit,testMethod,clause\nQ/CH 310-2026,t,P,c,n,performance,atLeast,5,m,x,4.1\n' \
    >"$tools/declarations.csv"
(cd "$tools" && LEADER_TOKEN=$("$root/leader" token enterprise 91440606LP0000012E) node out/client.js) || fail "$(cat "$tools/said")"
stop
start 2026-06-01T09:00:00+08:00 --empty
node "$tools/out/life.js" || fail "$(cat "$tools/said")"
