# `make` prints the targets. Needs only Python >= 3.11 and a C compiler; everything else goes into .venv.

PYTHON ?= python3
# Options for pytest: make test ARGS="-k nurture -x"
ARGS ?=
BIN := .venv/bin
READY := .venv/.installed

export PYTHON

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo demo-result app test e2e pictures check style types imports policies wheel bench format constraints clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv and install everything into it

$(READY): pyproject.toml constraints.txt scripts/setup.sh scripts/install_durable_rules.sh
	@scripts/setup.sh

demo: $(READY) ## install, then compare two policies: 8 hours and 2 touches, 5 minutes and 6 touches
	$(BIN)/sandbox compare eight_hours_two_touches five_minutes_six_touches --replications 5

demo-result: $(READY) ## simulate anew what the browser shows before anybody presses Run (minutes)
	$(BIN)/python scripts/make_demo.py

app: $(READY) ## open the browser app
	$(BIN)/sandbox app

test: $(READY) ## run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

e2e: $(READY) ## drive the app in the system's Chromium
	@scripts/run_e2e.sh $(ARGS)

pictures: $(READY) ## take a picture of every page and tab, in light, in dark and on a phone, into build/pictures
	@mkdir -p build/pictures
	@SANDBOX_PICTURES=$(CURDIR)/build/pictures scripts/run_e2e.sh -k test_pages

check: style types imports policies test wheel ## everything CI checks

style: $(READY) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy, strict
	$(BIN)/mypy

imports: $(READY) ## import-linter: which room may import which
	$(BIN)/lint-imports --no-logo

policies: $(READY) ## check the shipped policies as RevOps would: examples that reach every rule, and generated leads
	$(BIN)/sandbox test policies/ --coverage-min 100
	$(BIN)/python -m pytest policies --sandbox-policies policies --sandbox-examples 10 --quiet

wheel: $(READY) ## build the wheel and run it in an empty environment elsewhere
	$(BIN)/python scripts/check_wheel.py

bench: $(READY) ## measure speed and memory
	$(BIN)/python -m benchmarks

format: $(READY) ## let ruff repair and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

constraints: ## resolve constraints.txt anew, on Python 3.11
	PYTHON=$$([ "$(PYTHON)" = python3 ] && echo python3.11 || echo "$(PYTHON)") scripts/make_constraints.sh

clean: ## remove .venv and everything that was built or cached
	rm -rf .venv .cache build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
