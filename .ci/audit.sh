#!/usr/bin/env bash
# Asks whether a known weakness is in what is installed, by pip-audit, and whether Setpoint works with the lowest versions
# that it says it takes.
#
# A service that cannot be reached is not a missing tool: that is said, and CI goes on. But it must never look like "no
# weakness": of a package that it does not find, pip-audit says nothing worse than "skipped". So each service is first
# asked for one that is known to have several (jinja2 2.10); only one that knows of them is believed.
# SETPOINT_REQUIRE=audit turns a service out of reach into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

python3.11 -m venv "$place/tools"
"$place/tools/bin/pip" install -qq pip-audit uv || { echo "error: pip-audit and uv cannot be installed" >&2; exit 1; }

audit() { timeout 120 "$place/tools/bin/pip-audit" --progress-spinner off --timeout 10 -s "$service" "$@"; }

asked=
for service in osv pypi; do
  echo 'jinja2==2.10' >"$place/known.txt"
  if audit -r "$place/known.txt" --no-deps --disable-pip >"$place/said" 2>&1 || ! grep -q '^jinja2 ' "$place/said" ||
    grep -q '^jinja2 .*could not be audited' "$place/said"; then
    echo "$service: out of reach, or it knows of no weakness at all"
    continue
  fi
  asked=$service
  break
done

if [ -n "$asked" ]; then
  # Setpoint itself is editable and nowhere to be found; --strict ends in a failure over anything else that is skipped.
  .venv/bin/pip freeze --exclude-editable >"$place/installed.txt"
  service=$asked audit --strict --no-deps --disable-pip -r "$place/installed.txt"
  echo "audited by $asked: $(wc -l <"$place/installed.txt") packages"
else
  echo "NOT AUDITED: no service for known weaknesses can be reached from here; nothing is known about the packages"
  case ",${SETPOINT_REQUIRE:-}," in *,audit,*) exit 1 ;; esac
fi

uv=("$place/tools/bin/uv")
python=$place/lowest/bin/python
"${uv[@]}" venv -q --python python3.11 "$place/lowest"
"${uv[@]}" pip install -q --python "$python" --resolution lowest-direct .
"${uv[@]}" pip install -q --python "$python" pytest pytest-timeout hypothesis
"$place/lowest/bin/setpoint" demo >"$place/said" 2>&1 || { tail -20 "$place/said" >&2; exit 1; }
"$python" -m pytest -q -p no:cacheprovider tests/contract/test_ollama_adapter.py tests/unit/test_telling.py tests/unit/test_key_schemes.py
echo "the lowest versions work: $("${uv[@]}" pip freeze --python "$python" 2>/dev/null |
  grep -iE '^(httpx|httptools|jsonschema|keyring|pyyaml|rich|structlog|watchfiles)==' | tr '\n' ' ')"
