"""What looks like speech and is none gives no row; the same words with a speaker do."""

from __future__ import annotations

from typing import Any

import pytest

from quotetrack.types import Document, Statement

NEWS = "The Halden ferry sails again on Friday after two weeks in the dock.\n\n{}\n\nTickets cost four crowns."
NONE = [
    # scare quotes
    "The so-called “experts” left the hall before noon.",
    "Two “temporary” cranes have stood on the quay since 2019.",
    "The ministry’s ‘green’ budget grew by a third.",
    'The "short" cut took the crew nine hours.',
    # titles of works
    "The library showed “Songs of the Upland” and two older films.",
    "The choir opened with “Harbour Lights” and closed with “The Long Tide”.",
    "Her second novel, “A House in Ostrehaven”, sold nine thousand copies.",
    "The museum bought ‘Ferry at Dusk’, a painting of 1911.",
    # signs and slogans without a speaker
    "Shops along the quay had “Closed for the season” in their windows.",
    "The buses carry the old “Ostrehaven – naturally!” logo.",
    # captions
    "The ferry Alma in Ostrehaven harbour on Monday. Photograph: Ines Carrow/KPA",
    "Crews at the Halden dock. (Photo: Tomas Okell)",
    "Image: The tidal barrier at dawn",
    # links, bylines, notices
    "Read also: Minister denies that barrier will cost more",
    "Read more: Quell says ferry line will strike",
    "Related: Why the mayor said no to the bridge",
    "By Ines Carrow, Ostre Courier",
    "Reporting by Ines Carrow; editing by Tomas Okell",
    "© 2026 Kestrin Press Agency. All rights reserved. This material may not be published without permission.",
    "Copyright 2026 Ostre Courier. All rights reserved.",
    "Sign up for our newsletter and get the best of the week every Sunday.",
    "Share this article on Facebook, Twitter or by email.",
    "Follow us on Twitter: @ostrecourier",
    "Advertisement",
    # plain events
    "The crane lifted the hull at nine and set it down at ten.",
    "Nine boats were moved to the upper basin on Tuesday.",
]
SOME = [
    ("“The experts left before noon,” harbour master Jonas Pell said.", "Jonas Pell"),
    ("The novel is the best of the year, the critic Agnes Thole wrote in the Ostre Courier.", "Agnes Thole"),
    ("“Close the yard now,” read a sign that Marta Quell carried.", ""),
    ("Marta Quell, the union’s leader, denied that the barrier would cost more.", "Marta Quell"),
    ("Copyright law must change, Marta Quell said.", "Marta Quell"),
    ("According to Ines Carrow of the Courier, the ferry will sail on Friday.", "Ines Carrow"),
]


@pytest.fixture(scope="module")
def rows(reader: Any) -> dict[str, list[Statement]]:
    lines = [*NONE, *(line for line, _ in SOME)]
    documents = [Document(str(number), NEWS.format(line)) for number, line in enumerate(lines)]
    return dict(zip(lines, (found for _, found in reader.read(documents)), strict=True))


@pytest.mark.parametrize("line", NONE)
def test_no_statement(rows: dict[str, list[Statement]], line: str) -> None:
    assert [(s.source, s.cue, s.claim, s.confidence) for s in rows[line]] == []


@pytest.mark.parametrize(("line", "source"), SOME)
def test_a_statement_beside(rows: dict[str, list[Statement]], line: str, source: str) -> None:
    assert any(source in s.source for s in rows[line]), rows[line]
