#!/usr/bin/env bash
# Holds the reviewed OpenAPI document against Spectral and Redocly: no errors, no warnings; and makes a client of it. Needs Node and npm.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

command -v npm >/dev/null || fail "The OpenAPI document is checked with Spectral and Redocly, and there is no npm on the PATH."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
cp build/contract/package.json "$tools"
npm install --prefix "$tools" --no-audit --no-fund --no-package-lock --silent
document=tests/Api.Tests/Contract/openapi.json
"$tools/node_modules/.bin/spectral" lint "$document" --ruleset build/contract/spectral.yaml --fail-severity=warn
REDOCLY_TELEMETRY=off "$tools/node_modules/.bin/redocly" lint "$document" --extends recommended-strict

# A client in TypeScript as anybody makes it: no member without a type, compiled as strictly as can be, run where LEADER_URL names a register.
cp build/contract/client.ts build/contract/tsconfig.json "$tools"
"$tools/node_modules/.bin/openapi-typescript" "$document" -o "$tools/leader.d.ts"
# the headers of any answer are open in every such client
untyped=$(grep -cE '^[^*]*: *(unknown|any)\b' <(grep -v '\[name: string\]: unknown;' "$tools/leader.d.ts") || true)
echo "The client in TypeScript has $untyped members without a type."
[ "$untyped" = 0 ] || fail "The OpenAPI document leaves members without a type."
"$tools/node_modules/.bin/tsc" -p "$tools/tsconfig.json"
[ -z "${LEADER_URL:-}" ] || node "$tools/out/client.js"
