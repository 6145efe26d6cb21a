"""The encoder: a tiny one, with random weights and a vocabulary of its own, learns invented articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fcbench import extract
from fcbench.articles import from_text
from fcbench.extract import TrainableKind, encoder
from fcbench.schema import Article, Attribution, DataError
from fcbench.tagging import neural_fit
from fcbench.tagging.marks import LABELS
from fcbench.tagging.neural_net import scores
from fcbench.tagging.neural_windows import reaches
from fcbench.tagging.tokens import passages
from tests.extract.tiny_encoder import PLACES, examples, write_encoder

pytest.importorskip("transformers")

EPOCHS = 80  # of six short articles: a second of work
Told = tuple[str, str, str]


def train(out: Path, base: Path, *, epochs: int = EPOCHS, talk: Callable[[str], None] = lambda _: None) -> Path:
    encoder.train(examples(), out, training="tales 1", seed=3, talk=talk, encoder=str(base), epochs=epochs, rate=1e-2)
    return out


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="module")
def folder(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(tmp_path_factory.mktemp("made") / "made", base)


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def told(found: list[Attribution]) -> list[Told]:
    """Source, cue and content in words, in the order of the cues."""
    words = [(one.source, one.cue, one.content) for one in found]
    return [
        (source.exact if source else "", cue.exact if cue else "", "/".join(part.exact for part in content))
        for source, cue, content in words
    ]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# Learning


def test_it_is_a_kind_that_learns() -> None:
    assert isinstance(extract.kind("encoder"), TrainableKind)


def test_it_finds_again_what_it_was_taught(folder: Path) -> None:
    made = encoder.load(str(folder))
    for article, gold in examples():
        assert told(made.attributions(article)) == told(gold)


def test_it_says_what_it_learned_from_and_by_which_encoder(folder: Path) -> None:
    made = extract.load(f"encoder:{folder}")
    assert made.name == f"encoder:{folder}"
    assert made.training.startswith("tales 1, on tiny sha256:")


def test_the_same_articles_and_seed_give_the_same_bytes(folder: Path, base: Path, tmp_path: Path) -> None:
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(12345)  # what was drawn before is not to matter
        assert content(train(tmp_path / "again", base)) == content(folder)


def test_its_revision_is_of_its_content(folder: Path, base: Path, tmp_path: Path) -> None:
    other = train(tmp_path / "other", base, epochs=1)
    assert encoder.load(str(folder)).revision != encoder.load(str(other)).revision


def test_what_is_written_names_no_place_on_this_machine(folder: Path, base: Path) -> None:
    for name, stored in content(folder).items():
        assert str(base.parent).encode() not in stored, name


def test_some_articles_are_held_back_where_there_are_many(base: Path, tmp_path: Path) -> None:
    said: list[str] = []
    encoder.train(
        examples(24), tmp_path / "m", training="t", seed=0, talk=said.append, encoder=str(base), epochs=1, rate=1e-3
    )
    assert [line for line in said if "on 2 articles held back" in line]


def test_without_attributions_there_is_nothing_to_learn(base: Path, tmp_path: Path) -> None:
    quiet: list[tuple[Article, list[Attribution]]] = [(article, []) for article, _ in examples()]
    with pytest.raises(DataError, match="no attribution"):
        encoder.train(quiet, tmp_path / "m", training="t", seed=0, talk=print, encoder=str(base))
    assert not (tmp_path / "m").exists()


def test_what_is_there_already_is_not_written_over(folder: Path, base: Path) -> None:
    with pytest.raises(DataError, match="it is there already"):
        train(folder, base)


# Going on


class KilledError(Exception):
    """What ends a training in the middle."""


def test_a_training_that_was_broken_off_goes_on_and_ends_the_same(folder: Path, base: Path, tmp_path: Path) -> None:
    out, said = tmp_path / "broken", list[str]()

    def dies(line: str) -> None:
        if line.startswith("epoch 7 "):
            raise KilledError

    with pytest.raises(KilledError):
        train(out, base, talk=dies)
    assert not out.exists()
    train(out, base, talk=said.append)
    assert said[0].startswith(f"goes on after epoch 6 of {EPOCHS}")
    assert content(out) == content(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


@pytest.mark.parametrize(("stored", "reason"), [(b"damaged", "cannot be read"), (None, "of another training")])
def test_a_checkpoint_that_does_not_fit_is_begun_anew(
    stored: bytes | None, reason: str, base: Path, tmp_path: Path
) -> None:
    out, said = tmp_path / "m", list[str]()
    if stored is not None:
        (tmp_path / "m.training").write_bytes(stored)
    else:
        with pytest.raises(KilledError):
            train(out, base, epochs=3, talk=_dies_at_two)
    train(out, base, epochs=2, talk=said.append)
    assert reason in said[0]
    assert said[1].startswith("epoch 1 of 2")


def _dies_at_two(line: str) -> None:
    if line.startswith("epoch 2 "):
        raise KilledError


def test_the_rate_rises_and_then_falls_to_nothing() -> None:
    paces = [neural_fit._pace(step, 10, 0.2) for step in range(10)]
    assert paces[:3] == [0.5, 1.0, 1.0]
    assert paces[-1] == pytest.approx(1 / 8)


# Reading


def test_no_number_of_windows_at_once_changes_a_label(folder: Path) -> None:
    made = encoder.load(str(folder)).reader
    long = from_text("\n\n".join(article.text or "" for article, _ in examples(30)), article_id="long")
    read = passages(long)
    row = encoder.streamed(read, made.tokenizer, made.ends)
    tables = [scores(made.net, row, made.ends, made.room, at_once=count) for count in (1, 3, 64)]
    assert len(row.pieces) > 10 * made.room
    for table in tables[1:]:
        np.testing.assert_allclose(table, tables[0], atol=1e-4)
        assert told_by(made, long, table) == told_by(made, long, tables[0])


def told_by(made: encoder.Reader, article: Article, table: Any) -> list[tuple[Any, ...]]:
    found = made.findings(passages(article), table, 0.0)
    return [(one.source, one.cue, one.content) for one in found]


def test_a_paragraph_longer_than_the_encoder_reads_is_read_whole(base: Path, tmp_path: Path) -> None:
    long = examples(4, sayings=24, between=" ")
    assert all(len((article.text or "").split()) > 3 * PLACES for article, _ in long)
    out = tmp_path / "m"
    encoder.train(long, out, training="t", seed=0, talk=print, encoder=str(base), epochs=60, rate=1e-2)
    made = encoder.load(str(out))
    for article, gold in long:
        found, due = told(made.attributions(article)), told(gold)
        right = [one in found for one in due]
        assert right.count(True) >= 0.9 * len(due)  # windows are cut at random in training: not all is learned by heart


@given(length=st.integers(1, 2000), room=st.integers(8, 254))
def test_each_piece_is_kept_once_and_from_where_it_is_not_near_a_cut(length: int, room: int) -> None:
    margin = room // 4
    parts = reaches(length, room, margin)
    assert [place for part in parts for place in range(part.start, part.end)] == list(range(length))
    for part in parts:
        assert part.high - part.low == min(room, length)
        assert part.low == 0 or part.start - part.low >= margin
        assert part.high == length or part.high - part.end >= margin


def test_a_token_of_which_the_tokenizer_keeps_nothing_does_no_harm(folder: Path) -> None:
    made = encoder.load(str(folder))
    for text in ("\u00ad", "Vera Holm \u00ad said that the lift fell seven times.", "🌉 \u00ad", "a\u00ad"):
        article = from_text(text, article_id="odd")
        read = passages(article)
        if read:
            assert made.reader.scores(read).shape == (sum(len(one.tokens) for one in read), len(LABELS))
        made.extract(article)


def test_more_of_outside_leaves_fewer_marks(folder: Path) -> None:
    made, article = encoder.load(str(folder)), examples()[0][0]
    assert made.attributions(article)
    assert replace(made, offset=50.0).attributions(article) == []


def test_neither_settings_nor_dice_of_torch_are_changed(folder: Path) -> None:
    import torch

    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled(), torch.random.get_rng_state()
    encoder.load(str(folder)).attributions(examples()[0][0])
    after = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled(), torch.random.get_rng_state()
    assert before[:2] == after[:2]
    assert torch.equal(before[2], after[2])


# What is refused


def test_a_folder_that_training_did_not_write_is_refused(base: Path, tmp_path: Path) -> None:
    for argument, reason in (
        ("", "needs a folder"),
        (str(tmp_path / "none"), "fcbench train extractor"),
        (str(base), "no extractor.json"),
    ):
        with pytest.raises(DataError, match=reason):
            encoder.load(argument)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json", "linker.json"])
def test_a_changed_or_missing_file_is_refused_by_name(name: str, own: Path) -> None:
    stored = bytearray((own / name).read_bytes())
    stored[-2] ^= 1
    (own / name).write_bytes(stored)
    with pytest.raises(DataError, match=rf"{name}: its SHA-256"):
        encoder.load(str(own))
    (own / name).unlink()
    with pytest.raises(DataError, match=rf"{name}: no such file"):
        encoder.load(str(own))


def test_a_folder_of_another_kind_or_with_other_labels_is_refused(own: Path) -> None:
    card = json.loads((own / "extractor.json").read_text("utf-8"))
    for change, reason in (
        ({"kind": "tagger"}, "kind: saw 'tagger'"),
        ({"labels": ["O"]}, "labels: saw O; allowed: O, B-source"),
        ({"room": 0}, "room: saw 0"),
        ({"room": 5000}, "room: saw 5000"),
        ({"format": 2}, "format: saw 2"),
    ):
        (own / "extractor.json").write_text(json.dumps(card | change), "utf-8")
        with pytest.raises(DataError, match=reason):
            encoder.load(str(own))


def test_weights_of_another_shape_are_refused(own: Path, tmp_path: Path) -> None:
    other = train(tmp_path / "wide", write_encoder(tmp_path / "wider", width=16), epochs=1)
    (own / "model.safetensors").write_bytes((other / "model.safetensors").read_bytes())
    _sign(own)
    with pytest.raises(DataError, match="no encoder that can be loaded"):
        encoder.load(str(own))


@pytest.mark.parametrize(
    ("name", "stored", "reason"),
    [
        ("tokenizer.json", "{}", "no tokenizer"),
        ("linker.json", '{"source": {"bias": "much"}, "content": {}}', "source.bias"),
        ("config.json", '{"model_type": "bert", "auto_map": {"AutoModel": "evil.Model"}}', "auto_map names code"),
        ("config.json", '{"model_type": "unheard-of"}', "no encoder that can be loaded"),
        ("model.safetensors", "weights", "no encoder that can be loaded"),
    ],
)
def test_a_folder_whose_hashes_are_right_and_content_is_not_is_refused(
    name: str, stored: str, reason: str, own: Path
) -> None:
    (own / name).write_text(stored, "utf-8")
    _sign(own)
    with pytest.raises(DataError, match=reason):
        encoder.load(str(own))


def _sign(folder: Path) -> None:
    """Writes the hashes of the files as they are into the card."""
    from fcbench import files

    card = json.loads((folder / "extractor.json").read_text("utf-8"))
    card["files"] = {name: files.sha256_file(folder / name) for name in card["files"]}
    (folder / "extractor.json").write_text(json.dumps(card), "utf-8")


# Encoders to begin with


def teach(base: Path | str, tmp_path: Path) -> None:
    encoder.train(examples(), tmp_path / "m", training="t", seed=0, talk=print, encoder=str(base), epochs=1)


@pytest.fixture
def own_base(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "base", width=16)


@pytest.mark.parametrize("family", ["roberta", "electra", "distilbert", "modernbert", "deberta-v2"])
def test_encoders_of_other_families_learn_and_read(family: str, tmp_path: Path) -> None:
    base = write_encoder(tmp_path / family, width=16, family=family)
    encoder.train(
        examples(2, sayings=24), tmp_path / "m", training="t", seed=0, talk=print, encoder=str(base), epochs=1
    )
    article, _ = examples(1, sayings=24)[0]
    made = encoder.load(str(tmp_path / "m"))
    assert np.isfinite(made.reader.scores(passages(article))).all()


def test_a_pickle_is_refused_and_not_read(own_base: Path, tmp_path: Path) -> None:
    (own_base / "model.safetensors").rename(own_base / "pytorch_model.bin")
    with pytest.raises(DataError, match=r"safetensors alone; saw pytorch_model\.bin, a pickle"):
        teach(own_base, tmp_path)


def test_an_encoder_with_code_of_its_own_is_refused(own_base: Path, tmp_path: Path) -> None:
    config = json.loads((own_base / "config.json").read_text("utf-8"))
    (own_base / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "own.Model"}}), "utf-8")
    with pytest.raises(DataError, match="auto_map names code to run"):
        teach(own_base, tmp_path)


def test_a_hub_id_without_its_revision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ID@REVISION"):
        teach("somebody/encoder", tmp_path)


def test_a_folder_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no config\.json"):
        teach(tmp_path, tmp_path)


def test_a_folder_without_tokenizer_is_refused(own_base: Path, tmp_path: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (own_base / name).unlink()
    with pytest.raises(DataError, match="5 pieces and its encoder"):
        teach(own_base, tmp_path)


def test_weights_that_are_not_those_of_the_configuration_are_refused(own_base: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(own_base / "model.safetensors")
    save_file(
        {f"other.{name}": value for name, value in weights.items()},
        own_base / "model.safetensors",
        metadata={"format": "pt"},
    )
    with pytest.raises(DataError, match="its weights lack"):
        teach(own_base, tmp_path)


def test_what_is_no_encoder_is_refused(own_base: Path, tmp_path: Path) -> None:
    import torch
    from transformers import BartConfig, BartModel

    sizes: Any = {f"{side}_{part}": 2 for side in ("encoder", "decoder") for part in ("layers", "attention_heads")}
    with torch.random.fork_rng():
        BartModel(BartConfig(vocab_size=200, d_model=16, **sizes)).save_pretrained(own_base)
    with pytest.raises(DataError, match="bart is not an encoder"):
        teach(own_base, tmp_path)


def test_a_missing_library_is_met_with_the_line_that_installs_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    for act in (lambda: encoder.load(str(folder)), lambda: teach(folder, tmp_path)):
        with pytest.raises(DataError, match=r"pip install 'fcbench\[hf\]'"):
            act()
