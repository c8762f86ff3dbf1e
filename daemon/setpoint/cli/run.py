"""`setpoint run`: the agent, in the foreground: for a service manager, a container, or a terminal."""

from __future__ import annotations

import gc
import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Timer
from types import FrameType
from typing import Final

from setpoint.adapters.enduring import Enduring
from setpoint.adapters.lock import held
from setpoint.adapters.readiness import Readiness
from setpoint.adapters.rotating import RotatingFile
from setpoint.adapters.waking import watch
from setpoint.cli import profiles
from setpoint.core.agent_state import LOCK
from setpoint.errors import Waiting
from setpoint.loop.agent import Agent
from setpoint.telling.ink import Ink
from setpoint.telling.log import Log
from setpoint.wiring import Surroundings
from setpoint.wiring.agent import AgentAround

GRACE: Final = 1.5
"""Seconds that a pass may take to end; what it does then is cut off, which loses nothing."""

LITTER: Final = 2_000
"""New objects after which Python looks for garbage. A pass leaves some hundred in circles.

MiB resident after 3,000 passes, and the processor time of one: 46.7 and 15.4 ms at the 100,000 of a command, 34.8 and
16.0 ms at 10,000, 33.5 and 16.0 ms at 2,000 (Python 3.11, 2026-11-22).
"""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--log-file", metavar="PATH", help="the log goes there, and is kept small")


def run(args: Namespace, here: Surroundings) -> int:
    readiness = Readiness(here.env)
    while not _lived(args, here, readiness):
        continue  # with another lock: whoever removed the state folder removed ours
    readiness.stopping()
    return 0


def _lived(args: Namespace, here: Surroundings, readiness: Readiness) -> bool:
    """A life of the agent; whether it ended because it was asked to."""
    with _only_one(here, readiness) as ours:
        around = _around(args, here, readiness, ours)
        agent = Agent(around, os.getpid())
        with _signals(agent, around.watch.bell, terminal=here.interactive):
            agent.run(lambda: _begun(readiness))
        around.watch.close()
        return ours()


def _begun(readiness: Readiness) -> None:
    """What the start made stays: it is looked through once, and from then on only what the passes make."""
    readiness.ready()
    gc.collect()
    gc.freeze()
    gc.set_threshold(LITTER)


@contextmanager
def _only_one(here: Surroundings, readiness: Readiness) -> Iterator[Callable[[], bool]]:
    """A status that looks whether we run holds the lock for an instant: hence the second.

    A service waits for the end of an agent that somebody began in a terminal: started again and again, it would be
    given up by its manager.
    """
    with ExitStack() as stack:
        while (ours := _taken(here, stack)) is None:
            if not readiness.listening:
                raise Waiting("SP413", "another agent is running already", hint="setpoint service status")
            if hasattr(signal, "SIGHUP"):
                signal.signal(signal.SIGHUP, signal.SIG_IGN)  # there is nothing yet to look at anew
            readiness.ready()  # its manager would take it for one that does not come up
            readiness.alive("waits for the end of another agent")
        yield ours


def _taken(here: Surroundings, stack: ExitStack) -> Callable[[], bool] | None:
    try:
        return stack.enter_context(held(here.state / LOCK, seconds=1.0))
    except Waiting:
        return None


def _around(args: Namespace, here: Surroundings, readiness: Readiness, ours: Callable[[], bool]) -> AgentAround:
    stream = RotatingFile(profiles.typed(args.log_file, here)) if args.log_file else Enduring(here.err)
    log = Log(stream, args.log_format or "console", colour=not args.log_file and Ink(here.err, here.env).on)
    return AgentAround(here, profiles.candidates(args, here), watch(), log, readiness, ours)


@contextmanager
def _signals(agent: Agent, bell: int | None, *, terminal: bool) -> Iterator[None]:
    """SIGTERM and Ctrl-C end. SIGHUP looks anew, but on a terminal it says that this is closed. Windows has none."""

    def end(_number: int, _frame: FrameType | None) -> None:
        agent.end()
        timer = Timer(GRACE, os._exit, (0,))
        timer.daemon = True
        timer.start()

    def reload(_number: int, _frame: FrameType | None) -> None:
        agent.reload()

    handlers = {signal.SIGTERM: end, signal.SIGINT: end}
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = end if terminal else reload
    if bell is not None:
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        if bell is not None:
            signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
