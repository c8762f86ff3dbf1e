"""What plan, apply, status and restore share: the head of a plan and its last line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from setpoint import wiring
from setpoint.core.change import Line, Section
from setpoint.core.resource import Options, World
from setpoint.core.slot_state import slot_states
from setpoint.errors import SetpointError
from setpoint.loop.preface import preface
from setpoint.loop.reconcile import Report, look
from setpoint.telling.ink import Ink, printable
from setpoint.value import replace
from setpoint.wiring import Surroundings


class Silence:
    """The `Tell` of passes that only look: nothing is carried out, so there is nothing to say."""

    def progress(self, target: str, status: str, completed: int, total: int) -> None: ...

    def done(self, line: Line, seconds: float) -> None: ...

    def waits(self, line: Line, text: str) -> None: ...

    def failed(self, line: Line, error: SetpointError) -> None: ...


def options(args: Namespace) -> Options:
    """What a person asks for now. They insist: whatever else was set meanwhile, ours is what they want."""
    given = vars(args)
    return Options(
        restart=given.get("restart", False),
        take_over=given.get("take_over", False),
        adopt=given.get("adopt", False),
        only=given.get("only") or "",
        insist=True,
    )


def looked(world: World) -> Report:
    return look(wiring.resources(), world, preface(world))


def shown(world: World, report: Report, here: Surroundings, *, verbose: bool) -> Iterator[str]:
    """A plan, whole but for its last line."""
    from setpoint.telling.plan_text import plan_text

    profile = world.profile
    ink = Ink(here.out, here.env)
    yield f"{ink('bold', 'profile')} {printable(place(profile.path, here))} @{profile.generation}"
    yield from plan_text(
        at_home(report, here), report.conditions, ink, verbose=verbose, slots=slot_states(world, ask=False)
    )


def at_home(report: Report, here: Surroundings) -> list[Section]:
    """The sections with paths as a person writes them."""
    return [
        replace(
            section,
            facts=tuple(place(fact, here) for fact in section.facts),
            notices=tuple(replace(notice, where=place(notice.where, here)) for notice in section.notices),
        )
        for section in report.sections
    ]


def place(path: str, here: Surroundings) -> str:
    """A path as a person writes it."""
    home = str(here.machine.home)
    return f"~{path[len(home) :]}" if path.startswith(home + "/") else path


def summary(report: Report) -> str:
    from setpoint.core.figures import count_text
    from setpoint.telling.plan_text import count

    return count_text(count(report.changes), "change")
