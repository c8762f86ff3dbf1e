"""Reads the bodies of Ollama's answers, of every version from 0.22.1 to 0.33.0-rc2 (recordings a*, b*, s*, y*).

What a version leaves out is empty or None; a wrong type is `SP207`: then it is not known what the server means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from setpoint.core import names
from setpoint.core.ports import Account, Model, Shown
from setpoint.errors import OllamaTrouble

_WEIGHTS: Final = r"(?m)^FROM .*sha256[-:]([0-9a-f]{64})\s*$"
_ACCOUNT: Final = r"\byou \([^)]{0,200}\)"
_MODELS: Final = 20_000
"""More rows than any server has: a list that long is no list of models."""
_LONGEST: Final = 200
"""Characters of a server's words that are shown."""
_NAME: Final = 1_000
"""Characters. Host, namespace, model and tag have 590 at most; an agent remembers thousands of them."""
READ: Final = 2_000
"""Characters of a server's words that are looked at. Some expressions take the square of what they search, in time."""
MOST: Final = (1 << 63) - 1
"""Ollama's counts are Go's int64. What is larger fits no float, and would be no figure to show."""
_MARKS: Final = 500_000
"""Commas, colons and opening brackets: Python takes up to 84 bytes for what stands between two, 23 times its text."""


def decoded(body: bytes, where: str) -> object:
    """JSON, or SP202: what does not speak JSON is not Ollama."""
    if sum(body.count(mark) for mark in b",:[{") > _MARKS:
        raise _odd("it has more in it than any server would say", where)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise OllamaTrouble(
            "SP202",
            "what answers here is not JSON, so it is not Ollama",
            where=where,
            hint="correct `ollama.url`",
            permanent=True,
        ) from None


def error_of(body: bytes) -> tuple[str, str]:
    """The server's own words in an error body, and its sign-in link; both "" where there are none.

    Ollama's shape is `{"error": text}`, those of Anthropic and OpenAI `{"error": {"message": text}}`.
    """
    try:
        answer = decoded(body, "")
    except OllamaTrouble:
        return "", ""
    return error_in(answer), _link(answer.get("signin_url")) if isinstance(answer, dict) else ""


def error_in(answer: object) -> str:
    """The same for an answer that was decoded."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        error = error.get("message")
    return error if isinstance(error, str) else ""


def version(answer: object, where: str) -> str:
    """/api/version. The probe that tells Ollama from another program on its port, hence SP202."""
    text = answer.get("version") if isinstance(answer, dict) else None
    if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= 100:
        raise OllamaTrouble(
            "SP202",
            "something other than Ollama answers here",
            where=where,
            hint="correct `ollama.url`",
            permanent=True,
        )
    return text


def models(answer: object, where: str) -> tuple[Model, ...]:
    """/api/tags and /api/ps."""
    rows = _mapping(answer, where).get("models")
    if rows is None:
        return ()
    if not isinstance(rows, list) or len(rows) > _MODELS:
        raise _odd("`models` is not a list", where)
    return tuple(_model(_mapping(row, where), where) for row in rows)


def _model(row: Mapping[str, object], where: str) -> Model:
    details = _mapping(row.get("details") or {}, where)
    name = _text(row, "name", where)
    if not 0 < len(name) <= _NAME:
        raise _odd("a model has no name, or one that is too long", where)
    return Model(
        name=name,
        digest=_text(row, "digest", where).removeprefix("sha256:"),
        size=_count(row, "size", where) or 0,
        remote=_text(row, "remote_model", where),
        parent=_parent(details, where),
        context=_count(row, "context_length", where) or _count(details, "context_length", where),
    )


def shown(answer: object, where: str) -> Shown:
    """/api/show."""
    body = _mapping(answer, where)
    info = _mapping(body.get("model_info") or {}, where)
    weights = re.search(_WEIGHTS, _text(body, "modelfile", where, lines=True))
    capabilities = body.get("capabilities") or ()
    if not isinstance(capabilities, list | tuple):
        raise _odd("`capabilities` is not a list", where)
    return Shown(
        parameters=parameters(_text(body, "parameters", where, lines=True)),
        weights=weights[1] if weights else "",
        parent=_parent(_mapping(body.get("details") or {}, where), where),
        remote=_text(body, "remote_model", where),
        maximum=_count(info, f"{info.get('general.architecture')}.context_length", where),
        capabilities=tuple(one for one in capabilities if isinstance(one, str)),
    )


def parameters(text: str) -> dict[str, str]:
    """The text of `parameters`: a name and a value per line. The values of a repeated name (`stop`) stand in lines."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if name:
            found[name] = f"{found[name]}\n{value.strip()}" if name in found else value.strip()
    return found


def account(answer: object) -> Account:
    """A 200 of /api/me. `null`, or nobody in it: cannot be told (0.23.0 and 0.23.1 answer so when offline, OL 3.3)."""
    if not isinstance(answer, dict) or not any(answer.get(key) for key in ("id", "name", "email")):
        return Account(None)
    plan = answer.get("plan")
    return Account(signed_in=True, plan=told(plan, 40) if isinstance(plan, str) else "")


def cloud_enabled(answer: object) -> bool | None:
    """/api/status; None where it does not say."""
    cloud = answer.get("cloud") if isinstance(answer, dict) else None
    disabled = cloud.get("disabled") if isinstance(cloud, dict) else None
    return not disabled if isinstance(disabled, bool) else None


def first_words(answer: object, where: str) -> str:
    """The text in an answer of the Messages API; of a model that only thought so far, its thoughts."""
    blocks = _mapping(answer, where).get("content")
    if not isinstance(blocks, list):
        raise _odd("the answer has no `content`", where)
    for kind in ("text", "thinking"):
        words = [block.get(kind) for block in blocks if isinstance(block, dict) and block.get("type") == kind]
        text = told("".join(word for word in words if isinstance(word, str)))
        if text:
            return text
    return ""


def told(text: str, longest: int = _LONGEST) -> str:
    """A server's words, fit to be shown: one line, no control characters, no account name, not long."""
    line = " ".join(re.sub(_ACCOUNT, "you", text[:READ]).split())
    line = "".join(char if char.isprintable() else "�" for char in line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _parent(details: Mapping[str, object], where: str) -> str:
    """A model's name. 0.23 puts the path of a blob here for a model made from a file (b07): that is no parent."""
    text = _text(details, "parent_model", where)
    try:
        return names.parse(text).listed if text else ""
    except ValueError:
        return ""


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise _odd("an object was expected", where)


def _text(row: Mapping[str, object], key: str, where: str, *, lines: bool = False) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or not (lines or value.isprintable()):
        raise _odd(f"`{key}` is not a text", where)
    return value


def _count(row: Mapping[str, object], key: str, where: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise _odd(f"`{told(key)}` is not a count", where)
    return value


def _link(value: object) -> str:
    """A sign-in link, if it is one that may be shown to a person."""
    fine = isinstance(value, str) and value.startswith("https://") and value.isascii() and value.isprintable()
    return str(value) if fine and " " not in str(value) and len(str(value)) < 2000 else ""


ODD: Final = "restart Ollama if it stays so; the server's own log says more"
"""The cure where an answer makes no sense."""


def _odd(what: str, where: str) -> OllamaTrouble:
    return OllamaTrouble("SP207", f"Ollama's answer cannot be understood: {what}", where=where, hint=ODD)
