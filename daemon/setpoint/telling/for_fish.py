"""A completion script for fish, from 3.0 on."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.grammar import Given, Grammar, Option, Spoken


def script(grammar: Grammar) -> str:
    lines = "\n".join(line for spoken in grammar.spoken() for line in _lines(spoken))
    text = TEXT.replace("{version}", grammar.version).replace("{valued}", " ".join(grammar.valued()))
    return text.replace("{lines}", lines)


def _lines(spoken: Spoken) -> Iterator[str]:
    for option in spoken.options:
        yield f"complete -c setpoint -n {_quoted(f'__setpoint_in {spoken.name}'.rstrip())}{_option(option)}"
    for number, place in enumerate(spoken.places):
        name = spoken.name or "''"
        where = _quoted(f"__setpoint_in {name}" if place.many else f"__setpoint_in {name} {number}")
        if place.kind == "word":
            for word in place.words:
                about = f" -d {_quoted(word.about)}" if word.about else ""
                yield f"complete -c setpoint -n {where} -a {_quoted(word.text)}{about}"
        else:
            yield f"complete -c setpoint -n {where} {_kind(place)}"


def _option(option: Option) -> str:
    names = "".join(f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}" for name in option.names)
    given = f" {_kind(option.given)}" if option.given else ""
    return f"{names}{given} -d {_quoted(option.about)}"


def _kind(given: Given) -> str:
    if given.kind == "file":
        return "-r -F"
    if given.kind == "folder":
        return "-x -a '(__fish_complete_directories)'"
    return f"-x -a {_quoted(' '.join(word.text for word in given.words))}" if given.words else "-x"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


TEXT = r"""# Completion of setpoint {version} for fish 3.0 and newer; made by: setpoint completion fish
function __setpoint_in --argument-names name place --description 'within this command, at this place'
    set -l said
    set -l at 0
    set -l wants
    set -l before (commandline -opc)
    for each in $before[2..-1]
        if set -q wants[1]
            set -e wants
            continue
        end
        switch $each
            case '-*=*'
            case {valued}
                set wants yes
            case '-*'
            case '*'
                if set -q said[1]
                    set at (math $at + 1)
                else
                    set said $each
                end
        end
    end
    test "$said" = "$name"; and test -z "$place" -o "$place" = $at
end

complete -c setpoint -f
{lines}
"""
