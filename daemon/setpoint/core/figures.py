"""Figures as a person reads them."""

from __future__ import annotations


def size_text(count: int) -> str:
    """Bytes in decimal units, as disks are sold and as Ollama prints them: 19.0 GB, 212 GB, 384 B."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def count_text(count: int, one: str, many: str = "") -> str:
    """1 entry, 2 entries, 0 slots."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def span_text(seconds: float) -> str:
    """A span of time: 4 s, 2m28s, 3h05m, 7d2h."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02}m"
    return f"{whole // 86400}d{whole % 86400 // 3600}h"
