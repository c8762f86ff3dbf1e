"""Why something is as it is. Pure: what was seen goes in, an `Explanation` comes out.

`words` says what a word means; `conditions`, `codes`, `wished` (keys of a profile), `claude` (keys of Claude Desktop's
files) and `models` each answer for one kind of thing. No answer holds a secret: values go through `values.value_text`.
"""

from __future__ import annotations

from typing import Literal

from setpoint.value import value

Kind = Literal["code", "condition", "profile-key", "claude-key", "model", "slot"]

Standing = Literal["well", "waits", "wrong", "plain"]
"""`plain`: there is nothing that could be well or not."""


@value
class Fact:
    """One thing that is known: `about` is the word in front (`now`, `from`, `before`), `text` for a person.

    `where`: a path with line and column, where there is one. `at`: seconds since 1970.
    """

    about: str
    text: str
    where: str = ""
    at: float | None = None


@value
class Member:
    """One key of a part of the profile: its value as text, who says so, and, where the profile does, its place."""

    name: str
    value: str
    origin: Literal["profile", "default", "OLLAMA_HOST"]
    where: str = ""


@value
class Explanation:
    """The answer for one thing. `summary` is the sentence that says most; `hint` what to do, where something is."""

    kind: Kind
    name: str
    standing: Standing
    summary: str
    facts: tuple[Fact, ...] = ()
    members: tuple[Member, ...] = ()
    hint: str = ""
    code: str = ""
