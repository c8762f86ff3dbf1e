"""Whether what is selected in the library and the stored mode fit together: the app goes by both (CD 2.4, 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, warning
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.finding import quoted
from setpoint.core.library import SAFE_ID, row_of
from setpoint.core.route import route

APPLY = "setpoint apply"


class ClaudeMode:
    area: Area = "claude"
    order = 70

    def look(self, scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if claude.where is None or claude.troubles or not claude.here:
            return
        yield from self._dangling(scene)
        yield from self._flag(scene)
        if claude.applied and claude.flag != "1p":
            yield note("third-party mode: native chats and MCP servers are out of sight, not gone", "SP301")

    @staticmethod
    def _dangling(scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if not claude.applied:
            return
        missing = "file" if claude.applied not in claude.entries else ""
        missing = missing or ("" if row_of(claude.index, claude.applied) else "row in the index")
        if missing or not SAFE_ID.fullmatch(claude.applied):
            name = quoted(claude.applied)
            message = f"the selected entry {name} has no {missing or 'usable id'}; Claude behaves as if none is applied"
            yield warning("SP817", message, _cure(scene))

    @staticmethod
    def _flag(scene: Scene) -> Iterator[Checked]:
        claude = scene.claude
        if claude.flag not in ("1p", "3p", None):
            yield warning("SP814", 'deploymentMode is neither "1p" nor "3p"', _cure(scene))
        elif claude.applied and claude.flag == "1p":
            yield from _unused(scene)
        elif not claude.applied and claude.flag == "3p":
            message = 'deploymentMode is "3p", and no entry is applied: there is nothing that Claude could go by'
            yield warning("SP814", message, _cure(scene))


def _unused(scene: Scene) -> Iterator[Checked]:
    """Native mode with an entry selected: right where the profile wants native mode, or somebody picked it."""
    message = 'an entry is applied, but deploymentMode is "1p": Claude starts in native mode'
    routed = route(scene.world.profile, scene.world.url[0]) is not None
    if routed or scene.claude.applied == ENTRY_ID:
        yield warning("SP814", message, _cure(scene))


def _cure(scene: Scene) -> str:
    if scene.claude.applied in ("", ENTRY_ID) or route(scene.world.profile, scene.world.url[0]):
        return APPLY
    return "pick another entry, or none, in Claude's own window"


CHECK: Check = ClaudeMode()
