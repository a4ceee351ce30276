#!/usr/bin/env bash
# Builds the yardstick beside the program and measures: benches/run.sh CUAN [part…]
set -euo pipefail
cd "$(dirname "$0")/.."
cuan=${1:?the release binary}
shift
command -v wrk >/dev/null || scripts/need.sh wrk
raw=$(cargo build --locked --release --features ssr --bench raw --message-format=json | sed -n 's/.*"executable":"\([^"]*\/raw-[^"]*\)".*/\1/p' | tail -n 1)
exec node benches/run.mjs "$cuan" "$raw" "$@"
