"""A person's commands while the server lies: one clear message, nothing of Claude's touched, and later all is well."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.desk import Desk, desk, put
from faults.cases import LONG
from faults.front import Twist, twisted
from faults.lying import Asked, Liar
from faults.oddities import ODD, RAW, answer, places
from faults.oddities import put as put_in
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

pytestmark = [pytest.mark.long, pytest.mark.timeout(3000 if LONG else 60)]

PROFILE: Final = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: there, opus: wanted}}\nollama: {{url: '{url}'}}\n"
PATHS: Final = ("/api/version", "/api/tags", "/api/pull", "/api/show", "/api/create")
CODES: Final = (0, 1, 2, 4, 5)
SECONDS: Final = 20.0
"""That any command may take here, on a busy machine; time passes 20 times faster for what is tried again."""
SLOTS: Final = {"claude-opus-5:latest", "claude-sonnet-5:latest", "claude-haiku-4-5-20251001:latest"}
BEFORE: Final = b'{"deploymentMode":"1p","theirs":1}'


@dataclass
class Scene:
    """A desk whose Ollama lies as `twist` says."""

    person: Desk
    well: StandIn
    liar: Liar
    twist: Twist = field(default=lambda _, said: said)
    slowest: float = 0.0

    def says(self, command: str) -> tuple[int, str]:
        put(self.person, PROFILE.format(url=self.liar.url))
        begun = time.monotonic()
        said = self.person(*command.split())
        self.slowest = max(self.slowest, time.monotonic() - begun)
        assert self.slowest < SECONDS
        plainly(command, said.code, said.out + said.err)
        ledger = self.person.state / "ledger.json"
        assert not ledger.exists() or json.loads(ledger.read_bytes())
        return said.code, said.out + said.err

    def apply(self) -> tuple[int, str]:
        """Nothing of Claude's was touched, or every model of its picker is truly there; then all can be given back."""
        code, text = self.says("apply --yes")
        if code == 0 or self.claudes() != {"claude_desktop_config.json": BEFORE}:
            there = {model.name.listed for model in self.well.store.listed()}
            assert there >= SLOTS, text
            self.give_back()
        assert self.claudes() == {"claude_desktop_config.json": BEFORE}, text
        return code, text

    def give_back(self) -> None:
        well = PROFILE.format(url=self.well.url)
        put(self.person, well)
        assert self.person("restore", "--yes").code == 0

    def well_again(self) -> None:
        """As if nothing had happened: to the profile, and back."""
        self.twist = lambda _, said: said
        code, text = self.says("apply --yes")
        assert code == 0, text
        self.give_back()
        assert self.claudes() == {"claude_desktop_config.json": BEFORE}

    def claudes(self) -> dict[str, bytes]:
        top = self.person.claude
        found = {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        # an empty library stays where there was none: the app makes one itself
        return {name: data for name, data in found.items() if not name.endswith("_meta.json") or b'"id"' in data}


def plainly(command: str, code: int, text: str) -> None:
    assert code in CODES, f"{command} ended with {code}\n{text}"
    assert "SP900" not in text, text
    assert "Traceback" not in text
    assert all(char.isprintable() or char == "\n" for char in text), repr(text)
    assert code in (0, 2) or "   SP" in text, text
    assert len(text) < 20_000


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with StandIn(holds={"there": Published(), "other": Published()}, offers={"wanted": Published()}) as well:
        person = replace(desk(tmp_path / "desk"), hurry=20)
        person.claude.mkdir(parents=True)
        (person.claude / "claude_desktop_config.json").write_bytes(BEFORE)

        def twist(asked: Asked, said: bytes) -> bytes | Iterable[bytes]:
            return made.twist(asked, said)

        with twisted(well.port, twist) as liar:
            made = Scene(person, well, liar)
            yield made


def at(path: str, change: Callable[[bytes], bytes]) -> Twist:
    return lambda asked, said: change(said) if asked.path == path else said


@pytest.mark.parametrize("path", PATHS if LONG else ["/api/show"])
def test_an_apply_whose_answers_are_cut_anywhere_loses_nothing(path: str, scene: Scene) -> None:
    step = 3 if LONG else 400
    for length in range(0, 2000, step):
        cut = at(path, lambda said, length=length: said[:length])  # type: ignore[misc]
        scene.twist = cut
        scene.apply()
    scene.well_again()


@pytest.mark.parametrize("path", PATHS if LONG else ["/api/tags", "/api/create"])
def test_an_apply_under_any_status_loses_nothing(path: str, scene: Scene) -> None:
    for status in range(100, 600, 1 if LONG else 240):
        line = b"HTTP/1.1 %d so\r\n" % status
        scene.twist = at(path, lambda said, line=line: line + said.partition(b"\r\n")[2])  # type: ignore[misc]
        scene.apply()
    scene.well_again()


@pytest.mark.parametrize("path", ["/api/version", "/api/tags", "/api/show"] if LONG else ["/api/tags"])
@pytest.mark.parametrize("command", ["status", "plan", "apply --yes"] if LONG else ["apply --yes"])
def test_anything_at_any_place_is_told_plainly(command: str, path: str, scene: Scene) -> None:
    @settings(
        max_examples=400 if LONG else 4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.data())
    def with_anything(data: st.DataObject) -> None:
        def change(said: bytes) -> bytes:
            good: Any = json.loads(said.partition(b"\r\n\r\n")[2])
            every = list(places(good))
            place = every[number % len(every)]
            return answer(json.dumps(put_in(good, place, odd)).encode())

        odd, number = data.draw(ODD), data.draw(st.integers(0, 1000))
        scene.twist = at(path, change)
        if command == "apply --yes":
            scene.apply()
        else:
            scene.says(command)

    with_anything()
    scene.well_again()


@pytest.mark.parametrize("path", PATHS if LONG else ["/api/pull"])
def test_texts_that_are_odd_are_told_plainly(path: str, scene: Scene) -> None:
    for number, body in enumerate(RAW.values()):
        if LONG or number % 6 == PATHS.index(path):
            scene.twist = at(path, lambda _, body=body: answer(body))  # type: ignore[misc]
            scene.apply()
            scene.says("status")
    scene.well_again()


NAMES: Final = ("../../x", "-rf", "--help", "a/b/c/d/e", ".", "..", "a b", "C:\\x", "$(touch x)", "x" * 5000, "сonnet")


def rows(*names: str, digest: str = "0" * 64) -> bytes:
    return answer(json.dumps({"models": [{"name": name, "digest": digest, "size": 5} for name in names]}).encode())


@pytest.mark.parametrize(
    "command", ["apply --yes", "status", "plan", "init --print", "init --yes --profile other.yaml"]
)
def test_names_that_are_paths_or_options_do_no_harm(command: str, scene: Scene) -> None:
    scene.twist = lambda asked, said: rows(*NAMES) if asked.path in ("/api/tags", "/api/ps") else said
    scene.apply() if command == "apply --yes" else scene.says(command)
    scene.well_again()


@pytest.mark.parametrize("number", [9_000, 100_000] if LONG else [100_000])
def test_a_hundred_thousand_models_are_listed_or_refused_in_time(number: int, scene: Scene) -> None:
    many = rows(*(f"model-{each}:latest" for each in range(number)))
    scene.twist = at("/api/tags", lambda _: many)
    for command in ("status", "plan"):
        code, text = scene.says(command)
        assert ("SP207" in text) is (number == 100_000), text
        assert code in (2, 1), text
    scene.apply()
    scene.well_again()


def turns(path: str, *answers: Callable[[bytes], bytes]) -> Twist:
    """Another answer at each question; the last one for good."""
    left = list(answers)

    def twist(asked: Asked, said: bytes) -> bytes:
        if asked.path != path:
            return said
        return (left.pop(0) if len(left) > 1 else left[0])(said)

    return twist


def same(said: bytes) -> bytes:
    return said


def version(text: str) -> Callable[[bytes], bytes]:
    return lambda _: answer(b'{"version":"%s"}' % text.encode())


BETWEEN: Final[dict[str, tuple[str, tuple[Callable[[bytes], bytes], ...]]]] = {
    "a version that sinks": ("/api/version", (same, version("0.1.0"))),
    "a version that rises": ("/api/version", (version("0.23.0"), version("99.0.0"))),
    "a version that is none": ("/api/version", (same, version("nonsense"))),
    "models that vanish": ("/api/tags", (same, lambda _: rows())),
    "models that vanish for a moment": ("/api/tags", (same, lambda _: rows(), same)),
    "models that appear": ("/api/tags", (lambda _: rows(), same)),
    "a slot that appears": ("/api/tags", (same, lambda _: rows("there:latest", "claude-opus-5:latest"))),
    "a model that changes": ("/api/tags", (same, lambda _: rows("there:latest", "wanted:latest", digest="1" * 64))),
    "success and not listed": ("/api/tags", (lambda _: rows("there:latest"),)),
    "a success that was none": (
        "/api/create",
        (lambda _: b'HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{"status":"success"}\n',),
    ),
}


@pytest.mark.parametrize("case", BETWEEN if LONG else list(BETWEEN)[::3])
def test_a_server_that_is_another_between_look_and_act_loses_nothing(case: str, scene: Scene) -> None:
    path, answers = BETWEEN[case]
    scene.twist = turns(path, *answers)
    scene.apply()
    scene.says("status")
    scene.well_again()


def test_a_server_on_the_port_that_is_none_of_ours_is_sent_no_key(scene: Scene) -> None:
    with Liar() as elsewhere:
        go = b"HTTP/1.1 307 Go\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n" % elsewhere.url.encode()
        key = scene.person.home / "key"
        key.write_text("canary-7f3a91c2e5d8\n")
        key.chmod(0o600)
        profile = PROFILE.format(url=scene.liar.url).replace("'}", "', key: 'file:~/key'}")
        put(scene.person, profile)
        assert scene.person("trust", "--yes").code == 0
        for path in PATHS:
            scene.twist = at(path, lambda _: go)
            for command in ("apply --yes", "status", "plan", "test --yes"):
                said = scene.person(*command.split())
                plainly(command, said.code, said.out + said.err)
                assert "canary" not in said.out + said.err
        assert not elsewhere.asked
