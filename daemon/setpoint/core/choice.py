"""What a person picked in the app instead of ours, and whether it holds. Pure.

The files do not tell who wrote them. A selection that is nobody's known tool, or native mode, is taken for the
person's; Ollama's own switch is a person's too (they turned it on in its window), and is put back at most once.
"""

from __future__ import annotations

from typing import Final

from setpoint.core.claude_files import FilesSeen
from setpoint.core.ledger import ClaudeMemory, Ledger
from setpoint.core.library import other_tool, row_of
from setpoint.core.profile import AgentWish
from setpoint.core.report import Condition, Notice, State
from setpoint.value import replace, value

OLLAMA: Final = "Ollama"
YIELDED: Final = "Yielded"


@value
class Choice:
    """`what` is for a person; `tool` is the switcher that it belongs to, "" for none."""

    what: str
    tool: str = ""


def picked(seen: FilesSeen, memory: ClaudeMemory) -> Choice | None:
    """Something else than ours since our switch was carried out; None: nothing was picked, or we never switched."""
    if not memory.complete:
        return None
    if seen.ours_applied:
        native = seen.settings.document.get(("deploymentMode",)) == "1p"
        return Choice("native mode") if native else None
    row = row_of(seen.index.document, seen.applied)
    name = (row.name if row else "") or ("another entry" if seen.applied else "no entry")
    return Choice(f'"{name[:30]}"' if row else name, other_tool(seen.index.document))


def holds(choice: Choice, wish: AgentWish, ledger: Ledger, generation: str) -> bool:
    """Whether the choice stands until the person comes back to ours, changes the profile, or says so to us."""
    if ledger.yielded not in ("", generation):
        return False
    if choice.tool in ("", OLLAMA) and wish.on_user_switch == "yield":
        return True
    return choice.tool == OLLAMA and OLLAMA in ledger.undone


def yielding(ledger: Ledger, configured: Condition, generation: str) -> Ledger:
    """The ledger after a look: a choice holds for one state of the profile, and is forgotten once ours is back."""
    if configured.reason == YIELDED and not ledger.yielded:
        return replace(ledger, yielded=generation)
    return replace(ledger, yielded="") if ledger.yielded and configured.state is State.TRUE else ledger


def held(choice: Choice) -> Condition:
    """In order: it is what the person wants."""
    message = (
        f"{choice.what} was picked in Claude, and holds until Setpoint's entry is picked again or the profile changes"
    )
    return Condition("ClaudeConfigured", State.NOT_APPLICABLE, YIELDED, message, "setpoint apply", "SP506")


def undoing(choice: Choice) -> Notice:
    message = f"{choice.what} was picked in Claude; Setpoint's entry comes back when the app closes"
    return Notice(
        "SP505", message, hint="another mode for a while: setpoint use native; for good: `mode` in the profile"
    )
