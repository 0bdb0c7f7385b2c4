"""Accuracy on the corpus's gold standard does not fall; measure with: python -m benchmarks.accuracy"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy import Result, corpus_result, main, measure, numbers, read_folder, read_predictions, table
from benchmarks.gold import GOLD, ROOT, documents, statements
from benchmarks.scoring import Gold, Label, calibration_error, equal_width
from quotetrack.types import Span


@pytest.fixture(scope="module")
def result(reader: Any) -> Result:
    return corpus_result(reader)


# the corpus


def test_every_article_has_gold_and_every_gold_statement_stands_in_its_article() -> None:
    articles = documents()
    assert {f"{name}.json" for name in articles} == {path.name for path in GOLD.iterdir()}
    assert len(articles) >= 24
    for name, document in articles.items():
        assert statements(document, GOLD / f"{name}.json"), name


def test_the_corpus_is_what_it_promises() -> None:
    articles = documents().values()
    assert len({d.publisher for d in articles}) >= 5
    assert all(d.title and d.published for d in articles)
    dates = sorted(d.published for d in articles)
    assert (dates[0], dates[-1]) == ("2026-06-02", "2026-08-14")
    assert {path.suffix for path in (ROOT / "corpus").iterdir()} == {".txt", ".md", ".html"}


FLOORS = {
    "content": 84.8,
    "attribution": 83.5,
    "source_spans": 86.0,
    "cue_spans": 74.0,
    "content_spans": 82.0,
}


@pytest.mark.parametrize("measure", FLOORS)
def test_floor_of_f1(result: Result, measure: str) -> None:
    assert getattr(result.score, measure).f1 >= FLOORS[measure], table("corpus", result)


def test_floor_of_named_speakers(result: Result) -> None:
    assert numbers(result)["speaker"]["named_strict"] >= 80.0, table("corpus", result)


def test_floor_of_direct_attribution_recall(result: Result) -> None:
    assert numbers(result)["recall_by_type"]["direct"]["attribution"] >= 90.5, table("corpus", result)


def test_confidence_is_calibrated(result: Result) -> None:
    assert calibration_error(equal_width(result.judged)) <= 0.08, table("corpus", result)


# the command


TEXT = "“No,” Marta Quell said. The ferries will sail, according to a spokesman."
STANDOFF = """T1\tSource 6 17\tMarta Quell
T2\tCue 18 22\tsaid
T3\tContent 0 3;3 5\t“No ,”
E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1
T4\tCue 47 59\taccording to
T5\tContent 24 35\tThe ferries
T6\tContent 36 45\twill sail
E2\tAttribution:T4 Content:T5 Content2:T6 Cue:T4 source:T9
T7\tCue 18 22\tsaid
E3\tAttribution:T7 Cue:T7
"""
FOUND = [
    {"content": [[0, 5]], "source": [[6, 17]], "cue": [[18, 22]], "speaker": "Quell", "confidence": 0.9},
    {"content": [[24, 45]], "source": [[60, 71]], "cue": None, "speaker": None, "confidence": 0.4},
]
LABEL = {
    "doc": "ferry_1",
    "attribution": "E1",
    "speakers": ["Marta Quell"],
    "named": True,
    "resolution": "partial_name",
}


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    write(folder / "text" / "ferry_1.txt", TEXT)
    write(folder / "text" / "ferry.txt", "Nobody annotated this.")
    write(folder / "attributions" / "ferry_1_b.ann", "")
    write(folder / "attributions" / "ferry_1_a.ann", STANDOFF)
    write(folder / "speakers.jsonl", json.dumps(LABEL) + "\n\n")
    write(folder / "aliases.json", json.dumps({"ferry_1": {"Marta Quell": ["Quell"]}}))
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def predictions(path: Path, quotes: list[dict[str, Any]], doc: str = "ferry_1") -> Path:
    return write(path, json.dumps({"doc": doc, "quotes": quotes}) + "\n")


def test_reading_a_folder(gold_folder: Path) -> None:
    plain, annotated = read_folder(gold_folder)
    assert (plain.name, plain.gold) == ("ferry", None)
    assert (annotated.name, annotated.text) == ("ferry_1", TEXT)
    assert annotated.gold == (
        Gold(
            content=(Span(0, 3), Span(3, 5)),
            source=(Span(6, 17),),
            cue=(Span(18, 22),),
            label=Label(("Marta Quell",), True, ("Quell",), "partial_name"),
        ),
        Gold(content=(Span(24, 35), Span(36, 45)), cue=(Span(47, 59),)),
    )


def test_the_table(gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold_folder), "--predictions", str(predictions(tmp_path / "p.jsonl", FOUND))]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{gold_folder}: 1 documents, 2 gold attributions, 2 predicted\n\n")
    rows = {line[:16].strip(): line[16:].split() for line in printed.splitlines()}
    assert rows["content"] == ["100.0", "100.0", "100.0"]
    assert rows["attribution"] == ["50.0", "50.0", "50.0"]
    assert rows["cue spans"] == ["100.0", "50.0", "66.7"]
    assert rows["content spans"] == ["50.0", "33.3", "40.0"]
    assert rows["direct"] == ["1", "100.0", "100.0"]
    assert rows["indirect"] == ["1", "100.0", "0.0"]
    assert rows["named"] == rows["all"] == rows["named and paired"] == ["1", "0.0", "100.0"]
    assert rows["partial_name"] == ["1", "0.0", "100.0"]
    assert "expected calibration error 0.250 in 10 bins of equal width" in printed
    assert rows["0.400-0.400"] == ["1", "0.400", "0.000"]
    assert rows["0.4"] == ["50.0", "50.0", "50.0"]
    assert rows["0.9"] == ["100.0", "50.0", "66.7"]
    tables = [
        line for line in printed.splitlines()[1:] if line and not re.match("expected calibration|by chance", line)
    ]
    assert {len(line) for line in tables} == {55}


def test_json(gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold_folder), "--json", "--predictions", str(predictions(tmp_path / "p.jsonl", FOUND))]) == 0
    (out,) = json.loads(capsys.readouterr().out)
    assert out["folder"] == str(gold_folder)
    assert out["attribution"] == {"p": 50.0, "r": 50.0, "f1": 50.0}
    assert out["calibration"]["error"] == 0.25
    assert [row["min"] for row in out["min_confidence"]] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


@pytest.mark.parametrize("without", [0, 1])
def test_no_calibration_without_confidence(
    gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], without: int
) -> None:
    found = [
        {key: value for key, value in quote.items() if key != "confidence" or number != without}
        for number, quote in enumerate(FOUND)
    ]
    assert main([str(gold_folder), "--predictions", str(predictions(tmp_path / "p.jsonl", found))]) == 0
    printed = capsys.readouterr().out
    assert "attribution" in printed
    assert "confidence" not in printed


def test_without_labels_no_speakers(gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (gold_folder / "speakers.jsonl").unlink()
    assert main([str(gold_folder), "--predictions", str(predictions(tmp_path / "p.jsonl", FOUND))]) == 0
    assert "speakers" not in capsys.readouterr().out


def test_a_text_without_predictions_counts(gold_folder: Path, tmp_path: Path) -> None:
    empty = write(tmp_path / "p.jsonl", "\n")
    documents = read_folder(gold_folder)
    counts = numbers(measure(documents, read_predictions(empty, ["ferry"])))
    assert (counts["documents"], counts["gold"], counts["predicted"]) == (1, 2, 0)
    assert counts["content"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert counts["speaker"]["named_gold"] == 1


def test_predictions_of_the_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "2026-06-02-kpa-barrier-cost"
    assert main(["--predictions", str(predictions(tmp_path / "p.jsonl", [], name))]) == 0
    assert capsys.readouterr().out.startswith("corpus: 26 documents, ")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, "no text of the name other; name the FOLDER that was predicted"),
        ({"p.jsonl": "{}"}, "line 1: not predictions (no 'doc'); make them with: quotetrack predict FOLDER -o "),
        ({"p.jsonl": "nonsense"}, "line 1: not predictions ("),
        ({"p.jsonl": '{"doc": "ferry", "quotes": [{"content": [[1]]}]}'}, "line 1: not predictions ("),
        ({"p.jsonl": '{"doc": "ferry", "quotes": [{"confidence": 7}]}'}, "confidence 7 is not within 0 and 1"),
        ({"p.jsonl": '{"doc": "ferry", "quotes": []}\n' * 2}, "line 2: ferry is there twice; keep one line a text"),
        ({"gold/attributions/ferry_1_a.ann": "T1\tSource a b\tx"}, "ferry_1_a.ann, line 1: not brat standoff ("),
        ({"gold/attributions/ferry_1_a.ann": "T1\t"}, "ferry_1_a.ann, line 1: not brat standoff ("),
        ({"gold/speakers.jsonl": "\n[]"}, "speakers.jsonl, line 2: not a label of speakers ("),
        ({"gold/speakers.jsonl": "{}"}, "speakers.jsonl, line 1: not a label of speakers (no 'speakers')"),
        ({"gold/aliases.json": "{"}, "aliases.json: not a label of speakers ("),
    ],
)
def test_bad_files(
    gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], line: str
) -> None:
    predictions(tmp_path / "p.jsonl", FOUND, "other")
    for name, text in change.items():
        write(tmp_path / name, text)
    assert line in one_line(capsys, str(gold_folder), "--predictions", str(tmp_path / "p.jsonl"))


def one_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


def test_bad_folders(gold_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert one_line(capsys, "nosuch") == "accuracy: no such folder: nosuch"
    assert "put the articles there as NAME.txt" in one_line(capsys, str(gold_folder / "text"))
    assert "no such file" in one_line(capsys, str(gold_folder), "--predictions", "nosuch.jsonl")
    assert "one FOLDER" in one_line(capsys, str(gold_folder), str(gold_folder), "--predictions", "p.jsonl")
    (gold_folder / "text" / "ferry.txt").write_bytes(b"caf\xe9")
    assert "ferry.txt: not UTF-8 text" in one_line(capsys, str(gold_folder))
    for path in (gold_folder / "attributions").iterdir():
        path.unlink()
    assert "put NAME_ANNOTATOR.ann of each text there" in one_line(capsys, str(gold_folder))


def test_a_missing_model(gold_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "model set 'nosuch' is not on this machine" in one_line(capsys, str(gold_folder), "--model", "nosuch")
