"""How much a pull would bring, from the registry's manifest, and how much room there is on this machine's disk.

The name goes where the pull would send it anyway (OL 2.5). What cannot be known is None, and nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from setpoint.core.names import parse
from setpoint.core.ollama_url import place
from setpoint.core.ports import Room

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
SECONDS = 3.0


class RegistrySizes:
    """The port `Sizes`. `registry` is the base url of the default registry, "" to ask none. No other host is asked."""

    def __init__(self, registry: str, env: Mapping[str, str], home: Path) -> None:
        self._registry = registry.rstrip("/")
        named = env.get("OLLAMA_MODELS")
        # those of Ollama's service on Linux, and of a person's own server: both are there once it ran (OL 7.3)
        usual = [Path("/usr/share/ollama/.ollama/models"), home / ".ollama" / "models"]
        self._folders = [Path(named)] if named else usual
        self._home = home
        self._reachable = bool(registry)
        self._known: dict[str, int | None] = {}

    def download(self, name: str) -> int | None:
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def _ask(self, name: str) -> int | None:
        parsed = parse(name)
        if not self._reachable or parsed.host != "registry.ollama.ai":
            return None
        path = f"/v2/{parsed.namespace}/{parsed.model}/manifests/{parsed.tag}"
        layers = self._manifest(self._registry + path)
        sizes = [layer.get("size") for layer in layers if isinstance(layer, dict)]
        return sum(size for size in sizes if isinstance(size, int)) or None

    def room(self, url: str) -> Room | None:
        import shutil

        if not place(url).loopback:
            return None
        for folder in (*self._folders, self._home):
            try:
                return Room(shutil.disk_usage(folder).free, sure=folder != self._home)
            except OSError:
                continue
        return None

    def _manifest(self, url: str) -> list[object]:
        import httpx

        try:
            answer = httpx.get(url, headers={"Accept": MANIFEST}, timeout=SECONDS, follow_redirects=False)
            plain = answer.json() if answer.status_code == 200 else {}
        except httpx.TransportError:
            self._reachable = False  # one wait for a registry that is out of reach is enough
            return []
        except ValueError:
            return []
        layers = plain.get("layers") if isinstance(plain, dict) else None
        return layers if isinstance(layers, list) else []
