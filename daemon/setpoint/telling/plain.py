"""Plans and states for machines: plain objects, as `schemas/status.schema.json` and `schemas/plan.schema.json` say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from setpoint.core.change import Change, Section
from setpoint.core.profile import Profile
from setpoint.core.report import Condition, Notice
from setpoint.core.slot_state import SlotState
from setpoint.errors import Problem
from setpoint.telling.tried_text import Tried
from setpoint.value import EMPTY, as_plain

if TYPE_CHECKING:
    from setpoint.core.agent_state import AgentState
    from setpoint.core.diagnosis import Diagnosis
    from setpoint.core.explain import Explanation
    from setpoint.core.happened import Happened
    from setpoint.core.ledger import Since
    from setpoint.core.status import Status

FORMAT = 1


def to_text(plain: object) -> str:
    return json.dumps(plain, indent=2)


def to_line(plain: object) -> str:
    """Of JSON lines."""
    return json.dumps(plain, ensure_ascii=False)


def plan_plain(
    profile: Profile,
    sections: Iterable[Section],
    conditions: Iterable[Condition],
    slots: Iterable[SlotState],
    code: int,
) -> dict[str, object]:
    sections = tuple(sections)
    return {
        "format": FORMAT,
        "profile": _profile(profile),
        "changes": [change_plain(change) for section in sections for change in section.changes],
        "conditions": [_condition(condition) for condition in conditions],
        "notices": [_notice(notice) for section in sections for notice in section.notices],
        "slots": [_slot(each) for each in slots],
        "exit": code,
    }


def status_plain(status: Status, code: int) -> dict[str, object]:
    """`code`: the exit code of the command, which may excuse a waiting."""
    plan = plan_plain(status.profile, status.sections, (), status.slots, code)
    conditions = [_condition(each, status.since) for each in status.conditions]
    return {**plan, "conditions": conditions, "disk_free": status.free, "agent": _agent(status.agent)}


def change_plain(change: Change) -> dict[str, object]:
    return {
        "resource": change.resource,
        "kind": "corrective" if change.corrective else "intended",
        "waits": change.waits,
        "lines": [{"symbol": x.symbol, "verb": x.verb, "target": x.target, "detail": x.detail} for x in change.lines],
    }


def verdicts_plain(
    verdicts: Iterable[tuple[str, Iterable[Problem], Profile | None, int | None]], code: int
) -> dict[str, object]:
    """Path as typed, problems, the profile if it is valid, its number of slots. `schemas/validate.schema.json`"""
    told = [
        {
            "path": path,
            "valid": profile is not None,
            "mode": str(profile.mode) if profile else None,
            "generation": profile.generation if profile else None,
            "slots": slots,
            "problems": [as_plain(problem) for problem in problems],
        }
        for path, problems, profile, slots in verdicts
    ]
    return {"format": FORMAT, "profiles": told, "exit": code}


def tried_plain(source: str, url: str, tried: Iterable[Tried], code: int) -> dict[str, object]:
    """`schemas/test.schema.json`"""
    told = [
        {
            **{key: value for key, value in _slot(one.state).items() if key != "loaded"},
            "ok": one.error is None,
            "seconds": round(one.seconds, 3),
            "text": one.text,
            "code": one.error.code if one.error else "",
            "message": one.error.message if one.error else "",
            "hint": one.error.hint if one.error else "",
        }
        for one in tried
    ]
    return {"format": FORMAT, "route": {"url": url, "from": source}, "slots": told, "exit": code}


def happened_plain(told: Happened) -> dict[str, object]:
    """`schemas/history.schema.json`"""
    return {**cast("dict[str, object]", as_plain(told)), "failed": told.failed or None}


def explanation_plain(word: str, found: Explanation) -> dict[str, object]:
    """`word` is what was asked. `schemas/explain.schema.json`"""
    return {"format": FORMAT, "word": word, **cast("dict[str, object]", as_plain(found))}


def topics_plain(topics: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    return {"format": FORMAT, "topics": as_plain(topics)}


def _agent(agent: AgentState | None) -> object:
    return None if agent is None else as_plain(agent)


def _profile(profile: Profile) -> dict[str, object]:
    return {"path": profile.path, "generation": profile.generation, "mode": str(profile.mode)}


def _condition(condition: Condition, since: Mapping[str, Since] = EMPTY) -> dict[str, object]:
    kept = since.get(condition.name)
    return {
        "name": condition.name,
        "state": str(condition.state),
        "healthy": str(condition.healthy),
        "well": condition.well,
        "reason": condition.reason,
        "message": condition.message,
        "hint": condition.hint,
        "code": condition.code,
        "details": dict(condition.details),
        "differences": [as_plain(each) for each in condition.differences],
        "since": kept.at if kept and kept.state == condition.state else None,
    }


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "level": str(notice.level),
        "code": notice.code,
        "message": notice.message,
        "where": notice.where,
        "hint": notice.hint,
    }


def _slot(state: SlotState) -> dict[str, object]:
    slot = state.slot
    return {
        "id": slot.id,
        "family": slot.family,
        "model": slot.model,
        "label": slot.label,
        "context": slot.context,
        "default": slot.default,
        "listed": slot.listed,
        "runs": state.runs,
        "metered": state.metered,
        "loaded": state.loaded,
    }


def doctor_plain(found: Iterable[Diagnosis], code: int) -> dict[str, object]:
    """`schemas/doctor.schema.json`"""
    told = [
        {
            "check": each.check,
            "area": each.area,
            "result": str(each.found.result),
            "code": each.found.code,
            "message": each.found.message,
            "hint": each.found.hint,
        }
        for each in found
    ]
    return {"format": FORMAT, "checks": told, "exit": code}
