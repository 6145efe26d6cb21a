"""The command line: what a user types, sees, and gets as an exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fcbench import cli, files
from fcbench.build import build
from fcbench.cli.shared import app
from fcbench.dataset import Dataset, Part, save
from fcbench.schema import Record

HEAVY = ("datasets", "pandas", "sklearn", "scipy", "numpy", "pyarrow", "torch", "trafilatura", "rich", "pydantic")

ARTICLE = """# Mayor denies closing the pool

By Ada Lind

3 May 2021

The mayor of Orvik on Monday denied a report that the town would close its pool in June.

"The pool stays open," Mayor Lise Arn said.
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("data") / "fcbench"
    build(root / "data" / "stories", folder)
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: exit code, stdout, stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fcbench", *map(str, words)])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_help_imports_no_heavy_library() -> None:
    code = f"""
import sys
sys.argv = ["fcbench", "--help"]
from fcbench.cli import main
try:
    main()
except SystemExit:
    pass
print("HEAVY", [name for name in {HEAVY!r} if name in sys.modules])
"""
    assert python(code).splitlines()[-1] == "HEAVY []"


def test_the_help_lists_commands_in_the_order_of_work(run: Callable[..., tuple[int, str, str]]) -> None:
    _, out, _ = run("--help")
    listed = re.findall(r"^  ([a-z]+) {2,}\S", out.partition("Commands:")[2], re.MULTILINE)
    assert " ".join(listed) == (
        "extract build import validate eval train score compare check verify audit flips report bench list schema"
    )


def test_every_command_has_a_help_text_with_an_example(run: Callable[..., tuple[int, str, str]]) -> None:
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        code, out, _ = run(name, "--help")
        assert code == 0
        assert f"    fcbench {name}" in out, f"no example in {name} --help"


def test_extract_prints_a_tree(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    code, out, _ = run("extract", tmp_path / "pool.md")
    assert code == 0
    assert "Mayor denies closing the pool" in out
    assert "refutes (deny)" in out
    assert "insufficient" in out


def test_extracted_records_read_back_and_their_spans_are_exact(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    code, out, _ = run("extract", tmp_path / "pool.md", "--json")
    records = [Record.model_validate_json(line) for line in out.splitlines()]
    assert code == 0
    assert records
    for record in records:
        assert all(ARTICLE[span.start : span.end] == span.exact for span in record.claim.mentions)
    (tmp_path / "records.jsonl").write_text(out, "utf-8")
    assert run("validate", tmp_path / "records.jsonl", "--articles", tmp_path / "pool.md")[0] == 0


def test_validate_names_a_span_that_is_not_what_it_says(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    _, out, _ = run("extract", tmp_path / "pool.md", "--json")
    (tmp_path / "records.jsonl").write_text(out, "utf-8")
    (tmp_path / "pool.md").write_text("X" + ARTICLE, "utf-8")
    code, out, _ = run("validate", tmp_path / "records.jsonl", "--articles", tmp_path / "pool.md")
    assert code == 1
    assert "records.jsonl:1: record" in out


def test_a_built_dataset_is_sound(run: Callable[..., tuple[int, str, str]], data: Path) -> None:
    code, out, _ = run("validate", data)
    assert (code, out) == (0, f"{data}: sound\n")


def test_eval_prints_scores_and_writes_a_report(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    code, out, err = run("eval", "majority", data, "--task", "verdict", "-o", tmp_path)
    assert code == 0
    assert "macro-F1" in out
    assert f"report: {tmp_path / 'fcbench' / 'verdict-test' / 'majority' / 'report.md'}" in err


def test_eval_prints_a_result_as_json(run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path) -> None:
    code, out, _ = run("eval", "majority", data, "--json", "-o", tmp_path)
    assert code == 0
    assert json.loads(out)["pedigree"]["model"] == "majority"


def test_a_model_is_named_as_it_was_typed(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "car.py").write_text("def f(examples): return ['supports'] * len(examples)\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _, out, _ = run("eval", "python:car:f", data, "-o", tmp_path / "out")
    assert out.splitlines()[1].split()[1] == "python:car:f"  # and not a picture of a car


def test_eval_says_when_it_replaces_another_run(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "replacing.py").write_text("def f(examples): return ['supports'] * len(examples)\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    words = ("eval", "python:replacing:f", data, "-o", tmp_path / "out")
    assert "replaced" not in run(*words)[2] + run(*words)[2] + run(*words, "--seed", "5")[2]
    told = "replaced: a run with another revision stood here; -o DIR keeps both"
    assert told in run(*words, "--label-map", "yes=supports")[2]


def test_score_takes_a_file_of_answers(run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path) -> None:
    run("eval", "majority", data, "--task", "verdict", "-o", tmp_path)
    answers = tmp_path / "fcbench" / "verdict-test" / "majority" / "predictions.parquet"
    code, out, _ = run("score", answers, data, "--task", "verdict", "-o", tmp_path / "again", "--json")
    assert code == 0
    assert json.loads(out)["silent"] == 0


def test_score_matches_labels_and_takes_a_label_map(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    run("eval", "majority", data, "-o", tmp_path)
    kept = files.read_parquet(tmp_path / "fcbench" / "stance-test" / "majority" / "predictions.parquet").to_pylist()
    scores = []
    for name, words in {"supports": (), "SUPPORTED": (), "ja": ("--label-map", "ja=supports")}.items():
        answers = tmp_path / f"{name}.csv"
        answers.write_text("id,label\n" + "".join(f"{row['id']},{name}\n" for row in kept), "utf-8")
        code, out, _ = run("score", answers, data, *words, "-o", tmp_path / name, "--json")
        assert code == 0
        scores.append(json.loads(out)["scores"])
        assert run("score", answers, data, "-o", tmp_path / "none")[0] == (2 if words else 0)
    assert scores[0] == scores[1] == scores[2]


def test_report_sets_results_side_by_side(run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path) -> None:
    for model in ("majority", "overlap"):
        run("eval", model, data, "-o", tmp_path / "reports")
    code, out, _ = run("report", tmp_path / "reports")
    assert code == 0
    assert out.count("| majority") == out.count("| overlap") == 1


def test_list_names_models_without_importing_them(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("list")
    assert code == 0
    for name in ("models:", "tfidf", "fnc-1", "classification", "rules"):
        assert name in out


def test_list_tells_of_broken_plug_ins_of_other_packages(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "guest-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: guest\nVersion: 1.5\n", "utf-8")
    (info / "entry_points.txt").write_text("[fcbench.models]\nguest = guest_nowhere\ntfidf = other\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    code, out, err = run("list", "models")
    assert code == 0
    assert "guest              broken" in out
    assert "model 'guest' of guest 1.5 (guest_nowhere) is broken: ModuleNotFoundError" in err
    assert "model 'tfidf' is fcbench's own (fcbench.models.tfidf); not used: guest 1.5 (other)" in err


def test_a_model_is_trained_kept_and_evaluated(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    code, _, err = run("train", "claim-only", data, "-o", tmp_path / "kept", "--task", "verdict")
    assert code == 0
    assert f"trained: fcbench eval claim-only:{tmp_path / 'kept'} {data}" in err
    target = f"claim-only:{tmp_path / 'kept'}"
    code, out, _ = run("eval", target, data, "--task", "verdict", "--json", "-o", tmp_path / "reports")
    assert code == 0
    assert json.loads(out)["pedigree"]["training"].endswith(" train")


@pytest.mark.parametrize("scale", [(), ("--labels", "common")])
def test_the_line_after_training_works_as_it_stands(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, scale: tuple[str, ...]
) -> None:
    _, _, err = run("train", "claim-only", data, "-o", tmp_path / "kept", "--task", "verdict", *scale)
    words = err.partition("trained: fcbench ")[2].splitlines()[0].split()
    code, out, _ = run(*words, "--json", "-o", tmp_path / "reports")
    pedigree = json.loads(out)["pedigree"]
    assert (code, pedigree["task"], pedigree["labels"] == "native") == (0, "verdict", not scale)


def test_the_line_after_training_names_a_folder_as_a_folder(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, _, err = run("train", "stance-cpu", data, "-o", "accuracy")
    assert "trained: fcbench eval stance-cpu:./accuracy " in err


def test_the_line_after_training_names_a_split_that_there_is(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    whole = Dataset(data)
    parts = {
        split: Part(tuple(whole.articles(split)), tuple(whole.records(split))) for split in ("train", "validation")
    }
    save(tmp_path / "cut", whole.card, parts)
    _, _, err = run("train", "claim-only", tmp_path / "cut", "-o", tmp_path / "kept", "--task", "verdict")
    assert f"trained: fcbench eval claim-only:{tmp_path / 'kept'} {tmp_path / 'cut'} --split validation" in err


def test_whoever_is_held_to_what_an_extractor_wrote_is_told_so(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    for number in range(3):
        (tmp_path / f"pool{number}.md").write_text(ARTICLE, "utf-8")
    assert run("build", tmp_path, "-o", tmp_path.parent / "made")[0] == 0
    for model in ("overlap", "extractor:rules"):
        code, out, _ = run("eval", model, tmp_path.parent / "made", "--split", "all", "-o", tmp_path / "reports")
        assert code == 0
        assert "the gold was written by the extractor 'rules', and nobody has checked it" in " ".join(out.split())


def test_schema_prints_json_schema(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("schema", "Record")
    assert code == 0
    assert json.loads(out)["additionalProperties"] is False


def test_bench_writes_a_leaderboard(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "baselines" / "majority").mkdir(parents=True)
    (tmp_path / "baselines" / "majority" / "baseline.yaml").write_text(
        f"model: majority\nwhy: the least\nruns:\n  - {{dataset: '{data}', tasks: [verdict]}}\n"
        "  - {dataset: nowhere, tasks: [stance]}\n",
        "utf-8",
    )
    code, out, err = run("bench", tmp_path / "baselines", "-o", tmp_path / "reports")
    assert code == 0
    assert "majority" in out
    assert "nowhere is not there, passed over" in err
    assert "| majority |" in files.read_text(tmp_path / "reports" / "README.md")


BAD = [
    (("eval", "tfdf", "DATA"), "did you mean 'tfidf'?"),
    (("eval", "tfidf", "nowhere"), "nowhere: no such dataset folder"),
    (("eval", "tfidf", "EMPTY"), "not a dataset folder"),
    (("extract", "EMPTY"), "a folder; fcbench build reads the articles of one"),
    (("report", "reports", "-o", "EMPTY/answers.csv"), "answers.csv is in the way and is no leaderboard"),
    (("eval", "tfidf", "DATA", "--split", "tset"), "no split 'tset'; did you mean 'test'?"),
    (("eval", "tfidf", "DATA", "--task", "stanse"), "no task 'stanse'; did you mean 'stance'?"),
    (("eval", "tfidf", "DATA", "--labels", "comon"), "no labels 'comon'; did you mean 'common'?"),
    (("eval", "stance-cpu", "DATA", "--objective", "fnd"), "no objective 'fnd'; did you mean 'fnc'?"),
    (
        ("train", "stance-cpu", "DATA", "-o", "EMPTY/kept", "--objective", "fnd"),
        "no objective 'fnd'; did you mean 'fnc'",
    ),
    (
        ("train", "tfidf", "DATA", "-o", "EMPTY/kept", "--objective", "fnc"),
        "takes no --objective; stance-cpu and stance-graph do",
    ),
    (("schema", "record"), "no noun 'record'; did you mean 'Record'?"),
    (("eval", "tfidf", "DATA", "--task", "stanc"), "no task 'stanc'"),
    (("eval", "tfidf", "DATA", "--limit", "0"), "at least 1 is needed"),
    (("eval", "extractor:rules", "DATA", "--limit", "0"), "limit 0: at least 1 is needed"),
    (("eval", "extractor:rules", "DATA", "--labels", "common"), "an extractor chooses no labels: it takes no --labels"),
    (("eval", "extractor:rules", "DATA", "--sensitivity", "--label-map", "a=b"), "no --sensitivity, --label-map"),
    (("eval", "extractor:rules", "DATA", "--objective", "fnc", "--no-probe"), "no --objective, --no-probe"),
    (("eval", "extractor:rules", "DATA", "--premise", "claim"), "no --premise"),
    (("eval", "extractor:rules", "DATA", "--trust-remote-code"), "no --trust-remote-code"),
    (("eval", "python:nomodule:predict", "DATA"), "no module 'nomodule'"),
    (("eval", "sklearn:model.pkl", "DATA"), "a pickle runs code when it is opened"),
    (("eval", "tfidf:nowhere", "DATA"), "nowhere: no such folder; fcbench train tfidf"),
    (("eval", "hf:nobody/nothing", "DATA"), "hf:nobody/nothing: no model can be loaded"),
    (("eval", "tfidf", "DATA", "--label-map", "a=supports"), "model 'tfidf' takes no --label-map"),
    (("eval", "python:m:f", "DATA", "--label-map", "a"), "label map: saw 'a'"),
    (("eval", "hf:m", "DATA", "--premise", "both"), "premise: saw 'both'; allowed: evidence, claim"),
    (("train", "tfdif", "DATA", "-o", "EMPTY/kept"), "did you mean 'tfidf'?"),
    (("train", "tfidf", "DATA"), "where to?"),
    (("train", "tfidf", "DATA", "-o", "EMPTY"), "it is there already"),
    (("train", "tfidf", "DATA", "-o", "EMPTY/kept", "--encoder", "x"), "--encoder and --seed go with extractor"),
    (("train", "extractor", "DATA", "-o", "EMPTY/kept", "--task", "stance"), "it takes no --task"),
    (("score", "nowhere.csv", "DATA"), "nowhere.csv: no such file"),
    (("score", "EMPTY/answers.csv", "DATA"), "'supportz'"),
    (("extract", "nowhere.md"), "nowhere.md: no such file"),
    (("extract", "EMPTY/answers.csv"), "no reader for .csv"),
    (("extract", "DATA", "--extractor", "rule"), "no extractor 'rule'"),
    (("build", "EMPTY", "-o", "EMPTY/out"), "found"),
    (("import", "fnc1", "--from", "EMPTY", "-o", "EMPTY/out"), "did you mean 'fnc-1'?"),
    (("import", "fnc-1", "--from", "EMPTY", "-o", "EMPTY/out"), "no such file"),
    (("report", "EMPTY"), "no result.json"),
    (("bench", "EMPTY"), "no baseline found"),
    (("validate", "DATA", "--articles", "EMPTY/answers.csv"), "a dataset folder has articles of its own"),
    (("audit", "DATA", "-o", "EMPTY/answers.csv"), "answers.csv: a file, so that"),
    (("eval", "majority", "DATA", "-o", "EMPTY/answers.csv"), "answers.csv: a file, so that"),
    (("train", "tfidf", "DATA", "-o", "/proc/zz"), "/proc/zz: cannot be written"),
    (("train", "extractor", "DATA", "-o", "/proc/zz"), "/proc/zz: cannot be written"),
    (("compare", "nowhere", "DATA", "-o", "EMPTY/answers.csv"), "answers.csv: a file, so that"),
    (("flips", "python:nomodule:predict", "DATA", "-o", "EMPTY/answers.csv"), "answers.csv: a file, so that"),
    (("eval", "extractor:nobody", "DATA", "-o", "EMPTY/answers.csv"), "answers.csv: a file, so that"),
    (("schema", "Recrod"), "no noun 'Recrod'"),
    (("list", "model"), "did you mean 'models'?"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_told_in_a_few_lines_with_exit_code_2(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    (tmp_path / "answers.csv").write_text("id,label\na,supportz\n", "utf-8")
    places = [word.replace("DATA", str(data)).replace("EMPTY", str(tmp_path)) for word in words]
    if words[0] in ("eval", "score") and "-o" not in words:
        places += ["-o", str(tmp_path / "reports")]
    code, out, err = run(*places)
    assert code == 2
    assert message in err
    assert len(err.splitlines()) <= 3
    assert "Traceback" not in err + out
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"], "something was left half-written"


def test_a_dash_is_a_standard_stream(tmp_path: Path, data: Path) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    fcbench = [sys.executable, "-m", "fcbench"]
    records = subprocess.run(
        [*fcbench, "extract", "-", "--json"], input=ARTICLE, capture_output=True, text=True, check=True
    )
    assert records.stdout
    sound = subprocess.run(
        [*fcbench, "validate", "-"], input=records.stdout, capture_output=True, text=True, check=True
    )
    assert sound.stdout == "-: sound; no span was read again, for want of --articles\n"


@pytest.mark.parametrize("command", ["validate", "extract"])
def test_a_file_without_a_line_is_an_error(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, command: str
) -> None:
    files.write_text(tmp_path / "a.jsonl", "")
    code, out, err = run(command, tmp_path / "a.jsonl")
    assert (code, out) == (2, "")
    assert re.search(r"a\.jsonl: (?:no record in it|the file is empty)", err)


def test_a_text_in_another_language_is_told(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    files.write_text(tmp_path / "bad.md", "# Bad\n\nDer Bürgermeister hat bestritten, dass das Bad schließt.\n")
    files.write_text(tmp_path / "pool.md", "# The pool\n\nIt was the end of a day for the town and for the pool.\n")
    assert run("extract", tmp_path / "bad.md")[2] == "bad: no claim found; extraction reads English only\n"
    assert run("extract", tmp_path / "pool.md")[2] == ""


def test_a_leaderboard_is_never_written_over_somebodys_results(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    files.write_text(tmp_path / "out" / "README.md", "# Results\n\nMine.\n")
    spec = f"model: majority\nwhy: x\nruns:\n  - {{dataset: '{data}', tasks: [verdict]}}\n"
    files.write_text(tmp_path / "baselines" / "m" / "baseline.yaml", spec)
    code, _, err = run("bench", tmp_path / "baselines", "-o", tmp_path / "out")
    assert (code, "README.md is in the way and is no leaderboard" in err) == (2, True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["README.md"]


@pytest.mark.parametrize("config", ["records", "stance", "verdict", "articles"])
def test_validate_sees_a_broken_file_of_any_config(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path, config: str
) -> None:
    shutil.copytree(data, tmp_path / "data")
    broken = tmp_path / "data" / config / "test.parquet"
    broken.write_bytes(broken.read_bytes()[:1000])
    code, out, _ = run("validate", tmp_path / "data")
    assert (code, out) == (1, f"{broken}: not the file that the card was written with; build the dataset again\n")


# `fcbench extract`: the page and the check


def test_extract_writes_a_page_that_names_its_place(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    page = tmp_path / "new" / "pool.html"
    code, out, err = run("extract", tmp_path / "pool.md", "--html", page)
    assert (code, out, err) == (0, "", f"page: {page}\n")
    first = page.read_bytes()
    assert b"Mayor denies closing the pool" in first
    run("extract", tmp_path / "pool.md", "--html", page)
    assert page.read_bytes() == first
    code, out, _ = run("extract", tmp_path / "pool.md", "--html", "-")
    assert (code, out) == (0, first.decode())


def test_a_page_is_written_whole_or_not_at_all(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    code, _, err = run("extract", tmp_path / "pool.md", tmp_path / "none.md", "--html", tmp_path / "page.html")
    assert code == 2
    assert "none.md: no such file" in err
    assert [path.name for path in tmp_path.iterdir()] == ["pool.md"]


def test_a_page_is_never_written_over_an_article(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "pool.html").write_text("<p>The mayor said no.</p>", "utf-8")
    code, _, err = run("extract", tmp_path / "pool.html", "--html", tmp_path / "pool.html")
    assert code == 2
    assert "an article would be written over" in err
    assert (tmp_path / "pool.html").read_text("utf-8") == "<p>The mayor said no.</p>"


BURNED = "# Fire destroyed cabins at \x1b[31mLorne\n\nThe fire may have destroyed the cabins at \x1b[31mLorne.\n"


def test_check_tells_each_infidelity_on_a_line_and_exits_with_1(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "fire.md").write_text(BURNED, "utf-8")
    code, out, _ = run("extract", "--check", tmp_path / "fire.md")
    assert code == 1
    assert out == (
        "fire: hedge [headline 7:16, body 48:66]: "
        "the headline says “destroyed” flatly; the body says “may have destroyed”\n"
    )


def test_check_prints_json_lines_and_no_control_characters(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "fire.md").write_text(BURNED, "utf-8")
    code, out, _ = run("extract", "--check", "--json", tmp_path / "fire.md")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert (row["article_id"], row["kind"]) == ("fire", "hedge")
    assert BURNED[row["body"]["start"] : row["body"]["end"]] == "may have destroyed"
    assert "\x1b" not in out


def test_check_says_so_and_exits_with_0_where_all_is_faithful(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    assert run("extract", "--check", tmp_path / "pool.md") == (0, "", "1 article: nothing found\n")


@pytest.mark.parametrize("option", ["--check", "--json"])
def test_a_page_goes_with_no_other_form(run: Callable[..., tuple[int, str, str]], tmp_path: Path, option: str) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    code, _, err = run("extract", tmp_path / "pool.md", "--html", tmp_path / "page.html", option)
    assert code == 2
    assert "--html goes with neither --check nor --json" in err


def test_the_reading_guide_shows_what_is_printed(root: Path) -> None:
    guide = (root / "docs" / "reading-articles.md").read_text("utf-8")
    commands = re.findall(r"^ {4}\$ (fcbench extract [^\n]*)\n((?: {4}(?!\$)[^\n]*\n)+)", guide, re.MULTILINE)
    assert len(commands) == 2
    for command, shown in commands:
        printed = subprocess.run(
            [sys.executable, "-m", *command.split()], capture_output=True, text=True, check=False, cwd=root
        ).stdout.splitlines()
        expected = [line[4:].rstrip() for line in shown.splitlines() if line.strip() != "…"]
        assert [line.rstrip() for line in printed[: len(expected)]] == expected


def test_an_audit_of_our_stories_keeps_its_promises_and_writes_a_certificate(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    code, out, err = run("audit", data, "--no-models", "-o", tmp_path / "one")
    assert (code, err) == (0, f"report: {tmp_path / 'one' / 'certificate.md'}\n")
    assert "promise kept, articles" in out
    code, out, _ = run("audit", data, "--no-models", "--json", "-o", tmp_path / "two")
    assert code == 0
    assert json.loads(out) == files.read_json(tmp_path / "one" / "certificate.json")
    for name in ("certificate.json", "certificate.md"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_audit_exits_with_1_where_a_promise_is_broken(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    shutil.copytree(data, tmp_path / "data")
    card = tmp_path / "data" / "README.md"
    text = card.read_text("utf-8")
    assert "  promises:\n  - article\n" in text
    card.write_text(text.replace("  promises:\n  - article\n", "  promises:\n  - time\n"), "utf-8")
    code, out, _ = run("audit", tmp_path / "data", "--no-models")
    assert code == 1
    assert "promise broken, claims older than the earlier split's end" in out


def test_an_audit_of_no_dataset_exits_with_2(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, err = run("audit", tmp_path / "none")
    assert (code, out) == (2, "")
    assert "no such dataset folder" in err


def test_a_shells_star_over_the_runs_of_a_split_is_compared(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    for model in ("majority", "overlap"):
        run("eval", model, data, "-o", tmp_path)
    places = sorted((tmp_path / "fcbench" / "stance-test").iterdir())
    assert "controls.parquet" in [path.name for path in places]
    code, out, err = run("compare", *places)
    assert (code, err) == (0, "")
    assert "overlap" in out
    assert run("verify", "--data", data, *places)[0] == 0
    (tmp_path / "fcbench" / "stance-test" / "half").mkdir()
    code, _, err = run("compare", *places, tmp_path / "fcbench" / "stance-test" / "half")
    assert code == 2
    assert "half: no result.json in it" in err


def test_a_report_names_the_folders_of_runs_that_are_alike_and_a_folder_that_is_named_twice_once(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    for name in "ab":
        run("eval", "overlap", data, "-o", tmp_path / name)
    code, out, _ = run("report", tmp_path / "a", tmp_path / "b", tmp_path)
    place = Path("fcbench") / "stance-test" / "overlap"
    titles = re.findall(r"^\| (overlap.*?) \|", out, re.MULTILINE)
    assert (code, titles) == (0, [f"overlap (in {tmp_path / name / place})" for name in "ab"])


NOISY = """print("loading")
def answer(examples):
    print("thinking")
    return [None if number else "supports" for number, _ in enumerate(examples)]
"""


@pytest.mark.parametrize("command", ["eval", "flips"])
def test_what_a_model_prints_does_not_stand_before_the_json(
    data: Path, tmp_path: Path, command: str, root: Path
) -> None:
    (tmp_path / "noisy.py").write_text(NOISY, "utf-8")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(tmp_path)])}
    words = [command, "python:noisy:answer", str(data), "--task", "stance", "--json", "-o", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "fcbench", *words], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pedigree"]["model"] == "python:noisy:answer"
    assert "loading" in done.stderr
    assert "thinking" in done.stderr


def test_a_model_that_is_not_above_claim_only_is_told_so_once(
    run: Callable[..., tuple[int, str, str]], data: Path, tmp_path: Path
) -> None:
    first = Dataset(data).labelled("stance", "test").examples[0].id
    (tmp_path / "answers.csv").write_text(f"id,label\n{first},supports\n", "utf-8")  # and silence on every other row
    told = "is below claim-only"
    _, out, err = run("score", tmp_path / "answers.csv", data, "-o", tmp_path / "out")
    assert (out.count(told), err.count(told)) == (1, 0)
    _, out, err = run("score", tmp_path / "answers.csv", data, "-o", tmp_path / "out", "--json")
    assert (out.count(told), err.count(told)) == (0, 1)


# Exit codes and encodings


def test_an_unforeseen_exception_is_shown_and_has_an_exit_code_of_its_own(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr("fcbench.dataset.problems", broken)
    code, out, err = run("validate", "anything")
    assert (code, out) == (70, "")
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("internal error: KeyError; please report it")


def test_the_help_names_every_exit_code(run: Callable[..., tuple[int, str, str]], root: Path) -> None:
    _, out, _ = run("--help")
    told = (root / "docs" / "gate.md").read_text("utf-8").partition("## Exit codes of all commands")[2]
    for code in (0, 1, 2, 3, 70, 130, 141):
        assert re.search(rf"^ +{code} +\S", out, re.MULTILINE)
        assert f"\n| {code} | " in told


@pytest.mark.parametrize("words", [("list",), ("report", "reports"), ("extract", "ARTICLE")])
def test_a_reader_that_goes_away_is_met_quietly(root: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE, "utf-8")
    places = [word.replace("ARTICLE", str(tmp_path / "pool.md")) for word in words]
    fcbench = [sys.executable, "-m", "fcbench", *places]
    with subprocess.Popen(fcbench, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_is_not_utf_8_stops_nothing(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "pool.md").write_text(ARTICLE.replace("Orvik", "Örvik → Łódź"), "utf-8")
    env = {**os.environ, "PYTHONIOENCODING": encoding}

    def printed(*words: str) -> bytes:
        fcbench = [sys.executable, "-m", "fcbench", "extract", str(tmp_path / "pool.md"), *words]
        done = subprocess.run(fcbench, capture_output=True, check=False, env=env)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    assert b"Mayor denies closing the pool" in printed()
    assert "Örvik → Łódź" in printed("--json").decode("utf-8")
    assert "Örvik → Łódź" in printed("--html", "-").decode("utf-8")
