# make demo · make test · make check · make bench
# Each makes .venv and installs what it needs from the hash-locked requirements, once.
# Needed beforehand: make, python3 (3.11 or newer, with venv) and a package registry.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --progress-bar off --root-user-action=ignore
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --no-config --generate-hashes --no-header --quiet

# HEEDFUL_FULL=1: with chDB, PySpark and the browser driver too, as CI does it.
shelf := $(if $(HEEDFUL_FULL),full,dev)
# Without it, the slowest tests are left to CI (tests/slow.txt), and those that need the full shelf, too.
part := $(if $(HEEDFUL_FULL),,-p tests.dev_shelf -m "not slow")
# What the tests start is compiled once, and not by each of a hundred processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check bench lock format clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    try Heedful with a made-up chain of six clubs (prints the address and the sign-in)"
	@echo "make test    run the tests, all but the slowest"
	@echo "make check   run all that CI runs, and list it"
	@echo "make bench   measure the speed, beside other tools"

demo: $(VENV)/.base
	$(BIN)/heedful demo

test: $(VENV)/.$(shelf)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(part)

check: $(VENV)/.$(shelf)
	$(BIN)/python tools/check.py

bench: $(VENV)/.full
	$(BIN)/python bench/run.py $(ONLY)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

lock: $(VENV)/.dev
	$(LOCK) requirements-full.in -o requirements-full.lock
	$(LOCK) requirements-dev.in -c requirements-full.lock --no-annotate -o requirements-dev.lock
	$(LOCK) requirements.in requirements-build.in -c requirements-full.lock --no-annotate -o requirements.lock

clean:
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Heedful needs Python 3.11 or newer, and $(PYTHON) is not. Name another: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python could not make $(VENV). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The locks agree with one another (each larger one contains the smaller), so a larger install serves the smaller.
$(VENV)/.base: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Heedful into $(VENV) (once; a minute or two) …"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.base
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.full: requirements-full.lock $(VENV)/.dev
	@echo "Installing chDB, PySpark and the peers (large: a few minutes) …"
	@$(PIP) --require-hashes -r requirements-full.lock
	@touch $@
