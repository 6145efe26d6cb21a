"""The tagger: it learns from attributions, writes plain data, and reads nothing that has been damaged."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fcbench import extract, files
from fcbench.articles import from_text
from fcbench.extract import TrainableKind, tagger
from fcbench.schema import Article, Attribution, DataError, Source
from fcbench.text import locate, span

NAMES = ("Ada", "Ida", "Odd", "Vera", "Nils", "Liv", "Per", "Jon")
THINGS = ("the mill", "the lift", "a bridge", "the depot")
PLACES = [(name, thing) for name in NAMES for thing in THINGS]


def taught(name: str, thing: str, number: int) -> tuple[Article, list[Attribution]]:
    """An article in which somebody grumbles, a word that no rule knows, and somebody says something."""
    text = f"{name} grumbled that {thing} was shut.\n\n“We shall see,” Moe said.\n\nThen {name} went by {thing}."
    article = from_text(text, article_id=f"story-{number}")
    told = (name, "grumbled", f"that {thing} was shut"), ("Moe", "said", "We shall see,")
    return article, [attribution(article, number, *one) for number, one in enumerate(told)]


def attribution(article: Article, number: int, source: str, cue: str, content: str) -> Attribution:
    text = article.text or ""
    places = (locate(text, source, 1), locate(text, cue), locate(text, content))
    found = [span(article.id, text, *place) for place in places]
    return Attribution(
        id=f"{article.id}/{number}",
        source=found[0],
        cue=found[1],
        content=(found[2],),
        chain=(Source(entity="The Courier", role="narrator"),),
        directness=None,
        act=None,
        origin_id="o",
    )


def examples(count: int = 24) -> list[tuple[Article, list[Attribution]]]:
    return [taught(*PLACES[number % len(PLACES)], number) for number in range(count)]


def trained(out: Path, count: int = 24, seed: int = 3) -> Path:
    tagger.train(examples(count), out, training="invented articles", seed=seed, talk=lambda line: None)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("tagger") / "made")


@pytest.fixture
def damaged(folder: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_it_finds_what_it_has_been_taught_and_no_rule_knows(folder: Path) -> None:
    article = from_text("Eli grumbled that the tunnel was shut.", article_id="new")
    (found,) = extract.load(f"tagger:{folder}").attributions(article)
    assert found.source
    assert found.cue
    assert (found.source.exact, found.cue.exact) == ("Eli", "grumbled")
    assert [part.exact for part in found.content] == ["that the tunnel was shut"]
    assert extract.load("rules").attributions(article) == []


def test_it_says_what_it_is_and_has_learned_from(folder: Path) -> None:
    made = extract.load(f"tagger:{folder}")
    assert isinstance(extract.kind("tagger"), TrainableKind)
    assert (made.name, made.training) == (f"tagger:{folder}", "invented articles")
    assert made.revision == files.sha256_file(folder / tagger.CARD)[:16]


def test_with_articles_to_spare_a_judge_learns_from_some_of_them(tmp_path: Path) -> None:
    lines: list[str] = []
    tagger.train(examples(60), tmp_path / "made", training="t", seed=0, talk=lines.append)
    assert any("in 12 articles" in line for line in lines)
    article = from_text("Eli grumbled that the tunnel was shut.", article_id="new")
    assert len(extract.load(f"tagger:{tmp_path / 'made'}").attributions(article)) == 1


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_articles_and_seed_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert content(trained(tmp_path / "again")) == content(folder)
    assert content(trained(tmp_path / "other", seed=4)) != content(folder)


# What is refused


def test_without_attributions_there_is_nothing_to_learn_and_nothing_is_written(tmp_path: Path) -> None:
    bare: list[tuple[Article, list[Attribution]]] = [(article, []) for article, _ in examples(2)]
    with pytest.raises(DataError, match="nothing to learn"):
        tagger.train(bare, tmp_path / "made", training="t", seed=0, talk=lambda line: None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_not_written_over(folder: Path) -> None:
    with pytest.raises(DataError, match="there already"):
        trained(folder)


def test_a_training_that_is_broken_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(files, "write_json", fail)
    with pytest.raises(OSError, match="disk full"):
        trained(tmp_path / "made", count=4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("argument", "message"), [("", "needs a folder"), ("nowhere", "no extractor.json")])
def test_a_target_without_its_folder_says_what_is_due(argument: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        tagger.load(argument)


def numbers(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with np.load(folder / tagger.NUMBERS) as found:
            arrays = dict(found)
        change(arrays)
        np.savez(folder / tagger.NUMBERS, **arrays)

    return damage


def told(name: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        files.write_json(folder / name, change(files.read_json(folder / name)))

    return damage


def pickled(folder: Path) -> None:
    (folder / tagger.NUMBERS).write_bytes(pickle.dumps({"weights": [1.0]}))


def object_array(arrays: dict[str, Any]) -> None:
    arrays["steps"] = np.array([{}], dtype=object)


def not_finite(arrays: dict[str, Any]) -> None:
    arrays["weights"][0, 0] = np.nan


def descending(arrays: dict[str, Any]) -> None:
    arrays["sights"] = arrays["sights"][::-1]


def too_large(arrays: dict[str, Any]) -> None:
    arrays["sights"][-1] = 1 << 30


def more_answers_than_words(arrays: dict[str, Any]) -> None:
    arrays["counts"][0] = [1, 2, 0, 0, 0]


def sealed(folder: Path) -> None:
    """Makes the card name the files as they are now: then it is their content that is looked at."""
    card = files.read_json(folder / tagger.CARD)
    card["files"] = {name: files.sha256_file(folder / name) for name in card["files"]}
    files.write_json(folder / tagger.CARD, card)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (pickled, "numbers.npz: no archive of arrays"),
        (lambda folder: (folder / tagger.NUMBERS).write_bytes(b"PK\x03\x04"), "numbers.npz: no archive of arrays"),
        (numbers(object_array), "numbers.npz: no archive of arrays: .*allow_pickle"),
        (numbers(lambda arrays: arrays.pop("steps")), "no array 'steps'; it has: counts, sights, weights"),
        (numbers(lambda arrays: arrays.update(steps=np.zeros((7, 6), np.float32))), "steps: saw float32 of 7 x 6; due"),
        (numbers(lambda arrays: arrays.update(weights=arrays["weights"][:-1])), "weights: saw float16 of"),
        (numbers(lambda arrays: arrays.update(sights=arrays["sights"] * 1.0)), "sights: saw float64 of"),
        (numbers(not_finite), "weights: each is to be a number"),
        (numbers(descending), "sights: they are to ascend"),
        (numbers(too_large), "sights: they are to ascend"),
        (numbers(more_answers_than_words), "counts: each is to be from 0"),
        (told(tagger.WORDS, lambda words: words[:-1]), "counts: saw int32 of"),
        (told(tagger.WORDS, lambda words: {"words": words}), "words.json: it is to be a list of words"),
        (told(tagger.WORDS, lambda words: [words[0], *words[:-1]]), "words.json: it is to be a list of words"),
        (told(tagger.LINKER, lambda weights: {**weights, "source": {"bias": "much"}}), "linker.json: .*source.bias"),
        (told(tagger.LINKER, lambda weights: {**weights, "source": {"bias": 1e9}}), "linker.json: .*source.bias"),
        (told(tagger.JUDGE, lambda judge: {**judge, "least": 2}), "judge.json: .*least"),
        (told(tagger.CARD, lambda card: {**card, "columns": 7}), "columns: saw 7; .*train it again"),
        (told(tagger.CARD, lambda card: {**card, "labels": ["O"]}), "labels: saw O; allowed: O, B-source"),
        (told(tagger.CARD, lambda card: {**card, "format": 2}), "extractor.json: .*format"),
        (told(tagger.CARD, lambda card: {**card, "kind": "encoder"}), "extractor.json: .*kind"),
    ],
)
def test_a_folder_with_other_content_is_refused(damaged: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(damaged)
    sealed(damaged)
    with pytest.raises(DataError, match=message):
        tagger.load(str(damaged))


@pytest.mark.parametrize("name", [tagger.NUMBERS, tagger.WORDS, tagger.LINKER, tagger.JUDGE])
def test_a_file_that_was_changed_or_taken_away_is_named(damaged: Path, name: str) -> None:
    with (damaged / name).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(DataError, match=f"{name}: its SHA-256 is not the one in extractor.json"):
        tagger.load(str(damaged))
    (damaged / name).unlink()
    with pytest.raises(DataError, match=f"{name}: no such file; the folder is not whole"):
        tagger.load(str(damaged))


def test_numbers_that_would_fill_the_memory_are_not_unpacked(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "ROOM", 1_000)
    with pytest.raises(DataError, match=r"bytes of numbers; allowed: 1,000"):
        tagger.load(str(damaged))


def test_the_folder_is_json_and_arrays_and_nothing_else(folder: Path) -> None:
    assert sorted(path.suffix for path in folder.iterdir()) == [".json"] * 4 + [".npz"]
    for path in folder.glob("*.json"):
        json.loads(path.read_text("utf-8"))
