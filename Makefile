# Two commands do everything: `make up` starts the platform with its demo, `make test` runs all tests.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
SOURCES := src tests demo benchmarks scripts $(wildcard docs/*.py)

.DEFAULT_GOAL := help
.PHONY: help up down test soak lint format bench measure docs dist lock

help:  ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/stamp: requirements.lock pyproject.toml scripts/environment.sh
	PYTHON=$(PYTHON) scripts/environment.sh
	@touch $@

up: .venv/stamp  ## install and start the platform with the demo, and print its address
	@echo "building the pages' styles, Stabbur's own wheel and the demo"
	$(BIN)/python front/build.py
	$(BIN)/python scripts/wheel.py
	$(BIN)/python demo/publish.py
	$(BIN)/stabbur up

down:  ## stop a platform that runs in the background
	$(BIN)/stabbur down

test: .venv/stamp  ## install and run all tests
	$(BIN)/python front/build.py
	$(BIN)/python scripts/wheel.py
	$(BIN)/python tests/servers/debian.py
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

soak: .venv/stamp  ## run the long loops whole
	STABBUR_SOAK=1 $(BIN)/python -m pytest -q -m soak --timeout 7200

lint: .venv/stamp  ## check format, types and the direction of imports
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/stamp  ## write the format
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: .venv/stamp  ## run the benchmarks beside their peers and print ratios
	$(BIN)/python -m benchmarks

measure:  ## print how the code is built beside what we aim at
	$(PYTHON) scripts/measure.py

docs: .venv/stamp  ## build the documentation into site/
	$(BIN)/python docs/build.py

dist: .venv/stamp  ## build the wheel, page assets included
	$(BIN)/python front/build.py
	$(BIN)/python -m hatchling build -t wheel

lock:  ## resolve the dependencies anew; names no registry
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --all-extras --group test --group oracles --group peers --group docs pyproject.toml -o requirements.lock
