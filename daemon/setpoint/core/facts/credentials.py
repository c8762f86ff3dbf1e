"""How Claude Desktop calls a credential helper: facts that may age (CD 5: its maker's documentation)."""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

TIME_LIMIT: Final = 60
"""Seconds that the app waits by default."""

MID_SESSION_LIMIT: Final = 20
"""Seconds that the app waits while a conversation runs, whatever else is set."""

ATTENDED: Final = ("interactive", "setup-test")
"""Values of CLAUDE_HELPER_CONTEXT where a person looks on and may be asked for something.

The others are `mid-session-refresh`, `scheduled-task` and `background`. A word that we don't know counts as unattended.
"""
