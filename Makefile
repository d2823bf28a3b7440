# What one types. Each thing is built in a folder of its own under build/, so that none disturbs another.
# `make help` lists the targets. JOBS=N sets how many things run at once (default: the number of processors).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
VERSION := $(shell awk '/^project/ { print $$3 }' CMakeLists.txt)
DIST := faultcast-$(VERSION)-x86_64

BUILD := ninja -C
CMAKE := cmake -S . -G Ninja --log-level=WARNING
CHECKED := -DCMAKE_BUILD_TYPE=Checked -DFAULTCAST_SANITIZE
RELEASED := -DCMAKE_BUILD_TYPE=Release -DFAULTCAST_TESTS=OFF
CLANG := -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++
CTEST := ctest --output-on-failure -j $(JOBS)
# TSan of g++ 12 cannot cope with the address randomness of newer kernels; off it goes where that is allowed.
STEADY = $(shell setarch -R true 2>/dev/null && echo setarch -R)

export UBSAN_OPTIONS ?= print_stacktrace=1
export JOBS

.PHONY: help run test check-all check-clang check-tsan lint format picture fuzz bench release install dist clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: ## install what is missing, build, play every scenario (ARGS="…" are passed on)
	@cmake/setup.sh run
	@$(MAKE) release
	@build/release/faultcast run $(ARGS)

release:
	@$(CMAKE) -B build/release $(RELEASED)
	@$(BUILD) build/release -j $(JOBS)

test: ## every test under ASan and UBSan; REQUIRE_CLIENTS=1 makes a missing real client a failure
	@cmake/setup.sh test
	@$(CMAKE) -B build/asan $(CHECKED)=address,undefined
	@$(BUILD) build/asan -j $(JOBS)
	@$(CTEST) --test-dir build/asan

check-all: ## the tests once more with clang (ASan, UBSan) and with g++ (TSan)
	@cmake/setup.sh check-all
	@$(MAKE) check-clang
	@$(MAKE) check-tsan

check-clang:
	@$(CMAKE) -B build/clang $(CLANG) $(CHECKED)=address,undefined
	@$(BUILD) build/clang -j $(JOBS)
	@$(CTEST) --test-dir build/clang

check-tsan:
	@$(CMAKE) -B build/tsan $(CHECKED)=thread
	@$(BUILD) build/tsan -j $(JOBS)
	@$(STEADY) $(CTEST) --test-dir build/tsan

lint: ## clang-format, clang-tidy, shell scripts (SOURCES="…" narrows clang-tidy)
	@cmake/setup.sh lint
	@$(CMAKE) -B build/lint $(CLANG) -DFAULTCAST_UNITY=OFF -DFAULTCAST_FUZZ=ON -DFAULTCAST_BENCH=ON
	@cmake/lint.sh $(SOURCES)

format: ## put every source into the house's format
	@cmake/setup.sh lint
	@find mocks harness tests -name '*.cpp' -o -name '*.h' | xargs clang-format -i

picture: release ## draw the README's pictures from what the program prints
	@python3 docs/make_picture.py build/release/faultcast

fuzz: ## each libFuzzer target for five minutes or ten million inputs (FUZZ_SECONDS=N, TARGETS="…")
	@cmake/setup.sh fuzz
	@$(CMAKE) -B build/fuzz $(CLANG) $(CHECKED)=address,undefined -DFAULTCAST_FUZZ=ON
	@$(BUILD) build/fuzz -j $(JOBS) $(notdir $(basename $(wildcard tests/fuzz/fuzz_*.cpp)))
	@cmake/fuzz.sh $(TARGETS)

bench: ## CPU, memory and latency beside nginx, s3rver, WireMock (ARGS="--only upload --rounds 3" …)
	@cmake/setup.sh bench
	@$(CMAKE) -B build/bench $(RELEASED) -DFAULTCAST_BENCH=ON
	@$(BUILD) build/bench -j $(JOBS)
	@python3 tests/bench/bench.py --build build/bench $(ARGS)

install: ## into PREFIX (default /usr/local), DESTDIR is honoured
	@cmake/setup.sh run
	@$(CMAKE) -B build/release $(RELEASED) -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	@$(BUILD) build/release -j $(JOBS)
	@cmake --install build/release

dist: ## build/faultcast-VERSION-x86_64.tar.gz, which runs on any x86-64 Linux with glibc 2.36 or newer
	@cmake/setup.sh dist
	@$(CMAKE) -B build/portable $(RELEASED) -DFAULTCAST_PORTABLE=ON
	@$(BUILD) build/portable -j $(JOBS)
	@cmake/dist.sh build/portable build/$(DIST)
	@cmake/check_dist.sh build/$(DIST).tar.gz

clean: ## remove build/
	@rm -rf build
