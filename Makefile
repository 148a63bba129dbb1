# Everything below installs what it needs into environments of its own inside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := .venv-demo
BENCH := .venv-bench
STORE := .venv-bench-store
SCHEMAS := 8400
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

.PHONY: help install demo test lint types layers unit wheels docs bench fuzz clean

help:
	@echo 'make demo    the main job on real input, with the example plugin'
	@echo 'make test    everything that is checked: the targets lint to docs below'
	@echo 'make lint    style (ruff)          make types   types (mypy)'
	@echo 'make layers  layers (import-linter) make unit    tests without building wheels'
	@echo 'make wheels  tests of built wheels in new environments'
	@echo 'make docs    the documentation and the README, every example of them run'
	@echo 'make bench   benchmarks            make fuzz    random schemas against jsonschema-rs'
	@echo 'make clean   remove what the others made'

install: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(BIN)/python $(PIP_INSTALL) --editable '.[all]' --group dev
	touch $@

demo:
	test -x $(DEMO)/bin/python || $(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(DEMO)/bin/python $(PIP_INSTALL) '.[cli,yaml]' ./plugins-example --group pyrmute-registry
	PATH="$(CURDIR)/$(DEMO)/bin:$$PATH" bash plugins-example/demo.sh

test: lint types layers unit docs wheels

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/python -m pytest -m 'not wheels' -n auto --dist loadfile

wheels: $(STAMP)
	$(BIN)/python -m pytest -m wheels

docs: $(STAMP)
	$(BIN)/sphinx-build -q -W --keep-going -b doctest docs docs/_build/doctest
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

bench:
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(BENCH)/bin/python $(PIP_INSTALL) . --group bench --group pyrmute-registry
	$(BENCH)/bin/python -m benchmarks.processes
	$(BENCH)/bin/python -m benchmarks.engine
	$(BENCH)/bin/python -m benchmarks.lines
	$(BENCH)/bin/python -m benchmarks.registry
	test -x $(STORE)/bin/python || $(PYTHON) -m venv $(STORE)
	$(STORE)/bin/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	$(STORE)/bin/python $(PIP_INSTALL) . --group bench-store
	$(STORE)/bin/python -m benchmarks.pyproject_file

fuzz: $(STAMP)
	SCHEMADOCK_FUZZ=$(SCHEMAS) $(BIN)/python -m pytest tests/engine/test_differential.py \
		tests/engine/test_agreement.py

clean:
	rm -rf $(VENV) $(DEMO) $(BENCH) $(STORE) dist build docs/_build
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
