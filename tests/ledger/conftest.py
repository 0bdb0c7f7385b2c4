"""A small corpus of invented news, as the stages before the ledger would hand it over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quotetrack.types import Document, Span, Speaker, Statement

ROOT = Path(__file__).parents[2]
Corpus = list[tuple[Document, list[Statement]]]

HARBOUR = (
    'Port Verrin, July 8 - "The harbour wall will hold," Mayor Ilse Brandt said on Wednesday.\n\n'
    "Brandt denied that the city had known of the cracks. A senior official said the repairs would cost "
    '$3.5 million. "= nothing to hide," she added.'
)
COUNCIL = (
    "According to Ms. Brandt, the harbour wall will hold. The council and Tomas Okell, its engineer, "
    "warned in 2026 that the repairs would cost $35 million.\n\n"
    "A senior official said the repairs would cost $3.5 million."
)

BRANDT = Speaker("Ilse Brandt", "person", "mayor", ("Brandt", "Mayor Ilse Brandt"), named=True)
MS_BRANDT = Speaker("Ms. Brandt", "person", "", (), named=True)
OFFICIAL = Speaker("a senior official", "person", "official")
COUNCIL_SPEAKER = Speaker("Port Verrin council", "organization", "", ("the council",), named=True)
OKELL = Speaker("Tomas Okell", "person", "engineer", ("Okell",), named=True)


def statement(document: Document, content: str, source: str, cue: str, **facts: object) -> Statement:
    start = document.text.index(content)
    end = start + len(content)
    source_at, cue_at = document.text.index(source), document.text.index(cue)
    known: dict[str, object] = {
        "claim": content.strip('",'),
        "cue": cue,
        "source": source,
        "context": content,
        "confidence": 0.75,
        "paragraph": document.text.count("\n\n", 0, start) + 1,
    }
    return Statement(
        statement_id=f"q{start}-{end}",
        start=start,
        end=end,
        content_spans=(Span(start, end),),
        source_span=Span(source_at, source_at + len(source)),
        cue_span=Span(cue_at, cue_at + len(cue)),
        **{**known, **facts},  # type: ignore[arg-type]
    )


@pytest.fixture
def corpus() -> Corpus:
    wall = Document("news/harbour.txt", HARBOUR, "The wall", "Verrin Courier", "2026-07-08", "published")
    bill = Document("news/council.html", COUNCIL, "The bill", "Coast Herald", "2026-08", "file", "https://h.example/1")
    return [
        (
            wall,
            [
                statement(
                    wall,
                    '"The harbour wall will hold,"',
                    "Mayor Ilse Brandt",
                    "said",
                    speakers=(BRANDT,),
                    resolution="name",
                    quotation_type="direct",
                    said_on="2026-07-08",
                    date_basis="stated",
                ),
                statement(
                    wall,
                    "the city had known of the cracks",
                    "Brandt",
                    "denied",
                    speakers=(BRANDT,),
                    resolution="alias",
                    polarity="denied",
                ),
                statement(
                    wall,
                    "the repairs would cost $3.5 million",
                    "A senior official",
                    "said",
                    speakers=(OFFICIAL,),
                    resolution="nominal",
                ),
                statement(
                    wall,
                    '"= nothing to hide,"',
                    "she",
                    "added",
                    speakers=(BRANDT,),
                    resolution="pronoun",
                    quotation_type="direct",
                ),
            ],
        ),
        (
            bill,
            [
                statement(
                    bill,
                    "the harbour wall will hold",
                    "Ms. Brandt",
                    "According to",
                    speakers=(MS_BRANDT,),
                    resolution="name",
                ),
                statement(
                    bill,
                    "the repairs would cost $35 million",
                    "The council and Tomas Okell",
                    "warned",
                    speakers=(COUNCIL_SPEAKER, OKELL),
                    resolution="name",
                    said_on="2026",
                    date_basis="stated",
                ),
                statement(
                    bill,
                    "the repairs would cost $3.5 million",
                    "A senior official",
                    "said",
                    speakers=(OFFICIAL,),
                    resolution="nominal",
                ),
            ],
        ),
    ]


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(name="start_python")
def start_python_fixture() -> object:
    return start_python
