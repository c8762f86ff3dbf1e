"""All checks of plain data in one run, and their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from setpoint.core import sense
from setpoint.core.finding import Finding, Path, dotted
from setpoint.core.sense import keys
from setpoint.errors import Problem
from setpoint.loading import schema, values
from setpoint.loading.plain import Places, Plain

MOST: Final = 100
"""Problems told at once; what is beyond is counted."""

_NEEDED: Final[Mapping[str, Any]] = {"setpoint": 1, "mode": "native"}
"""What stands in for a required key that is wrong or missing, while the rest is looked at."""


def run(data: dict[str, Any], plain: Plain, schema_text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The data without its wrong parts, and every problem in the order of the file. `data` is that of `plain`."""
    shape = (*keys.check(data), *schema.check(data, schema_text))
    pruned = _pruned(data, shape, schema_text)
    found = _one_each((*shape, *_sense(pruned, shape)))
    problems = [*plain.problems, *(_placed(finding, plain.places) for finding in found)]
    return pruned, _limited(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _pruned(data: dict[str, Any], wrong: Iterable[Finding], schema_text: str) -> dict[str, Any]:
    """A copy without what is wrong. Taking out a part may leave its parent without a required key: again, then."""
    paths = {finding.path for finding in wrong if not finding.warning}
    result = dict(data)
    while paths:
        before, result = result, {**_NEEDED, **_without(result, (), paths)}
        paths = {finding.path for finding in schema.check(result, schema_text)}
        if result == before:
            return dict(_NEEDED)
    return result


def _without(value: Any, path: Path, wrong: set[Path]) -> Any:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if (*path, key) not in wrong}
        return {key: _without(item, (*path, key), wrong) for key, item in kept.items()}
    if isinstance(value, list):
        items = [(index, item) for index, item in enumerate(value) if (*path, index) not in wrong]
        return [_without(item, (*path, index), wrong) for index, item in items]
    return value


def _sense(pruned: Mapping[str, Any], shape: Iterable[Finding]) -> Iterator[Finding]:
    """What makes no sense; but that something is missing is not told where it was only taken out."""
    parts = {finding.path[0] if finding.path else "" for finding in shape if not finding.warning}
    incomplete = bool(parts & {"", "mode", "models", "gateway", "default"})
    for finding in sense.check(values.build(pruned)):
        if not (incomplete and finding.code in ("SP123", "SP133")):
            yield finding


def _one_each(found: Collection[Finding]) -> list[Finding]:
    """One error for a place: the first. A key in plain text is looked for first, and says most."""
    seen: set[Path] = set()
    around = {finding.path[:2] for finding in found if len(finding.path) > 2 and not finding.warning}
    result = []
    for finding in found:
        if finding.code == "SP121" and finding.path in around:
            continue  # the schema says more precisely what is wrong inside the reference
        if finding.warning or finding.code == "SP113" or finding.path not in seen:
            result.append(finding)
        if not finding.warning and finding.code != "SP113":
            seen.add(finding.path)
    return result


def _placed(finding: Finding, places: Places) -> Problem:
    """At its key, or at the nearest part around it that is written in the file."""
    path = finding.path
    while path and path not in places:
        path = path[:-1]
    line, column = places.get(path, (1, 1))
    return Problem(finding.code, finding.message, dotted(finding.path), line, column, finding.hint, finding.warning)


def _limited(problems: list[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MOST:
        return tuple(problems)
    errors = [problem for problem in problems if not problem.warning][:MOST]
    more = len(problems) - len(errors)
    last = errors[-1] if errors else problems[0]
    return (*errors, Problem(last.code, f"and {more} more like this or others", "", last.line, last.column))
