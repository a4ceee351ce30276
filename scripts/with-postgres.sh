#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, which is gone afterwards: scripts/with-postgres.sh COMMAND…
# The command finds it in CUAN_TEST_POSTGRES. The server listens on a free port of the loopback address only.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh postgres
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$(mktemp -d)
user=(env)
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
  chown postgres "$dir"
  user=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups env HOME="$dir")
fi
server=
stop() {
  [ -z "$server" ] || { kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$dir" # a folder its user may enter
"${user[@]}" "$bin/initdb" -D "$dir/db" -U cuan -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
for _ in 1 2 3 4 5; do # another program may take the port between the choice and the start
  port=$((20000 + RANDOM % 12000))
  "${user[@]}" "$bin/postgres" -D "$dir/db" -p "$port" -h 127.0.0.1 -k "$dir" \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 >"$dir/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    kill -0 "$server" 2>/dev/null || break
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break 2
    sleep 0.1
  done
  wait "$server" 2>/dev/null || true
  server=
done
[ -n "$server" ] || { cat "$dir/log" >&2; echo "PostgreSQL did not start" >&2; exit 1; }
cd "$OLDPWD"
CUAN_TEST_POSTGRES="postgres://cuan@127.0.0.1:$port/" "$@"
