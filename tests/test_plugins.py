"""Plug-in folders: what is in the folder is listed, and imported only when asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fcbench.plugins import Folder
from fcbench.schema import DataError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    package = tmp_path / "plugged"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "two_words.py").write_text('"""Says two words.\n\nMore."""\nimport nothing_such_as_this\n', "utf-8")
    (package / "one.py").write_text('"""Says one."""\nVALUE = 1\n', "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "plugged", raising=False)
    return Folder("plugged", "thing")


def test_what_is_in_the_folder_is_listed(folder: Folder) -> None:
    assert folder.names() == ["one", "two-words"]


def test_a_summary_is_read_without_importing(folder: Folder) -> None:
    assert folder.summary("two-words") == "Says two words."


def test_a_plug_in_is_loaded_by_name(folder: Folder) -> None:
    assert folder.load("one").VALUE == 1


def test_an_unknown_name_is_an_error_with_the_nearest(folder: Folder) -> None:
    with pytest.raises(DataError, match="no thing 'ome'; did you mean 'one'\\? there is: one, two-words"):
        folder.load("ome")
