"""What the Windows parts rely on, asked of the system itself. If this fails, look at the system before the code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.windows

if sys.platform == "win32":
    import msvcrt
    import winreg

    KEY = r"Software\SetpointTests"

    def test_this_is_a_windows_python() -> None:
        assert os.name == "nt"
        assert Path("C:/windows/system32").is_dir()

    def test_a_registry_value_comes_back_with_its_kind() -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY) as key:
            winreg.SetValueEx(key, "answer", 0, winreg.REG_DWORD, 42)
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:
                assert winreg.QueryValueEx(key, "answer") == (42, winreg.REG_DWORD)
        finally:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, KEY)

    def test_a_registry_key_that_is_not_there_says_so() -> None:
        with pytest.raises(FileNotFoundError):
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Policies\SetpointTests")

    def test_a_file_that_is_open_elsewhere_cannot_be_replaced(tmp_path: Path) -> None:
        old, new = tmp_path / "old.json", tmp_path / "new.json"
        old.write_text("old")
        new.write_text("new")
        with old.open() as reader:
            with pytest.raises(PermissionError):
                new.replace(old)
            assert reader.read() == "old"
        new.replace(old)
        assert old.read_text() == "new"

    def test_a_locked_byte_is_refused_to_another_handle(tmp_path: Path) -> None:
        file = tmp_path / "lock"
        file.write_bytes(b"x")
        with file.open("r+b") as mine, file.open("r+b") as other:
            msvcrt.locking(mine.fileno(), msvcrt.LK_NBLCK, 1)
            with pytest.raises(OSError):  # noqa: PT011 - the number is 13 on Windows and 0 under Wine
                msvcrt.locking(other.fileno(), msvcrt.LK_NBLCK, 1)
            msvcrt.locking(mine.fileno(), msvcrt.LK_UNLCK, 1)

    def test_the_libraries_of_setpoint_load() -> None:
        import httpx
        import jsonschema
        import keyring
        import rich
        import structlog
        import watchfiles
        import yaml

        for library in (httpx, jsonschema, keyring, rich, structlog, watchfiles, yaml):
            assert library.__name__ in sys.modules
