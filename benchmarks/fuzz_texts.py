"""What fuzzing checks of texts and reviewed files: bytes become a text, or a file, and what comes of it is judged."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.fuzz_seeds import TEXT, xlsx

# An input that begins with an odd byte is a sequence of these, a byte each: random letters seldom make a date.
PIECES = (
    *"\n . , ; : ! ? ( ) [ ] - – — / ' ’ ‘ \" “ ” „ « » `` '' 1 2 9 03 31 2019 2026 1799".split(" "),
    *"2026-06-08 03/04/2026 Q: A: RENHOLT: Mara: said added she He adding, Quell told that the quay on in last".split(),
    *"this Monday Sunday June Aug. May of the early mid yesterday ten days weeks ago night week weekend month".split(),
    *"year 's th st AM 12:30 Q. «x» İ".split(),
    *"since after next ٣ ² 😀 שלום \u200f \xa0 e\u0301 ﬁ".split(" "),
    "\n\n", " ", " ", " ", "\t", "   ", "\u2028",
)  # fmt: skip
TEXT_SEEDS = [
    TEXT.encode(),
    "RENHOLT: We stay. Nobody leaves.\n\nMara: And then?\n\nRENHOLT: “We stay,” I said.\n".encode(),
    b"Q: Did it rain?\nA: It did, on Monday, June 8, 2026.\nQ: When?\nA. Last week, 3 days ago.\n",
    "'I said \"no\",' she added. «Non», он сказал. ``Yes'' he said on 2026-06-08 or 8 June.".encode(),
    bytes(range(1, 100, 2)) * 2,
]


def text_of(data: bytes) -> str:
    """The text that an input stands for."""
    if data[:1] and data[0] % 2:
        return " ".join(PIECES[byte % len(PIECES)] for byte in data[1:]).replace(" \n ", "\n")
    return data[1:].decode("utf-8", "replace")


def check_marks(data: bytes) -> str:
    """Quoted stretches, turns and speech tags lie within the text and in order."""
    from quotetrack.quotations.marks import paragraphs, quoted_spans
    from quotetrack.quotations.speech_tags import participle, speech_tag
    from quotetrack.quotations.turns import turns

    text = text_of(data)
    blocks, quoted = paragraphs(text), quoted_spans(text)
    for spans in (blocks, quoted):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(any(start <= a and b <= end for start, end in blocks) for a, b in quoted)
    for start, end in quoted:
        tag = speech_tag(text, start, end)
        if tag is not None:
            source, cue = tag
            assert all(0 <= span.start < span.end <= len(text) for span in tag)
            assert source.end <= cue.start or cue.end <= source.start
            assert all(span.end <= start or end <= span.start for span in tag)
    for (_, end), (start, _) in pairwise(quoted):
        found = participle(text, end, start)
        assert found is None or end <= found.start < found.end <= start
    said = turns(text)
    for turn in said:
        for span in (turn.speaker, turn.colon, *turn.content):
            assert 0 <= span.start < span.end <= len(text), (turn, text)
        assert turn.speaker.end <= turn.colon.start < turn.content[0].start
        assert all(a.end <= b.start for a, b in pairwise(turn.content))
    assert all(a.content[-1].end <= b.speaker.start for a, b in pairwise(said))
    return "with turns" if said else "with marks" if quoted else "plain"


def check_dates(data: bytes) -> str:
    """Dates that are found exist, and stand where they are said to stand."""
    from quotetrack.documents import dates
    from quotetrack.quotations.time_words import times

    text = text_of(data)
    for line in text.split("\n"):
        found = dates.find_date(line)
        if found:
            assert 0 <= found.start < found.end <= len(line)
            dates.days_of(found.iso)
        without_year = dates.find_month_day(line)
        if without_year:
            assert 0 <= without_year.start < without_year.end <= len(line)
            added = dates.add_year(without_year.month, without_year.day, [found.iso if found else "2026-06-08", "2019"])
            assert not added or dt.date.fromisoformat(added)
        for iso in (dates.parse_date(line), dates.url_date(line), dates.name_date(line)):
            assert not iso or dates.days_of(iso)[0].year >= dates.FIRST_YEAR
    count = 0
    for published in ("2026-06-08", "2024-02-29", "1800-01-01", "2026-06", "2019", ""):
        end = 0
        for time in times(text, published):
            assert end <= time.start < time.end <= len(text)
            assert time.first <= time.last
            assert not time.iso or dates.days_of(time.iso)
            end, count = time.end, count + 1
    _check_said_on(text, data)
    return "with times" if count else "without"


def _check_said_on(text: str, data: bytes) -> None:
    """The rules on a parse that is nonsense: heads and relations by the bytes of the input."""
    from quotetrack.documents.dates import days_of
    from quotetrack.quotations.said_on import said_on
    from quotetrack.types import Attribution, Document, Parsed, Sentence, Span, Word

    tokens = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)][:40]
    if len(tokens) < 3 or len(data) < 8:
        return
    relations = "obl nmod advmod nsubj acl advcl obj case root conj appos acl:relcl xcomp compound".split()
    tags = "NOUN VERB PROPN ADP AUX DET PUNCT NUM".split()
    words = tuple(
        Word(
            text[start:end], start, end, tags[data[n % len(data)] % len(tags)], "", text[start:end].lower(),
            data[(n + 3) % len(data)] % (len(tokens) + 1) - 1, relations[data[(n + 5) % len(data)] % len(relations)],
        )
        for n, (start, end) in enumerate(tokens)
    )  # fmt: skip
    cue, source = (words[data[n] % len(words)] for n in (2, 3))
    content = words[data[4] % len(words)]
    document = Document("x", text, published="2026-06-08")
    parsed = Parsed(document, (Sentence(words[0].start, words[-1].end, words),), ())
    spans = [Span(word.start, word.end) for word in (content, source, cue)]
    iso = said_on(parsed, Attribution((spans[0],), spans[1], spans[2], medium=spans[1] if data[5] % 2 else None))
    assert not iso or days_of(iso)


@cache
def _frame() -> Any:
    """The statements of a small ledger, as review compares them."""
    import tempfile

    from quotetrack.ledger import Ledger
    from quotetrack.types import Document, Span, Speaker, Statement

    quell = Speaker("Marta Quell", "person", "mayor", named=True)
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "q.db") as book:
        scan = book.begin_scan("1", "small", {})
        found = [
            Statement(
                f"q{n}", claim, (quell,), cue="said", source="Quell", said_on=day, date_basis="stated", start=n,
                end=n + 5,
                content_spans=(Span(n, n + 5),),
            )
            for n, (claim, day) in enumerate([("it rains", "2026-06-08"), ("= “nothing”", "2026-06"), ("ä…", "")])
        ]  # fmt: skip
        book.add(scan, Document("a.txt", TEXT), found)
        book.finish_scan(scan, {})
        return book.statements()


def _rows() -> list[list[object]]:
    columns = ["statement_id", "speaker", "claim", "said_on", "claim_id", "note", "reviewed"]
    return [columns, *_frame()[columns].astype(str).to_numpy().tolist()]


def review_seeds() -> list[bytes]:
    """Exports as they come back; the first byte says what ending the file gets."""
    rows = [[str(cell).replace('"', '""') for cell in row] for row in _rows()]
    table = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    edited = table.replace("it rains", "it rained").replace("2026-06-08", "9.6.2026").replace('""', '"x"')
    texts = [table, edited, "sep=;\r\n" + table.replace(",", ";"), table.replace(",", "\t")]
    return [b"\x00" + text.encode("utf-8-sig") for text in texts] + [
        b"\x00" + table.encode("utf-16"),
        b"\x01" + xlsx(_rows()),
    ]


def check_review(data: bytes, folder: Path) -> str:
    """Any file is an InputError of one line, or gives changes and refusals that fit the ledger."""
    from quotetrack.documents.dates import days_of
    from quotetrack.errors import InputError
    from quotetrack.ledger.review_files import read_review
    from quotetrack.ledger.reviews import EDITABLE, compare

    path = folder / ("a.xlsx" if data[:1] and data[0] % 2 else "a.csv")
    path.write_bytes(data[1:])
    frame = _frame()
    try:
        rows = read_review(path)
    except InputError as error:
        if "\n" in str(error):
            raise AssertionError("an error of two lines") from error
        return "no table"
    compared = compare(frame, rows)
    changes, refused = compared.changes, compared.refused
    known = set(frame["statement_id"])
    for change in changes:
        assert change.line > 1
        assert change.column in EDITABLE
        assert change.statement_id in known
        assert change.before != change.after == " ".join(change.after.split())
        if change.column == "said_on":
            assert not change.after or days_of(change.after)
    assert all(item.line > 1 and "\n" not in item.reason for item in refused), refused
    return "changes" if changes else "refused" if refused else "nothing to change"
