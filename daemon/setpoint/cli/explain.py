"""`setpoint explain WORD`: why something is as it is. Looks, and writes nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Final

from setpoint import shipped
from setpoint.cli import looking, passes
from setpoint.core.codes import CODES
from setpoint.core.explain import Explanation, Fact, codes, conditions, words
from setpoint.core.explain.words import OF_CLAUDE, Schema
from setpoint.core.facts.claude_models import IDS
from setpoint.core.finding import Path, quoted
from setpoint.errors import UsageWrong
from setpoint.telling.ink import Ink
from setpoint.value import replace
from setpoint.wiring import Surroundings

LEDGER: Final = "cannot be understood, so what was there before Setpoint is not known   SP801"
"""Of a ledger that is broken: a fact of every answer that rests on it."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "word",
        nargs="?",
        metavar="WORD",
        help="a key of Claude Desktop's files or of the profile, a model, a slot, a condition, or a code",
    )
    parser.add_argument("--json", action="store_true", help="for machines, by schemas/explain.schema.json")


def run(args: Namespace, here: Surroundings) -> int:
    schema = json.loads(shipped.read("schemas", "profile.schema.json"))
    if not args.word:
        _list(args, here, schema)
        return 0
    found = explained(args.word, args, here, schema)
    if args.json:
        from setpoint.telling.plain import explanation_plain, to_text

        print(to_text(explanation_plain(args.word, found)), file=here.out)
        return 0
    from setpoint.telling.explain_text import explanation_text

    for line in explanation_text(_at_home(found, here), Ink(here.out, here.env)):
        print(line, file=here.out)
    return 0


def explained(word: str, args: Namespace, here: Surroundings, schema: Schema) -> Explanation:
    """The answer; UsageWrong (SP905) where nobody knows the word."""
    code = words.code_of(word)
    if code:
        return codes.explain(code)
    path = words.profile_path(word, schema)
    if path is not None:
        return _of_the_profile(path, args, here, schema)
    looked = looking.look(args, here)
    found = _condition(word, looked) or _key(word, looked) or _model(word, looked, schema)
    return _with_troubles(found, looked)


def _of_the_profile(path: Path, args: Namespace, here: Surroundings, schema: Schema) -> Explanation:
    from setpoint import wiring
    from setpoint.core.explain import wished
    from setpoint.core.profile import Mode, Profile

    text = looking.text_of(args, here)
    world = wiring.world(here, text.profile or Profile(Mode.OFF), passes.Silence(), settled=True)
    force = wished.InForce(world.url, world.ledger.read().used_at(here.clock.now()))
    return wished.explain(path, schema, text.written, force)


def _condition(word: str, looked: looking.Looked) -> Explanation | None:
    name = words.condition_of(word)
    if not name:
        return None
    untold = "cannot be told: there is no valid profile" if looked.report is None else ""
    planned = looked.report.changes if looked.report else ()
    return conditions.explain(name, looked.conditions, looked.world.ledger.read().since, untold, planned)


def _key(word: str, looked: looking.Looked) -> Explanation | None:
    """A key that is known, or that stands in our entry, or in the policy."""
    from setpoint.core.explain import claude

    seen = looking.seen(looked)
    there = seen.files.entry.document.value() if seen.files else {}
    managed = seen.policy.values if seen.policy else {}
    known = words.is_claude_key(word) or word in there or word in managed or word in (seen.wanted or {})
    return claude.explain(word, seen) if known else None


def _model(word: str, looked: looking.Looked, schema: Schema) -> Explanation:
    from setpoint.core.explain import models, slots

    held = looking.held(looked, word)
    slot = slots.slot_of(word, held)
    if slot:
        return slots.explain(slot, held)
    model = models.model_of(word, held)
    if model:
        return models.explain(model, held)
    near = words.meant(word, schema, models.known_names(held))
    silent = "; Ollama does not answer, so its models are not known" if held.listed is None else ""
    hint = f"did you mean {near}?" if near else "setpoint explain lists what can be asked"
    raise UsageWrong("SP905", f"nothing is known of {quoted(word)}{silent}", hint=hint)


def _with_troubles(found: Explanation, looked: looking.Looked) -> Explanation:
    """What a person must know before they believe the rest."""
    troubles: list[Fact] = []
    if looked.text.wrong and found.name != "ProfileValid":
        meant = "the last good one is told about" if looked.text.profile else "it is not known what it wants"
        first = looked.text.wrong.problems[0]
        where = f"{looked.text.written.file}:{first.line}" if first.line else looked.text.written.file
        troubles.append(Fact("profile", f"wrong, so {meant}: {first.message}   {first.code}", where))
    if looked.world.ledger.broken():
        troubles.append(Fact("ledger", LEDGER, str(looked.world.state / "ledger.json")))
    return replace(found, facts=(*found.facts, *troubles))


def _at_home(found: Explanation, here: Surroundings) -> Explanation:
    """With paths as a person writes them."""
    facts = tuple(replace(fact, where=passes.place(fact.where, here)) for fact in found.facts)
    members = tuple(replace(each, where=passes.place(each.where, here)) for each in found.members)
    return replace(found, facts=facts, members=members)


def _list(args: Namespace, here: Surroundings, schema: Schema) -> None:
    """What can be asked about. The models are those of the profile: nothing else is looked at."""
    profile = looking.text_of(args, here).profile
    slots, kept = (profile.models, profile.keep) if profile else ((), ())
    names = dict.fromkeys([*(wish.model for wish in slots), *(wish.model for wish in kept)])
    topics = {
        "claude": OF_CLAUDE,
        "profile": tuple(schema["properties"]),
        "models": tuple(names),
        "slots": tuple(IDS),
        "conditions": tuple(conditions.MEANINGS),
        "codes": tuple(CODES),
    }
    if args.json:
        from setpoint.telling.plain import to_text, topics_plain

        print(to_text(topics_plain(topics)), file=here.out)
        return
    from setpoint.telling.explain_text import topics_text

    for line in topics_text(topics, Ink(here.out, here.env)):
        print(line, file=here.out)
