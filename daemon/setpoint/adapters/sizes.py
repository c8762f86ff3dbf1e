"""How much a pull would bring, from the registry's manifest, and how much room there is on this machine's disk.

The name goes where the pull would send it anyway (OL 2.5). What cannot be known is None, and nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from setpoint.core.ollama_url import place
from setpoint.core.ports import Room
from setpoint.errors import OllamaTrouble

if TYPE_CHECKING:
    from setpoint.adapters.offers import RegistryOffers

SERVICE_MODELS: Final = "usr/share/ollama/.ollama/models"
"""Where the service that Ollama's Linux script installs keeps its models (OL 7.3)."""


class RegistrySizes:
    """The port `Sizes`. `registry` is the base url of the default registry, "" to ask none. No other host is asked.

    `root` and `home` as of a machine; `disk` tells the free bytes where a folder lies.
    """

    def __init__(
        self, registry: str, env: Mapping[str, str], root: Path, home: Path, disk: Callable[[Path], int]
    ) -> None:
        self._registry = registry
        self._offers: RegistryOffers | None = None
        self._disk = disk
        self._named = [Path(env["OLLAMA_MODELS"])] if env.get("OLLAMA_MODELS") else []
        self._usual = [root / SERVICE_MODELS, home / ".ollama" / "models"]
        self._home = home
        self._known: dict[str, int | None] = {}

    def download(self, name: str) -> int | None:
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def _ask(self, name: str) -> int | None:
        if not self._registry:
            return None
        from setpoint.adapters.offers import RegistryOffers

        if self._offers is None:
            self._offers = RegistryOffers(self._registry)
        try:
            return self._offers.offer(name).size or None
        except OllamaTrouble:
            return None

    def room(self, url: str) -> Room | None:
        if not place(url).loopback:
            return None
        free = self._free_of_models()
        if free is not None:
            return Room(free, sure=True)
        guess = self._first([*self._named, *self._usual, self._home])
        return None if guess is None else Room(guess, sure=False)

    def _free_of_models(self) -> int | None:
        """None where the models folder is not there, or could be either of two disks."""
        disks: dict[int, Path] = {}
        for folder in self._named or self._usual:
            try:
                disks[folder.stat().st_dev] = folder
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:  # a service's folder may be closed to us: then it may be the one
                return None
        return self._first(list(disks.values())) if len(disks) == 1 else None

    def _first(self, folders: list[Path]) -> int | None:
        for folder in folders:
            try:
                return self._disk(folder)
            except OSError:
                continue
        return None
