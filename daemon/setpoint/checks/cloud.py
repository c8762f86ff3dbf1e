"""Cloud models: switched on, signed in, allowed by the plan, not retired. Each is a finding of its own (OL 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.cloud import judge
from setpoint.core.facts.ollama import SWITCH_ON
from setpoint.core.names import without_name
from setpoint.core.resource import World
from setpoint.core.retirement import announced
from setpoint.core.wishes import wishes


class Cloud:
    area: Area = "ollama"
    order = 100

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        names = [wish.spelled for wish in wishes(world.profile) if wish.name.is_cloud]
        if not names or not scene.ollama_answers or world.ollama.cloud_enabled() is False:
            yield from _retiring(names, world)
            if names and scene.ollama_answers:
                yield failure("SP223", "cloud models are switched off on the server", SWITCH_ON)
            return
        models = tuple(_models(names, world))
        if not any(each.code == "SP226" for each in models):
            yield _account(world)
        yield from models


def _account(world: World) -> Checked:
    account = world.ollama.account()
    if account.signed_in is None:
        return note(
            "whether Ollama is signed in cannot be told now", "SP226", "see that the server can reach ollama.com"
        )
    if account.signed_in:
        return ok(f"signed in{f', plan {account.plan}' if account.plan else ''}")
    link = f", or open {account.signin_url}" if account.signin_url else ""
    return failure("SP220", "Ollama is not signed in", f"ollama signin{link}")


def _models(names: Sequence[str], world: World) -> Iterator[Checked]:
    for name in names:
        verdict = judge(world.ollama, name, world.clock.now())
        message = f"{name}: {without_name(verdict.message, name)}"
        if verdict.code != "SP222":  # what is gone already is not told to end
            yield from _retiring([name], world)
        if verdict.ready:
            yield ok(f"{name} answers")
        elif verdict.unknown:
            yield warning(verdict.code, message, verdict.hint)
        elif verdict.code not in ("SP220", "SP223"):  # told once, not for each model
            yield failure(verdict.code, message, verdict.hint)


def _retiring(names: Sequence[str], world: World) -> Iterator[Checked]:
    for name in names:
        notice = announced(name, world.clock.now())
        if notice is not None:
            yield warning(notice.code, notice.message, notice.hint)


CHECK: Check = Cloud()
