"""What an entry of Claude's library may say, value by value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.doctoring import GOOD
from setpoint.core.entry_rules import faults
from setpoint.core.facts.claude import ENTRY_ID
from setpoint.core.facts.claude_entry import OLD_KEYS
from setpoint.core.facts.settings import SETTINGS
from setpoint.core.profile import GatewayModel, GatewayWish, Mode, Profile
from setpoint.core.route import entry, route


def of(**members: Any) -> list[tuple[str, str]]:
    """Weight and key of what is found; None takes a member away."""
    plain = {key: value for key, value in {**GOOD, **members}.items() if value is not None}
    return [(fault.weight, fault.key) for fault in faults(plain)]


def test_what_we_write_ourselves_is_taken() -> None:
    models = (GatewayModel("opus", "claude-opus-5", "Large"), GatewayModel("sonnet", "claude-sonnet-5"))
    for wish in (GatewayWish("https://a.example"), GatewayWish("https://a.example", models=models, headers={"x": "y"})):
        way = route(Profile(Mode.GATEWAY, gateway=wish), "")
        assert way is not None
        for made in (entry(way), entry(way, helper=f"/home/ada/{ENTRY_ID}.sh")):
            assert list(faults(made)) == []


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"inferenceModels": ["sonnet", {"name": "claude-opus-5", "anthropicFamilyTier": "opus", "maxEffort": "low"}]},
        {"modelDiscoveryEnabled": "true", "inferenceModels": '[{"name": "claude-sonnet-5"}]'},
        {"inferenceCredentialKind": "interactive", "inferenceGatewayApiKey": None},
        {"inferenceGatewayApiKey": None, "inferenceCredentialHelper": r"C:\tools\token.exe"},
        {"inferenceProvider": "bedrock", "inferenceBedrockRegion": "eu-west-1", "inferenceGatewayBaseUrl": None},
        {"inferenceProvider": None, "bootstrapUrl": "https://it.example/claude"},
        {"inferenceProvider": "vertex", "inferenceModels": ["gemini-of-theirs"]},
        {"managedMcpServers": [{"name": "a", "transport": "http", "url": "https://a.example"}]},
        {"disableDeploymentModeChooser": False},
    ],
    ids=str,
)
def test_what_the_app_takes_is_nothing_to_tell(members: dict[str, Any]) -> None:
    assert of(**members) == []


@pytest.mark.parametrize(
    ("members", "weight", "key"),
    [
        ({"inferenceProvider": None}, "ignored", "inferenceProvider"),
        ({"inferenceProvider": "openai"}, "refused", "inferenceProvider"),
        ({"inferenceGatewayBaseUrl": None}, "refused", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayBaseUrl": "far.example"}, "refused", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayBaseUrl": "http://far.example"}, "refused", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayBaseUrl": "https://ada:pw@far.example"}, "refused", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayBaseUrl": "https://far.example/v1/"}, "hurts", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayBaseUrl": 5}, "refused", "inferenceGatewayBaseUrl"),
        ({"inferenceGatewayApiKey": None}, "refused", "inferenceGatewayApiKey"),
        ({"inferenceGatewayAuthScheme": "sso"}, "refused", "inferenceGatewayAuthScheme"),
        ({"inferenceGatewayAuthScheme": "Bearer"}, "refused", "inferenceGatewayAuthScheme"),
        ({"inferenceCredentialKind": "oauth"}, "refused", "inferenceCredentialKind"),
        ({"inferenceCredentialKind": "helper-script"}, "refused", "inferenceCredentialHelper"),
        ({"inferenceCustomHeaders": ["a: b"]}, "refused", "inferenceCustomHeaders"),
        ({"inferenceCustomHeaders": "a: b"}, "refused", "inferenceCustomHeaders"),
        ({"inferenceCustomHeaders": {"a": 1}}, "refused", "inferenceCustomHeaders"),
        ({"inferenceGatewayHeaders": {"a": "b"}}, "refused", "inferenceGatewayHeaders"),
        ({"trustBootstrapLocalExec": True}, "refused", "trustBootstrapLocalExec"),
        ({"inferenceModels": ["claude-vs-gpt"]}, "refused", "inferenceModels"),
        ({"inferenceModels": ["qwen3.5:9b"]}, "refused", "inferenceModels"),
        ({"inferenceModels": ["claude-sonnet-5[1m]"]}, "refused", "inferenceModels"),
        ({"inferenceModels": [{"labelOverride": "a"}]}, "refused", "inferenceModels"),
        ({"inferenceModels": ["claude-sonnet-5"] * 201}, "refused", "inferenceModels"),
        ({"inferenceModels": {"a": 1}}, "refused", "inferenceModels"),
        ({"inferenceModels": [{"name": "claude-x", "anthropicFamilyTier": "large"}]}, "ignored", "inferenceModels"),
        ({"modelDiscoveryEnabled": False}, "refused", "inferenceModels"),
        ({"managedMcpServers": {"a": {}}}, "ignored", "managedMcpServers"),
        ({"isDxtEnabled": True}, "hurts", "isDxtEnabled"),
        ({"enduserAttribution": True}, "hurts", "enduserAttribution"),
        ({"chatTabEnabled": 1}, "ignored", "chatTabEnabled"),
        ({"coworkEgressAllowedHosts": ["*"]}, "hurts", "coworkEgressAllowedHosts"),
        ({"forceLoginOrgUUID": "x"}, "hurts", "forceLoginOrgUUID"),
        ({"inferenceBedrockRegion": "x"}, "hurts", "inferenceBedrockRegion"),
        ({"inferenceCredentialHelperTtlSec": "soon"}, "ignored", "inferenceCredentialHelperTtlSec"),
        ({"inventedYesterday": 1}, "ignored", '"inventedYesterday"'),
    ],
    ids=str,
)
def test_what_the_app_refuses_or_ignores(members: dict[str, Any], weight: str, key: str) -> None:
    assert of(**members) == [(weight, key)]


@pytest.mark.parametrize("helper", ["token", "~/token", "/opt/token --for acme", '"/opt/my token" --for acme'])
def test_a_helper_is_an_absolute_path_alone(helper: str) -> None:
    assert of(inferenceGatewayApiKey=None, inferenceCredentialHelper=helper) == [
        ("refused", "inferenceCredentialHelper")
    ]


def test_a_key_beside_a_helper_is_not_used() -> None:
    assert of(inferenceCredentialHelper="/opt/token") == [("ignored", "inferenceGatewayApiKey")]


def test_the_nested_form_is_told_as_such() -> None:
    told = [str(fault) for fault in faults({"$schemaVersion": 2, "inference": {}, "models": {}})]
    assert [text.split()[0] for text in told] == ["$schemaVersion", "inferenceProvider", '"inference"']


def test_many_unknown_keys_are_one_finding() -> None:
    (fault,) = faults({**GOOD, **{f"new{number}": 1 for number in range(9)}})
    assert str(fault).startswith('"new0", "new1", "new2" and "new3" and 5 more are not known here')


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*SETTINGS, *OLD_KEYS, "$schemaVersion"]) | st.text(max_size=20)


@given(st.dictionaries(KEYS, ANYTHING, max_size=8), st.booleans())
def test_nothing_that_stands_there_is_too_odd_to_be_judged(odd: dict[str, Any], gateway: bool) -> None:
    for fault in faults({**GOOD, **odd} if gateway else odd):
        assert len(str(fault)) < 500
