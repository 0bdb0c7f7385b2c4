"""The gold standard of ``corpus/``: expected statements, annotated by hand, located in the articles' text.

    python -m benchmarks.gold FOLDER

writes it as text/NAME.txt and attributions/NAME_gold.ann (brat standoff) with speakers.jsonl beside
them, the layout that ``quotetrack predict FOLDER`` and common scorers of attributions read.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from quotetrack.documents import read_paths
from quotetrack.types import Document, Span

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "data" / "gold"


@dataclass(frozen=True)
class GoldStatement:
    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    speaker: str
    named: bool
    quotation_type: str


def documents(corpus: Path = ROOT / "corpus") -> dict[str, Document]:
    """The corpus's Documents by file name."""
    return {Path(d.name).name: d for d in read_paths([corpus]) if isinstance(d, Document)}


def statements(document: Document, gold: Path) -> list[GoldStatement]:
    """The gold statements of a document, in reading order. Raises ValueError for a string that is not in its text."""
    rows = json.loads(gold.read_text(encoding="utf-8"))["statements"]
    found: list[GoldStatement] = []
    at = 0
    for row in rows:
        content: list[Span] = []
        for part in row["content"]:
            content.append(_find(document.text, part, content[-1].end if content else at))
        at = content[0].start
        lo, hi = content[0].start, content[-1].end
        cue = _nearest(document.text, row["cue"], lo, hi)
        source = _nearest(document.text, row["source"], cue.start if cue else lo, cue.end if cue else hi, content)
        found.append(
            GoldStatement(tuple(content), source, cue, row["speaker"] or "", row["named"], row["quotation_type"])
        )
    return found


def _find(text: str, part: str, at: int) -> Span:
    start = text.find(part, at)
    if start < 0:
        start = text.find(part)
    if start < 0:
        raise ValueError(f"not in the text: {part!r}")
    return Span(start, start + len(part))


def _nearest(text: str, part: str | None, lo: int, hi: int, avoid: list[Span] | None = None) -> Span | None:
    """The occurrence of a string nearest to a stretch, as a word of its own, outside the spans to avoid."""
    if not part:
        return None
    spans = []
    start = text.find(part)
    while start >= 0:
        end = start + len(part)
        alone = not (text[start - 1 : start].isalnum() and part[0].isalnum()) and not (
            text[end : end + 1].isalnum() and part[-1].isalnum()
        )
        if alone and not any(s.start < end and s.end > start for s in avoid or []):
            spans.append(Span(start, end))
        start = text.find(part, start + 1)
    if not spans:
        raise ValueError(f"not in the text: {part!r}")
    return min(spans, key=lambda s: (max(lo - s.end, s.start - hi, 0), s.start))


def write(target: Path) -> int:
    """Write the whole gold standard below `target`; returns the number of statements."""
    for folder in ("text", "attributions"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    count = 0
    with (target / "speakers.jsonl").open("w", encoding="utf-8") as speakers:
        for name, document in documents().items():
            stem = Path(name).stem
            (target / "text" / f"{stem}.txt").write_text(document.text, encoding="utf-8")
            lines: list[str] = []
            for number, gold in enumerate(statements(document, GOLD / f"{name}.json"), 1):
                lines += _standoff(document.text, number, gold)
                record = {"doc": stem, "attribution": f"E{number}", "speakers": [gold.speaker], "named": gold.named}
                if gold.speaker:
                    speakers.write(json.dumps(record | {"resolution": "other"}, ensure_ascii=False) + "\n")
                count += 1
            (target / "attributions" / f"{stem}_gold.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return count


def _standoff(text: str, number: int, gold: GoldStatement) -> list[str]:
    lines, links = [], []
    roles = {"Content": gold.content, "Source": [gold.source], "Cue": [gold.cue]}
    for offset, (role, spans) in enumerate(roles.items()):
        kept = [s for s in spans if s]
        if kept:
            mark = f"T{number * 4 + offset}"
            places = ";".join(f"{s.start} {s.end}" for s in kept)
            lines.append(f"{mark}\t{role} {places}\t{' '.join(text[s.start : s.end] for s in kept)}".replace("\n", " "))
            links.append(f"{role}:{mark}")
    return [*lines, f"E{number}\tAttribution:T{number * 4} {' '.join(links)}"]


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} statements: {sys.argv[1]}")
