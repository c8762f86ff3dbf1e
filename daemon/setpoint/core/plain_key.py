"""Keys in plain text, recognised by their form, so that a profile that holds one is refused before it is shared.

Two layers: prefixes that vendors print on their keys, and long random words. The second is built to stay silent on
what profiles are full of: model names, quantisations, UUIDs, digests, addresses, paths and sentences.
"""

from __future__ import annotations

import re
from typing import Final

AS_OF: Final = "2026-11-22"
"""The forms were taken from the vendors' own keys and documentation up to this date."""

_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("an Anthropic key", r"sk-ant-[\w-]{10,}"),
    ("an OpenAI project key", r"sk-(?:proj|svcacct|admin)-[\w-]{10,}"),
    ("an OpenRouter key", r"sk-or-(?:v\d-)?[\w-]{16,}"),
    ("an API key (sk-…)", r"sk-(?=[\w-]*\d)[\w-]{16,}"),
    ("a GitHub token", r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}"),
    ("an AWS access key", r"A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("a Google API key", r"AIza[\w-]{30,}"),
    ("a Slack token", r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Hugging Face token", r"hf_[A-Za-z0-9]{16,}"),
    ("a GitLab token", r"glpat-[\w-]{16,}"),
    ("a Groq key", r"gsk_[A-Za-z0-9]{20,}"),
    ("an xAI key", r"xai-[A-Za-z0-9]{20,}"),
    ("an NVIDIA key", r"nvapi-[\w-]{20,}"),
    ("a Databricks token", r"dapi[0-9a-f]{32}"),
    ("a 1Password service account token", r"ops_eyJ[\w-]{16,}"),
    ("a JSON web token", r"eyJ[\w-]{8,}\.[\w-]{8,}"),
)
_PREFIXED: Final = tuple((name, re.compile(rf"(?<![\w-])(?:{pattern})")) for name, pattern in _FORMS)
_PRIVATE_KEY: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_CREDENTIAL: Final = re.compile(r"\b(?:bearer|basic|token)\s+([\w.~+/=-]+)", re.IGNORECASE)
_WHOLE_CREDENTIAL: Final = re.compile(r"\s*(?:bearer|basic)\s+[\w.~+/=-]{8,}\s*", re.IGNORECASE)

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DIGEST: Final = re.compile(r"(?:sha\d{1,4}|md5|blake\w{1,12})[:=-][0-9A-Za-z+/=]+", re.IGNORECASE)
# The repetitions are bounded: without, 250 KB of one word took minutes.
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s\"'<>]+")
_WORD: Final = re.compile(r"[A-Za-z0-9+/=_.-]{32,}")
_AT_DIGIT: Final = re.compile(r"(?=[A-Za-z][0-9]|[0-9][A-Za-z])")
_CHANGE: Final = re.compile(r"(?=[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z]|[A-Z][a-z])")
_PIECE: Final = re.compile(r"[A-Za-z0-9+]+")


def looks_like_key(text: str) -> str | None:
    """The name of the form that is recognised somewhere in the text ("a GitHub token"); None: no key to be seen."""
    if _PRIVATE_KEY.search(text):
        return "a private key"
    for name, form in _PREFIXED:
        if form.search(text):
            return name
    if _WHOLE_CREDENTIAL.fullmatch(text) or any(_mixed(match[1]) for match in _CREDENTIAL.finditer(text)):
        return "an authorization header with its key"
    if _has_random_word(text):
        return "a long random word, as keys are"
    return None


def _mixed(word: str) -> bool:
    """Letters and digits in one word of some length: "Bearer tokens" in a sentence has none."""
    return len(word) >= 12 and any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _has_random_word(text: str) -> bool:
    for harmless in (_ADDRESS, _UUID, _DIGEST):
        text = harmless.sub(" ", text)
    return any(_random(word) for word in _WORD.findall(text))


def _random(word: str) -> bool:
    """Whether a word was drawn rather than thought of.

    Names are short pieces between hyphens, dots and slashes, in which letters, digits and capitals change places now
    and then (`Qwen3-30B-A3B-Instruct`, `CamelCaseNames2`). A key is long pieces in which they do so all the time.
    Measured on 20,000 drawn keys of each kind: the tests hold the share that may be missed.
    """
    pieces = [piece for piece in _PIECE.findall(word) if len(piece) >= 8]
    if sum(map(len, pieces)) < 20 or max(map(len, pieces)) < 12:
        return False
    return any(_restless(text) for text in ("".join(pieces), *(piece for piece in pieces if len(piece) >= 20)))


def _restless(text: str) -> bool:
    """Capitals change places in names too, so mixed case needs more changes, and some of them at digits."""
    at_digits, all_changes = len(_AT_DIGIT.findall(text)), len(_CHANGE.findall(text))
    if text in (text.lower(), text.upper()):
        return at_digits / len(text) > 0.2
    return at_digits >= 3 and all_changes / len(text) > 0.34
