#!/usr/bin/env bash
# Runs the tests that need a real multi-process application: Debian's Chromium on a display that nobody sees, each test in
# a home of its own. As root it installs both where they are missing. 30 s; half a minute more for the packages.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive SETPOINT_REQUIRE=${SETPOINT_REQUIRE:-chromium}
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

if ! command -v chromium >/dev/null || ! command -v Xvfb >/dev/null; then
  log=$(mktemp)
  { apt-get update -q && apt-get install -q -y --no-install-recommends chromium xvfb; } >"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
  rm "$log"
fi
chromium --version 2>/dev/null  # its wrapper complains about a large /dev/shm
timeout 300 "${PYTHON:-.venv/bin/python}" -m pytest -q -p no:cacheprovider "${@:-tests/chromium}"
