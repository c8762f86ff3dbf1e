"""An Ollama server asked once per pass: 500 models are looked at with as many requests as 5. A mutation forgets all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar, cast

from setpoint.core.ports import Account, Model, Ollama, PullProgress, Shown
from setpoint.errors import OllamaTrouble, alone

T = TypeVar("T")


class Aside(Protocol):
    def __call__(self, job: Callable[[], T], /) -> T: ...


def _at_once(job: Callable[[], T], /) -> T:
    return job()


class RememberingOllama:
    """The port `Ollama`. `connect` makes the real one at the first question; failures are remembered like answers.

    `aside` carries out what really goes to the server, and gives its result. `patience`: how many questions may stay
    without an answer before none is asked any more; None: no end of it.
    """

    def __init__(self, url: str, connect: Callable[[], Ollama], patience: int | None = None) -> None:
        self.url = url
        self._patience = patience
        self.aside: Aside = _at_once
        self._connect = connect
        self._server: Ollama | None = None
        self._answers: dict[tuple[str, str], object] = {}
        self._tired: OllamaTrouble | None = None

    def version(self) -> str:
        return self._once("version", "", lambda server: server.version())

    def models(self) -> tuple[Model, ...]:
        return self._once("models", "", lambda server: server.models())

    def loaded(self) -> tuple[Model, ...]:
        return self._once("loaded", "", lambda server: server.loaded())

    def show(self, name: str) -> Shown:
        return self._once("show", name, lambda server: server.show(name))

    def has_blob(self, digest: str) -> bool:
        return self._once("blob", digest, lambda server: server.has_blob(digest))

    def cloud_enabled(self) -> bool | None:
        return self._once("cloud", "", lambda server: server.cloud_enabled())

    def account(self) -> Account:
        return self._once("account", "", lambda server: server.account())

    def pull(self, name: str, stop: Callable[[], bool]) -> Iterator[PullProgress]:
        self.forget()
        yield from self._real().pull(name, stop)
        self.forget()

    def create(self, name: str, source: str, parameters: Mapping[str, object]) -> None:
        self.forget()
        self.aside(lambda: self._real().create(name, source, parameters))

    def copy(self, source: str, destination: str) -> None:
        self.forget()
        self.aside(lambda: self._real().copy(source, destination))

    def delete(self, name: str) -> None:
        self.forget()
        self.aside(lambda: self._real().delete(name))

    def forget(self) -> None:
        """Ask anew from now on."""
        self._answers.clear()
        self._tired = None

    def _tire(self, trouble: OllamaTrouble) -> None:
        if self._patience is None or trouble.code != "SP201":
            return
        self._patience -= 1
        if self._patience <= 0:
            self._tired = trouble

    def _real(self) -> Ollama:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _once(self, question: str, detail: str, ask: Callable[[Ollama], T]) -> T:
        key = (question, detail)
        if key not in self._answers:
            if self._tired:
                raise alone(self._tired)
            try:
                self._answers[key] = self.aside(lambda: ask(self._real()))
            except OllamaTrouble as trouble:
                self._answers[key] = alone(trouble)
                self._tire(trouble)
        answer = self._answers[key]
        if isinstance(answer, OllamaTrouble):
            raise alone(answer)
        return cast("T", answer)
