"""One Ollama server, the route of the app, and what a pull would bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from setpoint.value import value


@value
class Model:
    """A row of /api/tags. `digest` is bare hex. `remote` is the cloud model behind a stub. `parent`: from 0.30 on."""

    name: str
    digest: str
    size: int
    remote: str = ""
    parent: str = ""
    context: int | None = None


@value
class Shown:
    """/api/show. `weights` is the hex digest of the FROM line ("" for a cloud model). `maximum`: context tokens."""

    parameters: Mapping[str, str]
    weights: str
    parent: str
    remote: str
    maximum: int | None
    capabilities: tuple[str, ...] = ()


@value
class PullProgress:
    """Where a pull is. Bytes over all layers seen so far; `total` 0: not known yet. `completed` may go down."""

    status: str
    completed: int
    total: int


@value
class Account:
    """/api/me. `signed_in` None: cannot be told. `signin_url` where the server gave one. No e-mail is kept."""

    signed_in: bool | None
    plan: str = ""
    signin_url: str = ""


@value
class Reply:
    """The answer to one tiny message: first words and seconds."""

    text: str
    seconds: float


class Ollama(Protocol):
    """One Ollama server. Every failure is an `OllamaTrouble`. Redirects are never followed."""

    url: str

    def forget(self) -> None:
        """Ask anew from now on: whoever remembers answers for a pass forgets them."""

    def version(self) -> str: ...

    def models(self) -> tuple[Model, ...]: ...

    def loaded(self) -> tuple[Model, ...]: ...

    def show(self, name: str) -> Shown: ...

    def has_blob(self, digest: str) -> bool:
        """Whether the server holds this layer, by its bare hex digest."""

    def cloud_enabled(self) -> bool | None: ...

    def account(self) -> Account: ...

    def pull(self, name: str, stop: Callable[[], bool]) -> Iterator[PullProgress]:
        """Ends normally only after `success`. `stop` is asked at every event; when true: SP240, connection closed."""

    def create(self, name: str, source: str, parameters: Mapping[str, object]) -> None: ...

    def copy(self, source: str, destination: str) -> None: ...

    def delete(self, name: str) -> None: ...


class Messenger(Protocol):
    """The very route that the app takes: POST {url}/v1/messages."""

    def __call__(
        self, url: str, model: str, headers: Mapping[str, str], *, gateway: bool = False, seconds: float = 120
    ) -> Reply: ...


@value
class Room:
    """Free bytes of a disk. `sure`: the server's models are known to lie there; else it is only the likeliest one."""

    free: int
    sure: bool


class Sizes(Protocol):
    """What a pull would bring, asked of the model registry, and the room for it. None: cannot be known."""

    def download(self, name: str) -> int | None:
        """Bytes of all layers of a model; also None for what is not in the registry."""

    def room(self, url: str) -> Room | None:
        """The room where the server at this url keeps its models; None for a server elsewhere."""
