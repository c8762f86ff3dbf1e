"""What a code means, and what to do about it."""

from __future__ import annotations

from setpoint.core.codes import CODES
from setpoint.core.explain import Explanation, Fact

PAGE = "docs/codes.md"


def explain(code: str) -> Explanation:
    """`code` is one of ours. Its sentence is the meaning, then, behind a semicolon, the cure where there is one."""
    meaning, _, cure = CODES[code].partition("; ")
    return Explanation("code", code, "plain", meaning, (Fact("page", PAGE),), hint=cure, code=code)
