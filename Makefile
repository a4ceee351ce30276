# The front door. `make` alone lists what there is.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run dev test check e2e bench mutants demo screens release

# Where cargo builds; CARGO_TARGET_DIR moves it.
TARGET := $(or $(CARGO_TARGET_DIR),target)
# Where the demonstration keeps its database and files.
DATA ?= data
ADDR ?= 127.0.0.1:3000
# The demonstration's today, so that its story always fits.
TODAY := 2026-11-05

help: ## what can be made
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /\1\t/' | while IFS=$$'\t' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

run: ## build everything and serve the demonstration district at http://127.0.0.1:3000
	@scripts/build.sh quick
	@scripts/demo.sh $(TARGET)/quick/cuan $(DATA)
	@echo "促安 Cu'an: http://$(ADDR)  (Ctrl-C stops it)"
	@CUAN_TODAY=$(TODAY) CUAN_ADDR=$(ADDR) CUAN_DATA=$(DATA) exec $(TARGET)/quick/cuan serve --demo

dev: ## as run, built for quick changes instead of quick pages
	@scripts/build.sh dev
	@scripts/demo.sh $(TARGET)/debug/cuan $(DATA)
	@CUAN_TODAY=$(TODAY) CUAN_ADDR=$(ADDR) CUAN_DATA=$(DATA) exec $(TARGET)/debug/cuan serve --demo

test: ## everything that is checked before a change is taken (installs what it needs)
	@scripts/test.sh

check: ## the quick part of test: format, clippy for server and browser, pure tests
	@scripts/test.sh check

e2e: ## the browser journeys only; ONLY=name runs those whose name contains it
	@scripts/test.sh browser

bench: ## measure, and write docs/benchmarks.md; PART=bare|check|fix|import|night|pages|start measures one part
	@scripts/build.sh release
	@benches/run.sh $(TARGET)/release/cuan $(PART)

mutants: ## 20,000 broken files through `cuan check`, 1,000 through the upload; FOLDER=more files to break
	@scripts/build.sh release
	@CUAN_MUTANT_BIN=$(abspath $(TARGET)/release/cuan) CUAN_MUTANTS=20000 CUAN_UPLOADS=1000 $(if $(FOLDER),CUAN_MUTANT_FOLDER=$(abspath $(FOLDER))) \
	  cargo test --features ssr --test it -- --nocapture mutants::whatever

demo: ## a fresh demonstration district in data/ (what was there is removed)
	@scripts/build.sh quick
	@rm -rf $(DATA)
	@scripts/demo.sh $(TARGET)/quick/cuan $(DATA)

screens: ## pictures of every page into docs/screens/
	@scripts/build.sh quick
	@scripts/need.sh browser
	@cd end2end && CUAN_BIN=$(abspath $(TARGET)/quick/cuan) node screens.mjs

release: ## one binary and its site folder in dist/
	@scripts/build.sh release
	@rm -rf dist && mkdir -p dist && cp $(TARGET)/release/cuan dist/ && cp -R $(TARGET)/release/site dist/site
	@du -sh dist/cuan dist/site
