"""What is there before there is a profile: Claude Desktop's applied entry, Ollama's models, the machine. Reads only.

What cannot be read is told and leaves its part out: a profile is made from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from setpoint.core.applied import Applied, read_applied
from setpoint.core.candidates import Sifted, sift
from setpoint.core.claude_files import FilesSeen
from setpoint.core.document import Document, DocumentError
from setpoint.core.library import SAFE_ID, other_tool, row_of
from setpoint.core.names import parse
from setpoint.core.ollama_url import place
from setpoint.core.policy import routes
from setpoint.core.ports import ClaudeFolder, Installed, Model, Shown
from setpoint.core.proposal import room_in
from setpoint.core.report import told
from setpoint.core.resource import World
from setpoint.core.survey import files_seen, folder, presence
from setpoint.errors import OllamaTrouble, SetpointError
from setpoint.value import EMPTY, value


@value
class ClaudeSeen:
    """`version` "" where it is not known. `applied` None: no entry is. `native`: the app is in native mode anyway.

    `troubles`: what could not be read, or decides over everything here.
    """

    installed: bool = False
    version: str = ""
    applied: Applied | None = None
    native: bool = False
    troubles: tuple[str, ...] = ()


@value
class OllamaSeen:
    """`url` with where it came from. `version` "" where nothing answered: then `trouble` and `hint` say why.

    `sources`: the declared model by Claude id, of the slots that are there. `room`: bytes for a model; None: not known.
    """

    url: str
    source: str
    version: str = ""
    trouble: str = ""
    hint: str = ""
    sifted: Sifted = Sifted()
    sources: Mapping[str, str] = EMPTY
    room: int | None = None


@value
class Found:
    claude: ClaudeSeen
    ollama: OllamaSeen
    memory: int | None


def first_look(world: World) -> Found:
    memory = world.platform.memory(world.machine)
    return Found(_claude(world), _ollama(world, memory), memory)


def _claude(world: World) -> ClaudeSeen:
    try:
        found = presence(world)
        version = found.version if isinstance(found, Installed) else ""
        where = folder(world)
        seen = files_seen(world.machine.files, where)
        applied = _applied(world, where, seen)
    except SetpointError as error:
        hint = f"; {error.hint}" if error.hint else ""
        return ClaudeSeen(installed=True, troubles=(f"its files cannot be read now: {told(error)}{hint}",))
    native = seen.settings.document.get(("deploymentMode",)) == "1p"
    return ClaudeSeen(found is not None, version, applied, native, tuple(_above(world, seen)))


def _above(world: World, seen: FilesSeen) -> Iterator[str]:
    """What decides over the person's own library (CD 2.5, 4.1)."""
    if "hybridPointer" in seen.index.document.value():
        yield "an organisation delivers its configuration (hybridPointer): Setpoint keeps its hands off"
    try:
        policy = world.platform.policy(world.machine)
    except SetpointError as error:
        yield f"its policy cannot be read: {told(error)}"
        return
    if policy is not None and routes(policy):
        yield f"IT decides its route ({policy.source}): a profile can only say the same"


def _applied(world: World, where: ClaudeFolder, seen: FilesSeen) -> Applied | None:
    """The applied entry; None where the app finds none."""
    row = row_of(seen.index.document, seen.applied)
    if row is None or not SAFE_ID.fullmatch(row.id) or row.id not in seen.ids:
        return None
    entry = _entry(world, Path(where.entry(row.id)))
    return read_applied(row.id, row.name, other_tool(seen.index.document), entry)


def _entry(world: World, path: Path) -> Mapping[str, object]:
    """Its content; of one that does not parse nothing, as the app sees it."""
    try:
        return Document.parse(world.machine.files.read(path) or b"{}").value()
    except DocumentError:
        return EMPTY


def _ollama(world: World, memory: int | None) -> OllamaSeen:
    url, source = world.url
    room = room_in(memory) if place(url).loopback else None
    try:
        version = world.ollama.version()
        models = world.ollama.models()
    except OllamaTrouble as trouble:
        hint = trouble.hint if _installed(world) else "install it from https://ollama.com/download, or start it"
        return OllamaSeen(url, source, trouble=trouble.message, hint=hint, room=room)
    sifted = sift(models, _shown(world, models), room, cloud=_cloud(world))
    return OllamaSeen(url, source, version, sifted=sifted, sources=_sources(world, models), room=room)


def _installed(world: World) -> bool:
    """Whether there seems to be an Ollama on this machine, or the server is elsewhere anyway."""
    try:
        return not place(world.url[0]).loopback or world.platform.ollama_install(world.machine) is not None
    except SetpointError:
        return True


def _shown(world: World, models: tuple[Model, ...]) -> dict[str, Shown]:
    """What each local model can do. Of a cloud model the server would ask ollama.com, and nobody wanted that yet."""
    found: dict[str, Shown] = {}
    for model in models:
        try:
            if not (model.remote or parse(model.name).is_cloud):
                found[model.name] = world.ollama.show(model.name)
        except OllamaTrouble as trouble:
            if not trouble.status:  # it went away: each further question would wait for nothing
                break
        except ValueError:
            continue
    return found


def _cloud(world: World) -> bool | None:
    try:
        return world.ollama.cloud_enabled()
    except OllamaTrouble:
        return None


def _sources(world: World, models: tuple[Model, ...]) -> dict[str, str]:
    """From which model each slot was derived: by the server's word (0.30 and later), and by what we remember."""
    by_server = {model.name.removesuffix(":latest"): model.parent for model in models if model.parent}
    return by_server | {claude_id: made.source for claude_id, made in world.server.derived.items()}
