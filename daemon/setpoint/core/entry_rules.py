"""The values of an entry in Claude's library against what the app takes. No value that may be a key is repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final, Literal

from setpoint.core.facts.claude_entry import (
    AUTH_SCHEMES,
    CREDENTIAL_KINDS,
    CUT_OFF,
    LISTS,
    MOST_MODELS,
    NESTED,
    OLD_AUTH_SCHEMES,
    OLD_CREDENTIAL_KINDS,
    OLD_KEYS,
    PREFIXES,
    PROVIDERS,
    SIGNED_IN,
)
from setpoint.core.facts.claude_models import FAMILIES, refused
from setpoint.core.facts.settings import SETTINGS, lookup
from setpoint.core.finding import listed, quoted
from setpoint.core.policy import opened
from setpoint.core.sense.settings import hurting, of_kind
from setpoint.core.urls import parse
from setpoint.value import value

Weight = Literal["refused", "ignored", "hurts"]


@value
class Fault:
    """`refused`: the app starts without a working route; `ignored`: it goes on as if this were not there."""

    weight: Weight
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key} {self.message}"


def faults(values: Mapping[str, object]) -> Iterator[Fault]:
    """Everything about one entry, the route first. Booleans and lists may stand in texts, as several builds allow."""
    if NESTED in values:
        yield Fault("ignored", NESTED, "marks the nested form, whose groups the app drops from a local entry")
    flat = opened(values)
    yield from _route(flat)
    for key, told in flat.items():
        yield from _key(key, told, gateway=flat.get("inferenceProvider") == "gateway")
    unknown = [key for key in flat if key != NESTED and key not in OLD_KEYS and lookup(key) is None]
    if unknown:
        yield Fault("ignored", listed(map(quoted, unknown[:4]), "and"), _unknown(len(unknown)))


def _unknown(count: int) -> str:
    more = f" and {count - 4} more" if count > 4 else ""
    return f"{more} {'is' if count == 1 else 'are'} not known here; the app drops what it does not know".lstrip()


def _route(values: Mapping[str, object]) -> Iterator[Fault]:
    provider = values.get("inferenceProvider")
    if provider is None:
        if not (values.get("bootstrapUrl") and values.get("bootstrapEnabled") is not False):
            yield Fault("ignored", "inferenceProvider", "is missing, so the entry does not select third-party mode")
        return
    if provider not in PROVIDERS:
        yield Fault("refused", "inferenceProvider", f"is not one of {listed(PROVIDERS)}")
    if provider == "gateway":
        yield from _url(values.get("inferenceGatewayBaseUrl"))
        yield from _credential(values)
    yield from _models(values, values.get("inferenceModels"))


def _url(told: object) -> Iterator[Fault]:
    key = "inferenceGatewayBaseUrl"
    if not isinstance(told, str) or not told:
        yield Fault("refused", key, "is missing" if told in (None, "") else "must be text")
        return
    try:
        url = parse(told)
    except ValueError as error:
        yield Fault("refused", key, f"cannot be used: {error}")
        return
    if url.credentials:
        yield Fault("refused", key, "holds a user name or password, which the app refuses since 1.32352.0")
    if url.scheme == "http" and not url.loopback:
        yield Fault("refused", key, "is plain http to another machine: https, or http on loopback")
    if url.path.rstrip("/").endswith("/v1"):
        yield Fault("hurts", key, "ends in /v1, which the app appends itself")


def _credential(values: Mapping[str, object]) -> Iterator[Fault]:
    yield from _word(values, "inferenceGatewayAuthScheme", AUTH_SCHEMES, OLD_AUTH_SCHEMES)
    yield from _word(values, "inferenceCredentialKind", CREDENTIAL_KINDS, OLD_CREDENTIAL_KINDS)
    key, helper = values.get("inferenceGatewayApiKey"), values.get("inferenceCredentialHelper")
    kind = values.get("inferenceCredentialKind")
    if kind not in SIGNED_IN and not key and not helper and "inferenceGatewayOidc" not in values:
        yield Fault("refused", "inferenceGatewayApiKey", "and inferenceCredentialHelper are both missing")
    if kind == "helper-script" and not helper:
        yield Fault("refused", "inferenceCredentialHelper", "is missing, and the credential is to come from it")
    if helper is not None:
        yield from _helper(helper)
    if key and helper:
        yield Fault("ignored", "inferenceGatewayApiKey", "stands beside a helper, which goes before it")
    yield from _headers(values.get("inferenceCustomHeaders"))


def _word(values: Mapping[str, object], key: str, known: tuple[str, ...], old: tuple[str, ...]) -> Iterator[Fault]:
    told = values.get(key)
    if told is None or told in known:
        return
    if told in old:
        yield Fault("refused", key, f"{told} was to be refused from {CUT_OFF} on; {listed(known)} are taken")
    else:
        yield Fault("refused", key, f"is not one of {listed(known)}")


def _helper(told: object) -> Iterator[Fault]:
    key = "inferenceCredentialHelper"
    if not isinstance(told, str) or not _absolute(told):
        yield Fault("refused", key, "must be an absolute path")
    elif " -" in told or told.startswith('"'):
        yield Fault("refused", key, "has arguments: it must be a path alone, else the app does not find the program")


def _absolute(text: str) -> bool:
    text = text.removeprefix('"')
    return PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


def _headers(told: object) -> Iterator[Fault]:
    key = "inferenceCustomHeaders"
    if told is None:
        return
    if not isinstance(told, dict):
        yield Fault("refused", key, f"must be an object; texts and lists were to be refused from {CUT_OFF} on")
    elif not all(isinstance(text, str) for text in told.values()):
        yield Fault("refused", key, "has a header whose value is no text")


def _models(values: Mapping[str, object], told: object) -> Iterator[Fault]:
    key = "inferenceModels"
    if told is None or told == []:
        if values.get("modelDiscoveryEnabled") is False:
            yield Fault("refused", key, "is missing, and discovery is off")
        return
    if not isinstance(told, list):
        yield Fault("refused", key, "must be a list")
        return
    if len(told) > MOST_MODELS:
        yield Fault("refused", key, f"has {len(told)} rows; the app takes {MOST_MODELS}")
    for row in told:
        yield from _row(key, row, checked=values.get("inferenceProvider") == "gateway")


def _row(key: str, row: object, *, checked: bool) -> Iterator[Fault]:
    """One bad name fails the whole list (CD 3.2). The name check is that of gateways (CD 3.1)."""
    name = row.get("name") if isinstance(row, dict) else row
    if not isinstance(name, str) or not name:
        yield Fault("refused", key, "has a row without a name")
        return
    token = refused(name) if checked else ""
    if token:
        why = f"because of {quoted(token)}" if token != name else "because it names no Claude family"
        yield Fault("refused", key, f"has {quoted(name)}, which the app refuses {why}; one bad name fails the list")
    tier = row.get("anthropicFamilyTier") if isinstance(row, dict) else None
    if tier is not None and tier not in FAMILIES:
        yield Fault("ignored", key, f"gives {quoted(name)} a family that is not one of {listed(FAMILIES)}")


_ROUTE: Final = ("inferenceCredentialHelperTtlSec", "inferenceCredentialHelperTimeoutSec")


def _key(key: str, told: object, *, gateway: bool) -> Iterator[Fault]:
    """Everything that is not the route itself, by the catalogue of settings."""
    if key in OLD_KEYS:
        yield Fault("refused", key, f"was to go on {CUT_OFF}; it is called {OLD_KEYS[key]} now")
    if key in LISTS and not isinstance(told, list):
        yield Fault("ignored", key, "must be a list; anything else is dropped without a word")
        return
    if key in _ROUTE and (not isinstance(told, int) or isinstance(told, bool) or told < 1):
        yield Fault("ignored", key, "must be a number of seconds")
    setting = SETTINGS.get(key)
    if setting is None or setting.owner or setting.source or (not gateway and key.startswith(PREFIXES)):
        return
    for found in of_kind((key,), setting, told):
        yield Fault("ignored", key, found.message)
    for found in hurting((key,), key, setting, told):
        yield Fault("hurts", key, found.message)
