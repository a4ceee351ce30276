#!/usr/bin/env bash
# Everything that is checked, one step after the other: scripts/test.sh [all|check|browser].
# A step that fails does not hide the next. The last line counts: `N passed, N failed`.
# Steps without counts of their own (format, clippy, linters, builds) count as one each.
set -uo pipefail
cd "$(dirname "$0")/.."
part=${1:-all}
target=${CARGO_TARGET_DIR:-target}
case "$target" in /*) ;; *) target=$PWD/$target ;; esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 broken=()

# step NAME COMMAND…: runs it, adds up what its runners counted. A failure that nobody counted counts as one.
step() {
  local name=$1 begun=$SECONDS code ok bad
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  # cargo: `test result: ok. 12 passed; 0 failed; …`; node: `# pass 12` and `# fail 0`
  ok=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | awk '/^test result:/ {n += $4} /^(#|ℹ) pass / {n += $3} END {print n + 0}')
  bad=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | awk '/^test result:/ {n += $6} /^(#|ℹ) (fail|cancelled|skipped|todo) / {n += $3} END {print n + 0}')
  if [ "$ok" = 0 ] && [ "$bad" = 0 ] && [ "$code" = 0 ]; then ok=1; fi
  if [ "$bad" = 0 ] && [ "$code" != 0 ]; then bad=1; fi
  passed=$((passed + ok)) failed=$((failed + bad))
  [ "$bad" = 0 ] || broken+=("$name")
  printf -- '-- %s: %d passed, %d failed, %d s\n' "$name" "$ok" "$bad" $((SECONDS - begun))
}

quick() {
  step "compiler" scripts/need.sh compiler
  step "rust parts" rustup_parts
  step "format" cargo fmt --all --check
  step "nouns and rules, no features" cargo test --locked --lib
  step "clippy, server" cargo clippy --locked --workspace --all-targets --features ssr -- -D warnings
  step "clippy, browser" cargo clippy --locked --lib --features hydrate --target wasm32-unknown-unknown \
    --target-dir "$target/front" -- -D warnings
}

rustup_parts() {
  command -v rustup >/dev/null || return 0 # then the distribution's Rust has to have them
  rustup --quiet component add clippy rustfmt && rustup --quiet target add wasm32-unknown-unknown
}

browser() {
  step "what the browser tests need" scripts/need.sh browser office
  step "style sheets" npm --prefix end2end run --silent style
  step "the program" cargo build --locked --bin cuan --features ssr
  step "the site" cargo xtask site --quick
  step "browser journeys" env CUAN_BIN="$target/debug/cuan" CUAN_SITE="$target/quick/site" ONLY="${ONLY:-}" npm --prefix end2end run --silent test
}

case "$part" in
  check) quick ;;
  browser) browser ;;
  all)
    quick
    step "what the test of documents needs" scripts/need.sh office
    step "all tests, SQLite and PostgreSQL" scripts/with-postgres.sh cargo test --locked --no-fail-fast --features ssr
    browser
    ;;
  *) echo "scripts/test.sh [all|check|browser]" >&2; exit 2 ;;
esac

echo
[ ${#broken[@]} = 0 ] || printf 'failed: %s\n' "${broken[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
