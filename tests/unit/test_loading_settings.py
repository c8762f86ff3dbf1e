"""`claude.settings` against the catalogue of what Claude Desktop knows."""

from __future__ import annotations

import pytest

from fakes.profiles import HEAD, codes, only
from setpoint.core.facts.claude import RESAVED, SECRET_KEYS
from setpoint.core.facts.settings import SETTINGS, lookup

TOLD = [
    ("chatTabEnabeld: true", "SP125", True, "would drop it", 'did you mean "chatTabEnabled"?'),
    ("somethingNew: true", "SP125", True, "would drop it", ""),
    ("inferenceProvider: gateway", "SP124", False, "Setpoint's own", "mode"),
    ("inferenceModels: []", "SP124", False, "Setpoint's own", "models"),
    ("inferenceGatewaySomethingNew: x", "SP124", False, "Setpoint's own", "gateway"),
    ("inferenceCredentialHelper: /x", "SP124", False, "Setpoint's own", "gateway.key"),
    ("inferenceCustomHeaders: {a: b}", "SP124", False, "Setpoint's own", "gateway.headers"),
    ("modelDiscoveryEnabled: true", "SP124", False, "Setpoint's own", "models"),
    ("inferenceAnthropicApiKey: x", "SP126", False, "credential", ""),
    ("bootstrapUrl: https://x", "SP126", False, "fetches configuration", ""),
    ("bootstrapSomethingNew: x", "SP126", False, "fetches configuration", ""),
    ("disableDeploymentModeChooser: true", "SP127", True, "way back", "leave it out"),
    ("deploymentOrganizationUuid: x", "SP127", True, "orphans", ""),
    ("coworkEgressAllowedHosts: ['*']", "SP127", True, "whole network", "name the hosts"),
    ("unstableDisableModelVerification: true", "SP127", True, "no effect", ""),
    ("isDxtEnabled: true", "SP127", True, "isDesktopExtensionEnabled", ""),
    ("forceLoginOrgUUID: x", "SP127", True, "only works with claude.ai", ""),
    ("inferenceBedrockRegion: x", "SP127", True, "another provider", ""),
    ("chatTabEnabled: yes", "SP111", False, "must be true or false", "only truth values"),
    ("chatTabEnabled: 'true'", "SP111", False, "must be true or false", ""),
    ("mcpToolTimeoutSec: true", "SP111", False, "must be a whole number", ""),
    ("managedMcpServers: {a: {command: x}}", "SP111", False, "must be a list of mappings", ""),
    ("coworkEgressAllowedHosts: example.org", "SP111", False, "must be a list of texts", ""),
    ("otlpProtocol: htpp/json", "SP111", True, "not one of", 'did you mean "http/json"?'),
    ("inferenceStreamIdleTimeoutSec: 10", "SP111", True, "less than 300", ""),
    ("autoUpdaterEnforcementHours: 100", "SP111", True, "more than 72", ""),
    (f"deploymentDisplayName: {'x' * 61}", "SP111", True, "more than 60 characters", ""),
    ("desktopHome: null", "SP111", False, "must be something", ""),
]


@pytest.mark.parametrize("setting, code, warning, message, hint", TOLD, ids=[case[0][:40] for case in TOLD])
def test_a_setting_is_judged_by_the_catalogue(setting: str, code: str, warning: bool, message: str, hint: str) -> None:
    found = only(f"{HEAD}claude:\n  settings:\n    {setting}\n")
    assert (found.code, found.warning, found.line, found.column) == (code, warning, 5, 5)
    assert found.key == f"claude.settings.{setting.partition(':')[0]}"
    assert message in found.message
    assert hint in found.hint


@pytest.mark.parametrize(
    "setting",
    [
        "chatTabEnabled: true",
        "disableDeploymentModeChooser: false",
        "coworkEgressAllowedHosts: []",
        "banner: {text: hello}",
        "inferenceModelPricingMultiplier: 0.5",
        "inferenceModelPricingMultiplier: 2.2250738585072014e-308",
        "managedMcpServers: [{name: a, transport: stdio, command: x}]",
    ],
)
def test_a_good_setting_gets_no_word(setting: str) -> None:
    assert codes(f"{HEAD}claude:\n  settings:\n    {setting}\n") == []


def test_what_we_write_ourselves_cannot_be_passed_through() -> None:
    for key in ("inferenceProvider", "inferenceGatewayBaseUrl", "inferenceModels", *SECRET_KEYS):
        setting = lookup(key)
        assert setting is not None
        assert setting.owner


def test_what_the_app_adds_on_its_own_is_in_the_catalogue() -> None:
    assert RESAVED - SETTINGS.keys() == set()


def test_no_setting_is_both_owned_and_free() -> None:
    assert [key for key, item in SETTINGS.items() if item.owner and (item.source or item.power or item.hurts)] == []
