# `make` alone lists the targets. Each target first installs what it needs.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

SWIFT_FOLDERS := Sources Tests Benchmarks Plugins
PYTHON_FOLDERS := Benchmarks Tests/EndToEnd Tests/TypeScript Tests/Browser Tests/Engines Tests/Generated Tests/Proxies Tests/Package Tests/Soak Tests/NewField Tests/Servers Tests/Patroni Tests/Differential
E2E_PYTHON := .build-tools/python/bin/python
BIOME := .build-tools/python/bin/biome
# Debug builds with optimised C: in unoptimised C, checking one password takes 2.5 s. Other flags for the same folder rebuild everything.
DEBUG_FLAGS := -Xcc -O2
# Two at a time, each with servers of its own: many tests wait. A file stays together, as its tests share servers.
PARALLEL := -p xdist.plugin -n 2 --dist loadfile
FIRST_BUILD = test -e $(1) || echo "The first build takes $(2) minutes on 2 cores; later ones take seconds."

.PHONY: help run run-postgres test test-all test-swift test-model test-end-to-end test-end-to-end-postgres test-about-store test-servers test-patroni test-differential test-typescript test-javascript test-proxies test-proxies-load package test-package test-browser test-slow-network test-engines test-essential test-generated test-new-field test-soak schema lint format bench clean
# The suites of `make test` run one after another even with `make -j`: they share two cores and one build folder.
.NOTPARALLEL:

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-24s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Builds Jobtag and starts it with the demo workshop; ARGS="--port 9000" adds options
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild
	@$(call FIRST_BUILD,.build/release/jobtag,6 to 15)
	@swift build -c release --product jobtag
	@exec .build/release/jobtag serve --demo $(ARGS)

run-postgres: ## Builds Jobtag and starts two servers with the demo workshop on one private PostgreSQL
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild postgresql-15 curl
	@$(call FIRST_BUILD,.build/release/jobtag,6 to 15)
	@swift build -c release --product jobtag
	@exec Tools/run-postgres

test: ## Runs everything that must pass; .ci/run calls it
	@+Tools/suites lint test-swift test-model test-end-to-end test-about-store test-typescript test-javascript test-proxies test-browser test-essential

test-all: ## Runs every test, including those that need more tools and time
	@+Tools/suites test test-end-to-end-postgres test-servers test-patroni test-differential test-slow-network test-engines test-generated test-new-field test-proxies-load test-package test-soak

test-swift: ## Builds everything, checks module dependencies, runs the Swift tests; ARGS="--filter NAME" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild postgresql-15
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@# SwiftPM prints "Build complete!" even after rejecting an import; only the exit code shows it.
	@swift build $(DEBUG_FLAGS) --build-tests --explicit-target-dependency-import-check error \
		|| { echo "The build failed, or a target has an import not allowed by Package.swift: see the errors above." >&2; exit 1; }
	@# All tests are written with Swift Testing; XCTest's empty run would only add a misleading "Executed 0 tests".
	@Tools/postgres run --fast swift test $(DEBUG_FLAGS) --skip-build --disable-xctest $(ARGS)

test-model: ## Checks the protocol model with Spin
	@Tools/need spin gcc libc6-dev
	@docs/model/run.sh

test-end-to-end: ## Tests the debug binary against the contract, with pytest; E2E="-k races" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv nodejs node-axios openssl curl
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@# Only pytest itself: plugins installed on the system must not affect the tests.
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 \
		NODE_PATH="$${NODE_PATH:-/usr/share/nodejs}" JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/EndToEnd $(PARALLEL) $(E2E)

test-end-to-end-postgres: ## Tests the debug binary on PostgreSQL against the contract, with pytest; E2E="-k races" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv nodejs node-axios openssl curl postgresql-15
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@JOBTAG_E2E_STORE=postgres PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 \
		NODE_PATH="$${NODE_PATH:-/usr/share/nodejs}" JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		Tools/postgres run --fast $(E2E_PYTHON) -m pytest Tests/EndToEnd $(PARALLEL) $(E2E)

test-about-store: ## The part of the above that `make test` runs: what depends on the store most
	@$(MAKE) test-end-to-end-postgres E2E="-m about_store"

test-servers: ## Tests several servers on one PostgreSQL, and failover, with the debug binary and pytest; SERVERS="-k failover" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv postgresql-15
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		Tools/postgres run --fast $(E2E_PYTHON) -m pytest Tests/Servers $(SERVERS)

test-patroni: ## Tests two servers while Patroni changes the primary, with the debug binary and pytest; PATRONI="-k switchover" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv openssl postgresql-15 patroni etcd-server
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Patroni $(PATRONI)

test-differential: ## Sends the same requests to SQLite and PostgreSQL and compares the responses, with the debug binary and pytest; DIFFERENTIAL="-k random" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv postgresql-15
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		Tools/postgres run --fast $(E2E_PYTHON) -m pytest Tests/Differential $(DIFFERENTIAL)

test-typescript: ## Compiles the TypeScript client and tests it with the debug binary, with pytest; TS="-k conflict" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv nodejs node-typescript node-axios
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/TypeScript $(TS)

test-javascript: ## Tests the JavaScript client with the debug binary, with Node's test runner; checks its types
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild nodejs node-typescript node-axios
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@NODE_PATH="$${NODE_PATH:-/usr/share/nodejs}" JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" node --test --test-concurrency=2 --test-reporter=dot \
		--test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination=.build/javascript.tap Tests/JavaScript/ \
		&& tail -n 8 .build/javascript.tap || { grep -A 30 '^not ok' .build/javascript.tap; exit 1; }

test-proxies: ## Tests the debug binary behind nginx, Apache, Varnish and HAProxy, with pytest; PROXIES="-k nginx" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv openssl curl nginx-light apache2 varnish haproxy chromium
	@Tools/python-env proxies
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Proxies $(PARALLEL) $(PROXIES)

test-proxies-load: ## Sends 20,000 requests through each proxy
	@JOBTAG_PROXY_REQUESTS=20000 $(MAKE) test-proxies PROXIES="-k test_load"

test-browser: ## Tests the page in Chromium, with Playwright and pytest; BROWSER="-k conflict" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv chromium openssl
	@Tools/python-env
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@# Browsers are unreliable on a busy machine: failed tests run once more in a new browser. Tests that then pass are still listed.
	@run() { PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Browser $(BROWSER) "$$@"; }; \
		run || { echo "Running the failed tests again. Investigate any that pass now."; run --last-failed --last-failed-no-failures none; }

test-slow-network: ## The same with 150 ms to the server and slow modules; BROWSER="-m essential" selects
	@JOBTAG_BROWSER_LATENCY=150 JOBTAG_BROWSER_LATE_MODULES=150 $(MAKE) test-browser

test-engines: ## Tests the page in Firefox and in WebKitGTK, with Selenium and pytest; ENGINES="-k webkit" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv firefox-esr webkit2gtk-driver xvfb
	@Tools/python-env engines
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@run() { PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Engines $(ENGINES) "$$@"; }; \
		run || { echo "Running the failed tests again. Investigate any that pass now."; run --last-failed --last-failed-no-failures none; }

test-essential: ## The part of the two above that `make test` runs
	@$(MAKE) test-engines ENGINES="-m essential"
	@$(MAKE) test-slow-network BROWSER="-m essential"

test-generated: ## Generates clients from the schema with the usual generators and tests them; GENERATED="-k php" selects
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv nodejs node-typescript node-axios default-jre-headless
	@Tools/python-env generated
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/debug/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Generated $(GENERATED)

test-new-field: ## Adds a field to jobs in a copy of the sources, as CONTRIBUTING.md says, builds the copy and tests it
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild nodejs node-typescript node-axios python3 python3-venv chromium openssl
	@Tools/python-env
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 NODE_PATH="$${NODE_PATH:-/usr/share/nodejs}" $(E2E_PYTHON) -m pytest Tests/NewField

test-soak: ## Simulates people working under attack for ten minutes, with the release binary; SOAK="-k memory" selects, JOBTAG_SOAK_SECONDS=90 shortens
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 python3-venv
	@Tools/python-env
	@$(call FIRST_BUILD,.build/release/jobtag,6 to 15)
	@swift build -c release --product jobtag
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/release/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Soak $(SOAK)

package: ## Builds a Debian package of the release build with Swift's runtime, in .build/package
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild dpkg-dev binutils chrpath
	@$(call FIRST_BUILD,.build/release/jobtag,6 to 15)
	@swift build -c release --static-swift-stdlib --product jobtag
	@packaging/build-package .build/release/jobtag .build/package

test-package: package ## Installs, starts, upgrades and purges the package in a clean Debian; needs root
	@Tools/need python3 python3-venv mmdebstrap lintian systemd curl
	@Tools/python-env
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONDONTWRITEBYTECODE=1 JOBTAG_BINARY="$(CURDIR)/.build/release/jobtag" \
		$(E2E_PYTHON) -m pytest Tests/Package

schema: ## Regenerates the TypeScript client from openapi/schema.yml
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild
	@$(call FIRST_BUILD,.build/debug/jobtag,6 to 15)
	@swift build $(DEBUG_FLAGS) --product jobtag
	@.build/debug/jobtag schema --zodios --output clients/typescript/api.ts

lint: ## Checks the style of the Swift, JavaScript and TypeScript sources and the syntax of Python and shell
	@Tools/need python3 python3-venv
	@Tools/python-env lint
	@$(BIOME) ci --error-on-warnings --max-diagnostics=50
	@swift format lint --strict --recursive --parallel --configuration .swift-format $(SWIFT_FOLDERS) Package.swift
	@# Compiled in memory, so that no cache folders are created beside the sources.
	@find $(PYTHON_FOLDERS) -name '*.py' -print0 | xargs -0 python3 -c \
		'import sys; [compile(open(name, "rb").read(), name, "exec") for name in sys.argv[1:]]'
	@for script in .ci/run Tools/suites Tools/need Tools/postgres Tools/python-env Tools/run-postgres docs/model/run.sh packaging/build-package packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm; do bash -n "$$script"; done
	@echo "No problems found."

format: ## Formats the Swift, JavaScript and TypeScript sources in place
	@Tools/need python3 python3-venv
	@Tools/python-env lint
	@$(BIOME) format --write
	@swift format format --in-place --recursive --parallel --configuration .swift-format $(SWIFT_FOLDERS) Package.swift

bench: ## Measures speed, scale and streams; BENCH_ONLY=reads,writes,streams,scale,postgres selects, BENCH_OLDER=BINARY compares with an older build
	@Tools/need libsqlite3-dev libpq-dev zlib1g-dev esbuild python3 wrk postgresql-15 etcd-server
	@$(call FIRST_BUILD,.build/release/jobtag,6 to 15)
	@swift build -c release --product jobtag
	@swift build -c release --product bare-server
	@python3 -B Benchmarks/bench.py --jobtag .build/release/jobtag --bare .build/release/bare-server --work .build \
		--output .build/bench.json

clean: ## Removes the build (.build); the demo database stays
	@rm -rf .build .build-tools
