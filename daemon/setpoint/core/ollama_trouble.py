"""What Ollama's refusals mean: its own words and HTTP statuses as codes. Sources: OL 8, recordings p*, x*, e01."""

from __future__ import annotations

import re
from typing import Final

from setpoint.core import names
from setpoint.core.facts.ollama import CLOUD_ONLY, SWITCH_ON, retired, successor
from setpoint.core.ollama_answers import ODD, READ, told
from setpoint.errors import OllamaTrouble
from setpoint.value import value


@value
class _Rule:
    """Words that Ollama uses, and what they mean. `permanent` as in `OllamaTrouble`."""

    words: str
    code: str
    says: str
    permanent: bool
    hint: str = ""


def _fitting(rules: tuple[_Rule, ...], text: str) -> _Rule | None:
    """The expressions are compiled here and not above: nearly every run needs none of them."""
    text = text.strip()[:READ]
    return next((rule for rule in rules if re.search(rule.words, text, re.IGNORECASE)), None)


_RULES: Final = (
    _Rule(
        r"no space left on device|not enough space on the disk|disk quota exceeded",
        "SP212",
        "the disk of the Ollama server is full",
        permanent=False,
        hint="free some space there; what was pulled so far is kept",
    ),
    _Rule(
        r"manifest: 412\b|requires a newer version",
        "SP211",
        "it needs a newer Ollama server",
        permanent=True,
        hint="upgrade Ollama, then restart its server",
    ),
    _Rule(
        r"requires MLX|requires more system memory|unsupported architecture",
        "SP216",
        "this machine cannot run it",
        permanent=True,
        hint="declare another model, or a cloud one",
    ),
    _Rule(
        r"^EOF$",
        "SP218",
        "an empty part file blocks it",
        permanent=True,
        hint="delete its `-partial` files in Ollama's blobs folder",
    ),
    _Rule(
        r"digest mismatch",
        "SP217",
        "what was pulled is damaged",
        permanent=False,
        hint="if it happens again, delete the model and pull it once more",
    ),
    _Rule(
        r"cloud is disabled",
        "SP223",
        "cloud models are switched off on the Ollama server",
        permanent=True,
        hint=SWITCH_ON,
    ),
    _Rule(
        r"requires a subscription|upgrade for access",
        "SP221",
        "it needs another Ollama plan",
        permanent=True,
        hint="change the plan at https://ollama.com/pricing, or declare a local model",
    ),
    _Rule(
        r"usage limit",
        "SP225",
        "a usage limit of the cloud account is reached",
        permanent=False,
        hint="wait until it is reset, or declare a local model meanwhile",
    ),
    _Rule(
        r"invalid model name|(name|destination|source) \".*\" is invalid",
        "SP118",
        "Ollama does not accept this name",
        permanent=True,
        hint="correct it in the profile",
    ),
    _Rule(
        r"\b(Get|Post) \"https://ollama\.com:443/",
        "SP226",
        "the Ollama server cannot reach ollama.com",
        permanent=False,
        hint="check that server's network or proxy; local models go on",
    ),
)

_PULL_RULES: Final = (
    _Rule(r"manifest: (file does not exist|404\b)", "SP210", "the registry has no model of this name", permanent=True),
    _Rule(r"manifest: 410\b", "SP222", "it was retired", permanent=True, hint="declare another model"),
    _Rule(
        r"unauthorized|access denied|manifest: 40[13]\b|\brealm\b",
        "SP215",
        "the registry denies access to it",
        permanent=True,
        hint="a private model: register the server's key at ollama.com, or ask its owner",
    ),
    _Rule(
        r"read-only file system|permission denied",
        "SP213",
        "the Ollama server cannot write its models folder",
        permanent=True,
        hint="let the user it runs as write there, or set OLLAMA_MODELS for it",
    ),
)


def pull_trouble(text: str, name: str, where: str, *, deriving: bool = False) -> OllamaTrouble:
    """An `error` line of a pull, or of a create. What is not known is transient: a pull resumes where it was."""
    rule = _fitting((*_PULL_RULES, *_RULES), text)
    if rule:
        hint = _name_hint(rule.code, name) or rule.hint
        return OllamaTrouble(rule.code, f"{name}: {rule.says}", where=where, hint=hint, permanent=rule.permanent)
    return broke_off(name, where, told(text), deriving=deriving)


def broke_off(name: str, where: str, why: str = "", *, deriving: bool = False) -> OllamaTrouble:
    """A stream that ended without `success`."""
    about = f": {why}" if why else ""
    if deriving:
        hint = "run again; the server's own log says more"
        return OllamaTrouble("SP231", f"{name}: it could not be derived{about}", where=where, hint=hint)
    return OllamaTrouble("SP213", f"{name}: the pull broke off{about}", where=where, hint="it resumes where it was")


def status_trouble(status: int, text: str, where: str, *, name: str = "", signin_url: str = "") -> OllamaTrouble:
    """An HTTP answer that says no. `text` is the server's own `error`; "" where the body was empty or no JSON."""
    about = f"{name}: " if name else ""
    rule = _fitting(_RULES, text)
    if rule:
        return OllamaTrouble(
            rule.code, about + rule.says, where=where, hint=rule.hint, permanent=rule.permanent, status=status
        )
    code, says, permanent, hint = _by_status(status, text, name, signin_url)
    return OllamaTrouble(code, about + says, where=where, hint=hint, permanent=permanent, status=status)


def _by_status(status: int, text: str, name: str, signin_url: str) -> tuple[str, str, bool, str]:
    """Code, message, permanent, hint."""
    if status == 401 and (signin_url or text == "unauthorized"):
        return "SP220", "Ollama is not signed in", True, f"ollama signin{signin_url and f', or open {signin_url}'}"
    if status in (401, 403, 407):
        return "SP208", f"the server refuses the request ({status})", True, "check `ollama.key` and `ollama.headers`"
    if status in (404, 410) and text:
        return _missing(status, name)
    if status == 429:
        return "SP225", "too many requests, or a usage limit is reached", False, "it is tried again later"
    if not text:
        return _wordless(status)
    return "SP207", f"Ollama answered {status}: {told(text)}", status < 500, ODD


def _wordless(status: int) -> tuple[str, str, bool, str]:
    """No JSON: the page of a proxy whose Ollama is down, or of some other program."""
    if status in (502, 503, 504):
        return "SP201", f"Ollama does not answer behind its proxy ({status})", False, "start Ollama"
    return "SP202", f"something other than Ollama answers here (status {status})", True, "correct `ollama.url`"


def _missing(status: int, name: str) -> tuple[str, str, bool, str]:
    if not _is_cloud(name):
        return "SP210", "Ollama has no model of this name", True, _name_hint("SP210", name)
    if status == 410:
        return "SP222", "this cloud model was retired", True, _successor(name) or "declare another model"
    return "SP224", "no cloud model of this name is known", True, _successor(name) or "check it at ollama.com/search"


def _name_hint(code: str, name: str) -> str:
    if code == "SP222":
        return _successor(name)
    if code != "SP210":
        return ""
    if _successor(name):
        return _successor(name)
    bare = name.casefold().removesuffix(":latest")
    if bare in CLOUD_ONLY:
        return _successor(f"{bare}:cloud") or f"there are no weights to pull: use {bare}:cloud"
    return "check the spelling; a cloud model ends in `:cloud`"


def _successor(name: str) -> str:
    gone = retired(name)
    told = "" if gone is None else "retired" if gone.sure else "announced to be retired"
    return f"it was {told} on {gone.on}; use {successor(name)}" if gone else ""


def _is_cloud(name: str) -> bool:
    try:
        return names.parse(name).is_cloud
    except ValueError:
        return False
