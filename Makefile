# One command per errand; CI calls `make test` and nothing else. `make` alone lists them.
# Needs Rust (rust-version in Cargo.toml), Node 20.19 or later, Python 3 and a C compiler; the rest is fetched here.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/debug/cangliu
# The lock file is what was tested; a build that would change it stops instead.
CARGO := cargo
LOCKED := --locked
GRAPHIQL := web/dist/graphiql/index.html
FONT := web/dist/paper/OFL.txt
CARGO_DENY := 0.20.2

# For `make run` alone and not exported: a test that inherited them would open the data of the day.
CANGLIU_LISTEN ?= 127.0.0.1:8080
CANGLIU_DATA_DIR ?= data
unexport CANGLIU_LISTEN CANGLIU_DATA_DIR

.PHONY: help
help: ## Lists these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# ---- everyday -------------------------------------------------------------------------------------------

.PHONY: run
run: build ## Builds and starts the demo city on 127.0.0.1:8080, data in ./data
	@exec $(BINARY) serve --dev --demo --listen "$(CANGLIU_LISTEN)" --data-dir "$(CANGLIU_DATA_DIR)"

.PHONY: test
test: format-check compose-check web-test lint build cargo-test server-test clients-check documented-queries http-audit schemathesis deny ## Everything CI checks, the quick and the likely first
	@echo "make test: everything passed"

.PHONY: build
build: $(GRAPHIQL) $(FONT) ## Builds the binary, the GraphiQL page and the font of the papers in it
	$(CARGO) build $(LOCKED) -p cangliu-api

.PHONY: lint
lint: format-check $(GRAPHIQL) $(FONT) ## rustfmt and clippy; a warning is a fault
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings
	$(CARGO) clippy $(LOCKED) -p cangliu-api --no-default-features -- -D warnings

.PHONY: fmt
fmt: ## Formats the Rust sources
	$(CARGO) fmt --all

# ---- the parts of `make test` ---------------------------------------------------------------------------

.PHONY: format-check
format-check:
	$(CARGO) fmt --all --check

.PHONY: compose-check
compose-check: ## Every form of docker-compose.yml, and the load balancer's settings
	@PATH="$$PATH:/usr/sbin" command -v haproxy >/dev/null && { command -v docker-compose || docker compose version; } >/dev/null 2>&1 && \
	  { python3 -c 'import yaml' || /usr/bin/python3 -c 'import yaml'; } 2>/dev/null || \
	  $(call as-root,--no-install-recommends docker-compose haproxy python3-yaml)
	tests/compose/check.sh

.PHONY: web-test
web-test: web/node_modules/.package-lock.json
	cd web && npm test --silent

.PHONY: cargo-test
cargo-test: build
	$(CARGO) test $(LOCKED) --workspace

# The same tests with their log on a stand-in for a server; those about the log's file say that they are skipped.
ON_SERVER := CANGLIU_TEST_ENGINE=esdb
# By name, and of the whole workspace: for one package alone everything would be built once more, with other features.
SERVER_TESTS := $(basename $(notdir $(wildcard api/tests/*.rs))) serving kill matrix race tenant upgrade visible

.PHONY: server-test
server-test: build ## The API's tests and those that kill and race it, with the log on a server
	$(ON_SERVER) $(CARGO) test $(LOCKED) --workspace --lib $(addprefix --test ,$(SERVER_TESTS))

.PHONY: clients-check
clients-check: ## The stand-in against the official clients for Node.js and Python
	$(CARGO) build $(LOCKED) -p cangliu-esdb-stand-in
	tests/esdb-stand-in/clients/check.sh $(TARGET)/debug/esdb-stand-in

.PHONY: documented-queries
documented-queries: build
	tests/with-server.sh node tests/documented-queries.js

.PHONY: http-audit
http-audit: build tests/http-audit/node_modules/.package-lock.json ## The GraphQL-over-HTTP audit against the real binary
	tests/with-server.sh node tests/http-audit/audit.js

.PHONY: schemathesis
schemathesis: build .venv/.ready ## Generated operations against the real binary
	tests/with-server.sh tests/schemathesis/run.sh

.PHONY: deny
deny: .tools/bin/cargo-deny ## Licences, banned crates and sources of the dependencies
	PATH="$(CURDIR)/.tools/bin:$$PATH" $(CARGO) deny $(LOCKED) check licenses bans sources

# ---- longer errands -------------------------------------------------------------------------------------

.PHONY: torture
torture: build ## 200 kills under load: nothing acknowledged lost, half written or doubled
	CANGLIU_KILLS=$${CANGLIU_KILLS:-200} $(CARGO) test $(LOCKED) -p cangliu-tests --test kill -- --nocapture

.PHONY: faults
faults: ## Each fault of a server a thousand times: applied once or not at all, with the times to recover
	CANGLIU_FAULTS=$${CANGLIU_FAULTS:-1000} $(CARGO) test $(LOCKED) -p cangliu-store --test faults_esdb -- --nocapture

.PHONY: away
away: build ## A node that missed a million events catches up
	CANGLIU_AWAY=$${CANGLIU_AWAY:-1000000} $(CARGO) test $(LOCKED) -p cangliu-tests --test nodes away -- --nocapture

.PHONY: store-contract
store-contract: ## One program that holds a real server to the contract: target/release/store-contract URL
	$(CARGO) build $(LOCKED) --release --bin store-contract

.PHONY: migrate-million
migrate-million: build ## A million events moved to a server (a stand-in) and back, killed on the way: equal, and how fast
	$(CARGO) test $(LOCKED) -p cangliu-tests --test migrate_million -- --ignored --nocapture

.PHONY: bench
bench: $(GRAPHIQL) $(FONT) ## Measures commands and queries on this machine, beside its own limits
	$(CARGO) build $(LOCKED) --release -p cangliu-api
	$(TARGET)/release/cangliu bench append
	$(TARGET)/release/cangliu bench query

.PHONY: screenshots
screenshots: build tests/browser/node_modules/.package-lock.json chromium ## Opens GraphiQL in a headless browser, checks and photographs it
	tests/with-server.sh node tests/browser/graphiql.js

# ---- set-up, each done when what it comes from has changed -----------------------------------------------

$(GRAPHIQL): web/node_modules/.package-lock.json web/package.json $(shell find web/graphiql -type f -not -path '*/node_modules/*')
	cd web && npm run build --silent --workspace cangliu-graphiql
	@touch $@

$(FONT): web/node_modules/.package-lock.json web/paper/package.json web/paper/build.js
	cd web && npm run build --silent --workspace cangliu-paper-font
	@touch $@

# npm writes this file last, so it says that the whole folder is there.
%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci
	@touch $@

.venv/.ready: tests/schemathesis/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || $(call as-root,python3-venv)
	test -x .venv/bin/python || python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --requirement $<
	@touch $@

# Beside the target folder rather than in ~/.cargo: the version is the project's, not the machine's.
.tools/bin/cargo-deny: Makefile
	test "$$($@ --version 2>/dev/null)" = "cargo-deny $(CARGO_DENY)" || \
	  $(CARGO) install cargo-deny --version $(CARGO_DENY) --locked --quiet --root .tools
	@touch $@

.PHONY: chromium
chromium:
	@test -x "$${CHROMIUM:-/usr/bin/chromium}" || $(call as-root,chromium fonts-noto-cjk)

# Installs Debian packages when this is root, and otherwise says which are missing.
as-root = { [ "$$(id -u)" = 0 ] || { echo "please install: $(1)" >&2; exit 1; }; \
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; }
