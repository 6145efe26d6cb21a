"""JSON-LD of pages: the right script elements, and things at any depth."""

from __future__ import annotations

from fcbench.jsonld import blocks, first, name_of, things


def test_only_scripts_of_the_type_are_taken_and_nothing_of_them_is_decoded() -> None:
    page = (
        "<html><script>run('<p>')</script>"
        '<SCRIPT nonce=1 TYPE="Application/LD+JSON; charset=utf-8">\n{"a": "x &amp; <b>y</b>"}\n</SCRIPT>'
        '<script type="text/javascript">{"b": 1}</script><p>{"c": 1}</p>'
        "<script type='application/ld+json'>{}</script>"
    )
    assert blocks(page) == ['\n{"a": "x &amp; <b>y</b>"}\n', "{}"]


def test_a_script_within_a_comment_is_none() -> None:
    assert blocks('<!-- <script type="application/ld+json">{}</script> --><p>') == []


def test_a_page_that_is_cut_off_gives_what_it_has() -> None:
    assert blocks('<div><script type="application/ld+json">{"a": ') == ['{"a": ']


def test_things_are_found_in_arrays_graphs_and_other_things_in_their_order() -> None:
    value = [
        {"@graph": [{"@type": "Person"}, {"@type": ["Thing", "Review"], "n": 1}]},
        {"@type": "Review", "n": 2, "item": {"@type": "Review", "n": 3}},
        "Review",
    ]
    assert [thing["n"] for thing in things(value, "Review")] == [1, 2, 3]


def test_a_deep_value_is_searched_without_running_out_of_stack() -> None:
    value: object = {"@type": "Review"}
    for _ in range(100_000):
        value = [value]
    assert len(things(value, "Review")) == 1


def test_a_property_may_hold_one_thing_several_or_none() -> None:
    assert [first({"a": 1}), first(["x", {"b": 1}]), first("x"), first(None)] == [{"a": 1}, {"b": 1}, {}, {}]


def test_a_name_may_be_a_text_a_list_or_missing() -> None:
    assert name_of({"name": ["Ann", "the mayor"]}) == "Ann, the mayor"
    assert name_of("Ann") == "Ann"
    assert [name_of(value) for value in ({"name": ""}, {"name": 7}, [], None, [{"name": None}])] == [None] * 5
