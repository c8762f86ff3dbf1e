"""How Claude Desktop is called and where it lies on three systems.

Source: claude-desktop.md 1.3, 1.4, 6.3 and 6.4. The `lockfile` of Windows is Chromium's (process_singleton_win.cc): the
system deletes it when the process that holds it ends.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-22"

OVERRIDE: Final = "CLAUDE_USER_DATA_DIR"
NATIVE: Final = "Claude"
THIRD_PARTY: Final = "Claude-3p"

LOCK: Final = "SingletonLock"
WINDOWS_LOCK: Final = "lockfile"

BUNDLE: Final = "com.anthropic.claudefordesktop"
MACOS_APP: Final = "Claude.app"

DPKG: Final = "var/lib/dpkg/status"
"""Below `/`: dpkg's record of what is installed, a new file after each run of apt."""

LINUX_PACKAGES: Final = ("claude-desktop", "claude-desktop-unofficial", "claude-desktop-extra")
"""The official one first, then the community builds of aaddrick and patrickjaja; each has its launcher in /usr/bin."""

WINDOWS_FAMILIES: Final = ("Claude_pzs8sxrjxfjjc", "AnthropicPBC.Claude_fnn82j28hfe8t")
"""Package families of Anthropic's own MSIX and of the Microsoft Store edition."""
WINDOWS_FOLDER: Final = "AnthropicClaude"
WINDOWS_EXECUTABLE: Final = "claude.exe"
WINDOWS_SIGNS: Final = ("packages/RELEASES", "Update.exe")
"""What Squirrel's installer writes in that folder at every update and at a removal; not seen with Claude Desktop."""
PACKAGES_KEY: Final = (
    r"Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
"""Below HKCU: one key per package of this person, named by the package's full name with its version."""
