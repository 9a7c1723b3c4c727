# Two commands do everything: `make run` and `make test`. Each sets up what is missing and redoes nothing.
# Needed: python3 (3.11 or newer) with pip, git, make. All that is installed stays in .tools/ and .venv/.
PYTHON ?= python3
BIN := .venv/bin
BROWSER := chromium libatomic1 fonts-liberation strace
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Compiled once, when it is installed: every start is then twice as fast.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE
export UV_SYSTEM_CERTS := 1

# uv does not read pip's settings: hand it the index and the certificates that pip is told to use.
HAND_ON := pip=$$($(PYTHON) -m pip config list 2>/dev/null); \
  told() { echo "$$pip" | sed -n "s/^\(:env:\|global\|install\)\.$$1='\(.*\)'$$/\2/p" | head -n 1; }; \
  index=$${UV_DEFAULT_INDEX:-$$(told index-url)}; [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
  cert=$${SSL_CERT_FILE:-$$(told cert)}; [ -z "$$cert" ] || export SSL_CERT_FILE="$$cert";
UV := $(HAND_ON) .tools/bin/uv
# A test stands on nothing that another has left, so each core runs its own share of them; and one more does, as they wait for the
# browser, for git and for PostgreSQL a quarter of their time.
WORKERS := $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)' 2>/dev/null || echo auto)
PYTEST := $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal
STOP = { echo "$(1)" >&2; exit 1; }

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

setup: .venv/.ready  ## set up what is missing for running, and stop

run: .venv/.ready  ## set up what is missing and serve http://127.0.0.1:8000; options: make run ARGS="--port 8080"
	@$(BIN)/workbench serve --demo $(ARGS)

test: .venv/.ready-dev browser  ## set up what is missing, a browser included, and run every test
	@$(HAND_ON) $(PYTEST) $(ARGS)

test-fast: .venv/.ready-dev  ## the tests that need no browser
	@$(HAND_ON) $(PYTEST) -m "not browser" $(ARGS)

sure: .venv/.ready-dev  ## format, lint, types, then every test: what to run before a commit
	@$(BIN)/ruff format --check --quiet . || $(call STOP,Some files are not formatted: run $(BIN)/ruff format .)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

truth: .venv/.ready-dev  ## count how often the wording engine is right on the real texts beside the checkout: minutes
	@$(BIN)/python -m tests.truth $(ARGS)

recount: .venv/.ready-dev  ## count 100,000 made ballots a second time, and 20,000 rankings as Debian does: a minute
	@$(BIN)/python -m tests.recount $(ARGS)

bench: .venv/.ready .tools/rivals/.ready  ## measure the wording engine against its rivals, those that can be installed: minutes
	@$(BIN)/python -m bench.wording $(ARGS)

bench-pages: .venv/.ready  ## measure the pages: a review with many comments, a crowded record, all proposals over the text, a large log of cases, counting and proving: minutes
	@$(BIN)/python -m bench.review $(ARGS) && $(BIN)/python -m bench.together && $(BIN)/python -m bench.cases && $(BIN)/python -m bench.ballots

mutate: .venv/.ready-dev .tools/mutation/.ready  ## change the wording engine line by line; do its tests notice? One module: make mutate ARGS=tidy
	@PYTHONPATH=$(CURDIR)/.tools/mutation $(BIN)/python -m tests.mutation $(ARGS)

screenshots: .venv/.ready-dev browser  ## make the pictures of the manual again
	@$(BIN)/python docs/using/screenshots.py $(ARGS)

lock: .tools/.ready  ## choose and hash the versions of all dependencies again; newer ones: make lock ARGS=--upgrade
	@set -e; compile="pip compile --quiet --universal --generate-hashes --no-header"; uv() { $(UV) $$compile "$$@" $(ARGS); }; \
	  uv pyproject.toml -o requirements.lock; \
	  uv pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock; \
	  uv --no-deps --group pyproject.toml:bench -o bench/rivals.lock; \
	  uv --group pyproject.toml:mutate -c requirements-dev.lock -o tests/mutation/mutmut.lock; \
	  echo uv | uv --no-annotate - -o requirements-uv.lock

clean:  ## remove all that was installed or built here; never instance/
	@rm -rf .tools .venv .mutate dist test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A bare Debian refuses both `pip install` and `python3 -m venv`; `pip install --target` is always allowed.
.tools/.ready: requirements-uv.lock
	@command -v git >/dev/null || $(call STOP,git is missing: install it first (Debian: apt-get install git).)
	@command -v $(PYTHON) >/dev/null || $(call STOP,python3 is missing: install it first (Debian: apt-get install python3).)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  $(call STOP,Python 3.11 or newer is needed and $(PYTHON) is $$($(PYTHON) --version). Name another one: make run PYTHON=python3.12)
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(call STOP,pip is missing: install it first (Debian: apt-get install python3-pip).)
	@echo "Setting up, once: the installer …" >&2
	@rm -rf .tools && mkdir .tools
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --require-hashes --no-deps \
	  --target .tools -r requirements-uv.lock
	@touch $@

# Each rival that cannot be had here is left out of the figures, with a word.
.tools/rivals/.ready: bench/rivals.lock .tools/.ready
	@echo "Setting up, once: what the engine is measured against …" >&2
	@$(UV) pip install --quiet --python $(BIN)/python --target .tools/rivals --require-hashes --no-deps -r bench/rivals.lock || true
	@command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix .tools/rivals diff@9.0.0 >&2 || true
	@mkdir -p .tools/rivals && touch $@

.tools/mutation/.ready: tests/mutation/mutmut.lock .venv/.ready-dev
	@echo "Setting up, once: what changes the lines …" >&2
	@$(UV) pip install --quiet --python $(BIN)/python --target .tools/mutation --require-hashes --no-deps -r tests/mutation/mutmut.lock
	@touch $@

# The checkout itself is put on the path by one .pth line and one script, both relative: nothing is built or copied.
.venv/.ready: requirements.lock .tools/.ready
	@echo "Setting up, once: the libraries …" >&2
	@$(UV) venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements.lock
	@echo ../../../.. >"$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/workbench.pth"
	@printf '%s\n' '#!/bin/sh' 'exec "$${0%/*}/python" -P -m workbench "$$@"' >$(BIN)/workbench && chmod +x $(BIN)/workbench
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	@echo "Setting up, once: the tools of the tests …" >&2
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Playwright's own driver wants libatomic1, which a bare Debian lacks; strace is what acts are killed with.
browser:  ## install the browser that the tests drive, and strace, where there is none
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
	  && command -v strace >/dev/null && /sbin/ldconfig -p | grep -q libatomic.so.1 && exit 0; \
	command -v apt-get >/dev/null || $(call STOP,The tests need Chromium with libatomic and strace: install them or run make test-fast.); \
	if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; else \
	  $(call STOP,The tests need: apt-get install $(BROWSER). Ask whoever may do that or run make test-fast.); fi; \
	echo "Setting up, once: the browser …" >&2; \
	$$as apt-get -qq update && $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(BROWSER) >/dev/null

.PHONY: help setup run test test-fast sure truth recount bench bench-pages mutate screenshots lock clean browser
