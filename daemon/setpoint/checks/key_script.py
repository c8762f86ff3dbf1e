"""Whether the script by which Claude gets the key is there, as Setpoint wrote it, and nobody else's to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setpoint.core.check import Area, Check, Checked, Scene, failure, note, ok
from setpoint.core.key_places import KeyPlace, key_places
from setpoint.core.key_script import scripts
from setpoint.core.keyref import pair_hash
from setpoint.core.open_files import opening
from setpoint.core.ports import Script
from setpoint.core.quoting import word

APPLY = "setpoint apply writes it anew"


class KeyScript:
    area: Area = "keys"
    order = 30

    def look(self, scene: Scene) -> Iterator[Checked]:
        if scene.trouble is not None or not scene.claude.here:
            return
        for place in key_places(scene.world):
            if place.routed and place.ref.delivery == "helper":
                yield from self._by_script(scene, place)

    def _by_script(self, scene: Scene, place: KeyPlace) -> Iterator[Checked]:
        world, ref = scene.world, place.ref
        if pair_hash(place.url, ref) not in world.ledger.read().keys:
            yield note("the script that gives Claude the key is not written yet", "SP850", "setpoint plan")
            return
        wanted = scripts(place.url, ref, world.scheme(ref.scheme), world.platform.name, world.python)
        found = [trouble for script in wanted for trouble in self._troubles(scene, script)]
        yield from found
        if not found:
            yield ok(f"{wanted[0].name} gives it to Claude, unchanged")

    @staticmethod
    def _troubles(scene: Scene, script: Script) -> Iterator[Checked]:
        machine = scene.world.machine
        path = scene.world.state / "helpers" / script.name
        data, facts = machine.files.read(path), machine.files.facts(path)
        if data is None or facts is None:
            yield failure("SP820", f"{path} is gone: Claude gets no key", APPLY)
            return
        if data != script.text.encode():
            yield failure("SP820", f"{path} is not what this Setpoint wrote", APPLY)
        if machine.system == "windows":
            return
        if machine.uid >= 0 and facts.uid != machine.uid:
            yield failure("SP821", f"{path} belongs to somebody else", f"remove it; {APPLY}")
        if not facts.mode & 0o100:
            yield failure("SP820", f"{path} cannot be run", f"chmod 700 {word(str(path))}")
        yield from _open(scene, path)


def _open(scene: Scene, path: Path) -> Iterator[Checked]:
    if opening(scene.world.machine, path) == "change":
        yield failure(
            "SP821", f"{path} can be changed by others", f"chmod 700 {word(str(path.parent))} {word(str(path))}"
        )


CHECK: Check = KeyScript()
