"""Cloud models come to an end on a day that is known beforehand: what is told before it, on it, and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.desk import desk
from setpoint.adapters.ollama import HttpOllama
from setpoint.core.alerts import alerts
from setpoint.core.cloud import judge
from setpoint.core.facts.ollama import Retired, successor
from setpoint.core.ports import Shown
from setpoint.core.retirement import coming, is_over
from setpoint.errors import OllamaTrouble
from setpoint.standins.ollama.asked import Cloud
from setpoint.standins.ollama.published import Published
from setpoint.standins.ollama.server import StandIn

TABLE = {
    "a:cloud": Retired("2027-03-01", "b:cloud", sure=False),
    "b:cloud": Retired("2027-06-01", "c:cloud", sure=False),
    "c:cloud": Retired("2027-09-01", "d:20b-cloud", sure=False),
    "round:cloud": Retired("2026-01-01", "about:cloud"),
    "about:cloud": Retired("2026-01-01", "round:cloud"),
}
GLM = "glm-4.7:cloud"
"""Retired on 2026-07-15."""


def noon(day: str) -> float:
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()


@pytest.mark.parametrize(
    "day, told",
    [
        ("2027-01-29", ""),
        ("2027-01-30", "a:cloud is to be retired on 2027-03-01"),
        ("2027-02-28", "a:cloud is to be retired on 2027-03-01"),
        ("2027-03-01", "a:cloud was to be retired on 2027-03-01, and may end any day"),
        ("2028-01-01", "a:cloud was to be retired on 2027-03-01, and may end any day"),
    ],
)
def test_it_is_told_from_thirty_days_before_the_day_on(day: str, told: str) -> None:
    notice = coming("a:cloud", noon(day), TABLE)
    assert (notice.message if notice else "") == told
    if notice:
        assert (notice.code, notice.hint) == ("SP238", "use d:20b-cloud")


@pytest.mark.parametrize("name", ["A:Cloud", "library/a:cloud", "registry.ollama.ai/library/a:cloud"])
def test_however_it_is_spelled(name: str) -> None:
    assert coming(name, noon("2027-02-20"), TABLE)
    assert successor(name, TABLE) == "d:20b-cloud"


def test_a_model_of_which_nothing_is_known_gets_no_word() -> None:
    assert coming("d:20b-cloud", noon("2027-02-20"), TABLE) is None
    assert coming("a", noon("2027-02-20"), TABLE) is None
    assert successor("d:20b-cloud", TABLE) == ""


def test_a_successor_that_goes_as_well_is_passed_over() -> None:
    assert [successor(name, TABLE) for name in ("a:cloud", "b:cloud", "c:cloud")] == ["d:20b-cloud"] * 3
    assert successor("round:cloud", TABLE) == "about:cloud", "a table that goes round ends all the same"


def test_the_day_itself_is_the_first_one_without_it() -> None:
    assert is_over("a:cloud", noon("2027-02-28"), TABLE) == ""
    assert is_over("a:cloud", noon("2027-03-01"), TABLE) == "2027-03-01"


def test_a_desktop_notification_tells_it_once_and_not_anew_each_day() -> None:
    near, nearer = (coming("a:cloud", noon(day), TABLE) for day in ("2027-02-01", "2027-02-02"))
    assert near
    assert nearer
    first, second = (alerts([], {}, 0.0, [each]) for each in (near, nearer))
    assert list(first.values()) == ["a:cloud is to be retired on 2027-03-01. use d:20b-cloud"]
    assert first == second


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(cloud=Cloud(reachable=True, signed_in=True)) as made:
        yield made


@pytest.mark.parametrize("gone", [True, False])
def test_an_end_is_an_end_whether_it_answers_410_or_404(server: StandIn, gone: bool) -> None:
    if gone:
        server.cloud.retired.add("glm-4.7")
    verdict = judge(HttpOllama(server.url), GLM, noon("2026-07-15"))
    assert (verdict.code, verdict.message) == ("SP222", "this cloud model was retired on 2026-07-15")
    assert (verdict.hint, verdict.unknown, verdict.exit_code) == ("use glm-5.2:cloud", False, 4)


def test_before_the_day_a_404_is_a_name_that_nobody_knows(server: StandIn) -> None:
    assert judge(HttpOllama(server.url), GLM, noon("2026-07-14")).code == "SP224"


class Broken(HttpOllama):
    """A server on which asking for a model ends in an error without a word of why."""

    def show(self, name: str) -> Shown:
        raise OllamaTrouble("SP202", f"something other than Ollama answers for {name}", permanent=True, status=500)


def test_a_bare_500_is_an_end_where_the_day_is_over_and_else_nothing_certain(server: StandIn) -> None:
    broken = Broken(server.url)
    assert judge(broken, GLM, noon("2026-08-01")).code == "SP222"
    before = judge(broken, GLM, noon("2026-07-01"))
    assert (before.unknown, before.exit_code, before.code) == (True, 5, "SP207")


@pytest.mark.parametrize("name, told", [(GLM, "was retired on 2026-07-15"), ("minimax-m2.5:cloud", "was announced")])
def test_validate_tells_it_in_words_that_hold_on_either_side_of_the_day(tmp_path: Path, name: str, told: str) -> None:
    said = desk(tmp_path, f"setpoint: 1\nmode: ollama\nmodels: {{opus: '{name}'}}\n")("validate")
    assert said.code == 0
    assert "SP130" in said.out
    assert told in said.out


def test_one_that_was_to_end_and_still_answers_is_a_warning_in_plan_and_status(tmp_path: Path) -> None:
    cloud = Cloud(reachable=True, signed_in=True, models={"minimax-m2.5"})
    with StandIn(cloud=cloud, holds={"small": Published()}) as server:
        models = "models: {opus: 'minimax-m2.5:cloud', haiku: small}"
        person = desk(tmp_path, f"setpoint: 1\nmode: ollama\n{models}\nollama: {{url: {server.url}}}\n")
        told = "! minimax-m2.5:cloud was to be retired on 2026-07-31, and may end any day; use minimax-m2.7:cloud"
        assert person("plan").out.count(told) == 1
        assert "SP130" not in person("plan").out
        assert person("apply", "--yes").code == 0
        said = person("status")
        assert (said.code, said.out.count(told)) == (0, 1)
