from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest

from setpoint.core.plain_key import looks_like_key

KEYS = {
    "an Anthropic key": "sk-ant-" + "api03-Zk3v9QpL2mXw7RtY",
    "an OpenAI project key": "sk-proj-" + "Zk3v9QpL2mXw7RtY",
    "an OpenRouter key": "sk-or-v1-" + "0f3a" * 16,
    "an API key (sk-…)": "sk-" + "Zk3v9QpL2mXw7RtYAb12",
    "a GitHub token": "ghp_" + "Zk3v9QpL2mXw7RtYAb12Zk3v9QpL2mXw7RtY",
    "an AWS access key": "AKIA" + "IOSFODNN7EXAMPLE",
    "a Google API key": "AIza" + "SyD3v9QpL2mXw7RtYAb12Zk3v9QpL2mXw7R",
    "a Slack token": "xoxb-" + "123456789012-abcdefABCDEF",
    "a Hugging Face token": "hf_" + "ZkvQpLmXwRtYAbZkvQpLmXwRtY",
    "a GitLab token": "glpat-" + "Zk3v9QpL2mXw7RtYAb12",
    "a JSON web token": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN",
    "an authorization header with its key": "Bearer correct-horse-battery",
    "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----",
}

HARMLESS = """\
qwen3.5:9b
qwen3.5:cloud
claude-haiku-4-5-20251001
us.anthropic.claude-sonnet-4-5-20250929-v1:0
projects/acme/locations/europe-west4/publishers/anthropic/models/claude-opus-4-1@20250805
hf.co/unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:UD-Q4_K_XL
hf.co/bartowski/DeepSeek-R1-Distill-Qwen-32B-abliterated-GGUF:IQ4_XS
hf.co/mradermacher/Llama-3.3-70B-Instruct-abliterated-finetuned-GPTQ-Int8-i1-GGUF:Q4_K_M
hf.co/DavidAU/L3.2-8X3B-MOE-Dark-Champion-Inst-18.4B-uncen-ablit-GGUF
huihui_ai/qwen3-coder-abliterated:30b-a3b-instruct-q4_K_M
MyVeryLongCamelCaseModelNameFromAcme2024Edition
gpt-oss-120b-derestricted-mxfp4-moe-heretic-gguf-q8_0-128k-ctx
51c2b0de-5e70-4017-8a11-5e7901475e70
~/Library/Application Support/Claude-3p/configLibrary/51c2b0de-5e70-4017-8a11-5e7901475e70.json
sha256:aaa9bcb06ce5cd3b4f6fcddd26fe0d2c231b250db4ed0b8684da86b5f1983b9e
https://llm.acme.example/v1/models?deployment=aZ3kLq9PzX8vT5wR2mN7bC4d
/home/anna/.config/setpoint/keys/acme-production-2026.key
C:\\Users\\anna\\AppData\\Roaming\\Setpoint\\keys\\acme2026.key
#ff8800cc
The bearer of this message ships 40 boxes; basic tokens are fine, and token counts of 128000 too.
bearer
keyring:acme/llm
op://vault/abcdefghijklmnopqrstuvwxyz/credential
risk-management-of-2026-models
4.7-flash-0123456789-0123456789-0123456789
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
Electron/41.2.0 Chrome/144.0.7500.12 Safari/537.36
>=0.23
""".splitlines()


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_known_by_its_form(name: str) -> None:
    assert looks_like_key(KEYS[name]) == name


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_found_in_the_middle_of_other_text(name: str) -> None:
    wrapped = f'x-api-key: "{KEYS[name]}", and more'
    assert looks_like_key(wrapped) or name == "an authorization header with its key"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_profiles_are_full_of_is_no_key(text: str) -> None:
    assert looks_like_key(text) is None


def test_a_bearer_key_is_seen_in_a_header_whatever_its_vendor() -> None:
    assert looks_like_key("Bearer 1234abcd5678efgh")
    assert looks_like_key("Authorization: Bearer 1234abcd5678efgh")


DRAW = random.Random(20261122)  # noqa: S311  the same keys in every run
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
RANDOM: dict[str, tuple[Callable[[], str], float]] = {
    "32 hex": (lambda: DRAW.randbytes(16).hex(), 0.01),
    "64 hex": (lambda: DRAW.randbytes(32).hex(), 0.001),
    "32 letters and digits": (lambda: "".join(DRAW.choices(LETTERS, k=32)), 0.04),
    "44 of base64": (lambda: base64.b64encode(DRAW.randbytes(32)).decode(), 0.03),
    "43 of base64 for addresses": (lambda: base64.urlsafe_b64encode(DRAW.randbytes(32)).decode()[:-1], 0.04),
}


@pytest.mark.parametrize("kind", RANDOM)
def test_few_drawn_keys_without_a_known_form_are_missed(kind: str) -> None:
    draw, allowed = RANDOM[kind]
    missed = sum(looks_like_key(draw()) is None for _ in range(3000))
    assert missed / 3000 <= allowed
