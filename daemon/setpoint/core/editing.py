"""One place of a JSON text replaced, so that the rest stays as it is and the new looks like what is around it.

The text was checked by `jsontext.check`. `Document` says what may be asked for, and which errors come.
"""

from __future__ import annotations

from setpoint.core import jsontext, layout, places
from setpoint.core.document import Raw
from setpoint.core.jsontext import DEEPEST, DocumentError
from setpoint.core.layout import SURROGATE, Slot
from setpoint.core.places import Path, Site


def with_value(text: str, path: Path, value: object) -> str:
    """The text with a value replaced in place, or appended as the last member of its container."""
    sites = places.parent(text, path)
    site = sites[-1]
    if site.own is not None:
        written = _written(value, _slot(text, site), path)
        return _replaced(text, *site.value(site.own), written)
    if site.members.ends:
        return _appended(text, site, path, value)
    return _first(text, sites, path, value)


def without(text: str, path: Path) -> str:
    """The text without a member or element, its comma and blanks; the same text where it is not there."""
    sites = places.follow(text, path)
    if not path or len(sites) < len(path) or sites[-1].own is None:
        return text
    own, site, members = sites[-1].own, sites[-1], sites[-1].members
    start, end = members.starts[own], members.ends[own]
    if own:
        return _replaced(text, members.ends[own - 1], end, "")
    if len(members.ends) > 1:
        return _replaced(text, start, members.starts[1], "")
    rest = layout.around_none(text[site.start + 1 : start], text[end : site.end])
    return _replaced(text, site.start + 1, site.end, rest)


def _appended(text: str, site: Site, path: Path, value: object) -> str:
    slot = _slot(text, site)
    end = site.members.ends[-1]
    return _replaced(text, end, end, slot.lead + _named(path, slot.colon) + _written(value, slot, path))


def _first(text: str, sites: list[Site], path: Path, value: object) -> str:
    site = sites[-1]
    style = layout.style_of(_slot(text, sites[-2])) if len(sites) > 1 else layout.outermost(text)
    before, after = layout.around_first(text[site.start + 1 : site.end], style)
    member = _named(path, style.colon) + _written(value, Slot(before, after, style.colon), path)
    return _replaced(text, site.start + 1, site.end, before + member + after)


def _replaced(text: str, start: int, end: int, piece: str) -> str:
    return text[:start] + piece + text[end:]


def _slot(text: str, site: Site) -> Slot:
    """The surroundings of a site's own member, or of one that is to be appended where there are others."""
    other = text[slice(*site.value(0))] if text[site.start] == "[" and site.own != 0 else ""
    return Slot(_lead(text, site), text[site.members.ends[-1] : site.end], site.colon, other)


def _lead(text: str, site: Site) -> str:
    members = site.members
    if site.own is None and len(members.ends) == 1:
        return layout.next_lead(text[site.start + 1 : members.starts[0]], site.colon)
    index = len(members.ends) - 1 if site.own is None else site.own
    before = members.ends[index - 1] if index else site.start + 1
    return text[before : members.starts[index]]


def _named(path: Path, colon: str) -> str:
    return layout.quoted(path[-1]) + colon if isinstance(path[-1], str) else ""


def _written(value: object, slot: Slot, path: Path) -> str:
    room = DEEPEST - len(path)
    if isinstance(value, Raw):
        return _verbatim(value.text, room)
    try:
        return layout.render(value, layout.style_of(slot), room)
    except RecursionError:
        reason = "the value is nested too deeply"
    raise DocumentError(0, 0, reason)


def _verbatim(text: str, room: int) -> str:
    try:
        levels, end = jsontext.depth(text), jsontext.decode(text, 0)[1]
    except DocumentError as error:  # its line would be one of the piece, not of the document
        raise DocumentError(0, 0, f"the text to insert: {error.reason}") from None
    if levels > room:
        raise DocumentError(0, 0, f"the value would be nested deeper than {DEEPEST} levels")
    if end != len(text) or SURROGATE.search(text):
        raise DocumentError(0, 0, "the text to insert is not exactly one JSON value")
    return text
