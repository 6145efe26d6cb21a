"""The GitHub action: what it runs, with what, and that nothing a user gives is read as a command."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from fcbench.check import ERROR, EXIT

STUB = """#!/usr/bin/env bash
printf '%s\\n' "$@" > "$SEEN"
exit "$STUB_CODE"
"""
HOSTILE = "$(touch owned) `touch owned`; touch owned\n--update\n"


@pytest.fixture(scope="module")
def action(root: Path) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((root / "action.yml").read_text("utf-8"))
    return made


def step(action: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in action["runs"]["steps"] if one.get("name") == name]
    return dict(found)


def gate(action: dict[str, Any], folder: Path, code: int = 0, **given: str) -> tuple[int, str, list[str], str]:
    """Runs the gate's shell step beside a stub of fcbench: exit code, stdout, the stub's arguments, the outputs."""
    stub, seen, outputs = folder / "fcbench", folder / "seen", folder / "outputs"
    stub.write_text(STUB, "utf-8")
    stub.chmod(0o755)
    one = step(action, "Hold the runs to the recorded ones")
    inputs = {name: str(told.get("default", "")) for name, told in action["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    env = {name: inputs[value[len("${{ inputs.") : -len(" }}")]] for name, value in one["env"].items()}
    env |= {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "GITHUB_OUTPUT": str(outputs)}
    env |= {"SEEN": str(seen), "STUB_CODE": str(code)}
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one["run"]]  # as GitHub runs `shell: bash`
    done = subprocess.run(bash, env=env, cwd=folder, capture_output=True, text=True, check=False)
    arguments = seen.read_text("utf-8").splitlines() if seen.exists() else []
    return done.returncode, done.stdout, arguments, outputs.read_text("utf-8")


@pytest.mark.parametrize("code", sorted({ERROR, *EXIT.values()}))
def test_the_step_ends_as_fcbench_check_does(action: dict[str, Any], tmp_path: Path, code: int) -> None:
    ended, _, arguments, outputs = gate(action, tmp_path, code=code, results="runs/a\nruns/b c\n", against="base")
    assert (ended, outputs) == (code, f"code={code}\n")
    assert arguments == [
        "check", "--against=base", "--max-drop=0.5pp", "--by=card", "--junit=fcbench-gate.xml", "--",
        "runs/a", "runs/b c",
    ]  # fmt: skip


def test_level_and_scores_are_those_that_are_given(action: dict[str, Any], tmp_path: Path) -> None:
    given = {"results": "a", "against": "base", "by": "claim", "score": "FNC score\n\nrecall[refutes]\n"}
    _, _, arguments, _ = gate(action, tmp_path, 0, **given)
    assert [one for one in arguments if one.startswith(("--by", "--score"))] == [
        "--by=claim", "--score=FNC score", "--score=recall[refutes]"
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "ended"), [(0, 0), (1, 1), (2, 2), (3, 0)])
def test_only_what_is_inconclusive_can_be_allowed(
    action: dict[str, Any], tmp_path: Path, code: int, ended: int
) -> None:
    found = gate(action, tmp_path, code=code, results="a", against="base", allow_inconclusive="true")
    assert found[0] == ended
    assert ("::warning" in found[1]) == (code == 3)
    assert found[3] == f"code={code}\n"


@pytest.mark.parametrize("results", ["", "\n\n"])
def test_no_result_is_an_error(action: dict[str, Any], tmp_path: Path, results: str) -> None:
    ended, _, arguments, outputs = gate(action, tmp_path, results=results, against="base")
    assert (ended, arguments, outputs) == (2, [], "code=2\n")


@pytest.mark.parametrize("name", ["results", "against", "max_drop", "by", "score", "junit", "allow_inconclusive"])
def test_what_is_given_is_never_read_as_a_command_or_an_option(
    action: dict[str, Any], tmp_path: Path, name: str
) -> None:
    _, _, arguments, _ = gate(action, tmp_path, 0, **({"results": "a", "against": "base"} | {name: HOSTILE}))
    assert not (tmp_path / "owned").exists()
    options = arguments[: arguments.index("--")]
    assert [one for one in options if one == "--update"] == ["--update"] * (
        name in ("against", "max_drop", "by", "junit")
    ), "the line of a hostile value, which is one argument: the stub shows it on two lines"


def test_no_script_of_the_action_holds_an_expression(action: dict[str, Any]) -> None:
    for one in action["runs"]["steps"]:
        assert "${{" not in one.get("run", "")


def test_every_action_that_is_used_is_of_a_pinned_version(action: dict[str, Any]) -> None:
    used = [one["uses"] for one in action["runs"]["steps"] if "uses" in one]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used), "nothing is uploaded, and no third party"


def test_what_is_installed_is_one_argument(action: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "python").write_text(STUB, "utf-8")
    (tmp_path / "python").chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "SEEN": str(tmp_path / "seen"), "STUB_CODE": "0"}
    for spec, due in (("", "/the/action"), ("fcbench==9; touch owned", "fcbench==9; touch owned")):
        one = step(action, "Install fcbench")
        env |= {"SPEC": spec, "GITHUB_ACTION_PATH": "/the/action"}
        subprocess.run(["bash", "-e", "-c", one["run"]], env=env, cwd=tmp_path, check=True)  # noqa: S607
        assert (tmp_path / "seen").read_text("utf-8").splitlines()[-2:] == ["--", due]
    assert not (tmp_path / "owned").exists()


# The guide


def test_the_guide_names_every_exit_code_and_input(action: dict[str, Any], root: Path) -> None:
    guide = (root / "docs" / "gate.md").read_text("utf-8")
    for status, code in (*EXIT.items(), ("error", ERROR)):
        assert f"| {code} | {status} |" in guide
    (shown,) = re.findall(r"^```yaml\n(.*?uses: fcbench/fcbench.*?)^```", guide, re.DOTALL | re.MULTILINE)
    steps = yaml.safe_load(shown)["jobs"]["gate"]["steps"]
    (ours,) = [one["with"] for one in steps if one.get("uses", "").startswith("fcbench/")]
    assert set(ours) <= set(action["inputs"])
    assert {name for name, told in action["inputs"].items() if told.get("required")} <= set(ours)
