"""The hook as pre-commit runs it: installed from this checkout, on a dotfiles repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.editor, pytest.mark.timeout(280)]

TOP = Path(__file__).resolve().parents[2]
GOOD = "setpoint: 1\nmode: native\n"


def ran(folder: Path, *words: str) -> tuple[int, str]:
    """`HOME` is this session's throw-away one; git must not ask who we are."""
    names = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
    env = os.environ | {f"GIT_{name}": "a@acme.example" for name in names}
    env |= {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit"), "PRE_COMMIT_COLOR": "never"}
    ended = subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False, timeout=250)
    return ended.returncode, (ended.stdout + ended.stderr).decode()


def test_a_dotfiles_repository_is_checked_before_a_commit(tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    (dotfiles / "dot_config/setpoint").mkdir(parents=True)
    (dotfiles / "dot_config/setpoint/profile.yaml").write_text(GOOD)
    (dotfiles / "work.setpoint.yaml").write_text(GOOD)
    (dotfiles / "other.yaml").write_text("no profile\n")
    assert ran(dotfiles, "git", "init", "-q")[0] == 0
    assert ran(dotfiles, "git", "add", "-A")[0] == 0
    hook = (
        f"{os.environ['SETPOINT_EDITOR']}/tools/bin/pre-commit",
        "try-repo",
        str(TOP),
        "setpoint-validate",
        "-v",
        "-a",
    )
    code, said = ran(dotfiles, *hook)
    assert code == 0, said
    assert "dot_config/setpoint/profile.yaml: valid, mode native" in said
    assert "work.setpoint.yaml: valid, mode native" in said
    assert "other.yaml" not in said

    (dotfiles / "work.setpoint.yaml").write_text("setpoint: 1\nmode: olama\nmodles: {}\n")
    ran(dotfiles, "git", "add", "-A")
    code, said = ran(dotfiles, *hook)
    assert code == 1
    assert "work.setpoint.yaml:2" in said
    assert 'did you mean "models"?' in said
    assert "exit code: 3" in said
