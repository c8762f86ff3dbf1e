"""From what was found to a first draft of a profile: which mode, which parts, and the reason of each. Pure."""

from __future__ import annotations

from setpoint.core import names
from setpoint.core.applied import Applied, is_key, reference, url_trouble
from setpoint.core.candidates import Candidate, may_be_named
from setpoint.core.draft import CHAT, Draft, Gateway
from setpoint.core.facts.claude_models import slot_id
from setpoint.core.facts.ollama import PORTS
from setpoint.core.first_look import Found, OllamaSeen
from setpoint.core.names import short
from setpoint.core.ollama_url import DEFAULT_URL
from setpoint.core.profile import Mode
from setpoint.core.proposal import Pick, picks, starters
from setpoint.core.slots import family_of
from setpoint.core.urls import parse
from setpoint.value import EMPTY, replace


def whole_draft(found: Found) -> tuple[Draft, str]:
    """The draft with every part that there is something for, in the proposed mode, and why it is that one."""
    applied = found.claude.applied
    mode, why = proposed_mode(found)
    url, url_why = _url(found.ollama)
    draft = Draft(
        mode=mode,
        picks=proposed_picks(found),
        url=url,
        url_why=url_why,
        gateway=gateway_of(applied) if applied and not leads_to_ollama(applied, found.ollama.url) else None,
        settings={**(applied.settings if applied else EMPTY), CHAT: True},
    )
    return draft, why


def in_mode(draft: Draft, mode: Mode) -> Draft:
    """The draft with what this mode needs, and no more: a dormant key would ask for trust, a dormant model be pulled.

    In native mode the models that are pulled stay: one word brings them back.
    """
    if mode is Mode.OLLAMA:
        return replace(draft, mode=mode, gateway=None)
    pulled = all(pick.candidate.pulled for pick in draft.picks)
    kept = draft.picks if pulled and mode is Mode.NATIVE else ()
    gateway = draft.gateway if mode is Mode.GATEWAY else None
    return replace(draft, mode=mode, picks=kept, url=draft.url if kept else "", gateway=gateway)


def proposed_mode(found: Found) -> tuple[Mode, str]:
    applied, models = found.claude.applied, found.ollama.sifted.candidates
    if applied and leads_to_ollama(applied, found.ollama.url):
        return Mode.OLLAMA, "the applied entry leads to Ollama"
    if applied and applied.url and not (models and borrowed(applied)):
        return Mode.GATEWAY, "the applied entry leads to a gateway"
    if applied and applied.url:
        return Mode.OLLAMA, f"models are here; {applied.tool}'s gateway is there only while {applied.tool} runs"
    if models:
        return Mode.OLLAMA, "usable models are here"
    if proposed_picks(found):
        return Mode.OLLAMA, "nothing else is set up"
    return Mode.NATIVE, "no model fits into this machine's memory, and no gateway is set up"


def proposed_picks(found: Found) -> tuple[Pick, ...]:
    """As our own entry had them; else by what is pulled; else from the table."""
    applied = found.claude.applied
    before = _as_before(applied, found.ollama) if applied and applied.ours else ()
    return before or picks(found.ollama.sifted.candidates, found.ollama.room) or starters(found.ollama.room)


def gateway_of(applied: Applied) -> Gateway | None:
    """The entry's gateway; None where its url cannot be taken over."""
    if not applied.url:
        return None
    key = reference(applied.url) if applied.keyed else ""
    return Gateway(applied.url, applied.auth, key, applied.models, "from the entry that was applied")


def leads_to_ollama(applied: Applied, ollama: str) -> bool:
    """Whether its url is the server's, that of Ollama's own gateway, or what stands at Ollama's usual places here."""
    if not applied.url:
        return False
    there = parse(applied.url)
    return applied.url == ollama or (there.loopback and there.port in PORTS)


def borrowed(applied: Applied) -> bool:
    """Whether it leads to a program of another switcher on this machine."""
    return bool(applied.tool) and parse(applied.url).loopback


def _url(ollama: OllamaSeen) -> tuple[str, str]:
    """Written down where it is not the default: a service does not have the environment of this shell."""
    if ollama.url == DEFAULT_URL or url_trouble(ollama.url):
        return "", ""
    return ollama.url, f"from {ollama.source}" if ollama.source == "OLLAMA_HOST" else ""


def _as_before(applied: Applied, ollama: OllamaSeen) -> tuple[Pick, ...]:
    """The slots of our own entry, where it is known of each which model it was made from."""
    there = {one.name: one for one in ollama.sifted.candidates}
    found = []
    for model in applied.models:
        source, family = short(ollama.sources.get(model.id, "")), family_of(model.id)
        key = family if slot_id(family) == model.id else model.id
        if not (is_key(key) and may_be_named(source)):
            return ()
        label = model.label if model.label and model.label != source else ""
        one = there.get(source) or Candidate(source, cloud=names.parse(source).is_cloud)
        found.append(Pick(key, one, "as Setpoint's entry has it", label))
    return tuple(found)
