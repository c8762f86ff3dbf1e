"""One voice: a failure is a lower-case sentence without a full stop, and its cure stands in the hint."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from setpoint import errors
from setpoint.core.codes import CODES

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "daemon" / "setpoint"

FAILURES = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
HINT_AT = {**dict.fromkeys(FAILURES - {"ProfileWrong"}, 9), "Problem": 5, "Finding": 3, "unresolved": 2}
"""The place of the hint where it is not given by name; 9: by name only, or not asked for here."""


WITHOUT = {
    "declined; nothing was done": "a person said no, and knows how to say yes",
    "declined; nothing was written": "the same",
}
"""Messages that have no cure, each with the reason. One that says what a value must be is its own cure."""

OWN_CURE = re.compile(r"must be |is empty|has (more|fewer) than ")
NAMES = re.compile(
    r"(Ollama|Claude|Anthropic|Task Scheduler|YAML|systemd|HTTP|UTF|SP\d|Setpoint|IT |PowerShell|[A-Z]+\b|--)"
)


class Message(NamedTuple):
    """Where it is made, its code, its text with `{}` for what is filled in (None: made elsewhere), and its hint."""

    place: str
    code: str
    text: str | None
    hint: str | None


def text_of(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None


def messages() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HINT_AT:
                yield from made(node, node.func.id, f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}")


def made(call: ast.Call, kind: str, place: str) -> Iterator[Message]:
    named = {each.arg: each.value for each in call.keywords}
    codes = [each for each in call.args if re.fullmatch(r"SP\d{3}", text_of(each) or "")]
    if kind == "unresolved":
        codes, message = codes or [ast.Constant("SP701")], call.args[1]
    elif not codes or None in named:
        return  # a failure said again in other words, or put together from parts
    else:
        message = call.args[call.args.index(codes[0]) + 1]
    at = HINT_AT[kind]
    hint = named.get("hint") or (call.args[at] if len(call.args) > at else None)
    given = "{}" if hint is not None and text_of(hint) is None else text_of(hint)
    yield Message(place, text_of(codes[0]) or "", text_of(message), given)


ALL = list(messages())


def test_there_is_something_to_look_at() -> None:
    assert len(ALL) > 150
    assert len([each for each in ALL if each.text]) > 120


def test_every_failure_has_a_cure() -> None:
    lacking = [each for each in ALL if not each.hint]
    lacking = [each for each in lacking if each.text is None or not OWN_CURE.match(each.text)]
    assert [each for each in lacking if each.text not in WITHOUT] == []


def test_every_exception_is_still_there() -> None:
    assert {each.text for each in ALL} >= WITHOUT.keys()


def test_every_message_is_a_sentence_without_capital_and_full_stop() -> None:
    texts = {each.text for each in ALL if each.text} | {each.hint for each in ALL if each.hint}
    assert [text for text in texts if text[0].isupper() and not NAMES.match(text)] == []
    assert [text for text in texts if text.endswith((".", "!")) and not text.endswith("…")] == []


def test_nothing_is_said_in_the_voice_of_a_program() -> None:
    texts = {each.text for each in ALL if each.text} | {each.hint for each in ALL if each.hint} | set(CODES.values())
    machine = re.compile(r"\b(error|failed to|unable to|invalid|illegal|please|exception|null|fatal)\b", re.IGNORECASE)
    assert [text for text in texts if machine.search(text) and "please report" not in text] == []


def test_every_code_is_explained_in_the_same_voice() -> None:
    assert [text for text in CODES.values() if text[0].isupper() and not NAMES.match(text)] == []
    assert [text for text in CODES.values() if text.endswith(".")] == []
