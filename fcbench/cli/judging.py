"""The commands that say what scores are worth: `compare`, `check`, `verify`, `audit` and `flips`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fcbench.cli.shared import BAD_INPUT, DATASET, NO, REPORTS, app, progress_bar, put, stdout, stoppable, talk

if TYPE_CHECKING:
    from fcbench.check import Gate


@app.command()
def compare(
    results: Annotated[
        list[Path],
        typer.Argument(metavar="RESULT RESULT...", help="Folders that fcbench eval wrote; the first is the yardstick."),
    ],
    by: Annotated[
        str,
        typer.Option("--by", metavar="LEVEL", help="card (the dataset's own clusters), row, claim, evidence or topic."),
    ] = "card",
    seed: Annotated[int, typer.Option(help="Of resampling and randomisation.")] = 0,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write Markdown and a picture there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison as JSON.")] = False,
) -> None:
    """Compare runs on the same rows, in pairs.

    Differences with intervals and p values over clusters, adjusted after Holm; by slice; tie groups instead of ranks.
    Runs on other data, another split, label map or task are refused.

    \b
    Examples:
      fcbench compare reports/fnc-1/stance-test/overlap reports/fnc-1/stance-test/tfidf
      fcbench compare build/a build/b build/c --by topic -o build/comparison
    """
    from fcbench import files, saved
    from fcbench.clusters import level_of
    from fcbench.compare import compare as run
    from fcbench.report import comparison as shown

    level = level_of(by)
    if out is not None:
        files.refuse_unwritable(out / "comparison.json")
    runs = [saved.read(path) for path in _runs(results)]
    with progress_bar("compare") as progress:
        made = run(runs, level=level, seed=seed, progress=progress)
    if as_json:
        put(made.model_dump_json(indent=2))
    else:
        stdout().print(shown.console(made))
    if out is not None:
        files.write_json(out / "comparison.json", made.model_dump(mode="json"))
        files.write_text(out / shown.PICTURE, shown.picture(made))
        files.write_text(out / "comparison.md", shown.markdown(made))
        talk(f"report: {out / 'comparison.md'}")


@app.command()
def check(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="Folders that fcbench eval wrote.")],
    against: Annotated[
        Path,
        typer.Option("--against", metavar="BASELINE", help="A baseline's folder, with the answers recorded in it."),
    ],
    max_drop: Annotated[str, typer.Option(help="Of a score, such as 0.5pp.")] = "0.5pp",
    max_slice_drop: Annotated[str, typer.Option(help="Of accuracy on a slice.")] = "5pp",
    scores: Annotated[
        list[str] | None,
        typer.Option(
            "--score",
            metavar="NAME",
            help="Instead of the one that leads: macro-F1, accuracy, MCC, 'FNC score', or any of result.json's scores, "
            "such as 'recall[refutes]'. May be given several times.",
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="LEVEL", help="card, row, claim, evidence or topic.")] = "card",
    update: Annotated[bool, typer.Option("--update", help="Record these runs as what later ones are held to.")] = False,
    accept_lower: Annotated[
        bool, typer.Option("--accept-lower", help="With --update: even where a score falls.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML there.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON Lines.")] = False,
) -> None:
    """Hold runs to recorded ones: a gate for CI.

    The difference is paired on the same rows, over clusters. Exit codes: 0 it holds, 1 a regression, 2 an error (an
    empty, errored or limited run, or other data), 3 inconclusive: the data cannot tell a drop of that size. Where
    GITHUB_STEP_SUMMARY is set, a summary is added to it.

    \b
    Examples:
      fcbench check reports/fcbench/stance-all/tfidf --against baselines/tfidf --update
      fcbench check reports/fcbench/stance-all/tfidf --against baselines/tfidf --max-drop 0.5pp
      fcbench check build/run --against baselines/mine --junit gate.xml --by topic
    """
    from fcbench import check as gate
    from fcbench import saved
    from fcbench.clusters import level_of

    results = _runs(results)
    if update:
        for path in results:
            talk(f"recorded: {gate.update(against, saved.read(path), accept_lower=accept_lower, scores=scores or ())}")
        return
    options: dict[str, Any] = {"max_drop": gate.margin(max_drop), "max_slice_drop": gate.margin(max_slice_drop)}
    options |= {"scores": scores or (), "level": level_of(by)}
    gates, errors = _gates(results, against, options)
    _told(gates, errors, junit=junit, as_json=as_json)
    raise typer.Exit(BAD_INPUT if errors else gate.worst(gates))


def _gates(results: list[Path], against: Path, options: dict[str, Any]) -> tuple[list[Gate], list[tuple[str, str]]]:
    """The gates of all results, and for those that could not be checked, why."""
    from fcbench import check as gate
    from fcbench import saved
    from fcbench.schema import DataError

    gates, errors = [], []
    for path in results:
        try:
            run = saved.read(path)
            gates.append(gate.check(run, gate.find(against, run), **options))
        except (DataError, OSError) as error:
            errors.append((str(path), str(error)))
    return gates, errors


def _told(gates: list[Gate], errors: list[tuple[str, str]], *, junit: Path | None, as_json: bool) -> None:
    import os

    from fcbench import files
    from fcbench.report import gate as shown

    if as_json:
        for one in gates:
            put(one.model_dump_json())
    elif gates:
        stdout().print(shown.console(gates))
    for _, message in errors:
        typer.echo(f"error: {message}", err=True)
    if junit is not None:
        files.write_text(junit, shown.junit(gates, errors))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        told = "".join(f"- error: {message}\n" for _, message in errors)
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(shown.markdown(gates) + told)


@app.command()
def verify(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="Folders that fcbench eval wrote.")],
    data: Annotated[Path, typer.Option("--data", metavar="DATASET", help="The dataset that they are on.")] = DATASET,
) -> None:
    """Compute every figure of a result again.

    From its answers and the data, offline and without the model; the blind baselines answer anew. Exit code 1 where a
    figure does not come out.

    \b
    Example:
      fcbench verify reports/fcbench/stance-all/tfidf --data data
    """
    from fcbench import saved
    from fcbench.dataset import Dataset
    from fcbench.verify import verify as wrong

    dataset, sound = Dataset(data), True
    for path in _runs(results):
        found = wrong(saved.read(path), dataset)
        for line in found:
            typer.echo(f"{path}: {line}")
        if found:
            talk(f"{path}: figures that do not come out: {len(found):,}")
        else:
            typer.echo(f"{path}: every figure comes out")
        sound = sound and not found
    if not sound:
        raise typer.Exit(NO)


@app.command()
def audit(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A dataset folder.")] = DATASET,
    models: Annotated[
        bool, typer.Option("--models/--no-models", help="Measure what claims alone give away: it takes training.")
    ] = True,
    seed: Annotated[int, typer.Option(help="Of the resampling behind the intervals.")] = 0,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write certificate.json and certificate.md there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the certificate as JSON.")] = False,
) -> None:
    """Count what splits share and what gives labels away.

    Between splits: articles, claims, evidence, origins, speakers, publishers, time, near-duplicates. Within: evidence
    from afterwards or from the fact-check, repeats, labels by rule, tied votes. Exit code 1 where something is shared
    that the card promises is not.

    \b
    Examples:
      fcbench audit data
      fcbench audit build/fnc-1 --no-models -o build/certificate
    """
    from fcbench import files
    from fcbench.audit import audit as run
    from fcbench.dataset import Dataset
    from fcbench.report import certificate as shown

    if out is not None:
        files.refuse_unwritable(out / "certificate.json")
    made = run(Dataset(dataset), models=models, seed=seed)
    if as_json:
        put(made.model_dump_json(indent=2))
    else:
        stdout().print(shown.console(made))
    if out is not None:
        files.write_json(out / "certificate.json", made.model_dump(mode="json"))
        files.write_text(out / "certificate.md", shown.markdown(made))
        talk(f"report: {out / 'certificate.md'}")
    if made.broken():
        raise typer.Exit(NO)


@app.command()
def flips(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As for eval, such as tfidf.")],
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="A dataset folder whose records say who says what.")
    ] = DATASET,
    task: Annotated[str, typer.Option(help="verdict, or stance.")] = "verdict",
    split: Annotated[str, typer.Option(help="Whose claims; all is cross-fitted over every split.")] = "all",
    seed: Annotated[int, typer.Option(help="Of the resampling behind the intervals.")] = 0,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the report goes.")] = REPORTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ask whether a bare denial turns a model's answer.

    Minimal pairs, made from the records' claims and holders in wordings of our own: somebody says, confirms or denies
    it, or declines to comment, with an interest or without. A denial alone is no refutation. docs/evaluation.md says
    how each number is defined.

    \b
    Examples:
      fcbench flips tfidf
      fcbench flips python:mymodel:predict data --task stance
    """
    from fcbench.dataset import Dataset
    from fcbench.flips import flips as run
    from fcbench.predict import job_of
    from fcbench.report import flips as shown

    data = Dataset(dataset)
    job = job_of(model, data.card, task=task, split=split)
    with stoppable(), redirect_stdout(sys.stderr), progress_bar(model) as progress:
        done = run(data, model, task=job.task, split=split, seed=seed, out=out, progress=progress)
        place = shown.write(done)
    if as_json:
        put(done.result.model_dump_json(indent=2))
    else:
        stdout().print(shown.console(done.result))
    if done.result.trained_on:
        talk(shown.trained_on(done.result))
    if done.result.silent:
        talk(f"{done.result.silent:,} of {done.result.pedigree.n:,} examples have no usable answer: none is a flip")
    talk(f"report: {place}")


def _runs(results: list[Path]) -> list[Path]:
    """The results without the blind baselines' answers, which a shell's `*` gives, too."""
    from fcbench.saved import CONTROL_ANSWERS

    return [path for path in results if path.name != CONTROL_ANSWERS]
