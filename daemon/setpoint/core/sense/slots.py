"""Models and the Claude ids that they answer for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from setpoint.core.facts.claude_models import ALLOWED, refused, slot_id
from setpoint.core.facts.ollama import CLOUD_ONLY, NOT_A_NAME, retired, successor
from setpoint.core.finding import Finding, Path, listed, quoted
from setpoint.core.names import HOST, NAMESPACE, Name, parse
from setpoint.core.profile import KeepWish, Profile, SlotWish


def check(profile: Profile) -> Iterator[Finding]:
    yield from _ids((("models", wish.key), slot_id(wish.key)) for wish in profile.models)
    gateway = profile.gateway.models if profile.gateway else ()
    yield from _ids((("gateway", "models", model.key), model.id) for model in gateway)
    ids = {parse(slot_id(wish.key)).key for wish in profile.models}
    for path, wish in _declared(profile):
        yield from _model(path, wish, ids, cloud=profile.ollama.cloud == "allowed")


def _declared(profile: Profile) -> Iterator[tuple[Path, SlotWish | KeepWish]]:
    for wish in profile.models:
        yield ("models", wish.key), wish
    for index, kept in enumerate(profile.keep):
        yield ("keep", index), kept


def _ids(slots: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    seen: dict[str, Path] = {}
    for path, model_id in slots:
        if model_id in seen:
            first = seen[model_id][-1]
            yield Finding(path, "SP114", f"stands for {quoted(model_id)} like {quoted(str(first))}", "keep one of them")
        seen.setdefault(model_id, path)
        yield from _accepted(path, model_id)


def _accepted(path: Path, model_id: str) -> Iterator[Finding]:
    part = refused(model_id)
    if not part:
        return
    if part == model_id:
        message, hint = (
            f"{quoted(model_id)} does not look like a model of Anthropic's",
            f"needs {listed(ALLOWED)} in it",
        )
    else:
        message, hint = f"{quoted(model_id)} has {quoted(part)} in it", "offer it under a Claude id and use `label`"
    yield Finding(path, "SP115", f"Claude Desktop refuses this id: {message}", hint)


def _model(path: Path, wish: SlotWish | KeepWish, ids: set[str], *, cloud: bool) -> Iterator[Finding]:
    text = wish.model
    try:
        name = parse(text)
    except ValueError as error:
        yield Finding(
            path,
            "SP118",
            f"{quoted(text)} is not a model name: {error}",
            "write it as `ollama list` does, such as qwen3.5:9b",
        )
        return
    if name.key in ids:
        yield Finding(path, "SP118", f"{quoted(text)} is what a slot itself is called", "name the model behind it")
    if name.is_cloud and not cloud:
        yield Finding(
            path, "SP119", f"{quoted(text)} runs in Ollama's cloud, and ollama.cloud is forbidden", "name a local model"
        )
    if wish.update == "daily" and (name.is_cloud or name.host != HOST):
        message = f"{quoted(text)} is not kept current: {_whose(name)}"
        yield Finding((*path, "update"), "SP237", message, "leave `update` out here", warning=True)
    yield from _bygone(path, name)


def _whose(name: Name) -> str:
    return "a cloud model is what ollama.com runs" if name.is_cloud else f"{name.host} is not asked, only {HOST} is"


def _bygone(path: Path, name: Name) -> Iterator[Finding]:
    gone = retired(name.listed)
    if gone is not None:
        told = f"was retired on {gone.on}" if gone.sure else f"was announced to be retired on {gone.on}"
        yield Finding(path, "SP130", f"{quoted(name.listed)} {told}", f"use {successor(name.listed)}", warning=True)
    bare = name.model.casefold()
    if name.is_cloud or (name.host, name.namespace) != (HOST, NAMESPACE):
        return
    if bare in CLOUD_ONLY:
        yield Finding(
            path, "SP118", f"{quoted(bare)} has no weights to pull", f"use {bare}:cloud, or a local model", warning=True
        )
    elif bare in NOT_A_NAME:
        yield Finding(path, "SP118", f"no library has {quoted(bare)}", f"use {NOT_A_NAME[bare]}", warning=True)
