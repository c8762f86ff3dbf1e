"""A completion script for PowerShell from 5.1 on. Pure ASCII: 5.1 reads a script without BOM in the ANSI code page.

Where nothing is offered, PowerShell falls back to files by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.core.grammar import Given, Grammar, Spoken, Word
from setpoint.core.quoting import powershell


def script(grammar: Grammar) -> str:
    offers = "\n".join(line for spoken in grammar.spoken() for line in _offers(spoken))
    valued = ", ".join(powershell(name) for name in grammar.valued())
    return TEXT.replace("{version}", grammar.version).replace("{valued}", valued).replace("{offers}", offers)


def _offers(spoken: Spoken) -> Iterator[str]:
    """Words and their sentences in turn, by the command and a place: a number, an option, or "-" for all options."""
    options = tuple(Word(name, option.about) for option in spoken.options for name in option.names)
    yield _entry(spoken, "-", options)
    for number, place in enumerate(spoken.places):
        yield from _given(spoken, "*" if place.many else str(number), place)
    for option in spoken.options:
        for name in option.names if option.given else ():
            assert option.given
            yield from _given(spoken, name, option.given)


def _given(spoken: Spoken, place: str, given: Given) -> Iterator[str]:
    if given.words:
        yield _entry(spoken, place, given.words)


def _entry(spoken: Spoken, place: str, words: tuple[Word, ...]) -> str:
    pairs = ", ".join(f"{powershell(word.text)}, {powershell(word.about or word.text)}" for word in words)
    return f"        {powershell(f'{spoken.name} {place}')} = @({pairs})"


TEXT = r"""# Completion of setpoint {version} for PowerShell 5.1 and newer; made by: setpoint completion powershell
Register-ArgumentCompleter -Native -CommandName setpoint -ScriptBlock {
    param($word, $ast, $cursor)
    $valued = @({valued})
    $offers = @{
{offers}
    }
    $said = ''
    $place = 0
    $wants = ''
    foreach ($element in ($ast.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursor) { break }
        $each = $element.Extent.Text
        if ($wants) { $wants = ''; continue }
        if ($valued -ccontains $each) { $wants = $each; continue }
        if ($each.StartsWith('-')) { continue }
        if ($said) { $place++ } else { $said = $each }
    }
    if ((-not $wants) -and "$word".StartsWith('-')) { $wants = '-' }
    if ($wants) { $key = "$said $wants" } else { $key = "$said $place" }
    if ((-not $wants) -and $offers.ContainsKey("$said *")) { $key = "$said *" }
    if (-not $offers.ContainsKey($key)) { return }
    $found = $offers[$key]
    for ($at = 0; $at -lt $found.Count; $at += 2) {
        if ($found[$at].StartsWith("$word", [StringComparison]::OrdinalIgnoreCase)) {
            $text, $about = $found[$at], $found[$at + 1]
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
        }
    }
}
"""
