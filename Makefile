# Sets up, builds, runs and tests aistock on Debian 12 with Swift 6.2 or later.
#
#   make nightly   sets up, builds and runs the night (the built-in demo without an aistock.yaml)
#   make test      sets up, builds and passes the tests
#
# Everything that is installed comes from Debian; what is there already is left alone.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build nightly test lint format bench evidence clean

# Package and the reason why it is needed.
PACKAGES := \
  libcairo2-dev:"charts: Cairo draws the lines" \
  libpango1.0-dev:"charts: Pango shapes Chinese text in PNG" \
  libglib2.0-dev:"SHA-256 of the archive" \
  libxml2-dev:"pages and charts are checked as XML" \
  libsqlite3-dev:"previews and nights are kept in SQLite" \
  zlib1g-dev:"gzip files are read everywhere" \
  openssh-client:"ssh-keygen signs and verifies a reviewer's decision" \
  pkg-config:"finds the libraries above" \
  fonts-wqy-microhei:"a Chinese font: without one text is drawn as boxes"

BINARY := .build/release/aistock
NIGHTLY_OPTIONS ?=

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@if ! command -v swift >/dev/null; then \
	  echo "error: Swift is not on the PATH." >&2; \
	  echo "  remedy: install Swift 6.2 or later from https://www.swift.org/install/linux/ and call make again." >&2; exit 4; fi
	@missing=(); \
	for entry in $(PACKAGES); do \
	  name=$${entry%%:*}; why=$${entry#*:}; \
	  if [ "$$(dpkg-query -W -f='$${Status}' $$name 2>/dev/null)" != "install ok installed" ]; then \
	    echo "needed: $$name ($$why)"; missing+=("$$name"); fi; done; \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	line="apt-get install --yes --no-install-recommends $${missing[*]}"; \
	if [ "$$(id -u)" -eq 0 ]; then root=""; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo"; \
	else echo "error: these packages are missing and this user may not install them." >&2; \
	  echo "  remedy: run as root: apt-get update && $$line" >&2; exit 4; fi; \
	echo "installing $${missing[*]}"; \
	$$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive $$line >/dev/null || { \
	  echo "error: the packages could not be installed." >&2; \
	  echo "  remedy: run as root: apt-get update && $$line" >&2; exit 4; }

build: setup
	@[ -x $(BINARY) ] || echo "building; the first time takes two to four minutes on two cores"
	swift build -c release --product aistock

nightly: build
	$(BINARY) nightly $(NIGHTLY_OPTIONS)

# The flag refuses imports that Package.swift does not declare; its exit status counts, not its last line.
test: setup
	@[ -d .build/release ] || echo "building; the first time takes three to five minutes on two cores"
	swift build -c release --build-tests --explicit-target-dependency-import-check error
	swift test -c release --skip-build

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

# Needs a Python with Tests/Oracle/requirements.txt, and MARKET, CONF and PRED.
PYTHON ?= python3
bench: build
	$(PYTHON) Tests/Benchmarks/backtest_against_qlib.py --market $(MARKET) --conf $(CONF) --pred $(PRED)

# Makes the demo's two RD-Agent results anew with real pyqlib; see Tests/Oracle.
evidence: build
	rm -rf .build/demo-market
	$(BINARY) data export --market demo --output .build/demo-market
	$(PYTHON) Tests/Oracle/make_demo_evidence.py .build/demo-market Sources/CEmbedded/demo

clean:
	rm -rf .build
