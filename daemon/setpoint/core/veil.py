"""Takes out of texts what names a person, a machine or a key, before somebody else reads them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from setpoint.core.plain_key import looks_like_key
from setpoint.value import value

KEY: Final = "(key)"
PERSON: Final = "(user)"
HOST: Final = "(host)"
MAIL: Final = "(e-mail)"

SHORTEST: Final = 6
"""Characters of a secret. Shorter ones would be found inside ordinary words."""

COMMON: Final = frozenset({"", "localhost", "root", "user", "administrator", "home"})
"""Names that name nobody."""

_USERINFO: Final = r"(://)[^/\s@\"']{1,200}@"
_MAIL: Final = r"[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
_CREDENTIAL: Final = r"(?i)\b(bearer|basic)(\s+)[^\s\"',]{6,}"
_WORD: Final = r"[^\s\"'`<>,;()\[\]{}]{12,}"
_DIGEST: Final = r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"
"""Of bytes that both sides have: its beginning tells two of them apart, and is of no use to anybody else."""


@value
class Veil:
    """`homes`: the person's home in each spelling. `secrets`: what is known to be one, whatever it looks like."""

    homes: tuple[str, ...]
    users: tuple[str, ...]
    hosts: tuple[str, ...]
    secrets: tuple[str, ...]

    def text(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, KEY)
        for home in self.homes:
            text = re.sub(_as_path(home), "~", text, flags=re.IGNORECASE)
        text = re.sub(_USERINFO, rf"\1{KEY}@", text)
        text = re.sub(_CREDENTIAL, rf"\1\2{KEY}", text)
        text = re.sub(_MAIL, MAIL, text)
        text = re.sub(_WORD, lambda found: _without_key(found[0]), text)
        for names, mask in ((self.hosts, HOST), (self.users, PERSON)):
            for name in names:
                text = re.sub(_alone(name), mask, text, flags=re.IGNORECASE)
        return text

    def plain(self, thing: object) -> object:
        """The same of every text in plain objects, names of members included."""
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, Mapping):
            return {self.text(str(name)): self.plain(member) for name, member in thing.items()}
        return [self.plain(each) for each in thing] if isinstance(thing, list | tuple) else thing

    def leaks(self, text: str) -> bool:
        """Whether something of it is still to be seen: a text that was not taken through `text`, or not whole."""
        shapes = [*map(_as_path, self.homes), *map(_alone, (*self.users, *self.hosts))]
        return any(each in text for each in self.secrets) or any(re.search(x, text, re.IGNORECASE) for x in shapes)


def veil(homes: Iterable[str], users: Iterable[str], hosts: Iterable[str], secrets: Iterable[str]) -> Veil:
    """A veil that finds the longest first, so that none hides a part of another."""
    spelled = {form for home in homes if len(home) > 2 for form in _spellings(home)}
    whole = set(hosts) | {host.partition(".")[0] for host in hosts}
    return Veil(
        _longest(spelled),
        _longest(_names(users)),
        _longest(_names(whole)),
        _longest(each for each in secrets if len(each) >= SHORTEST),
    )


def _spellings(home: str) -> tuple[str, ...]:
    """As it is, as an address has it, and as JSON and Python's `repr` write it."""
    return home, home.replace("\\", "/"), home.replace("\\", "\\\\")


def _names(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if len(name) > 1 and name.casefold() not in COMMON)


def _longest(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (-len(text), text)))


def _as_path(home: str) -> str:
    return rf"{re.escape(home)}(?![\w-])"


def _alone(name: str) -> str:
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"


def _without_key(word: str) -> str:
    """Digests are shortened; of a path or address only the part that is a key goes, if the rest is none."""
    word = re.sub(rf"(?<![0-9a-zA-Z])(?:{_DIGEST})(?![0-9a-zA-Z])", lambda found: f"{found[0][:8]}…", word)
    if looks_like_key(word) is None:
        return word
    parts = re.split(r"([/=&?])", word)
    masked = "".join(KEY if looks_like_key(part) else part for part in parts)
    return masked if masked != word and looks_like_key(masked) is None else KEY
