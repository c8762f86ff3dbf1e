"""What in a profile needs a yes on this machine."""

from __future__ import annotations

import pytest

from fakes.profiles import HEAD
from setpoint.core.profile import Profile
from setpoint.core.trust import powers, untrusted
from setpoint.loading import load


def profile(text: str, mode: str = "native") -> Profile:
    return load("p", HEAD.replace("native", mode).encode() + text.encode())


GATE = "gateway: {{url: {url}, key: {key}}}\n"


@pytest.mark.parametrize(
    "text, kinds, shown",
    [
        ("models: {sonnet: x}\n", [], ""),
        ("ollama: {url: https://x}\n", [], ""),
        (GATE.format(url="https://x/a", key="keyring:a/b"), ["key"], "gateway.key sends keyring:a/b to https://x:443"),
        ("ollama: {key: keyring:a/b}\n", ["key"], "ollama.key sends keyring:a/b to http://127.0.0.1:11434"),
        ("ollama: {key: {command: [rm, '-r f']}}\n", ["command", "key"], 'ollama.key runs ["rm", "-r f"]'),
        ("ollama: {key: {command: {linux: [p]}}}\n", ["command", "key"], 'ollama.key runs {"linux": ["p"]}'),
        ("ollama: {upgrade_command: [brew, upgrade]}\n", ["upgrade"], 'runs ["brew", "upgrade"]'),
        ("claude: {app: /tmp/Claude}\n", ["app"], 'claude.app starts "/tmp/Claude"'),
        ("claude: {settings: {chatTabEnabled: true}}\n", [], ""),
        ("claude: {settings: {managedMcpServers: [{command: x}]}}\n", ["setting"], "starts MCP servers"),
        ("claude: {settings: {managedMcpServers: []}}\n", [], ""),
        ("claude: {settings: {hooks: {x: y}}}\n", ["setting"], "claude.settings.hooks is not known here"),
        ("claude: {settings: {otlpAuthMode: none}}\n", [], ""),
        ("claude: {settings: {otlpAuthMode: inference-credential}}\n", ["setting"], "can send the key"),
        ("claude: {settings: {egressProxyPacUrl: 'https://x'}}\n", ["setting"], "fetches a script"),
        ("claude: {settings: {builtinToolPolicy: {Bash: ask}}}\n", [], ""),
        ("claude: {settings: {builtinToolPolicy: {Bash: allow}}}\n", ["setting"], "without asking"),
    ],
)
def test_each_power_is_shown_in_words(text: str, kinds: list[str], shown: str) -> None:
    found = powers(profile(text))
    assert [power.kind for power in found] == kinds
    assert any(shown in power.text for power in found) or not found


def hashes(text: str) -> set[str]:
    return {power.hash for power in powers(profile(text))}


@pytest.mark.parametrize(
    "one, other",
    [
        (GATE.format(url="https://x", key="keyring:a/b"), GATE.format(url="https://y", key="keyring:a/b")),
        (GATE.format(url="https://x", key="keyring:a/b"), GATE.format(url="https://x:444", key="keyring:a/b")),
        (GATE.format(url="https://x", key="keyring:a/b"), GATE.format(url="https://x", key="keyring:a/c")),
        (GATE.format(url="https://x", key="keyring:a/b"), GATE.format(url="https://x", key="file:a/b")),
        ("ollama: {key: {command: [a, b]}}\n", "ollama: {key: {command: [a b]}}\n"),
        ("ollama: {upgrade_command: [a]}\n", "claude: {app: a}\n"),
        ("claude: {settings: {managedMcpServers: [{a: 1}]}}\n", "claude: {settings: {managedMcpServers: [{a: 2}]}}\n"),
    ],
)
def test_a_changed_power_needs_a_new_yes(one: str, other: str) -> None:
    assert hashes(one).isdisjoint(hashes(other))


@pytest.mark.parametrize(
    "one, other",
    [
        (GATE.format(url="https://x", key="keyring:a/b"), GATE.format(url="HTTPS://X:443/v2", key="{keyring: a/b}")),
        ("ollama: {key: keyring:a/b}\n", "ollama: {key: keyring:a/b, url: 'http://127.0.0.1:11434'}\n"),
        (
            "claude: {settings: {managedMcpServers: [{a: 1, b: 2}]}}\n",
            "claude: {settings: {managedMcpServers: [{b: 2, a: 1}], chatTabEnabled: true}}\n",
        ),
    ],
)
def test_another_spelling_needs_none(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


def test_only_what_nobody_said_yes_to_is_asked() -> None:
    text = profile("ollama: {key: {command: [a]}, upgrade_command: [b]}\n")
    command, key, upgrade = powers(text)
    assert untrusted(text, {command.hash, upgrade.hash}) == (key,)
    assert untrusted(text, {command.hash, key.hash, upgrade.hash}) == ()


def test_a_key_for_ollama_belongs_to_where_ollama_was_found() -> None:
    text = profile("ollama: {key: keyring:a/b}\n")
    yes = {power.hash for power in powers(text)}
    assert untrusted(text, yes, "http://127.0.0.1:9") != ()


def test_nothing_is_asked_where_everything_is_off() -> None:
    assert powers(profile("ollama: {key: {command: [a]}}\n", "off")) == ()


def test_dormant_parts_are_asked_too_as_one_word_wakes_them() -> None:
    text = GATE.format(url="https://x", key="keyring:a/b") + "models: {sonnet: x}\n"
    assert powers(profile(text, "ollama")) == powers(profile(text, "gateway"))
