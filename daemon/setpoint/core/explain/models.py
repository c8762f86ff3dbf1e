"""A model: why it is kept, who pulled it, how it is now, and whether it would ever be removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.core.change import Change
from setpoint.core.cloud import Verdict
from setpoint.core.explain import Explanation, Fact, Standing, past
from setpoint.core.explain.freshness import ending, in_the_cloud, kept_current
from setpoint.core.explain.written import Written
from setpoint.core.facts.ollama import retired
from setpoint.core.figures import size_text
from setpoint.core.finding import Path, dotted
from setpoint.core.happened import Happened
from setpoint.core.ledger import Failure, ServerMemory
from setpoint.core.names import parse, same, short, without_name
from setpoint.core.ports import Model
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition
from setpoint.core.slot_state import SlotState
from setpoint.core.wishes import find, parse_listed
from setpoint.value import EMPTY, value


@value
class Held:
    """What is known of the models. `listed` None: the server did not tell, for the reason in `silent`.

    `maximum`: the most tokens of context that the model can, where the server said so. `cloud`: what a cloud model
    answers; None: it is none, or could not be asked.
    """

    profile: Profile | None
    written: Written
    history: Sequence[Happened] = ()
    memory: ServerMemory = ServerMemory()
    listed: tuple[Model, ...] | None = None
    loaded: frozenset[str] = frozenset()
    maximum: int | None = None
    slots: tuple[SlotState, ...] = ()
    conditions: tuple[Condition, ...] = ()
    changes: tuple[Change, ...] = ()
    url: str = ""
    silent: str = ""
    cloud: Verdict | None = None
    now: float = 0.0


def model_of(word: str, held: Held) -> str:
    """The model as it is listed or declared; "" where nobody knows it."""
    try:
        key = parse(word).key
    except ValueError:
        return ""
    if held.profile and _places(word, held.profile):
        return word
    known = [short(each.name) for each in held.listed or () if parse_listed(each.name) == key]
    remembered = key in (*held.memory.pulled, *held.memory.failures)
    return known[0] if known else word if remembered or retired(word) or past.of_model(word, held.history) else ""


def explain(name: str, held: Held) -> Explanation:
    """A model under its own name."""
    places = _places(name, held.profile) if held.profile else ()
    standing, summary = _kept(name, places, held)
    facts = (
        *(Fact("declared", dotted(path), held.written.where(path)) for path in places),
        *_serves(name, held),
        *(() if held.cloud else there(name, held)),
        *_pulled(name, held),
        *kept_current(name, held.profile, held.memory, listed(name, held)),
        *_trouble(name, held),
        *ending(name, held.now, held.cloud),
        *_removal(name, held, declared=bool(places)),
        *to_do(name, held),
        *(() if listed(name, held) else past.changes("", past.of_model(name, held.history))),
    )
    failure = _failure(name, held) if standing in ("wrong", "waits") else None
    return Explanation(
        "model",
        name,
        standing,
        summary,
        facts,
        hint=failure.hint if failure else "",
        code=failure.code if failure else "",
    )


def _failure(name: str, held: Held) -> Failure | Verdict | None:
    """What has a code and a cure."""
    return held.cloud if held.cloud and not held.cloud.ready else held.memory.failures.get(parse(name).key)


def _places(name: str, profile: Profile) -> tuple[Path, ...]:
    """Every line that declares the model."""
    slots = [("models", wish.key) for wish in profile.models if same(wish.model, name)]
    return (*slots, *(("keep", index) for index, each in enumerate(profile.keep) if same(each.model, name)))


def _kept(name: str, places: Sequence[Path], held: Held) -> tuple[Standing, str]:
    present = held.listed is not None and find(held.listed, name) is not None
    if places:
        return _declared_model(name, held, there=present)
    if held.listed is None:
        return "plain", "not declared by the profile; Ollama does not tell what it holds"
    if parse(name).key in held.memory.pulled:
        return "plain", "no longer declared; Setpoint pulled it once"
    return "plain", "not Setpoint's: somebody else's, and left alone" if present else "not declared, and not there"


def _declared_model(name: str, held: Held, *, there: bool) -> tuple[Standing, str]:
    if held.profile and held.profile.mode is Mode.OFF:
        return "plain", "declared, but mode: off neither pulls nor keeps anything"
    if held.memory.failures.get(parse(name).key) and not there:
        return "wrong", "declared, and its last pull failed for good"
    if parse(name).is_cloud:
        return in_the_cloud(held.cloud)
    if held.listed is None:
        return "waits", "declared; Ollama does not answer, so whether it is there is not known"
    return ("well", "kept: the profile declares it") if there else ("waits", "declared, not there yet")


def listed(name: str, held: Held) -> Model | None:
    """The model as the server lists it now; None also where it does not tell."""
    return find(held.listed, name) if held.listed is not None else None


def _serves(name: str, held: Held) -> Iterator[Fact]:
    for state in held.slots:
        if same(state.slot.model, name):
            more = ", the default" if state.slot.default else "" if state.slot.listed else ", in the background"
            yield Fact("serves", f"{state.slot.id}, context {state.slot.context}{more}")


def there(name: str, held: Held) -> Iterator[Fact]:
    if held.listed is None:
        yield Fact("there", f"not known: {held.silent}" if held.silent else "not known", held.url)
        return
    model = listed(name, held)
    if model is None:
        yield Fact("there", "no", held.url)
        return
    most = held.maximum or model.context
    figures = [size_text(model.size), f"digest {model.digest[:12]}", *([f"at most {most} tokens"] if most else [])]
    yield Fact("there", ", ".join(figures), held.url)
    yield Fact("loaded", "yes" if parse_listed(model.name) in held.loaded else "no")


def _pulled(name: str, held: Held) -> Iterator[Fact]:
    """Whose doing it is that the model is there."""
    digest = held.memory.pulled.get(parse(name).key)
    told = past.of_model(name, held.history)
    model = listed(name, held)
    when = past.pulled_at(told, "pull", "update")
    if digest:
        other = model is not None and model.digest != digest
        since = f"; by now somebody else pulled another one (we: digest {digest[:12]})" if other else ""
        who = f"by Setpoint, for {when.by}" if when else "by Setpoint"
        yield Fact("pulled", f"{who}{since}", at=when.at if when else None)
    elif model is not None:
        yield Fact("pulled", "by somebody else, or before Setpoint")
    if parse(name).key in held.memory.begun:
        yield Fact("pulled", "in part; it goes on where it was")


def _trouble(name: str, held: Held) -> Iterator[Fact]:
    failure = held.memory.failures.get(parse(name).key)
    if failure:
        yield Fact(
            "failed",
            f"{without_name(failure.message, name)} (server {failure.server}); not tried again until something changes",
        )
    seen = held.memory.cloud.get(parse(name).key)
    if seen:
        yield Fact("answered", "as a cloud model, when last asked", at=seen)


def _removal(name: str, held: Held, *, declared: bool) -> Iterator[Fact]:
    """Whether it would be removed, and why not."""
    if held.profile is None or parse(name).is_cloud:
        return
    model = listed(name, held)
    ours = held.memory.pulled.get(parse(name).key)
    prune, where = ("ollama", "prune"), held.written.where(("ollama", "prune"))
    if declared and held.profile.mode is not Mode.OFF:
        yield Fact("removed", "no: it is declared")
    elif ours is None or (model and model.digest != ours):
        yield Fact("removed", "no: only what Setpoint pulled or made ever is")
    elif held.profile.ollama.prune != "own":
        yield Fact("removed", f"no: {dotted(prune)} is never{'' if where else ', the default'}", where)
    else:
        yield Fact("removed", "yes: ollama.prune is own, and nothing declares it; never while it is loaded", where)


def to_do(name: str, held: Held) -> Iterator[Fact]:
    for change in held.changes:
        for line in change.lines:
            if change.resource.startswith("ollama") and same(line.target, name):
                waits = f"; waits: {change.waits}" if change.waits else ""
                yield Fact("to do", f"{line.verb}{f'  {line.detail}' if line.detail else ''}{waits}")


def known_names(held: Held) -> tuple[str, ...]:
    """What can be asked about, declared names first."""
    declared: Mapping[str, None] = EMPTY
    if held.profile:
        slots = [wish.model for wish in held.profile.models]
        declared = dict.fromkeys([*slots, *(wish.model for wish in held.profile.keep)])
    return (*declared, *(short(model.name) for model in held.listed or ()))
