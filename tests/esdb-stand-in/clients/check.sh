#!/usr/bin/env bash
# Checks the stand-in with the official clients for Node.js and Python, as one member and as a cluster of three.
#
# check.sh [BINARY]   BINARY: esdb-stand-in, built already
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
binary=${1:-${CARGO_TARGET_DIR:-$root/target}/debug/esdb-stand-in}

# npm writes this file last, so it says that the whole folder is there.
if [ "$here/node/package-lock.json" -nt "$here/node/node_modules/.package-lock.json" ]; then
  (cd "$here/node" && npm ci --silent)
  touch "$here/node/node_modules/.package-lock.json"
fi
python=$here/python/.venv/bin/python
if [ "$here/python/requirements.txt" -nt "$here/python/.venv/.ready" ]; then
  python3 -m venv "$here/python/.venv"
  "$python" -m pip install --quiet --requirement "$here/python/requirements.txt"
  touch "$here/python/.venv/.ready"
fi

work=$(mktemp -d)
stand_in=
trap 'if [ -n "$stand_in" ]; then kill "$stand_in" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

# check NAME LISTEN...: starts a stand-in of its own and runs both clients against it.
check() {
  local out=$work/$1
  shift
  "$binary" "$@" --control 127.0.0.1:0 >"$out" &
  stand_in=$!
  until grep -qs '^control ' "$out"; do
    kill -0 "$stand_in" || { echo "the stand-in did not start" >&2; exit 1; }
    sleep 0.05
  done
  local url control
  url=$(sed -n 's/^listening esdb/kurrentdb/p' "$out")
  control=$(sed -n 's/^control //p' "$out")
  echo "# $url"
  timeout 120 node "$here/node/check.mjs" "$url" "$control"
  timeout 120 "$python" "$here/python/check.py" "$url" "$control"
  kill "$stand_in"
  wait "$stand_in" 2>/dev/null || true
  stand_in=
}

check one --listen 127.0.0.1:0
check three --listen 127.0.0.1:0 --listen 127.0.0.1:0 --listen 127.0.0.1:0
echo "check.sh: both clients are content"
