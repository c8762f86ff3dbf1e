"""A ledger in which nothing is left out."""

from __future__ import annotations

from setpoint.core import ledger as kept
from setpoint.core.ownership import KeyMemory, Memory


def full() -> kept.Ledger:
    memory = Memory(
        True,
        ("/home/ann/.config/Claude-3p/configLibrary",),
        {"appliedId": KeyMemory('"a"', {"": "0f"}, {"x": "1e"}), "x": KeyMemory(None, {})},
    )
    claude = kept.ClaudeMemory(
        memory, memory, Memory(), ('"c0ffee00"', None), True, True, ("other",), 1795000000.5, True, ('"gone"',), True
    )
    server = kept.ServerMemory(
        pulled={"qwen3.5:9b": "sha256:ab"},
        derived={
            "claude-sonnet-5": kept.Derived("qwen3.5:9b", 65536, "ab", "cd", True),
            "claude-opus-5": kept.Derived("x", "server", "ef"),
        },
        failures={"gone": kept.Failure("SP210", "no such model", "look for it", "0.24.0")},
        cloud={"kimi-k2.6:cloud": 1795000000.0},
        begun=("half",),
        making=("claude-opus-5",),
        upgrade=kept.Attempt("0.22.1", "1234abcd", 1795000000.0, 2, "SP210", "no", "later"),
    )
    return kept.Ledger(
        salt="00" * 16,
        claude={"/home/ann/.config/Claude-3p": claude},
        servers={"http://127.0.0.1:11434": server},
        suspended=kept.Suspended(1795000000.0, "a demo", 1795003600.0),
        url=("http://127.0.0.1:11434", "default"),
        keys={"0f" * 32: 1795000000.0},
        scripts=("/home/ann/.local/state/setpoint/keys/0f.sh",),
        trusted=("0f" * 32,),
        since={"ModelsReady": kept.Since("True", 1795000000.0)},
        used=kept.Used("native", 1795000000.0, 1795600000.0),
        drifts={"deploymentMode": (kept.Drift(1795000000.0, '"1p"', "Ollama"),)},
        contested={"deploymentMode": kept.Contested(1795000000.0, 4, 300.0, '"1p"', "Ollama", "1234abcd")},
        undone=("Ollama",),
        app="2.31226.1",
        yielded="1234abcd",
        asked="1234abcd",
        owed=kept.Owed("claude-desktop", 1795000000.0),
    )
