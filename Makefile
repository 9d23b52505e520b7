# Sets up, builds, runs and tests aistock on Debian 12 with Swift 6.3: its formatter is the one that `make lint` holds
# the sources to, and it is the version that is tested.
#
#   make nightly   sets up, builds and runs the night (the built-in demo without an aistock.yaml)
#   make test      sets up, lints, builds and passes the tests
#   make install   puts the program that is built below PREFIX (/usr/local) and DESTDIR; make uninstall removes it
#   make deb       makes a Debian package of it in .build/packages
#
# Packages come from Debian; three files come out of PyPI's wheels. What is there already is left alone.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install uninstall deb test-install setup lightgbm onnxruntime server browser build nightly test test-bridge test-browser test-slurm test-faults lint format bench bench-factors evidence fuzz fuzz-guided clean

# Package and the reason why it is needed.
PACKAGES := \
  libcairo2-dev:"charts: Cairo draws the lines" \
  libssl-dev:"SHA-256 of archive, market and evidence (libcrypto)" \
  libcurl4-openssl-dev:"quotes, results and bridges over HTTP" \
  liblapacke-dev:"risk models: LAPACK decomposes the matrices" \
  libxml2-dev:"pages and charts are checked as XML" \
  libsqlite3-dev:"previews, nights and markets are kept in SQLite" \
  libpq-dev:"markets are read from PostgreSQL" \
  zlib1g-dev:"gzip files are read everywhere" \
  libzip-dev:"RD-Agent's bundles are read member by member" \
  openssh-client:"ssh-keygen signs and verifies a reviewer's decision" \
  pkg-config:"finds the libraries above" \
  libgomp1:"LightGBM's library runs on it" \
  libjs-dygraphs:"charts that zoom: copied into the site" \
  fonts-wqy-microhei:"a Chinese font: without one a browser here shows boxes"

# For the tests alone: a server that they start by themselves, in a temporary folder, and a wall; the program needs none here.
SERVER_PACKAGES := \
  postgresql:"tests only: markets are written to and read from a real server" \
  bubblewrap:"tests only: code of others runs behind it"

# For the tests alone: the night and its pages need no browser.
BROWSER_PACKAGES := \
  chromium:"tests only: opens the pages as a reader does" \
  chromium-driver:"tests only: steers that browser" \
  poppler-utils:"tests only: pdftotext reads what a page prints"

# For `make install` and `make deb`.
PACKAGING_PACKAGES := \
  chrpath:"the installed program looks for libraries beside itself alone" \
  dpkg-dev:"dpkg-shlibdeps names the packages of the shared libraries"

BINARY ?= .build/release/aistock
NIGHTLY_OPTIONS ?=

# Installs what is missing of a list, each with its reason; fails where this user may not.
define install
missing=(); \
for entry in $(1); do \
  name=$${entry%%:*}; why=$${entry#*:}; \
  if [ "$$(dpkg-query -W -f='$${Status}' $$name 2>/dev/null)" != "install ok installed" ]; then \
    echo "needed: $$name ($$why)"; missing+=("$$name"); fi; done; \
if [ $${#missing[@]} -gt 0 ]; then \
  line="apt-get install --yes --no-install-recommends $${missing[*]}"; \
  if [ "$$(id -u)" -eq 0 ]; then root=""; \
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo"; else root="none"; fi; \
  if [ "$$root" = none ]; then \
    echo "error: these packages are missing and this user may not install them." >&2; \
    echo "  remedy: run as root: apt-get update && $$line" >&2; false; \
  else echo "installing $${missing[*]}"; \
    $$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive $$line >/dev/null || { \
    echo "error: the packages could not be installed." >&2; \
    echo "  remedy: run as root: apt-get update && $$line" >&2; false; }; fi; fi
endef

help:
	@sed -n 's/^#   //p' Makefile

setup: lightgbm onnxruntime
	@if ! command -v swift >/dev/null; then \
	  echo "error: Swift is not on the PATH." >&2; \
	  echo "  remedy: install Swift 6.3 from https://www.swift.org/install/linux/ and call make again." >&2; exit 4; fi
	@$(call install,$(PACKAGES)) || exit 4

# LightGBM's own library, out of its PyPI wheel: the rungs 'reinferred' and 'retrained' need it.
LIGHTGBM := lightgbm==4.7.0
lightgbm:
	@if [ -f .lightgbm/lib_lightgbm.so ]; then exit 0; fi; \
	echo "needed: $(LIGHTGBM) from PyPI (scores and trains RD-Agent's models)"; \
	if ! python3 -m pip --version >/dev/null 2>&1; then \
	  if [ "$$(id -u)" -eq 0 ]; then apt-get install --yes --no-install-recommends python3-pip >/dev/null; \
	  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo apt-get install --yes --no-install-recommends python3-pip >/dev/null; fi; fi; \
	rm -rf .lightgbm/wheel; mkdir -p .lightgbm/wheel; \
	if python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest .lightgbm/wheel $(LIGHTGBM) \
	  && python3 -m zipfile --extract .lightgbm/wheel/lightgbm-*.whl .lightgbm/wheel \
	  && mv .lightgbm/wheel/lightgbm/lib/lib_lightgbm.so .lightgbm/lib_lightgbm.so; then rm -rf .lightgbm/wheel; \
	else rm -rf .lightgbm/wheel; \
	  echo "warning: $(LIGHTGBM) could not be had; the rungs 'reinferred' and 'retrained' will be not available." >&2; \
	  echo "  remedy: apt-get install python3-pip, check that PyPI can be reached, then: make lightgbm" >&2; fi

# ONNX Runtime's library, out of its PyPI wheel: networks (GeneralPTNN) are scored by it.
ONNXRUNTIME := onnxruntime==1.32.0
onnxruntime:
	@if [ -f .onnxruntime/libonnxruntime.so ]; then exit 0; fi; \
	echo "needed: $(ONNXRUNTIME) from PyPI (scores RD-Agent's networks)"; \
	rm -rf .onnxruntime/wheel; mkdir -p .onnxruntime/wheel; \
	if python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest .onnxruntime/wheel $(ONNXRUNTIME) \
	  && python3 -m zipfile --extract .onnxruntime/wheel/onnxruntime-*.whl .onnxruntime/wheel \
	  && mv .onnxruntime/wheel/onnxruntime/capi/libonnxruntime.so.* .onnxruntime/libonnxruntime.so; then rm -rf .onnxruntime/wheel; \
	else rm -rf .onnxruntime/wheel; \
	  echo "warning: $(ONNXRUNTIME) could not be had; the rungs 'reinferred' and 'retrained' of networks will be not available." >&2; \
	  echo "  remedy: apt-get install python3-pip, check that PyPI can be reached, then: make onnxruntime" >&2; fi

server: setup
	@$(call install,$(SERVER_PACKAGES)) || echo "warning: the tests of markets in PostgreSQL, or those of the wall around code of others, will be skipped." >&2

# Chromium and axe-core, for the tests of the pages; without them those tests are skipped and say so.
AXE := axe-playwright-python==0.1.8
browser: setup
	@$(call install,$(BROWSER_PACKAGES)) || echo "warning: the tests of the pages in a browser will be skipped." >&2
	@if [ -f .browser/axe.min.js ]; then exit 0; fi; \
	echo "needed: $(AXE) from PyPI (tests only: axe-core 4.12.1 looks for barriers in the pages)"; \
	rm -rf .browser; mkdir -p .browser/wheel; \
	if python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest .browser/wheel $(AXE) \
	  && python3 -m zipfile --extract .browser/wheel/axe_playwright_python-*.whl .browser/wheel \
	  && mv .browser/wheel/axe_playwright_python/axe.min.js .browser/axe.min.js; then rm -rf .browser/wheel; \
	else rm -rf .browser; \
	  echo "warning: $(AXE) could not be had; the tests of accessibility will be skipped." >&2; \
	  echo "  remedy: check that PyPI can be reached, then: make browser" >&2; fi

# A module that others wait for is there before its own code is compiled.
BUILD := swift build -c release --use-integrated-swift-driver

build: setup
	@[ -x $(BINARY) ] || echo "building; the first time takes four to seven minutes on two cores"
	$(BUILD) --product aistock

nightly: build
	$(BINARY) nightly $(NIGHTLY_OPTIONS)

# All tests are Swift Testing's.
TESTING := --disable-xctest

# Suites whose tests follow each other, whole nights and a browser: in a process of their own beside the others, as they
# would stand behind them on one core.
IN_TURN := BrowserTests|NightlyTests|NightKillTests|WholeLadderTests

# The flag refuses imports that Package.swift does not declare; its exit status counts, not its last line.
test: server browser lint test-bridge
	@[ -d .build/release ] || echo "building; the first time takes four to ten minutes on two cores"
	$(BUILD) --build-tests $(TESTING) --explicit-target-dependency-import-check error
	@swift test -c release --skip-build --ignore-lock $(TESTING) --filter '$(IN_TURN)' >.build/in-turn.log 2>&1 & turn=$$!; \
	swift test -c release --skip-build --ignore-lock $(TESTING) --skip '$(IN_TURN)'; others=$$?; \
	wait $$turn; turn=$$?; cat .build/in-turn.log; [ $$others -eq 0 ] && [ $$turn -eq 0 ]

# The bridge to QMT by itself, its test files side by side: they wait more than they work. Python's standard library only.
test-bridge:
	@if ! command -v python3 >/dev/null; then \
	  echo "warning: the tests of the bridge to QMT are skipped: there is no python3." >&2; exit 0; fi; \
	echo "tests of the bridge to QMT"; cd Tests/Bridge && printf '%s\n' test_*.py | sed 's/\.py$$//' \
	  | xargs -P 6 -I '{}' sh -c 'out=$$(python3 -B -m unittest {} 2>&1) || { echo "$$out" >&2; exit 1; }'

# `make test` opens a page of each kind in a browser; this opens every page.
test-browser: browser
	$(BUILD) --build-tests $(TESTING)
	AISTOCK_BROWSER=1 swift test -c release --skip-build $(TESTING) --filter BrowserTests

# What is built is installed: `make build` first. The nights' units are installed and not enabled.
PREFIX ?= /usr/local
DESTDIR ?=
CONFIG ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)/aistock/aistock.yaml
MAINTAINER ?= aistock maintainers <root@localhost>
export BINARY PREFIX DESTDIR CONFIG MAINTAINER
export LIGHTGBM_LIBRARY := .lightgbm/lib_lightgbm.so
export ONNXRUNTIME_LIBRARY := .onnxruntime/libonnxruntime.so

install:
	@$(call install,chrpath:"the installed program looks for libraries beside itself alone") || exit 4
	@templates/packaging/install.sh install

uninstall:
	@templates/packaging/install.sh uninstall

deb:
	@$(call install,$(PACKAGING_PACKAGES)) || exit 4
	@templates/packaging/deb.sh .build/packages

test-install:
	@$(call install,$(PACKAGING_PACKAGES)) || exit 4
	@templates/packaging/test.sh

# Each fault of the list several times, with the next night behind it; `make test` tries each once.
FAULTS ?= 3
test-faults: server
	$(BUILD) --build-tests $(TESTING)
	AISTOCK_FAULTS=$(FAULTS) swift test -c release --skip-build $(TESTING) --filter FaultTests

# The printed job array on a Slurm of one node in a temporary folder; `make test` leaves that out.
SLURM_PACKAGES := \
  slurm-wlm:"tests only: runs the job array of aistock replay --slurm" \
  munge:"tests only: signs the messages of that Slurm"

test-slurm: setup
	@$(call install,$(SLURM_PACKAGES)) || exit 4
	$(BUILD) --build-tests $(TESTING)
	AISTOCK_SLURM=1 swift test -c release --skip-build $(TESTING) --filter SlurmTests

lint:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

format:
	swift format --in-place --parallel --recursive Sources Tests Package.swift

# Needs a Python with Tests/Oracle/requirements.txt, and MARKET, CONF and PRED.
PYTHON ?= python3
bench: build
	$(PYTHON) Tests/Benchmarks/backtest_against_qlib.py --market $(MARKET) --conf $(CONF) --pred $(PRED)

# The same Python, and MARKET: Alpha158 of csi300 in qlib and here, timed and compared cell by cell.
bench-factors: build
	$(PYTHON) Tests/Benchmarks/factors_against_qlib.py --market $(MARKET)

# Makes the demo's two RD-Agent results anew with real pyqlib; see Tests/Oracle.
evidence: build
	rm -rf .build/demo-market
	$(BINARY) data export --market demo --output .build/demo-market
	$(PYTHON) Tests/Oracle/make_demo_evidence.py .build/demo-market Sources/CEmbedded/demo

# Damaged inputs to every reader, from a seed; a fault is kept in .build/fuzz.
COUNT ?= 20000
SEED ?= 1
fuzz: setup
	$(BUILD) --product fuzz
	.build/release/fuzz $(or $(TARGET),all) $(COUNT) $(SEED)

# libFuzzer chooses the inputs by the branches they reach; needs TARGET, such as TARGET=configuration.
SECONDS ?= 60
fuzz-guided: setup
	swift build --scratch-path .build-fuzz --product fuzz -Xswiftc -sanitize=fuzzer -Xswiftc -DLIBFUZZER -Xswiftc -use-ld=lld
	mkdir -p .build-fuzz/corpus/$(TARGET)
	AISTOCK_FUZZ_TARGET=$(TARGET) .build-fuzz/debug/fuzz -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=4096 \
	  -artifact_prefix=.build-fuzz/ .build-fuzz/corpus/$(TARGET)

clean:
	rm -rf .build .build-fuzz
