"""Bodies: for whom a person speaks, and what 'the office' stands for."""

from __future__ import annotations

import pytest

from fcbench.speech.bodies import Bodies, affiliation, introduced


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Vera Holm, who chairs the Ode Growers' Union, left.", "Ode Growers' Union"),
        ("Vera Holm, secretary of the Mill Union, left.", "Mill Union"),
        ("Vera Holm speaks for the state railway, Odelines.", "Odelines"),
        ("Vera Holm of the Mill Party left.", "Mill Party"),
        ("the mill company's treasurer, Vera Holm, left.", "mill company"),
        ("Ode Foods spokeswoman Vera Holm left.", "Ode Foods"),
        ("its secretary, Vera Holm, left.", "its"),
        ("Vera Holm, who leads the institute's bird section, left.", "institute"),
        ("Vera Holm, who runs in the morning, left.", None),
        ("Vera Holm of Ode left.", None),
        ("Vera Holm left.", None),
        ("Vera Holm KC (Con), secretary of the Ode Institute, left.", "Ode Institute"),
    ],
)
def test_a_person_speaks_for_what_they_head(text: str, body: str | None) -> None:
    found = affiliation(text, "Vera Holm")
    assert (found[0] if found else None) == body


TEXT = "The Ode District Office is shut. The Heron Circle counted. She asked the state Fund for Old Mills."


@pytest.mark.parametrize(
    ("noun", "name"),
    [("office", "Ode District Office"), ("circle", "Heron Circle"), ("fund", "Fund for Old Mills"), ("union", None)],
)
def test_a_noun_stands_for_the_body_that_has_it_in_its_name(noun: str, name: str | None) -> None:
    assert Bodies(TEXT).full(noun) == name


@pytest.mark.parametrize(
    "text",
    ["Two council officers left. The council met.", "In 2020 council officers left.", "She told Monday's council."],
)
def test_a_figure_or_a_day_before_a_body_is_no_part_of_its_name(text: str) -> None:
    assert Bodies(text).full("council") is None


def test_its_is_of_the_body_that_a_sentence_began_with_last() -> None:
    found = Bodies(TEXT).subject(len(TEXT))
    assert found is not None
    assert found.name == "Heron Circle"
    assert Bodies(TEXT).subject(0) is None


def test_a_lead_describes_whom_the_next_paragraph_names() -> None:
    assert introduced("So its keeper said.\n\nVera Holm, who left, said more.", 3) == "Vera Holm"
    assert introduced("So its keeper said.\n\nNobody else spoke.", 3) is None
    assert introduced("So its keeper said.", 3) is None
