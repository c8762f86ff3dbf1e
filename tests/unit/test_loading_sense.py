"""Profiles of the right shape that make no sense, or could be better."""

from __future__ import annotations

import pytest

from fakes.profiles import HEAD, codes, only, problems, words
from setpoint.core.facts.claude_models import ALLOWED, DENIED, IDS, refused
from setpoint.core.facts.ollama import NOT_A_NAME, RETIRED
from setpoint.loading import load

GATE = "gateway: {key: keyring:a/b, url: 'https://llm.acme.example', "

ERRORS = [
    # addresses
    ("ollama: {url: 'http://192.168.1.5:11434'}\n", "SP116", "ollama.url", "plain http to another machine", "https"),
    ("ollama: {url: 'http://0.0.0.0:11434'}\n", "SP116", "ollama.url", "plain http", "http://127.0.0.1"),
    ("ollama: {url: 'http://127.0.0.1.evil.example'}\n", "SP116", "ollama.url", "plain http", "https"),
    ("gateway: {url: 'http://llm.acme.example'}\n", "SP116", "gateway.url", "plain http", "https"),
    ("ollama: {url: 'https://ollama.com'}\n", "SP117", "ollama.url", "refuses the names", ":cloud"),
    ("gateway: {url: 'https://www.Ollama.com./v2'}\n", "SP117", "gateway.url", "refuses the names", ":cloud"),
    ("gateway: {url: 'https://me:word@llm.acme.example'}\n", "SP129", "gateway.url", "user name", "gateway.key"),
    ("gateway: {url: 'https://me@llm.acme.example'}\n", "SP129", "gateway.url", "user name", "gateway.key"),
    ("gateway: {url: 'https://llm.acme.example:99999'}\n", "SP111", "gateway.url", "port", ""),
    ("gateway: {url: 'https://llm.acme.example?a=b'}\n", "SP111", "gateway.url", "no query", ""),
    ("gateway: {url: 'https://аcme.example'}\n", "SP111", "gateway.url", "beyond ASCII", ""),
    ("gateway: {url: 'https://'}\n", "SP111", "gateway.url", "http:// or https://", ""),
    ("gateway: {url: 'ftp://x'}\n", "SP111", "gateway.url", "http:// or https://", ""),
    ("ollama: {url: 'http://127.0.0.1:80/a|b'}\n", "SP111", "ollama.url", "more than a host", ""),
    # ids
    ("models: {claude-vs-gpt: x}\n", "SP115", "models.claude-vs-gpt", '"gpt" in it', "label"),
    (GATE + "models: {opus: acme-large}}\n", "SP115", "gateway.models.opus", "does not look like", "sonnet"),
    (GATE + "models: {opus: {id: claude-qwen}}}\n", "SP115", "gateway.models.opus", '"qwen" in it', ""),
    (GATE + "models: {opus: 'claude-opus-5[1m]'}}\n", "SP115", "gateway.models.opus", '"[1m]" in it', ""),
    ("models: {opus: x, claude-opus-5: y}\n", "SP114", "models.claude-opus-5", 'like "opus"', "keep one"),
    (GATE + "models: {opus: claude-a, haiku: claude-a}}\n", "SP114", "gateway.models.haiku", 'like "opus"', ""),
    # models
    ("models: {opus: 'a b'}\n", "SP118", "models.opus", "is not a model name", ""),
    ("keep: ['x@sha256:0']\n", "SP118", "keep[0]", "cannot pin a digest", ""),
    ("keep: ['../x']\n", "SP118", "keep[0]", "is not a model name", ""),
    ("models: {opus: 'claude-opus-5:latest'}\n", "SP118", "models.opus", "a slot itself", ""),
    ("models: {opus: 'kimi-k2.6:cloud'}\nollama: {cloud: forbidden}\n", "SP119", "models.opus", "forbidden", "local"),
    ("keep: ['gpt-oss:20b-CLOUD']\nollama: {cloud: forbidden}\n", "SP119", "keep[0]", "forbidden", "local"),
    # the default
    ("default: opus\n", "SP123", "default", "names no slot", "declare it"),
    ("default: opus\nmodels: {sonnet: x, haiku: y}\n", "SP123", "default", "no slot", "declared: sonnet and haiku"),
    ("default: opus\nmodels: {claude-opus-5: x}\n", "SP123", "default", "names no slot", '"claude-opus-5"'),
    ("default: sonet\nmodels: {sonnet: x}\n", "SP123", "default", "names no slot", '"sonnet"'),
    # references
    ("ollama: {key: 'keyrin:a/b'}\n", "SP121", "ollama.key", "keyring", ""),
    ("ollama: {key: 'env:NAME'}\n", "SP122", "ollama.key", "only in Setpoint's own process", "delivery: static"),
    ("ollama: {key: {systemd: NAME}}\n", "SP122", "ollama.key", "own process", "delivery: static"),
]


@pytest.mark.parametrize("text, code, key, message, hint", ERRORS, ids=[case[0][:50] for case in ERRORS])
def test_nonsense_is_one_error_with_a_way_out(text: str, code: str, key: str, message: str, hint: str) -> None:
    found = only(HEAD + text)
    assert (found.code, found.key, found.warning) == (code, key, False)
    assert message in found.message
    assert hint in found.hint


WARNINGS = [
    ("ollama: {url: 'http://localhost:11434'}\n", "SP116", "ollama.url", "http://127.0.0.1:11434"),
    ("ollama: {url: 'http://127.0.0.1:11434/v1'}\n", "SP134", "ollama.url", "leave /v1 out"),
    ("gateway: {url: 'https://x/anthropic/v1/'}\n", "SP134", "gateway.url", "leave /v1 out"),
    ("models: {opus: 'glm-4.7:cloud'}\n", "SP130", "models.opus", "use glm-5.2:cloud"),
    ("keep: ['MiniMax-m2.5:cloud']\n", "SP130", "keep[0]", "minimax-m2.7:cloud"),
    ("keep: [kimi-k2.6]\n", "SP118", "keep[0]", "kimi-k2.6:cloud"),
    ("keep: ['qwen3.5-vl:9b']\n", "SP118", "keep[0]", "use qwen3.5"),
]


@pytest.mark.parametrize("text, code, key, hint", WARNINGS, ids=[case[0][:50] for case in WARNINGS])
def test_what_could_be_better_is_a_warning(text: str, code: str, key: str, hint: str) -> None:
    found = only(HEAD + text)
    assert (found.code, found.key, found.warning) == (code, key, True)
    assert hint in found.hint


FINE = [
    "ollama: {url: 'http://127.8.9.1:11434'}\n",
    "ollama: {url: 'http://[::1]:11434'}\n",
    "ollama: {url: 'https://ollama.acme.example/api'}\n",
    "ollama: {url: 'HTTPS://x'}\n",
    "ollama: {key: {env: NAME, delivery: static}}\n",
    "ollama: {key: 'op://vault/item/field'}\n",
    "ollama: {key: {command: {macos: [a], linux: [b]}}}\n",
    "models: {opus: x, sonnet: x, haiku: x, fable: x, claude-sonnet-4-6: x}\n",
    GATE + "models: {opus: anthropic/claude-opus-5, claude-x: sonnet}}\n",
    "agent: {contest: never}\n",
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_fine_gets_no_word(text: str) -> None:
    assert codes(HEAD + text) == []


@pytest.mark.parametrize("rest, code", [("mode: ollama\n", "SP133"), ("mode: gateway\n", "SP133")])
def test_a_mode_says_what_it_needs(rest: str, code: str) -> None:
    found = only("setpoint: 1\n" + rest)
    assert (found.code, found.key, found.warning) == (code, "mode", False)


def test_a_gateway_without_key_is_worth_a_word_only_where_it_is_used() -> None:
    gateway = "gateway: {url: 'https://x'}\n"
    assert only("setpoint: 1\nmode: gateway\n" + gateway).warning
    assert codes(HEAD + gateway) == []


def test_any_mode_may_be_written_over_a_profile_that_has_all_parts() -> None:
    rest = "models: {opus: x}\ndefault: opus\n" + GATE + "models: {sonnet: claude-sonnet-5}}\n"
    for mode in ("ollama", "gateway", "native", "off"):
        profile = load("p", f"setpoint: 1\nmode: {mode}\n{rest}".encode())
        assert [problem.code for problem in profile.warnings] == (["SP123"] if mode == "gateway" else [])


def test_our_own_ids_pass_the_name_check() -> None:
    assert [refused(model_id) for model_id in (*IDS.values(), "claude-sonnet-4-6")] == [""] * 5


@pytest.mark.parametrize("token", DENIED)
def test_a_denied_token_wins_over_the_family(token: str) -> None:
    assert refused(f"claude-opus-{token.upper()}x") == token


@pytest.mark.parametrize("token", ALLOWED)
def test_an_allowed_token_is_enough(token: str) -> None:
    assert refused(f"x/{token}-y") == ""


def test_the_tables_about_models_name_models() -> None:
    names = [*RETIRED, *(gone.successor for gone in RETIRED.values()), *NOT_A_NAME.values()]
    told = problems(HEAD + "keep: [" + ", ".join(f"'{name}'" for name in names) + "]\n")
    assert {problem.code for problem in told} <= {"SP130"}


SECRETS = [
    "gateway: {url: 'https://x', key: sk-ant-CANARY0123456789abcdef}\n",
    "gateway: {url: 'https://x', auth: sk-ant-CANARY0123456789abcdef}\n",
    "gateway: {url: 'https://x', headers: {Authorization: 'Bearer CANARY0123456789'}}\n",
    "gateway: {url: 'https://x', headers: {X-Api-Key: CANARY}}\n",
    "ollama: {headers: {Cookie: CANARY}}\n",
    "ollama: {key: {command: [curl, -H, 'Authorization: Bearer CANARY0123456789']}}\n",
    "ollama: {url: 'https://x/sk-ant-CANARY0123456789abcdef'}\n",
    "models: {opus: sk-ant-CANARY0123456789abcdef}\n",
    "models: {sk-ant-CANARY0123456789abcdef: x}\n",
    "sk-ant-CANARY0123456789abcdef: x\n",
    "apikey: sk-ant-CANARY0123456789abcdef\n",
    "keep: [sk-ant-CANARY0123456789abcdef]\n",
    "default: sk-ant-CANARY0123456789abcdef\n",
    "claude: {settings: {otlpEndpoint: 'https://x?key=sk-ant-CANARY0123456789abcdef'}}\n",
    "claude: {settings: {managedMcpServers: [{name: a, headers: {Authorization: CANARY}}]}}\n",
    "claude: {settings: {managedMcpServers: [{name: a, env: {ACME_API_KEY: CANARY}}]}}\n",
    "claude: {settings: {managedMcpServers: [{name: a, oauth: {clientSecret: CANARY}}]}}\n",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_key_in_plain_text_is_refused_wherever_it_stands_and_never_repeated(text: str) -> None:
    found = problems(HEAD + text)
    assert "SP120" in [problem.code for problem in found]
    assert not [said for said in words(found) if "CANARY" in said]


def test_a_key_in_a_command_is_not_to_become_the_key_of_the_server() -> None:
    text = "ollama: {upgrade: auto, upgrade_command: [up, '--token=sk-ant-CANARY0123456789abcdef']}\n"
    (found,) = problems(HEAD + text)
    assert (found.code, found.key) == ("SP120", "ollama.upgrade_command[1]")
    assert found.hint == "let the program fetch it by itself, or name a script that does"


@pytest.mark.parametrize(
    "text",
    [
        "gateway: {url: 'https://x', key: CANARY}\n",
        "gateway: {url: 'https://x', key: 'CANARY:CANARY'}\n",
        "gateway: {url: 'https://CANARY:CANARY@x'}\n",
        "claude: {settings: {inferenceGatewayApiKey: CANARY}}\n",
        "claude: {settings: {otlpHeaders: {x: CANARY}}}\n",
        "claude: {settings: {selfHostedToken: CANARY}}\n",
    ],
)
def test_what_may_be_a_key_is_not_repeated_either(text: str) -> None:
    found = problems(HEAD + text)
    assert found
    assert not [said for said in words(found) if "CANARY" in said]


def test_a_plain_key_comes_with_the_way_to_do_it_right() -> None:
    found = only(HEAD + "gateway:\n  url: https://x\n  key: sk-ant-0123456789abcdefghij\n")
    assert (found.line, found.key) == (5, "gateway.key")
    assert found.hint == "setpoint key set keyring:setpoint/gateway, then gateway.key: keyring:setpoint/gateway"
