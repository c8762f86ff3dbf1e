"""How programs are run and started here. Hardly a look needs one, so what it takes is imported by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from setpoint.core.ports import Lasting, Ran, Runner


def run(argv: Sequence[str], *, seconds: float = 10, stdin: str | None = None) -> Ran:
    from setpoint import process

    return process.run(argv, seconds=seconds, stdin=stdin)


def spawn(argv: Sequence[str]) -> None:
    from setpoint import detach

    detach.spawn(argv)


def outside(env: Mapping[str, str]) -> Runner | None:
    """Where a service manager started us, we may be confined: then it runs what others wrote."""
    if "INVOCATION_ID" not in env:
        return None
    from setpoint import process

    return process.outside if process.confined(env) else None


def to_its_end(env: Mapping[str, str]) -> Lasting:
    def run(argv: Sequence[str], *, seconds: float, said: Callable[[str], None]) -> Ran:
        from setpoint.adapters.lasting import lasting, lasting_outside

        return (lasting_outside if outside(env) else lasting)(argv, seconds=seconds, said=said)

    return run
