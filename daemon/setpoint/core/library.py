"""Claude Desktop's library index (`_meta.json`, CD 2.1) as a document: the selection and the rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from setpoint.core.document import MISSING, Document
from setpoint.core.facts.claude import OTHER_NAMES, OTHER_TOOLS
from setpoint.value import value

SAFE_ID = re.compile(r"[a-f0-9-]{36}")
"""What the app accepts as an entry id (CD 2.1). An id becomes a file name: nothing else is ever joined to a path."""


@value
class Row:
    """One entry of the index. `position` is its place in the list."""

    id: str
    name: str
    position: int


def selection(document: Document) -> str:
    """The id of the applied entry; "" when nothing is applied."""
    value = document.get(("appliedId",))
    return value if isinstance(value, str) else ""


def rows(document: Document) -> Iterator[Row]:
    entries = document.get(("entries",))
    for position, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            name = entry.get("name")
            yield Row(entry["id"], name if isinstance(name, str) else "", position)


def row_of(document: Document, entry_id: str) -> Row | None:
    return next((row for row in rows(document) if row.id == entry_id), None)


def with_row(document: Document, entry_id: str, name: str) -> Document:
    """The index with a row for the entry at its end; as it is where there is one."""
    if row_of(document, entry_id):
        return document
    entries = document.get(("entries",))
    if entries is MISSING:
        return document.set(("entries",), [{"id": entry_id, "name": name}])
    count = len(entries) if isinstance(entries, list) else 0
    return document.set(("entries", count), {"id": entry_id, "name": name})


def without_row(document: Document, entry_id: str, *, drop_empty: bool) -> Document:
    """The index without the row. `drop_empty`: an empty list goes too, because we made it."""
    row = row_of(document, entry_id)
    if row:
        document = document.remove(("entries", row.position))
    if drop_empty and document.get(("entries",)) == []:
        document = document.remove(("entries",))
    return document


def other_tool(document: Document) -> str:
    """The name of the switcher whose entry is applied; "" when it is nobody's, ours or a person's own."""
    applied = selection(document)
    row = row_of(document, applied)
    if applied in OTHER_TOOLS:
        return OTHER_TOOLS[applied]
    return row.name if row and row.name in OTHER_NAMES else ""
