"""Claude's families, today's ids, and the tokens by which Claude Desktop takes or refuses a model's name.

Sources: CD 3.1 (checks seen in builds up to 1.46388, ids as the newest known Ollama uses them for its slots). The app's
deny list has around fifty tokens, of which these are the known ones: a name that passes here may still be refused.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

IDS: Final[dict[str, str]] = {
    "opus": "claude-opus-5",
    "sonnet": "claude-sonnet-5",
    "haiku": "claude-haiku-4-5-20251001",
    "fable": "claude-fable-5",
}
"""The current id of each family: what a slot that is declared by family is called."""

FAMILIES: Final[tuple[str, ...]] = (*IDS, "mythos")
"""Words that the app takes as `anthropicFamilyTier` (CD 2.8). No id of Mythos is known, so it is no slot's key."""


ALLOWED: Final[tuple[str, ...]] = ("claude", "sonnet", "opus", "haiku", "anthropic", "fable", "mythos")
"""A name must hold one of these, anywhere."""

DENIED: Final[tuple[str, ...]] = (
    "gpt",
    "openai",
    "codex",
    "gemini",
    "gemma",
    "llama",
    "mistral",
    "mixtral",
    "qwen",
    "deepseek",
    "kimi",
    "moonshot",
    "glm",
    "grok",
    "nemotron",
    "phi-",
    "command-r",
    "hermes",
    "nova-",
    "jamba",
)
"""A name must hold none of these: they win over the allowed ones (`claude-vs-gpt` is refused)."""


def slot_id(key: str) -> str:
    """The Claude id that a key of `models` stands for: a family's current one, or the id itself."""
    return IDS.get(key, key)


def refused(model_id: str) -> str:
    """Why the app's name check would refuse this id: the offending part; "" when it passes as far as is known."""
    low = model_id.casefold()
    if low.endswith("]"):
        return low[low.rfind("[") :]
    denied = next((token for token in DENIED if token in low), "")
    if denied:
        return denied
    return "" if any(token in low for token in ALLOWED) else model_id
