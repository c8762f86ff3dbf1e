"""Whether Ollama's program and its server are of the same version: an old server often runs on after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setpoint.core.check import Area, Check, Checked, Scene, note, ok, warning
from setpoint.core.ollama_client import client_version, programs
from setpoint.core.ollama_url import place
from setpoint.core.versions import parse
from setpoint.errors import CommandFailed

SECONDS: Final = 1.5
"""`ollama -v` asks the server itself. It starts none, unlike most of its commands (OL 5.1), and took 0.06 s (v01)."""


class OllamaClient:
    area: Area = "ollama"
    order = 40

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        if not world.wants_ollama:
            return
        found = programs(world.machine)
        if not found:
            yield ok("no `ollama` program is here; only the server counts")
            return
        try:
            ran = world.machine.run([str(found[0]), "-v"], seconds=SECONDS)
        except CommandFailed as error:
            yield note(f"{found[0]} does not tell its version: {error.message}", error.code, "try `ollama -v`")
            return
        yield _compared(found[0], client_version(f"{ran.out}\n{ran.err}"), scene)
        yield from _others(found)


def _compared(program: Path, version: str, scene: Scene) -> Checked:
    if not version:
        return note(f"{program} does not tell its version", "SP831", "try `ollama -v`")
    if not scene.ollama_answers:
        return ok(f"{program} is {version}")
    server = scene.world.ollama.version()
    if parse(version).text == server.strip() or not place(scene.world.url[0]).loopback:
        return ok(f"{program} is {version}")
    message = f"{program} is {version}, and the server is {server}"
    if parse(version) < parse(server):
        return warning("SP831", message, "another install of Ollama runs the server; remove the older one")
    hint = "restart the Ollama server, so that the new one runs; one in a container is upgraded there"
    return warning("SP831", message, hint)


def _others(found: tuple[Path, ...]) -> Iterator[Checked]:
    """A link and the program behind it are one; what else there is makes versions differ sooner or later."""
    ends = {path: path.resolve() for path in found}
    others = [path for path in found[1:] if ends[path] != ends[found[0]]]
    if others:
        message = f"there is another one: {', '.join(map(str, others))}"
        yield note(message, "SP831", "keep one install of Ollama; side by side their versions part")


CHECK: Check = OllamaClient()
