"""Models to start with where none is pulled yet, and what makes a model too weak for Claude Desktop to work with.

Sources: OL 4 (names, sizes and context lengths, by guides and by Ollama's own library pages). Every model here calls
tools and holds 131072 tokens and more. Sizes are rough: the registry's own are asked for before anything is pulled.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

SIZES: Final[dict[str, int]] = {
    "gpt-oss:120b": 65_000_000_000,
    "glm-4.7-flash": 19_000_000_000,
    "qwen3.5:27b": 17_000_000_000,
    "qwen3.5:9b": 6_600_000_000,
    "qwen3.5:4b": 3_400_000_000,
    "qwen3.5:2b": 2_700_000_000,
}
"""Bytes of the weights."""

SIGHTED: Final = "qwen3.5"
"""Every model of this name takes images."""

SETS: Final[tuple[dict[str, str], ...]] = (
    {"opus": "gpt-oss:120b", "sonnet": "qwen3.5:27b", "haiku": "qwen3.5:9b"},
    {"opus": "glm-4.7-flash", "sonnet": "qwen3.5:9b", "haiku": "qwen3.5:2b"},
    {"sonnet": "qwen3.5:9b", "haiku": "qwen3.5:2b"},
    {"sonnet": "qwen3.5:4b"},
    {"sonnet": "qwen3.5:2b"},
)
"""By family, the largest set first. A set is for a machine whose memory holds all of it at once."""

CAREFUL: Final = 3
"""Which set is taken where the memory is not known."""

LEAST: Final = 1_500_000_000
"""Bytes. Smaller models call tools too rarely as asked to do Claude's work (the 0.8b of Qwen 3.5 has 1.0 GB)."""

EVERYDAY: Final = 5_000_000_000
"""Bytes. Models of 7b and more have this much; smaller ones are quick, but a poor choice for everyday work."""
