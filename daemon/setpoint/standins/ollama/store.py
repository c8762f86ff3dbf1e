"""The models that the stand-in holds, and the rules by which Ollama finds them by name (OL 2.2, recording n01)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from setpoint.core.names import Name, parse
from setpoint.standins.ollama.published import Details, Layer, Published, layer
from setpoint.value import replace

REMOTE_HOST = "https://ollama.com:443"


@dataclass(frozen=True, slots=True)
class Stored:
    """A model on the server. `made_from` is its parent's listed name; `damaged`: its manifest points to bad data."""

    name: Name
    weights: Layer | None
    texts: tuple[Layer, ...]
    details: Details
    parameters: Mapping[str, object]
    template: str
    system: str
    licence: str
    remote: str = ""
    made_from: str = ""
    damaged: bool = False
    modified: float = field(default_factory=time.time)

    @property
    def parameter_layer(self) -> Layer | None:
        """Its content is what counts: created twice alike, it is the same blob (y01)."""
        return layer(json.dumps(dict(self.parameters), sort_keys=True)) if self.parameters else None

    @property
    def config(self) -> Layer:
        return layer("config", self.remote, self.made_from, repr(self.details), size=384 if self.remote else 152)

    @property
    def layers(self) -> tuple[Layer, ...]:
        found = (self.weights, *self.texts, self.parameter_layer, self.config)
        return tuple(one for one in found if one is not None)

    @property
    def digest(self) -> str:
        return layer("manifest", *(one.digest for one in self.layers)).digest

    @property
    def size(self) -> int:
        return sum(one.size for one in self.layers)


def from_registry(name: Name, offer: Published) -> Stored:
    """The model as a pull would leave it."""
    # gpt-oss:20b-cloud and gpt-oss:cloud are the same stub, and a model has the same blobs under every host
    weights = offer.weights(f"{name.namespace}/{name.model}:{name.tag}".casefold())
    texts = tuple(layer(text) for text in (offer.template, offer.system, offer.licence) if text and weights)
    return Stored(
        name, weights, texts, offer.details, offer.parameters, offer.template, offer.system, offer.licence, offer.remote
    )


class Store:
    """Everything that changes. `blobs` are whole layers, some of them `bad`; `partial` the bytes of those to come."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.blobs: set[str] = set()
        self.bad: set[str] = set()
        self.partial: dict[str, int] = {}
        self.loaded: list[str] = []
        self._models: dict[str, Stored] = {}

    def find(self, name: Name) -> Stored | None:
        return self._models.get(name.key)

    def listed(self) -> list[Stored]:
        """Newest first; a damaged model is in no list (p17c)."""
        with self.lock:
            return sorted((one for one in self._models.values() if not one.damaged), key=lambda one: -one.modified)

    def put(self, model: Stored) -> None:
        with self.lock:
            self._models[model.name.key] = model
            self.blobs.update(one.digest for one in model.layers)

    def remove(self, name: Name) -> bool:
        """The manifest, then the blobs that no other manifest uses."""
        with self.lock:
            gone = self._models.pop(name.key, None)
            if gone is not None:
                self.sweep(gone)
            self.loaded = [key for key in self.loaded if key != name.key]
            return gone is not None

    def sweep(self, gone: Stored) -> None:
        """Remove the layers of what is not there any more, but for those that others use."""
        with self.lock:
            used = {one.digest for model in self._models.values() for one in model.layers}
            self.blobs.difference_update({one.digest for one in gone.layers} - used)
            self.bad &= self.blobs

    def copy(self, source: Stored, name: Name) -> None:
        self.put(replace(source, name=self.spelled(name), modified=time.time()))

    def load(self, model: Stored) -> None:
        with self.lock:
            self.loaded = [model.name.key, *(key for key in self.loaded if key != model.name.key)]

    def spelled(self, name: Name) -> Name:
        """A part that any stored model has in other capitals takes its spelling: part by part, across models."""
        known = [one.name for one in self._models.values()]
        return replace(
            name,
            host=_known(name.host, (one.host for one in known)),
            namespace=_known(name.namespace, (one.namespace for one in known)),
            model=_known(name.model, (one.model for one in known)),
            tag=_known(name.tag, (one.tag for one in known)),
        )


def _known(part: str, known: Iterable[str]) -> str:
    spellings = [one for one in known if one.casefold() == part.casefold()]
    return part if part in spellings or not spellings else spellings[0]


def name_or_none(text: object) -> Name | None:
    try:
        return parse(text) if isinstance(text, str) else None
    except ValueError:
        return None
