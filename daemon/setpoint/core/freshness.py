"""Whether a pulled model is the newest that the registry has under its name. Reads through ports; remembers nothing.

By OL 2.5: equal manifest digests settle it. Different ones do not, since servers before 0.19 wrote manifests in a
spelling of their own: then a copy is current if the server holds every layer and the weights are the same.
"""

from __future__ import annotations

from typing import Final

from setpoint.core.ledger import Compared, ServerMemory
from setpoint.core.names import HOST, Name
from setpoint.core.ports import Model, Shown
from setpoint.core.ports.offers import Offer
from setpoint.core.resource import World
from setpoint.core.wishes import Wish, wishes
from setpoint.errors import OllamaTrouble
from setpoint.value import replace

DAY: Final = 86400.0
FIRST: Final = 3600.0
"""Seconds until a registry that could not be asked is asked again; doubled each time, up to a day."""
SET_BACK: Final = 3600.0
"""Seconds that a clock may have been set back. A moment that lies further ahead is none."""


def can_be_asked(name: Name) -> bool:
    """Only the default registry is asked, and only for models that are pulled: other hosts have rules of their own."""
    return name.host == HOST and not name.is_cloud


def known(wish: Wish, model: Model, world: World) -> Compared | None:
    """What is known of this copy of a declared model. Where that is a day old, and may be asked for, it is asked."""
    place, now = (world.url[0], wish.name.key), world.clock.now()
    found = _latest(world.server.checked.get(wish.name.key), world.notes.checked.get(place), now)
    if world.offers and (found is None or _is_due(found, now)):
        fresh = _asked(wish, model, world, found)
        if fresh is not None:
            world.notes.checked[place] = found = fresh
    return found if found and found.digest == model.digest else None


def remembered(memory: ServerMemory, world: World) -> ServerMemory:
    """With what was found out since; without what nobody wants to know any more."""
    now, wanted = world.clock.now(), {wish.name.key for wish in wishes(world.profile) if wish.update}
    found = {key: checked for (url, key), checked in list(world.notes.checked.items()) if url == world.url[0]}
    both = {key: _latest(memory.checked.get(key), found.get(key), now) for key in {**memory.checked, **found}}
    kept = {key: checked for key, checked in both.items() if checked and key in wanted}
    return memory if kept == memory.checked else replace(memory, checked=kept)


def updated(memory: ServerMemory, key: str, seen: Compared, digest: str, now: float) -> ServerMemory:
    """After a newer one was pulled: ours stays ours, and what was somebody else's stays theirs.

    Whatever the server got is what the registry offered, also where digests differ: it is not pulled again for that.
    """
    checked = Compared(now, digest, same="" if seen.newer == digest else seen.newer, sure=True)
    pulled = {**memory.pulled, key: digest} if memory.pulled.get(key) == seen.digest else memory.pulled
    return replace(memory, pulled=pulled, checked={**memory.checked, key: checked})


def _latest(one: Compared | None, other: Compared | None, now: float) -> Compared | None:
    past = [each for each in (one, other) if each and each.at <= now + SET_BACK]
    return max(past, key=lambda each: each.at, default=None)


def _is_due(checked: Compared, now: float) -> bool:
    pause = min(DAY, FIRST * 2 ** min(checked.failed - 1, 10)) if checked.failed else DAY
    return now - checked.at >= pause


def _asked(wish: Wish, model: Model, world: World, found: Compared | None) -> Compared | None:
    """None: the server itself gave no answer, so nothing was found out."""
    assert world.offers
    ours = world.server.pulled.get(wish.name.key) == model.digest
    same = found if found and found.digest == model.digest else Compared(0.0, model.digest)
    before = replace(same, at=world.clock.now(), sure=same.sure or ours, refused=False, failed=0)
    try:
        shown = world.ollama.show(wish.name.pull_name)
        if not ours and (model.remote or shown.remote or shown.parent):
            return replace(before, newer="", sure=False)  # made here: what the registry has by this name is another
    except OllamaTrouble:
        return None
    try:
        offer = world.offers.offer(wish.spelled)
    except OllamaTrouble as trouble:
        if trouble.permanent:
            return replace(before, newer="", refused=True)
        return replace(before, failed=same.failed + 1)
    return _compared(before, shown, offer, world)


def _compared(before: Compared, shown: Shown, offer: Offer, world: World) -> Compared | None:
    if {before.digest, before.same} & set(offer.digests):
        return replace(before, newer="", size=0, sure=True)
    try:
        size = _to_come(offer, world)
    except OllamaTrouble:
        return None
    # all its layers may be here for a twin that was pulled since: then the weights tell
    if size == 0 and (not offer.weights or shown.weights in ("", offer.weights)):
        return replace(before, newer="", size=0, same=offer.digests[-1], sure=True)
    return replace(before, newer=offer.digests[-1], size=size)


def _to_come(offer: Offer, world: World) -> int:
    """Bytes that a pull would bring at most; 0 if the server has it all. Asked up to the first that it lacks."""
    left = offer.size
    for digest, size in offer.layers:
        if not world.ollama.has_blob(digest):
            return left or 1
        left -= size
    return 0
