"""What may be told of files that hold other people's business: names and kinds of values, and a few values. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

DEEPEST: Final = 6

KINDS: Final = {str: "text", bool: "true or false", int: "number", float: "number", type(None): "null"}


def kind(thing: object) -> str:
    return KINDS.get(type(thing), type(thing).__name__)


def outline(thing: object, keep: Collection[str] = (), depth: int = 0) -> object:
    """Names of members, and of each value its kind. `keep`: members of the outermost object that stay as they are."""
    if isinstance(thing, Mapping):
        if depth >= DEEPEST:
            return f"object of {len(thing)}"
        return {
            str(name): member if depth == 0 and name in keep else outline(member, (), depth + 1)
            for name, member in thing.items()
        }
    if isinstance(thing, list | tuple):
        return [f"list of {len(thing)}", *(outline(each, (), depth + 1) for each in thing[:1])]
    return kind(thing)


PROFILE: Final = frozenset(
    {
        *("setpoint", "mode", "default", "models", "models.*", "models.*.model", "models.*.label", "models.*.context"),
        *("keep.*", "ollama.url", "ollama.version", "ollama.context", "ollama.upgrade", "ollama.cloud"),
        *("ollama.prune", "ollama.update", "gateway.url", "gateway.auth", "gateway.models.*", "gateway.models.*.id"),
        *("gateway.models.*.label", "claude.switch", "claude.app", "agent.mode", "agent.interval", "agent.notify"),
        *("agent.on_user_switch", "agent.contest", "agent.contest.changes", "agent.contest.within"),
    }
)
"""The places of a profile whose values may be told. A star is any name, or any place in a list."""

REFERENCES: Final = ("ollama.key", "gateway.key")


def of_profile(thing: object, path: tuple[str, ...] = ()) -> object:
    """A profile, valid or not: of a key reference its scheme, of all that is not known to be harmless its kind."""
    if ".".join(path) in REFERENCES:
        return reference(thing)
    if isinstance(thing, Mapping):
        return {str(name): of_profile(member, (*path, str(name))) for name, member in thing.items()}
    if isinstance(thing, list | tuple):
        return [of_profile(each, (*path, "*")) for each in thing]
    return thing if _may_be_told(path) or isinstance(thing, bool | None) else kind(thing)


def reference(thing: object) -> str:
    """`keyring:…`. What is no reference may be a key itself."""
    if isinstance(thing, Mapping):
        return f"{'/'.join(sorted(str(name) for name in thing if str(name).isalpha()))}:…"
    scheme, colon, _ = thing.partition(":") if isinstance(thing, str) else ("", "", "")
    return f"{scheme}:…" if colon and scheme in ("keyring", "file", "op", "env", "systemd") else kind(thing)


def _may_be_told(path: tuple[str, ...]) -> bool:
    starred = {".".join(path), ".".join((*path[:1], *("*" for _ in path[1:2]), *path[2:]))}
    starred |= {".".join((*path[:2], *("*" for _ in path[2:3]), *path[3:]))}
    return bool(starred & PROFILE)
