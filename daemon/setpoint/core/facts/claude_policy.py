"""Where managed configuration of Claude Desktop lies, and which of its keys leave the person's own library in force.

Source: claude-desktop.md 4.1 and 4.2 (Anthropic's reference and changelog). In builds up to about 1.9659 any managed
key locked the library.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

APP_BEHAVIOUR_KEYS: Final = frozenset(
    {
        "autoUpdaterEnforcementHours",
        "configRecheckIntervalMinutes",
        "disableAutoUpdates",
        "egressProxyPacUrl",
        "egressProxyUrl",
        "relaunchEnforcementHours",
        "updateViaUpdatesHost",
    }
)

MACOS_FOLDER: Final = "Library/Managed Preferences"
MACOS_FILE: Final = "com.anthropic.claudefordesktop.plist"
LINUX_FILE: Final = "etc/claude-desktop/managed-settings.json"
WINDOWS_KEY: Final = r"SOFTWARE\Policies\Claude"

ARCHIVE: Final = "ntuser.pol"
"""In %ProgramData% and in a person's home: what Group Policy wrote into the registry, rewritten when it does so again.
Policy that a device management writes (Intune, a script) leaves no file; only a look tells."""

REG_SZ: Final = 1
REG_EXPAND_SZ: Final = 2
REG_DWORD: Final = 4
WINDOWS_READ: Final = frozenset({REG_SZ, REG_DWORD})
WINDOWS_SEEN: Final = frozenset({REG_SZ, REG_EXPAND_SZ, REG_DWORD})
"""REG_EXPAND_SZ makes a value count as there without being read. Every other kind is invisible to the app."""
