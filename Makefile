# The commands of the project. Each does its own set-up: cargo is all that is needed, and for
# test-python, docs, wheel, bench-peers and quality Python 3 with pip.

.POSIX:
.PHONY: help demo demo-process a11y test test-rust test-random test-python docs wheel lint bench bench-instructions bench-peers quality quality-coding

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

demo: ## analyse the bundled round; leaves demo/report.html
	cargo run --release --locked --quiet -p commonground-cli --bin commonground -- \
		analyse fixtures/round --framework fixtures/framework.toml \
		--metadata fixtures/partnerships.csv --out demo --force
	@echo "The report is demo/report.html: open it in a browser."

demo-process: ## carry the bundled round from 11 areas to 7 themes, groups and the next round; leaves demo-process/
	cargo build --release --locked --quiet -p commonground-cli
	fixtures/process/demo.sh "$(CURDIR)/target/release/commonground" "$(CURDIR)/demo-process"

a11y: demo demo-process ## check the pages of both demos in a browser: WCAG 2.2 AA, keyboard, filter, no requests
	tests/a11y/run.sh

test: test-rust test-python ## run all tests, doctests and examples, of Rust and of the Python package

# Property tests draw the same cases each time here, so that one change passes or fails for good.
test-rust: ## run all tests, doctests and examples of Rust, with and without the feature linfa
	PROPTEST_RNG_SEED=1 cargo test --workspace --locked
	PROPTEST_RNG_SEED=1 cargo test -p commonground --no-default-features --locked

CASES = 1024

test-random: ## run the tests with new cases each time, and many of them: to search for what test passes by (CASES=1024)
	PROPTEST_CASES=$(CASES) cargo test --workspace --lib --bins --tests --locked --no-fail-fast

test-python: ## build the Python package into an environment under target/python and test it there
	python3 crates/python/build.py test

docs: ## build the documentation of the Python package into target/python/docs, running its notebooks
	python3 crates/python/build.py docs

wheel: ## build the Python package for others: a wheel and the source archive, in target/wheels
	python3 crates/python/build.py wheel

lint: ## check formatting, lints and documentation; any finding is an error
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

bench: ## time the hot paths with criterion, in under three minutes
	cargo bench -p commonground --locked --bench vectorize --bench kmeans --bench coding

bench-instructions: ## count the instructions of the hot paths, and hold them to the record
	cargo run --release --locked --quiet -p commonground-instructions

bench-peers: ## compare speed and memory with nine peers on corpora; resumable, some minutes
	python3 benches/peers/run.py

quality: ## compare the quality of the clusters with eight peers on corpora; resumable, many hours
	python3 quality/run.py

quality-coding: ## compare the coding onto named areas with its peers on corpora; resumable
	python3 quality/coding.py
