"""The registry that models are pulled from."""

from __future__ import annotations

from typing import Protocol

from setpoint.value import value


@value
class Offer:
    """What the registry has under a name.

    `digests`: of the manifest, as its bytes have it, and as the registry names it. `layers`: digest and bytes of the
    config and of each layer; `weights` is the one that holds the weights ("" where that is not one). All bare hex.
    """

    digests: tuple[str, ...]
    layers: tuple[tuple[str, int], ...]
    weights: str = ""

    @property
    def size(self) -> int:
        return sum(size for _, size in self.layers)


class Offers(Protocol):
    """The default registry. It learns each name that it is asked for."""

    def offer(self, name: str) -> Offer:
        """OllamaTrouble SP236: permanent where the registry shows nobody such a model, else it may answer later."""
