#!/usr/bin/env bash
# Runs a command against a server of its own: the real binary, a free port, the demo city in a folder
# that is gone afterwards.
#
#   tests/with-server.sh node tests/http-audit/audit.js
#
# The command finds CANGLIU_URL (http://127.0.0.1:PORT) and CANGLIU_TOKEN_<ROLE> for every role,
# such as CANGLIU_TOKEN_ADMINISTRATOR, and its exit code is the script's. CANGLIU_BIN names another binary.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
binary=${CANGLIU_BIN:-${CARGO_TARGET_DIR:-$root/target}/debug/cangliu}
ready_seconds_max=${CANGLIU_READY_SECONDS:-120}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT…]" >&2; exit 2; }
[ -x "$binary" ] || { echo "$binary is not built; run cargo build first" >&2; exit 2; }

work=$(mktemp -d)
server=
finish() {
  code=$?
  if [ -n "$server" ] && kill "$server" 2>/dev/null; then wait "$server" 2>/dev/null || true; fi
  if [ "$code" -ne 0 ] && [ -f "$work/log" ]; then
    echo "--- the server's last words" >&2
    tail -n 40 "$work/log" | sed -E 's/eyJ[A-Za-z0-9_.-]+/<token>/g' >&2
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

"$binary" serve --dev --demo --listen 127.0.0.1:0 --data-dir "$work/data" --ready-file "$work/ready.json" \
  >"$work/log" 2>&1 &
server=$!

deadline=$((SECONDS + ready_seconds_max))
until [ -s "$work/ready.json" ]; do
  kill -0 "$server" 2>/dev/null || { echo "the server ended before it was ready" >&2; exit 1; }
  [ "$SECONDS" -lt "$deadline" ] || { echo "the server was not ready after $ready_seconds_max s" >&2; exit 1; }
  sleep 0.1
done

# The ready file as lines of NAME=value; Node reads it, because a fresh machine has no jq.
settings=$(node -e '
  const ready = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  console.log(`CANGLIU_URL=${ready.address}`);
  for (const [role, token] of Object.entries(ready.tokens)) console.log(`CANGLIU_TOKEN_${role.toUpperCase()}=${token}`);
' "$work/ready.json")
while IFS= read -r setting; do export "${setting?}"; done <<<"$settings"

"$@"
