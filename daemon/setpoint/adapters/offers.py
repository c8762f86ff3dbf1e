"""The manifests of the model registry (OL 2.5): a kilobyte each, by the request that a pull begins with, too.

A proxy of the environment counts, as it does for every other machine. Redirects are not followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from setpoint.core.names import HOST, parse
from setpoint.core.ollama_answers import decoded
from setpoint.core.ollama_url import place
from setpoint.core.ports.offers import Offer
from setpoint.errors import OllamaTrouble

if TYPE_CHECKING:
    from setpoint.adapters.http import Answer

MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
WEIGHTS: Final = "application/vnd.ollama.image.model"
SECONDS: Final = 3.0
LONGEST: Final = 4 << 20
"""Bytes of a manifest. One of a model in thousands of parts has some hundred thousand."""
MOST: Final = 1 << 60
"""Bytes of a part. More is no size, and fits no float."""
REFUSALS: Final = (401, 403, 404, 410)
"""Private, or not there: the registry tells neither from the other for everyone."""


class RegistryOffers:
    """The port `Offers`. `registry` is the base url of the default registry; "" for none. No other host is asked."""

    def __init__(self, registry: str) -> None:
        self._registry = registry.rstrip("/")
        self._reachable = bool(registry)

    def offer(self, name: str) -> Offer:
        parsed = parse(name)
        if not self._reachable or parsed.host != HOST or parsed.is_cloud:
            raise _unknown("not asked")
        return _read(self._ask(f"/v2/{parsed.namespace}/{parsed.model}/manifests/{parsed.tag}"))

    def _ask(self, path: str) -> Answer:
        """Whole within `SECONDS`, however slowly it comes, and never unpacked: it is a stranger's answer."""
        from setpoint.adapters.http import Ask, fetch
        from setpoint.adapters.remote import HttpxCall

        try:
            ask = Ask(place(self._registry), "GET", path, headers={"Accept": MANIFEST}, connect=SECONDS)
            answer = fetch(HttpxCall, ask, seconds=SECONDS, longest=LONGEST)
        except (OllamaTrouble, ValueError) as error:
            if not isinstance(error, OllamaTrouble) or error.code == "SP201":
                self._reachable = False  # one wait for a registry that is out of reach is enough
                raise _unknown("the registry cannot be reached") from None
            raise _unknown("the registry's answer cannot be understood") from None
        if answer.head.status in REFUSALS:
            message = f"the registry does not show it ({answer.head.status})"
            raise OllamaTrouble(
                "SP236", message, hint="give it `update: never`", permanent=True, status=answer.head.status
            )
        if answer.head.status != 200:
            raise _unknown(f"the registry answered {answer.head.status}")
        return answer


def _read(answer: Answer) -> Offer:
    import hashlib

    try:
        plain = decoded(answer.body, "")
        if not isinstance(plain, dict):
            raise TypeError
        parts = [plain["config"], *plain["layers"]]
        layers = tuple((_hex(part["digest"]), _size(part["size"])) for part in parts)
        weights = [_hex(part["digest"]) for part in parts if part.get("mediaType") == WEIGHTS]
        named = answer.head.headers.get("ollama-content-digest", "")
        digests = (hashlib.sha256(answer.body).hexdigest(), *([_hex(named)] if named else []))
    except (OllamaTrouble, ValueError, KeyError, TypeError, AttributeError):
        raise _unknown("the registry's answer cannot be understood") from None
    return Offer(digests, layers, weights[0] if len(weights) == 1 else "")


def _size(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST:
        raise ValueError("not a size")
    return count


def _hex(digest: str) -> str:
    bare = digest.removeprefix("sha256:")
    if not re.fullmatch("[0-9a-f]{64}", bare):
        raise ValueError("not a digest")
    return bare


def _unknown(why: str) -> OllamaTrouble:
    return OllamaTrouble("SP236", why, hint="none is needed: it is asked again later")
