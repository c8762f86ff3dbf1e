"""Which path has which methods, and what is said about the others (recording a04)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from setpoint.standins.ollama import changing_routes as changing
from setpoint.standins.ollama import models_routes as telling
from setpoint.standins.ollama.asked import Asked, Refused
from setpoint.standins.ollama.messages import messages
from setpoint.standins.ollama.reply import Reply, Stream, not_found_page

Route = Callable[[Asked], Reply | Stream]

_ROUTES: Final[Mapping[str, Mapping[str, Route]]] = {
    "/": {"HEAD": telling.root, "GET": telling.root},
    "/api/version": {"HEAD": telling.version, "GET": telling.version},
    "/api/tags": {"HEAD": telling.tags, "GET": telling.tags},
    "/api/ps": {"GET": telling.ps},
    "/api/status": {"GET": telling.status},
    "/api/me": {"POST": telling.me},
    "/api/show": {"POST": telling.show},
    "/api/pull": {"POST": changing.pull},
    "/api/create": {"POST": changing.create},
    "/api/copy": {"POST": changing.copy},
    "/api/delete": {"DELETE": changing.delete},
    "/v1/models": {"GET": telling.v1_models},
    "/v1/messages": {"POST": messages},
}

MUTATING: Final = frozenset({"/api/pull", "/api/create", "/api/copy", "/api/delete"})


def answer(asked: Asked) -> Reply | Stream:
    methods = _methods(asked.path)
    if methods is None:
        return _moved(asked)
    route = methods.get(asked.method)
    if route is None:
        return Reply(405, b"405 method not allowed", "text/plain", {"Allow": ", ".join(methods)})
    try:
        return route(asked)
    except Refused as refused:
        return refused.reply


def allowed(path: str) -> dict[str, str]:
    """The header that every answer to OPTIONS has."""
    methods = _methods(path)
    return {"Allow": ", ".join(methods)} if methods else {}


def _methods(path: str) -> Mapping[str, Route] | None:
    if path.startswith("/v1/models/"):
        return {"GET": telling.v1_model}
    if path.startswith("/api/blobs/sha256:"):
        return {"HEAD": telling.blob}
    return _ROUTES.get(path)


def _moved(asked: Asked) -> Reply:
    """A known path with a slash too many is redirected, as Ollama's router does."""
    clean = re.sub("//+", "/", asked.path)
    if clean != asked.path and clean in _ROUTES:
        return _redirect(307, "Temporary Redirect", clean)
    clean = clean.rstrip("/")
    if clean in _ROUTES:
        moved = (301, "Moved Permanently") if asked.method == "GET" else (307, "Temporary Redirect")
        return _redirect(*moved, clean)
    return not_found_page()


def _redirect(status: int, words: str, path: str) -> Reply:
    page = f'<a href="{path}">{words}</a>.\n\n'.encode()
    return Reply(status, page, "text/html; charset=utf-8", {"Location": path})
