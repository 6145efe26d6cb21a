"""The audit: a leak of each kind is found, a clean dataset is clean, and public data have their known faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from fcbench import dataset, files
from fcbench.audit import audit
from fcbench.build import build
from fcbench.dataset import Dataset, Part
from fcbench.findings import BETWEEN, WITHIN, Certificate, Finding
from fcbench.importing import import_benchmark
from fcbench.schema import Article, Card, Claim, DataError, Evidence, Record, TaskCard, Verdict, validate

LABELS = ("yes", "no", "maybe")
PLACES = ("Orvik", "Tessel", "Quilby", "Marn", "Hollin", "Veskar", "Dray", "Umber", "Pell", "Sorrow")


def evidence(name: str, text: str | None = None, **more: Any) -> Evidence:
    return Evidence(id=name, text=text or f"The clerk of {name} keeps {name} ledgers under {name}", **more)


def record(name: str, *pieces: Evidence, claim: str | None = None, label: str | None = None, **more: Any) -> Record:
    """A record that shares no words with one of another name, but for what it is given."""
    fields = {key: more.pop(key) for key in ("speaker", "said_at") if key in more}
    verdict = {key: more.pop(key) for key in ("issuer", "justification") if key in more}
    return Record(
        id=name,
        claim=Claim(id=name, text=claim or f"{name} pays {name} rent to {name} every {name}", **fields),
        evidence=pieces or (evidence(f"{name}.e"),),
        cluster=more.pop("cluster", name),
        verdict=Verdict(id=f"{name}.v", label=label, **verdict) if label or verdict else None,
    )


def article(name: str, text: str, **more: Any) -> Article:
    return Article(
        id=name, text=text, sha256=files.sha256(text.encode()), length=len(text), media_type="text/plain", **more
    )


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Dataset]:
    """Writes a dataset of these records."""

    def write(
        train: Sequence[Record] = (),
        test: Sequence[Record] = (),
        *,
        articles: tuple[Sequence[Article], Sequence[Article]] = ((), ()),
        **card: Any,
    ) -> Dataset:
        tasks = (
            TaskCard(name="stance", labels=LABELS, cluster_by=card.pop("cluster_by", "claim")),
            TaskCard(name="verdict", labels=LABELS, cluster_by="claim"),
        )
        about = Card(
            name="made", version="1.0.0", title="made", description="made", language=("en",), licence="none stated",
            may_republish=False, citation="none", homepage="none", obtained="made", tasks=tasks, **card,
        )  # fmt: skip
        parts = {"train": Part(tuple(articles[0]), tuple(train)), "test": Part(tuple(articles[1]), tuple(test))}
        dataset.save(tmp_path / "made", about, {name: part for name, part in parts.items() if part.records})
        return Dataset(tmp_path / "made")

    return write


Make = Callable[..., Dataset]


def one(certificate: Certificate, kind: str, *splits: str) -> Finding:
    (finding,) = [
        finding for finding in certificate.findings if finding.kind == kind and (not splits or finding.splits == splits)
    ]
    return finding


def counted(data: Dataset, kind: str, *splits: str) -> tuple[int, int]:
    finding = one(audit(data, models=False), kind, *splits)
    return finding.count, finding.of


def clean(made: Make, **card: Any) -> Dataset:
    return made(
        [record("Orvik", label="yes"), record("Tessel", label="no")],
        [record("Quilby", label="yes"), record("Marn", label="no")],
        **card,
    )


# Between splits


def test_a_clean_dataset_shares_nothing(made: Make) -> None:
    certificate = audit(clean(made, promises=("claim", "evidence", "near_claim", "pair")), models=False)
    assert certificate.broken() == []
    assert {finding.kind for finding in certificate.findings if finding.kind in BETWEEN and finding.count} == set()
    assert one(certificate, "claim").of == 2


def test_an_article_under_its_own_id_is_found(made: Make) -> None:
    pages = [article("page", "One text")], [article("page", "Another text"), article("other", "A third")]
    finding = one(audit(made([record("Orvik")], [record("Quilby")], articles=pages), models=False), "article")
    assert (finding.count, finding.of, finding.details) == (1, 2, {"by_id": 1, "by_text_alone": 0})
    assert finding.examples == (("page", "page"),)


def test_an_article_under_another_id_is_found_by_its_text(made: Make) -> None:
    pages = [article("page", "One  text")], [article("copy", "one TEXT"), article("other", "A third")]
    data = made([record("Orvik")], [record("Quilby", evidence("q", article_id="copy")), record("Marn")], articles=pages)
    finding = one(audit(data, models=False), "article")
    assert (finding.count, finding.of, finding.rows, finding.of_rows) == (1, 2, 1, 2)
    assert finding.examples == (("page", "copy"),)


def test_an_article_without_a_text_is_no_copy_of_the_first_text(made: Make) -> None:
    blank = article("blank", "").model_copy(update={"text": None})
    pages = [article("page", "Orvik")], [blank]
    data = made([record("Orvik", evidence("x", "Orvik"), claim="Orvik")], [record("Quilby")], articles=pages)
    assert counted(data, "article") == (0, 1)


def test_a_claim_is_found_whatever_its_case_and_spaces(made: Make) -> None:
    data = made(
        [record("Orvik", claim="The mill is shut")],
        [record("Quilby", claim=" the mill  is SHUT"), record("Marn", claim="The mill is shut"), record("Dray")],
        promises=("claim",),
    )
    finding = one(audit(data, models=False), "claim")
    assert (finding.count, finding.of, finding.rows, finding.of_rows) == (1, 2, 2, 3)
    assert (finding.promised, finding.broken) == (True, True)
    assert finding.examples == (("Orvik", "Marn"),)
    assert finding.sentence == "1 of 2 claims of test is in train, too, in 2 of its 3 records."


def test_a_shared_claim_with_another_label_is_told(made: Make) -> None:
    data = made([record("Orvik", claim="Tea", label="yes")], [record("Quilby", claim="Tea", label="no")])
    assert one(audit(data, models=False), "claim").details == {"with_another_label": 1}


def test_a_nearly_repeated_claim_is_found_and_an_exact_one_is_not_counted_again(made: Make) -> None:
    data = made(
        [
            record("Orvik", claim="The bridge at Lome will be shut to lorries in May"),
            record("Dray", claim="Same words"),
        ],
        [
            record("Quilby", claim="The bridge at Lome will be shut to lorries in June"),
            record("Marn", claim="same words"),
            record("Pell", claim="The bridge of another town is open to anybody who walks"),
        ],
    )
    assert counted(data, "near_claim") == (1, 3)
    assert one(audit(data, models=False), "near_claim").examples == (("Orvik", "Quilby"),)


def test_shared_and_nearly_shared_evidence_is_found(made: Make) -> None:
    long = "Inspectors who came on Friday found the boiler cold and the gauge broken"
    data = made(
        [record("Orvik", evidence("a", "A log of the tides")), record("Dray", evidence("b", long))],
        [record("Quilby", evidence("c", "A log of the  tides")), record("Marn", evidence("d", f"{long} again"))],
    )
    assert counted(data, "evidence") == (1, 2)
    assert counted(data, "near_evidence") == (1, 2)


def test_a_shared_pair_is_found_where_claim_and_evidence_meet_again(made: Make) -> None:
    data = made(
        [record("Orvik", evidence("a", "A log", label="yes"), claim="Tea")],
        [
            record("Quilby", evidence("c", "A log", label="no"), claim="Tea"),
            record("Marn", evidence("d", "A log"), claim="Milk"),
        ],
    )
    finding = one(audit(data, models=False), "pair")
    assert (finding.count, finding.of, finding.details) == (1, 2, {"with_another_label": 1})


@pytest.mark.parametrize(("kind", "field"), [("origin", {"origin_id": "the memo"}), ("holder", {"holder": "Ada Lind"})])
def test_a_shared_origin_or_holder_is_found(made: Make, kind: str, field: dict[str, str]) -> None:
    other = dict.fromkeys(field, "somebody else")
    data = made(
        [record("Orvik", evidence("a", **field))], [record("Quilby", evidence("b", **field), evidence("c", **other))]
    )
    assert counted(data, kind) == (1, 2)


def test_a_shared_speaker_is_counted_once_and_all_records_by_them(made: Make) -> None:
    data = made(
        [record("Orvik", speaker="Ada Lind")],
        [record("Quilby", speaker="ada lind"), record("Marn", speaker="Ada  Lind"), record("Dray", speaker="Bo Roth")],
    )
    finding = one(audit(data, models=False), "speaker")
    assert (finding.count, finding.of, finding.rows, finding.of_rows) == (1, 2, 2, 3)


def test_a_shared_publisher_is_found_by_name_and_by_host(made: Make) -> None:
    pages = [article("p", "One", publisher="The Quill")], [article("q", "Two", publisher="The Quill")]
    data = made(
        [
            record("Orvik", evidence("a", article_id="p")),
            record("Dray", evidence("b", url="https://www.marsh.example/1")),
        ],
        [
            record("Quilby", evidence("c", article_id="q")),
            record("Marn", evidence("d", url="https://web.archive.org/web/20240101000000/https://marsh.example/2")),
            record("Pell", evidence("e", url="https://[broken")),
        ],
        articles=pages,
    )
    assert counted(data, "publisher") == (2, 2)


def test_claims_of_the_later_split_from_before_the_end_of_the_earlier_are_found(made: Make) -> None:
    data = made(
        [record("Orvik", said_at="2021-03"), record("Dray", said_at="2022-05-01")],
        [record("Quilby", said_at="2022-04-30"), record("Marn", said_at="2022"), record("Pell", said_at="2023")],
    )
    finding = one(audit(data, models=False), "time")
    assert (finding.count, finding.of) == (1, 3)  # 2022 may be after 1 May
    assert finding.examples == (("Dray", "Quilby"),)
    assert finding.details == {"earlier_ends": "2022-05-01", "later_begins": "2022"}


def test_a_promise_that_is_not_made_is_not_broken(made: Make) -> None:
    certificate = audit(made([record("Orvik", claim="Tea")], [record("Quilby", claim="Tea")]), models=False)
    assert (one(certificate, "claim").count, certificate.broken()) == (1, [])


def test_an_old_card_promises_nothing(made: Make) -> None:
    card = clean(made).card.model_dump(mode="json")
    assert card.pop("promises") == []
    assert validate(Card, card, where="card").promises == ()


def test_a_promise_is_of_a_kind_that_is_counted() -> None:
    with pytest.raises(DataError, match=r"promises\.0: saw 'smell'"):
        validate(Card, {"promises": ["smell"]}, where="card")


def test_one_split_has_nothing_to_be_shared_with(made: Make) -> None:
    certificate = audit(made([record("Orvik")], promises=("claim",)), models=False)
    missing = {item.kind: item for item in certificate.unmeasured}
    assert set(BETWEEN) <= set(missing)
    assert (missing["claim"].promised, missing["claim"].reason) == (True, "there is one split only")


# Within splits


@pytest.mark.parametrize(
    "piece",
    [
        evidence("a", published_at="2024-03-02"),
        evidence("a", article_id="p"),
        evidence("a", url="https://marsh.example/2024/03/02/mill"),
    ],
    ids=["by its date", "by its article", "by its address"],
)
def test_evidence_from_after_the_claim_is_found(made: Make, piece: Evidence) -> None:
    pages = [article("p", "One", published_at="2024-03-02")], [article("q", "Two")]
    records = [record("Orvik", piece, evidence("b", published_at="2024-02"), evidence("c"), said_at="2024-02-28")]
    finding = one(audit(made(records, articles=pages), models=False), "late_evidence")
    assert (finding.count, finding.of, finding.examples) == (1, 2, (("Orvik", "a"),))


JUSTIFICATION = "The mill was sold in spring, as the register shows, so that the claim cannot be true"


@pytest.mark.parametrize(
    ("piece", "way"),
    [
        (evidence("a", kind="fact_check"), "kind"),
        (evidence("a", url="https://checks.example/mill"), "address"),
        (evidence("a", url="https://web.archive.org/web/2024/https://www.checks.example/other"), "host"),
        (evidence("a", holder="marsh Checks"), "issuer"),
        (evidence("a", article_id="p"), "issuer"),
        (evidence("a", JUSTIFICATION.replace("cannot", "can not")), "justification"),
    ],
)
def test_evidence_that_is_the_fact_check_is_found(made: Make, piece: Evidence, way: str) -> None:
    pages = [article("p", "One", publisher="Marsh Checks")], [article("q", "Two")]
    about = {"issuer": "Marsh Checks", "justification": JUSTIFICATION, "cluster": "https://checks.example/mill"}
    data = made([record("Orvik", piece, evidence("b"), label="no", **about)], articles=pages, cluster_by="fact-check")
    finding = one(audit(data, models=False), "fact_check")
    assert (finding.count, finding.of, finding.details) == (1, 2, {f"by_{way}": 1})


def test_the_name_of_a_cluster_is_an_address_of_a_fact_check_only_where_the_card_says_so(made: Make) -> None:
    piece = evidence("a", url="https://checks.example/mill", kind="record")
    data = made([record("Orvik", piece, cluster="https://checks.example/mill")], cluster_by="story")
    assert counted(data, "fact_check") == (0, 1)


def test_repeated_pairs_are_counted_and_those_with_other_labels(made: Make) -> None:
    data = made(
        [
            record("Orvik", evidence("a", "A log", label="yes"), claim="Tea"),
            record("Tessel", evidence("b", "A log", label="yes"), claim="Tea"),
            record("Dray", evidence("c", "a  log", label="no"), claim="TEA"),
            record("Umber", evidence("d", "A log", label="no"), claim="Milk"),
            record("Pell", evidence("e", "A log", label="no"), claim="Milk"),
        ]
    )
    certificate = audit(data, models=False)
    finding = one(certificate, "repeated_pair")
    assert (finding.count, finding.of, finding.details) == (3, 5, {"distinct": 2, "verbatim": 2})
    again = one(certificate, "relabelled_pair")
    assert (again.count, again.of, again.examples) == (1, 2, (("a", "b"),))


def test_claims_judged_twice_are_counted_over_all_splits_and_those_judged_differently(made: Make) -> None:
    data = made(
        [record("Orvik", claim="Tea", label="yes"), record("Dray", claim="Milk", label="no")],
        [
            record("Quilby", claim="tea", label="no"),
            record("Marn", claim="Milk", label="no"),
            record("Pell", label="no"),
        ],
    )
    assert counted(data, "repeated_claim", "train", "test") == (2, 3)
    assert counted(data, "relabelled_claim", "train", "test") == (1, 2)


def labelled(name: str, label: str, *of_evidence: str) -> Record:
    pieces = [evidence(f"{name}.{place}", label=each) for place, each in enumerate(of_evidence)]
    return record(name, *pieces, label=label)


def test_labels_that_follow_from_evidence_labels_are_a_rule(made: Make) -> None:
    data = made(
        [labelled("Orvik", "maybe", "yes", "no"), labelled("Tessel", "maybe", "no", "yes", "no")],
        [labelled("Quilby", "yes", "yes"), labelled("Marn", "yes", "yes", "yes"), labelled("Dray", "no", "maybe")],
    )
    finding = one(audit(data, models=False), "label_rule")
    assert (finding.count, finding.of) == (4, 4)  # of the set of Dray there is no other
    assert finding.details == {"exceptions": 0, "no + yes gives": "maybe", "yes gives": "yes"}
    assert "a rule, not a judgement" in finding.sentence


def test_an_exception_is_told_and_then_it_is_no_rule(made: Make) -> None:
    data = made([labelled("Orvik", "maybe", "yes"), labelled("Tessel", "yes", "yes"), labelled("Dray", "yes", "yes")])
    finding = one(audit(data, models=False), "label_rule")
    assert (finding.count, finding.of, finding.details, finding.examples) == (2, 3, {"exceptions": 1}, (("Orvik",),))
    assert "rule" not in finding.sentence


def test_tied_votes_are_counted_and_labels_that_do_not_lead(made: Make) -> None:
    data = made(
        [
            record("Orvik", evidence("a", votes=("yes", "no", None), label="maybe")),
            record("Tessel", evidence("b", votes=("yes", "no", "yes", "no", "maybe"), label="maybe")),
            record("Dray", evidence("c", votes=("yes", "no"), label="no")),
            record("Umber", evidence("d", votes=("yes", "yes", "no"), label="yes")),
            record("Pell", evidence("e", label="yes")),
        ]
    )
    finding = one(audit(data, models=False), "tied_votes")
    assert (finding.count, finding.of) == (3, 4)
    assert finding.details == {"label_does_not_lead": 2, "label_without_a_vote": 1}
    assert finding.examples == (("a",), ("b",))


def test_agreement_is_of_pieces_with_two_votes(made: Make) -> None:
    data = made(
        [
            record("Orvik", evidence("a", votes=("yes", "yes")), evidence("b", votes=("no", "no"))),
            record("Tessel", evidence("c", votes=("yes",)), evidence("d", votes=("no", None, "no"))),
        ]
    )
    finding = one(audit(data, models=False), "agreement")
    assert finding.value is not None
    assert (finding.value.value, finding.of, finding.details) == (1.0, 3, {"votes": 6})


# Artefacts


def test_claims_that_give_their_label_away_are_measured(made: Make) -> None:
    words = {"yes": "always", "no": "never"}
    records = [
        record(f"{place}.{label}", evidence(f"{place}.{label}.e", label=label), claim=f"{place} {word}", label=label)
        for place in PLACES
        for label, word in words.items()
    ]
    findings = [found for found in audit(made(records)).findings if found.kind == "claim_only_accuracy"]
    assert [finding.details["task"] for finding in findings] == ["stance", "verdict"]
    for finding in findings:
        own, blind = finding.details["claim_only"], finding.details["majority"]
        assert finding.value is not None
        assert isinstance(own, float)
        assert isinstance(blind, float)
        assert own - blind == pytest.approx(finding.value.value)
        assert finding.of == 20
        assert finding.value.low is not None
        assert finding.value.low > 0


def test_what_cannot_be_learned_is_said(made: Make) -> None:
    certificate = audit(made([record("Orvik"), record("Tessel")]))
    reasons = {item.kind: item.reason for item in certificate.unmeasured}
    assert reasons["claim_only_accuracy"] == "verdict: no row has a label"


# The whole


def test_every_kind_is_counted_or_said_not_to_be(made: Make) -> None:
    certificate = audit(clean(made), models=False)
    counts, reasons = ({item.kind for item in certificate.findings}, {item.kind for item in certificate.unmeasured})
    assert counts | reasons == {*BETWEEN, *WITHIN}
    assert not counts & reasons


def test_the_order_of_records_does_not_matter(made: Make) -> None:
    train = [record(name, evidence(f"{name}.e", "A log", label="yes"), claim="Tea") for name in PLACES[:4]]
    test = [record(name, evidence(f"{name}.e", "A log", label="no"), claim=f"Tea {name}") for name in PLACES[4:]]
    first = audit(made(train, test), models=False)
    second = audit(made(train[::-1], test[::-1]), models=False)
    assert first == second


def test_a_damaged_file_is_an_error(made: Make) -> None:
    data = clean(made)
    (data.folder / "records" / "test.parquet").write_bytes(b"")
    with pytest.raises(DataError, match="not a readable Parquet file"):
        audit(data, models=False)


def test_our_own_stories_keep_their_promises(tmp_path: Path, root: Path) -> None:
    build(root / "data" / "stories", tmp_path / "data")
    certificate = audit(Dataset(tmp_path / "data"), models=False)
    assert certificate.promises == ("article", "claim", "evidence", "origin")
    assert {finding.kind for finding in certificate.findings if finding.promised} == set(certificate.promises)
    assert certificate.broken() == []


# Public data: counts as published, ../shared/datasets/README.md and its reference


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, upstream: Callable[[str], Path]) -> Callable[[str], Dataset]:
    """A benchmark imported from its public files, once."""
    kept: dict[str, Dataset] = {}

    def find(name: str) -> Dataset:
        if name not in kept:
            folder = tmp_path_factory.mktemp("audit") / name
            import_benchmark(name, upstream(name), folder)
            kept[name] = Dataset(folder)
        return kept[name]

    return find


Published = Callable[[str], Dataset]


def test_healthver_repeats_pairs_and_has_no_other_split_here(published: Published) -> None:
    certificate = audit(published("healthver"), models=False)
    finding = one(certificate, "repeated_pair")
    assert (finding.count, finding.of, finding.details) == (198, 1_917, {"distinct": 172, "verbatim": 198})
    assert one(certificate, "relabelled_pair").count == 0
    assert [item.kind for item in certificate.unmeasured if item.promised] == ["claim"]


def test_liar_shares_speakers_and_judges_statements_differently(published: Published) -> None:
    certificate = audit(published("liar"), models=False)
    speakers = one(certificate, "speaker", "train", "test")
    assert (speakers.count, speakers.of) == (449, 645)
    assert (speakers.rows, speakers.of_rows) == (1_083, 1_283)  # the 84 % that are published
    assert [(found.count, found.of) for found in certificate.findings if found.kind.endswith("ed_claim")] == [
        (24, 12_810),
        (6, 24),
    ]


def test_climate_fever_labels_claims_by_rule_and_ties_as_not_enough(published: Published) -> None:
    certificate = audit(published("climate-fever"), models=False)
    rule = one(certificate, "label_rule")
    assert (rule.count, rule.of, rule.details["exceptions"]) == (1_535, 1_535, 0)
    assert sorted(name for name, label in rule.details.items() if label == "DISPUTED") == [
        "NOT_ENOUGH_INFO + REFUTES + SUPPORTS gives",
        "REFUTES + SUPPORTS gives",
    ]
    ties = one(certificate, "tied_votes")
    assert (ties.count, ties.of) == (2_501, 7_675)
    assert ties.details == {"label_does_not_lead": 579, "label_without_a_vote": 578}
    alpha = one(certificate, "agreement").value
    assert alpha is not None
    assert alpha.value == pytest.approx(0.334, abs=0.0005)


def test_the_claims_of_climate_fever_give_little_away(published: Published) -> None:
    (finding,) = [
        found
        for found in audit(published("climate-fever")).findings
        if found.kind == "claim_only_accuracy" and found.details["task"] == "verdict"
    ]
    assert finding.details["majority"] == pytest.approx(0.426, abs=0.0005)
    assert finding.details["claim_only"] == pytest.approx(0.459, abs=0.02)  # published of another claim-only model


def test_fnc_1_shares_bodies_that_it_promises_are_new(published: Published) -> None:
    certificate = audit(published("fnc-1"), models=False)
    bodies, headlines = one(certificate, "evidence"), one(certificate, "claim")
    assert (bodies.count, bodies.rows, headlines.count, headlines.rows) == (10, 237, 10, 155)
    assert [finding.kind for finding in certificate.broken()] == ["evidence"]
    verbatim = [found.details["verbatim"] for found in certificate.findings if found.kind == "repeated_pair"]
    assert verbatim == [402, 242]


def test_averitec_has_evidence_from_after_its_claims_and_of_its_fact_checkers(published: Published) -> None:
    certificate = audit(published("averitec"), models=False)
    late, own = one(certificate, "late_evidence"), one(certificate, "fact_check")
    assert (late.count, late.of) == (19, 132)
    assert (own.of, own.details["by_address"], own.details["by_host"]) == (1_399, 4, 50)
