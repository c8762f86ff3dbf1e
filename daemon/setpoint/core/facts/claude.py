"""Facts about Claude Desktop that may age, each with its source in the facts file of the project (CD) and its date.

Everything here was true for the newest app that was looked at, `NEWEST`; see `AS_OF`.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

NEWEST: Final = "2.31226.1"
"""The newest app that these tables know of; of October and November 2026 little is known (CD 0)."""

OLDEST: Final = "1.8555.0"
"""The first that knows every key that an entry of ours may have: `inferenceCredentialKind` came last (CD 2.8)."""

BACKGROUND_ID: Final = "claude-haiku-4-5-20251001"
"""The app's background calls name this id whatever the picker shows (CD 3.5, observed)."""

ENTRY_ID: Final = "51c2b0de-5e70-4017-8a11-5e7901475e70"
"""Of our own entry: fixed, so that other tools, and we after a lost ledger, recognise it. 36 of [a-f0-9-] (CD 2.1)."""

ENTRY_NAME: Final = "Setpoint"

PLACEHOLDER: Final = "setpoint-no-key-needed"
"""The app wants some key; any non-empty text satisfies it where the server needs none (CD 5)."""

OTHER_TOOLS: Final[dict[str, str]] = {
    "00000000-0000-4000-8000-000000000114": "Ollama",
    "00000000-0000-4000-8000-000000157210": "CC Switch",
    "8f69f2f1-3275-4ad8-9317-4aa7e972f311": "claude-code-router",
    "a0a0a0a0-b1b1-4c2c-9d3d-e4e4e4e4e4e4": "ModelLink",
    "00000000-0000-4000-8000-6861726e6573": "HarnessHub",
}
"""Entry ids that other switchers always use (CD 7.3)."""

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "Ollama": {"macos": "Ollama.app", "windows": "ollama app.exe", "linux": "ollama"},
}
"""By switcher and system: what the program is called that writes Claude's files, the app's bundle on macOS (OL 5.4)."""

OTHER_NAMES: Final = frozenset(
    {"opencodex", "ToolHive Gateway", "Unity Gateway", "FCC", "Alzette Connect", "AI Manager"}
)
"""Entry names of switchers that draw a random id (CD 7.3)."""

RESAVED: Final = frozenset(
    {
        "autoModeEnabled",
        "chatTabEnabled",
        "claudeAiImport",
        "coworkTabEnabled",
        "disableDeploymentModeChooser",
        "inferenceCredentialKind",
        "isClaudeCodeForDesktopEnabled",
        "isDesktopExtensionEnabled",
        "isLocalDevMcpEnabled",
        "modelDiscoveryEnabled",
        "toolSearchEnabled",
    }
)
"""Keys that the app's own window adds with their defaults when it re-saves an entry (CD 2.6, an open list)."""

DEFAULTS: Final[dict[str, bool]] = {
    "autoModeEnabled": False,
    "chatTabEnabled": False,
    "coworkTabEnabled": True,
    "disableDeploymentModeChooser": False,
    "isClaudeCodeForDesktopEnabled": True,
    "isDesktopExtensionEnabled": False,
    "isLocalDevMcpEnabled": True,
    "toolSearchEnabled": False,
}
"""What those of them that are switches mean when nobody says anything (CD 2.8)."""

SECRET_KEYS: Final = frozenset({"inferenceGatewayApiKey", "inferenceCustomHeaders"})
"""Of the keys that we may write: those whose value is masked wherever it is shown."""
