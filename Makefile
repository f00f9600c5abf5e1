# Everything here makes the virtual environment itself, in .venv, on the first call and whenever the lock changes.
.DEFAULT_GOAL := help
.PHONY: help chat ask bot ingest test check eval bench lock clean
SHELL := /bin/sh

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3 || echo python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

chat: .venv/ready ## talk in the terminal; needs no key and no account
	@$(BIN)/rallybot chat

ask: .venv/ready ## one answer: make ask Q="how much did Alibaba cloud grow?"
	@$(BIN)/rallybot ask -- "$$Q"

bot: .venv/ready ## answer in Telegram; needs TELEGRAM_BOT_TOKEN in .env
	@$(BIN)/rallybot run

test: check ## everything CI runs: lint, types, import contracts, tests
	$(BIN)/python -m pytest

check: .venv/ready-dev ## lint, types and import contracts alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: .venv/ready-dev ## measure search and answers, and whether lies are caught and truths let through
	$(BIN)/rallybot eval benchmarks/answers --answers
	$(BIN)/python -m benchmarks answers_checked

bench: .venv/ready-dev ## measure speed and memory
	$(BIN)/python -m benchmarks

lock: .venv/ready-dev ## resolve the dependencies anew and write both lock files
	$(UV_COMPILE) --upgrade pyproject.toml --group build -o requirements.lock
	$(UV_COMPILE) --upgrade pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the virtual environment and caches; the data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Q reaches the shell as an environment variable, so that no character of a question is taken for a command.
export Q

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
		{ echo "rallybot needs Python 3.11, 3.12 or 3.13; say which with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The virtual environment could not be made; on Debian: apt install python3-venv" >&2; exit 1; }
	@touch $@

.venv/ready: requirements.lock pyproject.toml | .venv/python
	@echo "Installing rallybot into .venv (once; a minute or two) ..." >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo "Installing the development tools into .venv (once) ..." >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
