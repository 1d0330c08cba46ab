#!/usr/bin/env bash
# Holds the reviewed OpenAPI document against Spectral and Redocly: no errors, no warnings. Needs Node and npm.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

command -v npm >/dev/null || fail "The OpenAPI document is checked with Spectral and Redocly, and there is no npm on the PATH."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
cp build/contract/package.json "$tools"
npm install --prefix "$tools" --no-audit --no-fund --no-package-lock --silent
document=tests/Api.Tests/Contract/openapi.json
"$tools/node_modules/.bin/spectral" lint "$document" --ruleset build/contract/spectral.yaml --fail-severity=warn
REDOCLY_TELEMETRY=off "$tools/node_modules/.bin/redocly" lint "$document" --extends recommended-strict
