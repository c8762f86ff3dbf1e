"""The very route that Claude Desktop takes: endpoint, headers, models, key, as the applied entry has them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from setpoint.core.facts.claude import PLACEHOLDER
from setpoint.core.finding import meant
from setpoint.core.profile import KeyRef
from setpoint.core.route import Route
from setpoint.core.secret import Secret
from setpoint.core.slots import Slot
from setpoint.errors import NeedsPerson, UsageWrong
from setpoint.value import EMPTY, value

Source = Literal["policy", "entry", "profile"]


@value
class AppRoute:
    """`helper` (a path), `ref` or `key` is where the key comes from. Headers may hold one: they are never shown."""

    source: Source
    url: str
    auth: str
    slots: tuple[Slot, ...]
    headers: Mapping[str, str] = EMPTY
    helper: str = ""
    ref: KeyRef | None = None
    key: Secret = Secret(PLACEHOLDER)

    def __repr__(self) -> str:
        return f"AppRoute({self.source}, {self.url})"

    def with_key(self, key: Secret) -> dict[str, str]:
        """The headers of a request, as the app sends them."""
        own = {"x-api-key": key.reveal()} if self.auth == "x-api-key" else {"Authorization": f"Bearer {key.reveal()}"}
        return {**own, **self.headers}


def of_profile(way: Route) -> AppRoute:
    """What an entry would say, where none of ours is applied yet."""
    return AppRoute("profile", way.url, way.auth, way.slots, dict(way.headers), ref=way.key)


def of_values(source: Source, values: Mapping[str, object], known: tuple[Slot, ...], where: str) -> AppRoute:
    """What an entry, or a policy, says. `known`: the profile's slots. NeedsPerson (SP305): there is no such route."""
    url = _text(values, "inferenceGatewayBaseUrl")
    if _text(values, "inferenceProvider") != "gateway" or not url:
        hint = "setpoint plan shows what differs" if source == "entry" else "ask IT"
        raise NeedsPerson("SP305", "this route leads to no server that could be tested", where=where, hint=hint)
    by_script = _text(values, "inferenceCredentialKind") == "helper-script"
    return AppRoute(
        source,
        url,
        _text(values, "inferenceGatewayAuthScheme") or "bearer",
        _slots(values.get("inferenceModels"), known),
        _headers(values.get("inferenceCustomHeaders")),
        _text(values, "inferenceCredentialHelper") if by_script else "",
        key=Secret(_text(values, "inferenceGatewayApiKey")),
    )


def _text(values: Mapping[str, object], key: str) -> str:
    found = values.get(key)
    return found if isinstance(found, str) else ""


def _headers(told: object) -> dict[str, str]:
    pairs = told.items() if isinstance(told, Mapping) else ()
    return {name: text for name, text in pairs if isinstance(name, str) and isinstance(text, str)}


def _slots(rows: object, known: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Those of the picker, and behind them the background slot, which the app calls without listing it."""
    by_id = {slot.id: slot for slot in known}
    found = [_slot(row, by_id) for row in rows if _name(row)] if isinstance(rows, list) else []
    return (*found, *(slot for slot in known if not slot.listed))


def _name(row: object) -> str:
    """A row may be a bare name (CD 2.8)."""
    name = row.get("name") if isinstance(row, Mapping) else row
    return name if isinstance(name, str) else ""


def _slot(row: object, known: Mapping[str, Slot]) -> Slot:
    name = _name(row)
    if name in known:
        return known[name]
    texts = row if isinstance(row, Mapping) else {}
    return Slot(name, _text(texts, "anthropicFamilyTier"), name, _text(texts, "labelOverride"))


def chosen(slots: tuple[Slot, ...], words: Iterable[str]) -> tuple[Slot, ...]:
    """The slots that the words mean, in the order of the slots; all where there is no word. UsageWrong (SP905)."""
    words = tuple(words)
    for word in words:
        if not any(word in _names(slot) for slot in slots):
            known = [name for slot in slots for name in _names(slot)]
            hint = meant(word, known) or f"there are {', '.join(_names(slot)[0] for slot in slots)}"
            raise UsageWrong("SP905", f'there is no slot "{word}"', hint=hint)
    return tuple(slot for slot in slots if not words or any(word in _names(slot) for word in words))


def _names(slot: Slot) -> list[str]:
    family = slot.family if slot.listed else "background"
    return [name for name in (family, slot.id, slot.model) if name]
