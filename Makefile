# make demo    sets up .venv and shows the whole job in a throw-away home, with stand-ins
# make test    sets up .venv and runs the tests
# make check   for every day: style, types for three systems, floors, and all tests but the long ones
# make bench   the figures of the commands, and make bench-agent those of the agent; what they need: see benchmarks/
# make format  lays the code out
#
# Needs Python 3.11 or newer and PyPI, nothing else. Another interpreter: make PYTHON=/path/to/python demo

VENV ?= .venv
PYTHON ?=
# Windows keeps the programs of a virtual environment in Scripts.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: demo test check static bench bench-agent format clean

demo: $(VENV)/.installed
	@$(BIN)/setpoint demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q

check: static
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not long" --hypothesis-profile=everyday

static: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@for system in linux darwin win32; do \
	  echo "types for $$system" && $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system || exit 1; \
	done
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-dev
	@$(BIN)/python benchmarks/run.py

bench-agent: $(VENV)/.installed-dev
	@$(BIN)/python benchmarks/agent.py

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Asked one by one, because a name in PATH may be a stub that only says that there is no such version.
$(VENV)/.python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "setting up $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv $(VENV) || { echo "error: this Python has no venv; on Debian: apt-get install python3-venv" >&2; exit 1; }; \
	    touch $@; exit 0; \
	  fi; \
	done; \
	echo "error: Setpoint needs Python 3.11 or newer; install one, or name it: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; \
	exit 1

$(VENV)/.installed: $(VENV)/.python pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.python pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.installed $@
