"""The few questions of `setpoint init` on a terminal. Enter takes what is proposed; options answer beforehand."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Final

from setpoint.cli import choosing
from setpoint.cli.asking import agreed, answer_to
from setpoint.core.applied import url_trouble
from setpoint.core.candidates import Candidate
from setpoint.core.draft import CHAT, Draft, with_family
from setpoint.core.figures import size_text
from setpoint.core.first_draft import in_mode, proposed_mode
from setpoint.core.first_look import Found
from setpoint.core.profile import Mode
from setpoint.core.proposal import FAMILIES, Pick
from setpoint.errors import UsageWrong
from setpoint.telling.ink import Ink, printable
from setpoint.value import replace
from setpoint.wiring import Surroundings

ABOUT: Final = {
    Mode.OLLAMA: "models of an Ollama server: on this machine, or in Ollama's cloud",
    Mode.GATEWAY: "any other server that speaks the Anthropic Messages API",
    Mode.NATIVE: "Anthropic's own, signed in at claude.ai",
    Mode.OFF: "Setpoint keeps its hands off",
}
NONE: Final = "-"
"""Typed for nothing: a family without a model, a gateway without a key."""


def conversation(whole: Draft, found: Found, args: Namespace, here: Surroundings) -> Draft:
    """`whole` has every part that there is something for, in the proposed mode."""
    mode = Mode(args.mode) if args.mode else _mode(whole, found, here)
    draft = in_mode(whole, mode)
    if mode is not Mode.GATEWAY:
        draft = choosing.chosen(draft, mode, args)
    if mode is Mode.OLLAMA and not choosing.families(args):
        draft = _models(draft, found, here)
    if mode is Mode.GATEWAY:
        draft = choosing.chosen(_gateway(draft, args, here), mode, args)
    return _settings(draft, here) if mode in (Mode.OLLAMA, Mode.GATEWAY) else draft


def _mode(draft: Draft, found: Found, here: Surroundings) -> Mode:
    ink, words = Ink(here.out, here.env), [str(mode) for mode in Mode]
    _say(here, "", ink("bold", "Where should Claude's answers come from?"))
    for mode in Mode:
        _say(here, f"  {mode:<7}  {ABOUT[mode]}")
    _say(here, f"Proposed: {draft.mode} ({proposed_mode(found)[1]})")
    while typed := answer_to(f"mode [{draft.mode}]:", here).casefold():
        meant = [word for word in words if word.startswith(typed)]
        if len(meant) == 1:
            return Mode(meant[0])
        _say(here, f"  one of {', '.join(words)}")
    return draft.mode


def _models(draft: Draft, found: Found, here: Surroundings) -> Draft:
    """Which model answers for which family: all at once, or, after a no, one by one."""
    ink = Ink(here.out, here.env)
    if draft.picks:
        _say(here, "", ink("bold", "Which model answers for which Claude family?"), *proposal_lines(draft.picks))
        if agreed("Take these?", here):
            return draft
    offered = [*found.ollama.sifted.candidates, *(p.candidate for p in draft.picks if not p.candidate.pulled)]
    _say(here, *_numbered(offered), "A number, or any name that Ollama knows; - leaves the family out.")
    while True:
        for family in FAMILIES:
            draft = replace(draft, picks=with_family(draft.picks, family, _one(family, draft, offered, here)))
        if draft.picks:
            return draft
        _say(here, "  at least one model must answer")


def proposal_lines(picks: Sequence[Pick]) -> Iterator[str]:
    key = max(len(pick.key) for pick in picks)
    name = max(len(pick.candidate.name) for pick in picks)
    for pick in picks:
        yield f"  {pick.key:<{key}}  {printable(pick.candidate.name):<{name}}  {pick.why}".rstrip()


def _numbered(offered: Sequence[Candidate]) -> Iterator[str]:
    width = max((len(one.name) for one in offered), default=0)
    for number, one in enumerate(offered, 1):
        size = "cloud" if one.cloud else size_text(one.size)
        notes = [*(["images"] if one.vision else []), *([] if one.pulled else ["to be pulled"])]
        context = f"{one.context} tokens" if one.context else ""
        yield f"  {number:>2}  {printable(one.name):<{width}}  {size:>8}  {context:<14}  {', '.join(notes)}".rstrip()


def _one(family: str, draft: Draft, offered: Sequence[Candidate], here: Surroundings) -> Pick | None:
    now = next((pick for pick in draft.picks if pick.key == family), None)
    while typed := answer_to(f"{family} [{now.candidate.name if now else NONE}]:", here):
        if typed == NONE:
            return None
        if typed.isascii() and typed.isdecimal() and 0 < int(typed[:6]) <= len(offered):
            return Pick(family, offered[int(typed) - 1], "")
        try:
            return choosing.pick(family, typed, offered)
        except UsageWrong as wrong:
            _say(here, f"  {wrong.message}")
    return now


def _gateway(draft: Draft, args: Namespace, here: Surroundings) -> Draft:
    """Its url and the reference to its key, unless options say them."""
    before = draft.gateway.url if draft.gateway else ""
    url = args.url or _url(before, here)
    draft = choosing.with_gateway(draft, url)
    if args.key is None:
        draft = choosing.with_key(draft, _key(draft, here))
    return draft


def _url(before: str, here: Surroundings) -> str:
    _say(
        here,
        "",
        Ink(here.out, here.env)("bold", "Which gateway?") + " Its root, without /v1; https, or http on this machine.",
    )
    while True:
        typed = answer_to(f"url [{before}]:" if before else "url:", here) or before
        trouble = url_trouble(typed) if typed else "a gateway has a url"
        if not trouble:
            return typed
        _say(here, f"  {trouble}")


def _key(draft: Draft, here: Surroundings) -> str:
    """The reference; "" for none."""
    proposed = choosing.key_for(draft)
    _say(here, "A key is never written down: where will it be kept? (keyring:NAME/NAME, file:PATH, op://…; - for none)")
    while typed := answer_to(f"key [{proposed or NONE}]:", here):
        if typed == NONE:
            return ""
        try:
            return choosing.checked(typed)
        except UsageWrong as wrong:
            _say(here, f"  {wrong.message}")
    return proposed


def _settings(draft: Draft, here: Surroundings) -> Draft:
    """Those of the applied entry that go on under a new one."""
    theirs = [name for name in draft.settings if name != CHAT]
    if not theirs or agreed(f"\nKeep these settings of the applied entry: {', '.join(theirs)}?", here):
        return draft
    return replace(draft, settings={CHAT: True})


def _say(here: Surroundings, *lines: str) -> None:
    print("\n".join(lines), file=here.out)
