"""The command line: each command parses, calls one function and prints.

Results go to stdout, talk to stderr. Exit codes: 0 good, 1 no, 2 cannot say (bad input), 3 inconclusive (`check`),
70 an error of ours, 130 stopped by Ctrl-C, 141 whoever read the output has gone.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

# Everything else is imported in the command that needs it: `fcbench --help` answers at once.
if TYPE_CHECKING:
    from rich.console import Console

    from fcbench.check import Gate
    from fcbench.downloads import Progress as Transfer
    from fcbench.evaluate import Outcome
    from fcbench.predict import Progress
    from fcbench.schema import Article, Record, Result, SourceFile

    Extracted = tuple[Article, list[Record]]

DATASET = Path("data")
REPORTS = Path("reports")
BASELINES = Path("baselines")
TABLE = "table"  # the one name of `fcbench import` that is no benchmark
WIDTH = 132  # columns where no terminal says how wide it is
NO = 1
BAD_INPUT = 2
INTERNAL = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells count
UNREAD = 141  # 128 + SIGPIPE
ISSUES = "https://github.com/fcbench/fcbench/issues"

app = typer.Typer(
    name="fcbench",
    help="""A fact-checking dataset and evaluation harness: who said it, on whose word, who denies it, and what is
    established.

    \b
    Start here:
      fcbench extract article.md              claims, chains and denials of one article
      fcbench build data/stories -o data      articles and annotations -> dataset
      fcbench eval tfidf data                 a model on the dataset, with a report
      fcbench import fnc-1 -o build/fnc-1     a public benchmark, downloaded and checked
    """,
    epilog="""\b
    Exit codes:
      0    good
      1    no: a problem, a broken promise, a figure that does not come out, a regression
      2    the input cannot be used
      3    of check: inconclusive, the data cannot tell
      70   an error of fcbench itself: please report it
      130  stopped by Ctrl-C
      141  whoever read the output has gone, as in fcbench list | head -1

    `fcbench COMMAND --help` gives examples.""",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Runs the command line; bad input is told in a few lines and exits with 2."""
    _keep_printing()
    try:
        app()
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # typer and rich both make it a 1, which is a "no"
            sys.exit(UNREAD)
        raise
    except Exception as error:
        from fcbench.schema import DataError

        if not isinstance(error, DataError | OSError):
            _broken(error)
        typer.echo(f"error: {error}", err=True)
        sys.exit(BAD_INPUT)


def _keep_printing() -> None:
    """What a terminal's encoding does not have is printed as `?`, and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a caller may have put something else there
            stream.reconfigure(errors="replace")


def _broken(error: Exception) -> NoReturn:
    """Shows where fcbench itself went wrong, for a report, and exits with a code of its own."""
    import traceback

    traceback.print_exception(error)
    _talk(f"internal error: {type(error).__name__}; please report it, with the lines above: {ISSUES}")
    sys.exit(INTERNAL)


def _version(wanted: bool) -> None:
    if wanted:
        from fcbench import __version__

        typer.echo(f"fcbench {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and exit.")
    ] = False,
) -> None: ...


@app.command()
def extract(
    articles: Annotated[list[Path], typer.Argument(metavar="ARTICLE...", help="Markdown, text, HTML or JSON Lines.")],
    extractor: Annotated[str, typer.Option(help="See `fcbench list extractors`.")] = "rules",
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page: the articles marked, the claims beside."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Where the headline says more than the body; exits with 1 if anywhere.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON Lines, for a program.")] = False,
) -> None:
    """Find claims: who says them, on whose word, who denies.

    \b
    Examples:
      fcbench extract article.md
      fcbench extract article.md --html article.html
      fcbench extract article.md --check
      fcbench extract page.html --json > records.jsonl
    """
    from fcbench import extract as extractors
    from fcbench.articles import read_articles
    from fcbench.schema import DataError

    if html is not None and (check or as_json):
        raise DataError("--html goes with neither --check nor --json: a page shows records and findings alike")
    chosen = extractors.load(extractor)
    read = _foreign((article, chosen.extract(article)) for path in articles for article in read_articles(path))
    with _accounted(chosen):
        if html is not None:
            _page(html, articles, read)
        elif check:
            _check(read, as_json=as_json)
        else:
            _records(read, as_json=as_json)


def _foreign(read: Iterator[Extracted]) -> Iterator[Extracted]:
    """The same; says on stderr where nothing was found in a text that does not look English."""
    from fcbench.articles import looks_english
    from fcbench.report.statements import shown

    for article, records in read:
        if not records and not looks_english(article.text or ""):
            _talk(f"{shown(article.id)}: no claim found; extraction reads English only")
        yield article, records


@contextmanager
def _accounted(asked: object) -> Iterator[None]:
    """Says on stderr, at the end, what it has cost where something keeps an account of what a server answers."""
    try:
        yield
    finally:
        account = getattr(asked, "account", None)
        if account is not None:
            _talk(account.line())


def _records(read: Iterator[Extracted], *, as_json: bool) -> None:
    from fcbench.report.tree import tree

    for article, records in read:
        if as_json:
            for record in records:
                _data(record.model_dump_json())
        else:
            _stdout().print(tree(article, records))


def _page(out: Path, articles: list[Path], read: Iterator[Extracted]) -> None:
    from fcbench import files
    from fcbench.report.page import page
    from fcbench.schema import DataError

    if out.resolve() in [path.resolve() for path in articles]:
        raise DataError(f"{out}: an article would be written over; name another file for the page")
    text = page(read)
    if out == files.STDIN:  # a dash is a standard stream
        _data(text, end="")
    else:
        files.write_text(out, text)
        _talk(f"page: {out}")


def _check(read: Iterator[Extracted], *, as_json: bool) -> None:
    from fcbench.fidelity import problems
    from fcbench.report.statements import shown

    count = 0
    for article, records in read:
        for problem in problems(article, records):
            if as_json:
                _data(problem.model_dump_json())
            else:
                typer.echo(shown(f"{article.id}: {problem.line()}"))
            count += 1
    if count:
        raise typer.Exit(NO)


@app.command()
def build(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A folder of stories (with records.yaml) or of bare articles.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The dataset folder to write.")],
    extractor: Annotated[str, typer.Option(help="For articles without annotations.")] = "rules",
) -> None:
    """Make a dataset folder of articles and annotations.

    load_dataset() reads it. Articles without annotations are given to the extractor.

    \b
    Examples:
      fcbench build data/stories -o data
      fcbench build my-articles -o build/mine
    """
    from fcbench.build import build as make

    make(source, out, extractor=extractor, progress=_talk)
    _contents(out)


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="See `fcbench list datasets`; or table, for your own.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The dataset folder to write.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="With table: CSV, TSV, JSON, JSON Lines or Parquet.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="The folder of its upstream files; else downloaded.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="With table: a YAML file, which column is what.")
    ] = None,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Put unreadable rows into rejects.jsonl.")] = False,
) -> None:
    """Make a dataset folder of a public benchmark, or of a table.

    A benchmark comes from its own files, its native labels kept; without --from the published ones are downloaded,
    checked, and kept in FCBENCH_CACHE (~/.cache/fcbench). A table comes with a mapping file: docs/importing.md shows
    one. A row that cannot be read is an error with file and line.

    \b
    Examples:
      fcbench import fnc-1 -o build/fnc-1
      fcbench import liar --from ~/liar -o build/liar --keep-going
      fcbench import table claims.csv --map claims.yaml -o build/claims
    """
    if name == TABLE:
        _import_table(file, mapping, source, out, keep_going=keep_going)
    else:
        _import_benchmark(name, source, out, alone=file is None and mapping is None, keep_going=keep_going)
    _contents(out)


def _import_table(file: Path | None, mapping: Path | None, source: Path | None, out: Path, *, keep_going: bool) -> None:
    from fcbench.importing import import_from
    from fcbench.schema import DataError
    from fcbench.table import read

    if file is None or mapping is None or source is not None:
        raise DataError("a table is imported as: fcbench import table FILE --map MAP -o DIR")
    import_from(read(file, mapping), file.parent, out, keep_going=keep_going, progress=_talk)


def _import_benchmark(name: str, source: Path | None, out: Path, *, alone: bool, keep_going: bool) -> None:
    from fcbench.importing import import_benchmark, upstream_files
    from fcbench.schema import DataError

    if not alone:
        raise DataError("FILE and --map go with table: fcbench import table FILE --map MAP -o DIR")
    if source is None:
        with _stoppable("what was downloaded is"), _transfers() as progress:
            source = upstream_files(name, progress=progress, talk=_talk)
    import_benchmark(name, source, out, keep_going=keep_going, progress=_talk)


@app.command()
def validate(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A dataset folder, or records as JSON Lines.")],
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", metavar="FILE", help="The articles that the records point into.")
    ] = None,
) -> None:
    """Check schema, spans, references and rules of meaning.

    Every problem is told with its place. Exit code 1 where there is one.

    \b
    Examples:
      fcbench validate data
      fcbench extract page.html --json > records.jsonl
      fcbench validate records.jsonl --articles page.html
    """
    from fcbench.articles import read_articles
    from fcbench.dataset import problems
    from fcbench.schema import DataError

    if articles and path.is_dir():
        raise DataError(f"{path}: a dataset folder has articles of its own; --articles goes with a file of records")
    texts = [article for file in articles or [] for article in read_articles(file)]
    found = problems(path, texts)
    for problem in found:
        typer.echo(problem)
    if found:
        _talk(f"{len(found):,} problem{'s' if len(found) > 1 else ''} in {path}")
        raise typer.Exit(NO)
    unseen = "" if path.is_dir() or texts else "; no span was read again, for want of --articles"
    typer.echo(f"{path}: sound{unseen}")


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
    task: Annotated[str | None, typer.Option(help="stance or verdict; else the first that the dataset has.")] = None,
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
            metavar="NAME=LABEL,...", help="What the model's own labels mean: LABEL_0=supports,LABEL_1=refutes."
        ),
    ] = None,
    objective: Annotated[
        str | None, typer.Option(help="With stance-cpu: what labels are decided for, balanced, accuracy or fnc.")
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

        _stdout().print(table(outcome.result))


@app.command()
def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="extractor, or a model such as tfidf.")],
    dataset: Annotated[Path | None, typer.Argument(metavar="DATASET", help="A dataset folder.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="MODEL", help="The folder to write.")] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The same as DATASET.")] = None,
    split: Annotated[str, typer.Option(help="What to learn from.")] = "train",
    task: Annotated[str | None, typer.Option(help="Of a model: stance or verdict; else the dataset's first.")] = None,
    labels: Annotated[str, typer.Option(help="Of a model: native, or common for fcbench's scale.")] = "native",
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="Of an extractor: fine-tune this encoder, a folder or a Hub id, ID@REVISION."
        ),
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
      fcbench train extractor --data build/polnear -o build/tagger
      fcbench eval extractor:tagger:build/tagger build/polnear --split validation
      fcbench train extractor --data build/polnear --encoder ./minilm -o build/encoder
    """
    from fcbench.schema import DataError

    folder = data or dataset or DATASET
    if out is None:
        raise DataError("where to? name the folder of the model: -o MODEL")
    if name == "extractor":
        if task is not None or labels != "native":
            raise DataError("an extractor learns attributions: it takes neither --task nor --labels")
        _train_extractor(folder, out, split=split, encoder=encoder, seed=seed)
    else:
        if encoder is not None or seed:
            raise DataError(f"--encoder and --seed go with extractor; saw {name!r}")
        _train_model(name, folder, out, {"task": task, "split": split, "scale": labels})


def _train_extractor(folder: Path, out: Path, *, split: str, encoder: str | None, seed: int) -> None:
    from fcbench.dataset import Dataset
    from fcbench.train import train_extractor

    made = train_extractor(Dataset(folder), out, split=split, encoder=encoder, seed=seed, talk=_talk)
    _talk(f"trained: fcbench extract --extractor {made.name} ARTICLE")


def _train_model(name: str, folder: Path, out: Path, options: dict[str, Any]) -> None:
    from fcbench.dataset import Dataset
    from fcbench.predict import job_of
    from fcbench.train import train_model

    dataset = Dataset(folder)
    job = job_of(name, dataset.card, **options)
    train_model(dataset, job, out, talk=_talk)
    having = dataset.splits_of(job.task)
    split = "" if "test" in having else f" --split {having[-1]}"
    _talk(f"trained: fcbench eval {name}:{out} {folder}{split}")


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
        typer.Option(metavar="NAME=LABEL,...", help="What labels of the file mean: yes=supports,no=refutes."),
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
    runs = [saved.read(path) for path in _runs(results)]
    with _progress("compare") as progress:
        made = run(runs, level=level, seed=seed, progress=progress)
    if as_json:
        _data(made.model_dump_json(indent=2))
    else:
        _stdout().print(shown.console(made))
    if out is not None:
        files.write_json(out / "comparison.json", made.model_dump(mode="json"))
        files.write_text(out / shown.PICTURE, shown.picture(made))
        files.write_text(out / "comparison.md", shown.markdown(made))
        _talk(f"report: {out / 'comparison.md'}")


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
            _talk(f"recorded: {gate.update(against, saved.read(path), accept_lower=accept_lower, scores=scores or ())}")
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
            _data(one.model_dump_json())
    elif gates:
        _stdout().print(shown.console(gates))
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
            _talk(f"{path}: figures that do not come out: {len(found):,}")
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
        _data(made.model_dump_json(indent=2))
    else:
        _stdout().print(shown.console(made))
    if out is not None:
        files.write_json(out / "certificate.json", made.model_dump(mode="json"))
        files.write_text(out / "certificate.md", shown.markdown(made))
        _talk(f"report: {out / 'certificate.md'}")
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
    with _stoppable(), redirect_stdout(sys.stderr), _progress(model) as progress:
        done = run(data, model, task=job.task, split=split, seed=seed, out=out, progress=progress)
        place = shown.write(done)
    if as_json:
        _data(done.result.model_dump_json(indent=2))
    else:
        _stdout().print(shown.console(done.result))
    if done.result.silent:
        _talk(f"{done.result.silent:,} of {done.result.pedigree.n:,} examples have no usable answer: none is a flip")
    _talk(f"report: {place}")


@app.command()
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="result.json files, or folders of them.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write it there, not to stdout.")
    ] = None,
) -> None:
    """Set results side by side, in Markdown.

    A table for each dataset, task and split.

    \b
    Examples:
      fcbench report reports
      fcbench report reports/fnc-1/*/tfidf -o comparison.md
    """
    from fcbench import files
    from fcbench.evaluate import find_results
    from fcbench.report.markdown import leaderboard, refuse_stranger

    if out is not None:
        refuse_stranger(out)
    text = leaderboard([result for path in results for result in find_results(path)])
    if out is None:
        _data(text, end="")
    else:
        files.write_text(out, text)
        _talk(f"wrote {out}")


@app.command()
def bench(
    baselines: Annotated[
        Path, typer.Argument(metavar="BASELINES", help="A folder with a folder a baseline.")
    ] = BASELINES,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the reports go.")] = REPORTS,
) -> None:
    """Evaluate all baselines and write a leaderboard.

    Each baseline on every dataset that it names. A dataset that is not there is passed over, and said.

    \b
    Example:
      fcbench bench baselines -o reports
    """
    from fcbench.bench import bench as run
    from fcbench.report.console import overview

    with _stoppable():
        results = run(baselines, out, talk=_talk)
    _stdout().print(overview(results))
    _talk(f"reports in {out}")


@app.command("list")
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="models, datasets, metrics, submissions, extractors; else all."),
    ] = None,
) -> None:
    """List models, datasets, metrics, extractors.

    \b
    Example:
      fcbench list models
    """
    from fcbench.schema import DataError
    from fcbench.text import nearest

    kinds = {"models": "models", "datasets": "importers", "metrics": "metrics"}
    kinds |= {"submissions": "submissions", "extractors": "extract"}
    if kind is not None and kind not in kinds:
        raise DataError(f"no list of {kind!r}{nearest(kind, kinds)}")
    for title in kinds if kind is None else [kind]:
        if kind is None:
            typer.echo(f"{title}:")
        found, problems = _plugins(kinds[title])
        for name, line in found:
            typer.echo(f"{'  ' if kind is None else ''}{name:<18} {line}")
        for problem in problems:
            _talk(problem)


@app.command()
def schema(
    noun: Annotated[
        str, typer.Argument(metavar="[NOUN]", help="Record, Article, Prediction, Result, Card, Row or VerdictRow.")
    ] = "Record",
) -> None:
    """Print the JSON Schema of a noun.

    \b
    Example:
      fcbench schema Record > record.schema.json
    """
    import json

    from fcbench.schema import NOUNS, DataError, json_schema
    from fcbench.text import nearest

    if noun not in NOUNS:
        raise DataError(f"no noun {noun!r}{nearest(noun, NOUNS)}")
    _data(json.dumps(json_schema(noun), indent=2, ensure_ascii=False))


# What the commands share


def _runs(results: list[Path]) -> list[Path]:
    """The results without the blind baselines' answers, which a shell's `*` gives, too."""
    from fcbench.saved import CONTROLS

    return [path for path in results if path.name != CONTROLS]


def _evaluate(target: str, folder: Path, options: dict[str, Any], *, out: Path, as_json: bool) -> Outcome:
    from fcbench.dataset import Dataset
    from fcbench.evaluate import evaluate
    from fcbench.predict import job_of
    from fcbench.report.console import summary
    from fcbench.report.markdown import write

    dataset = Dataset(folder)
    job = job_of(target, dataset.card, **options)
    with _stoppable(), redirect_stdout(sys.stderr), _progress(target) as progress:
        outcome = evaluate(dataset, job, out=out, progress=progress)
        place = write(outcome.result, outcome.folder)
    if as_json:
        _data(outcome.result.model_dump_json(indent=2))
    else:
        _stdout().print(summary(outcome.result))
    _warn(outcome.result, shown=not as_json)
    if outcome.replaced:
        _talk(f"replaced: a run with another {', '.join(outcome.replaced)} stood here; -o DIR keeps both")
    if "requests" in outcome.timings:
        spent = outcome.timings
        tokens = f"{spent['prompt_tokens']:,} tokens in, {spent['completion_tokens']:,} out"
        _talk(f"{spent['requests']:,} requests, {spent['cached']:,} answers from the cache; {tokens}")
    _talk(f"report: {place}")
    return outcome


def _warn(result: Result, *, shown: bool) -> None:
    """Says on stderr what a table of scores does not show, and what it does where no table is shown."""
    from fcbench.report.figures import claim_only, left_out

    if result.silent:
        errors = f", {result.errors:,} of them since the model raised" if result.errors else ""
        _talk(f"{result.silent:,} of {result.n:,} rows have no usable answer and count as wrong{errors}")
    if result.trained_on:
        _talk(f"{result.trained_on:,} of {result.n:,} rows share their {result.cluster_by} with the training split")
    for line in () if shown else (*left_out(result), *claim_only(result)):
        _talk(line)


def _refuse_options(why: str, said: dict[str, object]) -> None:
    """Raises DataError for options that were given and mean nothing here: nothing is passed over in silence."""
    from fcbench.schema import DataError

    if given := [name for name, value in said.items() if value]:
        raise DataError(f"{why}: it takes no {', '.join(given)}")


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
    with redirect_stdout(sys.stderr), _progress(f"extractor:{name}") as progress:
        done = evaluate_extractor(Dataset(folder), name, out=out, progress=progress, **sampling)
    place = write(done.result, done.folder)
    if as_json:
        _data(done.result.model_dump_json(indent=2))
    else:
        _stdout().print(summary(done.result))
    _talk(f"report: {place}")


@contextmanager
def _stoppable(kept: str = "the answers so far are") -> Iterator[None]:
    """Ctrl-C says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        _talk(f"\nstopped; {kept} kept, and the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """A bar on stderr, on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(number, completed=done, total=total)


@contextmanager
def _transfers() -> Iterator[Transfer]:
    """A bar a file on stderr, on a terminal; elsewhere a line a file."""
    begun: dict[str, Any] = {}
    if not sys.stderr.isatty():

        def line(file: SourceFile, done: int) -> None:
            if file.name not in begun:
                size = "" if file.size is None else f", {file.size:,} bytes"
                _talk(f"downloading {file.name}{size}{f', from byte {done:,} on' if done else ''}")
                begun[file.name] = True

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def draw(file: SourceFile, done: int) -> None:
            if file.name not in begun:
                begun[file.name] = bar.add_task(file.name, total=file.size)
            bar.update(begun[file.name], completed=done)

        yield draw


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
        _data(result.model_dump_json(indent=2))
    else:
        _stdout().print(table(result))
    _talk(f"report: {write(result, out)}")
    if answers := write_answers(result, path, dataset, out):
        _talk(f"its rows, to set beside others: fcbench score {answers} {folder} --split {split}")
    if refused := result.refused():
        raise DataError(f"{path}: no strict score: {refused}")


def _stdout() -> Console:
    from rich.console import Console

    return Console(emoji=False, width=None if sys.stdout.isatty() else WIDTH)


def _data(text: str, *, end: str = "\n") -> None:
    """Prints what is read by a program or kept as a file, in UTF-8 whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(text + end, nl=False)


def _talk(line: str) -> None:
    typer.echo(line, err=True)


def _contents(folder: Path) -> None:
    from fcbench.dataset import Dataset
    from fcbench.report.console import contents

    dataset = Dataset(folder)
    _stdout().print(contents(dataset.card, dataset.counts()))
    _talk(f"dataset: {folder}")


def _plugins(package: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The plug-ins with a line on each, and what is wrong with those of other packages."""
    import importlib

    front: Any = importlib.import_module(f"fcbench.{package}")
    found = [(name, front.summary(name)) for name in front.names()]
    return found, front.problems() if hasattr(front, "problems") else []


def _aimed(model: str, objective: str | None) -> str:
    """The target of a model that decides for an objective."""
    from fcbench.schema import DataError

    if objective is None:
        return model
    if model != "stance-cpu":
        raise DataError(f"model {model!r} takes no --objective; stance-cpu does")
    return f"{model}:{objective}"


def _model_options(label_map: str | None, premise: str, *, trust: bool, probe: bool) -> Any:
    from fcbench.estimators import Options
    from fcbench.labels import label_map as read
    from fcbench.schema import DataError

    if premise not in ("evidence", "claim"):
        raise DataError(f"premise: saw {premise!r}; allowed: evidence, claim")
    first: Any = premise
    return Options(label_map=read(label_map), premise=first, trust_remote_code=trust, probe=probe)
