"""From an applied entry and a server's models to the text of a profile: always valid, and never with a key in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odd_json import VALUES
from setpoint import loading
from setpoint.core.applied import Applied, read_applied
from setpoint.core.candidates import Candidate, sift
from setpoint.core.draft import Draft, compose, scalar
from setpoint.core.facts.claude import ENTRY_ID, OTHER_TOOLS, PLACEHOLDER
from setpoint.core.facts.settings import SETTINGS
from setpoint.core.first_draft import in_mode, whole_draft
from setpoint.core.first_look import ClaudeSeen, Found, OllamaSeen
from setpoint.core.ports import Model, Shown
from setpoint.core.profile import GatewayModel, Mode, Profile
from setpoint.core.proposal import picks, room_in
from setpoint.loading import plain
from setpoint.value import replace

GB = 10**9
PERSONS = "c0ffee00-1111-4222-8333-444455556666"
SECRET = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789"
TOOLS = Shown(parameters={}, weights="", parent="", remote="", maximum=131072, capabilities=("completion", "tools"))
HERE = OllamaSeen("http://127.0.0.1:11434", "default", "0.34.2")
GATEWAY = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "https://llm.acme.example/",
    "inferenceGatewayApiKey": SECRET,
    "inferenceModels": [
        {"name": "claude-opus-5", "labelOverride": "Acme: Large", "anthropicFamilyTier": "opus"},
        "claude-sonnet-5",
        {"name": "qwen-max"},
        {"name": "claude-sonnet-4-6"},
    ],
}


def entry(content: dict[str, Any], tool: str = "", entry_id: str = PERSONS) -> Applied:
    return read_applied(entry_id, tool or "Work proxy", tool, content)


def found(applied: Applied | None = None, ollama: OllamaSeen = HERE, memory: int | None = 16 * GB) -> Found:
    room = room_in(memory)
    return Found(ClaudeSeen(True, "2.31226.1", applied), replace(ollama, room=room), memory)


def profile_of(draft: Draft) -> Profile:
    return loading.load("p", compose(draft).encode())


def test_a_persons_own_gateway_becomes_the_gateway_of_the_profile_and_its_key_a_reference() -> None:
    draft, why = whole_draft(found(entry(GATEWAY)))
    draft = in_mode(draft, draft.mode)
    made = profile_of(draft)
    assert why == "the applied entry leads to a gateway"
    assert made.mode is Mode.GATEWAY
    assert made.gateway is not None
    assert (made.gateway.url, str(made.gateway.key)) == (
        "https://llm.acme.example",
        "keyring:setpoint/llm.acme.example",
    )
    assert made.gateway.models == (
        GatewayModel("opus", "claude-opus-5", "Acme: Large"),
        GatewayModel("sonnet", "claude-sonnet-5"),
        GatewayModel("claude-sonnet-4-6", "claude-sonnet-4-6"),
    )
    assert made.default == "opus", "the app starts with the first row"
    assert made.warnings == ()
    assert SECRET not in compose(draft)


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        (f"https://user:{SECRET}@llm.acme.example", "cannot stand in a profile"),
        ("http://llm.acme.example", "is plain http to another machine"),
        ("https://ollama.com", "cannot be ollama.com"),
        ("https://llm.acme.example?tenant=a", "must end before ? and #"),
        ("ftp://x", "starts with http:// or https://"),
        (7, "it has no url"),
    ],
)
def test_a_url_that_a_profile_cannot_have_is_not_taken_over_and_never_repeated(url: object, trouble: str) -> None:
    applied = entry({**GATEWAY, "inferenceGatewayBaseUrl": url})
    assert applied.url == ""
    assert trouble in applied.trouble
    assert SECRET not in applied.trouble
    assert whole_draft(found(applied))[0].mode is Mode.OLLAMA


def test_an_entry_of_another_provider_or_of_an_organisation_gives_no_gateway() -> None:
    assert entry({"inferenceProvider": "bedrock"}).trouble == "its provider is not a gateway"
    assert (
        entry({"bootstrapUrl": "https://x.example"}).trouble == "an organisation delivers what it says (bootstrapUrl)"
    )


def test_an_entry_that_leads_to_ollama_means_ollama_mode_by_whichever_of_its_ports() -> None:
    for port in (11434, 11435):
        applied = entry({**GATEWAY, "inferenceGatewayBaseUrl": f"http://127.0.0.1:{port}"}, "Ollama")
        draft, why = whole_draft(found(applied))
        assert (draft.mode, draft.gateway, why) == (Mode.OLLAMA, None, "the applied entry leads to Ollama")


def test_another_switchers_program_on_this_machine_is_the_second_choice() -> None:
    applied = entry({**GATEWAY, "inferenceGatewayBaseUrl": "http://127.0.0.1:15721"}, "CC Switch")
    some = sift((Model("qwen3.5:9b", "a", 6 * GB),), {"qwen3.5:9b": TOOLS}, None)
    assert whole_draft(found(applied, replace(HERE, sifted=some)))[0].mode is Mode.OLLAMA
    assert whole_draft(found(applied))[0].mode is Mode.GATEWAY


def test_our_own_entry_gives_back_the_models_that_its_slots_were_made_from() -> None:
    ours = entry(
        {
            "inferenceProvider": "gateway",
            "inferenceGatewayBaseUrl": "http://127.0.0.1:11434",
            "inferenceGatewayApiKey": PLACEHOLDER,
            "inferenceModels": [
                {"name": "claude-sonnet-5", "labelOverride": "Qwen 3.5 9B"},
                {"name": "claude-opus-4-6", "labelOverride": "kimi-k3:cloud"},
            ],
        },
        entry_id=ENTRY_ID,
    )
    sources = {"claude-sonnet-5": "qwen3.5:9b", "claude-opus-4-6": "kimi-k3:cloud"}
    draft, _ = whole_draft(found(ours, replace(HERE, sources=sources)))
    made = profile_of(draft)
    assert [(wish.key, wish.model, wish.label) for wish in made.models] == [
        ("sonnet", "qwen3.5:9b", "Qwen 3.5 9B"),
        ("claude-opus-4-6", "kimi-k3:cloud", None),
    ]
    assert not ours.keyed, "the placeholder is no key"


def test_settings_go_on_only_where_nothing_speaks_against_them() -> None:
    applied = entry(
        {
            **GATEWAY,
            "isLocalDevMcpEnabled": False,  # a choice
            "coworkTabEnabled": True,  # what the app writes by itself
            "coworkEgressAllowedHosts": ["*"],
            "otlpEndpoint": "https://collector.example",
            "otlpHeaders": {"Authorization": SECRET},
            "deploymentDisplayName": "Acme",
            "somethingNew": True,
        }
    )
    assert applied.settings == {"isLocalDevMcpEnabled": False, "deploymentDisplayName": "Acme"}
    assert applied.lost == (
        "1 of its models, under ids that Claude Desktop refuses",
        "settings to look at yourself: coworkEgressAllowedHosts, otlpEndpoint",
    )
    assert entry({"deploymentDisplayName": "Ollama"}, "Ollama").settings == {}


def test_headers_and_a_helper_are_named_and_their_values_are_not() -> None:
    applied = entry(
        {**GATEWAY, "inferenceCustomHeaders": {"X-Key": SECRET}, "inferenceCredentialHelper": f"/opt/{SECRET}"}
    )
    assert applied.keyed
    assert SECRET not in repr(applied)
    assert len(applied.lost) == 3


def test_native_mode_keeps_what_is_pulled_and_pulls_nothing() -> None:
    some = sift((Model("qwen3.5:9b", "a", 6 * GB),), {"qwen3.5:9b": TOOLS}, None)
    pulled, _ = whole_draft(found(ollama=replace(HERE, sifted=some)))
    nothing, _ = whole_draft(found())
    assert [wish.model for wish in profile_of(in_mode(pulled, Mode.NATIVE)).models] == ["qwen3.5:9b"]
    assert profile_of(in_mode(nothing, Mode.NATIVE)).models == ()


def test_nothing_to_go_by_is_native_mode() -> None:
    draft, why = whole_draft(found(memory=2 * GB))
    assert (draft.mode, profile_of(draft).mode) == (Mode.NATIVE, Mode.NATIVE)
    assert "no model fits" in why


def test_a_server_elsewhere_is_written_down_if_the_app_takes_it() -> None:
    remote = replace(HERE, url="https://ollama.acme.example", source="OLLAMA_HOST")
    plain_http = replace(HERE, url="http://192.168.1.9:11434", source="OLLAMA_HOST")
    assert profile_of(whole_draft(found(ollama=remote))[0]).ollama.url == "https://ollama.acme.example"
    assert profile_of(whole_draft(found(ollama=plain_http))[0]).ollama.url is None


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=40), st.booleans())
def test_a_text_is_read_back_as_it_was_written(text: str, flow: bool) -> None:
    written = f"{{a: {scalar(text, flow=True)}}}" if flow else f"a: {scalar(text)}"
    assert plain.read(written).data == {"a": text}


NAMES = st.sampled_from(sorted(SETTINGS)) | st.text(max_size=6)
LABELS = st.text(max_size=12) | st.sampled_from(["a: b", "#", "yes", "- x", "{", "'", '"', "1.0", "null", SECRET])
IDS = st.sampled_from(["claude-opus-5", "claude-sonnet-5", "claude-sonnet-4-6", "anthropic/claude-x", "CLAUDE-X", ""])
ROWS = IDS | st.builds(lambda name, label: {"name": name, "labelOverride": label}, IDS | LABELS, LABELS) | VALUES
URLS = st.sampled_from(
    ["https://llm.acme.example/a/v1/", "http://127.0.0.1:4000", "http://[::1]:80", "http://x", "https://a.b?c", ""]
) | st.builds("https://{}".format, LABELS)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    content = draw(st.dictionaries(NAMES, VALUES | LABELS, max_size=6))
    if draw(st.booleans()):
        content |= {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": draw(URLS)}
    if draw(st.booleans()):
        content |= {"inferenceGatewayApiKey": SECRET, "inferenceModels": draw(st.lists(ROWS, max_size=5))}
    return content


MODELS = st.builds(
    Model,
    name=st.from_regex(r"[a-z0-9._/-]{1,12}(:[a-z0-9._-]{1,8})?", fullmatch=True) | LABELS.filter(bool),
    digest=st.sampled_from("abcdef"),
    size=st.integers(0, 100 * GB),
    parent=st.sampled_from(["", "qwen3.5:9b"]),
)


@given(
    content=entries(),
    whose=st.sampled_from([(PERSONS, ""), *OTHER_TOOLS.items(), (ENTRY_ID, "")]),
    models=st.lists(MODELS, max_size=6),
    memory=st.none() | st.integers(0, 200 * GB),
    mode=st.none() | st.sampled_from(Mode),
)
def test_whatever_is_found_the_profile_is_valid_and_holds_no_key(
    content: dict[str, Any], whose: tuple[str, str], models: list[Model], memory: int | None, mode: Mode | None
) -> None:
    applied = read_applied(whose[0], "x", whose[1], content)
    kept = sift(models, {model.name: TOOLS for model in models}, room_in(memory))
    sources = {model.name: model.parent for model in models} | {"claude-sonnet-5": models[0].name if models else ""}
    ollama = OllamaSeen(HERE.url, "default", "0.34.2", sifted=kept, sources=sources)
    draft, _ = whole_draft(found(applied, ollama, memory))
    draft = in_mode(draft, mode or draft.mode)
    if draft.mode is Mode.GATEWAY and draft.gateway is None:
        return  # a person is asked which, and an option must say it
    if draft.mode is Mode.OLLAMA and not draft.picks:
        return
    text = compose(draft)
    made = loading.load("p", text.encode())
    assert made.mode is draft.mode
    assert SECRET not in text
    assert len(text.splitlines()) < 60 + len(draft.settings)
    assert json.dumps(dict(made.claude.settings), sort_keys=True) == json.dumps(
        dict(draft.settings) if draft.mode in (Mode.OLLAMA, Mode.GATEWAY) else {}, sort_keys=True
    )


def test_a_candidate_in_the_cloud_keeps_the_servers_context() -> None:
    draft = Draft(Mode.OLLAMA, picks([Candidate("kimi-k3:cloud", cloud=True)], None))
    assert profile_of(draft).models[0].context == "server"
