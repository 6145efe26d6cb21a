"""What all tests share: a cache of their own, no network, and the public data where it is present."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# whole, for a test may change the folder before it asks
UPSTREAM = Path(os.environ.get("FCBENCH_UPSTREAM", ROOT.parent / "shared" / "datasets")).resolve()
REQUIRED = os.environ.get("FCBENCH_REQUIRE_UPSTREAM") == "1"  # .ci/run sets it: there a skip would hide a failure

# before anything imports datasets, which reads these once
os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="fcbench-tests-")
os.environ["HF_HUB_OFFLINE"] = "1"

settings.register_profile("fcbench", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("fcbench")


@pytest.fixture(scope="session")
def upstream() -> Callable[[str], Path]:
    """The folder or file of that name under the public data; the test is skipped where it is absent."""

    def find(name: str) -> Path:
        place = UPSTREAM / name
        if not place.exists():
            message = f"{place} is absent; set FCBENCH_UPSTREAM to the folder of public datasets"
            if REQUIRED:
                pytest.fail(message)
            pytest.skip(message)
        return place

    return find


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
