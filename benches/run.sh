#!/usr/bin/env bash
# Builds the yardstick beside the program and measures: benches/run.sh CUAN [part…]
set -euo pipefail
cd "$(dirname "$0")/.."
cuan=${1:?the binary to measure}
shift
command -v wrk >/dev/null || scripts/need.sh wrk
# The yardstick is built as the program was: its folder is named after the profile.
profile=$(basename "$(dirname "$cuan")")
raw=$(cargo build --locked --profile "$profile" --features ssr --bench raw --message-format=json | sed -n 's/.*"executable":"\([^"]*\/raw-[^"]*\)".*/\1/p' | tail -n 1)
exec node benches/run.mjs "$cuan" "$raw" "$@"
