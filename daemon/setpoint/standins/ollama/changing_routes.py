"""The routes that change what the server holds: pull, create, copy, delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import time

from setpoint.core.names import Name
from setpoint.standins.ollama.asked import Asked, model_of, wish
from setpoint.standins.ollama.models_routes import remote_name
from setpoint.standins.ollama.published import Details
from setpoint.standins.ollama.pulling import Line, Pull
from setpoint.standins.ollama.reply import PLAIN_JSON, Reply, Stream, compact, error
from setpoint.standins.ollama.store import Stored, name_or_none
from setpoint.value import replace


def pull(asked: Asked) -> Reply | Stream:
    value = wish(asked, "PullRequest")
    name = name_or_none(model_of(value))
    if name is None:
        return error(400, "invalid model name")
    return _answered(_pulling(asked, name, insecure=bool(value.get("insecure"))), value)


def _pulling(asked: Asked, name: Name, *, insecure: bool) -> Iterator[Line]:
    world = asked.world
    return Pull(world.store, world.registry, name, world.version, insecure, world.ended).lines()


def create(asked: Asked) -> Reply | Stream:
    """From a model that is there, from a cloud name (no stub needed, y02), else the registry is asked as by a pull."""
    value = wish(asked, "CreateRequest")
    name, source = name_or_none(model_of(value)), name_or_none(value.get("from"))
    if name is None:
        return error(400, "invalid model name")
    if source is None:
        return Reply(400, compact({"error": "neither 'from' or 'files' was specified"}), PLAIN_JSON)
    found = asked.world.store.find(source)
    if value.get("remote_host"):
        found = _stub(source, f"{source.model}:{source.tag}".removesuffix(":latest"))
    elif found is None and source.is_cloud:
        found = _stub(source, remote_name(source))
    if found is None:
        return _answered(_pulling(asked, source, insecure=False), value)
    return _answered(_deriving(asked, name, found, value), value)


def _stub(source: Name, remote: str) -> Stored:
    return Stored(source, None, (), Details("", "", "", "", 0, 0, ()), {}, "{{ .Prompt }}", "", "", remote)


def _deriving(asked: Asked, name: Name, source: Stored, value: Mapping[str, object]) -> Iterator[Line]:
    store = asked.world.store
    given = value.get("parameters")
    system = value.get("system")
    model = replace(
        source,
        name=store.spelled(name),
        parameters={**source.parameters, **(given if isinstance(given, dict) else {})},
        system=system if isinstance(system, str) else source.system,
        made_from="" if source.remote else source.name.listed,
        modified=time(),
    )
    layers = [*([model.weights] if model.weights else []), *model.texts]
    layers += [model.parameter_layer] if model.parameter_layer else []
    for layer in layers:
        word = "using existing" if layer.digest in store.blobs else "creating new"
        yield {"status": f"{word} layer sha256:{layer.digest}"}
    yield {"status": "writing manifest"}
    store.put(model)
    yield {"status": "success"}


def copy(asked: Asked) -> Reply:
    value = wish(asked, "CopyRequest")
    names = []
    for key in ("source", "destination"):
        name = name_or_none(value.get(key))
        if name is None:
            return error(400, f'{key} "{value.get(key, "")}" is invalid')
        names.append(name)
    source = asked.world.store.find(names[0])
    if source is None:
        return error(404, f'model "{value["source"]}" not found')
    asked.world.store.copy(source, names[1])
    return Reply(200)


def delete(asked: Asked) -> Reply:
    text = model_of(wish(asked, "DeleteRequest"))
    if not text:
        return error(400, "model is required")
    name = name_or_none(text)
    if name is None:
        return error(400, f'name "{text}" is invalid')
    return Reply(200) if asked.world.store.remove(name) else error(404, f"model '{text}' not found")


def _answered(lines: Iterator[Line], value: Mapping[str, object]) -> Reply | Stream:
    """Lines as they come; with `"stream": false` only the last, and then an error is a 500."""
    if value.get("stream") is not False:
        return Stream(compact(line) + b"\n" for line in lines)
    last: Line = {}
    for line in lines:
        last = line
    return Reply(500 if "error" in last else 200, compact(last), PLAIN_JSON)
