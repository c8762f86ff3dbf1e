"""An Ollama that is well at first and talks nonsense later: one clear message, nothing half done, and it goes on later.

The whole program in this process; `tests/e2e/test_bad_servers.py` has the servers that are sick from the first word.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes.desk import Desk, desk, put
from fakes.sick import Sick, chunked, http_answer
from fakes.turning import turning_sick
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

PROFILE = "setpoint: 1\nmode: ollama\nmodels: {{sonnet: there, opus: wanted}}\nollama: {{url: '{url}'}}\n"
AWAY = "setpoint: 1\nmode: native\nollama: {{url: '{url}', prune: own}}\n"

PATHS = ("/api/tags", "/api/pull", "/api/show", "/api/create")
"""In the order in which a first apply comes to them."""

SICK = {
    "html": Sick(http_answer(b"<html>hello</html>", kind="text/html")),
    "nothing": Sick(),
    "half a line": Sick(b"HTTP/1.1 2"),
    "half a body": Sick(http_answer(b'{"models":[]}')[:-4]),
    "an error in a 200": Sick(http_answer(b'{"error":"boom \\u001b[2J"}')),
    "a stream that ends too soon": Sick(chunked(b'{"status":"pulling manifest"}\n', b'{"sta', whole=False)),
    "a redirect": Sick(http_answer(b"", status="302 Found", extra="Location: http://127.0.0.1:9/\r\n")),
    "an error of its own": Sick(http_answer(b'{"error":"boom"}', status="500 Internal Server Error")),
    "a list": Sick(http_answer(b"[]")),
}


def claudes(at: Desk) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in at.claude.rglob("*") if path.is_file()}


def plainly(text: str, path: str) -> None:
    """Told to a person: what and a code, the cure where there is one; no traceback, nothing that steers a terminal."""
    assert "SP2" in text, f"{path}\n{text}"
    assert "SP900" not in text
    assert "Traceback" not in text
    assert not any(ord(char) < 32 and char != "\n" for char in text), repr(text)


EVERY_DAY = {("html", "/api/tags"), ("half a line", "/api/pull"), ("a list", "/api/show"), ("nothing", "/api/create")}
PAIRS = [
    pytest.param(case, path, id=f"{case}-{path}", marks=() if (case, path) in EVERY_DAY else pytest.mark.long)
    for case in SICK
    for path in PATHS
]


@pytest.mark.parametrize("case, path", PAIRS)
def test_a_first_apply_leaves_the_app_on_its_route(case: str, path: str, tmp_path: Path) -> None:
    with StandIn(holds={"there": Published()}, offers={"wanted": Published()}) as well:
        with turning_sick(well.port, path, SICK[case]) as url:
            person = replace(desk(tmp_path / "desk", PROFILE.format(url=url)), hurry=20)
            person.claude.mkdir(parents=True)
            (person.claude / "claude_desktop_config.json").write_text('{"deploymentMode":"1p"}')
            before = claudes(person)
            said = person("apply", "--yes")
            assert said.code in (1, 4, 5), said.out
            plainly(said.out + said.err, path)
            assert claudes(person) == before
        put(person, PROFILE.format(url=well.url))
        assert person("apply", "--yes").code == 0, "well again, it comes to its end"


@pytest.mark.parametrize(
    "case", ["an error in a 200", *(pytest.param(each, marks=pytest.mark.long) for each in ("html", "nothing"))]
)
def test_what_cannot_be_removed_now_is_removed_later(case: str, tmp_path: Path) -> None:
    with StandIn(holds={"there": Published()}, offers={"wanted": Published()}) as well:
        person = desk(tmp_path / "desk", PROFILE.format(url=well.url))
        assert person("apply", "--yes").code == 0
        with turning_sick(well.port, "/api/delete", SICK[case]) as url:
            ledger = person.state / "ledger.json"
            ledger.write_text(ledger.read_text().replace(well.url, url))
            put(person, AWAY.format(url=url))
            said = person("apply", "--yes")
            assert said.code in (1, 4, 5), said.out
            plainly(said.out + said.err, "/api/delete")
            ledger.write_text(ledger.read_text().replace(url, well.url))
        put(person, AWAY.format(url=well.url))
        said = person("apply", "--yes")
        assert said.code == 0, said.out
        assert [model.name.listed for model in well.store.listed()] == ["there:latest"]
