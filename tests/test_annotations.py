from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fcbench.annotations import read_notes, resolve
from fcbench.articles import from_text
from fcbench.files import parse_yaml
from fcbench.schema import DataError, Record

TEXT = """# Quarry denies it 🌊

**Jon Egeland / Sentinel**

Ulf Brask said it did not happen. Per Dahl said it did.

![The river](river.jpg)

Brask said the river was clean.
"""

ARTICLES = {
    "sentinel": from_text(TEXT, article_id="grey/sentinel", published_at="2023-05-24"),
    "radio": from_text("# Grey\n\nA foreman said it did.\n", article_id="grey/radio"),
}

NOTE = """
id: pumped
claim: {text: The quarry pumped waste water., modality: null}
mentions: [{article: sentinel, quote: it did not happen}]
attributions:
  - id: dahl
    article: sentinel
    source: Per Dahl
    cue: {quote: said, in: Per Dahl said it did}
    content: [it did.]
    chain: [{entity: Sentinel, role: narrator}, {entity: Per Dahl, role: origin}]
    directness: indirect
    act: assert
    origin: dahl
evidence:
  - {id: e1, article: sentinel, quote: Per Dahl said it did., stance: supports, attribution: dahl, origin: dahl}
  - {id: e2, article: radio, quote: A foreman said it did., stance: supports, origin: dahl, interest: {level: high}}
verdict: {state: insufficient, truth: null, basis: [e1]}
tags: [denial]
"""


def note(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = parse_yaml(NOTE, where="records.yaml")
    return made | changes


def resolved(**changes: Any) -> Record:
    return resolve(note(**changes), story="grey", articles=ARTICLES, tags=("river",), where="records.yaml")


def mention(pointer: object) -> tuple[int, int]:
    (span,) = resolved(mentions=[pointer]).claim.mentions
    assert TEXT[span.start : span.end] == span.exact
    return span.start, span.end


# Quotes


def test_a_quote_becomes_a_span_of_its_article() -> None:
    (span,) = resolved().claim.mentions
    assert (span.article_id, span.exact) == ("grey/sentinel", "it did not happen")
    assert TEXT[span.start : span.end] == "it did not happen"


def test_an_attribution_has_source_cue_and_content_as_spans() -> None:
    (dahl,) = resolved().attributions
    assert dahl.source is not None
    assert dahl.cue is not None
    assert [dahl.source.exact, dahl.cue.exact, dahl.content[0].exact] == ["Per Dahl", "said", "it did."]
    assert dahl.cue.start == dahl.source.end + 1


def test_content_may_be_one_quote_or_several() -> None:
    (one,) = resolved(attributions=[note()["attributions"][0] | {"content": "it did."}]).attributions
    (two,) = resolved(
        attributions=[note()["attributions"][0] | {"content": ["it did not happen", "it did."]}]
    ).attributions
    assert (len(one.content), len(two.content)) == (1, 2)


def test_a_quote_within_a_longer_one_is_found_there() -> None:
    start, end = mention({"article": "sentinel", "quote": "said", "in": "Per Dahl said"})
    assert (start, end) == (TEXT.index("Per Dahl said") + 9, TEXT.index("Per Dahl said") + 13)


def test_an_occurrence_chooses_between_several() -> None:
    start, _ = mention({"article": "sentinel", "quote": "said", "occurrence": 3})
    assert TEXT.startswith("said the river", start)


def test_an_occurrence_counts_within_the_longer_quote() -> None:
    around = "did not happen. Per Dahl said it did"
    start, _ = mention({"article": "sentinel", "quote": "did", "in": around, "occurrence": 2})
    assert start == TEXT.index("did.")


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ({"article": "sentinel", "quote": "It happened"}, "in sentinel: the quote 'It happened' is not in the text"),
        ({"article": "sentinel", "quote": "said"}, "in sentinel: the quote 'said' stands 3 times; say occurrence"),
        ({"article": "sentinel", "quote": "said", "occurrence": 4}, "in sentinel: occurrence 4 .* stands 3 times"),
        ({"article": "sentinel", "quote": "said", "in": "nobody said"}, "the quote 'nobody said' is not in the text"),
        ({"article": "sentinel", "quote": "river", "in": "said"}, "the quote 'said' stands 3 times"),
        ({"article": "sentinel", "quote": ""}, "the quote is empty"),
        ({"article": "sentinel", "quote": 7}, "quote, in and article are text, occurrence a whole number"),
        ({"article": "sentinel", "quote": "said", "occurrence": "2"}, "occurrence a whole number"),
        ({"article": "sentinel", "quote": "said", "occurrence": True}, "occurrence a whole number"),
        ({"article": ["sentinel"], "quote": "said"}, "quote, in and article are text"),
        (
            {"article": "sentinel", "qoute": "said"},
            "a pointer has article, quote, in and occurrence; saw article, qoute",
        ),
        ({"article": "mercury", "quote": "said"}, "article 'mercury' is not of this story; it has: sentinel, radio"),
        ("it did not happen", "article None is not of this story"),
    ],
)
def test_a_pointer_that_points_at_nothing_is_an_error(pointer: object, message: str) -> None:
    with pytest.raises(DataError, match=rf"^records\.yaml: record pumped: mentions\.0: .*{message}"):
        resolved(mentions=[pointer])


# Form


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "grey"}, "colour: unknown field"),
        ({"claim": {"text": "It did.", "colour": "grey"}}, "claim: colour: unknown field"),
        ({"claim": {"text": "It did.", "id": "mine"}}, "claim: id: unknown field"),
        ({"claim": {}}, "claim: text: missing"),
        ({"claim": "It did."}, "claim: a mapping is due"),
        ({"mentions": "it did."}, "mentions: a list is due"),
        ({"evidence": {}}, "evidence: a list is due"),
        ({"evidence": ["e1"]}, "evidence: item 1: a mapping is due; saw 'e1'"),
        ({"attributions": [None]}, "attributions: item 1: a mapping is due"),
        ({"tags": "denial"}, "tags: a list is due"),
        ({"tags": [{"a": 1}]}, "tags: item 1: a word is due"),
        ({"verdict": {"state": "insufficient", "basis": "e1"}}, "verdict: basis: a list is due; saw 'e1'"),
        ({"verdict": {"state": "unsure"}}, "verdict: state: saw 'unsure'; allowed: 'sufficient'"),
        ({"verdict": {"state": "insufficient", "truth": 4}}, "verdict: the whole: truth 4 with state 'insufficient'"),
    ],
)
def test_a_record_of_another_form_is_an_error_that_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=rf"^records\.yaml: record pumped: {message}"):
        resolved(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stance": "suports"}, "evidence e1: stance: saw 'suports'; allowed: 'supports'"),
        ({"colour": "grey"}, "evidence e1: colour: unknown field"),
        ({"text": "Something else."}, "evidence: text: unknown field"),
        ({"quote": "Nobody said it did."}, "evidence e1: in sentinel: the quote .* is not in the text"),
        ({"quote": None}, "evidence e1: quote, in and article are text"),
    ],
)
def test_evidence_that_cannot_be_used_is_an_error(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=f"record pumped: {message}"):
        resolved(evidence=[note()["evidence"][0] | changes], verdict={"state": "insufficient"})


def test_an_id_that_stands_twice_is_an_error() -> None:
    first, _ = note()["evidence"]
    with pytest.raises(DataError, match="the id 'grey/pumped/e1' stands twice"):
        resolved(evidence=[first, first])


def test_a_broken_rule_of_meaning_is_an_error_with_its_record() -> None:
    first, second = note()["evidence"]
    with pytest.raises(DataError, match="record pumped: evidence grey/pumped/e2: act deny with stance 'supports'"):
        resolved(evidence=[first, second | {"act": "deny"}])


# Evidence


@pytest.mark.parametrize(
    ("quote", "role"),
    [
        ("![The river](river.jpg)", "caption"),
        ("The river", "caption"),
        ("Jon Egeland / Sentinel", "photo_credit"),
        ("**Jon Egeland / Sentinel**", "photo_credit"),
        ("it did.\n\n![The river](river.jpg)\n\nBrask said", "caption"),
    ],
)
def test_a_quote_in_a_caption_or_credit_is_nobodys_evidence(quote: str, role: str) -> None:
    piece = {"id": "e1", "article": "sentinel", "quote": quote, "stance": "supports"}
    with pytest.raises(DataError, match=f"the quote stands in a {role}, which is nobody's evidence"):
        resolved(evidence=[piece])


def test_a_headline_may_be_evidence() -> None:
    piece = {"id": "e1", "article": "sentinel", "quote": "Quarry denies it", "stance": "refutes", "act": "deny"}
    assert resolved(evidence=[piece]).evidence[0].text == "Quarry denies it"


def test_evidence_has_the_text_and_the_article_of_its_quote() -> None:
    first, _ = resolved().evidence
    assert (first.text, first.article_id) == ("Per Dahl said it did.", "grey/sentinel")


def test_evidence_is_dated_by_its_article_unless_it_says_so() -> None:
    first, _ = note()["evidence"]
    assert resolved().evidence[0].published_at == "2023-05-24"
    dated = resolved(evidence=[first | {"published_at": "2023-05"}])
    assert dated.evidence[0].published_at == "2023-05"


def test_the_interest_of_the_holder_is_kept() -> None:
    interest = resolved().evidence[1].holder_interest
    assert interest is not None
    assert interest.level == "high"


# Ids


def test_ids_are_those_of_the_story_and_the_record() -> None:
    record = resolved()
    assert (record.id, record.cluster, record.claim.id) == ("grey/pumped", "grey", "grey/pumped")
    assert record.evidence[0].attribution_id == record.attributions[0].id == "grey/pumped/dahl"
    assert record.verdict is not None
    assert record.verdict.basis == (record.evidence[0].id,)


def test_neither_order_nor_id_of_the_evidence_tells_how_it_was_noted() -> None:
    written = note()["evidence"]
    assert len(written) > 1
    assert resolved(evidence=written[::-1]) == resolved()
    starts = [piece.span.start for piece in resolved().evidence if piece.span and piece.article_id == "grey/sentinel"]
    assert starts == sorted(starts)


def test_a_label_of_its_own_does_not_switch_off_the_rules_of_meaning() -> None:
    verdict = {"state": "sufficient", "truth": 0, "label": "refuted", "basis": ["e2"]}
    with pytest.raises(DataError, match="verdict: label: unknown field"):
        resolved(verdict=verdict)


def test_one_passage_is_not_evidence_twice() -> None:
    written = note()["evidence"]
    with pytest.raises(DataError, match="is evidence twice"):
        resolved(evidence=[*written, {**written[0], "id": "again"}])


def test_an_origin_is_the_same_in_all_records_of_a_story() -> None:
    pumped, other = resolved(), resolved(id="other")
    found = [piece.origin_id for record in (pumped, other) for piece in record.evidence]
    found += [told.origin_id for record in (pumped, other) for told in record.attributions]
    assert set(found) == {"grey#dahl"}


def test_an_attribution_within_another_names_it_by_its_id() -> None:
    (dahl,) = note()["attributions"]
    inner = dahl | {"id": "inner", "nested_in": "dahl"}
    assert resolved(attributions=[dahl, inner]).attributions[1].nested_in == "grey/pumped/dahl"


def test_tags_of_the_story_and_the_record_are_joined() -> None:
    assert resolved(tags=["denial", "river"]).tags == ("river", "denial")


def test_a_record_needs_no_verdict() -> None:
    made = note()
    del made["verdict"]
    assert resolve(made, story="grey", articles=ARTICLES, tags=(), where="here").verdict is None


def test_a_verdict_is_of_our_annotators_unless_it_says_so() -> None:
    own = resolved().verdict
    other = resolved(verdict={"state": "insufficient", "issuer": "somebody"}).verdict
    assert own is not None
    assert other is not None
    assert (own.issuer, other.issuer) == ("fcbench annotators", "somebody")


# The head


def written(folder: Path, text: str) -> Path:
    (folder / "records.yaml").write_text(text)
    return folder / "records.yaml"


HEAD = "title: Grey\narticles: [{file: a.md, publisher: Sentinel, published_at: 2023-05-24}]\n"


def test_the_head_of_a_story_is_read_apart_from_its_records(tmp_path: Path) -> None:
    head, records = read_notes(written(tmp_path, HEAD + "records: [{id: pumped}]"))
    assert (head.title, head.articles[0].published_at) == ("Grey", "2023-05-24")
    assert records == [{"id": "pumped"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a story has title, articles and a list of records"),
        ("[1, 2]", "a story has title, articles and a list of records"),
        (HEAD, "a story has title, articles and a list of records"),
        (HEAD + "records: {id: pumped}", "a list of records"),
        (HEAD + "records: [pumped]", "record 1: a record is a mapping with an id"),
        (HEAD + "records: [{id: a}, {id: 7}]", "record 2: a record is a mapping with an id"),
        (HEAD + "colour: grey\nrecords: []", "colour: unknown field"),
        ("title: Grey\nrecords: []", "articles: missing"),
        ("title: Grey\narticles: [{file: a.md}]\nrecords: []", r"articles\.0\.publisher: missing"),
        (HEAD + "title: Grey\nrecords: []", "the key 'title' stands twice"),
    ],
)
def test_a_story_of_another_form_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=rf"records\.yaml.*{message}"):
        read_notes(written(tmp_path, text))


def test_every_problem_of_a_record_is_told() -> None:
    changes: dict[str, Any] = {"mentions": ["nowhere"], "evidence": [note()["evidence"][0] | {"stance": "suports"}]}
    with pytest.raises(DataError) as caught:
        resolved(**changes, verdict={"state": "unsure"})
    told = [line.removeprefix("records.yaml: record pumped: ") for line in str(caught.value).splitlines()]
    assert [line.split(":")[0] for line in told] == ["mentions.0", "evidence e1", "verdict"]
