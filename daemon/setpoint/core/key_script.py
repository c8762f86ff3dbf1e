"""The credential helper: a small script that Claude Desktop runs whenever it needs the key (CD 5).

One file for each pair of endpoint and reference: the file's name is drawn from the pair, so that a path in the app's
entry never comes to stand for another endpoint or another key. A newer Setpoint may improve the text behind a name.

The script prints the bare key, or one line of reason on stderr and nothing else. A scheme gives the body, and finds
these words there (PowerShell's in brackets):

    $quiet   [$quiet]           1 [true] where nobody looks on, so that nothing may be asked
    $limit   [$limit]           seconds that the app leaves us, less a few
    bounded PROGRAM ARGUMENT…   run it for at most $limit seconds, stdin empty
             [Invoke-Bounded PROGRAM COMMAND-LINE: the same, gives stdout, fails if the program does]
    fail TEXT [Fail]            give the reason and end
    emit TOKEN [Emit]           check that it is a key, print it and end

What the limits are worth: `timeout` is not on every Mac, `perl` is (so far); where neither is, the app's own limit ends
the script. macOS's `security` cannot be told never to ask; while the login keychain is open it does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from setpoint.core.facts.credentials import ATTENDED, MID_SESSION_LIMIT, TIME_LIMIT
from setpoint.core.keyref import pair_hash
from setpoint.core.ports import Files, Scheme, Script, System
from setpoint.core.profile import KeyRef
from setpoint.core.quoting import comment

SPARE: Final = 5
"""Seconds that we end before the app would end us, so that its log gets our reason and not only its own."""

MODE: Final = 0o700

_SH: Final = r"""#!/bin/sh
@HEADER@
set -eu
umask 077
ulimit -c 0 2>/dev/null || :
case ${CLAUDE_HELPER_CONTEXT:-interactive} in
  @ATTENDED@) quiet=0 limit=@LONG@ ;;
  *) quiet=1 limit=@SHORT@ ;;
esac
fail() {
  printf 'setpoint: %s\n' "$1" >&2
  exit 1
}
bounded() {
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 2 "$limit" "$@" </dev/null
  elif command -v perl >/dev/null 2>&1; then
    perl -e '
      my $limit = shift;
      my $child = fork;
      if (!$child) { setpgrp; exec { $ARGV[0] } @ARGV or exit 127 }
      $SIG{ALRM} = $SIG{TERM} = sub { kill "TERM", -$child; sleep 1; kill "KILL", -$child; exit 124 };
      alarm $limit;
      waitpid $child, 0;
      exit($? ? $? >> 8 || 1 : 0)' "$limit" "$@" </dev/null
  else
    command "$@" </dev/null
  fi
}
emit() {
  LC_ALL=C
  case $1 in
    '') fail 'the key is empty' ;;
    *[!!-~]*) fail 'what is kept there is not a key: it has blanks, several lines or other characters' ;;
  esac
  # A printf that is a program (mksh) would show the key in the list of processes; the shells without it have print.
  case $(command -v printf) in
    */*) print -r -- "$1" ;;
    *) printf '%s\n' "$1" ;;
  esac
  exit 0
}
@BODY@
"""

_POWERSHELL: Final = r"""@HEADER@
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$context = $env:CLAUDE_HELPER_CONTEXT
$quiet = [bool] ($context -and (@ATTENDED@) -notcontains $context)
$limit = if ($quiet) { @SHORT@ } else { @LONG@ }
function Fail([string] $reason) {
  [Console]::Error.WriteLine('setpoint: ' + $reason)
  exit 1
}
function Emit([string] $token) {
  if ($token.Length -eq 0) { Fail 'the key is empty' }
  if ($token -cnotmatch '^[!-~]+\z') {
    Fail 'what is kept there is not a key: it has blanks, several lines or other characters'
  }
  [Console]::Out.WriteLine($token)
  exit 0
}
function Invoke-Bounded([string] $program, [string] $line) {
  $found = @(Get-Command -Name $program -CommandType Application -ErrorAction SilentlyContinue)
  $found = @($found | Where-Object { $_.Extension -in '.exe', '.com' })
  if ($found.Count -eq 0) { Fail 'the program that holds the key is not on the PATH' }
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = $found[0].Path
  $start.Arguments = $line
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $process = [Diagnostics.Process]::Start($start)
  $process.StandardInput.Close()
  $out = $process.StandardOutput.ReadToEndAsync()
  $null = $process.StandardError.ReadToEndAsync()
  if (-not $process.WaitForExit($limit * 1000)) {
    $process.Kill()
    Fail 'the program that holds the key took too long'
  }
  if ($process.ExitCode -ne 0) { Fail 'the program that holds the key failed' }
  return $out.Result
}
try {
@BODY@
} catch {
  Fail ('the key could not be read: ' + $_.Exception.GetType().Name)
}
"""

_CMD: Final = r"""@echo off
rem A credential helper for Claude Desktop, made by Setpoint: the file beside it that ends in .ps1 says more.
setlocal DisableDelayedExpansion
set POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe
"%POWERSHELL%" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dpn0.ps1"
exit /b %ERRORLEVEL%
"""


def name(endpoint: str, ref: KeyRef) -> str:
    """The file name without its ending: `key-` and 16 hex digits."""
    return f"key-{pair_hash(endpoint, ref)[:16]}"


def scripts(endpoint: str, ref: KeyRef, scheme: Scheme, system: System, python: str) -> tuple[Script, ...]:
    """The files of one helper; the first is the one that the app is pointed at. KeyUnavailable (SP704): no helper can.

    `python` is an interpreter that has the `keyring` library, for systems that lack a native tool.
    """
    stem, body = name(endpoint, ref), scheme.script(ref, system, python)
    if system != "windows":
        attended = " | ".join(ATTENDED)
        return (Script(f"{stem}.sh", _fill(_SH, endpoint, ref, attended, body)),)
    attended = ", ".join(f"'{word}'" for word in ATTENDED)
    inner = _fill(_POWERSHELL, endpoint, ref, attended, body)
    return (Script(f"{stem}.cmd", _crlf(_CMD)), Script(f"{stem}.ps1", _crlf(inner)))


def _fill(template: str, endpoint: str, ref: KeyRef, attended: str, body: str) -> str:
    head = (
        "A credential helper for Claude Desktop: prints the key, which itself is not in here.",
        f"For:  {endpoint}",
        f"From: {ref if isinstance(ref.rest, str) else ref.scheme}",
        "Made by Setpoint, not to be edited: this name stands for this pair and no other; another pair, another file.",
    )
    before, after = template.split("@BODY@")
    # The head comes last: what stands in an endpoint is never taken for a mark.
    for mark, value in (
        ("@ATTENDED@", attended),
        ("@LONG@", str(TIME_LIMIT - SPARE)),
        ("@SHORT@", str(MID_SESSION_LIMIT - SPARE)),
        ("@HEADER@", "\n".join(f"# {comment(line)}" for line in head)),
    ):
        before = before.replace(mark, value, 1)
    return before + body.strip("\n") + after


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def put(files: Files, folder: Path, wanted: Iterable[Script]) -> Path:
    """Write those that are not there, or not as they should be. The path of the first, which the app is given."""
    paths = []
    for script in wanted:
        path, data = folder / script.name, script.text.encode()
        seen = files.read(path)
        if seen != data:
            files.write(path, data, seen=seen, mode=MODE)
        paths.append(path)
    return paths[0]
