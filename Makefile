# Needs GNU make 3.81 or later and Python 3.11 to 3.14 with venv, on Linux (glibc 2.34 or later) or on macOS with Apple
# silicon: there are builds of the embedded server for these. All else is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
ROUNDS ?= 100
LOCK := tests/requirements.txt
BIN := .venv/bin
INSTALLED := .venv/.installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

unexport PYTHONDONTWRITEBYTECODE # the tests start many processes, each of which would compile everything

.PHONY: help demo test soak check docs lock clean

help: ## print these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) ## serve a sample account on 127.0.0.1 (PORT=8000)
	@exec $(BIN)/stakegraph demo --port $(PORT)

test: check ## check, then run every test; those of Neo4j need Docker, or Java 17 and Maven
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadgroup --no-loadscope-reorder

soak: $(INSTALLED) ## kill both servers in the middle of commits, again and again (ROUNDS=100 each)
	@$(BIN)/python -m tests.soak --rounds $(ROUNDS)

check: $(INSTALLED) ## lint, formatting, types
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check
	@$(BIN)/python -m mypy

docs: $(INSTALLED) ## remake what the documents and schema.graphql repeat of the code
	@$(BIN)/python -m tests.reference
	@$(BIN)/python -m app.settings > docs/settings.md

lock: ## bring tests/requirements.txt in line with pyproject.toml (UPGRADE=--upgrade: all to the newest)
	@test -x $(BIN)/uv || $(MAKE) $(INSTALLED)
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url \
		--no-annotate --custom-compile-command 'make lock' --quiet $(UPGRADE) --output-file $(LOCK)

clean: ## remove what was installed and cached; the demo's data stays
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

$(INSTALLED): pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
		echo "Stakegraph needs Python 3.11 to 3.14, and $(PYTHON) is not: make PYTHON=python3.12, say" >&2; exit 1; }
	@echo "Installing into .venv, which is done once and fetches up to 200 MB"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes --requirement $(LOCK)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
