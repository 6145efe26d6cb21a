"""Extractors by bare name for the contract, each with what it needs around it: nothing, a server, a trained folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fcbench import extract
from fcbench.articles import from_text
from fcbench.extract import Extractor
from tests.extract.tiny_encoder import stories, write_encoder
from tests.loopback import serving
from tests.servers import KEY, honest, script, thinks


@contextmanager
def chat(folder: Path) -> Iterator[str]:
    """The target of an honest chat server, while it runs."""
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", script(server, thinks(honest)).address)
        patch.setenv("OPENAI_API_KEY", KEY)
        patch.setenv("FCBENCH_CACHE", str(folder))
        yield "chat:honest"


@contextmanager
def encoder(folder: Path) -> Iterator[str]:
    """The target of a tiny encoder that has learned what the rules find in our own stories."""
    taught = [*stories(), from_text("The mill said it had closed.", article_id="mill")]
    base = write_encoder(folder / "tiny", [article.text or "" for article in taught])
    rules = extract.load("rules")
    examples = [(article, rules.attributions(article)) for article in taught]
    kind: Any = extract.kind("encoder")
    options = {"encoder": str(base), "epochs": 24, "rate": 1e-2}  # enough to find something in each
    kind.train(examples, folder / "made", training="our stories", seed=0, talk=lambda line: None, **options)
    yield f"encoder:{folder / 'made'}"


@contextmanager
def tagger(folder: Path) -> Iterator[str]:
    """The target of a tagger that has learned what the rules find in our own stories."""
    taught = [*stories(), from_text("The mill said it had closed.", article_id="mill")]
    rules = extract.load("rules")
    examples = [(article, rules.attributions(article)) for article in taught]
    kind: Any = extract.kind("tagger")
    kind.train(examples, folder / "made", training="our stories", seed=0, talk=lambda line: None)
    yield f"tagger:{folder / 'made'}"


# for kinds that need more than their name: a target, and what it needs, in an empty folder
TARGETS: dict[str, Callable[[Path], AbstractContextManager[str]]] = {"chat": chat, "encoder": encoder, "tagger": tagger}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Extractor]]:
    """Loads the extractor of a bare name, each once."""
    with ExitStack() as around:

        @cache
        def load(name: str) -> Extractor:
            if name not in TARGETS:
                return extract.load(name)
            folder = tmp_path_factory.mktemp(name)
            return extract.load(around.enter_context(TARGETS[name](folder)))

        yield load
