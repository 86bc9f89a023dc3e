# make help says what there is to make.

swift  ?= swift
TORCH  ?= torch
checks := --explicit-target-dependency-import-check error
shim   := .venv/libcwctorch.so

# What make run encodes, and where it leaves the results.
picture := Corpus/pictures/landscape.png
demo    := .build/demo

.PHONY: help setup build run test lint train-setup test-train record clean

help:
	@echo 'make run          build, then take a picture there and back again'
	@echo 'make test         build and run every test; those on torch only where train-setup was made'
	@echo 'make build        build the tools: .build/release/cwc and .build/release/cwc-train'
	@echo 'make setup        install the libraries that are missing (apt)'
	@echo 'make lint         check the formatting'
	@echo 'make train-setup  install torch in .venv and build the shim; TORCH=torch==2.8.0 chooses'
	@echo 'make test-train   run the tests that need torch'
	@echo 'make record       make the golden files of Corpus again'
	@echo 'make clean        remove what was built'

setup:
	@.ci/setup

build: setup
	$(swift) build -c release $(checks)

run: setup
	$(swift) build -c release $(checks) --product cwc
	@mkdir -p $(demo)
	.build/release/cwc encode $(picture) $(demo)/picture.cwc
	.build/release/cwc dump $(demo)/picture.cwc
	.build/release/cwc decode $(demo)/picture.cwc $(demo)/picture.png
	@wc -c $(picture) $(demo)/picture.cwc $(demo)/picture.png | sed '$$d'

# Debug builds are tested; then both builds decode the corpus to the same pixels, and the other one
# shows its speed.
test: setup
	$(swift) test $(checks)
	$(swift) build -c release $(checks) --product cwc
	@.ci/same-pixels .build/debug/cwc .build/release/cwc
	.build/release/cwc bench --networks --runs 1

lint:
	$(swift) format lint --strict --recursive Package.swift Sources Tests

train-setup:
	@command -v python3 >/dev/null || { echo 'train-setup: python3 is missing' >&2; exit 1; }
	python3 -m venv .venv
	.venv/bin/python -m pip install '$(TORCH)'
	Sources/CWCTorch/shim/build.sh .venv/bin/python $(shim)

test-train: setup
	CWC_TORCH_SHIM="$${CWC_TORCH_SHIM:-$(CURDIR)/$(shim)}" \
		$(swift) test $(checks) --filter CWCTrainingTests

record: setup
	CWC_RECORD=1 $(swift) test $(checks) --filter CWCCorpusTests

clean:
	rm -rf .build
