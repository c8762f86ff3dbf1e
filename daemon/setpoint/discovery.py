"""The parts that lie in a folder: each module of a package ends in one annotated constant.

`RESOURCE` in resources, `PLATFORM` in platforms, `SCHEME` in keyrefs. A new part is one new file.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path


def names(package: str) -> tuple[str, ...]:
    """The names of the parts, sorted, without importing them. Works in zip files too."""
    places = list(import_module(package).__path__)
    try:
        return tuple(sorted({name for place in places for name in _modules(place)}))
    except OSError:  # no folder
        # not at once: it imports `inspect`, a tenth of all that an apply with nothing to do imports (2026-11-22)
        from pkgutil import iter_modules

        return tuple(sorted(module.name for module in iter_modules(places)))


def _modules(folder: str) -> Iterator[str]:
    for entry in Path(folder).iterdir():
        if (entry.suffix == ".py" and entry.stem != "__init__") or (entry / "__init__.py").is_file():
            yield entry.stem


def parts(package: str, constant: str) -> dict[str, object]:
    """Every part by the name of its module. Imports all of them: where one will do, take `part`."""
    return {name: part(package, name, constant) for name in names(package)}


def part(package: str, name: str, constant: str) -> object:
    """One part, importing nothing but its module. LookupError: there is none of this name (which may be any text)."""
    module = f"{package}.{name}"
    if not name.isidentifier():
        raise LookupError(name)
    try:
        return getattr(import_module(module), constant)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise LookupError(name) from None
    except AttributeError:
        raise TypeError(f"{module} lacks its last line, {constant}: … = …") from None
