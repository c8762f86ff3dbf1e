"""What a person does at the app, in words: for a process by its control folder, for one in our process by methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from setpoint.standins.claude.app import App

End = Literal["", "again", "quit", "crash"]
"""What follows: it goes on; it ends and starts itself again; it ends; it is gone at once and saves nothing."""

ACTS: Final[Mapping[str, tuple[Callable[..., None] | None, int, End]]] = {
    "prefer": (App.prefer, 2, ""),
    "sign-in": (App.sign_in, 1, ""),
    "close-window": (App.close_window, 0, ""),
    "apply-changes": (App.apply_changes, 0, "again"),
    "pick": (App.pick, 1, "again"),
    "update": (App.update, 1, "again"),
    "quit": (None, 0, "quit"),
    "crash": (None, 0, "crash"),
}
"""By its word: what the app does, of how many more words, and what follows."""


def obey(app: App, words: Sequence[Any]) -> End:
    """ValueError: there is no such word, or it cannot be done."""
    act, number, end = ACTS.get(str(words[0]), (None, -1, ""))
    if len(words) - 1 != number:
        raise ValueError(f"cannot be done: {list(words)}")
    if act is not None:
        act(app, *words[1:])
    return end
