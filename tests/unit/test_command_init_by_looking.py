"""`setpoint init` without an example: what it finds, what it asks, and what it writes or does not write."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.desk import Desk, Said, desk
from setpoint import loading
from setpoint.cli.main import main
from setpoint.core.profile import Mode, Profile
from setpoint.standins.claude.app import write
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn

GB = 10**9
SECRET = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789"
OLLAMAS = "00000000-0000-4000-8000-000000000114"
PERSONS = "c0ffee00-1111-4222-8333-444455556666"
PATH = ".config/setpoint/profile.yaml"


def made(size: float, *capabilities: str, context: int = 131072) -> Published:
    return Published(size=int(size * GB), details=Details(context=context, capabilities=("completion", *capabilities)))


HOLDS = {
    "gpt-oss:20b": made(14, "tools"),
    "qwen3.5:9b": made(6.6, "tools", "vision"),
    "qwen3.5:2b": made(2.7, "tools", "vision"),
    "llama2:7b": made(3.8),
    "kimi-k3:cloud": Published(remote="kimi-k3"),
}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(version="0.34.2", holds=HOLDS) as server:
        yield server


@pytest.fixture
def at(tmp_path: Path, server: StandIn) -> Desk:
    made = desk(tmp_path, env={"OLLAMA_HOST": server.url})
    remember(made, 33)
    return made


def remember(at: Desk, gigabytes: int) -> None:
    (at.tree / "root/proc/meminfo").write_text(f"MemTotal: {gigabytes * GB // 1024} kB\n")


def applied(at: Desk, entry_id: str, name: str, url: str, **more: object) -> None:
    library = at.claude / "configLibrary"
    write(library / "_meta.json", {"appliedId": entry_id, "entries": [{"id": entry_id, "name": name}]})
    entry = {"inferenceProvider": "gateway", "inferenceGatewayBaseUrl": url, "inferenceGatewayApiKey": SECRET}
    write(library / f"{entry_id}.json", {**entry, **more})
    write(at.claude / "claude_desktop_config.json", {"deploymentMode": "3p"})


def everything(at: Desk) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(at.tree.rglob("*")) if path.is_file()}


def profile(at: Desk, path: str = f"home/{PATH}") -> Profile:
    return loading.load(path, (at.tree / path).read_bytes())


def models(found: Profile) -> dict[str, str]:
    return {wish.key: wish.model for wish in found.models}


def test_enter_all_the_way_writes_the_proposal_and_shows_the_plan_that_follows(at: Desk, server: StandIn) -> None:
    said = at("init", answers="\n\n\n")
    assert (said.code, said.err) == (0, "")
    found = profile(at)
    assert (found.mode, found.ollama.url, found.warnings) == (Mode.OLLAMA, server.url, ())
    assert models(found) == {"opus": "gpt-oss:20b", "sonnet": "qwen3.5:9b", "haiku": "qwen3.5:2b"}
    assert "sonnet  qwen3.5:9b   in the middle, 6.6 GB, takes images" in said.out
    assert "- llama2:7b      cannot call tools, and Claude works by them" in said.out
    assert "+ derive  claude-sonnet-5" in said.out
    assert said.out.splitlines()[-1] == "Next: setpoint apply"
    assert server.mutating == 0
    assert not at.claude.exists()
    assert at("plan").code == 2


def test_one_by_one_a_number_a_name_or_a_dash_answers(at: Desk) -> None:
    said = at("init", answers="o\nnonsense\noll\nn\n4\nno such name\nqwen3.5:27b\n-\n\n")
    assert said.code == 0
    assert said.out.count("one of ollama, gateway, native, off") == 2, "o may be ollama or off"
    assert '"no such name" is no name of a model' in said.out
    assert models(profile(at)) == {"opus": "kimi-k3:cloud", "sonnet": "qwen3.5:27b"}


def test_at_least_one_model_must_answer(at: Desk) -> None:
    said = at("init", answers="\nn\n-\n-\n-\n-\n3\n-\n\n")
    assert "at least one model must answer" in said.out
    assert models(profile(at)) == {"sonnet": "gpt-oss:20b"}


@pytest.mark.parametrize("answers", ["", "\n", "\n\n", "\n\nn\n", "native\n"])
def test_a_no_and_an_end_of_the_input_write_nothing(at: Desk, answers: str) -> None:
    before = everything(at)
    said = at("init", answers=answers)
    assert (said.code, "SP902" in said.err) == (4, True)
    assert everything(at) == before


class Interrupted(io.StringIO):
    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]  # typeshed: bytes of IOBase
        raise KeyboardInterrupt


def test_ctrl_c_writes_nothing(at: Desk) -> None:
    before, out, err = everything(at), io.StringIO(), io.StringIO()
    assert main(("init",), at.around(Interrupted(), out, err, interactive=True)) == 130
    assert "nothing was written" in err.getvalue()
    assert everything(at) == before


def test_another_place_may_be_named_and_the_next_step_names_it(at: Desk) -> None:
    (at.tree / "taken.yaml").write_text("mine")
    said = at("init", answers="\n\nfine\ntaken.yaml\ndotfiles/claude.yaml\n")
    assert said.code == 0
    assert "a profile's name ends in .yaml" in said.out
    assert "SP904" in said.out
    assert (at.tree / "taken.yaml").read_text() == "mine"
    assert profile(at, "dotfiles/claude.yaml").mode is Mode.OLLAMA
    assert said.out.splitlines()[-1] == f"Next: setpoint --profile {at.tree}/dotfiles/claude.yaml apply"


def test_what_is_there_is_never_overwritten_nor_anything_asked(at: Desk) -> None:
    path = at.home / PATH
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    said = at("init", answers="")
    assert (said.code, "SP904" in said.err, said.out) == (4, True, "")
    assert path.read_text() == "mine"


def test_without_a_terminal_it_shows_everything_and_needs_a_yes(at: Desk) -> None:
    before = everything(at)
    said = at("init")
    assert (said.code, "SP901" in said.err, "pass --yes" in said.err) == (4, True, True)
    assert "mode ollama: usable models are here" in said.out
    assert "    mode: ollama" in said.out
    assert everything(at) == before


def test_with_yes_options_decide_and_the_rest_is_proposed(at: Desk) -> None:
    said = at("init", "--yes", "--opus", "none", "--sonnet", "gpt-oss:20b")
    assert (said.code, said.err) == (0, "")
    assert models(profile(at)) == {"sonnet": "gpt-oss:20b", "haiku": "qwen3.5:2b"}
    assert said.out.splitlines()[-1] == "Next: setpoint plan, then setpoint apply"


def test_print_prints_the_profile_alone_and_writes_nothing(at: Desk) -> None:
    (at.home / ".config/setpoint").mkdir(parents=True)
    (at.home / PATH).write_text("mine")
    before = everything(at)
    said = at("init", "--print", "--mode", "native")
    assert said.code == 0
    assert loading.load("printed", said.out.encode()).mode is Mode.NATIVE
    assert "Ollama" in said.err
    assert everything(at) == before


def test_a_gateway_by_options_gets_a_reference_and_a_word_on_how_to_store_the_key(at: Desk) -> None:
    words = ("--mode", "gateway", "--url", "https://llm.acme.example", "--sonnet", "claude-sonnet-5", "--yes")
    said = at("init", *words)
    gateway = profile(at).gateway
    assert said.code == 0
    assert gateway is not None
    assert (str(gateway.key), gateway.models[0].id) == ("keyring:setpoint/llm.acme.example", "claude-sonnet-5")
    assert "Next: setpoint key set keyring:setpoint/llm.acme.example, then setpoint plan" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--url", "https://x.example"), "add --mode ollama or --mode gateway"),
        (("--mode", "gateway", "--url", "http://x.example"), "plain http to another machine"),
        (("--mode", "gateway"), "no gateway was found here"),
        (("--mode", "gateway", "--url", "https://x.example", "--key", SECRET), "SP121"),
        (("--mode", "gateway", "--url", "https://x.example", "--key", "env:KEY"), "not in the app's"),
        (("--mode", "gateway", "--url", "https://x.example", "--opus", "qwen-max"), "SP115"),
        (("--key", "keyring:a/b"), "add --mode gateway"),
        (("--sonnet", SECRET), "is no name of a model"),
        (("--mode", "ollama", "--opus", "none", "--sonnet", "none", "--haiku", "none"), "say which"),
    ],
)
def test_options_that_make_no_profile_are_refused_without_repeating_a_key(
    at: Desk, words: tuple[str, ...], told: str
) -> None:
    said = at("init", "--yes", *words)
    assert (said.code, told in said.err) == (64, True)
    assert SECRET not in said.out + said.err
    assert not (at.home / PATH).exists()


def test_a_persons_own_gateway_is_taken_over_by_enter_and_its_key_never_shown(at: Desk) -> None:
    applied(
        at,
        PERSONS,
        "Work proxy",
        "https://llm.acme.example",
        inferenceModels=["claude-opus-5"],
        isLocalDevMcpEnabled=False,
        inferenceCustomHeaders={"X-Key": SECRET},
    )
    said = at("init", answers="\n\n\n\n\n")
    found = profile(at)
    assert (said.code, found.mode, found.default) == (0, Mode.GATEWAY, "opus")
    assert found.gateway is not None
    assert str(found.gateway.key) == "keyring:setpoint/llm.acme.example"
    assert dict(found.claude.settings) == {"isLocalDevMcpEnabled": False, "chatTabEnabled": True}
    assert 'the entry "Work proxy" is applied, to https://llm.acme.example, with 1 model' in said.out
    assert said.out.splitlines()[-1] == "Next: setpoint key set keyring:setpoint/llm.acme.example, then setpoint apply"
    assert SECRET not in said.out + said.err + (at.home / PATH).read_text()


def test_a_gateway_can_be_typed_and_what_cannot_be_one_is_asked_again(at: Desk) -> None:
    said = at("init", answers="gateway\n\nhttp://llm.acme.example\nhttps://llm.acme.example/v1/\nmykey\n-\n\n")
    found = profile(at).gateway
    assert said.code == 0
    assert found is not None
    assert (found.url, found.key) == ("https://llm.acme.example", None)
    assert "plain http to another machine" in said.out


def test_a_hand_over_is_offered_explained_and_planned(at: Desk) -> None:
    applied(at, OLLAMAS, "Ollama", "http://127.0.0.1:11434", coworkEgressAllowedHosts=["*"])
    before = everything(at)
    said = at("init", answers="\n\n\n\n")
    assert (said.code, profile(at).mode) == (0, Mode.OLLAMA)
    assert "Ollama's entry is applied. To take over means" in said.out
    assert "appliedId  Ollama (…0114) → Setpoint" in said.out
    assert said.out.splitlines()[-1] == "Next: setpoint apply --take-over"
    assert before.items() <= everything(at).items(), "nothing of Claude's is touched by it"


def test_a_hand_over_that_is_declined_leaves_the_plan_to_say_who_must_decide(at: Desk) -> None:
    applied(at, OLLAMAS, "Ollama", "http://127.0.0.1:11434")
    said = at("init", answers="\n\nn\n\n")
    assert "SP308" in said.out
    assert said.out.splitlines()[-1] == "Next: setpoint apply"


def test_what_cannot_be_read_is_told_and_a_profile_is_made_from_the_rest(tmp_path: Path) -> None:
    at = desk(tmp_path, env={"OLLAMA_HOST": "127.0.0.1:9"})
    remember(at, 16)
    (at.claude / "configLibrary").mkdir(parents=True)
    (at.claude / "configLibrary/_meta.json").write_text("{broken")
    said = at("init", "--yes")
    assert said.code == 0
    assert "its files cannot be read now" in said.out
    assert "the connection is refused" in said.out
    assert "install it from https://ollama.com/download, or start it" in said.out
    assert models(profile(at)) == {"sonnet": "qwen3.5:9b", "haiku": "qwen3.5:2b"}


def test_policy_and_hybrid_delivery_are_told(at: Desk) -> None:
    applied(at, PERSONS, "x", "https://llm.acme.example")
    index = at.claude / "configLibrary/_meta.json"
    index.write_text(index.read_text().replace("{", '{"hybridPointer": {},', 1))
    policy = at.tree / "root/etc/claude-desktop/managed-settings.json"
    policy.parent.mkdir(parents=True)
    policy.write_text('{"inferenceProvider": "gateway"}')
    said: Said = at("init")
    assert "hybridPointer" in said.out
    assert "IT decides its route" in said.out or "its policy cannot be read" in said.out


def test_a_profile_for_everybody_is_told_because_ones_own_takes_its_place(at: Desk) -> None:
    system = at.tree / "root/etc/setpoint/profile.yaml"
    system.parent.mkdir(parents=True)
    system.write_text("setpoint: 1\nmode: off\n")
    assert f"{system} is there for everybody" in at("init").out


def test_what_does_not_fit_into_memory_is_not_proposed(at: Desk) -> None:
    remember(at, 9)
    said = at("init", "--yes")
    assert "too large: 14.0 GB, and this machine's memory has room for 7.2 GB" in said.out
    assert models(profile(at)) == {"sonnet": "qwen3.5:9b"}


def test_our_own_entry_brings_back_the_profile_that_was_lost(at: Desk) -> None:
    assert at("init", answers="\n\n\n").code == 0
    assert at("apply", "--yes").code == 0
    (at.home / PATH).unlink()
    said = at("init", "--yes")
    assert "Setpoint's own entry is applied" in said.out
    assert models(profile(at)) == {"sonnet": "qwen3.5:9b", "opus": "gpt-oss:20b", "haiku": "qwen3.5:2b"}
    assert at("plan").code == 0, "nothing differs from what it was"
