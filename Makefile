# make demo, make test: each works on a fresh machine with Python 3.11 or newer and nothing else.
# make help lists the rest.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

VENV    := .venv
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.installed
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# To pytest, bench and lock: make test WORKERS=0 ARGS="-k passage"
WORKERS := 2
ARGS    :=
SUITES  ?=

# The folders and modules whose tests take seconds, not minutes: make quick
QUICK   := $(addprefix tests/,admission catalog conformance ontology output rdf_files repo session \
	shacl/rules sparql transfer writers test_errors.py test_resources.py test_terms.py test_text.py \
	docs/test_checks.py docs/test_generated_pages.py docs/test_glossary.py docs/test_links.py)

# uv writes the locks; only `make lock` needs it
UV      := uv==0.13.9
LOCK    := .lock-venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command "make lock"

.PHONY: help venv demo servers quick test test-all test-slow pytest lint conformance docs docs-check bench lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 12

venv: $(STAMP)  ## make .venv with the locked dependencies and csto-kg

# Made anew whenever what it is made from changes, so that nothing old stays in it. Every package
# comes by a hash from the locks, and so does what builds owlready2 and us.
$(STAMP): requirements-build.lock requirements.lock pyproject.toml hatch_build.py
	@python=$$(tools/find-python) && echo "making $(VENV) with $$python" && \
		"$$python" -m venv --clear $(VENV)
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements-build.lock
	@$(PIP) --require-hashes --no-build-isolation --requirement requirements.lock
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)  ## ask, look at the evidence, export
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/demo

test: lint pytest  ## ruff, mypy --strict and all tests but the slow ones

test-all: test test-slow  ## the same, and the slow tests

pytest: $(STAMP) | lint
	$(BIN)/python -m pytest -m "not slow" --numprocesses $(WORKERS) $(ARGS)

quick: lint  ## lint, and the tests that need under a minute in all
	$(BIN)/python -m pytest -m "not slow" --numprocesses $(WORKERS) $(QUICK) $(ARGS)

test-slow: $(STAMP) | test
	$(BIN)/python -m pytest -m slow --numprocesses $(WORKERS) $(ARGS)

lint: $(STAMP)  ## ruff check, ruff format --check, mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy csto_kg bench tools hatch_build.py

servers:  ## fetch what make test-all then runs: Fuseki (Maven, Java 17 or newer), N3.js (npm)
	@tests/engines/fetch-fuseki
	@tests/export/fetch-n3

conformance: $(STAMP)  ## the W3C's tests; SUITES=DIR names a folder with clones of its projects
	SUITES="$(SUITES)" $(BIN)/python -m pytest tests/conformance $(ARGS)

docs: $(STAMP)  ## make all that is generated (tools/docs.py), and say what changed
	$(BIN)/python -m tools.docs

docs-check: $(STAMP)  ## what the manual says: commands are run, outputs and links compared
	$(BIN)/python -m pytest tests/docs $(ARGS)

bench: $(STAMP)  ## small sizes, beside peers: queries, results, loading, export, start-up
	$(BIN)/python -m bench.queries
	$(BIN)/python -m bench.results
	$(BIN)/python -m bench.loading
	$(BIN)/python -m bench.export
	$(BIN)/python bench/startup.py --at-most 2.5 $(ARGS)

lock:  ## resolve pyproject.toml into the locks (to newer versions too: ARGS=--upgrade)
	@python=$$(tools/find-python) && "$$python" -m venv --clear .lock-venv
	@.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	@$(LOCK) $(ARGS) --extra dev --output-file requirements.lock pyproject.toml
	@$(LOCK) $(ARGS) --group pyproject.toml:build --constraint requirements.lock \
		--output-file requirements-build.lock
	@rm -rf .lock-venv

clean:  ## remove all that make made
	rm -rf $(VENV) .lock-venv .servers build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
