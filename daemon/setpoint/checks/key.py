"""Whether each key that the active mode needs can be had here. What it is, nobody is told."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.facts.claude import PLACEHOLDER
from setpoint.core.key_places import KeyPlace, key_places
from setpoint.core.route import route
from setpoint.errors import KeyUnavailable


class Key:
    area: Area = "keys"
    order = 10

    def look(self, scene: Scene) -> Iterator[Checked]:
        world = scene.world
        if scene.trouble is not None:
            return
        trusted = scene.condition("Trusted")
        places = key_places(world)
        for place in places:
            if trusted is None or not trusted.well:
                yield note(f"{place.key} {place.ref} is not tried before it is allowed", "SP132", "setpoint trust")
            else:
                yield self._tried(scene, place)
        if not places and route(world.profile, world.url[0]) is not None:
            yield ok(f'none is needed; "{PLACEHOLDER}" stands in its place')

    @staticmethod
    def _tried(scene: Scene, place: KeyPlace) -> Checked:
        world, ref = scene.world, place.ref
        try:
            world.scheme(ref.scheme).resolve(ref, world.machine)
        except KeyUnavailable as failed:
            message = f"{place.key} {ref}: {failed.message}"
            if ref.scheme == "systemd":  # only the service is ever handed it
                return note(message, failed.code, failed.hint)
            return failure(failed.code, message, failed.hint)
        static = ", written in plain text into Claude's own file, as asked" if ref.delivery == "static" else ""
        if static and place.routed:
            hint = "keyring:, op://, file: or a command, delivered by a helper, keep it out of that file"
            return note(f"{place.key} {ref} resolves here{static}", "SP311", hint)
        return ok(f"{place.key} {ref} resolves here")


CHECK: Check = Key()
