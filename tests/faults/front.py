"""A server that is well but for what a test makes of its answers, whichever they are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

from faults.lying import Asked, Liar, handed_on

Twist = Callable[[Asked, bytes], bytes | Iterable[bytes]]
"""Of a request and the well server's whole answer: what is said instead."""


@contextlib.contextmanager
def twisted(port: int, twist: Twist) -> Iterator[Liar]:
    """In front of the well server at this port of the loopback."""

    def say(asked: Asked) -> Iterable[bytes]:
        said = twist(asked, handed_on(port, asked))
        return [said] if isinstance(said, bytes) else said

    with Liar(say) as liar:
        yield liar
