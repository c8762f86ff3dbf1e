"""What `explain` looks at: everything that a pass reads, and nothing is written. What is broken hides only itself."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from setpoint import loading, wiring
from setpoint.cli import passes, profiles
from setpoint.core.explain.written import Written
from setpoint.core.happened import Happened
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition, State, told
from setpoint.errors import PlatformTrouble, ProfileWrong, SetpointError
from setpoint.telling.history import History
from setpoint.value import replace, value
from setpoint.wiring import Surroundings

if TYPE_CHECKING:
    from setpoint.core.cloud import Verdict
    from setpoint.core.explain.models import Held
    from setpoint.core.explain.seen import Seen
    from setpoint.core.resource import World
    from setpoint.loop.reconcile import Report

OF_THE_KEY: Final = (
    "inferenceCredentialKind",
    "inferenceCredentialHelper",
    "inferenceCredentialHelperTtlSec",
    "inferenceGatewayApiKey",
)


@value
class Text:
    """The profile as it stands in its file. `profile` is what it means, or, where it is `wrong`, the last good one."""

    written: Written
    profile: Profile | None
    wrong: ProfileWrong | None


@value
class Looked:
    """One look. `report` None: there is no profile to look with; `world` then stands for a machine without one."""

    text: Text
    world: World
    report: Report | None
    history: Sequence[Happened]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """As a status tells them; of a wrong profile that, and what is known without one."""
        wrong = self.text.wrong
        if wrong is None:
            return self.report.conditions if self.report else ()
        valid = Condition("ProfileValid", State.FALSE, "Wrong", told(wrong), wrong.hint, wrong.code, exit_code=3)
        if self.report:
            return (valid, *(each for each in self.report.conditions if each.name != "ProfileValid"))
        from setpoint.loop.preface import preface

        known = (each for each in preface(self.world).conditions if each.name == "Suspended")
        return (valid, *known)


def text_of(args: Namespace, here: Surroundings) -> Text:
    """The profile, with every line of it; never an error of its own."""
    path = profiles.meant(args, here)
    try:
        written = loading.written(str(path), profiles.read(here.machine.files, path))
    except ProfileWrong:
        written = Written(str(path))
    try:
        return Text(written, profiles.load(args, here, remember=False), None)
    except ProfileWrong as wrong:
        from setpoint.loop.in_force import last_good

        good = last_good(here.machine.files, here.state, path, remember=False)
        return Text(replace(written, problems=wrong.problems), good and wiring.in_use(here, good), wrong)


def look(args: Namespace, here: Surroundings) -> Looked:
    """A whole pass that only looks."""
    text = text_of(args, here)
    # how much a pull would bring is asked of a registry: that is a plan's business
    quiet = replace(here, registry_url="")
    world = wiring.world(quiet, text.profile or Profile(Mode.OFF), passes.Silence(), settled=True)
    report = passes.looked(world) if text.profile else None
    return Looked(text, world, report, _history(here))


def _history(here: Surroundings) -> tuple[Happened, ...]:
    try:
        return tuple(History(here.state, here.machine.files, here.clock).lines())
    except SetpointError:
        return ()


def seen(looked: Looked) -> Seen:
    """For a key of Claude Desktop's files."""
    from setpoint.core.claude_memory import remembered
    from setpoint.core.explain.seen import Seen
    from setpoint.core.survey import files_seen, folder

    world, ledger = looked.world, looked.world.ledger.read()
    known = Seen(
        looked.text.profile,
        looked.text.written,
        ledger,
        looked.history,
        world.clock.now(),
        url=world.url,
        conditions=looked.conditions,
        changes=looked.report.changes if looked.report else (),
    )
    known = _policy(_wanted(known, looked), world)
    try:
        where = folder(world)
        files = files_seen(world.machine.files, where)
    except SetpointError as error:
        return replace(known, trouble=told(error))
    return replace(known, files=files, memory=remembered(ledger, where, world.machine.files))


def _wanted(known: Seen, looked: Looked) -> Seen:
    from setpoint.core.route import entry, route

    notes = looked.world.notes
    way = route(looked.world.profile, looked.world.url[0])
    if way is None:
        return known
    wanted = entry(way, helper=notes.helper, static=notes.static)
    if way.key is None or notes.helper or notes.static:
        return replace(known, wanted=wanted)
    sure = {key: each for key, each in wanted.items() if key not in OF_THE_KEY}
    return replace(known, wanted=sure, unsure=frozenset(OF_THE_KEY))


def _policy(known: Seen, world: World) -> Seen:
    try:
        return replace(known, policy=world.platform.policy(world.machine))
    except PlatformTrouble:
        return known  # its condition tells


def held(looked: Looked, word: str) -> Held:
    """For a model or a slot."""
    from setpoint.core.explain.models import Held
    from setpoint.core.slot_state import slot_states
    from setpoint.core.wishes import parse_listed

    world = looked.world
    known = Held(
        looked.text.profile,
        looked.text.written,
        looked.history,
        world.server,
        slots=slot_states(world) if looked.text.profile else (),
        conditions=looked.conditions,
        changes=looked.report.changes if looked.report else (),
        url=world.url[0],
        now=world.clock.now(),
    )
    try:
        listed = world.ollama.models()
        loaded = frozenset(parse_listed(model.name) for model in world.ollama.loaded())
    except SetpointError as error:
        return replace(known, silent=error.message)
    known = replace(known, listed=listed, loaded=loaded, maximum=_maximum(world, word, known))
    model = next((each.slot.model for each in known.slots if word in (each.slot.family, each.slot.id)), word)
    return replace(known, cloud=_answer(world, model))


def _answer(world: World, model: str) -> Verdict | None:
    """What a declared cloud model answers right now: somebody wants to know, so it is asked anew."""
    from setpoint.core.cloud import judge
    from setpoint.core.names import same
    from setpoint.core.wishes import wishes

    named = next((wish for wish in wishes(world.profile) if wish.name.is_cloud and same(wish.spelled, model)), None)
    return judge(world.ollama, named.spelled, world.clock.now()) if named else None


def _maximum(world: World, word: str, known: Held) -> int | None:
    """Asked of the one model that is asked about, if it is there."""
    from setpoint.core.wishes import find

    try:
        model = find(world.ollama.models(), word)
        return (model.context or world.ollama.show(model.name).maximum) if model else None
    except (SetpointError, ValueError):
        return known.maximum
