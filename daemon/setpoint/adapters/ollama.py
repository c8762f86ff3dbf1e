"""One Ollama server, over its HTTP API (OL 1). It needs no key itself; `headers` are for a proxy that asks for one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from setpoint.adapters.http import (
    DEFAULT_LIMITS,
    Answer,
    Ask,
    Carrier,
    Limits,
    fetch,
    refused_origin,
)
from setpoint.core import ollama_answers as answers
from setpoint.core.ollama_url import HTTPS, Place, in_plain, place
from setpoint.core.ports import Account, Model, PullProgress, Shown
from setpoint.errors import OllamaTrouble

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class HttpOllama:
    """The port `Ollama`. Every failure is an `OllamaTrouble`; no call takes longer than its limit.

    `carrier` is for tests; by default the address decides (see `http.py`).
    """

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str] = _NONE,
        *,
        limits: Limits = DEFAULT_LIMITS,
        carrier: Carrier | None = None,
    ) -> None:
        self.url = url
        self._place = place(url)
        self._headers = sendable(headers, url)
        self._limits = limits
        self._carrier = carrier or carrier_for(self._place)

    def forget(self) -> None:
        """Nothing is remembered here."""

    def version(self) -> str:
        return answers.version(self._good(self._fetch("GET", "/api/version"), ""), self.url)

    def models(self) -> tuple[Model, ...]:
        """All of /api/tags. SP206 for its 500, which lasts until the server is restarted (OL 1.1)."""
        try:
            return answers.models(self._json("GET", "/api/tags", seconds=self._limits.models), self.url)
        except OllamaTrouble as error:
            if error.status != 500:
                raise
            raise OllamaTrouble(
                "SP206",
                "Ollama cannot list its models now",
                where=self.url,
                hint="if it stays so, restart the server",
                status=500,
            ) from None

    def loaded(self) -> tuple[Model, ...]:
        return answers.models(self._json("GET", "/api/ps"), self.url)

    def show(self, name: str) -> Shown:
        """SP210 (or SP222, SP224 for a cloud model) where there is none; of a cloud name ollama.com is asked."""
        body = self._json("POST", "/api/show", {"model": name}, seconds=self._limits.show, name=name)
        return answers.shown(body, self.url)

    def has_blob(self, digest: str) -> bool:
        """Recordings b01, b02."""
        answer = self._fetch("HEAD", f"/api/blobs/sha256:{digest}")
        if answer.head.status not in (200, 404):
            self._good(answer, "")
        return answer.head.status == 200

    def cloud_enabled(self) -> bool | None:
        """None: before 0.16.2 nobody can tell."""
        answer = self._fetch("GET", "/api/status")
        if answer.head.status == 404:
            return None
        return answers.cloud_enabled(self._good(answer, ""))

    def account(self) -> Account:
        """Leaves the machine: the server asks ollama.com. Out of reach is "cannot be told", not "signed out"."""
        answer = self._fetch("POST", "/api/me")
        text, link = answers.error_of(answer.body)
        if answer.head.status == 401 and (link or text == "unauthorized"):
            return Account(signed_in=False, signin_url=link)
        if answer.head.status == 404 or (answer.head.status >= 500 and text):
            return Account(None)
        return answers.account(self._good(answer, ""))

    def pull(self, name: str, stop: Callable[[], bool]) -> Iterator[PullProgress]:
        """See the port. `stop` is also asked while nothing comes, at least twice a second."""
        from setpoint.adapters.pull import follow_pull

        ask = self._ask("POST", "/api/pull", {"model": name})
        yield from follow_pull(ask, name, stop, self._limits)

    def create(self, name: str, source: str, parameters: Mapping[str, object]) -> None:
        """SP231 where it does not work out. Never becomes a pull."""
        from setpoint.adapters.pull import follow_create

        wish: dict[str, object] = {"model": name, "from": source}
        if parameters:
            wish["parameters"] = dict(parameters)
        ask = self._ask("POST", "/api/create", wish)
        follow_create(ask, name, self._limits)

    def copy(self, source: str, destination: str) -> None:
        """Overwrites the destination without a word (c01): look first."""
        self._change("POST", "/api/copy", {"source": source, "destination": destination}, source)

    def delete(self, name: str) -> None:
        """Never hand in a `:local` name: the server would take `latest` for it (OL 2.4)."""
        self._change("DELETE", "/api/delete", {"model": name}, name)

    def _change(self, method: str, path: str, wish: Mapping[str, object], name: str) -> None:
        answer = self._fetch(method, path, wish, seconds=self._limits.change)
        if answer.head.status != 200 or answer.body.strip():
            self._sound(answer, name)

    def _json(
        self,
        method: str,
        path: str,
        wish: Mapping[str, object] | None = None,
        *,
        seconds: float | None = None,
        name: str = "",
    ) -> object:
        return self._sound(self._fetch(method, path, wish, seconds=seconds), name)

    def _fetch(
        self, method: str, path: str, wish: Mapping[str, object] | None = None, *, seconds: float | None = None
    ) -> Answer:
        ask = self._ask(method, path, wish)
        return fetch(self._carrier, ask, seconds=seconds or self._limits.answer, longest=self._limits.body)

    def _sound(self, answer: Answer, name: str) -> object:
        """What is good, and no error inside a 200, as some proxies send: then nothing is known, nor was it done."""
        value, ask = self._good(answer, name), self._ask("", "")
        if error := answers.error_in(value):
            says = f"an error where none was announced: {answers.told(ask.hide(error))}"
            raise OllamaTrouble("SP207", says, where=ask.where, hint=answers.ODD)
        return value

    def _good(self, answer: Answer, name: str) -> object:
        ask = self._ask("", "")
        value = good(answer, ask, name)
        if not answers.error_in(value):  # whose text is hidden where it is told
            ask.refuse_own_key(value)
        return value

    def _ask(self, method: str, path: str, wish: Mapping[str, object] | None = None) -> Ask:
        body = b"" if wish is None else json.dumps(wish).encode()
        headers = {"Content-Type": "application/json", **self._headers} if body else self._headers
        return Ask(self._place, method, path, body, headers, self._limits.connect)


def good(answer: Answer, ask: Ask, name: str) -> object:
    """The JSON of a 200; anything else is trouble by what the server says."""
    if answer.head.status == 200:
        return answers.decoded(answer.body, ask.where)
    if answer.head.status == 403 and not answer.body:
        raise refused_origin(ask.where)
    from setpoint.core.ollama_trouble import status_trouble

    text, link = answers.error_of(answer.body)
    raise status_trouble(answer.head.status, ask.hide(text), ask.where, name=name, signin_url=link)


def sendable(headers: Mapping[str, str], where: str) -> Mapping[str, str]:
    """The headers, if HTTP can carry them. Checked here because a library's refusal would repeat the value."""
    for name, value in headers.items():
        fine = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if not fine or not value.isascii() or not value.isprintable():
            hint = "plain ASCII on one line: correct it under `headers` of the profile, or the key"
            message = f"the header {name!r} cannot be sent as it is"
            raise OllamaTrouble("SP208", message, where=where, hint=hint, permanent=True)
    if headers and (why := in_plain(where)) is not None and _secret(headers):
        raise OllamaTrouble("SP116", why, where=where, hint=HTTPS, permanent=True)
    return headers


def _secret(headers: Mapping[str, str]) -> bool:
    from setpoint.core.known_secrets import NAMES

    return any(re.search(NAMES, name) for name in headers)


def carrier_for(where: Place) -> Carrier:
    """The light one for plain http to this machine, httpx for everything else."""
    if where.loopback and where.scheme == "http":
        from setpoint.adapters.loopback import LoopbackCall

        return LoopbackCall
    from setpoint.adapters.remote import HttpxCall

    return HttpxCall
