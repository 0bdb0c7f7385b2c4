"""How well attributions are found, on any folder with a gold standard.

    python -m benchmarks.accuracy [FOLDER ...] [--model NAME | --predictions FILE] [--json]

FOLDER holds text/NAME.txt and attributions/NAME_ANNOTATOR.ann (brat standoff; the first annotator in sorted order is
gold), and may hold speakers.jsonl and aliases.json; without FOLDER it is the gold standard of corpus/. FILE is what
quotetrack predict FOLDER -o FILE writes; without it the texts are read with the models.

content      paired with a gold content, at least half of their words shared (Jaccard)
exact        paired, with the very same words
tokens       words within any content
cue          paired, and the cues share a word, or neither has one
attribution  paired, and the sources agree: both absent, half of their words shared, or one within the other
spans        each part of a source, cue or content by itself, with the very same words
speakers     share of the labelled gold attributions that are paired and have the right speaker: strict by its
             canonical name, alias by any of its names; of those with a name, of those also paired, of all; and of
             those named and paired by what the source is: the same name, a part of it, a pronoun, a noun phrase
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import gold as corpus_gold
from benchmarks import scoring
from benchmarks.scoring import Counts, Gold, Judged, Label, Prediction, Recall, Score, Speakers
from quotetrack.errors import InputError, QuotetrackError
from quotetrack.types import Document, Span

if TYPE_CHECKING:
    from quotetrack.reading import Reader

THRESHOLDS = tuple(step / 10 for step in range(10))


@dataclass(frozen=True)
class GoldDocument:
    """A text with its gold attributions, None where nobody annotated it."""

    name: str
    text: str
    gold: tuple[Gold, ...] | None


@dataclass(frozen=True)
class Result:
    """The score of a folder, and the counts of attributions by the lowest confidence that is kept.

    `judged` are the predictions by which the confidence is judged: those of documents with labelled speakers, where
    there are such documents. Both are empty where predictions have no confidence.
    """

    score: Score
    thresholds: tuple[tuple[float, Counts], ...] = ()
    judged: Judged = ()


def read_folder(folder: Path) -> list[GoldDocument]:
    """The texts of a folder with their gold attributions, sorted by name.

    Raises InputError when the folder or one of its files is not as described above.
    """
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}")
    texts = {path.stem: path for path in sorted((folder / "text").glob("*.txt"))}
    if not texts:
        raise InputError(f"no .txt files in {folder / 'text'}: put the articles there as NAME.txt")
    standoff = _standoff_files(folder / "attributions", texts)
    if not standoff:
        raise InputError(f"no gold standard in {folder / 'attributions'}: put NAME_ANNOTATOR.ann of each text there")
    labels = _labels(folder)
    return [
        GoldDocument(name, _read(path), _gold(standoff[name], labels.get(name, {})) if name in standoff else None)
        for name, path in texts.items()
    ]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text; save it as UTF-8"
        raise InputError(f"cannot read {path}: {reason}") from error


def _standoff_files(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The file of the first annotator by name of text; of two names that fit ("a", "a_b") the longer one has it."""
    known = set(names)
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*_*.ann")):
        name = path.stem
        while "_" in name:
            name = name.rpartition("_")[0]
            if name in known:
                found.setdefault(name, path)
                break
    return found


def _labels(folder: Path) -> dict[str, dict[str, Label]]:
    """Speaker labels by name of text and attribution."""
    labels: dict[str, dict[str, Label]] = {}
    path = folder / "speakers.jsonl"
    if not path.exists():
        return labels
    place = str(folder / "aliases.json")
    try:
        aliases = json.loads(_read(folder / "aliases.json")) if (folder / "aliases.json").exists() else {}
        for number, line in enumerate(_read(path).split("\n"), 1):
            place = f"{path}, line {number}"
            if line.strip():
                row = json.loads(line)
                speakers = tuple(row["speakers"])
                others = aliases.get(row["doc"], {})
                known = tuple(alias for name in speakers for alias in others.get(name, ()))
                label = Label(speakers, bool(row["named"]), known, str(row.get("resolution", "")))
                labels.setdefault(row["doc"], {})[row["attribution"]] = label
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{place}: not a label of speakers ({_reason(error)}); correct or remove the file") from error
    return labels


def _reason(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def _gold(path: Path, labels: Mapping[str, Label]) -> tuple[Gold, ...]:
    """The attributions of a standoff file that have a content, in its order."""
    places: dict[str, list[Span]] = {}
    events: list[list[str]] = []
    for number, line in enumerate(_read(path).split("\n"), 1):
        fields = line.split("\t")
        try:
            if re.match(r"T\d+\t", line):
                offsets = fields[1].partition(" ")[2]
                places[fields[0]] = [Span(*map(int, part.split())) for part in offsets.split(";")]
            elif re.match(r"E\d+\t", line):
                events.append([fields[0], *fields[1].split()])
        except (TypeError, ValueError) as error:
            raise InputError(f"{path}, line {number}: not brat standoff ({line!r}); correct the line") from error
    found = []
    for identifier, *links in events:
        spans: dict[str, list[Span]] = {}
        for link in links:
            role, _, target = link.partition(":")
            spans.setdefault(role.rstrip("0123456789").lower(), []).extend(places.get(target, ()))
        content, source, cue = (tuple(spans.get(role, ())) for role in ("content", "source", "cue"))
        if content:
            found.append(Gold(content, source, cue, labels.get(identifier)))
    return tuple(found)


def read_predictions(path: Path, known: Iterable[str]) -> dict[str, list[Prediction]]:
    """The predictions in a file of ``quotetrack predict``, by name of text; `known` names the texts that there are.

    Raises InputError when the file holds something else.
    """
    if not path.is_file():
        raise InputError(f"no such file: {path}; make it with: quotetrack predict FOLDER -o {path}")
    predictions: dict[str, list[Prediction]] = {}
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, found = str(row["doc"]), [_prediction(quote) for quote in row["quotes"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"{path}, line {number}: not predictions ({_reason(error)}); "
                f"make them with: quotetrack predict FOLDER -o {path}"
            ) from error
        if name in predictions:
            raise InputError(f"{path}, line {number}: {name} is there twice; keep one line a text")
        predictions[name] = found
    unknown = sorted(predictions.keys() - set(known))
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise InputError(f"{path}: no text of the name {unknown[0]}{more}; name the FOLDER that was predicted")
    return predictions


def _prediction(quote: Mapping[str, Any]) -> Prediction:
    content, source, cue = (
        tuple(Span(int(start), int(end)) for start, end in quote.get(role) or ())
        for role in ("content", "source", "cue")
    )
    confidence = quote.get("confidence")
    if confidence is not None and not 0 <= confidence <= 1:
        raise ValueError(f"confidence {confidence} is not within 0 and 1")
    return Prediction(content, source, cue, str(quote.get("speaker") or ""), confidence)


def predict(reader: Reader, documents: Sequence[GoldDocument]) -> dict[str, list[Prediction]]:
    """What the models find in the annotated texts, by name."""
    wanted = (Document(document.name, document.text) for document in documents if document.gold is not None)
    return {
        document.name: [
            Prediction(
                row.content_spans,
                (row.source_span,) if row.source_span else (),
                (row.cue_span,) if row.cue_span else (),
                "; ".join(speaker.name for speaker in row.speakers),
                row.confidence,
            )
            for row in rows
        ]
        for document, rows in reader.read(wanted)
    }


def measure(documents: Sequence[GoldDocument], predictions: Mapping[str, Sequence[Prediction]]) -> Result:
    """Score predictions by name of text; a text without any counts as one where nothing was found."""
    compared = [(d.text, d.gold, predictions.get(d.name, ())) for d in documents if d.gold is not None]
    scores = [scoring.score(*item) for item in compared]
    total = sum(scores, Score())
    if not total.judged or len(total.judged) < total.content.pred:
        return Result(total)
    # where the speakers of some documents are known, confidence is judged there alone, as it is about them too
    labelled = [s for s in scores if s.speakers.gold] or scores
    judged = sum(labelled, Score()).judged
    thresholds = []
    for threshold in THRESHOLDS:  # scored anew: what is left out leaves its gold attribution to another prediction
        kept = (scoring.score(text, gold, scoring.at_least(found, threshold)) for text, gold, found in compared)
        thresholds.append((threshold, sum((score.attribution for score in kept), Counts())))
    return Result(total, tuple(thresholds), judged)


def corpus_result(reader: Reader) -> Result:
    """The result on the gold standard of ``corpus/``."""
    with tempfile.TemporaryDirectory() as folder:
        corpus_gold.write(Path(folder))
        documents = read_folder(Path(folder))
    return measure(documents, predict(reader, documents))


def numbers(result: Result) -> dict[str, Any]:
    """A result as it is written to JSON: percentages to one decimal, calibration errors (0 to 1) to four."""
    score = result.score
    out: dict[str, Any] = {
        "documents": score.documents,
        "gold": score.content.gold,
        "predicted": score.content.pred,
        **{name: _prf(getattr(score, name)) for name in ("content", "exact", "tokens", "cue", "attribution")},
        "span_f1": {role: round(getattr(score, f"{role}_spans").f1, 1) for role in ("source", "cue", "content")},
        "recall_by_type": {kind: _recall(getattr(score, kind)) for kind in scoring.TYPES},
    }
    if score.speakers.gold:
        every, named = score.speakers, score.named
        out["speaker"] = {
            "gold": every.gold,
            "strict": _percent(every.strict, every.gold),
            "alias": _percent(every.alias, every.gold),
            "named_gold": named.gold,
            "named_strict": _percent(named.strict, named.gold),
            "named_alias": _percent(named.alias, named.gold),
            "named_paired": named.paired,
            "named_strict_of_paired": _percent(named.strict, named.paired),
            "named_alias_of_paired": _percent(named.alias, named.paired),
        }
        out["speaker_by_source"] = {
            mention: {
                "gold": counts.gold,
                "paired": counts.paired,
                "strict_of_paired": _percent(counts.strict, counts.paired),
                "alias_of_paired": _percent(counts.alias, counts.paired),
            }
            for mention, counts in scoring.by_mention(score).items()
        }
    if result.thresholds:
        width, mass = scoring.equal_width(result.judged), scoring.equal_mass(result.judged)
        out["calibration"] = {
            "error": round(scoring.calibration_error(width), 4),
            "error_equal_mass": round(scoring.calibration_error(mass), 4),
            "error_by_chance": round(scoring.perfect_error(result.judged), 4),
            "predictions": len(result.judged),
            "bins": [vars(b) for b in width],
            "bins_equal_mass": [vars(b) for b in mass],
        }
        out["min_confidence"] = [{"min": low, **_prf(counts)} for low, counts in result.thresholds]
    return out


def _percent(part: int, whole: int) -> float:
    return round(100 * part / max(1, whole), 1)


def _prf(counts: Counts) -> dict[str, float]:
    return {"p": round(counts.precision, 1), "r": round(counts.recall, 1), "f1": round(counts.f1, 1)}


def _recall(counts: Recall) -> dict[str, float]:
    return {
        "gold": counts.gold,
        "content": _percent(counts.content, counts.gold),
        "attribution": _percent(counts.attribution, counts.gold),
    }


def table(name: str, result: Result) -> str:
    """A result as plain text."""
    score = result.score
    counts = score.content
    blocks = [
        [f"{name}: {score.documents} documents, {counts.gold} gold attributions, {counts.pred} predicted"],
        _block(
            ["", "P", "R", "F1"],
            *([what, *_cells(getattr(score, what))] for what in ("content", "exact", "tokens", "cue", "attribution")),
            *([f"{role} spans", *_cells(getattr(score, f"{role}_spans"))] for role in ("source", "cue", "content")),
        ),
        _block(["recall", "gold", "content", "attribution"], *(
            [kind, *map(str, _recall(getattr(score, kind)).values())] for kind in scoring.TYPES
        )),
    ]  # fmt: skip
    if score.speakers.gold:
        named, every = score.named, score.speakers
        blocks.append(_block(
            ["speakers", "gold", "strict", "alias"],
            ["named", *_right(named, named.gold)],
            ["named and paired", *_right(named, named.paired)],
            ["all", *_right(every, every.gold)],
        ))  # fmt: skip
        mentions = scoring.by_mention(score)
        if mentions:
            rows = [[mention, *_right(counts, counts.paired)] for mention, counts in mentions.items()]
            blocks.append(_block(["named by source", "paired", "strict", "alias"], *rows))
    if result.thresholds:
        width, mass = scoring.equal_width(result.judged), scoring.equal_mass(result.judged)
        blocks += [
            [f"expected calibration error {scoring.calibration_error(width):.3f} in 10 bins of equal width, "
             f"{scoring.calibration_error(mass):.3f} in 10 of equal mass",
             f"by chance alone {len(result.judged)} predictions with the very probabilities would show "
             f"{scoring.perfect_error(result.judged):.3f} and "
             f"{scoring.perfect_error(result.judged, scoring.equal_mass):.3f}"],
            _block(
                ["confidence", "count", "mean", "right"],
                *([f"{b.low:.3f}-{b.high:.3f}", str(b.count), f"{b.confidence:.3f}", f"{b.right:.3f}"] for b in width),
            ),
            _block(
                ["min-confidence", "P", "R", "F1"],
                *([f"{threshold:.1f}", *_cells(kept)] for threshold, kept in result.thresholds),
            ),
        ]  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _cells(counts: Counts) -> list[str]:
    return [f"{value:.1f}" for value in _prf(counts).values()]


def _right(counts: Speakers, gold: int) -> list[str]:
    return [str(gold), f"{_percent(counts.strict, gold):.1f}", f"{_percent(counts.alias, gold):.1f}"]


def _block(*rows: Sequence[str]) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right, alike in all tables."""
    return [f"{first:<16}" + "".join(f"{cell:>13}" for cell in cells) for first, *cells in rows]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="print a list with one object a folder")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--model", metavar="NAME", help="model set, as for quotetrack scan")
    either.add_argument("--predictions", metavar="FILE", type=Path, help="score this file of quotetrack predict")
    options = parser.parse_args(arguments)
    try:
        results = _results(options.folders, options.model, options.predictions)
    except QuotetrackError as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([{"folder": name, **numbers(result)} for name, result in results], indent=1))
    else:
        print("\n\n\n".join(table(name, result) for name, result in results))
    return 0


def _results(folders: Sequence[Path], model: str | None, predictions: Path | None) -> list[tuple[str, Result]]:
    if predictions and len(folders) > 1:
        raise InputError("--predictions goes with one FOLDER; score the others one by one")
    with ExitStack() as stack:
        named = [(str(folder), folder) for folder in folders]
        if not named:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            corpus_gold.write(folder)
            named = [("corpus", folder)]
        read = [(name, read_folder(folder)) for name, folder in named]
    if predictions:
        return [(name, measure(docs, read_predictions(predictions, (d.name for d in docs)))) for name, docs in read]
    from quotetrack.reading import Reader

    reader = Reader(model)
    return [(name, measure(documents, predict(reader, documents))) for name, documents in read]


if __name__ == "__main__":
    sys.exit(main())
