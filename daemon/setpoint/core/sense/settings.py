"""`claude.settings` against the dated catalogue of what the app knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from setpoint.core.facts.settings import SETTINGS, Setting, lookup
from setpoint.core.finding import Finding, Path, listed, meant, quoted

ROOT: Final[Path] = ("claude", "settings")


def check(settings: Mapping[str, object]) -> Iterator[Finding]:
    for key, value in settings.items():
        yield from _key((*ROOT, key), key, value)


def _key(path: Path, key: str, value: object) -> Iterator[Finding]:
    setting = lookup(key)
    if setting is None:
        hint = meant(key, SETTINGS) or "left out, nothing changes"
        yield Finding(path, "SP125", "Claude Desktop does not know this and would drop it", hint, warning=True)
    elif setting.owner:
        yield Finding(path, "SP124", "is Setpoint's own", f"use {setting.owner} of the profile")
    elif setting.source:
        yield Finding(path, "SP126", "is a credential or fetches configuration", "leave it to the app or to IT")
    else:
        yield from of_kind(path, setting, value)
        yield from hurting(path, key, setting, value)


def hurting(path: Path, key: str, setting: Setting, value: object) -> Iterator[Finding]:
    harmless = key == "disableDeploymentModeChooser" and value is False
    if setting.hurts and not harmless:
        yield Finding(path, "SP127", setting.hurts, "leave it out", warning=True)
    elif setting.scope == "1p":
        yield Finding(path, "SP127", "it only works with claude.ai and does nothing here", "leave it out", warning=True)
    if key == "coworkEgressAllowedHosts" and isinstance(value, list) and "*" in value:
        yield Finding(
            path, "SP127", '"*" opens the whole network to the Cowork sandbox', "name the hosts", warning=True
        )


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Final[Mapping[str, tuple[str, Callable[[object], bool]]]] = {
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "int": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "number": ("a number", _number),
    "text": ("text", lambda value: isinstance(value, str)),
    "texts": (
        "a list of texts",
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    ),
    "object": ("a mapping", lambda value: isinstance(value, dict)),
    "objects": (
        "a list of mappings",
        lambda value: isinstance(value, list) and all(isinstance(i, dict) for i in value),
    ),
    "any": ("something", lambda value: value is not None),
}


def of_kind(path: Path, setting: Setting, value: object) -> Iterator[Finding]:
    """The wrong kind is an error; a word or number beyond what was known on the catalogue's date may be new."""
    wanted, right = _KINDS[setting.kind]
    if not right(value):
        hint = "true and false are the only truth values" if setting.kind == "bool" else ""
        yield Finding(path, "SP111", f"must be {wanted}", hint)
    elif isinstance(value, str) and setting.values and value not in setting.values:
        hint = meant(value, setting.values)
        yield Finding(path, "SP111", f"{quoted(value)} is not one of {listed(setting.values)}", hint, warning=True)
    elif isinstance(value, str | int | float):
        yield from _bounds(path, setting, len(value) if isinstance(value, str) else value)


def _bounds(path: Path, setting: Setting, size: float) -> Iterator[Finding]:
    what = "characters" if setting.kind == "text" else ""
    hint = "stay within it, unless your Claude Desktop is newer than this Setpoint"
    if setting.low is not None and size < setting.low:
        yield Finding(path, "SP111", f"is less than {setting.low:g} {what}".rstrip(), hint, warning=True)
    if setting.high is not None and size > setting.high:
        yield Finding(path, "SP111", f"is more than {setting.high:g} {what}".rstrip(), hint, warning=True)
