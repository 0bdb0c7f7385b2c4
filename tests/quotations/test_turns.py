"""Transcripts: labelled turns, and colons that label none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.quotations.finder import complete
from quotetrack.quotations.turns import turns
from quotetrack.types import Attribution, Span

CASES = {
    "capitals": (
        "RENHOLT: We stay.\nOSKE: For how long?\nRENHOLT: For good.",
        [("RENHOLT", ["We stay."]), ("OSKE", ["For how long?"]), ("RENHOLT", ["For good."])],
    ),
    "two speakers": (
        "RENHOLT: We stay.\n\nMS. OSKE: For how long?\n\nCLARA RENHOLT: For good.\n\nOSKE: I see.",
        [
            ("RENHOLT", ["We stay."]), ("MS. OSKE", ["For how long?"]), ("CLARA RENHOLT", ["For good."]),
            ("OSKE", ["I see."]),
        ],
    ),
    "names as usual": (
        "Renholt: We will stay here.\n\nRenholt: We will never sell the quay.",
        [("Renholt", ["We will stay here."]), ("Renholt", ["We will never sell the quay."])],
    ),
    "one turn over lines": (
        "RENHOLT: We stay.\n\nWe always did.\n\n(APPLAUSE)\n\nOSKE: I see.\n\nRENHOLT: Good.\n\nOSKE: Thanks.",
        [
            ("RENHOLT", ["We stay.", "We always did."]), ("OSKE", ["I see."]), ("RENHOLT", ["Good."]),
            ("OSKE", ["Thanks."]),
        ],
    ),
    "marks at each line": (
        "“RENHOLT: We stay.\n\n“We always did.\n\nThe hall was silent.\n\n“RENHOLT: Good.”\n\nThe hall rose.",
        [("RENHOLT", ["We stay.", "We always did."]), ("RENHOLT", ["Good."])],
    ),
    "an interpreter": (
        "RENHOLT (via interpreter): We stay.\nRENHOLT: For good.",
        [("RENHOLT", ["We stay."]), ("RENHOLT", ["For good."])],
    ),
    "the story goes on after the last": (
        "RENHOLT: We stay.\n\nRENHOLT: For good.\n\nThe council met on Monday.",
        [("RENHOLT", ["We stay."]), ("RENHOLT", ["For good."])],
    ),
    "once only": ("RENHOLT: We stay.\n\nThe council met.", []),
    "a headline and a list": ("UPDATE: the quay is lost\n\nRenholt: 41\nOske: 39\nRenholt: 12\nOske: 4", []),
    "a time": ("At 10:30 RENHOLT left.\nAt 11:30 RENHOLT came.", []),
    "a name with the letter of a question": (
        "QUELL: We stay.\nOSKE: I see.\nQUELL: For good.",
        [("QUELL", ["We stay."]), ("OSKE", ["I see."]), ("QUELL", ["For good."])],
    ),
    "an interview": (
        "Q: Why?\n\nA: Because.\n\nIt had to be.\n\nQ: Why?\n\nA: I forget.",
        [("A", ["Because.", "It had to be."]), ("A", ["I forget."])],
    ),
    "an interview in words": (
        "Question: Why?\nAnswer: Because.\nQuestion: Why?\nAnswer: I forget.",
        [("Answer", ["Because."]), ("Answer", ["I forget."])],
    ),
    "answers to nothing": ("A. Renholt\nA. Oske\nA. Quell", []),
    "a single letter": ("B: Because.\nB: I forget.", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_turns(name: str) -> None:
    text, expected = CASES[name]
    found = [(text[slice(*t.speaker)], [text[slice(*line)] for line in t.content]) for t in turns(text)]
    assert found == expected


def test_what_is_said_within_a_turn_is_a_part_of_it() -> None:
    text = "The debate:\n\nRENHOLT: Oske said the quay was lost.\n\nOSKE: I did not say it.\n\nRENHOLT: Oske did."
    inner = Attribution((Span(text.index("the quay"), text.index("lost") + 4),), Span(22, 26), Span(27, 31))
    found = complete(text, [inner])
    assert [a.quotation_type for a in found] == ["direct"] * 3
    assert [text[slice(*a.content[0])] for a in found] == [
        "Oske said the quay was lost.",
        "I did not say it.",
        "Oske did.",
    ]
    assert {text[slice(*a.source)] for a in found if a.source} == {"RENHOLT", "OSKE"}


@given(
    st.lists(
        st.sampled_from(["RENHOLT: ", "Oske: ", "\n", "\n\n", "“", "”", "We stay here now. ", "(APPLAUSE)", ":", " "])
    )
)
def test_turns_lie_in_order_and_never_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for turn in turns(text):
        assert end <= turn.speaker.start < turn.speaker.end <= turn.colon.start
        end = turn.colon.end
        for line in turn.content:
            assert end <= line.start < line.end <= len(text)
            assert "\n" not in text[slice(*line)]
            end = line.end


@pytest.mark.parametrize(
    "line", ["Oske: " + "word " * 60_000, "RENHOLT: yes\n" + "(" * 200_000, "RENHOLT: " + '"' * 200_000]
)
def test_a_long_line_takes_linear_time(line: str) -> None:
    begun = time.process_time()
    turns("\n".join(["RENHOLT: We stay.", line, "Oske: We will stay here.", "RENHOLT: For good."]))
    assert time.process_time() - begun < 2
