"""Names of Ollama models: what a person writes, what the server lists, and when the two are the same model.

Grammar and vectors: OL 2.1 to 2.4 and the recording n01. `[host/][namespace/]model[:tag]`, then perhaps `:cloud` or
`:local`, which is a source and no tag.
"""

from __future__ import annotations

from typing import Final, Literal

from setpoint.value import value

Source = Literal["", "local", "cloud"]

HOST: Final = "registry.ollama.ai"
NAMESPACE: Final = "library"
TAG: Final = "latest"

_HOST_MAX: Final = 350
_PART_MAX: Final = 80
_WITH_DOT: Final = ".-"
_NO_DOT: Final = "-"
_WITH_COLON: Final = ".:-"
"""What may stand after the first character, beside ASCII letters, digits and `_`."""


@value
class Name:
    """A model name, complete: defaults filled in, the source suffix resolved, the person's capitals kept."""

    host: str
    namespace: str
    model: str
    tag: str
    source: Source = ""

    @property
    def is_cloud(self) -> bool:
        """Whether Ollama sends requests for this name to ollama.com, whatever is stored under it (c05)."""
        return self.source == "cloud"

    @property
    def listed(self) -> str:
        """As /api/tags prints it: host and namespace only where they are not the defaults, the tag always."""
        short = f"{self.model}:{self.tag}"
        if self.host != HOST:
            return f"{self.host}/{self.namespace}/{short}"
        return short if self.namespace == NAMESPACE else f"{self.namespace}/{short}"

    @property
    def pull_name(self) -> str:
        """What pull, delete and create are asked for. Never with `:local`, which delete would misread (OL 2.4)."""
        return self.listed

    @property
    def key(self) -> str:
        """Equal for two spellings of one model. The server looks names up without regard to case (OL 2.2)."""
        where = "cloud" if self.is_cloud else "local"
        return f"{where} {self.host}/{self.namespace}/{self.model}:{self.tag}".casefold()


def parse(text: str) -> Name:
    """A name from what a person or a server wrote. ValueError says why it is none that Ollama accepts."""
    bare = text.strip(" ")
    _refuse_outright(bare)
    bare, source = _split_source(bare)
    path, tag = _split_tag(bare)
    host, namespace, model = _split_path(path)
    _check("host", host, _WITH_COLON, _HOST_MAX)
    _check("namespace", namespace, _NO_DOT, _PART_MAX)
    _check("model", model, _WITH_DOT, _PART_MAX)
    if tag is not None:
        _check("tag", tag, _WITH_DOT, _PART_MAX)
    return Name(
        HOST if host.lower() == HOST else host,
        NAMESPACE if namespace.lower() == NAMESPACE else namespace,
        model,
        _stored_tag(tag, source),
        source,
    )


def same(one: str, other: str) -> bool:
    """Whether two spellings mean one model; False where either is no name."""
    try:
        return parse(one).key == parse(other).key
    except ValueError:
        return False


def short(listed: str) -> str:
    """A listed name as a person writes it: without the tag that goes without saying."""
    return listed.removesuffix(f":{TAG}")


def without_name(text: str, name: str) -> str:
    """What is said about a model, where its name stands before it already. The server may spell it with its tag."""
    head, _, rest = text.partition(": ")
    return rest if rest and (head == name or same(head, name)) else text


def _refuse_outright(text: str) -> None:
    if not text:
        raise ValueError("the name is empty")
    if any(not char.isprintable() for char in text):
        raise ValueError("the name has control characters")
    if "@" in text:
        raise ValueError("Ollama cannot pin a digest with `@`")
    if ".." in text:
        raise ValueError("the name has `..`")


def _split_source(text: str) -> tuple[str, Source]:
    bare, source = _cut_source(text)
    if source and _cut_source(bare)[1]:
        raise ValueError("use `:cloud` or `:local` once, not both")
    return bare, source


def _cut_source(text: str) -> tuple[str, Source]:
    bare, tag = _split_tag(text)
    word = (tag or "").lower()
    if word == "cloud":
        return bare, "cloud"
    if word == "local":
        return bare, "local"
    if word.endswith("-cloud"):
        return text[: -len("-cloud")], "cloud"
    return text, ""


def _stored_tag(tag: str | None, source: Source) -> str:
    """The tag of the stub, for a cloud name (OL 2.4): `x:cloud` or `x:TAG-cloud`."""
    if source != "cloud":
        return tag or TAG
    stub = f"{tag}-cloud" if tag else "cloud"
    if len(stub) > _PART_MAX:
        raise ValueError(f"the tag has more than {_PART_MAX} characters")
    return stub


def _split_tag(text: str) -> tuple[str, str | None]:
    """A colon belongs to the tag only after the last slash: `host:5000/ns/model` has none."""
    colon = text.rfind(":")
    return (text, None) if colon <= text.rfind("/") else (text[:colon], text[colon + 1 :])


def _split_path(path: str) -> tuple[str, str, str]:
    scheme, mark, rest = path.partition("://")
    if mark:
        if scheme.lower() not in ("http", "https") or rest.count("/") != 2:
            raise ValueError("with a scheme, the name is https://host/namespace/model")
        path = rest
    parts = path.split("/")
    if len(parts) > 3:
        raise ValueError("the name has more parts than host/namespace/model")
    host, namespace, model = [*(HOST, NAMESPACE)[: 3 - len(parts)], *parts]
    return host, namespace, model


def _check(what: str, part: str, others: str, longest: int) -> None:
    if not part:
        raise ValueError(f"the {what} is empty")
    if len(part) > longest:
        raise ValueError(f"the {what} has more than {longest} characters")
    letters = part[0] + "".join(char for char in part[1:] if char not in others)
    if not letters.isascii() or not letters.replace("_", "0").isalnum():
        raise ValueError(f"the {what} {part!r} has a character that Ollama does not accept there")
