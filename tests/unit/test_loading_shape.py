"""Profiles that are YAML but not of the right shape: every problem, where it stands, and the nearest spelling."""

from __future__ import annotations

import pytest

from fakes.profiles import HEAD, codes, only, problems
from setpoint.core.profile import KeepWish, KeyRef, Mode
from setpoint.errors import ProfileWrong
from setpoint.loading import load

MODEL = "models: {sonnet: x}\n"

BAD = [
    # text after the head; code, line, column, key, part of the message, part of the hint
    ("modes: x\n", "SP110", 3, 1, "modes", "unknown key", 'did you mean "mode"?'),
    ("zzzzzz: x\n", "SP110", 3, 1, "zzzzzz", "unknown key", "known here: setpoint, mode"),
    ("models:\n  sonet: x\n", "SP112", 4, 3, "models.sonet", "unknown slot", 'did you mean "sonnet"?'),
    ("models:\n  Claude-x: x\n", "SP112", 4, 3, "models.Claude-x", "unknown slot", "full Claude id"),
    ("models:\n  gpt: x\n", "SP112", 4, 3, "models.gpt", "unknown slot", "opus, sonnet, haiku or fable"),
    ("models: {opus: 3.5}\n", "SP111", 3, 10, "models.opus", "must be text or a mapping, not a number", "in quotes"),
    ("models: {opus: true}\n", "SP111", 3, 10, "models.opus", "not true or false", "in quotes"),
    ("models: {opus: [x]}\n", "SP111", 3, 10, "models.opus", "not a list", ""),
    ("models: {opus: ''}\n", "SP111", 3, 10, "models.opus", "is empty", ""),
    ("models: {opus: {label: x}}\n", "SP113", 3, 10, "models.opus", '"model" is missing', ""),
    ("models:\n  opus: {modle: x, model: y}\n", "SP110", 4, 10, "models.opus.modle", "unknown key", '"model"'),
    ("models:\n", "SP111", 3, 1, "models", "must be a mapping, not nothing", "leave the key out"),
    (f"models: {{opus: {{model: x, label: {'x' * 81}}}}}\n", "SP111", 3, 27, "models.opus.label", "more than 80", ""),
    ("models: {opus: {model: x, context: 512}}\n", "SP111", 3, 27, "models.opus.context", "at least 1024", ""),
    ("models: {opus: {model: x, context: sever}}\n", "SP111", 3, 27, "models.opus.context", "is neither", '"server"'),
    ("keep: gpt-oss\n", "SP111", 3, 1, "keep", "must be a list, not text", "[one, two]"),
    ("keep:\n  - x\n  - 7\n", "SP111", 5, 5, "keep[1]", "must be text or a mapping, not a number", "in quotes"),
    ("keep: [{update: daily}]\n", "SP113", 3, 8, "keep[0]", '"model" is missing', ""),
    ("keep: [{model: x, update: weekly}]\n", "SP111", 3, 19, "keep[0].update", "not one of never or daily", ""),
    ("keep: [{model: x, label: y}]\n", "SP110", 3, 19, "keep[0].label", "unknown key", "model and update"),
    ("ollama: {context: 65536.5}\n", "SP111", 3, 10, "ollama.context", "must be a whole number or text", ""),
    ("ollama: {version: 0.23}\n", "SP111", 3, 10, "ollama.version", "must be text", '">=0.23"'),
    ("ollama: {version: '0.23'}\n", "SP111", 3, 10, "ollama.version", "a version floor", ""),
    ("ollama: {upgrade: automatic}\n", "SP111", 3, 10, "ollama.upgrade", "not one of notify, auto or never", ""),
    ("ollama: {prune: owns}\n", "SP111", 3, 10, "ollama.prune", "not one of never or own", 'did you mean "own"?'),
    ("ollama: {upgrade_command: brew upgrade}\n", "SP111", 3, 10, "ollama.upgrade_command", "must be a list", "["),
    ("ollama: {headers: {'a b': x}}\n", "SP111", 3, 20, 'ollama.headers."a b"', "is not a header name", ""),
    ("ollama: {headers: {X-A: 7}}\n", "SP111", 3, 20, "ollama.headers.X-A", "must be text", "in quotes"),
    ("ollama: {url: 127.0.0.1}\n", "SP111", 3, 10, "ollama.url", "starts with http:// or https://", ""),
    ("gateway: {auth: bearer}\n", "SP113", 3, 1, "gateway", '"url" is missing', ""),
    ("gateway: {url: 'https://x', auth: bearr}\n", "SP111", 3, 29, "gateway.auth", '"bearr"', 'mean "bearer"?'),
    ("gateway: {url: 'https://x', key: [a]}\n", "SP111", 3, 29, "gateway.key", "must be text or a mapping", ""),
    ("ollama: {key: {ttl: 1h}}\n", "SP121", 3, 10, "ollama.key", "reference", ""),
    ("ollama: {key: {file: a, op: b}}\n", "SP121", 3, 10, "ollama.key", "exactly one place", ""),
    ("ollama: {key: {kyring: a/b}}\n", "SP110", 3, 16, "ollama.key.kyring", "unknown key", '"keyring"'),
    ("ollama: {key: {file: a, ttl: 7d}}\n", "SP111", 3, 25, "ollama.key.ttl", "a time such as 90s", ""),
    ("agent: {interval: 300}\n", "SP111", 3, 9, "agent.interval", "must be text, not a number", "such as 90s, 5m"),
    ("agent: {interval: 5 min}\n", "SP111", 3, 9, "agent.interval", "a time such as 90s, 5m", ""),
    ("agent: {interval: 2s}\n", "SP111", 3, 9, "agent.interval", "from 10s to 1d", ""),
    ("agent: {contest: always}\n", "SP111", 3, 9, "agent.contest", 'neither a mapping nor "never"', ""),
    ("agent: {contest: {changes: 1}}\n", "SP111", 3, 19, "agent.contest.changes", "at least 2", ""),
    ("agent: {contest: {change: 4}}\n", "SP110", 3, 19, "agent.contest.change", "unknown key", '"changes"'),
    ("agent: {on_user_switch: forbid}\n", "SP111", 3, 9, "agent.on_user_switch", "not one of enforce or yield", ""),
    ("claude: {swich: restart}\n", "SP110", 3, 10, "claude.swich", "unknown key", 'did you mean "switch"?'),
    ("claude: {settings: []}\n", "SP111", 3, 10, "claude.settings", "must be a mapping, not a list", ""),
    ("claude: {app: ''}\n", "SP111", 3, 10, "claude.app", "is empty", ""),
]


@pytest.mark.parametrize("text, code, line, column, key, message, hint", BAD, ids=[case[0][:40] for case in BAD])
def test_one_mistake_is_one_problem_at_its_place(
    *, text: str, code: str, line: int, column: int, key: str, message: str, hint: str
) -> None:
    found = only(HEAD + text)
    assert (found.code, found.line, found.column, found.key) == (code, line, column, key)
    assert message in found.message
    assert hint in found.hint


def test_what_is_missing_at_the_top_is_told_with_an_example() -> None:
    found = problems("keep: []\n")
    assert [(problem.code, problem.line, problem.message) for problem in found] == [
        ("SP113", 1, '"setpoint" is missing'),
        ("SP113", 1, '"mode" is missing'),
    ]
    assert found[0].hint == "add setpoint: 1"


def test_a_misspelled_mode_gets_its_nearest_word() -> None:
    assert only("setpoint: 1\nmode: olama\nmodels: {sonnet: x}\n").hint == 'did you mean "ollama"?'


def test_a_newer_format_is_the_only_thing_told() -> None:
    found = only("future: true\nsetpoint: 2\n")
    assert (found.code, found.line, found.hint) == ("SP128", 2, "upgrade Setpoint")


def test_a_format_of_another_kind_is_told() -> None:
    assert codes("setpoint: one\nmode: native\n") == ["SP111"]


def test_every_problem_is_told_in_the_order_of_the_file() -> None:
    found = problems(
        "setpoint: 1\n"
        "mode: gateway\n"
        "models:\n"
        "  sonet: x\n"
        "  opus: {model: a b}\n"
        "ollama: {cloud: no, url: 'http://10.0.0.1:11434'}\n"
        "gateway: {url: 'https://a:b@x', models: {opus: acme}}\n"
        "claude: {settings: {chatTabEnabled: yes, chattTabEnabled: true}}\n"
    )
    assert [(problem.code, problem.line, problem.key, problem.warning) for problem in found] == [
        ("SP112", 4, "models.sonet", False),
        ("SP118", 5, "models.opus", False),
        ("SP111", 6, "ollama.cloud", False),
        ("SP116", 6, "ollama.url", False),
        ("SP129", 7, "gateway.url", False),
        ("SP115", 7, "gateway.models.opus", False),
        ("SP111", 8, "claude.settings.chatTabEnabled", False),
        ("SP125", 8, "claude.settings.chattTabEnabled", True),
    ]


def test_the_failure_itself_is_the_first_error() -> None:
    with pytest.raises(ProfileWrong) as caught:
        load("my.yaml", b"setpoint: 1\nmode: native\nmodes: x\n")
    assert (caught.value.exit_code, caught.value.where, caught.value.code) == (3, "my.yaml", "SP110")


def test_a_hundred_mistakes_are_told_and_the_rest_is_counted() -> None:
    found = problems(HEAD + "".join(f"key{number}: x\n" for number in range(150)))
    assert len(found) == 101
    assert found[-1].message == "and 50 more like this or others"


def test_a_wrong_part_does_not_make_the_default_wrong() -> None:
    assert codes(HEAD + "default: sonnet\nmodels: {sonnet: 5}\n") == ["SP111"]


def test_words_of_yaml_1_1_are_words() -> None:
    profile = load("p", b"setpoint: 1\nmode: off\nmodels: {sonnet: yes, haiku: on, opus: 0x1F, fable: 12:30}\n")
    assert profile.mode is Mode.OFF
    assert [wish.model for wish in profile.models] == ["yes", "on", "0x1F", "12:30"]


def test_a_whole_profile_becomes_values() -> None:
    profile = load(
        "p.yaml",
        b"""
setpoint: 1
mode: ollama
models:
  opus: glm-4.7-flash
  sonnet: {model: "qwen3.5:9b", label: Qwen, context: 32768.0}
  claude-sonnet-4-6: {model: "qwen3.5:2b", context: server}
default: opus
keep: ["gpt-oss:20b"]
ollama: {url: http://127.0.0.1:11434, version: ">=0.33.0-rc2", context: server, upgrade: auto,
         upgrade_command: [brew, upgrade, ollama], cloud: forbidden, prune: own,
         key: {command: {linux: [pass, show, x]}, ttl: 30m}, headers: {X-Team: research}}
gateway: {url: https://x, auth: x-api-key, key: "op://a/b/c",
          models: {opus: {id: claude-opus-5, label: L}, haiku: claude-h}}
claude: {switch: restart, app: /opt/Claude, settings: {chatTabEnabled: true}}
agent: {mode: audit, interval: 2h, on_user_switch: yield, contest: never}
""",
    )
    assert [(wish.key, wish.model, wish.label, wish.context) for wish in profile.models] == [
        ("opus", "glm-4.7-flash", None, None),
        ("sonnet", "qwen3.5:9b", "Qwen", 32768),
        ("claude-sonnet-4-6", "qwen3.5:2b", None, "server"),
    ]
    assert isinstance(profile.models[1].context, int)
    assert (profile.default, profile.keep, profile.path) == ("opus", (KeepWish("gpt-oss:20b"),), "p.yaml")
    assert profile.ollama.upgrade_command == ("brew", "upgrade", "ollama")
    assert profile.ollama.key == KeyRef("command", {"linux": ["pass", "show", "x"]}, "helper", 1800)
    assert profile.ollama.headers == {"X-Team": "research"}
    assert profile.gateway is not None
    assert profile.gateway.key == KeyRef("op", "//a/b/c")
    assert [(model.key, model.id, model.label) for model in profile.gateway.models] == [
        ("opus", "claude-opus-5", "L"),
        ("haiku", "claude-h", None),
    ]
    assert (profile.claude.switch, profile.claude.app) == ("restart", "/opt/Claude")
    assert (profile.agent.mode, profile.agent.interval, profile.agent.contest.changes) == ("audit", 7200, 0)


def test_the_generation_follows_the_text() -> None:
    one, other = load("p", HEAD.encode()), load("p", HEAD.encode() + b"# word\n")
    assert (len(one.generation), one.generation == other.generation) == (8, False)
