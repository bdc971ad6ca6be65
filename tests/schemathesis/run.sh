#!/usr/bin/env bash
# Throws generated operations at a running server; run it through tests/with-server.sh.
# CANGLIU_FUZZ_SECONDS bounds the time, CANGLIU_FUZZ_SEED repeats or varies a run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${CANGLIU_URL:?run this through tests/with-server.sh}"
: "${CANGLIU_TOKEN_ADMINISTRATOR:?run this through tests/with-server.sh}"

# Work in a folder of its own, because the tool keeps a cache where it stands.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

SCHEMATHESIS_HOOKS="$here/hooks.py" "$here/../../.venv/bin/schemathesis" \
  --config-file "$here/schemathesis.toml" \
  run "$CANGLIU_URL/graphql" \
  --header "Authorization: Bearer $CANGLIU_TOKEN_ADMINISTRATOR" \
  --max-time "${CANGLIU_FUZZ_SECONDS:-90}" \
  --seed "${CANGLIU_FUZZ_SEED:-1}" \
  --warnings off \
  --no-color
