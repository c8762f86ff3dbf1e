"""A profile's text to a `Profile`, or to every problem that it has.

bytes → text (`text`) → plain data with places (`plain`, yaml) → shape (`schema`, jsonschema) and plain keys
(`core.sense.keys`) → values (`values`) → sense (`core.sense`). What is wrong in one step is taken out before the next,
so that one run tells everything; only a text that is no YAML, or of a newer format, ends early.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from setpoint import shipped
from setpoint.core.profile import Profile
from setpoint.errors import Problem, ProfileWrong
from setpoint.loading import remembered as memory
from setpoint.loading import values
from setpoint.loading.remembered import Remembered
from setpoint.value import replace

if TYPE_CHECKING:
    from setpoint.core.explain.written import Written
    from setpoint.loading.plain import Plain

__all__ = ["Remembered", "load", "load_remembered", "read", "written"]

FORMAT = 1
"""The version of the profile's format that this Setpoint reads."""


def load(path: str, text: bytes) -> Profile:
    """`path` is for messages only. ProfileWrong has every problem; warnings of a valid profile are in the result."""
    return read(path, text)[0]


def read(path: str, text: bytes, remembered: Mapping[str, Any] | None = None) -> tuple[Profile, Remembered]:
    """Like `load`, and what to hand in next time: with it, an unchanged text is not checked again."""
    known = load_remembered(path, text, remembered) if remembered else None
    if known is not None:
        return known, dict(remembered or {})
    data, plain = _plain(path, text)
    from setpoint.loading import checks

    schema = shipped.read("schemas", "profile.schema.json")
    data, problems = checks.run(data, plain, schema)
    errors = tuple(problem for problem in problems if not problem.warning)
    warnings = tuple(problem for problem in problems if problem.warning)
    if errors:
        raise ProfileWrong(path, errors + warnings)
    built = values.build(data, path=path, generation=memory.generation(text))
    profile = replace(built, warnings=warnings)
    return profile, memory.remember(profile, data, text, schema)


def load_remembered(path: str, text: bytes, remembered: Mapping[str, Any]) -> Profile | None:
    """The profile without yaml and jsonschema, if exactly this text was found valid by this Setpoint; else None."""
    return memory.rebuild(path, text, shipped.read("schemas", "profile.schema.json"), remembered)


def _plain(path: str, data: bytes) -> tuple[dict[str, Any], Plain]:
    """What can be read at all; ProfileWrong where nothing can, or where the format is a newer one."""
    from setpoint.loading import plain, text

    decoded, problems = text.decode(data)
    if problems:
        raise ProfileWrong(path, problems)
    result = plain.read(decoded)
    if not isinstance(result.data, dict):
        raise ProfileWrong(path, result.problems or (_no_profile(result.data),))
    _refuse_newer(path, result.data, result)
    return result.data, result


def _no_profile(data: object) -> Problem:
    what = "is empty" if data is None else "is not a mapping"
    return Problem("SP113", what, line=1, column=1, hint="a profile starts with setpoint: 1 and mode: ollama")


def _refuse_newer(path: str, data: Mapping[str, Any], result: Plain) -> None:
    """Before anything else: what a newer format means by its keys cannot be known."""
    version = data.get("setpoint")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        line, column = result.places[("setpoint",)]
        message = f"is format {version}; this Setpoint reads {FORMAT}"
        raise ProfileWrong(path, (Problem("SP128", message, "setpoint", line, column, "upgrade Setpoint"),))


def written(path: str, text: bytes, problems: tuple[Problem, ...] = ()) -> Written:
    """What stands where in a text, valid or not; nothing where it is no YAML at all. `problems` are those of `load`."""
    from setpoint.core.explain.written import Written
    from setpoint.loading import plain
    from setpoint.loading import text as texts

    decoded, unreadable = texts.decode(text)
    if unreadable:
        return Written(path, problems=problems or unreadable)
    result = plain.read(decoded)
    data = result.data if isinstance(result.data, dict) else {}
    return Written(path, data, result.places, problems)
