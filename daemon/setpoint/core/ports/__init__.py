"""The narrow openings through which Setpoint sees and changes a machine. Adapters and tests stand behind them."""

from __future__ import annotations

from setpoint.core.ports.files import FileFacts, Files, Lasting, Ran, Runner
from setpoint.core.ports.keys import Scheme, Script
from setpoint.core.ports.ollama import Account, Messenger, Model, Ollama, PullProgress, Reply, Room, Shown, Sizes
from setpoint.core.ports.person import Tell
from setpoint.core.ports.store import Clock, LedgerStore
from setpoint.core.ports.system import (
    ClaudeFolder,
    Installed,
    Machine,
    OllamaInstall,
    OwnFolders,
    Platform,
    Policy,
    Running,
    System,
    this_system,
)
from setpoint.core.ports.windows import Registry, Win32

__all__ = [
    "Account",
    "ClaudeFolder",
    "Clock",
    "FileFacts",
    "Files",
    "Installed",
    "Lasting",
    "LedgerStore",
    "Machine",
    "Messenger",
    "Model",
    "Ollama",
    "OllamaInstall",
    "OwnFolders",
    "Platform",
    "Policy",
    "PullProgress",
    "Ran",
    "Registry",
    "Reply",
    "Room",
    "Runner",
    "Running",
    "Scheme",
    "Script",
    "Shown",
    "Sizes",
    "System",
    "Tell",
    "Win32",
    "this_system",
]
