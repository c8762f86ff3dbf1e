"""The door to httpx: streams, servers on other machines, TLS. Imported only when one of these is needed."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator, Mapping

import httpx

from setpoint.adapters.http import Ask, Head, Lost, NotHttp, reason


class HttpxCall:
    """A `Call` over httpx. Proxy variables count only for other machines (they break local traffic, OL 1).

    `seconds` None: a stream, which whoever reads it watches over. httpx's own limits start anew with every byte.
    """

    def __init__(self, ask: Ask, seconds: float | None = None) -> None:
        self._ask = ask
        self._cut = False
        self._timer = None if seconds is None else threading.Timer(seconds, self.cut)
        self._socket: socket.socket | None = None
        self._response: httpx.Response | None = None
        local = ask.place.loopback
        # loading the certificates takes 20 ms and more; without proxy and redirects plain http never needs them
        self._client = httpx.Client(
            trust_env=not local,
            verify=not (local and ask.place.scheme == "http"),
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=ask.connect),
        )

    def start(self) -> Head:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        try:
            self._response = self._client.send(self._request(), stream=True)
        except httpx.RemoteProtocolError as error:
            if "disconnected" in str(error):
                raise Lost(reason(error)) from None
            raise NotHttp from None
        except UnicodeError:  # of idna: it looks like a name, and is none
            raise Lost("there is no host of this name") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Lost(reason(error)) from None
        return Head(self._response.status_code, {name.lower(): value for name, value in self._response.headers.items()})

    def _request(self) -> httpx.Request:
        return self._client.build_request(
            self._ask.method,
            str(self._ask.place) + self._ask.path,
            content=self._ask.body or None,
            headers={"user-agent": "setpoint", "accept-encoding": "identity"} | dict(self._ask.headers),
            extensions={"trace": self._trace},
        )

    def _trace(self, event: str, info: Mapping[str, object]) -> None:
        """Each step of httpcore; a stream that was just made has the socket that `cut` needs."""
        if event not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        extra = getattr(info.get("return_value"), "get_extra_info", None)
        found = extra("socket") if extra else None
        self._socket = found if isinstance(found, socket.socket) else self._socket
        if self._cut:
            self.cut()

    def chunks(self) -> Iterator[bytes]:
        if self._response is None:
            return
        try:
            # raw: compression was not asked for, and a bomb must not unfold
            yield from self._response.iter_raw()
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise Lost(reason(error)) from None

    def cut(self) -> None:
        """From any thread, at any time, also before `start`: end the connection, so that whoever waits on it wakes."""
        self._cut = True
        if self._socket is not None:
            _end(self._socket)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._response is not None:
            self._response.close()
        self._client.close()


def _end(sock: socket.socket) -> None:
    """Wake whoever waits on this socket. The plain method, since that of a TLS socket tears at the reader's state."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    if sys.platform == "win32":  # there a shutdown alone need not wake a pending read
        with contextlib.suppress(OSError):
            sock.close()
