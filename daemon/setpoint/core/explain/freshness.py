"""Of a model that grows old: whether it still is the registry's, and what a cloud model answers until when."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.cloud import Verdict
from setpoint.core.explain import Fact, Standing
from setpoint.core.freshness import can_be_asked
from setpoint.core.ledger import Compared, ServerMemory
from setpoint.core.names import parse, same
from setpoint.core.ports import Model
from setpoint.core.profile import Profile
from setpoint.core.retirement import announced
from setpoint.core.wishes import wishes


def kept_current(name: str, profile: Profile | None, memory: ServerMemory, model: Model | None) -> Iterator[Fact]:
    """Nothing where nobody asked for it, or where there is nothing to compare."""
    wanted = profile is not None and any(wish.update and same(wish.spelled, name) for wish in wishes(profile))
    if not wanted or model is None:
        return
    if not can_be_asked(parse(name)):
        yield Fact("current", "not compared: only models of Ollama's own registry can be")
        return
    found = memory.checked.get(parse(name).key)
    if found is None or found.digest != model.digest:
        yield Fact("current", "not compared with the registry yet")
    else:
        yield Fact("current", _compared(found), at=found.at)


def _compared(found: Compared) -> str:
    if found.failed:
        return "not known: the registry could not be asked"
    if found.refused:
        return "not known: the registry shows no such model to everyone"
    return "no: a newer one is in the registry" if found.newer else "yes: the registry had nothing newer"


def in_the_cloud(verdict: Verdict | None) -> tuple[Standing, str]:
    """How a declared cloud model stands. None: it could not be asked."""
    if verdict is None:
        return "plain", "declared; a cloud model, which runs at ollama.com"
    if verdict.ready:
        return "well", "declared; a cloud model, and it answers"
    return "waits" if verdict.unknown else "wrong", f"declared; {verdict.message}"


def ending(name: str, now: float, verdict: Verdict | None) -> Iterator[Fact]:
    """The day of its end. Of one that is gone the summary tells."""
    notice = announced(name, now)
    if notice and (verdict is None or verdict.ready):
        yield Fact("ends", f"{notice.message.removeprefix(f'{name} ')}; {notice.hint}")
