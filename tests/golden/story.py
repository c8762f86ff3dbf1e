"""What every case goes through: plan, apply, apply again, plan again, restore, restore again; and steps of its own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from golden.case import Case, Step, Tree, write_tree
from golden.stage import Said, Stage

UPDATE: Final = bool(os.environ.get("UPDATE_GOLDEN"))
"""Write what the code does into the case. Read every line of it then: it must be what was promised."""

IN_PLACE: Final = "● in place, nothing to do"
NOTHING_TO_RESTORE: Final = "nothing to restore; suspended until `setpoint apply`   SP315"


@dataclass
class Story:
    case: Case
    stage: Stage

    def tell(self) -> None:
        self.plan()
        for step in self.case.first:
            self.step(step)
        self.apply()
        for step in self.case.then:
            self.step(step)
        self.restore()

    def plan(self) -> None:
        before = self._all()
        said = self.stage.run(f"plan {self.case.options}")
        self._text("plan", said)
        assert said.code == self.case.exit.plan, said.text
        assert self._all() == before, "a plan wrote something"

    def reach(self, name: str) -> None:
        """Apply; the tree of this name; and a second apply that changes nothing."""
        said = self.stage.run("apply --yes")
        assert said.code == 0, said.text
        self._tree(name, said)
        before = self._all()
        said = self.stage.run("apply --yes")
        assert (said.code, said.text.splitlines()[-1:]) == (0, [IN_PLACE]), said.text
        assert self._all() == before, f"the second apply changed something: {said.text}"

    def give_back(self) -> None:
        """Restore, whatever happened before; nothing may be left, and a second one finds nothing."""
        said = self.stage.run("restore --yes")
        assert said.code == 0, said.text
        self._tree("restored", said)
        said = self.stage.run("restore --yes")
        assert (said.code, said.text.splitlines()[-1:]) == (0, [NOTHING_TO_RESTORE]), said.text

    def apply(self) -> None:
        said = self.stage.run(f"apply --yes {self.case.options}")
        assert said.code == self.case.exit.apply, said.text
        assert all(text in said.text for text in self.case.says.get("apply", [])), said.text
        self._tree("after", said)
        before = self._all(tried=said.code in (1, 4))
        said = self.stage.run(f"apply --yes {self.case.options}")
        assert said.code == self.case.exit.again, said.text
        assert self._all(tried=said.code in (1, 4)) == before, f"the second apply changed something: {said.text}"
        before = self._all()
        said = self.stage.run(f"plan {self.case.options}")
        assert said.code == self.case.exit.replan, said.text
        if said.code == 0:
            assert said.text.endswith("nothing to do\n"), said.text
        assert self._all() == before, "the second plan wrote something"
        self._status()

    def _status(self) -> None:
        """Where the case has a `status.txt`: how it looks from then on."""
        if not (self.case.folder / "status.txt").exists():
            return
        before = self._all()
        self._text("status", self.stage.run("status"))
        assert self._all() == before, "a status wrote something"

    def restore(self) -> None:
        said = self.stage.run("restore --yes")
        assert said.code == self.case.exit.restore, said.text
        assert all(text in said.text for text in self.case.says.get("restore", [])), said.text
        self._tree("restored", said)
        if said.code != 0:
            return
        assert not list((self.stage.places["state"] / "helpers").glob("*")), "a script with a key was left behind"
        assert self.stage.canaries() == [], "a key is in a file of ours"
        before = self._all()
        said = self.stage.run("restore --yes")
        assert (said.code, said.text.splitlines()[-1:]) == (0, [NOTHING_TO_RESTORE]), said.text
        assert self._all() == before, "the second restore changed something"

    def step(self, step: Step) -> None:
        self.stage.happen(step)
        before = self._all()
        said = self.stage.run(step.run) if step.run else Said(0, "")
        assert said.code == step.exit, f"{step.about}\n{said.text}"
        for text in step.says:
            assert text in said.text, f"{step.about}\n{said.text}"
        for text in step.silent:
            assert text not in said.text, f"{step.about}\n{said.text}"
        if step.files == "unchanged":
            assert self._all() == before, f"{step.about}\n{said.text}"
        elif step.files:
            self._tree(step.files, said)

    def _all(self, *, tried: bool = False) -> object:
        """Every byte and time, and requests that change something. `tried`: but for the history of what failed."""
        stamps = self.stage.stamps()
        if tried:
            stamps = {path: stamp for path, stamp in stamps.items() if not path.endswith("history.jsonl")}
        return stamps, 0 if tried else self.stage.server.mutating

    def _text(self, name: str, said: Said) -> None:
        own = self.case.folder / f"{name}-{self.stage.computer.system}.txt"
        path = own if own.exists() else self.case.folder / f"{name}.txt"
        if UPDATE and (path == own or self.stage.computer.system == self.case.systems[0]):
            path.write_text(said.text, encoding="utf-8")
        assert said.text == path.read_text(encoding="utf-8")

    def _tree(self, name: str, said: Said) -> None:
        found = self.stage.tree()
        if UPDATE and self.stage.computer.system == self.case.systems[0]:
            update(self.case, name, found)
        wanted = _comparable(self.case.tree(name), found)
        shown = {path: data for path, data in found.items() if wanted.get(path) != data}
        assert found == wanted, f"not as {name}/: {shown} {sorted(set(wanted) - set(found))}\n{said.text}"


def update(case: Case, name: str, found: Tree) -> None:
    """Write a tree, unless it is what stands for it already."""
    wanted = case.tree(name) if case.ollama and name != "restored" else _comparable(case.tree(name), found)
    if name == "before" or wanted == found:
        return
    folder = case.folder / name
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    write_tree(folder, found)


def _comparable(wanted: Tree, found: Tree) -> Tree:
    """What the server holds is compared where the case says anything about it."""
    if "ollama.txt" in found and "ollama.txt" not in wanted:
        return {**wanted, "ollama.txt": found["ollama.txt"]}
    return wanted
