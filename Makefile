# Everything here sets up what it needs first: a virtual environment in .venv, and for the tests a browser.
# Needed beforehand: make, git, and Python 3.11 or newer (PYTHON=… names another than the first one found).

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell $(p) -c \
	'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
# More than there are cores: tests with a browser or a server wait most of the time.
WORKERS ?= 4

# Tests start hundreds of processes: none of them should compile again what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint check bench docs pictures clean

help: ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

demo: $(VENV)/run.stamp ## Build the sample trees, serve them with a collector (ONCE=1: try it once and end)
	@$(BIN)/perfsupport demo $(if $(ONCE),--once)

# Types are the first of the tests (tests/test_types.py): mypy takes a minute from nothing, and one core of two.
test: $(VENV)/dev.stamp $(VENV)/browser.stamp ## Style, types, and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp ## Style and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: $(VENV)/run.stamp ## Check the sample trees
	@$(BIN)/perfsupport check --strict

bench: $(VENV)/dev.stamp $(VENV)/browser.stamp ## Measure build and page, and print ratios
	$(BIN)/python -m benchmarks

# Not in build/: that folder belongs to perfsupport build, which replaces it whole and refuses what it did not make.
docs: $(VENV)/docs.stamp ## Make the site of the manual, in dist/manual
	@$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs dist/manual
	@echo "Open dist/manual/index.html"

pictures: $(VENV)/dev.stamp $(VENV)/browser.stamp ## Take the pictures of the manual anew
	@$(BIN)/python -m docs.pictures.take

clean: ## Remove what was built and installed
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(VENV)/pip.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/run.stamp: pyproject.toml $(VENV)/pip.stamp
	@echo "Installing perfsupport into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[serve,collect]'
	@touch $@

# Of 4,000 modules the tests read a quarter, which Python compiles when it first does.
$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "Installing the tools for tests into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --group dev
	@touch $@

$(VENV)/docs.stamp: $(VENV)/run.stamp
	@echo "Installing the tools for the manual into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group docs
	@touch $@

$(VENV)/browser.stamp: $(VENV)/dev.stamp tests/install_browser.py
	@$(BIN)/python tests/install_browser.py
	@touch $@
