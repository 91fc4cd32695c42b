# Loupe. `make run` and `make test` do their own set-up; `make help` lists everything.
#
#   PORT=8600 make run        another port
#   PYTHON=python3.12 make …  another interpreter (3.11, 3.12 or 3.13)
#   make test ARGS="-k title" only some tests

PORT ?= 8501
ARGS ?=
export PYTHON
unexport PYTHONDONTWRITEBYTECODE  # compiling everything at each start would double it

BIN := .venv/bin
CHECKED := mlcore pages app.py server.py repair.py

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow lint format bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## create .venv and install what running needs
	@tools/setup.sh run

run: setup ## start the app and REST on http://localhost:8501 (PORT= to change)
	@tools/run.sh $(PORT)

test: ## run the tests, in a browser and on PostgreSQL too
	@tools/test.sh "not slow" $(ARGS)

test-slow: ## run the tests that take long: simulations at full size, long journeys, whole products
	@tools/test.sh slow $(ARGS)

lint: ## check style, formatting and types
	@tools/setup.sh lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CHECKED)

format: ## rewrite the code in the project's format
	@tools/setup.sh lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: ## print the tables of benchmarks/
	@tools/setup.sh test
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

lock: ## rewrite the lock files from requirements*.txt
	@tools/setup.sh lint
	@tools/lock.sh

clean: ## remove .venv and caches; work kept under LOUPE_HOME stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
