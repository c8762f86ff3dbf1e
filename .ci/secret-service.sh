#!/usr/bin/env bash
# Runs the tests of keyring: against a real Secret Service: gnome-keyring on a session bus, in a home of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"

export SETPOINT_TESTS_REAL_HOME=${SETPOINT_TESTS_REAL_HOME:-$HOME}
export SETPOINT_REQUIRE=${SETPOINT_REQUIRE:-secret-service}
unset DISPLAY WAYLAND_DISPLAY
# A line end on standard input is the empty password that unlocks a new "login" collection. The daemon ends with the bus.
HOME=$home XDG_RUNTIME_DIR=$home/run timeout 300 dbus-run-session -- bash -euc '
  echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  "$@"
' - "${PYTHON:-.venv/bin/python}" -m pytest -q -p no:cacheprovider "${@:-tests/secret_service}"
