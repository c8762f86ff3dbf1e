"""What a resource is, and the world that it is handed for one pass."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from setpoint.core.change import Change, Section
from setpoint.core.ledger import Compared, Ledger, ServerMemory, Suspended
from setpoint.core.ports import Clock, LedgerStore, Machine, Ollama, Platform, Running, Scheme, Sizes, Tell
from setpoint.core.profile import Mode, Profile
from setpoint.core.report import Condition
from setpoint.core.secret import Secret
from setpoint.errors import SetpointError
from setpoint.value import replace, value

if TYPE_CHECKING:  # asked once a day, where somebody wants that
    from setpoint.core.ports.offers import Offers


@value
class Options:
    """What a person asked for beside the profile.

    `insist`: they ask now, so that what is contested, or was picked in the app, is set again. `unattended`: nobody
    asks, and what failed for good is not tried again.
    """

    restart: bool = False
    take_over: bool = False
    adopt: bool = False
    only: str = ""
    insist: bool = False
    unattended: bool = False


class Notes:
    """What a pass writes down as it goes.

    `conditions` are those of the resources looked at so far, by name. `reopen` is the app that we asked to quit and owe
    a start; `quits` says that an earlier resource plans to ask, so that no later one plans it again. `helper` (path of
    the credential script) or `static` is how the key of the route reaches the app. `cloud`: when cloud models, by the
    key of their name, were found to answer in this pass. `checked`: what the registry said in this pass, or in an
    earlier one of the same program, by server and key of the model.
    """

    def __init__(self) -> None:
        self.conditions: dict[str, Condition] = {}
        self.reopen = ""
        self.quits = False
        self.cloud: dict[str, float] = {}
        self.checked: dict[tuple[str, str], Compared] = {}
        self.helper = ""
        self.static: Secret | None = None


def _goes_on() -> bool:
    return False


def _alone() -> AbstractContextManager[object]:
    return nullcontext()


def _is_fought(_change: Change) -> bool:
    return True


@value
class World:
    """Everything that one pass may look at and act through; only its notes change.

    `url` is the Ollama server's, with where it came from. `running` is asked anew at every call. `record` keeps the
    history. `halt`: whether we are asked to end. `fights`: whether a repair is still to be made, asked right before
    each one: somebody may be changing the same keys again and again. `offers` is the registry, None where it is
    not to be asked. `sole`: hold it while Ollama itself is upgraded; Waiting (SP503) when another Setpoint does.
    """

    profile: Profile
    options: Options
    machine: Machine
    platform: Platform
    ledger: LedgerStore
    clock: Clock
    tell: Tell
    scheme: Callable[[str], Scheme]
    ollama: Ollama
    url: tuple[str, str]
    state: Path
    python: str
    sizes: Sizes
    running: Callable[[], Running | None]
    record: Callable[[Change, SetpointError | None], None]
    notes: Notes
    halt: Callable[[], bool] = _goes_on
    fights: Callable[[Change], bool] = _is_fought
    offers: Offers | None = None
    sole: Callable[[], AbstractContextManager[object]] = _alone

    def healthy(self, *names: str) -> bool:
        """Whether all these conditions, of resources looked at before, are well."""
        return all(name in self.notes.conditions and self.notes.conditions[name].well for name in names)

    @property
    def upgrades_first(self) -> bool:
        """Whether this plan begins with an upgrade of the server: what else is to be done there comes after it."""
        version = self.notes.conditions.get("OllamaVersion")
        return version is not None and version.reason == "Upgrades"

    @property
    def server(self) -> ServerMemory:
        return self.ledger.read().servers.get(self.url[0], ServerMemory())

    def change_server(self, step: Callable[[ServerMemory], ServerMemory]) -> None:
        """Change what is remembered of this Ollama server."""

        def apply(ledger: Ledger) -> Ledger:
            memory = step(ledger.servers.get(self.url[0], ServerMemory()))
            return replace(ledger, servers={**ledger.servers, self.url[0]: memory})

        self.ledger.change(apply)

    @property
    def may_restart(self) -> bool:
        """Whether the app may be asked to quit for an intended change.

        Where nobody asks right now, once for each state of the profile: who keeps it open has their reasons, and a
        change that cannot be written is no reason to end somebody's work again and again. And once in a pass: one that
        has quit for us and is there again was opened by somebody, or by itself.
        """
        if self.notes.reopen:
            return False
        if self.options.restart or self.profile.claude.switch != "restart":
            return self.options.restart
        return not self.options.unattended or self.ledger.read().asked != self.wish

    @property
    def wish(self) -> str:
        """The state of the profile that is to be carried out."""
        return f"{self.profile.generation} {self.profile.mode}"

    def stopped(self) -> bool:
        """Whether somebody restored or paused meanwhile, or we are to end: then nothing more is done."""
        return self.halt() or (self.profile.mode is not Mode.OFF and self.suspended is not None)

    @property
    def suspended(self) -> Suspended | None:
        return self.ledger.read().suspended_at(self.clock.now())

    @property
    def wants_ollama(self) -> bool:
        profile = self.profile
        return profile.mode is not Mode.OFF and (profile.mode is Mode.OLLAMA or bool(profile.models or profile.keep))


class Resource(Protocol):
    """One thing that is kept as the profile says. `look` reads only; `carry_out` does one change of its own."""

    name: str
    half: str
    order: int
    """Its place in a pass: later resources may rely on the conditions of earlier ones."""

    def look(self, world: World) -> Section: ...

    def carry_out(self, change: Change, world: World) -> None:
        """Re-checks what was seen before it acts. SetpointError when it cannot be done."""
