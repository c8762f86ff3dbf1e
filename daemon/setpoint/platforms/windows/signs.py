"""Files whose change may mean that Claude Desktop, or its policy, is another one. Some of them may not be there yet."""

from __future__ import annotations

from pathlib import Path, PurePath

from setpoint.core.facts.claude_app import WINDOWS_EXECUTABLE, WINDOWS_FAMILIES, WINDOWS_FOLDER, WINDOWS_SIGNS
from setpoint.core.facts.claude_policy import ARCHIVE
from setpoint.core.ports import Machine
from setpoint.errors import FileTrouble
from setpoint.platforms.windows.places import folder, path, program_data


def signs(machine: Machine, app: str | None) -> tuple[PurePath, ...]:
    """A version's folder bears a name that nobody knows before: the folder around it stands for the next one.

    Of a package there is only its data folder, which comes and goes with it; its programs' folder may not be listed,
    and its version is in the registry. Most policy is there too. What leaves no file is seen by the next look.
    """
    local = folder(machine, "LOCALAPPDATA")
    home = local / WINDOWS_FOLDER
    return tuple(
        dict.fromkeys(
            (
                *_named(machine, app),
                home,
                *(home / name for name in WINDOWS_SIGNS),
                *_versions(machine, home),
                *(local / "Packages" / family for family in WINDOWS_FAMILIES),
                program_data(machine) / ARCHIVE,
                path(str(machine.home)) / ARCHIVE,
            )
        )
    )


def _named(machine: Machine, app: str | None) -> tuple[PurePath, ...]:
    if not app or app.startswith("shell:"):
        return ()
    return (path(str(machine.home)) / app[2:] if app.startswith(("~/", "~\\")) else path(app),)


def _versions(machine: Machine, home: PurePath) -> list[PurePath]:
    try:
        names = machine.files.names(Path(home))
    except FileTrouble:
        return []
    return [home / name / WINDOWS_EXECUTABLE for name in names if name.startswith("app-")]
