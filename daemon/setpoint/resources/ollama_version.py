"""The Ollama server: there, and new enough for the profile."""

from __future__ import annotations

from typing import Final

from setpoint.core.change import Change, Section
from setpoint.core.report import Condition, Level, Notice, State
from setpoint.core.resource import Resource, World
from setpoint.core.versions import satisfies
from setpoint.errors import OllamaTrouble, SetpointError

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
        condition, notices = self._judge(version, world)
        return self._section(there, condition, notices=notices, facts=(f"{url} ({source})", version))

    def carry_out(self, change: Change, world: World) -> None:
        raise AssertionError("a version is only reported")

    def _section(
        self, *conditions: Condition, notices: tuple[Notice, ...] = (), facts: tuple[str, ...] = ()
    ) -> Section:
        return Section(self.name, "ollama", conditions, (), notices, facts)

    def _unreachable(self, trouble: OllamaTrouble, world: World) -> Section:
        exit_code = 5 if trouble.code in ("SP201", "SP206") else 4
        reason = "Unreachable" if trouble.code == "SP201" else "NotOllama" if trouble.code == "SP202" else "Refused"
        hint = trouble.hint
        there = Condition(REACHABLE, State.FALSE, reason, trouble.message, hint, trouble.code, exit_code=exit_code)
        version = Condition(VERSION, State.UNKNOWN, reason, "the server does not say", exit_code=exit_code)
        return self._section(there, version, facts=(f"{world.url[0]} ({world.url[1]})", "not reachable"))

    def _judge(self, version: str, world: World) -> tuple[Condition, tuple[Notice, ...]]:
        floor = world.profile.ollama.version
        new_enough = satisfies(version, floor)
        if new_enough is None:
            message = f"the server says {version}: a development build cannot be compared with {floor}"
            hint = "a released Ollama, if something it should be able to do fails"
            notice = Notice("SP205", message, world.url[0], hint, Level.WARNING)
            return Condition(VERSION, State.TRUE, "DevelopmentBuild", message), (notice,)
        if new_enough:
            return Condition(VERSION, State.TRUE, "NewEnough", f"{version} ({floor})"), ()
        return self._too_old(version, floor, world), ()

    def _too_old(self, version: str, floor: str, world: World) -> Condition:
        from setpoint.core.facts.ollama import missing_abilities

        unable = "; ".join(missing_abilities(version, floor))
        message = f"the server is {version}, the profile demands {floor}"
        if unable:
            message += f"; one at {floor} also {unable}"
        return Condition(VERSION, State.FALSE, "TooOld", message, _upgrade(world), "SP204", exit_code=4)


def _upgrade(world: World) -> str:
    try:
        install = world.platform.ollama_install(world.machine)
    except SetpointError:
        install = None
    if install is None:
        return "upgrade Ollama where this server runs; nothing on this machine tells how it was installed"
    return f"installed by {install.method}; upgrade with: {install.upgrade}"


RESOURCE: Resource = OllamaVersion()
