"""Keys in plain text, recognised by their form, so that a profile that holds one is refused before it is shared.

Two layers: prefixes that vendors print on their keys, and long random words. The second is built to stay silent on
what profiles are full of: model names, quantisations, UUIDs, digests, addresses, paths and sentences.
"""

from __future__ import annotations

import re
from typing import Final

AS_OF: Final = "2026-11-22"
"""The forms were taken from the vendors' own keys and documentation up to this date."""

_FORMS: Final[tuple[tuple[str, str, str], ...]] = (
    ("an Anthropic key", "sk-ant-", r"sk-ant-[\w-]{10,}"),
    ("an OpenAI project key", "sk-", r"sk-(?:proj|svcacct|admin)-[\w-]{10,}"),
    ("an OpenRouter key", "sk-or-", r"sk-or-(?:v\d-)?[\w-]{16,}"),
    ("an API key (sk-…)", "sk-", r"sk-(?=[\w-]*\d)[\w-]{16,}"),
    ("a GitHub token", "gh", r"gh[pousr]_[A-Za-z0-9]{16,}"),
    ("a GitHub token", "github_pat_", r"github_pat_\w{16,}"),
    ("an AWS access key", "IA", r"A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("a Google API key", "AIza", r"AIza[\w-]{30,}"),
    ("a Slack token", "xox", r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{16,}"),
    ("a GitLab token", "glpat-", r"glpat-[\w-]{16,}"),
    ("a Groq key", "gsk_", r"gsk_[A-Za-z0-9]{20,}"),
    ("an xAI key", "xai-", r"xai-[A-Za-z0-9]{20,}"),
    ("an NVIDIA key", "nvapi-", r"nvapi-[\w-]{20,}"),
    ("a Databricks token", "dapi", r"dapi[0-9a-f]{32}"),
    ("a 1Password service account token", "ops_eyJ", r"ops_eyJ[\w-]{16,}"),
    ("a JSON web token", "eyJ", r"eyJ[\w-]{8,}\.[\w-]{8,}"),
)
"""What it is, a text that must be in it, and its pattern.

To compile all patterns takes 4 ms, which every start would pay: so the text is looked for first, and a pattern is
compiled (and kept, by `re`) only when there is something for it to look at.
"""

_CREDENTIAL: Final = r"(?i)\b(?:bearer|basic|token)\s+([\w.~+/=-]+)"
_WHOLE_CREDENTIAL: Final = r"(?i)\s*(?:bearer|basic)\s+[\w.~+/=-]{8,}\s*"

_HARMLESS: Final = (
    # The repetitions are bounded: without, 250 KB of one word took minutes.
    r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s\"'<>]+",  # addresses
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",  # UUIDs
    r"(?i:sha\d{1,4}|md5|blake\w{1,12})[:=-][0-9A-Za-z+/=]+",  # digests
)
_LONG: Final = 32
_WORD: Final = r"[A-Za-z0-9+/=_.-]{32,}"
_PIECE: Final = r"[A-Za-z0-9+]+"
_AT_DIGIT: Final = r"(?=[A-Za-z][0-9]|[0-9][A-Za-z])"
_CHANGE: Final = r"(?=[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z]|[A-Z][a-z])"


def looks_like_key(text: str) -> str | None:
    """The name of the form that is recognised somewhere in the text ("a GitHub token"); None: no key to be seen."""
    if "-----BEGIN " in text and "PRIVATE KEY-----" in text:
        return "a private key"
    for name, hint, pattern in _FORMS:
        if hint in text and re.search(rf"(?<![\w-])(?:{pattern})", text):
            return name
    if _has_credential(text):
        return "an authorization header with its key"
    if _has_random_word(text):
        return "a long random word, as keys are"
    return None


def _has_credential(text: str) -> bool:
    if not any(word in text.lower() for word in ("bearer", "basic", "token")):
        return False
    named = re.finditer(_CREDENTIAL, text)
    return bool(re.fullmatch(_WHOLE_CREDENTIAL, text)) or any(_mixed(match[1]) for match in named)


def _mixed(word: str) -> bool:
    """Letters and digits in one word of some length: "Bearer tokens" in a sentence has none."""
    return len(word) >= 12 and any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _has_random_word(text: str) -> bool:
    if max(map(len, text.split()), default=0) < _LONG:
        return False
    for harmless in _HARMLESS:
        text = re.sub(harmless, " ", text)
    return any(_random(word) for word in re.findall(_WORD, text))


def _random(word: str) -> bool:
    """Whether a word was drawn rather than thought of.

    Names are short pieces between hyphens, dots and slashes, in which letters, digits and capitals change places now
    and then (`Qwen3-30B-A3B-Instruct`, `CamelCaseNames2`). A key is long pieces in which they do so all the time.
    Measured on 20,000 drawn keys of each kind: the tests hold the share that may be missed.
    """
    pieces = [piece for piece in re.findall(_PIECE, word) if len(piece) >= 8]
    if sum(map(len, pieces)) < 20 or max(map(len, pieces)) < 12:
        return False
    return any(_restless(text) for text in ("".join(pieces), *(piece for piece in pieces if len(piece) >= 20)))


def _restless(text: str) -> bool:
    """Capitals change places in names too, so mixed case needs more changes, and some of them at digits."""
    at_digits, all_changes = len(re.findall(_AT_DIGIT, text)), len(re.findall(_CHANGE, text))
    if text in (text.lower(), text.upper()):
        return at_digits / len(text) > 0.2
    return at_digits >= 3 and all_changes / len(text) > 0.34
