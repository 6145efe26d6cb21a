"""Kept values: the same content gives the same bytes, and comes back as it was."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from fcbench import files
from fcbench.schema import DataError
from fcbench.stored import EPOCH, packed, unpacked


def state() -> dict[str, object]:
    """Made anew each time, at other addresses."""
    model = LogisticRegression().fit(np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0]]), ["a", "b", "b"])
    return {"model": model, "weights": np.arange(3.0), "text": "one\ntwo", "nothing": None, "again": np.arange(3.0)}


def test_the_same_values_give_the_same_bytes() -> None:
    kept = [state() for _ in range(3)]
    assert packed(kept[0]) == packed(kept[2])
    with zipfile.ZipFile(io.BytesIO(packed(kept[0]))) as parts:
        assert {part.date_time for part in parts.infolist()} == {EPOCH}
    assert skops.io.dumps(kept[0]) != skops.io.dumps(kept[2])


def test_other_values_give_other_bytes() -> None:
    assert packed({"weights": np.arange(3.0)}) != packed({"weights": np.arange(4.0)})


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "state.skops").write_bytes(packed(state()))
    back = unpacked(tmp_path / "state.skops")
    assert (back["text"], back["nothing"], list(back["weights"])) == ("one\ntwo", None, [0, 1, 2])
    assert back["model"].predict([[2.0, 1.0]]) == ["b"]


def test_a_file_that_would_unpack_to_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state.skops").write_bytes(packed({"weights": np.zeros(10_000)}))
    monkeypatch.setattr(files, "MAX_BYTES", 50_000)
    with pytest.raises(DataError, match="more than 50,000 bytes when unpacked"):
        unpacked(tmp_path / "state.skops")
