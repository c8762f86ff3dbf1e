"""The routes that tell: version, lists, show, account. Nothing here changes a thing."""

from __future__ import annotations

from setpoint.core.names import NAMESPACE, Name
from setpoint.standins.ollama import rendering
from setpoint.standins.ollama.asked import Asked, Refused, model_of, wish
from setpoint.standins.ollama.reply import Reply, error, not_found_page, ok, openai
from setpoint.standins.ollama.store import Stored, name_or_none

BAD_DATA = "invalid character '\\u0084' looking for beginning of value"


def root(_asked: Asked) -> Reply:
    return Reply(200, b"Ollama is running", "text/plain; charset=utf-8")


def version(asked: Asked) -> Reply:
    return ok({"version": asked.world.version})


def tags(asked: Asked) -> Reply:
    return ok({"models": [rendering.row(one, asked.world.version) for one in asked.world.store.listed()]})


def ps(asked: Asked) -> Reply:
    keys = asked.world.store.loaded
    models = [one for key in keys for one in asked.world.store.listed() if one.name.key == key]
    return ok({"models": [rendering.running(one) for one in models]})


def status(asked: Asked) -> Reply:
    disabled = asked.world.cloud.disabled
    return ok({"cloud": {"disabled": disabled, "source": "env" if disabled else "none"}})


def me(asked: Asked) -> Reply:
    cloud = asked.world.cloud
    if not cloud.reachable or cloud.disabled:
        return error(503, "account unavailable") if asked.world.since("0.23.2") else ok(None)
    if not cloud.signed_in:
        link = "https://ollama.com/connect?name=stand-in&key=c3RhbmQtaW4"
        return Reply(401, ok({"error": "unauthorized", "signin_url": link}).body, "application/json; charset=utf-8")
    return ok({"id": "stand-in", "email": "person@example.com", "name": "person", "plan": "free"})


def show(asked: Asked) -> Reply:
    text = model_of(wish(asked, "ShowRequest"))
    if not text:
        return error(400, "model is required")
    name = name_or_none(text)
    if name is None:
        return error(400, "invalid model name")
    if name.is_cloud:
        return _cloud_show(asked, name)
    model = asked.world.store.find(name)
    if model is None:
        return error(404, missing(asked, name, text))
    return error(500, BAD_DATA) if model.damaged else ok(rendering.show(model))


def blob(asked: Asked) -> Reply:
    """Whether it holds a layer (b01, b02). A HEAD: what the length is of is not sent."""
    digest = asked.path.rpartition("sha256:")[2]
    return Reply(200) if digest in asked.world.store.blobs else error(404, f"blob {digest} not found")


def missing(asked: Asked, name: Name, text: str) -> str:
    return f"model '{name.listed if asked.world.since('0.30.0-rc0') else text}' not found"


def out_of_reach(method: str, path: str) -> str:
    lookup = "lookup ollama.com on 127.0.0.1:53: read udp 127.0.0.1:40000->127.0.0.1:53: read: connection refused"
    return f'{method} "https://ollama.com:443{path}?ts=1795338432": dial tcp: {lookup}'


def refuse_cloud(asked: Asked, name: Name, method: str, path: str, *, telling: bool = False) -> None:
    """What ollama.com, or the way there, has against a request."""
    cloud = asked.world.cloud
    if cloud.disabled:
        what = "remote model details are unavailable" if telling else "remote model is unavailable"
        raise Refused(error(403, f"ollama cloud is disabled: {what}"))
    if not cloud.reachable:
        raise Refused(error(502, out_of_reach(method, path)))
    bare = remote_name(name)
    if bare in cloud.retired:
        raise Refused(error(410, f"model '{bare}' was retired"))
    if bare not in cloud.models:
        raise Refused(error(404, f"model '{bare}' not found"))
    if not telling and not cloud.signed_in:
        raise Refused(error(401, "unauthorized"))


def remote_name(name: Name) -> str:
    """As ollama.com knows it: without the source suffix."""
    tag = name.tag.removesuffix("cloud").removesuffix("-")
    return f"{name.model}:{tag}" if tag else name.model


def _cloud_show(asked: Asked, name: Name) -> Reply:
    refuse_cloud(asked, name, "Post", "/api/show", telling=True)
    details = {"parent_model": "", "format": "", "family": "", "families": None}
    info = {"general.architecture": "cloud", "cloud.context_length": 262144}
    return ok({"details": details, "model_info": info, "capabilities": ["completion", "tools", "thinking"]})


def v1_models(asked: Asked) -> Reply:
    """Without models `data` is null, not a list (a09)."""
    data = [_v1_model(one, one.name.listed) for one in asked.world.store.listed()]
    return openai(200, {"object": "list", "data": data or None})


def v1_model(asked: Asked) -> Reply:
    text = asked.path.removeprefix("/v1/models/")
    name = name_or_none(text)
    if name is None or "%2f" in text.lower() or "/" in text:
        return not_found_page()
    if name.is_cloud:
        refuse_cloud(asked, name, "Get", f"/v1/models/{remote_name(name)}", telling=True)
    model = asked.world.store.find(name)
    if model is None:
        return _openai_error(404, "not_found_error", missing(asked, name, text))
    return _openai_error(500, "api_error", BAD_DATA) if model.damaged else openai(200, _v1_model(model, text))


def _v1_model(model: Stored, shown: str) -> dict[str, object]:
    namespace = model.name.namespace
    owner = NAMESPACE if namespace == NAMESPACE else namespace
    return {"id": shown, "object": "model", "created": int(model.modified), "owned_by": owner}


def _openai_error(code: int, kind: str, text: str) -> Reply:
    return openai(code, {"error": {"message": text, "type": kind, "param": None, "code": None}})
