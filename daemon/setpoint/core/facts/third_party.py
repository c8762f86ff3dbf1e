"""What changes for a person when Claude Desktop goes to third-party mode. Told once, before the first switch.

Sources: CD 1.5, 2.8, 3.5, 7.4; OL 6.5. What the app does with the route rests on its documentation; that Ollama answers
it was recorded on real servers.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

BEFORE_THE_FIRST_SWITCH: Final = (
    ("SP301", "native chats and MCP servers will be out of sight, not gone; running conversations do not move along"),
    (
        "SP302",
        "no built-in extensions or web search in third-party mode; sub-agents use the slot of the family they name",
    ),
    ("SP302", "that Ollama answers on this route was recorded; that Claude takes it rests on its documentation"),
)
