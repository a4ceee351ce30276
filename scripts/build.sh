#!/usr/bin/env bash
# Builds the program and its site: scripts/build.sh dev|quick|release. Both lie in cargo's target folder, side by side.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?dev, quick or release}
command -v cargo >/dev/null || { echo "Rust is missing: install it with rustup (https://rustup.rs)." >&2; exit 1; }
command -v cc >/dev/null || scripts/need.sh compiler

# The two have target folders of their own and so can be built at the same time.
cargo xtask site "--$kind" &
site=$!
trap 'kill "$site" 2>/dev/null || true' INT TERM
cargo build --locked --bin cuan --features ssr --profile "$kind"
wait "$site"
