"""Plug-in folders: what is in the folder is listed, and imported only when asked for; other packages add to it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fcbench import importers, metrics, models
from fcbench.plugins import Folder
from fcbench.schema import DataError

GUEST = '"""Says hello.\n\nMore."""\nUSAGE = "hello"\ndef load(argument, labels): return argument\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    package = tmp_path / "plugged"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "two_words.py").write_text('"""Says two words.\n\nMore."""\nimport nothing_such_as_this\n', "utf-8")
    (package / "one.py").write_text('"""Says one."""\nVALUE = 1\n', "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "plugged", raising=False)
    return Folder("plugged", "thing", ("USAGE", "load"))


def installed(folder: Path, name: str, entries: str, modules: dict[str, str]) -> None:
    """A package as pip would leave it: its modules, and a folder that says what it is and what it adds."""
    info = folder / f"{name}-1.5.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n", "utf-8")
    (info / "entry_points.txt").write_text(entries, "utf-8")
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source, "utf-8")


@pytest.fixture
def guests(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The folder, and a package that adds a plug-in, broken ones, one that lacks what is due, and one named as ours."""
    entries = (
        "[plugged]\nhello = guest_hello\nbroken = guest_broken\nbare = guest_bare\none = guest_hello\n"
        "absent = guest_nowhere\n"
    )
    modules = {"guest_hello": GUEST, "guest_broken": "raise OSError('no weights')\n", "guest_bare": "USAGE = 'bare'\n"}
    installed(tmp_path / "site", "guest", entries, modules)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    for name in modules:
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def test_what_is_in_the_folder_is_listed(folder: Folder) -> None:
    assert folder.names() == ["one", "two-words"]
    assert folder.problems() == []


def test_a_summary_is_read_without_importing(folder: Folder) -> None:
    assert folder.summary("two-words") == "Says two words."


def test_a_plug_in_is_loaded_by_name(folder: Folder) -> None:
    assert folder.load("one").VALUE == 1


def test_an_unknown_name_is_an_error_with_the_nearest(folder: Folder) -> None:
    with pytest.raises(DataError, match="no thing 'ome'; did you mean 'one'\\? there is: one, two-words"):
        folder.load("ome")


# Other packages


def test_a_plug_in_of_another_package_is_listed_and_loaded_by_name(guests: Folder) -> None:
    assert guests.names() == ["absent", "bare", "broken", "hello", "one", "two-words"]
    assert guests.summary("hello") == "Says hello. (of guest 1.5 (guest_hello))"
    assert guests.load("hello").USAGE == "hello"


def test_listing_imports_nothing_of_another_package(guests: Folder) -> None:
    guests.names()
    assert not {"guest_hello", "guest_broken", "guest_bare"} & set(sys.modules)


def test_ours_goes_before_one_of_the_same_name_and_both_are_told(guests: Folder) -> None:
    assert guests.load("one").VALUE == 1
    assert guests.summary("one") == "Says one."
    assert "thing 'one' is fcbench's own (plugged.one); not used: guest 1.5 (guest_hello)" in guests.problems()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("broken", r"thing 'broken' of guest 1\.5 \(guest_broken\) is broken: OSError: no weights"),
        ("absent", r"thing 'absent' of guest 1\.5 \(guest_nowhere\) is broken: ModuleNotFoundError: "),
        ("bare", r"thing 'bare' of guest 1\.5 \(guest_bare\) is broken: it has no 'load'; due are: USAGE, load"),
    ],
)
def test_a_broken_plug_in_is_told_with_its_package(guests: Folder, name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        guests.load(name)
    assert guests.summary(name) == "broken"
    assert any(name in problem for problem in guests.problems())


def test_a_broken_plug_in_does_not_keep_the_others_from_being_used(
    guests: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folder, "_own", lambda self: ["one"])
    with pytest.warns(UserWarning, match="is broken") as told:
        assert [name for name, _ in guests.sound()] == ["hello", "one"]
    assert len(told) == 3


def test_a_name_that_two_packages_give_is_an_error_that_says_both(
    guests: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path / "more", "visitor", "[plugged]\nhello = visitor_hello\n", {"visitor_hello": GUEST})
    monkeypatch.syspath_prepend(str(tmp_path / "more"))
    message = r"'hello' is in two packages: guest 1\.5 \(guest_hello\), visitor 1\.5 \(visitor_hello\); remove one"
    with pytest.raises(DataError, match=message):
        guests.load("hello")
    assert guests.names().count("hello") == 1


MODEL = '''"""Says yes to all."""
from dataclasses import dataclass
from fcbench.schema import Prediction
USAGE = "guest-model"
@dataclass(frozen=True)
class Yes:
    name: str = "guest-model"
    revision: str = "1"
    def predict(self, batch):
        return [Prediction(id=example.id, label="yes") for example in batch]
def load(argument, labels): return Yes()
'''


def test_models_metrics_and_importers_of_other_packages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = (
        "[fcbench.models]\nguest-model = guest_model\n[fcbench.metrics]\nguest-metric = guest_metric\n"
        "[fcbench.importers]\nguest-data = guest_data\n"
    )
    installed(tmp_path, "guest", entries, {"guest_model": MODEL, "guest_metric": "raise OSError('no')\n"})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "guest-model" in models.names()
    assert "guest-data" in importers.names()
    assert models.load("guest-model", ("no", "yes")).predict([]) == []
    with pytest.warns(UserWarning, match="metric 'guest-metric' of guest 1.5 .* is broken: OSError: no; passed over"):
        assert "classification" in metrics.for_labels(("no", "yes"))
