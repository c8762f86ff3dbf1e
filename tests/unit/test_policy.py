"""What a managed configuration means, whatever its encoding."""

from __future__ import annotations

import pytest

from setpoint.core.policy import agrees, opened, routes
from setpoint.core.ports import Policy


def test_texts_in_strings_are_opened_and_others_stay() -> None:
    values = {"a": "true", "b": "False", "c": '[{"name": "x"}]', "d": "{broken", "e": "gateway", "f": "300", "g": 1}
    assert opened(values) == {
        "a": True,
        "b": False,
        "c": [{"name": "x"}],
        "d": "{broken",
        "e": "gateway",
        "f": "300",
        "g": 1,
    }


def test_a_policy_about_the_apps_behaviour_leaves_the_routing_to_us() -> None:
    assert not routes(None)
    assert not routes(Policy("x", {}))
    assert not routes(Policy("x", {"disableAutoUpdates": True, "egressProxyUrl": "http://p"}))
    assert routes(Policy("x", {"disableAutoUpdates": True, "chatTabEnabled": True}))
    assert routes(Policy("x", {"mispelled": None}))


@pytest.mark.parametrize(
    "managed, wanted, same",
    [
        (1, True, True),
        (True, True, True),
        ("1", True, True),
        (0, True, False),
        (True, 1, False),
        ("1800", 1800, True),
        (1800, 1800, True),
        ("gateway", "gateway", True),
        (["a"], ["a"], True),
        (None, "x", False),
        ("x", ["x"], False),
    ],
)
def test_values_agree_by_what_they_mean(managed: object, wanted: object, same: bool) -> None:
    assert agrees(managed, wanted) is same
