"""Whether Ollama answers, at which url, and whether this shell means the same server as the service."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok, warning
from setpoint.core.ollama_url import resolve_url
from setpoint.core.report import told
from setpoint.core.resource import World
from setpoint.errors import OllamaTrouble


class OllamaServer:
    area: Area = "ollama"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        if not world.wants_ollama and scene.trouble is None:
            return
        url, source = world.url
        try:
            world.ollama.version()
        except OllamaTrouble as trouble:
            message = f"{told(trouble)} ({source})"
            if world.wants_ollama:
                yield failure(trouble.code, message, trouble.hint)
            else:
                yield note(message, trouble.code, trouble.hint)
        else:
            yield ok(f"answers at {url} ({source})")
        yield from _of_this_shell(world)


def _of_this_shell(world: World) -> Iterator[Checked]:
    said, (url, source) = world.machine.env.get("OLLAMA_HOST"), world.url
    if world.profile.ollama.url or not said:
        return
    try:
        meant, _ = resolve_url(None, said)
    except ValueError as error:
        yield failure("SP905", f"OLLAMA_HOST of this shell: {error}", "correct or unset it")
        return
    if meant != url:
        message = f"OLLAMA_HOST of this shell means {meant}; the last apply meant {url} ({source}), as the service does"
        yield warning("SP832", message, "write `ollama.url` into the profile, or run `setpoint apply` in this shell")


CHECK: Check = OllamaServer()
