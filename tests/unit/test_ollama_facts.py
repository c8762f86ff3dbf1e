"""The dated tables about Ollama hold together."""

from __future__ import annotations

from datetime import date

from setpoint.core.facts import ollama
from setpoint.core.names import parse
from setpoint.core.versions import parse as version


def test_retired_models_are_cloud_names_as_listed_with_a_living_successor() -> None:
    for name, gone in ollama.RETIRED.items():
        assert parse(name).listed == name
        assert parse(gone.successor).is_cloud
        assert ollama.successor(name) not in ("", *ollama.RETIRED)
        assert not gone.sure or date.fromisoformat(gone.on) <= date.fromisoformat(ollama.AS_OF)


def test_every_name_in_the_tables_is_a_name() -> None:
    others = (*ollama.CLOUD_ONLY, *ollama.NOT_A_NAME.values())
    assert all(parse(name).model for name in others)


def test_abilities_are_in_the_order_of_their_versions() -> None:
    order = [version(one.since) for one in ollama.ABILITIES]
    assert order == sorted(order)
    assert not any(one.development for one in order)


def test_no_upgrade_calls_a_command_that_ollama_does_not_have() -> None:
    assert all("ollama upgrade" not in how.text.replace("brew upgrade ollama", "") for how in ollama.UPGRADES.values())
