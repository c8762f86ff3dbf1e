"""The Ollama server: there, and new enough for the profile; upgraded where that is wished for and can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from setpoint.core.change import Change, Section
from setpoint.core.report import Condition, Level, Notice, State
from setpoint.core.resource import Resource, World
from setpoint.core.versions import satisfies
from setpoint.errors import OllamaTrouble

if TYPE_CHECKING:  # an old server is rare
    from setpoint.core.upgrading import Judged

REACHABLE: Final = "OllamaReachable"
VERSION: Final = "OllamaVersion"


class OllamaVersion:
    name = "ollama_version"
    half = "ollama"
    order = 10

    def look(self, world: World) -> Section:
        if not world.wants_ollama:
            return self._section(*(Condition(n, State.NOT_APPLICABLE, "NotWanted") for n in (REACHABLE, VERSION)))
        url, source = world.url
        try:
            version = world.ollama.version()
        except OllamaTrouble as trouble:
            return self._unreachable(trouble, world)
        there = Condition(REACHABLE, State.TRUE, "Answers", f"{url} ({source})")
        facts = (f"{url} ({source})", version)
        if satisfies(version, world.profile.ollama.version) is False:
            judged = self._too_old(version, world)
            return self._section(there, judged.condition, changes=judged.changes, notices=judged.notices, facts=facts)
        condition, notices = self._judge(version, world)
        return self._section(there, condition, notices=notices, facts=facts)

    def carry_out(self, change: Change, world: World) -> None:
        from setpoint.core.upgrade_run import carry_out
        from setpoint.core.upgrading import Upgrade

        assert isinstance(change.payload, Upgrade)
        carry_out(change.payload, world)

    def _section(
        self,
        *conditions: Condition,
        changes: tuple[Change, ...] = (),
        notices: tuple[Notice, ...] = (),
        facts: tuple[str, ...] = (),
    ) -> Section:
        return Section(self.name, "ollama", conditions, changes, notices, facts)

    def _unreachable(self, trouble: OllamaTrouble, world: World) -> Section:
        exit_code = 5 if trouble.code in ("SP201", "SP206") else 4
        reason = "Unreachable" if trouble.code == "SP201" else "NotOllama" if trouble.code == "SP202" else "Refused"
        hint = trouble.hint
        there = Condition(REACHABLE, State.FALSE, reason, trouble.message, hint, trouble.code, exit_code=exit_code)
        version = Condition(VERSION, State.UNKNOWN, reason, "the server does not say", exit_code=exit_code)
        return self._section(there, version, facts=(f"{world.url[0]} ({world.url[1]})", "not reachable"))

    def _judge(self, version: str, world: World) -> tuple[Condition, tuple[Notice, ...]]:
        floor = world.profile.ollama.version
        if satisfies(version, floor):
            return Condition(VERSION, State.TRUE, "NewEnough", f"{version} ({floor})"), ()
        message = f"the server says {version}: a development build cannot be compared with {floor}"
        hint = "a released Ollama, if something it should be able to do fails"
        notice = Notice("SP205", message, world.url[0], hint, Level.WARNING)
        return Condition(VERSION, State.TRUE, "DevelopmentBuild", message), (notice,)

    def _too_old(self, version: str, world: World) -> Judged:
        from setpoint.core.facts.ollama import missing_abilities
        from setpoint.core.upgrading import judge

        floor = world.profile.ollama.version
        unable = "; ".join(missing_abilities(version, floor))
        message = f"the server is {version}, the profile demands {floor}"
        return judge(self.name, version, world, f"{message}; one at {floor} also {unable}" if unable else message)


RESOURCE: Resource = OllamaVersion()
