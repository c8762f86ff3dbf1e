"""What a value promises, beside what a frozen dataclass promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from setpoint.value import EMPTY, as_plain, fields_of, is_value, replace, value


@value
class Point:
    """Two fields, one with a default."""

    x: int
    y: int = 2

    @property
    def sum(self) -> int:
        return self.x + self.y


@value
class Spot:
    x: int
    y: int = 2


@value
class Box:
    corner: Point
    tags: tuple[str, ...] = ()
    notes: Mapping[str, Point] = EMPTY


def test_fields_are_given_by_place_by_name_or_by_default() -> None:
    assert Point(1) == Point(1, 2) == Point(x=1, y=2)
    assert Point(1).sum == 3
    assert fields_of(Point(5)) == {"x": 5, "y": 2}


@pytest.mark.parametrize(("args", "given"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_wrong_fields_are_refused(args: tuple[Any, ...], given: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*args, **given)


def test_a_value_cannot_be_changed() -> None:
    point: Any = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2
    with pytest.raises(AttributeError):
        point.z = 2
    with pytest.raises(AttributeError):
        del point.x
    assert point == Point(1)


def test_values_of_different_classes_are_never_equal() -> None:
    others: list[object] = [Spot(1), (1, 2), None]
    assert Point(1) not in others
    assert len({Point(1), Point(1), Spot(1)}) == 2


def test_replace_leaves_the_old_value() -> None:
    old = Point(1)
    assert replace(old, y=9) == Point(1, 9)
    assert old == Point(1, 2)
    with pytest.raises(TypeError):
        replace(old, z=1)


def test_values_match_patterns_and_show_themselves() -> None:
    match Box(Point(3)):
        case Box(Point(x, y)):
            assert (x, y) == (3, 2)
    assert repr(Point(1)) == "Point(x=1, y=2)"


def test_the_plain_form_goes_all_the_way_down() -> None:
    assert as_plain(Box(Point(1), ("a",), {"n": Point(2)})) == {
        "corner": {"x": 1, "y": 2},
        "tags": ["a"],
        "notes": {"n": {"x": 2, "y": 2}},
    }
    assert is_value(Point(1))
    assert not is_value("x")
