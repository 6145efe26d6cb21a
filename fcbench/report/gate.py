"""What the gate says, for a terminal, for a pull request's summary, and as JUnit XML for a CI server."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from rich.console import Group
from rich.table import Table
from rich.text import Text

from fcbench.check import Gate
from fcbench.rendering import template
from fcbench.report import figures

COLOURS = {"holds": "green", "regression": "bold red", "inconclusive": "yellow"}


def console(gates: Sequence[Gate]) -> Group:
    """A table of all gates, and the reason of each."""
    table = Table(box=None, pad_edge=False)
    for name in ("model", "dataset", "score"):
        table.add_column(name)
    for name in ("recorded", "now", "difference", "at least (95 %)", "allowed", "p"):
        table.add_column(name, justify="right")
    table.add_column("")
    reasons = []
    for gate in gates:
        for one in gate.scores:
            table.add_row(
                Text(gate.model),
                Text(f"{gate.dataset} {gate.task} {gate.split}"),
                figures.title(one.score),
                figures.number(one.score, one.recorded),
                figures.number(one.score, one.now),
                figures.number(one.score, one.difference, signed=True),
                figures.number(one.score, one.low, signed=True),
                figures.number(one.score, -one.allowed, signed=True),
                figures.p_value(one.p),
                Text(one.status, style=COLOURS[one.status]),
            )
        changed = f"{gate.changed:,} of {gate.rows:,} answers differ"
        reasons.append(Text(f"{gate.model}: {gate.status}: {gate.reason} ({changed})", style=COLOURS[gate.status]))
    return Group(table, *reasons)


def markdown(gates: Sequence[Gate]) -> str:
    """The same as Markdown, for the summary of a CI job."""
    return template("gate.md.j2").render(gates=gates, figures=figures, p_value=figures.p_value)


def junit(gates: Sequence[Gate], errors: Sequence[tuple[str, str]] = ()) -> str:
    """JUnit XML: a test case a gate; what cannot be told is a failure too, and an error is an error."""
    suite = ET.Element("testsuite", name="fcbench check")
    for gate in gates:
        case = ET.SubElement(suite, "testcase", classname=f"{gate.dataset}.{gate.task}.{gate.split}", name=gate.model)
        if gate.status != "holds":
            failure = ET.SubElement(case, "failure", type=gate.status, message=_xml(gate.reason))
            failure.text = _xml(gate.model_dump_json(indent=2))
    for name, message in errors:
        case = ET.SubElement(suite, "testcase", classname="fcbench.check", name=_xml(name))
        ET.SubElement(case, "error", type="error", message=_xml(message))
    failed = sum(gate.status != "holds" for gate in gates)
    suite.attrib |= {"tests": str(len(gates) + len(errors)), "failures": str(failed), "errors": str(len(errors))}
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode") + "\n"


def _xml(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(mark for mark in text if mark >= " " or mark in "\t\n")
