"""A transformer of one layer with random weights, made in place of a downloaded one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

LENGTH = 96  # tokens that it takes


def tiny_bert(folder: Path, labels: Sequence[str], seed: int = 0, **config: Any) -> Path:
    """The folder, with config, weights and tokenizer written to it."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    letters = [chr(code) for code in range(97, 123)]
    pieces = [*special, *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {name: place for place, name in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=LENGTH, model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )  # fmt: skip
    torch.set_num_threads(1)  # two on a busy machine are slower than one
    torch.manual_seed(seed)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    settings = BertConfig(
        vocab_size=len(vocabulary), max_position_embeddings=LENGTH, initializer_range=0.6,
        id2label=dict(enumerate(labels)), label2id={name: place for place, name in enumerate(labels)},
        **{**sizes, **config},
    )  # fmt: skip
    BertForSequenceClassification(settings).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
