"""What a person says by commands in the accelerated month."""

from __future__ import annotations

from fakes.days import HOUR
from fakes.month import Month


def commands(month: Month) -> None:
    """The person says something; the next time they may say the opposite."""
    said = month.random.choice(("apply", "apply", "restore", "pause", "resume", "use", "own", "look"))
    act = {"apply": applies, "restore": restores, "pause": pauses, "resume": resumes, "use": uses, "own": owns}
    act.get(said, looks)(month)


def applies(month: Month) -> None:
    code, said = month.call("apply", "--yes", *(("--take-over",) if month.random.random() < 0.5 else ()))
    if code != 3 and "SP132" not in said:  # a profile that is wrong, or waits for a yes, ends no pause
        month.person.suspended, month.person.suspended_until = "", None
        month.drifts.clear()


def restores(month: Month) -> None:
    if month.app.is_open:
        month.app.quit()
    month.call("restore", "--yes")
    month.person.suspended, month.person.suspended_until = "restore", None


def pauses(month: Month) -> None:
    code, _ = month.call("pause", "--for", "5h", "--because", "a demo")
    if month.person.at(month.now).suspended != "restore" and code == 0:
        month.person.suspended, month.person.suspended_until = "pause", month.now + 5 * HOUR


def resumes(month: Month) -> None:
    if month.call("resume")[0] == 0:
        month.person.suspended, month.person.suspended_until = "", None


def uses(month: Month) -> None:
    mode = month.random.choice(("native", "gateway", "ollama", "off"))
    _, said = month.call("use", mode, "--for", "7h")
    if f"mode {mode} on this machine" in said:  # also where the profile on disk still waits for a yes: exit code 4
        month.person.used, month.person.used_until = mode, month.now + 7 * HOUR


def owns(month: Month) -> None:
    if month.call("use", "profile")[0] == 0:
        month.person.used, month.person.used_until = "", None


def looks(month: Month) -> None:
    """A look writes nothing."""
    wrote = len(month.disk.wrote)
    for words in (("status", "--json"), ("plan",), ("history",)):
        assert month.call(*words)[0] in (0, 1, 2, 3, 4, 5)
    assert len(month.disk.wrote) == wrote
