#!/usr/bin/env bash
# Runs pytest under the Windows Python of build.sh: .ci/windows/run.sh [pytest arguments]; else the tests meant for it.
set -euo pipefail
cd "$(dirname "$0")/../.."
.ci/windows/build.sh
# shellcheck source=.ci/windows/environment.sh
. .ci/windows/environment.sh
[ $# -gt 0 ] || set -- tests/windows tests/unit tests/agent/test_agent_files.py tests/contract/test_watch*.py tests/contract/test_lasting.py

export PYTHONPATH="Z:${PWD//\//\\}\\daemon"
export PYTHONPYCACHEPREFIX="Z:${PWD//\//\\}\\.wine\\pycache" PYTHONUTF8=1
unset PYTHONDONTWRITEBYTECODE DBUS_SESSION_BUS_ADDRESS
# Output must be a pipe: with a file, Python under Wine ends with "init_sys_streams: Invalid handle".
status=0
timeout 600 xvfb-run -a wine .wine/py/python.exe -m pytest -p no:cacheprovider --hypothesis-profile=everyday -q "$@" </dev/null 2>&1 | cat || status=$?
wineserver -k || true # this prefix only
exit "$status"
