"""A transformer of one layer, made here: pairs in, the task's labels out, the same in any company."""

from __future__ import annotations

import itertools
import json
import random
import sys
from pathlib import Path

import pytest
import torch

from fcbench import models
from fcbench.estimators import Options
from fcbench.labels import probes
from fcbench.models import hf
from fcbench.models.hf import Classifier
from fcbench.schema import DataError, Example
from tests.tiny_bert import LENGTH, tiny_bert

NLI = ("entailment", "neutral", "contradiction")
LABELS = ("SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO")
MEANS = dict(zip(NLI, ("SUPPORTS", "NOT_ENOUGH_INFO", "REFUTES"), strict=True))
WORDS = ("mill", "bridge", "not", "open", "goat", "the", "closed", "harbour")


def text(draw: random.Random, most: int) -> str:
    return " ".join(draw.choices(WORDS, k=draw.randrange(1, most)))


DRAW = random.Random(3)  # noqa: S311 -- no secret
EXAMPLES = [
    Example(id=f"e{number}", claim=text(DRAW, 6), evidence=tuple(text(DRAW, 9) for _ in range(number % 3)))
    for number in range(60)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("hf") / "tiny", NLI)


@pytest.fixture(scope="module")
def model(folder: Path) -> Classifier:
    return hf.load(str(folder), LABELS)


def renamed(folder: Path, to: Path, labels: list[str]) -> Path:
    """A copy of a model that calls its outputs otherwise."""
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["id2label"] = {str(place): name for place, name in enumerate(labels)}
    config["label2id"] = {name: place for place, name in enumerate(labels)}
    (to / "config.json").write_text(json.dumps(config), "utf-8")
    return to


# Answers


def test_probabilities_are_the_softmax_of_the_outputs_by_the_names_of_the_config(model: Classifier) -> None:
    pair = model.tokenizer("\n".join(EXAMPLES[2].evidence), EXAMPLES[2].claim, return_tensors="pt")
    with torch.inference_mode():
        entailment, neutral, contradiction = torch.softmax(model.network(**pair).logits[0], dim=-1).tolist()
    (found,) = model.predict(EXAMPLES[2:3])
    assert found.probabilities == pytest.approx((entailment, contradiction, neutral), abs=1e-4)


@pytest.mark.parametrize("size", [1, 2, 7, 59])
def test_the_answers_are_the_same_for_every_size_of_batch(model: Classifier, size: int) -> None:
    parts = [model.predict(EXAMPLES[start : start + size]) for start in range(0, len(EXAMPLES), size)]
    assert list(itertools.chain(*parts)) == model.predict(EXAMPLES)


@pytest.mark.parametrize("tokens", [1, 96, 200])
def test_the_answers_are_the_same_for_every_token_budget(model: Classifier, tokens: int) -> None:
    assert Classifier(**{**vars(model), "tokens": tokens}).predict(EXAMPLES) == model.predict(EXAMPLES)


def test_a_probability_that_company_would_round_otherwise_is_asked_for_alone(
    model: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(self: Classifier, items: list[object], length: int) -> list[list[float]]:
        return [[0.33295 + (1e-8 if len(items) > 1 else -1e-8), 0.5, 0.16705]] * len(items)

    monkeypatch.setattr(Classifier, "_forward", moved)
    assert model.predict(EXAMPLES[:4]) == [model.predict([example])[0] for example in EXAMPLES[:4]]


def test_the_order_of_the_rows_is_kept(model: Classifier) -> None:
    turned = model.predict(EXAMPLES[::-1])
    assert turned == model.predict(EXAMPLES)[::-1]
    assert len({found.probabilities for found in turned}) > 40


def test_the_evidence_stands_first_unless_it_is_said_otherwise(folder: Path, model: Classifier) -> None:
    turned = hf.load(str(folder), LABELS, Options(premise="claim"))
    swapped = Example(id="e", claim="the goat", evidence=("mill not open",))
    other = Example(id="e", claim="mill not open", evidence=("the goat",))
    assert turned.predict([swapped]) == model.predict([other]) != model.predict([swapped])
    assert turned.revision == f"{model.revision} premise=claim"


def test_pieces_of_evidence_are_joined(model: Classifier) -> None:
    several = Example(id="e", claim="the mill", evidence=("open", "not closed"))
    one = several.model_copy(update={"evidence": ("open\nnot closed",)})
    assert model.predict([several]) == model.predict([one])


@pytest.mark.parametrize("premise", ["evidence", "claim"])
def test_long_evidence_is_cut_at_its_end_and_the_claim_stays_whole(folder: Path, premise: str) -> None:
    model = hf.load(str(folder), LABELS, Options(premise=premise))  # type: ignore[arg-type]
    claim = "ab " * 30  # more than half of what the model takes
    long, longer, other = (
        Example(id="e", claim=claim + end, evidence=("cd " * count,))
        for end, count in (("mill", 200), ("mill", 900), ("goat", 200))
    )
    assert model.predict([long]) == model.predict([longer]) != model.predict([other])


def test_a_claim_that_is_too_long_by_itself_spoils_its_own_answer_alone(model: Classifier) -> None:
    bad = Example(id="bad", claim="a " * LENGTH, evidence=("b",))
    found = model.predict([*EXAMPLES[:3], bad, *EXAMPLES[3:]])
    assert (
        found.pop(3).error == f"ValueError: the claim alone has {LENGTH} tokens; the model takes 93 with the evidence"
    )
    assert found == model.predict(EXAMPLES)


def test_a_batch_that_memory_does_not_hold_is_halved(model: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, sizes, forward = model.predict(EXAMPLES), list[int](), Classifier._forward

    def small(self: Classifier, items: list[object], length: int) -> list[list[float]]:
        sizes.append(len(items))
        if len(items) > 5:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, items, length)

    monkeypatch.setattr(Classifier, "_forward", small)
    assert model.predict(EXAMPLES) == expected
    assert max(sizes) > 5


def test_a_row_that_memory_does_not_hold_alone_is_silence(model: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Classifier, items: list[object], length: int) -> list[list[float]]:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Classifier, "_forward", none)
    assert {found.error for found in model.predict(EXAMPLES[:3])} == {"OutOfMemoryError: CUDA out of memory"}


# Labels


def test_labels_that_say_nothing_are_refused_with_the_option_that_says_it(folder: Path, tmp_path: Path) -> None:
    bare = renamed(folder, tmp_path / "bare", ["LABEL_0", "LABEL_1", "LABEL_2"])
    with pytest.raises(DataError, match=r"LABEL_2, which say nothing; .*: --label-map LABEL_0=…,LABEL_1=…,LABEL_2=…"):
        hf.load(str(bare), LABELS)
    said = Options(label_map={"LABEL_0": "SUPPORTS", "LABEL_1": "NOT_ENOUGH_INFO", "LABEL_2": "REFUTES"})
    assert hf.load(str(bare), LABELS, said).predict(EXAMPLES) == hf.load(str(folder), LABELS).predict(EXAMPLES)


def test_a_label_that_the_task_does_not_have_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match="label 'neutral' is none of the task's; the model has: entailment, neutral"):
        hf.load(str(folder), ("SUPPORTS", "REFUTES"))
    found = hf.load(str(folder), ("SUPPORTS", "REFUTES"), Options(label_map={"neutral": "-"})).predict(EXAMPLES)
    due = [
        None if one.label == "NOT_ENOUGH_INFO" else one.label for one in hf.load(str(folder), LABELS).predict(EXAMPLES)
    ]
    assert [one.label for one in found] == due


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has learned the probe by heart; its outputs are called as they are meant."""
    place = tiny_bert(tmp_path_factory.mktemp("hf") / "knowing", NLI, hidden_size=64, hidden_dropout_prob=0.0)
    made = hf.load(str(place), LABELS, Options(probe=False))
    pairs = [(pair, kind) for kind, found in probes().items() for pair in found]
    batch = made.tokenizer(
        [pair.evidence[0] for pair, _ in pairs], [pair.claim for pair, _ in pairs], padding=True, return_tensors="pt"
    )
    gold = torch.tensor([("supports", "neutral", "refutes").index(kind) for _, kind in pairs])
    made.network.train()
    optimiser = torch.optim.Adam(made.network.parameters(), lr=3e-3)
    for _ in range(300):
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(made.network(**batch).logits, gold)
        if float(loss.detach()) < 0.1:
            break
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    made.network.save_pretrained(place)
    return place


@pytest.mark.parametrize("order", list(itertools.permutations(NLI)))
def test_a_model_whose_labels_have_changed_places_is_refused_and_no_other(
    knowing: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    place = str(renamed(knowing, tmp_path / "other", list(order)))
    if order == NLI:
        hf.load(place, LABELS)
        return
    first = next(said for said, meant in zip(order, NLI, strict=True) if said != meant)
    meant = NLI[order.index(first)]
    with pytest.raises(DataError, match=f"another order than.*{MEANS[first]!r} where it means {MEANS[meant]!r}"):
        hf.load(place, LABELS)
    hf.load(place, LABELS, Options(probe=False))


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_model_with_random_weights_is_not_refused(tmp_path: Path, seed: int) -> None:
    hf.load(str(tiny_bert(tmp_path / "tiny", NLI, seed)), LABELS)


# What is not loaded


def test_a_model_that_is_not_there_is_an_error_that_says_so_offline() -> None:
    with pytest.raises(
        DataError, match=r"hf:nobody/nothing@v1: no model can be loaded; no such folder, and HF_HUB_OFF"
    ):
        hf.load("nobody/nothing@v1", LABELS)


def test_without_the_extra_the_line_that_installs_it_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(DataError, match=r"needs transformers and torch: pip install 'fcbench\[hf\]'"):
        hf.load(str(folder), LABELS)


def test_weights_that_are_pickled_are_not_loaded(folder: Path, tmp_path: Path) -> None:
    place = renamed(folder, tmp_path / "pickled", list(NLI))
    (place / "model.safetensors").unlink()
    torch.save({}, place / "pytorch_model.bin")
    with pytest.raises(DataError, match="no weights as safetensors; pickled weights run code"):
        hf.load(str(place), LABELS)


def test_python_that_comes_with_a_model_is_not_run(folder: Path, tmp_path: Path) -> None:
    place = renamed(folder, tmp_path / "coded", list(NLI))
    config = json.loads((place / "config.json").read_text("utf-8"))
    config |= {"model_type": "strange", "auto_map": {"AutoConfig": "coded.Config"}}
    (place / "config.json").write_text(json.dumps(config), "utf-8")
    (place / "coded.py").write_text("raise SystemExit('run')\n", "utf-8")
    with pytest.raises(DataError, match="it comes with Python of its own; read it, then say --trust-remote-code"):
        hf.load(str(place), LABELS)


def test_a_model_without_a_classifier_is_refused(folder: Path, tmp_path: Path) -> None:
    from transformers import BertModel

    place = renamed(folder, tmp_path / "headless", list(NLI))
    BertModel.from_pretrained(folder).save_pretrained(place)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (place / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(DataError, match=r"no classifier: its weights lack 'classifier\.bias'"):
        hf.load(str(place), LABELS)


def test_a_model_of_one_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="one output, a number and no label"):
        hf.load(str(tiny_bert(tmp_path / "tiny", ["score"])), LABELS)


# Revision


def test_the_revision_is_of_weights_config_and_tokenizer_and_not_of_the_place(folder: Path, tmp_path: Path) -> None:
    first = hf.load(str(folder), LABELS).revision
    assert hf.load(str(renamed(folder, tmp_path / "copy", list(NLI))), LABELS).revision == first
    assert hf.load(str(tiny_bert(tmp_path / "other", NLI, seed=9)), LABELS).revision != first
    turned = renamed(folder, tmp_path / "turned", list(NLI[::-1]))
    assert hf.load(str(turned), LABELS).revision != first


def test_an_option_of_another_kind_of_model_is_refused() -> None:
    with pytest.raises(DataError, match="model 'tfidf' takes no --trust-remote-code"):
        models.load("tfidf", LABELS, Options(trust_remote_code=True))
