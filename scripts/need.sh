#!/usr/bin/env bash
# Installs what a part of the work needs and the machine lacks: scripts/need.sh PART… with parts
# compiler, postgres, browser (Chromium and the node packages), office (LibreOffice Calc and Writer), wrk.
set -euo pipefail
cd "$(dirname "$0")/.."

packages() { # PACKAGE…
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  command -v apt-get >/dev/null || { echo "Please install: $*" >&2; exit 1; }
  echo "installing $*" >&2
  [ -n "${updated:-}" ] || { "${root[@]}" apt-get update -qq </dev/null; updated=1; }
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

for part in "$@"; do
  case "$part" in
    compiler) command -v cc >/dev/null || packages build-essential ;;
    postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages postgresql ;;
    wrk) command -v wrk >/dev/null || packages wrk ;;
    office)
      command -v soffice >/dev/null && compgen -G '/usr/lib*/libreoffice/program/libswlo.so' >/dev/null ||
        packages libreoffice-calc libreoffice-writer
      ;;
    browser)
      command -v "${CHROMIUM:-chromium}" >/dev/null || packages chromium
      compgen -G '/usr/share/fonts/*/noto/*CJK*' >/dev/null || packages fonts-noto-cjk
      command -v npm >/dev/null || packages nodejs npm
      # npm ci takes everything away first: only when the lock is another than the one installed.
      lock=$(sha256sum end2end/package-lock.json)
      if [ "$(cat end2end/node_modules/.lock 2>/dev/null)" != "$lock" ]; then
        (cd end2end && npm ci --no-audit --no-fund --loglevel=error)
        echo "$lock" > end2end/node_modules/.lock
      fi
      ;;
    *) echo "unknown part: $part" >&2; exit 2 ;;
  esac
done
