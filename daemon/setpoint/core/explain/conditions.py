"""What each condition says, what makes it healthy, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from setpoint.core.change import Change
from setpoint.core.explain import Explanation, Fact, Standing
from setpoint.core.ledger import Since
from setpoint.core.report import Condition
from setpoint.value import EMPTY, value


@value
class Meaning:
    """`says`: what the condition stands for; `well`: its healthy state and how it gets there."""

    says: str
    well: str


MEANINGS: Final[Mapping[str, Meaning]] = {
    "ProfileValid": Meaning(
        "The profile was read and has no error. While it is False, the last good one stays in force.",
        "True, once every error that `setpoint validate` tells is mended",
    ),
    "Trusted": Meaning(
        "Somebody on this machine allowed what the profile could run, and where it could send a key.",
        "True, after one yes to `setpoint trust`; a profile that only an administrator can write needs none",
    ),
    "Suspended": Meaning(
        "Nothing is written, because of a pause or because everything was given back by a restore.",
        "False: `setpoint resume`, `setpoint apply`, or the end of the pause",
    ),
    "OllamaReachable": Meaning(
        "The Ollama server answers at its url, and it is Ollama that answers.",
        "True, as soon as the server runs and `ollama.url` leads to it",
    ),
    "OllamaVersion": Meaning(
        "The server is at least as new as `ollama.version` demands. The program `ollama` on the path does not count.",
        "True, once the server was upgraded and started again",
    ),
    "ModelsReady": Meaning(
        "Every model that the profile declares is on the server, or, of cloud models, answers for this account.",
        "True, when all pulls have ended well and no cloud model is refused",
    ),
    "SlotModelsReady": Meaning(
        "Of the declared models, those that a slot needs are there. Claude Desktop's switch waits for these alone.",
        "True, when their pulls have ended well",
    ),
    "SlotsReady": Meaning(
        "For every slot there is an Ollama model under Claude's name, derived from the declared one with its context.",
        "True, when each was derived; a model of somebody else under that name needs `apply --adopt`",
    ),
    "KeyAvailable": Meaning(
        "The reference to the key of the route resolves on this machine.",
        "True, as soon as `setpoint key check REF` finds a key",
    ),
    "ClaudeConfigured": Meaning(
        "Claude Desktop's files hold our entry, selected and switched on, or, in native mode and off, nothing of ours.",
        "True, once the change is written, which for the switch waits until the app is closed",
    ),
    "RestartPending": Meaning(
        "The running Claude Desktop started before our last change; it reads its configuration once, at start.",
        "False, as soon as the app is quit and started again",
    ),
    "PolicyConflict": Meaning(
        "A managed policy decides over Claude Desktop's route, and it says something else than the profile.",
        "False, when policy and profile say the same, or there is no policy for the route",
    ),
    "Contested": Meaning(
        "Something else set a key of ours again and again, so that Setpoint stopped writing this one key.",
        "False, after `setpoint sync --force`, an edited profile, or `setpoint use native`",
    ),
    "Effective": Meaning(
        "The running Claude Desktop uses what was written. While it is closed this is Unknown, and does not count.",
        "True, once the app was started after the last change",
    ),
    "Converged": Meaning(
        "Every other condition is healthy: all is as the profile says.",
        "True, as soon as each of the others is",
    ),
}
"""By name, in the order in which a pass comes to them."""

BRINGS: Final[Mapping[str, str]] = {
    "OllamaVersion": "ollama_version",
    "ModelsReady": "ollama_models",
    "SlotModelsReady": "ollama_models",
    "SlotsReady": "ollama_slots",
    "ClaudeConfigured": "claude_config",
}
"""The resource whose changes bring a condition about."""

GO: Final = "setpoint plan"


def explain(
    name: str,
    conditions: Sequence[Condition],
    since: Mapping[str, Since] = EMPTY,
    untold: str = "",
    changes: Sequence[Change] = (),
) -> Explanation:
    """`name` is one of MEANINGS. `untold`: why it cannot be told how they stand. `changes`: what is planned."""
    meaning = MEANINGS[name]
    about = (Fact("means", meaning.says), Fact("healthy", meaning.well))
    found = next((each for each in conditions if each.name == name), None)
    if found is None:
        summary = untold or "not looked at: nothing that the profile asks for needs it"
        return Explanation("condition", name, "wrong" if untold else "plain", summary, (*about, *_last(since, name)))
    planned = () if found.well else tuple(_to_do(name, changes))
    facts = (*about, *_now(found, since), *_others(found, conditions), *planned)
    hint = _cure(found) or (GO if any(not each.waits for each in changes) and planned else "")
    return Explanation("condition", name, standing(found), _summary(found), facts, hint=hint, code=found.code)


def _to_do(name: str, changes: Sequence[Change]) -> Iterator[Fact]:
    """What would make it healthy."""
    for change in changes:
        if change.resource == BRINGS.get(name):
            waits = f"; waits: {change.waits}" if change.waits else ""
            for line in change.lines:
                detail = f"  {line.detail}" if line.detail else ""
                yield Fact("to do", f"{line.verb} {line.target}{detail}{waits}")


def standing(condition: Condition) -> Standing:
    if condition.well:
        return "well"
    return "waits" if condition.exit_code in (2, 5) or condition.name == "Suspended" else "wrong"


def _summary(condition: Condition) -> str:
    return f"{condition.state} ({condition.reason})"


def _cure(condition: Condition) -> str:
    return "" if condition.well else condition.hint


def _now(condition: Condition, since: Mapping[str, Since]) -> Iterator[Fact]:
    if condition.message:
        yield Fact("now", condition.message)
    for word, text in condition.details:
        yield Fact(word, text)
    for each in condition.differences:
        yield Fact(each.key, f"profile {each.profile}, policy {each.policy}")
    known = since.get(condition.name)
    if known and known.state == condition.state:
        yield Fact("since", "this state, as the last pass found it", at=known.at)


def _last(since: Mapping[str, Since], name: str) -> tuple[Fact, ...]:
    known = since.get(name)
    return (Fact("last", f"{known.state}, as far as is remembered", at=known.at),) if known else ()


def _others(condition: Condition, conditions: Sequence[Condition]) -> Iterator[Fact]:
    """What keeps all from being in place."""
    if condition.name != "Converged" or condition.well:
        return
    for each in conditions:
        if not each.well and each.name in MEANINGS and each.name != condition.name:
            yield Fact("because", f"{each.name}: {_summary(each)}")
