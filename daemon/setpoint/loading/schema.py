"""Plain data against the schema, in our own sentences. The only place that imports jsonschema (0.2 s, 2026-11-22).

jsonschema's own words quote the data, which may hold a key; and they speak to programmers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator

from setpoint.core.finding import Finding, Path, listed, meant, quoted

MOST: Final = 200
"""Errors of the schema that are looked at. Nobody reads more, and each costs a search for the nearest spelling."""

KINDS: Final[Mapping[str, str]] = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def check(data: object, schema: str) -> tuple[Finding, ...]:
    """Every place where the data is not what the schema (its JSON text) asks for."""
    errors = list(islice(Draft202012Validator(json.loads(schema)).iter_errors(data), MOST))
    found = [finding for error in errors for finding in _translate(error)]
    if errors and not found:  # a sentence for one error may lie in another; for all of them it cannot
        found = [finding for error in errors for finding in _plainly(error, tuple(error.absolute_path))]
    return tuple(dict.fromkeys(found))


def _translate(error: Any) -> Iterator[Finding]:
    """`error` is a ValidationError, whose type stubs say of every attribute that it may be missing."""
    path: Path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        name = str(error.instance)
        yield Finding(
            (*path, name),
            "SP111",
            f"{quoted(name)} is not a header name",
            "use letters, digits and hyphens",
        )
        return
    tell = _TELL.get(str(error.validator), _plainly)
    yield from tell(error, path)


def _unknown(error: Any, path: Path) -> Iterator[Finding]:
    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties", {})
    for key in error.instance:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        if path in (("models",), ("gateway", "models")):
            hint = meant(key, known) or f"a slot is {listed(known)}, or a full Claude id such as claude-opus-5"
            yield Finding((*path, key), "SP112", "unknown slot", hint)
        else:
            hint = meant(key, known) or f"known here: {listed(known, 'and')}"
            yield Finding((*path, key), "SP110", "unknown key", hint)


def _missing(error: Any, path: Path) -> Iterator[Finding]:
    for key in error.validator_value:
        if key not in error.instance:
            example = {"setpoint": "setpoint: 1", "mode": "mode: ollama"}.get(key, "") if not path else ""
            yield Finding(path, "SP113", f"{quoted(key)} is missing", f"add {example}" if example else "")


def _kind(error: Any, path: Path) -> Iterator[Finding]:
    wanted = error.validator_value
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    message = f"must be {listed(KINDS[kind] for kind in kinds)}, not {_what(error.instance)}"
    says = error.schema.get("patternErrorMessage", "")
    yield Finding(path, "SP111", message, f"write {says}" if says else _kind_hint(kinds, error.instance))


def _kind_hint(kinds: list[str], value: object) -> str:
    if "string" in kinds and isinstance(value, bool | int | float):
        return "put it in quotes to make it text"
    if kinds == ["array"] and isinstance(value, str):
        return "write a list: [one, two]"
    if value is None:
        return "give a value, or leave the key out"
    return ""


def _what(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "a number"
    return "nothing" if value is None else "a list" if isinstance(value, list) else "a mapping"


def _choice(error: Any, path: Path) -> Iterator[Finding]:
    words = error.validator_value if error.validator == "enum" else [error.validator_value]
    texts = [word for word in words if isinstance(word, str)]
    if isinstance(error.instance, str) and texts:
        tail = f"not one of {listed(texts)}" if len(texts) > 1 else f"neither a number nor {quoted(texts[0])}"
        if path == ("agent", "contest"):
            tail = 'neither a mapping nor "never"'
        yield Finding(path, "SP111", f"{quoted(error.instance)} is {tail}", meant(error.instance, texts))
    else:
        yield Finding(path, "SP111", f"must be {listed(map(str, words))}", f"write {words[0]}")


def _form(error: Any, path: Path) -> Iterator[Finding]:
    says = error.schema.get("patternErrorMessage", "of another form")
    if path == ("default",):
        yield Finding(path, "SP123", f"names no slot: must be {says}", meant(str(error.instance), _FAMILIES))
    else:
        yield Finding(path, "SP111", f"must be {says}", "" if "patternErrorMessage" in error.schema else SHOWS)


def _size(error: Any, path: Path) -> Iterator[Finding]:
    bound, what = error.validator_value, _SIZES[str(error.validator)]
    message = what.format(bound) if bound != 1 or "empty" not in what else "is empty"
    yield Finding(path, "SP111", message, _SIZE_CURES.get(str(error.validator), SHOWS))


def _one_of(error: Any, path: Path) -> Iterator[Finding]:
    schemes = sorted({key for branch in error.validator_value for key in branch.get("required", ())})
    if isinstance(error.instance, dict) and not set(error.instance) - {*error.schema["properties"]}:
        yield Finding(
            path,
            "SP121",
            f"must say where the key is, with one of {listed(schemes)}",
            "for example keyring: service/name",
        )


def _plainly(error: Any, path: Path) -> Iterator[Finding]:
    yield Finding(path, "SP111", f"does not fit the schema ({error.validator})", SHOWS)


SHOWS: Final = "`setpoint schema` shows what can stand here, with examples"
_FAMILIES: Final = ("opus", "sonnet", "haiku", "fable")
_SIZES: Final[Mapping[str, str]] = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minLength": "is empty or has fewer than {} characters",
    "maxLength": "has more than {} characters",
    "minItems": "is empty or has fewer than {} items",
    "maxItems": "has more than {} items",
    "minProperties": "is empty or has fewer than {} keys",
    "maxProperties": "has more than {} keys",
}
_SIZE_CURES: Final[Mapping[str, str]] = {
    "minLength": "give a value, or leave the key out",
    "minItems": "give a value, or leave the key out",
    "minProperties": "give a value, or leave the key out",
    "maxLength": "shorten it",
    "maxItems": "leave some out",
    "maxProperties": "leave some out",
    "minimum": "give a greater number, or leave the key out",
    "maximum": "give a smaller number, or leave the key out",
}
_TELL: Final[Mapping[str, Callable[[Any, Path], Iterator[Finding]]]] = {
    "additionalProperties": _unknown,
    "required": _missing,
    "type": _kind,
    "enum": _choice,
    "const": _choice,
    "pattern": _form,
    "oneOf": _one_of,
    **dict.fromkeys(_SIZES, _size),
}
"""By the keyword of the schema that was not met. Another one in the schema would still be told, if dryly."""
