"""A key of the profile: what it says now, the line or the default that says so, what it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from setpoint.core.document import MISSING
from setpoint.core.explain import Explanation, Fact, Member, Standing
from setpoint.core.explain.values import MASKED, value_text
from setpoint.core.explain.words import Schema, node_at
from setpoint.core.explain.written import Written
from setpoint.core.facts.claude_models import IDS
from setpoint.core.figures import count_text
from setpoint.core.finding import Path, dotted
from setpoint.core.ledger import Used
from setpoint.core.profile import DEFAULT_CONTEXT
from setpoint.core.sense import keys
from setpoint.value import value

_SHORT: Final = {"model": "models", "id": "gateway"}
"""The member that a slot's short form (`sonnet: qwen3.5:9b`) stands for, and the part in which it may."""


@value
class InForce:
    """What decides beside the text: the url of Ollama and who said so, and another mode that is used for a while."""

    url: tuple[str, str] | None = None
    used: Used | None = None


def explain(path: Path, schema: Schema, written: Written, force: InForce) -> Explanation:
    """`path` is one that the schema knows."""
    node, name = node_at(schema, path) or {}, dotted(path)
    found, at = _found(path, written)
    says, origin = _in_force(path, node, found, at, written, force)
    wrong = tuple(_wrong(name, written))
    facts = (*_described(node), *origin, *_overruled(path, force), *_dormant(path, written), *wrong)
    members = tuple(_members(path, schema, node, written, force)) if isinstance(found, Mapping) or not says else ()
    standing: Standing = "wrong" if wrong else "plain"
    return Explanation("profile-key", name, standing, says or _summary(found, members), facts, members)


def _found(path: Path, written: Written) -> tuple[object, Path]:
    """The value, and the path that it really stands at."""
    found = written.get(path)
    if found is MISSING and len(path) > 2 and _SHORT.get(str(path[-1])) == path[0]:
        short = written.get(path[:-1])
        if isinstance(short, str):
            return short, path[:-1]
    return found, path


def _in_force(
    path: Path, node: Schema, found: object, at: Path, written: Written, force: InForce
) -> tuple[str, tuple[Fact, ...]]:
    """The value as text ("": it has members, or none is set), and where it comes from."""
    if found is not MISSING:
        text = "" if isinstance(found, Mapping) else _text(path, found, written)
        return text, (Fact("from", "the profile", written.where(at)),)
    text, why = _default(path, node, written, force)
    return text, (Fact("from", f"{why}; the profile does not say it", written.file),) if why else ()


def _default(path: Path, node: Schema, written: Written, force: InForce) -> tuple[str, str]:
    """What holds where the profile is silent, and why."""
    if path == ("ollama", "url") and force.url:
        sources = {"default": "Ollama's own default", "OLLAMA_HOST": "the variable OLLAMA_HOST"}
        return value_text("url", force.url[0]), sources.get(force.url[1], force.url[1])
    derived = _derived(path, written)
    if derived:
        return derived
    if "default" in node and not isinstance(node["default"], dict):
        return value_text(str(path[-1]), node["default"]), "the default"
    return ("", "") if node.get("properties") else ("nothing", "there is no default")


def _derived(path: Path, written: Written) -> tuple[str, str] | None:
    """What other keys of the profile decide; None: nothing of that kind."""
    if path == ("default",):
        slots = written.get(("models",))
        names = tuple(slots) if isinstance(slots, Mapping) else ()
        first = "sonnet" if "sonnet" in names else next(iter(names), "")
        return (f'"{first}"', "sonnet, else the first slot") if first else None
    if len(path) != 3 or path[0] != "models":
        return None
    if path[2] == "label":
        model, _ = _found((*path[:2], "model"), written)
        return (value_text("label", model), "the name of the model") if isinstance(model, str) else None
    return _context(written) if path[2] == "context" else None


def _context(written: Written) -> tuple[str, str]:
    outer = written.get(("ollama", "context"))
    if outer is MISSING:
        return value_text("context", DEFAULT_CONTEXT), "the default of ollama.context"
    return value_text("context", outer), f"ollama.context in {written.where(('ollama', 'context'))}"


def _summary(found: object, members: tuple[Member, ...]) -> str:
    if found is MISSING:
        return "not in the profile; all of it has its defaults" if members else "not in the profile"
    return count_text(len(members), "key")


def _text(path: Path, found: object, written: Written) -> str:
    """Also of a profile that is wrong: there a key may stand where none should."""
    hidden = {finding.path for finding in keys.check(written.data) if finding.code == "SP120"}
    if any(each[: len(path)] == path or path[: len(each)] == each for each in hidden):
        return MASKED
    if len(path) > 1 and path[1] == "key" and not isinstance(found, Mapping):
        return MASKED if any(p.key == f"{path[0]}.key" for p in written.problems) else str(found)
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    return value_text(name if path[1:2] in (("headers",), ("settings",)) else "", found)


def _described(node: Schema) -> Iterator[Fact]:
    if node.get("description"):
        yield Fact("means", node["description"])
    if node.get("enum"):
        yield Fact("words", ", ".join(map(str, node["enum"])))
    examples: list[Any] = node.get("examples", [])
    if examples and not isinstance(examples[0], dict):
        yield Fact("example", ", ".join(value_text("", each) for each in examples))


def _members(path: Path, schema: Schema, node: Schema, written: Written, force: InForce) -> Iterator[Member]:
    found = written.get(path)
    own = found if isinstance(found, Mapping) else {}
    for name in dict.fromkeys((*node.get("properties", {}), *own)):
        here = (*path, name)
        inner = node_at(schema, here)
        if name in own:
            yield Member(name, _brief(here, own[name], written), "profile", written.where(here))
        elif inner is not None and name not in IDS:
            text = _default(here, inner, written, force)[0] or "its own defaults"
            variable = here == ("ollama", "url") and force.url is not None and force.url[1] == "OLLAMA_HOST"
            yield Member(name, text, "OLLAMA_HOST" if variable else "default")


def _brief(path: Path, found: object, written: Written) -> str:
    if isinstance(found, Mapping) and path[0] in ("ollama", "gateway", "agent", "claude") and len(path) == 1:
        return ", ".join(map(str, found))
    return _text(path, found, written)


def _overruled(path: Path, force: InForce) -> Iterator[Fact]:
    if path == ("mode",) and force.used:
        text = f"{force.used.mode}, by `setpoint use`; `setpoint use profile` ends it"
        yield Fact("in force", text, at=force.used.since)


def _dormant(path: Path, written: Written) -> Iterator[Fact]:
    mode = written.get(("mode",))
    if path[0] == "gateway" and mode in ("ollama", "native"):
        yield Fact("dormant", "until `mode: gateway`", written.where(("mode",)))
    elif path[0] not in ("setpoint", "mode", "agent") and mode == "off":
        yield Fact("dormant", "all of it, in `mode: off`", written.where(("mode",)))


def _wrong(name: str, written: Written) -> Iterator[Fact]:
    for each in written.problems:
        if each.key == name or each.key.startswith((f"{name}.", f"{name}[")):
            hint = f"; {each.hint}" if each.hint else ""
            where = f"{written.file}:{each.line}:{each.column}" if each.line else written.file
            yield Fact("wrong" if not each.warning else "warning", f"{each.message}{hint}   {each.code}", where)
