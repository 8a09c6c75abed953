# Upheld. `make` alone lists the commands.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UPHELD := $(BIN)/upheld
DEMO ?= build/demo
SERVE ?= 1
MINUTES ?= 30

.DEFAULT_GOAL := help
.PHONY: search load test-slow coverage help setup setup-dev system-packages demo test check format bench bench-scale simulate test-spark crash crash-send fuzz geography fonts verapdf html lighthouse docs notice lock clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Upheld needs Python 3.11 or newer; set PYTHON=… to name one."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "This Python has no venv module; on Debian and Ubuntu: apt install python3-venv"; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.runtime: $(BIN)/uv requirements/runtime.txt pyproject.toml
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/build.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

setup: .venv/.runtime  ## Make .venv with what running Upheld needs

setup-dev: .venv/.dev  ## The same, with what the tests need

system-packages:  ## Install the system packages that the tests need (Chromium), or say what is missing
	@bash tools/system_packages.sh

demo: setup  ## Make the sample, freeze it, build the reviews of 2019-20 and 2023-24, serve the site (SERVE=0: do not serve)
	@bash tools/demo.sh $(DEMO) $(SERVE)

test: setup-dev system-packages check  ## Check the code and run every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not spark and not slow"

coverage: setup-dev system-packages  ## Run the same tests and report which branches they reach
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not spark and not slow" --cov --cov-report=term

check: setup-dev  ## Lint, types, and which room may import which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup-dev  ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: setup-dev  ## Measure, and print what was measured beside what was promised
	@$(BIN)/python -m benchmarks

load: setup-dev  ## Publish a revision under the load of 1,000 clients (installs nginx and wrk through apt)
	@bash tools/system_packages.sh nginx-light:nginx wrk:wrk
	@$(BIN)/python -m benchmarks.load

bench-scale: setup-dev  ## Measure counting at 10 million decisions (slow; ROWS=100000000 for more)
	@$(BIN)/python -m benchmarks.scale

simulate: setup-dev  ## Try intervals, verdicts and signals on drawn data, and write docs/simulation.md (slow)
	@$(BIN)/python -m benchmarks.simulate

test-spark: setup-dev  ## Count on a real Apache Spark (needs Java 17)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/spark.txt
	@$(BIN)/python -m pytest -m spark tests/release/test_engines.py

test-slow: setup-dev  ## Run the tests that take long
	@$(BIN)/python -m pytest -m slow

crash: setup-dev  ## Kill a build at many random moments and look at what is left (slow)
	@UPHELD_CRASH_MOMENTS=10 UPHELD_CRASH_PARTS=figures,letters,tables,website $(BIN)/python -m pytest -q tests/release/test_crash.py

crash-send: setup-dev  ## Kill the sending of letters, and of alerts, at 200 random moments each and count what arrived (slow)
	@UPHELD_CRASH_SENDS=200 UPHELD_CRASH_BODIES=16 UPHELD_CRASH_ALERTS=140 UPHELD_CRASH_READERS=16 UPHELD_CRASH_PATIENCE=6 \
	  $(BIN)/python -m pytest -q tests/dispatch/test_send_crash.py tests/dispatch/test_alerts_crash.py

fuzz: setup-dev  ## Feed the readers damaged and made-up files (MINUTES=30)
	@$(BIN)/python -m tests.fuzz.readers $(MINUTES)

geography: setup-dev  ## Rebuild the map of England from open postcode data
	@bash tools/geography.sh

fonts: setup-dev  ## Fetch the fonts of letters and website again from their packages
	@bash tools/fonts.sh

verapdf: setup-dev  ## Check letters with veraPDF (needs Java)
	@bash tools/verapdf/run.sh

html: setup-dev  ## Check pages with the Nu HTML checker (needs Node and Java; SITE=… for a built site)
	@bash tools/system_packages.sh npm:npm default-jre-headless:java
	@bash tools/quality/install.sh
	@rm -rf build/quality/small && $(BIN)/python -m tests.website.write build/quality/small
	@$(BIN)/python tools/quality/html.py build/quality/small $(SITE)

lighthouse: setup-dev system-packages  ## Measure pages of the demo with Lighthouse (needs Node and nginx; SITE=… for another site)
	@bash tools/system_packages.sh npm:npm nginx-light:nginx
	@bash tools/quality/install.sh
	@test -n "$(SITE)" || test -d $(DEMO)/release-2023-24 || $(MAKE) demo SERVE=0
	@$(BIN)/python tools/quality/lighthouse.py $(or $(SITE),$(DEMO)/release-2023-24/website)

search: setup-dev system-packages  ## Measure what a search of the demo costs a reader, in bytes and seconds (needs nginx; SITE=…)
	@bash tools/system_packages.sh nginx-light:nginx
	@test -n "$(SITE)" || test -d $(DEMO)/release-2023-24 || $(MAKE) demo SERVE=0
	@$(BIN)/python -m tools.quality.searching $(or $(SITE),$(DEMO)/release-2023-24/website)

docs: setup-dev  ## Write the generated documents again
	@$(BIN)/python -m upheld.snapshot.dictionary
	@$(BIN)/python -m tests.spec.write
	@$(BIN)/python -m tests.figures.signals_page
	@$(BIN)/python -m upheld.release.hosting
	@$(BIN)/python -m upheld.tables.codebook

notice: setup-dev  ## Write the table of licences in NOTICE.md again
	@$(BIN)/python tools/licences.py

lock: $(BIN)/uv  ## Lock the dependencies again, with hashes
	@for set in uv build runtime postgres spark dev geography; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --universal --python-version 3.11 \
	    --custom-compile-command "make lock" requirements/$$set.in -o requirements/$$set.txt; done

clean:  ## Remove what was built (not .venv)
	@rm -rf build .coverage* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
