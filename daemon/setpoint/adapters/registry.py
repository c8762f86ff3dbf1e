"""The Windows registry, as `Registry`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeVar

from setpoint.errors import PlatformTrouble

if TYPE_CHECKING and sys.platform == "win32":
    from winreg import HKEYType

Found = TypeVar("Found")


class WindowsRegistry:
    """Reads only, the 64 bit view."""

    def values(self, hive: Literal["HKLM", "HKCU"], key: str) -> Mapping[str, tuple[object, int]] | None:
        return _read(hive, key, _values)

    def keys(self, hive: Literal["HKLM", "HKCU"], key: str) -> tuple[str, ...]:
        return _read(hive, key, _keys) or ()


if sys.platform == "win32":

    def _read(hive: str, key: str, look: Callable[[HKEYType], Found]) -> Found | None:
        """None: no such key."""
        import winreg

        top = winreg.HKEY_LOCAL_MACHINE if hive == "HKLM" else winreg.HKEY_CURRENT_USER
        try:
            with winreg.OpenKeyEx(top, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as handle:
                return look(handle)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _trouble(hive, key, (error.strerror or "refused").lower()) from None

    def _values(handle: HKEYType) -> dict[str, tuple[object, int]]:
        import winreg

        rows = (winreg.EnumValue(handle, number) for number in range(winreg.QueryInfoKey(handle)[1]))
        return {name: (value, kind) for name, value, kind in rows}

    def _keys(handle: HKEYType) -> tuple[str, ...]:
        import winreg

        return tuple(winreg.EnumKey(handle, number) for number in range(winreg.QueryInfoKey(handle)[0]))

else:

    def _read(hive: str, key: str, _look: Callable[[object], Found]) -> Found | None:
        raise _trouble(hive, key, "this is not Windows")

    def _values(_handle: object) -> dict[str, tuple[object, int]]:
        return {}

    def _keys(_handle: object) -> tuple[str, ...]:
        return ()


def _trouble(hive: str, key: str, why: str) -> PlatformTrouble:
    message, hint = f"the registry cannot be read: {why}", "ask whoever manages this machine"
    return PlatformTrouble("SP602", message, where=f"{hive}\\{key}", hint=hint)
