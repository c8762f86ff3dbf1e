"""The manifests of the model registry (OL 2.5): a kilobyte each, by the request that a pull begins with, too.

A proxy of the environment counts, as it does for every other machine. Redirects are not followed.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from setpoint.core.names import HOST, parse
from setpoint.core.ports.offers import Offer
from setpoint.errors import OllamaTrouble

if TYPE_CHECKING:
    import httpx

MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
WEIGHTS: Final = "application/vnd.ollama.image.model"
SECONDS: Final = 3.0
LONGEST: Final = 4 << 20
"""Bytes of a manifest. One of a model in thousands of parts has some hundred thousand."""
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

    def _ask(self, path: str) -> httpx.Response:
        import httpx

        headers = {"Accept": MANIFEST, "User-Agent": "setpoint"}
        try:
            answer = httpx.get(self._registry + path, headers=headers, timeout=SECONDS, follow_redirects=False)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            self._reachable = False  # one wait for a registry that is out of reach is enough
            raise _unknown("the registry cannot be reached") from None
        if answer.status_code in REFUSALS:
            message = f"the registry does not show it ({answer.status_code})"
            raise OllamaTrouble(
                "SP236", message, hint="give it `update: never`", permanent=True, status=answer.status_code
            )
        if answer.status_code != 200 or len(answer.content) > LONGEST:
            raise _unknown(f"the registry answered {answer.status_code}")
        return answer


def _read(answer: httpx.Response) -> Offer:
    import hashlib

    try:
        plain = json.loads(answer.content)
        parts = [plain["config"], *plain["layers"]]
        layers = tuple((_hex(part["digest"]), int(part["size"])) for part in parts)
        weights = [_hex(part["digest"]) for part in parts if part.get("mediaType") == WEIGHTS]
        named = answer.headers.get("ollama-content-digest", "")
        digests = (hashlib.sha256(answer.content).hexdigest(), *([_hex(named)] if named else []))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unknown("the registry's answer cannot be understood") from None
    return Offer(digests, layers, weights[0] if len(weights) == 1 else "")


def _hex(digest: str) -> str:
    bare = digest.removeprefix("sha256:")
    if not re.fullmatch("[0-9a-f]{64}", bare):
        raise ValueError("not a digest")
    return bare


def _unknown(why: str) -> OllamaTrouble:
    return OllamaTrouble("SP236", why, hint="none is needed: it is asked again later")
