"""The commands that get and score answers: `eval`, `train` and `score`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fcbench.cli.shared import DATASET, REPORTS, app, progress_bar, put, stdout, stoppable, talk

if TYPE_CHECKING:
    from fcbench.evaluate import Outcome
    from fcbench.schema import Result


@app.command("eval")
def eval_(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="Such as tfidf, hf:ID, sklearn:FILE, python:module:attribute, predictions:FILE, extractor:rules.",
        ),
    ],
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A dataset folder.")] = DATASET,
    task: Annotated[
        str | None, typer.Option(help="stance or verdict; else what the model is for, or the dataset's first.")
    ] = None,
    split: Annotated[str, typer.Option(help="Or all: cross-fitted over every split.")] = "test",
    labels: Annotated[
        str, typer.Option(help="native: the dataset's own; common: fcbench's scale, by its label map.")
    ] = "native",
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="The score under each admissible label map; implies --labels common.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(help="A sample of so many rows, of an extractor articles, by hash: the same for everybody."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the resampling behind the intervals.")] = 0,
    label_map: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=LABEL,...",
            help="What the model's own labels mean: LABEL_0=supports,LABEL_1=refutes; neutral=- is no answer.",
        ),
    ] = None,
    objective: Annotated[
        str | None,
        typer.Option(help="With stance-cpu or stance-graph: what labels are decided for, balanced, accuracy or fnc."),
    ] = None,
    premise: Annotated[str, typer.Option(help="With hf: what stands first, evidence or claim.")] = "evidence",
    trust_remote_code: Annotated[
        bool, typer.Option("--trust-remote-code", help="With hf: run Python that comes with the model.")
    ] = False,
    no_probe: Annotated[
        bool, typer.Option("--no-probe", help="With hf: do not ask first whether its labels are in the order it says.")
    ] = False,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the report goes.")] = REPORTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Evaluate a model and write a report.

    Scores have intervals and stand beside blind baselines. Answers are written as they come: the same command goes on
    where a stopped one left off.

    \b
    Examples:
      fcbench eval tfidf
      fcbench eval tfidf build/fnc-1 --split test
      fcbench eval python:mymodel:predict data --task verdict
      fcbench eval sklearn:model.skops build/healthver --split validation
      fcbench eval hf:./my-nli-model build/healthver --split validation
      fcbench eval hf:./my-model build/fever-symmetric --label-map LABEL_0=SUPPORTS,LABEL_1=REFUTES
      fcbench eval stance-cpu build/fnc-1 --objective fnc
      fcbench eval extractor:rules data --split all
      fcbench eval tfidf build/averitec --split validation --labels common --sensitivity
    """
    if model.startswith("extractor:"):
        _refuse_options(
            "an extractor chooses no labels",
            {
                "--labels": labels != "native",
                "--sensitivity": sensitivity,
                "--label-map": label_map,
                "--objective": objective,
                "--premise": premise != "evidence",
                "--trust-remote-code": trust_remote_code,
                "--no-probe": no_probe,
            },
        )
        sampling = {"split": split, "seed": seed, "limit": limit}
        _extraction(model.removeprefix("extractor:"), dataset, sampling, task=task, out=out, as_json=as_json)
        return
    scale = "common" if sensitivity else labels
    said = _model_options(label_map, premise, trust=trust_remote_code, probe=not no_probe)
    options = {"task": task, "split": split, "limit": limit, "seed": seed, "scale": scale, "options": said}
    outcome = _evaluate(_aimed(model, objective), dataset, options, out=out, as_json=as_json)
    if sensitivity and not as_json:
        from fcbench.report.console import sensitivity as table

        stdout().print(table(outcome.result))


@app.command()
def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="extractor, or a model such as tfidf.")],
    dataset: Annotated[Path | None, typer.Argument(metavar="DATASET", help="A dataset folder.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="MODEL", help="The folder to write.")] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The same as DATASET.")] = None,
    split: Annotated[str, typer.Option(help="What to learn from.")] = "train",
    task: Annotated[
        str | None, typer.Option(help="stance or verdict; else what the model is for, or the dataset's first.")
    ] = None,
    labels: Annotated[str, typer.Option(help="Of a model: native, or common for fcbench's scale.")] = "native",
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="Of an extractor: fine-tune this encoder, a folder or a Hub id, ID@REVISION."
        ),
    ] = None,
    objective: Annotated[
        str | None, typer.Option(help="Of stance-cpu: what labels are decided for, balanced, accuracy or fnc.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of an extractor: of all that is drawn.")] = 0,
) -> None:
    """Train a model or an extractor, and keep it in a folder.

    A model learns the labels of a split and is then named as NAME:MODEL. An extractor learns attributions: a tagger,
    without downloads, or with --encoder a transformer, fine-tuned; it is named as tagger:MODEL or encoder:MODEL. The
    same data give the same bytes.

    \b
    Examples:
      fcbench train tfidf build/fnc-1 -o build/tfidf-fnc-1
      fcbench eval tfidf:build/tfidf-fnc-1 build/fnc-1
      fcbench train stance-cpu build/fnc-1 --objective fnc -o build/stance-fnc-1
      fcbench train extractor --data build/polnear -o build/tagger
      fcbench eval extractor:tagger:build/tagger build/polnear --split validation
      fcbench train extractor --data build/polnear --encoder ./minilm -o build/encoder
    """
    from fcbench.schema import DataError

    folder = data or dataset or DATASET
    if out is None:
        raise DataError("where to? name the folder of the model: -o MODEL")
    if name == "extractor":
        _refuse_options(
            "an extractor learns attributions",
            {"--task": task, "--labels": labels != "native", "--objective": objective},
        )
        _train_extractor(folder, out, split=split, encoder=encoder, seed=seed)
    else:
        if encoder is not None or seed:
            raise DataError(f"--encoder and --seed go with extractor; saw {name!r}")
        _train_model(_aimed(name, objective), folder, out, {"task": task, "split": split, "scale": labels})


def _train_extractor(folder: Path, out: Path, *, split: str, encoder: str | None, seed: int) -> None:
    from fcbench.dataset import Dataset
    from fcbench.train import train_extractor

    made = train_extractor(Dataset(folder), out, split=split, encoder=encoder, seed=seed, talk=talk)
    talk(f"trained: fcbench extract --extractor {made.name} ARTICLE")


def _train_model(name: str, folder: Path, out: Path, options: dict[str, Any]) -> None:
    from fcbench import models
    from fcbench.dataset import Dataset
    from fcbench.predict import job_of
    from fcbench.train import train_model

    dataset = Dataset(folder)
    job = job_of(name, dataset.card, **options)
    train_model(dataset, job, out, talk=talk)
    (kind, _), having = models.parted(name), dataset.splits_of(job.task)
    place = f"./{out}" if str(out) in models.arguments(kind) else str(out)  # an argument known by name goes before one
    split = "" if "test" in having else f" --split {having[-1]}"
    labels = "" if job.scale == "native" else f" --labels {job.scale}"
    talk(f"trained: fcbench eval {kind}:{place} {folder}{split}{labels}")


@app.command()
def score(
    predictions: Annotated[
        Path,
        typer.Argument(metavar="PREDICTIONS", help="CSV, TSV, JSON Lines or Parquet with the columns id and label."),
    ],
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A dataset folder.")] = DATASET,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="FORMAT", help="A benchmark's own format; see `fcbench list submissions`."),
    ] = None,
    task: Annotated[str | None, typer.Option(help="stance or verdict; else the first that the dataset has.")] = None,
    split: Annotated[str, typer.Option(help="The split that the predictions answer.")] = "test",
    seed: Annotated[int, typer.Option(help="Of the resampling behind the intervals.")] = 0,
    label_map: Annotated[
        str | None,
        typer.Option(metavar="NAME=LABEL,...", help="What labels of the file mean: yes=supports,no=refutes,unclear=-."),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the report goes.")] = REPORTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Score a file of predictions from any program.

    A missing answer counts as wrong. Labels are matched by meaning; --label-map says what cannot be. With --as, a
    benchmark's own submission file is scored as its official scorer does, and strictly beside it.

    \b
    Examples:
      fcbench score answers.csv data --task verdict
      fcbench score answers.csv data --label-map yes=supports,no=refutes
      fcbench score predictions.jsonl build/fever --as fever --split validation
    """
    if as_ is not None:
        _official(predictions, dataset, as_, split=split, out=out, as_json=as_json, other=(task, seed, label_map))
        return
    said = _model_options(label_map, "evidence", trust=False, probe=True)
    options = {"task": task, "split": split, "seed": seed, "options": said}
    _evaluate(f"predictions:{predictions}", dataset, options, out=out, as_json=as_json)


def _evaluate(target: str, folder: Path, options: dict[str, Any], *, out: Path, as_json: bool) -> Outcome:
    from fcbench.dataset import Dataset
    from fcbench.evaluate import evaluate
    from fcbench.predict import job_of
    from fcbench.report.console import summary
    from fcbench.report.markdown import write

    dataset = Dataset(folder)
    job = job_of(target, dataset.card, **options)
    with stoppable(), redirect_stdout(sys.stderr), progress_bar(target) as progress:
        outcome = evaluate(dataset, job, out=out, progress=progress)
        place = write(outcome.result, outcome.folder)
    if as_json:
        put(outcome.result.model_dump_json(indent=2))
    else:
        stdout().print(summary(outcome.result))
    _warn(outcome.result, shown=not as_json)
    if outcome.replaced:
        talk(f"replaced: a run with another {', '.join(outcome.replaced)} stood here; -o DIR keeps both")
    if "requests" in outcome.timings:
        spent = outcome.timings
        tokens = f"{spent['prompt_tokens']:,} tokens in, {spent['completion_tokens']:,} out"
        talk(f"{spent['requests']:,} requests, {spent['cached']:,} answers from the cache; {tokens}")
    talk(f"report: {place}")
    return outcome


def _warn(result: Result, *, shown: bool) -> None:
    """Says on stderr what a table of scores does not show, and what it does where no table is shown."""
    from fcbench.report.figures import claim_only, left_out

    if result.silent:
        errors = f", {result.errors:,} of them since the model raised" if result.errors else ""
        talk(f"{result.silent:,} of {result.n:,} rows have no usable answer and count as wrong{errors}")
    if result.trained_on:
        talk(f"{result.trained_on:,} of {result.n:,} rows share their {result.cluster_by} with the training split")
    for line in () if shown else (*left_out(result), *claim_only(result)):
        talk(line)


def _extraction(
    name: str, folder: Path, sampling: dict[str, Any], *, task: str | None, out: Path, as_json: bool
) -> None:
    from fcbench.dataset import Dataset
    from fcbench.extraction import TASK, evaluate_extractor
    from fcbench.report.console import summary
    from fcbench.report.markdown import write
    from fcbench.schema import DataError

    if task not in (None, TASK):
        raise DataError(f"an extractor has the task {TASK!r} alone; saw {task!r}")
    with redirect_stdout(sys.stderr), progress_bar(f"extractor:{name}") as progress:
        done = evaluate_extractor(Dataset(folder), name, out=out, progress=progress, **sampling)
    place = write(done.result, done.folder)
    if as_json:
        put(done.result.model_dump_json(indent=2))
    else:
        stdout().print(summary(done.result))
    talk(f"report: {place}")


def _official(
    path: Path, folder: Path, kind: str, *, split: str, out: Path, as_json: bool, other: tuple[object, ...]
) -> None:
    """A submission without a strict score is told, and then is an error: what it is worth cannot be said."""
    from fcbench.dataset import Dataset
    from fcbench.official import official, table, write, write_answers
    from fcbench.schema import DataError

    if any(other):
        raise DataError("--as takes no --task, --seed or --label-map: the format says what is scored")
    dataset = Dataset(folder)
    result = official(path, dataset, split=split, kind=kind)
    if as_json:
        put(result.model_dump_json(indent=2))
    else:
        stdout().print(table(result))
    talk(f"report: {write(result, out)}")
    if answers := write_answers(result, path, dataset, out):
        talk(f"its rows, to set beside others: fcbench score {answers} {folder} --split {split}")
    if refused := result.refused():
        raise DataError(f"{path}: no strict score: {refused}")


def _refuse_options(why: str, said: dict[str, object]) -> None:
    """Raises DataError for options that were given and mean nothing here: nothing is passed over in silence."""
    from fcbench.schema import DataError

    if given := [name for name, value in said.items() if value]:
        raise DataError(f"{why}: it takes no {', '.join(given)}")


def _aimed(model: str, objective: str | None) -> str:
    """The target of a model that decides for an objective."""
    from fcbench import models
    from fcbench.schema import DataError
    from fcbench.text import nearest

    if objective is None:
        return model
    deciding = [name for name in models.names() if models.arguments(name)]
    if model not in deciding:
        ways = " and ".join(deciding)
        raise DataError(f"model {model!r} takes no --objective; {ways} do, and one that was kept has its own")
    if objective not in (known := models.arguments(model)):
        raise DataError(f"no objective {objective!r}{nearest(objective, known)}")
    return f"{model}:{objective}"


def _model_options(label_map: str | None, premise: str, *, trust: bool, probe: bool) -> Any:
    from fcbench.estimators import Options
    from fcbench.labels import label_map as read
    from fcbench.schema import DataError

    if premise not in ("evidence", "claim"):
        raise DataError(f"premise: saw {premise!r}; allowed: evidence, claim")
    first: Any = premise
    return Options(label_map=read(label_map), premise=first, trust_remote_code=trust, probe=probe)
