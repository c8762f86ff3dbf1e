"""Which of the models on a server could answer for Claude, and why the others could not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from setpoint.core.facts.ollama import retired
from setpoint.core.facts.starters import LEAST
from setpoint.core.figures import size_text
from setpoint.core.names import Name, parse, short
from setpoint.core.plain_key import looks_like_key
from setpoint.core.ports import Model, Shown
from setpoint.core.profile import DEFAULT_CONTEXT
from setpoint.value import value

CLAUDES: Final = "claude-"
"""What the names of slots begin with: such a model was made from another one that is there too."""


@value
class Candidate:
    """A model that could answer. `name` as a person writes it; `size` in bytes, 0 for a cloud model.

    `context` in tokens; None: not known. `pulled`: it is there already.
    """

    name: str
    size: int = 0
    cloud: bool = False
    vision: bool = False
    context: int | None = None
    pulled: bool = True


@value
class LeftOut:
    """A model that is there and is not proposed."""

    name: str
    why: str


@value
class Sifted:
    """The candidates, the smallest first and those in the cloud last; and the rest."""

    candidates: tuple[Candidate, ...] = ()
    left: tuple[LeftOut, ...] = ()


def sift(models: Sequence[Model], shown: Mapping[str, Shown], room: int | None, *, cloud: bool | None = None) -> Sifted:
    """`shown` by the model's name. `room`: bytes that one model may take; None: not known. `cloud`: as `cloud_enabled`.

    What is small or has a short memory is left out only where there is something better.
    """
    fine: list[Candidate] = []
    left: list[LeftOut] = []
    digests: dict[str, str] = {}
    for model in sorted(models, key=lambda model: (model.size, len(model.name), model.name)):
        name = _named(model.name)
        why = _against(name, model, shown.get(model.name), room, cloud=cloud) or _twin(model, digests)
        if name is None or why:
            left.append(LeftOut(short(model.name), why))
            continue
        digests[model.digest] = short(model.name)
        fine.append(_candidate(name, model, shown.get(model.name)))
    fine, weak = _parted(fine)
    candidates = sorted(fine, key=lambda one: (one.cloud, one.size))
    return Sifted(tuple(candidates), (*left, *weak))


def is_weak(one: Candidate) -> str:
    """Why something better is taken where there is any; "" for nothing against it."""
    if one.cloud:
        return ""
    if one.size < LEAST:
        return f"with {size_text(one.size)} too small to call tools reliably"
    if one.context is not None and one.context < DEFAULT_CONTEXT:
        return f"holds {one.context} tokens, and Claude works with {DEFAULT_CONTEXT}"
    return ""


def _parted(fine: Iterable[Candidate]) -> tuple[list[Candidate], list[LeftOut]]:
    every = list(fine)
    strong = [one for one in every if not is_weak(one)]
    if not any(not one.cloud for one in strong):
        return every, []
    return strong, [LeftOut(one.name, is_weak(one)) for one in every if is_weak(one)]


def may_be_named(text: str) -> bool:
    """Whether a profile can declare a model of this name: one that Ollama takes, no key, and no slot itself."""
    name = _named(text)
    return name is not None and not looks_like_key(text) and not name.model.casefold().startswith(CLAUDES)


def _named(text: str) -> Name | None:
    try:
        return parse(text)
    except ValueError:
        return None


def _against(name: Name | None, model: Model, shown: Shown | None, room: int | None, *, cloud: bool | None) -> str:
    if name is None or looks_like_key(short(model.name)):
        return "a profile cannot hold this name"
    if name.model.casefold().startswith(CLAUDES):
        return f"made from {short(model.parent)}" if model.parent else "made from another model, under Claude's name"
    if name.is_cloud or model.remote:
        return _against_cloud(model.name, cloud=cloud)
    if shown is None:
        return "the server did not say what it can do"
    return _lacking(shown.capabilities) or _too_large(model.size, room)


def _against_cloud(text: str, *, cloud: bool | None) -> str:
    gone = retired(text)
    if gone is not None:
        told = "retired" if gone.sure else "announced to be retired"
        return f"{told} on {gone.on}; {gone.successor} came after it"
    return "cloud models are switched off on this server" if cloud is False else ""


def _lacking(capabilities: Sequence[str]) -> str:
    """A server that names no capability at all hides them all: then nothing is held against the model."""
    if "embedding" in capabilities:
        return "for embeddings; it does not talk"
    if capabilities and "tools" not in capabilities:
        return "cannot call tools, and Claude works by them"
    return ""


def _too_large(size: int, room: int | None) -> str:
    if room is None or size <= room:
        return ""
    return f"too large: {size_text(size)}, and this machine's memory has room for {size_text(room)}"


def _twin(model: Model, digests: Mapping[str, str]) -> str:
    twin = digests.get(model.digest) if model.digest else None
    return f"the same as {twin}" if twin else ""


def _candidate(name: Name, model: Model, shown: Shown | None) -> Candidate:
    if name.is_cloud or model.remote:
        return Candidate(short(model.name), cloud=True)
    capabilities = shown.capabilities if shown else ()
    context = (shown.maximum if shown else None) or model.context
    return Candidate(short(model.name), model.size, vision="vision" in capabilities, context=context)
