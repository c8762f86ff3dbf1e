"""How much room is left for models, where that can be known."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fakes.desk import Desk, desk
from fakes.sick import Sick, http_answer, sick_server
from setpoint import shipped
from setpoint.adapters.disk import free_bytes
from setpoint.adapters.offers import SECONDS
from setpoint.adapters.sizes import RegistrySizes
from setpoint.core.ports import Room
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

MODEL = Published(details=Details(context=131072))
PROFILE = "setpoint: 1\nmode: ollama\nmodels: {sonnet: small}\nollama: {url: URL}\n"
HERE = "http://127.0.0.1:11434"


def told_free(at: Desk) -> object:
    plain = json.loads(at("status", "--json").out)
    contract = json.loads(shipped.read("schemas", "status.schema.json"))
    assert [error.message for error in Draft202012Validator(contract).iter_errors(plain)] == []
    return plain["disk_free"]


def ollama_line(at: Desk) -> str:
    return next(line for line in at("status").out.splitlines() if line.startswith("ollama"))


@pytest.mark.parametrize("folder", ["home/.ollama/models", "root/usr/share/ollama/.ollama/models"])
def test_a_status_says_how_much_room_the_models_have(tmp_path: Path, folder: str) -> None:
    with StandIn(holds={"small": MODEL}) as server:
        at = desk(tmp_path, PROFILE.replace("URL", server.url))
        assert at("apply", "--yes").code == 0
        assert (told_free(at), ollama_line(at)) == (
            None,
            f"ollama   {server.url} (profile) · 0.32.15 (≥0.23) · models 1/1",
        )
        (tmp_path / folder).mkdir(parents=True)
        free = told_free(at)
        assert isinstance(free, int)
        assert free > 0
        assert ollama_line(at).endswith("B free")
        assert " · models 1/1 · " in ollama_line(at)


def test_nothing_is_said_of_a_disk_while_the_server_does_not_answer(tmp_path: Path) -> None:
    at = desk(tmp_path, PROFILE.replace("URL", "http://127.0.0.1:9"))
    (tmp_path / "home/.ollama/models").mkdir(parents=True)
    assert ollama_line(at) == "ollama   http://127.0.0.1:9 (profile) · not reachable"


def sizes(tmp_path: Path, env: dict[str, str] | None = None) -> RegistrySizes:
    return RegistrySizes("", env or {}, tmp_path / "root", tmp_path / "home", lambda _folder: 42)


def test_the_disk_of_a_server_elsewhere_is_not_ours_to_know(tmp_path: Path) -> None:
    (tmp_path / "home/.ollama/models").mkdir(parents=True)
    assert sizes(tmp_path).room(HERE) == Room(42, sure=True)
    assert sizes(tmp_path).room("http://ollama.example:11434") is None


def test_a_folder_that_is_named_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "home/.ollama/models").mkdir(parents=True)
    named = {"OLLAMA_MODELS": str(tmp_path / "big/models")}
    assert sizes(tmp_path, named).room(HERE) == Room(42, sure=False)
    (tmp_path / "big/models").mkdir(parents=True)
    assert sizes(tmp_path, named).room(HERE) == Room(42, sure=True)


def test_only_a_plan_guesses_where_nothing_was_pulled_yet(tmp_path: Path) -> None:
    assert sizes(tmp_path).room(HERE) == Room(42, sure=False)


def test_the_room_on_a_disk_is_what_the_system_says(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) > 0
    with pytest.raises(FileNotFoundError):
        free_bytes(tmp_path / "nowhere")


PART = {"digest": "sha256:" + "0" * 64, "size": 5}


def manifest(size: str = "7") -> bytes:
    said = json.dumps({"config": PART, "layers": [{**PART, "size": "HERE"}]})
    return http_answer(said.replace('"HERE"', size).encode())


SIZE = manifest()
MANIFESTS = {
    "good": (Sick(SIZE), 12),
    "unpacks to much more": (
        Sick(http_answer(gzip.compress(b" " * (1 << 24)), extra="Content-Encoding: gzip\r\n")),
        None,
    ),
    "packed badly": (Sick(SIZE.replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)), 12),
    "nested without end": (Sick(http_answer(b"[" * 60_000)), None),
    "longer than any": (Sick(http_answer(b'{"layers":[]}' + b" " * (2 << 20))), None),
    "drips for hours": (Sick(SIZE, drip=0.1), None),
    "of no size": (Sick(manifest("-5")), None),
    "of an endless size": (Sick(manifest("1" + "0" * 400)), None),
    "of an infinite size": (Sick(manifest("1e999")), None),
    "somewhere else": (Sick(http_answer(b"", status="302 Found", extra="Location: http://127.0.0.1:9/\r\n")), None),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_registry_tells_a_size_or_nothing(case: str, tmp_path: Path) -> None:
    """In a few seconds, and in a megabyte: nothing waits for it."""
    sick, size = MANIFESTS[case]
    with sick_server(sick) as url:
        begun = time.monotonic()
        asked = RegistrySizes(url, {}, tmp_path, tmp_path, lambda _folder: 42)
        assert asked.download("wanted") == size
        assert time.monotonic() - begun < SECONDS + 1
