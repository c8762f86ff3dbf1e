#!/usr/bin/env bash
# Builds wheel and sdist, installs each in a fresh virtual environment outside the checkout, and uses what it shipped.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
.venv/bin/python -m hatchling build -d "$place/dist" >/dev/null
version=$(.venv/bin/python -c 'import setpoint; print(setpoint.__version__)')

for archive in "$place"/dist/*.whl "$place"/dist/*.tar.gz; do
  environment=$place/$(basename "$archive").venv
  .venv/bin/python -m venv "$environment"
  "$environment/bin/pip" install -qq "$archive"
  # Outside the checkout, so that nothing is found there by chance.
  cd "$place"
  said=$("$environment/bin/setpoint" --version)
  case $said in *"$version"*) ;; *) echo "error: $archive says '$said', not $version" >&2; exit 1 ;; esac
  "$environment/bin/setpoint" schema | "$environment/bin/python" -c 'import json, sys; json.load(sys.stdin)'
  [ -s "$environment/share/man/man1/setpoint.1" ] || { echo "error: $archive brings no manual page" >&2; exit 1; }
  "$environment/bin/python" -m setpoint --version >/dev/null
  cd - >/dev/null
  echo "$(basename "$archive"): $(du -h "$archive" | cut -f1), $said"
done
