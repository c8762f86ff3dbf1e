"""A completion script for bash from 3.2 on, which a Mac still has: no associative arrays, `compopt` is but tried."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.grammar import Given, Grammar, Spoken


def script(grammar: Grammar) -> str:
    cases = "\n".join(line for spoken in grammar.spoken() for line in _cases(spoken))
    valued = "|".join(grammar.valued())
    return TEXT.replace("{version}", grammar.version).replace("{valued}", valued).replace("{cases}", cases)


def _cases(spoken: Spoken) -> Iterator[str]:
    """What can stand where, by the command and a place: a number, an option that waits for its value, or "-"."""
    options = " ".join(name for option in spoken.options for name in option.names)
    yield f"        '{spoken.name} -') words='{options}' ;;"
    for number, place in enumerate(spoken.places):
        pattern = f"'{spoken.name} '[0-9]*" if place.many else f"'{spoken.name} {number}'"
        yield f"        {pattern}) {_offer(place)} ;;"
    for option in spoken.options:
        if option.given and _offer(option.given) != ":":
            patterns = "|".join(f"'{spoken.name} {name}'" for name in option.names)
            yield f"        {patterns}) {_offer(option.given)} ;;"


def _offer(given: Given) -> str:
    if given.kind != "word":
        return f"kind={given.kind}"
    return f"words='{' '.join(word.text for word in given.words)}'" if given.words else ":"


TEXT = r"""# Completion of setpoint {version} for bash 3.2 and newer; made by: setpoint completion bash
_setpoint()
{
    local line=${COMP_LINE:0:COMP_POINT} word='' said='' wants='' kind='' words='' place=0 each last
    local -a before
    read -a before <<< "$line"
    if [[ $line != *[[:space:]] ]]; then
        last=$((${#before[@]} - 1))
        word=${before[last]}
        unset "before[last]"
    fi
    for each in "${before[@]:1}"; do
        if [[ $wants ]]; then wants=''; continue; fi
        case $each in
            -*=*) ;;
            {valued}) wants=$each ;;
            -*) ;;
            *) if [[ $said ]]; then place=$((place + 1)); else said=$each; fi ;;
        esac
    done
    if [[ ! $wants && $word == --*=* ]]; then
        wants=${word%%=*}
        word=${word#*=}
    elif [[ ! $wants && $word == -* ]]; then
        wants=-
    fi
    case "$said ${wants:-$place}" in
{cases}
    esac
    _setpoint_offer "$kind" "$word" "$words"
}

_setpoint_offer()
{
    local IFS=$' \t\n' start
    case $1 in
        file) compopt -o default 2> /dev/null || { IFS=$'\n'; COMPREPLY=($(compgen -f -- "$2")); } ;;
        folder) compopt -o dirnames 2> /dev/null || { IFS=$'\n'; COMPREPLY=($(compgen -d -- "$2")); } ;;
        *) COMPREPLY=($(compgen -W "$3" -- "$2")) ;;
    esac
    [[ $1 ]] && return
    # What is typed behind "keyring:" belongs to the same word.
    [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *[:/] ]] && compopt -o nospace 2> /dev/null
    # bash replaces only what stands behind the last colon.
    if [[ $2 == *:* && $COMP_WORDBREAKS == *:* ]]; then
        start=${2%"${2##*:}"}
        COMPREPLY=("${COMPREPLY[@]#"$start"}")
    fi
}

complete -F _setpoint setpoint
"""
