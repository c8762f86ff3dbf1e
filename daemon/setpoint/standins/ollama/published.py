"""What the stand-in's registry offers, and how it fails when it is told to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Failure = Literal[
    "missing",
    "needs-upgrade",
    "unauthorized",
    "denied",
    "busy",
    "broken",
    "html",
    "offline",
    "no-redirect",
    "disk-full",
    "read-only",
    "stall",
    "drop",
    "retries",
    "unavailable",
    "damaged",
    "damaged-all",
    "empty-part",
]

MANIFEST_ERRORS: Final[dict[str, str]] = {
    "missing": "file does not exist",
    "needs-upgrade": (
        "412: \n\nThe model you are attempting to pull requires a newer version of Ollama.\n\n"
        "Please download the latest version at:\n\n\thttps://ollama.com/download\n\n"
    ),
    "unauthorized": "unauthorized: access denied",
    "denied": '403: {"errors": [{"code": "DENIED", "message": "access denied"}]}',
    "busy": '429: {"errors": [{"code": "TOOMANYREQUESTS", "message": "rate limit exceeded"}]}',
    "broken": '500: {"errors": [{"code": "UNKNOWN", "message": "internal error"}]}',
    "html": "invalid character '<' looking for beginning of value",
}
"""After "pull model manifest: ", as recorded in p04 and p07."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a list and a show say about a model's make."""

    format: str = "gguf"
    family: str = "llama"
    parameter_size: str = "122K"
    quantization: str = "unknown"
    context: int = 2048
    embedding: int = 64
    capabilities: tuple[str, ...] = ("completion",)


@dataclass(frozen=True, slots=True)
class Layer:
    """A blob: hex digest and bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Published:
    """A model in the registry. `size` is that of the weights; another `revision` has other weights.

    `remote` makes it the stub of a cloud model, without weights.
    """

    size: int = 497504
    details: Details = field(default_factory=Details)
    parameters: Mapping[str, object] = field(default_factory=dict)
    template: str = "{{ .Prompt }}"
    system: str = ""
    licence: str = ""
    remote: str = ""
    revision: int = 1

    def weights(self, name: str) -> Layer | None:
        return None if self.remote else layer("weights", name, str(self.revision), size=self.size)


def layer(*content: str, size: int | None = None) -> Layer:
    """The blob with this content; `size` where the content itself is not at hand."""
    text = "\0".join(content).encode()
    return Layer(hashlib.sha256(text).hexdigest(), len(text) if size is None else size)
