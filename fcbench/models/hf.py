"""A transformer that classifies pairs of texts (NLI, stance), as `hf:FOLDER`, or `hf:ID@REVISION` of the Hub.

The evidence is the premise and stands first, the claim is the hypothesis; `--premise claim` turns that round. Pieces of
evidence are joined by line ends. Where both are too long together, the evidence alone is cut, at its end; a claim that
is too long by itself gets no answer. Weights are read as safetensors alone; Python that comes with a model is run only
with `--trust-remote-code`. Labels are those of the model's config, matched by meaning or as `--label-map` says, and a
probe of 24 plain pairs sees an order of labels that is not what the config says.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench import labels as contract
from fcbench.estimators import PLAIN, Options, answered
from fcbench.labels import Names
from fcbench.predictions import PLACES
from fcbench.schema import DataError, Example, Prediction

USAGE = "hf:ID-or-FOLDER"
OPTIONS = ("label_map", "premise", "trust_remote_code", "probe")
LENGTH = 512  # tokens of a model that does not say how many it takes: what BERT and T5 were trained with
BUCKET = 32  # tokens that lengths are rounded up to: a row is then padded alike in any company
TOKENS = {"cuda": 32_768, "mps": 8_192, "cpu": 8_192}  # of a batch; more gained nothing on either
DOUBT = 2e-6  # of a probability: batches of another size moved it by 3e-7 where that was tried, on a CPU
OFFSET = ("roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "roberta-prelayernorm", "data2vec-text", "mpnet")
NO_EXTRA = "model 'hf' needs transformers and torch: pip install 'fcbench[hf]'"


@dataclass(frozen=True)
class Classifier:
    """A sequence classifier with its tokenizer, on its device."""

    name: str
    revision: str
    labels: tuple[str, ...]
    own: Mapping[str, str]
    network: Any
    tokenizer: Any
    length: int
    claim_first: bool = False
    tokens: int = TOKENS["cpu"]

    def predict(self, batch: Sequence[Example]) -> list[Prediction]:
        """What the classifier says of each; an example that it cannot read is silence with the error beside it."""
        return answered(self.name, batch, self._answers, Names(self.labels, self.own, declared=True))

    def _answers(self, batch: list[Example]) -> list[Any]:
        encoded = [self._encoded(example) for example in batch]
        lengths = {
            place: -(-len(item["input_ids"]) // BUCKET) * BUCKET
            for place, item in enumerate(encoded)
            if not isinstance(item, Exception)
        }
        answers: list[Any] = list(encoded)
        for length in sorted(set(lengths.values()), reverse=True):  # the longest first: memory fails early or never
            places = [place for place in lengths if lengths[place] == length]
            for place, shares in zip(places, self._shares([encoded[place] for place in places], length), strict=True):
                answers[place] = dict(zip(self.own, shares, strict=True))
        return answers

    def _encoded(self, example: Example) -> Any:
        """The token ids of a pair, or an exception where its claim alone is too long."""
        texts = ("\n".join(example.evidence), example.claim)
        size = len(self.tokenizer(example.claim, add_special_tokens=False, verbose=False)["input_ids"])
        room = self.length - self.tokenizer.num_special_tokens_to_add(pair=True)
        if size > room:
            return ValueError(f"the claim alone has {size:,} tokens; the model takes {room:,} with the evidence")
        pair, cut = (texts[::-1], "only_second") if self.claim_first else (texts, "only_first")
        return dict(self.tokenizer(*pair, truncation=cut, max_length=self.length, verbose=False))

    def _shares(self, items: list[Any], length: int) -> Iterator[list[float]]:
        """The probabilities, rounded, of pairs padded to one length; a batch that memory does not hold is halved."""
        import torch

        size, start = max(1, self.tokens // length), 0
        while start < len(items):
            try:
                made = self._forward(items[start : start + size], length)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if size == 1 or not _is_memory(error):
                    raise
                size //= 2
                continue
            for item, row in zip(items[start : start + size], made, strict=True):
                alone = len(made) > 1 and any(map(_doubtful, row))
                yield [round(share, PLACES) for share in (self._forward([item], length)[0] if alone else row)]
            start += size

    def _forward(self, items: list[Any], length: int) -> list[list[float]]:
        import torch

        padded = self.tokenizer.pad(
            items, padding="max_length", max_length=min(length, self.length), return_tensors="pt", verbose=False
        )
        with torch.inference_mode():
            logits = self.network(**padded.to(self.network.device)).logits
            shares: list[list[float]] = torch.softmax(logits.double(), dim=-1).cpu().tolist()
        return shares


def _doubtful(share: float) -> bool:
    """Whether the company of a row may decide how its probability is rounded: then it has to be asked for alone."""
    scale: float = 10.0**PLACES
    return abs(share * scale % 1 - 0.5) < DOUBT * scale


def _is_memory(error: Exception) -> bool:
    return "out of memory" in str(error).lower() or "can't allocate memory" in str(error).lower()


def load(argument: str, labels: tuple[str, ...], options: Options = PLAIN) -> Classifier:
    """The classifier of a folder or of the Hub, on the best device that is there."""
    if not argument:
        raise DataError("model 'hf' needs a folder or an id of the Hub: hf:FOLDER or hf:ID@REVISION")
    place, revision = _place(argument)
    config, network, tokenizer = _read(place, revision, options)
    target = f"hf:{Path(place).name if Path(place).is_dir() else argument}"
    own = contract.matched(_names(config, target, options), labels, where=target, given=options.label_map)
    device = _device()
    made = Classifier(
        name=target,
        revision=_revision(place, config, network, tokenizer) + options.line(),
        labels=labels,
        own=own,
        network=network.to(device).eval(),
        tokenizer=tokenizer,
        length=_length(config, tokenizer),
        claim_first=options.premise == "claim",
        tokens=TOKENS[device],
    )
    if options.probe:
        answering = tuple(label for label in dict.fromkeys(own.values()) if contract.voiced(label))
        contract.refuse_permuted(
            answering, lambda pairs: [contract.spoken(answer) for answer in made.predict(pairs)], where=target
        )
    return made


def _place(argument: str) -> tuple[str, str | None]:
    """The folder or id, and the revision if one is said."""
    if Path(argument).is_dir():
        return argument, None
    name, sign, revision = argument.rpartition("@")
    return (name, revision) if sign else (argument, None)


def _read(place: str, revision: str | None, options: Options) -> tuple[Any, Any, Any]:
    """Config, weights and tokenizer; raises DataError where one cannot be had."""
    try:
        import torch
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar
    except ModuleNotFoundError as error:
        raise DataError(f"{NO_EXTRA} ({error.name} is missing)") from None
    where: dict[str, Any] = {"revision": revision or "main", "trust_remote_code": options.trust_remote_code}
    quiet: Callable[[], None] = disable_progress_bar
    quiet()  # it counts tensors, and stands where ours counts rows
    try:
        config = AutoConfig.from_pretrained(place, **where)
        tokenizer = AutoTokenizer.from_pretrained(place, **where)
        network, report = AutoModelForSequenceClassification.from_pretrained(
            place, config=config, use_safetensors=True, dtype=torch.float32, output_loading_info=True, **where
        )
    except Exception as error:  # what a folder of somebody's holds may break the library in any way
        raise DataError(_why(place, revision, str(error))) from None
    if report["missing_keys"]:
        raise DataError(
            f"hf:{place}: no classifier: its weights lack {sorted(report['missing_keys'])[0]!r}, so it would guess; "
            "name a model that was fine-tuned to classify pairs"
        )
    return config, network, tokenizer


def _why(place: str, revision: str | None, told: str) -> str:
    """What kept a model from being loaded, and what to do."""
    named = f"hf:{place}" + (f"@{revision}" if revision else "")
    if "trust_remote_code" in told:
        return f"{named}: it comes with Python of its own; read it, then say --trust-remote-code to run it"
    if "safetensors" in told:
        return f"{named}: no weights as safetensors; pickled weights run code when they are opened, and are not loaded"
    hint = ""
    if not Path(place).exists():
        offline = os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on")
        hint = "; no such folder" + (
            ", and HF_HUB_OFFLINE is set: only what was downloaded before is looked for" if offline else ""
        )
    return f"{named}: no model can be loaded{hint}: {told.strip().partition(chr(10))[0]}"


def _names(config: Any, target: str, options: Options) -> list[str]:
    """The model's own labels, in the order of its outputs; raises DataError where they say nothing."""
    names = [str(config.id2label[place]) for place in range(config.num_labels)]
    if config.num_labels < 2:
        raise DataError(f"{target}: one output, a number and no label; a classifier of pairs is due")
    if len(set(names)) < len(names):
        raise DataError(f"{target}: two outputs have one name: {', '.join(names)}")
    unnamed = [name for name in names if name.startswith("LABEL_") and name not in options.label_map]
    if unnamed:
        example = ",".join(f"{name}=…" for name in names)
        raise DataError(
            f"{target}: its labels are {', '.join(names)}, which say nothing; look up what they mean, and say so: "
            f"--label-map {example}"
        )
    return names


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"


def _length(config: Any, tokenizer: Any) -> int:
    """How many tokens the model takes: what both its tokenizer and its positions allow."""
    positions = getattr(config, "max_position_embeddings", None) or LENGTH
    if config.model_type in OFFSET:  # their first positions are for padding
        positions -= (config.pad_token_id or 0) + 1
    return int(min(tokenizer.model_max_length, positions))


def _revision(place: str, config: Any, network: Any, tokenizer: Any) -> str:
    """A hash of all that answers depend on: the weights as loaded, the config's files and the tokenizer's."""
    found = hashlib.sha256()
    for name, weights in sorted(network.state_dict().items()):
        found.update(f"{name} {tuple(weights.shape)}".encode())
        found.update(weights.detach().cpu().contiguous().numpy().tobytes())
    settings = config.to_dict()
    for name in ("_name_or_path", "transformers_version"):
        settings.pop(name, None)
    found.update(json.dumps(settings, sort_keys=True, default=str).encode())
    backend = getattr(tokenizer, "backend_tokenizer", None)
    vocabulary = backend.to_str() if backend is not None else repr(sorted(tokenizer.get_vocab().items()))
    found.update(f"{vocabulary} {tokenizer.model_max_length}".encode())
    return files.sha256(found.digest())[:16]
