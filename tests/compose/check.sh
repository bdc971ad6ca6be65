#!/usr/bin/env bash
# Checks docker-compose.yml and what stands in deploy/, without a container engine: every form by compose's own
# validation, the load balancer's settings by HAProxy itself. Seconds; nothing is started, pulled or built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# Where Debian keeps HAProxy, which is not on every path.
PATH=$PATH:/usr/sbin

# Version 2 where there is one, else the program of Debian; the file is for both.
if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3

# What the caller has set is his deployment's affair, not the file's.
unset COMPOSE_PROFILES COMPOSE_FILE ${!CANGLIU_@}

chosen=$(grep -E '^COMPOSE_PROFILES=' .env)
[ "$chosen" = COMPOSE_PROFILES=alone ] || { echo ".env: $chosen; plain compose starts the app alone" >&2; exit 1; }

"${compose[@]}" config --quiet
for form in alone server cluster; do
  "${compose[@]}" --profile "$form" config --quiet
done
"${compose[@]}" --profile alone --profile server --profile cluster config |
  "$python" tests/compose/forms.py docker-compose.yml deploy

bash -n deploy/prepare.sh
# Names of containers resolve nowhere else, which is a warning; only a fault is shown.
if ! said=$(haproxy -c -f deploy/haproxy.cfg 2>&1); then
  echo "$said" >&2
  exit 1
fi
echo "compose: every form is valid (${compose[*]}, $(haproxy -v | head -n 1 | cut -d ' ' -f 1-3))"
