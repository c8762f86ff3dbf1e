"""What a person chose for a first profile, by an option or an answer: checked, and put into the draft."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from setpoint import wiring
from setpoint.core.applied import reference, url_trouble
from setpoint.core.candidates import Candidate, may_be_named
from setpoint.core.draft import Draft, Gateway, with_family
from setpoint.core.facts.claude_models import IDS, refused
from setpoint.core.finding import quoted
from setpoint.core.keyref import parse as parse_ref
from setpoint.core.names import parse, same
from setpoint.core.profile import GatewayModel, Mode
from setpoint.core.proposal import FAMILIES, Pick
from setpoint.core.sense.keys import OWN_PROCESS
from setpoint.errors import UsageWrong
from setpoint.value import replace

NOTHING = ("", "-", "none")
REFS = "keyring:service/name, file:PATH or op://vault/item/field"


def families(args: Namespace) -> dict[str, str]:
    """The models that options name, by family."""
    return {family: given for family in FAMILIES if (given := getattr(args, family)) is not None}


def chosen(draft: Draft, mode: Mode, args: Namespace) -> Draft:
    """The draft with what options say of the models."""
    for family, text in families(args).items():
        draft = _with_id(draft, family, text) if mode is Mode.GATEWAY else _with_model(draft, family, text)
    return draft


def pick(family: str, text: str, offered: Sequence[Candidate]) -> Pick:
    """A model by a name that a person typed. UsageWrong where it can be none."""
    if not may_be_named(text):
        raise UsageWrong("SP905", f"{quoted(text)} is no name of a model", hint="setpoint init --sonnet qwen3.5:9b")
    known = next((one for one in offered if same(one.name, text)), None)
    if known is not None:
        return Pick(family, known, "")
    cloud = parse(text).is_cloud
    return Pick(family, Candidate(text.strip(), cloud=cloud, pulled=False), "" if cloud else "to be pulled")


def with_gateway(draft: Draft, url: str) -> Draft:
    """The draft with this gateway; what an entry said of another one does not go along."""
    trouble = url_trouble(url)
    if trouble:
        raise UsageWrong("SP905", trouble, hint="setpoint init --mode gateway --url https://llm.example")
    before = draft.gateway
    if before is not None and before.url == url.rstrip("/"):
        return draft
    root = url.rstrip("/").removesuffix("/v1")  # many guides say it with, and the app appends its own
    return replace(draft, gateway=Gateway(root, key=reference(root)))


def with_key(draft: Draft, ref: str) -> Draft:
    assert draft.gateway is not None
    return replace(draft, gateway=replace(draft.gateway, key=ref))


def key_for(draft: Draft) -> str:
    return draft.gateway.key if draft.gateway else ""


def checked(text: str) -> str:
    """A key reference, or "" where a person says that there is none. UsageWrong: it is neither; it is not repeated."""
    if text in NOTHING:
        return ""
    try:
        ref = parse_ref(text, wiring.scheme_names())
    except ValueError as error:  # its text does not repeat what was typed: that might be a key
        raise UsageWrong("SP121", str(error), hint=f"REF is {REFS}") from None
    problem = wiring.scheme(ref.scheme).check(ref)
    if ref.scheme in OWN_PROCESS:
        problem = f"{ref.scheme}: exists only in Setpoint's own process, not in the app's"
    if problem:
        raise UsageWrong("SP121", problem, hint=f"REF is {REFS}")
    return text


def _with_model(draft: Draft, family: str, text: str) -> Draft:
    offered = [one.candidate for one in draft.picks]
    return replace(
        draft, picks=with_family(draft.picks, family, None if text in NOTHING else pick(family, text, offered))
    )


def _with_id(draft: Draft, family: str, text: str) -> Draft:
    """In gateway mode a family's model is an id that the gateway knows."""
    gateway = draft.gateway
    assert gateway is not None
    others = [model for model in gateway.models if model.key != family and model.id != text]
    if text not in NOTHING:
        if refused(text):
            hint = f"for example {IDS[family]}; the gateway offers other models under such an id"
            raise UsageWrong("SP115", f"Claude Desktop refuses the id {quoted(text)}", hint=hint)
        others.append(GatewayModel(family, text))
    return replace(draft, gateway=replace(gateway, models=tuple(others)))
