"""A pull from its first byte to the model in the server's list, and what is remembered on the way."""

from __future__ import annotations

from setpoint.core.ledger import Failure, ServerMemory
from setpoint.core.ports import Model
from setpoint.core.resource import World
from setpoint.core.wishes import Wish, find
from setpoint.errors import OllamaTrouble
from setpoint.value import replace


def pull(wish: Wish, world: World) -> Model:
    """The model as the server lists it afterwards. What will fail again is remembered. OllamaTrouble otherwise, too."""
    server = world.ollama.version()
    try:
        _follow(wish, world)
    except OllamaTrouble as trouble:
        if trouble.permanent:
            failure = Failure(trouble.code, trouble.message, trouble.hint, server)
            world.change_server(lambda memory: _failed(memory, wish, failure))
        raise
    pulled = find(world.ollama.models(), wish.spelled)
    if pulled is None:
        raise OllamaTrouble(
            "SP217",
            "the pull said success, but the server does not list the model",
            where=wish.spelled,
            hint=f"delete it (`ollama rm {wish.spelled}`) and pull it again",
        )
    return pulled


def ended(memory: ServerMemory, wish: Wish) -> ServerMemory:
    """After a success: nothing is begun, and nothing failed."""
    failures = {key: failure for key, failure in memory.failures.items() if key != wish.name.key}
    return replace(_over(memory, wish), failures=failures)


def _follow(wish: Wish, world: World) -> None:
    """As soon as part of it is there it is remembered as begun."""
    begun = False
    for step in world.ollama.pull(wish.name.pull_name, world.stopped):
        world.tell.progress(wish.spelled, step.status, step.completed, step.total)
        if step.completed and not begun:
            begun = True
            world.change_server(lambda memory: _begun(memory, wish))


def _begun(memory: ServerMemory, wish: Wish) -> ServerMemory:
    return replace(memory, begun=tuple(dict.fromkeys((*memory.begun, wish.name.key))))


def _over(memory: ServerMemory, wish: Wish) -> ServerMemory:
    return replace(memory, begun=tuple(key for key in memory.begun if key != wish.name.key))


def _failed(memory: ServerMemory, wish: Wish, failure: Failure) -> ServerMemory:
    return replace(_over(memory, wish), failures={**memory.failures, wish.name.key: failure})
