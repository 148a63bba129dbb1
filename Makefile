# Each target installs what it needs into a virtual environment in this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO := .venv-demo
BENCH := .venv-bench
STORE := .venv-bench-store
SCHEMAS := 8400
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

.PHONY: help install demo test lint types imports unit wheels docs bands rules bench fuzz clean

help:
	@echo 'make demo     show the main features with the example plugin'
	@echo 'make test     run all checks: lint, types, imports, unit, docs, wheels'
	@echo 'make lint     check the style (ruff)'
	@echo 'make types    check the types (mypy)'
	@echo 'make imports  check the import contracts (import-linter)'
	@echo 'make unit     run the tests that need no wheels'
	@echo 'make wheels   build wheels and test them in new environments'
	@echo 'make docs     build the documentation and run its examples'
	@echo 'make bands    redraw the picture and the table of packages'
	@echo 'make rules    rewrite the page of rules'
	@echo 'make bench    run the benchmarks'
	@echo 'make fuzz     compare random schemas with jsonschema-rs'
	@echo 'make clean    remove everything the other targets created'

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

test: lint types imports unit docs wheels

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/python -m pytest -m 'not wheels' -n auto --dist loadfile

wheels: $(STAMP)
	$(BIN)/python -m pytest -m wheels

docs: $(STAMP)
	$(BIN)/sphinx-build -q -W --keep-going -b doctest docs docs/_build/doctest
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

bands: $(STAMP)
	$(BIN)/python docs/draw_bands.py

rules: $(STAMP)
	$(BIN)/python docs/write_rules.py

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
