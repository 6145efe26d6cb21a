"""A tiny encoder with random weights, and invented articles for it: what a test of an encoder needs, in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fcbench.articles import MEDIA, from_text, read_articles
from fcbench.schema import Article, Attribution, Source
from fcbench.text import span, words

STORIES = Path(__file__).parents[2] / "data" / "stories"
PLACES = 64  # positions of the tiny encoder: a paragraph of some fifty words is too long for it
NAMES = ("Vera Holm", "Odd Lie", "The mill", "A former driver", "Ida Moe", "The agency")
CUES = ("said", "denied", "claimed", "told reporters")
CONTENTS = (
    "that the lift fell seven times",
    "that nobody had turned the key",
    "the gates were rusty",
    "that the night shift slept",
    "it would rain on Monday",
)
FILLERS = ("The valley was green.", "Snow lay on the bridge in May.", "Trams ran until noon.")
OURS = (*NAMES, *CUES, *CONTENTS, *FILLERS)

Example = tuple[Article, list[Attribution]]


def examples(count: int = 6, *, sayings: int = 2, between: str = "\n\n") -> list[Example]:
    """So many articles, each of so many attributions with `between` after each, and a sentence without any."""
    return [_example(number, sayings, between) for number in range(count)]


def _example(number: int, sayings: int, between: str) -> Example:
    text, parts = "", []
    for place in range(number, number + sayings):
        source, cue, content = NAMES[place % 6], CUES[place % 4], CONTENTS[(2 * place + number) % 5]
        ranges = []
        for part, after in ((source, " "), (cue, " "), (content, "")):
            ranges.append((len(text), len(text) + len(part)))
            text += part + after
        parts.append(ranges)
        text += f".{between}"
    text += FILLERS[number % 3]
    article = from_text(text, article_id=f"tale-{number}")
    return article, [_attribution(article, place, ranges) for place, ranges in enumerate(parts)]


def _attribution(article: Article, number: int, ranges: list[tuple[int, int]]) -> Attribution:
    source, cue, content = (span(article.id, article.text or "", *part) for part in ranges)
    name = f"{article.id}/a{number}"
    narrator = Source(entity="The Courier", role="narrator")
    return Attribution(
        id=name,
        source=source,
        cue=cue,
        content=(content,),
        chain=(narrator,),
        directness="indirect",
        act="assert",
        origin_id=name,
    )


def stories() -> list[Article]:
    """The articles of our own stories."""
    pages = sorted(path for path in STORIES.rglob("*") if path.suffix in MEDIA)
    return [article for page in pages for article in read_articles(page)]


def write_encoder(
    folder: Path, texts: Sequence[str] = OURS, *, width: int = 32, seed: int = 0, family: str = "bert"
) -> Path:
    """The folder, with a tiny encoder of random weights as transformers writes it, which knows the texts' words."""
    import torch
    from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

    tokenizer = _tokenizer(texts)
    config = AutoConfig.for_model(
        family,
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=width,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * width,
        pad_token_id=0,
        max_position_embeddings=PLACES,
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        make: Any = AutoModel.from_config
        make(config).save_pretrained(folder)
    marks = {"unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]"}
    named = {f"{name}_token": mark for name, mark in marks.items()}
    wrap: Any = PreTrainedTokenizerFast
    wrap(tokenizer_object=tokenizer, **named).save_pretrained(folder)
    return folder


def _tokenizer(texts: Sequence[str]) -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    known = sorted({word for text in texts for word in words(text) if word.isalpha()})
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", '"', *letters, *(f"##{one}" for one in letters), *known]
    table = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(WordPiece(table, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer
