"""A word before a machine is asked to hold more than it has."""

from __future__ import annotations

from setpoint.core.memory_fit import too_large

GB = 10**9


def test_models_that_fit_together_get_no_word() -> None:
    assert too_large({"a": 10 * GB, "b": 5 * GB}, 32 * GB) == ()


def test_models_that_come_near_the_memory_are_named_with_both_figures() -> None:
    (notice,) = too_large({"a": 19 * GB, "b": 8 * GB}, 32 * GB)
    assert notice.code == "SP131"
    assert all(text in notice.message for text in ("a, b", "27.0 GB", "32.0 GB"))
    assert notice.hint


def test_what_is_not_known_is_not_counted() -> None:
    assert too_large({"a": None, "b": 20 * GB}, 32 * GB) == ()
    assert too_large({"a": 64 * GB}, None) == ()
