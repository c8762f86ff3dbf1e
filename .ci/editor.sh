#!/usr/bin/env bash
# The schema as an editor and a schema catalogue read it: a real yaml-language-server over its protocol, Ajv in strict
# mode; the hook as pre-commit runs it; the PowerShell script through a grammar of the language. Needs npm and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

cp .ci/editor/package.json "$place"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$place"
.venv/bin/python -m venv "$place/tools"
"$place/tools/bin/pip" install -qq --disable-pip-version-check 'pre-commit>=4' tree-sitter tree-sitter-powershell

SETPOINT_EDITOR=$place SETPOINT_REQUIRE=editor timeout 300 .venv/bin/python -m pytest -q tests/editor
