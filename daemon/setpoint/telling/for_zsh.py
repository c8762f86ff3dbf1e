"""A completion script for zsh: a file `_setpoint` in a folder of `fpath`, or a text for `source` after `compinit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from setpoint.core.grammar import Given, Grammar, Option, Spoken, Word
from setpoint.core.quoting import sh


def script(grammar: Grammar) -> str:
    program, *commands = grammar.spoken()
    branches = "\n".join(line for spoken in commands for line in _branch(spoken))
    functions = "\n".join(line for spoken in (program, *commands) for line in _functions(spoken))
    command = [sh("1:command:_setpoint_0"), sh("*::word:->words")]
    start = _arguments("_arguments -C -s -S :", program, command, "  ")
    text = TEXT.replace("{version}", grammar.version).replace("{program}", start)
    return text.replace("{branches}", branches).replace("{functions}", functions)


def _branch(spoken: Spoken) -> Iterator[str]:
    places = [
        sh(f"{_number(each, at)}:{_plain(each.shown)}:{_action(spoken, each, str(at))}") for at, each in _at(spoken)
    ]
    yield f"    {spoken.name})"
    yield _arguments("_arguments -s -S :", spoken, places, "      ")
    yield "      ;;"


def _at(spoken: Spoken) -> Iterator[tuple[int, Given]]:
    return enumerate(spoken.places)


def _number(place: Given, at: int) -> str:
    """One colon: it must be there."""
    if place.many:
        return "*"
    return f"{at + 1}" if place.needed else f"{at + 1}:"


def _arguments(call: str, spoken: Spoken, places: Sequence[str], indent: str) -> str:
    lines = [call, *(_option(spoken, option) for option in spoken.options), *places]
    return indent + f" \\\n{indent}  ".join(lines) + " && ret=0"


def _option(spoken: Spoken, option: Option) -> str:
    """As `_arguments` wants it: which others it makes needless, its spellings, its sentence, what stands behind it."""
    spelt = [name + _behind(name) if option.given else name for name in option.names]
    rest = f"[{_plain(option.about)}]"
    if option.given:
        rest += f":{_plain(option.given.shown)}:{_action(spoken, option.given, option.names[-1].strip('-'))}"
    if len(spelt) == 1:
        return sh(spelt[0] + rest)
    return f"{sh('(' + ' '.join(option.names) + ')')}{{{','.join(spelt)}}}{sh(rest)}"


def _behind(name: str) -> str:
    return "=" if name.startswith("--") else "+"


def _action(spoken: Spoken, given: Given, place: str) -> str:
    """A space: anything can be typed there, and nothing is offered."""
    if given.kind != "word":
        return "_files" if given.kind == "file" else "_files -/"
    return _function(spoken, place) if given.words else " "


def _function(spoken: Spoken, place: str) -> str:
    return "_".join(part for part in ("_setpoint", spoken.name, place) if part)


def _functions(spoken: Spoken) -> Iterator[str]:
    """One for each place at which words are offered, with their sentences."""
    offers = [(str(at), place) for at, place in _at(spoken)]
    offers += [(option.names[-1].strip("-"), option.given) for option in spoken.options if option.given]
    for place, given in offers:
        if given.words:
            whole = " ".join(sh(_described(word)) for word in given.words if not word.open)
            more = " ".join(sh(_described(word)) for word in given.words if word.open)
            yield f"{_function(spoken, place)}() {{\n  local -a whole=({whole}) more=({more})"
            yield f"  _describe -t words {sh(_plain(given.shown))} whole -- more -S ''\n}}\n"


def _described(word: Word) -> str:
    text = word.text.replace(":", "\\:")
    return f"{text}:{word.about}" if word.about else text


def _plain(text: str) -> str:
    """Inside a specification, where brackets and colons mean something."""
    for sign in "\\[]:":
        text = text.replace(sign, f"\\{sign}")
    return text


TEXT = r"""#compdef setpoint
# Completion of setpoint {version} for zsh; made by: setpoint completion zsh
_setpoint() {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
{program}
  [[ $state == words ]] || return ret
  case $words[1] in
{branches}
  esac
  return ret
}

{functions}
# From a folder of fpath, zsh runs this file as the function itself; sourced, it is made known.
if [[ $funcstack[1] == _setpoint ]]; then
  _setpoint "$@"
else
  compdef _setpoint setpoint
fi
"""
