"""A split certificate for people: a table for the terminal, and Markdown with every count and ids to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from fcbench.findings import BETWEEN, MEASURES, WITHIN, Certificate, Finding
from fcbench.rendering import template
from fcbench.report import figures

EVERY = {**BETWEEN, **WITHIN}


def console(certificate: Certificate) -> Group:
    """What was found, what was looked for and is not there, what could not be counted, and which promises hold."""
    sizes = ", ".join(f"{name} {size.records:,}" for name, size in certificate.splits.items())
    title = f"{certificate.dataset} {certificate.version} ({certificate.fingerprint[:16]}): records of {sizes}"
    parts: list[Text | Table] = [Text(title, style="bold")]
    shown = [finding for finding in certificate.findings if telling(finding)]
    parts += [_counts(shown)] if shown else []
    for head, items in (("nothing found", absent(certificate)), ("could not be counted", unmeasured(certificate))):
        parts += [Text(f"{head}: {'; '.join(items)}", style="dim")] if items else []
    parts += [Text(line, style="bold red" if broken else "green") for line, broken in promises(certificate)]
    return Group(*parts)


def telling(finding: Finding) -> bool:
    """Whether a finding is worth a line: something was found, or measured; a rule with exceptions is none."""
    if finding.kind == "label_rule":
        return finding.count == finding.of
    return finding.kind in MEASURES or finding.count > 0


def absent(certificate: Certificate) -> list[str]:
    """What was looked for and not found anywhere, a kind each; without repeats none of them has other labels."""
    kinds = dict.fromkeys(finding.kind for finding in certificate.findings)
    found = {finding.kind for finding in certificate.findings if telling(finding)}
    return [EVERY[kind] for kind in kinds if kind not in found and not kind.startswith("relabelled")]


def unmeasured(certificate: Certificate) -> list[str]:
    """What could not be counted and why, kinds with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for item in certificate.unmeasured:
        if item.kind.startswith("relabelled"):  # it follows from that there are no repeats
            continue
        reasons.setdefault(item.reason, []).append(EVERY[item.kind])
    return [f"{', '.join(dict.fromkeys(kinds))} ({reason})" for reason, kinds in reasons.items()]


def promises(certificate: Certificate) -> list[tuple[str, bool]]:
    """A line for each promise of the card, and whether it is broken; one line where it promises nothing."""
    if not certificate.promises:
        return [("The card promises nothing of its splits.", False)]
    return [_promise(certificate, kind) for kind in certificate.promises]


def _promise(certificate: Certificate, kind: str) -> tuple[str, bool]:
    made = [finding for finding in certificate.findings if finding.kind == kind]
    broken = [finding for finding in made if finding.broken]
    if broken:
        return f"promise broken, {EVERY[kind]}: {' '.join(finding.sentence for finding in broken)}", True
    if made:
        return f"promise kept, {EVERY[kind]}: none in two splits of {len(certificate.splits)}", False
    reasons = [item.reason for item in certificate.unmeasured if item.kind == kind]
    return f"promise not checked, {EVERY[kind]}: {'; '.join(reasons)}", False


def place(finding: Finding) -> str:
    """The splits of a finding: the later one in the earlier, or those that it is counted in.

    >>> from fcbench.findings import found
    >>> place(found("claim", ("train", "test"), (1, 2), "one")), place(found("repeated_pair", ("test",), (1, 2), "one"))
    ('test in train', 'test')
    """
    if finding.kind in BETWEEN:
        return f"{finding.splits[1]} in {finding.splits[0]}"
    return " + ".join(finding.splits)


def amount(finding: Finding) -> str:
    """What was found of how many, or the value of a measure with its interval."""
    if finding.value is not None:
        signed = finding.kind != "agreement"
        return figures.with_interval("share", finding.value, signed=signed)
    return f"{finding.count:,} of {finding.of:,}"


def percent(share: float | None) -> str:
    """A share in per cent, rounded, but never to nothing or to all.

    >>> percent(0.8441), percent(0.0001), percent(0.9999), percent(None)
    ('84.4 %', '<0.1 %', '>99.9 %', '')
    """
    if share is None:
        return ""
    if 0 < share < 0.0005 or 0.9995 <= share < 1:
        return "<0.1 %" if share < 0.5 else ">99.9 %"
    return f"{100 * share:.1f} %"


def what(finding: Finding) -> str:
    """A finding's kind in words."""
    task = finding.details.get("task")
    measure = MEASURES.get(finding.kind)
    return EVERY[finding.kind] + (f", {task}" if task else "") + (f": {measure}" if measure else "")


def details(finding: Finding) -> str:
    """The other counts of a finding on a line.

    >>> from fcbench.findings import found
    >>> details(found("pair", ("a", "b"), (1, 2), "one", details={"with_another_label": 1}))
    'with another label 1'
    """
    return ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in finding.details.items())


def _value(value: int | float | str | None) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(figures.UNDEFINED if value is None else value)


def _counts(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("what", no_wrap=True)
    table.add_column("where")
    for name in ("found", "share", "records"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for finding in findings:
        rows = "" if finding.rows is None else f"{finding.rows:,} of {finding.of_rows:,}"
        told = Text("breaks a promise", style="bold red") if finding.broken else Text(_aside(finding), style="dim")
        table.add_row(what(finding), Text(place(finding)), amount(finding), percent(finding.share), rows, told)
    return table


def _aside(finding: Finding) -> str:
    """Counts that fit beside a row; the map of a rule does not."""
    if finding.kind == "label_rule":
        return f"exceptions {finding.details['exceptions']}"
    return details(finding.model_copy(update={"details": {k: v for k, v in finding.details.items() if k != "task"}}))


def markdown(certificate: Certificate) -> str:
    """The whole certificate as Markdown."""
    return template("certificate.md.j2").render(
        certificate=certificate,
        between=list(_of(certificate, BETWEEN)),
        within=list(_of(certificate, WITHIN)),
        absent=absent(certificate),
        unmeasured=unmeasured(certificate),
        promises=promises(certificate),
        what=what,
        place=place,
        amount=amount,
        percent=percent,
        details=details,
    )


def _of(certificate: Certificate, kinds: Iterable[str]) -> Iterable[Finding]:
    return (finding for finding in certificate.findings if finding.kind in kinds)
