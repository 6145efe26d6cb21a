"""The audit: a dataset -> a certificate of what its splits share, what gives labels away, which promises hold."""

from __future__ import annotations

from collections.abc import Sequence

from fcbench import __version__
from fcbench.artefacts import artefacts
from fcbench.between_splits import between
from fcbench.dataset import Dataset
from fcbench.entries import Contents, read
from fcbench.findings import BETWEEN, WITHIN, Certificate, Finding, SplitSize, Unmeasured
from fcbench.near_duplicates import NEAR
from fcbench.within_splits import within

ORDER = {kind: place for place, kind in enumerate((*BETWEEN, *WITHIN))}


def audit(dataset: Dataset, *, models: bool = True, seed: int = 0) -> Certificate:
    """The certificate of a dataset; without `models`, what claims alone give away is not measured.

    Raises DataError for a file that is not the one the card was written with.
    """
    contents = read(dataset)
    made: list[Finding | Unmeasured] = list(between(contents, dataset.card.promises))
    made += within(contents, " ".join(task.cluster_by for task in dataset.card.tasks))
    if models:
        made += artefacts(dataset, seed=seed)
    else:
        made += [Unmeasured(kind=kind, reason="asked not to") for kind in WITHIN if kind.startswith("claim_only")]
    return Certificate(
        dataset=dataset.card.name,
        version=dataset.card.version,
        fingerprint=dataset.card.fingerprint,
        fcbench=__version__,
        near=float(NEAR),
        splits=_sizes(contents),
        promises=dataset.card.promises,
        findings=tuple(_ordered([one for one in made if isinstance(one, Finding)])),
        unmeasured=tuple(sorted((one for one in made if isinstance(one, Unmeasured)), key=lambda one: ORDER[one.kind])),
    )


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: ORDER[finding.kind])  # stable: splits stay in order


def _sizes(contents: Contents) -> dict[str, SplitSize]:
    return {
        part.name: SplitSize(
            records=len(part.entries),
            evidence=sum(len(entry.pieces) for entry in part.entries),
            articles=len(part.pages),
        )
        for part in contents.parts
    }
