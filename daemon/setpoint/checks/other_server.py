"""Whether something else on this machine plays Ollama's part: another server, or the macOS app's own Claude switch."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, note, warning
from setpoint.core.facts.ollama_program import GATEWAY, GATEWAY_SIGN
from setpoint.core.ollama_url import DEFAULT_URL, place
from setpoint.core.profile import Mode


class OtherServer:
    area: Area = "ollama"
    order = 120

    def look(self, scene: Scene) -> Iterator[Checked]:
        world, hear = scene.world, scene.around.hear
        if world.profile.mode is Mode.OFF:
            return
        ours = place(world.url[0])
        if world.wants_ollama and not (ours.loopback and ours.port == place(DEFAULT_URL).port):
            heard = hear(f"{DEFAULT_URL}/api/version")
            if heard is not None and heard.status == 200:
                message = f"another server answers at the usual {DEFAULT_URL}; the profile's is {ours}"
                yield note(message, "SP833", "see that the models are pulled where they are meant to be")
        heard = hear(GATEWAY)
        if heard is not None and heard.status == 204 and GATEWAY_SIGN in heard.headers:
            message = "Ollama's own switch for Claude is on: its gateway answers at 127.0.0.1:11435"
            yield warning("SP849", message, "turn it off in Ollama's settings, or let it decide: setpoint use off")


CHECK: Check = OtherServer()
