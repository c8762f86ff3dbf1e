"""What Setpoint and the system keep in files and keys: the ledger, the agent's word, the history, policies."""

from __future__ import annotations

import json
import math
import plistlib
from pathlib import Path
from typing import Any, Final

from fakes.clock import Hurried
from faults.full_ledger import full
from faults.target import Target, one_file
from setpoint.adapters.ledger import LedgerFile
from setpoint.core import agent_state
from setpoint.core.ledger import Ledger, to_plain
from setpoint.core.ledger_reading import from_plain
from setpoint.core.policy import agrees, opened, routes
from setpoint.core.policy_conflict import COMPARED, differences, shown
from setpoint.core.ports import Policy
from setpoint.errors import FileTrouble, PlatformTrouble
from setpoint.platforms.linux import managed as linux
from setpoint.platforms.macos import managed as macos
from setpoint.telling import agent_text
from setpoint.telling.history import History
from setpoint.times import date_text

NOW: Final = 1_795_000_000.0


def strictly(plain: object) -> Any:
    """Through JSON as other programs read it."""
    return json.loads(json.dumps(plain, allow_nan=False))


def ledger(data: bytes) -> None:
    store = LedgerFile(Path("state"), one_file(data), Hurried(1))
    try:
        held, broken = store.read(), store.broken()
    except FileTrouble as newer:
        assert newer.code == "SP802"
        return
    if broken:
        assert held == Ledger(salt=held.salt)
        return
    assert from_plain(strictly(to_plain(held))) == held
    assert held.suspended_at(NOW) in (None, held.suspended)
    assert held.used_at(NOW) in (None, held.used)


def agent(data: bytes) -> None:
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return
    state = agent_state.from_plain(plain)
    if state is None:
        return
    assert agent_state.from_plain(strictly(agent_state.to_plain(state))) == state
    agent_text.agent_text(state, "1234abcd", NOW)
    agent_text.next_text(state, NOW)
    if state.pulling:
        agent_text.pulled_text(state.pulling)


def history(data: bytes) -> None:
    told = History(Path("state"), one_file(data), Hurried(1))
    lines = list(told.lines())
    assert list(told.lines(newest_first=True)) == lines[::-1]
    assert told.last() is not None
    for line in lines:
        assert math.isfinite(line.at)
        date_text(line.at)


def policy(data: bytes) -> None:
    """The same bytes as each system's managed configuration."""
    for read in (_linux, _macos, _windows):
        try:
            values = read(data)
        except PlatformTrouble as trouble:
            assert trouble.code == "SP602"
            continue
        routes(Policy("here", values))
        for difference in differences(_WANTED, values):
            json.dumps([difference.key, difference.profile, difference.policy]).encode()
        for key, value in values.items():
            shown(key, value)
            agrees(value, _WANTED.get(COMPARED[0]))
            agrees(value, True)
            agrees(value, 1)


def _linux(data: bytes) -> dict[str, object]:
    return linux._values(Path("managed-settings.json"), data)


def _macos(data: bytes) -> dict[str, object]:
    return opened(macos._parsed(Path("managed.plist"), data))


def _windows(data: bytes) -> dict[str, object]:
    """What a REG_SZ holds is text."""
    return opened(
        {key: data.decode("utf-16-le", "surrogatepass" if len(data) % 2 == 0 else "replace") for key in COMPARED}
    )


_WANTED: Final = {
    "inferenceProvider": "gateway",
    "inferenceGatewayBaseUrl": "http://127.0.0.1:11434",
    "inferenceModels": [{"name": "claude-sonnet-5"}],
}
_MANAGED: Final[dict[str, Any]] = {
    **_WANTED, "inferenceGatewayApiKey": "sk-x", "chatTabEnabled": True, "bootstrapUrl": "https://u:p@h/x?token=1",
    "inferenceModels": '["a",{"name":"b"}]', "n": 3,
}  # fmt: skip
LEDGER: Final = json.dumps(to_plain(full()), indent=1).encode()
AGENT: Final = (
    b'{"pid":4711,"version":"1.0","began":1795000000.5,"mode":"enforce","generation":"1234abcd",'
    b'"looked":1795000100.5,"next":1795000400,"looks":9,"whole":0,'
    b'"pulling":{"target":"qwen3.5:9b","completed":11900000000,"total":19000000000,"rate":48000000.5,'
    b'"verb":"pull"},"trouble":""}'
)
HISTORY: Final = (
    b'{"at":1795000000.123,"kind":"corrective","resource":"claude-config","verb":"set",'
    b'"target":"claude_desktop_config.json","detail":"deploymentMode \\"1p\\" \\u2192 \\"3p\\"",'
    b'"by":"somebody else"}\n'
    b'{"at":1795000001,"kind":"event","resource":"agent","verb":"update","target":"update",'
    b'"detail":"2.31226.1","by":"the app"}\n'
    b'{"at":1795000002,"kind":"intended","resource":"ollama-models","verb":"pull","target":"qwen3.5:9b",'
    b'"detail":"6.6 GB","by":"you","failed":"SP201"}\n'
)
POLICIES: Final = (
    json.dumps(_MANAGED).encode(),
    *(plistlib.dumps(_MANAGED, fmt=form) for form in (plistlib.FMT_XML, plistlib.FMT_BINARY)),
    "true".encode("utf-16-le"), '["claude-opus-5"]'.encode("utf-16-le"),
)  # fmt: skip

TARGETS: Final = (
    Target("ledgers", ledger, (LEDGER,), 60),
    Target("the agent's state", agent, (AGENT,), 40),
    Target("history", history, (HISTORY,), 50),
    Target("policies", policy, POLICIES, 40),
)
