"""Answers kept on disk by what was asked: written whole or not at all, and asked again where damaged."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from fcbench import files
from fcbench.chat.values import Answer
from fcbench.schema import DataError, Model, Sha256


def default_folder() -> Path:
    """Where answers are kept: beside what is downloaded."""
    return files.cache_root() / "chat"


class _Kept(Model):
    """A file of the cache; the checksum tells a changed answer from the one that was given."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: Sha256
    sha256: Sha256
    text: str
    finish: str
    prompt_tokens: int | None
    completion_tokens: int | None


@dataclass(frozen=True)
class Cache:
    """A folder of answers, a file each."""

    folder: Path

    def path(self, key: str) -> Path:
        """The file of a key; in 256 folders, since some file systems are slow with many files in one."""
        return self.folder / key[:2] / f"{key}.json"

    def read(self, key: str) -> Answer | None:
        """The answer that is kept under a key; None where there is none or it is damaged."""
        try:
            kept = _Kept.model_validate(json.loads(self.path(key).read_bytes()))
        except (OSError, ValueError, RecursionError, ValidationError):
            return None
        if kept.key != key or kept.sha256 != files.sha256(kept.text.encode()):
            return None
        return Answer(kept.text, kept.finish, kept.prompt_tokens, kept.completion_tokens)

    def write(self, key: str, answer: Answer) -> None:
        """Keeps an answer under a key, whole or not at all; raises DataError where the folder takes no files."""
        kept = {"key": key, "sha256": files.sha256(answer.text.encode()), **asdict(answer)}
        try:
            files.write_json(self.path(key), _Kept.model_validate(kept).model_dump())
        except (OSError, DataError) as error:
            raise DataError(f"{self.folder}: an answer cannot be kept: {error}; set FCBENCH_CACHE") from None
