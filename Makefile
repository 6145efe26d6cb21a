# make bench: install, build the dataset, check that load_dataset reads it, evaluate the baselines, write reports
# make test:  install, then all checks and tests
# make check: lint, types and tests on what is installed;  make fix: format and repair what a tool can
# make speed: how long scoring takes, as ratios to scikit-learn

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FCBENCH_UPSTREAM ?= ../shared/datasets
STAMP := $(VENV)/.installed
BENCHMARKS := fnc-1 climate-fever

export HF_HUB_OFFLINE = 1
export FCBENCH_UPSTREAM

.PHONY: bench test check fix speed clean

bench: $(STAMP)
	$(BIN)/fcbench build data/stories -o data
	$(BIN)/python -W error::UserWarning docs/load.py data
	@for name in $(BENCHMARKS); do \
	  if [ -d "$(FCBENCH_UPSTREAM)/$$name" ]; then $(BIN)/fcbench import $$name --from "$(FCBENCH_UPSTREAM)/$$name" -o build/$$name || exit 1; \
	  else echo "$$name: not in $(FCBENCH_UPSTREAM), passed over" >&2; fi; done
	$(BIN)/fcbench bench baselines -o reports

test: $(STAMP) check

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

fix:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "fcbench needs Python 3.11 or later: make PYTHON=/path/to/python")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

speed: $(STAMP)
	$(BIN)/pytest benchmarks -s

clean:
	rm -rf $(VENV) build
