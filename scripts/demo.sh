#!/usr/bin/env bash
# Makes the demonstration district once: scripts/demo.sh BINARY FOLDER. A folder that has its database is left alone.
set -euo pipefail
binary=${1:?the cuan binary} data=${2:?the folder for its data}
[ -e "$data/cuan.db" ] && exit 0
mkdir -p "$data"
CUAN_TODAY=${CUAN_TODAY:-2026-11-05} CUAN_DATA="$data" "$binary" demo
