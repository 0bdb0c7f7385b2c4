"""The finder: what it makes of spans and marks, and that any text at all gives valid spans."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.quotations.finder import _surest, complete
from quotetrack.quotations.windows import LONGEST, windows
from quotetrack.types import Attribution, Span


def attribution(text: str, *content: str, source: str = "", cue: str = "") -> Attribution:
    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    return Attribution(
        tuple(span(part) for part in content), span(source) if source else None, span(cue) if cue else None
    )


def contents(text: str, found: list[Attribution]) -> list[list[str]]:
    return [[text[part.start : part.end] for part in a.content] for a in found]


def test_a_content_takes_in_the_whole_quotation() -> None:
    text = "“We will never leave the quay,” said Marta Quell."
    found = complete(text, [attribution(text, "will never leave the quay", source="Marta Quell", cue="said")])
    assert contents(text, found) == [["“We will never leave the quay,”"]]
    assert found[0].quotation_type == "direct"


def test_parts_that_take_in_one_quotation_become_one() -> None:
    text = "“We will never leave, and never sell, the quay,” said Marta Quell."
    found = complete(text, [attribution(text, "We will never leave, and never sell", "the quay", cue="said")])
    assert contents(text, found) == [["“We will never leave, and never sell, the quay,”"]]


def test_a_cue_inside_the_marks_keeps_a_content_as_it_is() -> None:
    text = "“We will never leave, Quell said, and that is final.”"
    found = complete(text, [attribution(text, "We will never leave", source="Quell", cue="said")])
    assert contents(text, found) == [["We will never leave"]]


TWICE = "The harbour bank said Marta Quell told the council that the quay was lost for ever."


@pytest.mark.parametrize(
    ("sure", "other", "kept"),
    [
        ("told: that the quay was lost for ever", "said: the quay was lost for ever", ["told"]),
        ("said: the quay was lost for ever", "told: that the quay was lost for ever", ["said"]),
        ("said: Marta Quell told the council that the quay was lost", "told: that the quay was lost", ["said"]),
        ("told: that the quay", "said: Marta Quell told the council that the quay was lost for ever", ["told"]),
        ("told: that the quay was", "said: was lost for ever", ["told", "said"]),
        ("said: Marta Quell", "told: the quay was lost", ["said", "told"]),
        ("told: that the quay|lost for ever", "said: lost for ever", ["told"]),
    ],
)
def test_of_two_readings_of_one_statement_the_surer_one_stays(sure: str, other: str, kept: list[str]) -> None:
    def read(row: str, confidence: float) -> Attribution:
        cue, content = row.split(": ")
        return replace(attribution(TWICE, *content.split("|"), cue=cue), confidence=confidence)

    for rows in ([read(sure, 0.7), read(other, 0.6)], [read(other, 0.6), read(sure, 0.7)]):
        found = complete(TWICE, rows)
        assert sorted(TWICE[a.cue.start : a.cue.end] for a in found if a.cue) == sorted(kept)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.floats(0, 1)), max_size=25))
def test_the_surest_readings_stay_and_no_two_of_one_statement(drawn: list[tuple[int, int, float]]) -> None:
    found = [Attribution((Span(start, start + length),), confidence=sure) for start, length, sure in drawn]
    kept: list[Attribution] = []
    for one in sorted(sorted(found, key=lambda a: a.content[0]), key=lambda a: -a.confidence):
        if not any(_share(one.content[0], other.content[0]) >= 0.8 for other in kept):
            kept.append(one)
    assert sorted(_surest(found), key=str) == sorted(kept, key=str)


def _share(one: Span, other: Span) -> float:
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / min(one.end - one.start, other.end - other.start)


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("Quell said “the quay is ours”.", "“the quay is ours”", "direct"),
        (
            "Quell said the quay was “ours and ours alone” for ever.",
            "the quay was “ours and ours alone” for ever",
            "mixed",
        ),
        ("Quell said that the quay was lost.", "that the quay was lost", "indirect"),
    ],
)
def test_quotation_type(text: str, content: str, kind: str) -> None:
    assert complete(text, [attribution(text, content, source="Quell", cue="said")])[0].quotation_type == kind


def test_a_quotation_over_paragraphs_is_one_statement() -> None:
    text = "“The gates will stand,” Dray said. “They will stand in ten years.\n\n“And they will stand in a hundred.”"
    found = complete(
        text,
        [attribution(text, "“The gates will stand,”", "“They will stand in ten years.", source="Dray", cue="said")],
    )
    assert contents(text, found) == [
        ["“The gates will stand,”", "“They will stand in ten years.", "“And they will stand in a hundred.”"]
    ]


def test_a_quotation_without_cue_is_carried() -> None:
    text = "“The gates will stand,” Dray said.\n\n“Nobody in this town has ever asked me for a lock.”"
    found = complete(text, [attribution(text, "“The gates will stand,”", source="Dray", cue="said")])
    assert [a.carried for a in found] == [False, True]


@pytest.mark.parametrize("text", ["The “experts” left.", "She read “Songs of the Upland”.", "A sign said nothing."])
def test_scare_quotes_and_titles_are_not_carried(text: str) -> None:
    assert complete(text, []) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“We are staying, whatever the water does.” — Marta Quell", "Marta Quell"),
        ("“We are staying, whatever the water does.”\n― Jonas Pell, Ostrehaven\n\nNext.", "Jonas Pell"),
        ('"Never sell the quay to anyone." -- Agnes de la Tour\n', "Agnes de la Tour"),
        # a full stop after the name is none of it
        ("“We are staying, whatever the water does.” ― Marta Quell.", "Marta Quell"),
        ("“We are staying, whatever the water does.” ― Marta Quell Jr.", "Marta Quell Jr."),
    ],
)
def test_a_dash_and_a_name_sign_a_quotation(text: str, source: str) -> None:
    (found,) = complete(text, [])
    assert found.source is not None
    assert found.cue is not None
    assert text[found.source.start : found.source.end] == source
    assert set(text[found.cue.start : found.cue.end]) <= set("—―–-")
    assert found.quotation_type == "direct"
    assert not found.carried


@pytest.mark.parametrize(
    "text",
    [
        "“Songs of the Upland” — Marta Quell’s first book — sold well.",
        "The “quay of quays” – Ostrehaven has two – was shut.",
        "“Songs” — Marta Quell",
    ],
)
def test_a_dash_in_a_sentence_signs_nothing(text: str) -> None:
    assert not [a for a in complete(text, []) if a.source]


def test_what_is_said_within_a_signed_quotation_is_a_part_of_it() -> None:
    text = "“The mayor said the quay was safe. I doubt it.” — Marta Quell\n\nThe mayor said the quay was open."
    inner = attribution(text, "the quay was safe", source="The mayor", cue="said")
    after = attribution(text, "the quay was open")
    assert contents(text, complete(text, [replace(inner, confidence=0.95), after])) == [
        ["“The mayor said the quay was safe. I doubt it.”"],
        ["the quay was open"],
    ]


def test_a_signature_leaves_what_has_a_speaker_alone() -> None:
    text = "“We are staying, whatever comes,” said Quell. “We always have.” — Jonas Pell"
    found = complete(text, [attribution(text, "“We are staying, whatever comes,”", "“We always have.”", cue="said")])
    assert len(found) == 1


def test_windows_keep_paragraphs_together_and_cover_everything() -> None:
    paragraph = "Rain fell on the quay all day. " * 20
    text = "\n\n".join([paragraph.strip()] * 6)
    sentences, at = [], 0
    for sentence in text.replace("\n\n", " ").split(". "):
        words = []
        for form in sentence.split():
            at = text.index(form, at)
            words.append((form, at, at + len(form)))
            at += len(form)
        sentences.append(words)
    cut = list(windows(text, sentences))
    assert [s for w in cut for s in w.sentences] == [[f for f, _, _ in s] for s in sentences]
    assert len(cut) > 1
    assert all(len(w.starts) == len(w.layout) == sum(map(len, w.sentences)) for w in cut)
    assert all(w.layout[0][4] == 1.0 for w in cut)  # each begins with a paragraph


def test_a_sentence_too_long_for_a_window_is_cut() -> None:
    text = "a " * 5000
    cut = list(windows(text, [[("a", 2 * i, 2 * i + 1) for i in range(5000)]]))
    assert sum(len(w.starts) for w in cut) == 5000
    assert max(len(w.starts) for w in cut) <= LONGEST


@pytest.mark.parametrize(
    ("cue", "kept"),
    [("said on Monday", "said"), ("said on", "said"), ("said", "said")],
)
def test_a_day_is_no_part_of_a_cue(cue: str, kept: str) -> None:
    text = "She said on Monday that it was lost."
    (found,) = complete(text, [attribution(text, "that it was lost", source="She", cue=cue)])
    assert found.cue is not None
    assert text[found.cue.start : found.cue.end] == kept


def test_commas_around_source_and_content_are_left_out() -> None:
    text = "Marta Quell, the union’s leader, said, that the quay was lost, on Monday."
    found = complete(
        text, [attribution(text, ", that the quay was lost,", source="Marta Quell, the union’s leader,", cue="said")]
    )
    assert contents(text, found) == [["that the quay was lost"]]
    assert found[0].source is not None
    assert text[found[0].source.start : found[0].source.end] == "Marta Quell, the union’s leader"
