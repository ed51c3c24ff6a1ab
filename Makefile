# Needs Python 3.11 or newer and its venv module; everything else comes from the locks into .venv.
# PYTHON=python3.13 chooses another interpreter.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# The lock has every package with its hash; the project itself needs no look-up, hatchling is in the lock.
PIP_LOCKED := $(PIP) --require-hashes --no-deps -r
PIP_SELF := $(PIP) --no-deps --no-build-isolation --editable .
UV := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock" --upgrade
# With CI=true: one line a test file less, no colours; hypothesis then draws the same examples every time by itself.
PYTEST_FLAGS := $(if $(filter true,$(CI)),--quiet --color=no)
# On every core. A file's tests stay together, since they share expensive fixtures; files in their order, since the slowest come first.
IN_PARALLEL := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
RUNS := 20
SEED := 1
MINUTES := 10
LIVES := $(wildcard tests/acceptance/test_life_of_*.py) $(addprefix tests/acceptance/test_,staff_mail.py week.py invoices.py call_for_offers.py)
TARGETS := parse read attachments orders yaml

.PHONY: help install demo test coverage crash fuzz bench reliability mutations pictures schema lock clean

help:  ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

install: .venv/installed  ## .venv with .venv/bin/leadbot, at the versions of requirements.lock

demo: install  ## the tour; needs no configuration
	$(BIN)/leadbot demo

test: .venv/installed-dev  ## formatting, lint, types, floors, tests
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(PYTEST_FLAGS) $(IN_PARALLEL)

coverage: .venv/installed-dev  ## the same tests, and which lines they reach; takes half as long again
	$(BIN)/python -m pytest $(PYTEST_FLAGS) $(IN_PARALLEL) --cov --cov-report=term

reliability: .venv/installed-dev  ## the table of failure cases in docs/reliability.md, from the tests
	$(BIN)/python tests/failures.py

mutations: .venv/installed-dev  ## breaks ten promises on purpose, one after another; a test must see each
	$(BIN)/python tests/mutations.py

schema: .venv/installed-dev  ## config/schema and the tables of docs/programs.md, from the code
	$(BIN)/python tests/guide.py

crash: .venv/installed-dev  ## RUNS=20 SEED=1: the command killed at every step, over IMAP and Maildir; a table of what became of it
	PYTHONPATH=tests $(BIN)/python -m crash --runs $(RUNS) --seed $(SEED)

fuzz: .venv/installed-fuzz  ## MINUTES=10 for each of TARGETS="parse read attachments orders yaml"; what breaks one goes to build/fuzz
	broken=; for target in $(TARGETS); do \
	  PYTHONPATH=tests $(BIN)/python -m fuzz $$target --seconds $$(( $(MINUTES) * 60 )) || broken="$$broken $$target"; \
	done; \
	test -z "$$broken" || { echo "broken:$$broken; see build/fuzz" >&2; exit 1; }

bench: .venv/installed-dev  ## reading a corpus mail; 1,000 mails from Dovecot to an SMTP sink, beside the floor (benchmarks/floor)
	$(BIN)/python benchmarks/read_mails.py
	$(BIN)/python benchmarks/whole_way.py

pictures: .venv/installed-dev  ## every mail that people see, at the width of a desk and of a phone, into docs/img; needs Chromium
	$(BIN)/python tests/pictures.py
	LEADBOT_KEPT_MAILS=$(CURDIR)/build/mails $(BIN)/python -m pytest --quiet $(LIVES)
	$(BIN)/python tests/pictures.py --mails build/mails

lock:  ## the newest allowed versions into both locks (pyproject.toml says what is allowed)
	python3 -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pyproject.toml --group build --output-file requirements.lock
	$(UV) pyproject.toml --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(UV) --group fuzz --constraints requirements-dev.lock --output-file requirements-fuzz.lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock requirements-fuzz.lock

clean:  ## removes what make made, .venv included
	rm -rf .venv build dist demo-run htmlcov .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.venv/python:
	@python=; \
	for candidate in $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "leadbot needs Python 3.11 or newer, and none was found. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package="python$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update --quiet --quiet && apt-get install --yes --quiet --quiet "$$package"; \
	  else \
	    echo "$$python lacks its venv module. On Debian or Ubuntu: apt-get install $$package" >&2; exit 1; \
	  fi; \
	fi; \
	"$$python" -m venv .venv; \
	touch $@

.venv/installed: .venv/python requirements.lock pyproject.toml
	$(PIP_LOCKED) requirements.lock
	$(PIP_SELF)
# What pip does for all but the editable: without it each start compiles everything where PYTHONDONTWRITEBYTECODE is set.
	$(BIN)/python -m compileall -q src
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(PIP_LOCKED) requirements-dev.lock
	@touch $@

.venv/installed-fuzz: .venv/installed-dev requirements-fuzz.lock
	$(PIP_LOCKED) requirements-fuzz.lock
	@touch $@
