#!/bin/sh
# Installs the programs that benchmarks/run.py and agent.py measure beside Setpoint. Only when somebody calls it: nothing else does.
#
#   salt, ansible-core   from PyPI, each into an environment of its own below the folder PEERS
#   puppet               Debian's package puppet-agent; needs root and apt-get
#   monit                Debian's package, only unpacked below PEERS: installed, it would start as a service
#   chezmoi              a single program from its makers; if one is in PATH it is measured. Neither PyPI nor Debian 12
#                        has it, and this script downloads from nowhere else
#
# What cannot be installed is said and left out; the benchmark then says so as well.
set -eu

PEERS=${PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/setpoint-benchmarks}
PYTHON=${PYTHON:-python3}
# Compiled, as packages are where they are used: otherwise every start would compile everything again.
unset PYTHONDONTWRITEBYTECODE

missing=""

from_pypi() { # name of the environment, what to install ...
  name=$1
  shift
  [ -d "$PEERS/$name" ] || "$PYTHON" -m venv "$PEERS/$name"
  if ! "$PEERS/$name/bin/python" -m pip install -q --disable-pip-version-check --compile "$@"; then
    missing="$missing $name"
  fi
}

mkdir -p "$PEERS"
from_pypi salt salt
from_pypi ansible ansible-core

if ! command -v puppet >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends puppet-agent || missing="$missing puppet"
  else
    missing="$missing puppet"
  fi
fi

if [ ! -x "$PEERS/monit/usr/bin/monit" ] && ! command -v monit >/dev/null; then
  # a folder of its own: apt-get downloads to where it is called
  mkdir -p "$PEERS/monit"
  if ! (cd "$PEERS/monit" && apt-get download -qq monit && dpkg-deb -x monit_*.deb .); then
    missing="$missing monit"
  fi
fi

command -v chezmoi >/dev/null || missing="$missing chezmoi"

echo "peers are below $PEERS"
[ -z "$missing" ] || echo "not installed:$missing"
