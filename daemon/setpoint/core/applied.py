"""What the applied entry of Claude Desktop says, as far as a profile can say it. No key is ever part of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from setpoint.core.facts.claude import ENTRY_ID, PLACEHOLDER
from setpoint.core.facts.claude_models import IDS, refused
from setpoint.core.passing import passable
from setpoint.core.plain_key import looks_like_key
from setpoint.core.profile import GatewayModel, GatewayWish, Mode, Profile
from setpoint.core.sense.addresses import check as check_addresses
from setpoint.core.slots import LABEL_LIMIT, family_of
from setpoint.core.urls import parse as parse_url
from setpoint.value import EMPTY, value

KEY: Final = re.compile(r"claude-[a-z0-9-]+")
"""What a profile takes as a key of `models`, beside a family."""

LONGEST_ID: Final = 200
PROVIDERS: Final = ("gateway",)
MOST: Final = 200
"""Rows that a profile takes, as the app does (CD 2.8)."""


@value
class Applied:
    """The entry that Claude Desktop uses, or would use in third-party mode.

    `tool`: the known switcher that made it, "" for a person's own. `url` "" where none can be taken over, for the
    reason in `trouble`. `keyed`: it has a key, or a program that gives one. `models`: the app's default is the first.
    `lost`: what it says and a profile cannot take over, a phrase each.
    """

    id: str
    name: str
    tool: str = ""
    url: str = ""
    trouble: str = ""
    auth: str = "bearer"
    keyed: bool = False
    models: tuple[GatewayModel, ...] = ()
    settings: Mapping[str, object] = EMPTY
    lost: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        return self.id == ENTRY_ID


def read_applied(entry_id: str, name: str, tool: str, entry: Mapping[str, object]) -> Applied:
    """`entry` is the decoded content of its file."""
    url, trouble = _url(entry)
    models, refusals = _models(entry.get("inferenceModels"))
    settings, kept_back = passable(entry, branded=not tool)
    return Applied(
        id=entry_id,
        name=name,
        tool=tool,
        url=url,
        trouble=trouble,
        auth="x-api-key" if entry.get("inferenceGatewayAuthScheme") == "x-api-key" else "bearer",
        keyed=_keyed(entry),
        models=models,
        settings=settings,
        lost=(*_lost(entry), *refusals, *kept_back),
    )


def url_trouble(text: str) -> str:
    """Why a profile cannot have this server's url; "" when it can."""
    if len(text) > 2000 or looks_like_key(text):
        return "its url cannot stand in a profile"
    found = check_addresses(Profile(mode=Mode.GATEWAY, gateway=GatewayWish(text)))
    return next((f"its url {finding.message}" for finding in found if not finding.warning), "")


def is_key(text: str) -> bool:
    """Whether a profile takes this as a key of `models`."""
    return text in IDS or bool(KEY.fullmatch(text))


def reference(url: str) -> str:
    """The key reference to propose for a server: a place in the system's own store, named after it."""
    proposed = f"keyring:setpoint/{parse_url(url).host}"
    return "keyring:setpoint/gateway" if looks_like_key(proposed) else proposed


def _url(entry: Mapping[str, object]) -> tuple[str, str]:
    provider, url = entry.get("inferenceProvider"), entry.get("inferenceGatewayBaseUrl")
    if provider not in PROVIDERS:
        if "bootstrapUrl" in entry:
            return "", "an organisation delivers what it says (bootstrapUrl)"
        return "", "it names no gateway" if provider is None else "its provider is not a gateway"
    if not isinstance(url, str) or not url:
        return "", "it has no url"
    trouble = url_trouble(url)
    return ("", trouble) if trouble else (url.rstrip("/"), "")


def _keyed(entry: Mapping[str, object]) -> bool:
    if entry.get("inferenceCredentialHelper"):
        return True
    return entry.get("inferenceGatewayApiKey") not in (None, "", PLACEHOLDER)


def _models(listed: object) -> tuple[tuple[GatewayModel, ...], tuple[str, ...]]:
    """The rows as a profile says them, and what is said of those that it cannot say."""
    found: dict[str, GatewayModel] = {}
    dropped = 0
    for row in listed[:MOST] if isinstance(listed, list) else ():
        model = _model(row, found)
        if model is None:
            dropped += 1
        else:
            found[model.key] = model
    told = (f"{dropped} of its models, under ids that Claude Desktop refuses",) if dropped else ()
    return tuple(found.values()), told


def _model(row: object, found: Mapping[str, GatewayModel]) -> GatewayModel | None:
    fields = {"name": row} if isinstance(row, str) else row
    if not isinstance(fields, dict):
        return None
    name = _text(fields.get("name"), LONGEST_ID)
    if not name or refused(name) or any(name == model.id for model in found.values()):
        return None
    tier = fields.get("anthropicFamilyTier")
    family = str(tier) if tier in IDS else family_of(name)
    keys = [key for key in (family, name) if is_key(key) and key not in found]
    return GatewayModel(keys[0], name, _text(fields.get("labelOverride"), LABEL_LIMIT) or None) if keys else None


def _text(thing: object, longest: int) -> str:
    """One line that may stand in a profile, or nothing."""
    text = thing.strip() if isinstance(thing, str) else ""
    return text if text.isprintable() and len(text) <= longest and not looks_like_key(text) else ""


def _lost(entry: Mapping[str, object]) -> Iterator[str]:
    if entry.get("inferenceCredentialHelper"):
        yield "its program that gives the key: a reference takes its place"
    if entry.get("inferenceCustomHeaders") or entry.get("inferenceGatewayHeaders"):
        yield "its headers, which may hold keys: add those that do not under gateway.headers"
    if entry.get("inferenceGatewayAuthScheme") not in (None, "bearer", "x-api-key"):
        yield "its way to sign in: bearer takes its place"
