"""Bases: a local folder or a Hub id -> a pretrained encoder with its tokenizer, from plain data alone.

In: a name. Out: a `Base`. Weights are read from safetensors and code is never taken from the place that they come from.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fcbench import files
from fcbench.schema import DataError
from fcbench.tagging.neural_net import Ends

PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")  # weights that run code when they are read
CONFIG = "config.json"
INSTALL = "encoder needs torch, transformers and safetensors: pip install 'fcbench[hf]'"
SHOWN = 12  # digits of a hash that is there to be looked at
READ_AT_ONCE = 256  # pieces, with their ends: some five paragraphs of news; twice as many cost a third more time
LEAST = 8  # pieces: with fewer, windows have no middle

POOLER = "pooler"  # a layer for whole texts


@dataclass(frozen=True)
class Base:
    """A pretrained encoder; `name` says which, without the place where it lay."""

    model: Any
    tokenizer: Any
    ends: Ends
    room: int
    name: str


def installed() -> None:
    """Nothing; raises DataError where a library that encoders need is not installed."""
    try:
        import safetensors  # noqa: F401 - asked for by all that follows
        import tokenizers  # noqa: F401
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError:
        raise DataError(INSTALL) from None


def base(encoder: str) -> Base:
    """The encoder of a local folder, or of a Hub id with its revision, `ID@REVISION`.

    Raises DataError where there is none, where it is no encoder, and where its weights are not safetensors.
    """
    installed()
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    folder = Path(encoder)
    local = folder.is_dir()
    known = _local(folder) if local else _remote(encoder)
    with quiet(), plainly(encoder):
        tokenizer = AutoTokenizer.from_pretrained(**known)
        config = undropped(AutoConfig.from_pretrained(**known))
        model, report = AutoModel.from_pretrained(
            **known, config=config, use_safetensors=True, output_loading_info=True
        )
    missing = sorted(key for key in report["missing_keys"] if not key.startswith(POOLER))
    if missing:
        raise DataError(f"{encoder}: its weights lack {missing[0]!r}: they are of another model than its {CONFIG}")
    name = f"{folder.resolve().name} sha256:{_weights(folder)}" if local else encoder
    plain, ends = _plain(encoder, tokenizer), _ends(tokenizer)
    suited(encoder, model, plain, ends)
    return Base(trimmed(model, encoder).float(), plain, ends, _room(encoder, model, ends), name)


def suited(where: str, model: Any, tokenizer: Any, ends: Ends) -> None:
    """Nothing; raises DataError where the encoder has no place for a piece of the tokenizer, or for far too many."""
    rows, pieces = model.get_input_embeddings().num_embeddings, tokenizer.get_vocab_size()
    if not rows / 2 <= pieces <= rows:  # some models have rows to spare; a tokenizer that is not there has five pieces
        raise DataError(f"{where}: its tokenizer has {pieces:,} pieces and its encoder {rows:,}: they do not match")
    if not all(0 <= piece < rows for piece in (*ends.before, *ends.after, ends.padding)):
        raise DataError(f"{where}: the pieces around a text are to be from 0 to {rows - 1:,}; saw {ends}")


def undropped(config: Any) -> Any:
    """The configuration without dropout within the encoder: with it a processor takes twice the time."""
    for name, value in config.to_dict().items():
        if "dropout" in name and isinstance(value, float):
            setattr(config, name, 0.0)
    return config


def trimmed(model: Any, where: str) -> Any:
    """The encoder without what nothing here needs; raises DataError where it is no encoder that can be taught here."""
    if model.config.is_encoder_decoder or "inputs_embeds" not in inspect.signature(model.forward).parameters:
        raise DataError(f"{where}: {model.config.model_type} is not an encoder such as bert, roberta or deberta-v2")
    if getattr(model, POOLER, None) is not None:
        model.pooler = None
    return model


def _plain(encoder: str, tokenizer: Any) -> Any:
    """The tokenizer without any limit of length of its own."""
    if not tokenizer.is_fast:
        raise DataError(f"{encoder}: its tokenizer has no tokenizer.json, and without one pieces have no offsets")
    plain = tokenizer.backend_tokenizer
    plain.no_truncation()
    plain.no_padding()
    return plain


def _ends(tokenizer: Any) -> Ends:
    """The pieces of its own that an encoder expects around a text."""
    first = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
    last = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
    before, after = (tuple(one for one in (end,) if one is not None) for end in (first, last))
    return Ends(before, after, tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0)


def _room(encoder: str, model: Any, ends: Ends) -> int:
    """The pieces that are read together, besides the ends."""
    longest = reads(model)
    room = min(longest, READ_AT_ONCE) - ends.length
    if room < LEAST:
        raise DataError(f"{encoder}: it reads {longest} pieces at once; {LEAST + ends.length} are the least")
    return room


def reads(model: Any) -> int:
    """The most pieces that an encoder reads together, with their ends."""
    places = int(getattr(model.config, "max_position_embeddings", None) or READ_AT_ONCE)
    tables = [part for name, part in model.named_modules() if name.endswith("position_embeddings")]
    kept = [part.padding_idx + 1 for part in tables if getattr(part, "padding_idx", None) is not None]
    return places - max(kept, default=0)  # roberta and its kin keep places for padding


def _local(folder: Path) -> dict[str, Any]:
    """How the libraries name a local folder; raises DataError where it is no encoder in safetensors."""
    if not (folder / CONFIG).is_file():
        raise DataError(f"{folder}: no {CONFIG}; an encoder is a folder as transformers writes it")
    pickles = sorted(path.name for pattern in PICKLES for path in folder.glob(pattern))
    if not any(folder.glob("*.safetensors")):
        seen = f"saw {pickles[0]}, a pickle, which may run code" if pickles else "saw none"
        raise DataError(f"{folder}: weights are read from *.safetensors alone; {seen}")
    refuse_code(folder / CONFIG)
    return {"pretrained_model_name_or_path": str(folder), "local_files_only": True}


def _remote(encoder: str) -> dict[str, Any]:
    """How the libraries name an encoder of the Hub."""
    name, _, revision = encoder.partition("@")
    if not revision:
        raise DataError(f"{encoder}: no such folder; an encoder of the Hub is named with its revision, ID@REVISION")
    return {"pretrained_model_name_or_path": name, "revision": revision}


def refuse_code(config: Path) -> Any:
    """The content of a config.json; raises DataError where it is no object, or names code to run."""
    content = files.read_json(config)
    if not isinstance(content, dict):
        raise DataError(f"{config}: saw {type(content).__name__}; it is a JSON object")
    if "auto_map" in content:
        raise DataError(
            f"{config}: auto_map names code to run, which is never done; use an encoder of transformers' own"
        )
    return content


def _weights(folder: Path) -> str:
    """The first digits of the hash of a folder's weights."""
    hashes = [files.sha256_file(path) for path in sorted(folder.glob("*.safetensors"))]
    return (hashes[0] if len(hashes) == 1 else files.sha256("".join(hashes).encode()))[:SHOWN]


@contextmanager
def plainly(where: str) -> Iterator[None]:
    """What the libraries say of a folder that cannot be used, as a DataError."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, TypeError, SafetensorError) as error:
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise DataError(f"{where}: no encoder that can be loaded: {said}") from None


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing printed by the libraries: they draw bars and tables on standard error."""
    from transformers.utils import logging as their_logging

    logging: Any = their_logging  # its functions have no types
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
