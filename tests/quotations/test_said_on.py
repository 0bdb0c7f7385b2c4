"""When it was said, from the statement's own words."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import parsed

from quotetrack.quotations.describe import describe
from quotetrack.quotations.time_words import times

PUBLISHED = "2026-08-05"  # a Wednesday

# Judged before there was any code: a marked sentence, and the day, month or year that it says.
CASES: list[tuple[str, str]] = [
    # weekdays: the last one, and a weekday equal to the publication's is that day
    ("{Renholt} [said] on Monday <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] Monday <the bridge was safe>.", "2026-08-03"),
    ("On Monday, {Renholt} [said] <the bridge was safe>.", "2026-08-03"),
    ("<The bridge was safe>, {Renholt} [said] on Tuesday.", "2026-08-04"),
    ("<“The bridge is safe,”> {Renholt} [said] Tuesday.", "2026-08-04"),
    ("<“The bridge is safe,”> {Renholt} [said] on Wednesday.", "2026-08-05"),
    ("<“The bridge is safe,”> [said] {Renholt} on Wednesday.", "2026-08-05"),
    ("{Renholt} on Thursday [said] <that the bridge was safe>.", "2026-07-30"),
    ("{Renholt} [told] reporters on Friday <that the bridge was safe>.", "2026-07-31"),
    ("{Renholt} [told] reporters in Ostrehaven on Saturday <that the bridge was safe>.", "2026-08-01"),
    ("{Renholt} [told] reporters Sunday <that the bridge was safe>.", "2026-08-02"),
    ("{The union} [announced] on Sunday night <that it would strike>.", "2026-08-02"),
    ("Late on Monday, {the union} [announced] <that it would strike>.", "2026-08-03"),
    ("{The union} [announced] late Monday <that it would strike>.", "2026-08-03"),
    ("{The union} [said] early on Tuesday <that it would strike>.", "2026-08-04"),
    ("{The union} [said] on Tuesday morning <that it would strike>.", "2026-08-04"),
    ("Tuesday morning {the union} [said] <that it would strike>.", "2026-08-04"),
    ("{Quell} [warned] at a rally in Halden on Saturday <that the port would close>.", "2026-08-01"),
    ("{Quell} [warned] Saturday at a rally in Halden <that the port would close>.", "2026-08-01"),
    ("At a rally on Saturday {Quell} [warned] <that the port would close>.", "2026-08-01"),
    ("{Quell} [said] in an interview on Thursday <that the port would close>.", "2026-07-30"),
    ("In an interview with the Courier on Thursday, {Quell} [said] <the port would close>.", "2026-07-30"),
    ("Speaking in parliament on Tuesday, {Quell} [said] <the port would close>.", "2026-08-04"),
    ("Speaking on Tuesday, {Quell} [called] <the plan “a disgrace”>.", "2026-08-04"),
    ("{Quell} [wrote] on Twitter on Monday <that the port would close>.", "2026-08-03"),
    ("{Quell} [tweeted] Monday <that the port would close>.", "2026-08-03"),
    ("{She} [denied] on Monday <that she had known>.", "2026-08-03"),
    ("{She} [did not say] on Monday <that she had known>.", "2026-08-03"),
    ("{The court} [ruled] on Friday <that the lease was void>.", "2026-07-31"),
    ("[According to] {a statement released on Monday}, <the port would close>.", "2026-08-03"),
    ("In a statement released on Monday, {the union} [said] <the port would close>.", "2026-08-03"),
    ("In a statement on Monday, {the union} [said] <the port would close>.", "2026-08-03"),
    ("{The union} [said in a statement] issued Sunday <that the port would close>.", "2026-08-02"),
    ("{The union} [said] in a letter sent on Friday <that the port would close>.", "2026-07-31"),
    ("{A report published on Monday} [says] <that the port would close>.", "2026-08-03"),
    ("{The memo, dated Monday,} [says] <that the port would close>.", "2026-08-03"),
    ("{Renholt} [said] this Monday <that the bridge was safe>.", "2026-08-03"),
    # today, yesterday, tonight
    ("{Renholt} [said] today <that the bridge was safe>.", "2026-08-05"),
    ("Earlier today, {Renholt} [said] <the bridge was safe>.", "2026-08-05"),
    ("{Renholt} [said] yesterday <that the bridge was safe>.", "2026-08-04"),
    ("Yesterday {Renholt} [said] <that the bridge was safe>.", "2026-08-04"),
    ("{Renholt} [said] yesterday evening <that the bridge was safe>.", "2026-08-04"),
    ("{Renholt} [said] last night <that the bridge was safe>.", "2026-08-04"),
    ("{Renholt} [said] this morning <that the bridge was safe>.", "2026-08-05"),
    ("This afternoon {Renholt} [told] the council <that the bridge was safe>.", "2026-08-05"),
    ("{Renholt} [told] the council tonight <that the bridge was safe>.", "2026-08-05"),
    ("{Renholt} [said] two days ago <that the bridge was safe>.", "2026-08-03"),
    ("Three days ago {Renholt} [said] <that the bridge was safe>.", "2026-08-02"),
    ("{Renholt} [said] 10 days ago <that the bridge was safe>.", "2026-07-26"),
    ("{Renholt} [said] the day before yesterday <that the bridge was safe>.", "2026-08-03"),
    # dates
    ("{Renholt} [said] on August 3 <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on Aug. 3 <that the bridge was safe>.", "2026-08-03"),
    ("On Aug. 3, {Renholt} [said] <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on 3 August <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on August 3, 2026, <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on 3 August 2026 <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on Sunday, August 2, <that the bridge was safe>.", "2026-08-02"),
    ("{Renholt} [said] on Sunday (August 2) <that the bridge was safe>.", "2026-08-02"),
    ("{Renholt} [said] Sunday, Aug. 2, <that the bridge was safe>.", "2026-08-02"),
    ("{Renholt} [said] on June 11 <that the bridge was safe>.", "2026-06-11"),
    ("{Renholt} [said] on December 20 <that the bridge was safe>.", "2025-12-20"),
    ("On Nov. 2, {Renholt} [told] the council <that the bridge was safe>.", "2025-11-02"),
    ("{Renholt} [said] on Friday, August 2, <that the bridge was safe>.", "2024-08-02"),  # a Friday then
    ("{Renholt} [said] on the 3rd of August <that the bridge was safe>.", "2026-08-03"),
    ("{Renholt} [said] on March 14, 2019, <that the bridge was safe>.", "2019-03-14"),
    ("On 14 March 2019 {Renholt} [wrote] <that the bridge was safe>.", "2019-03-14"),
    ("{Renholt} [wrote] on 2019-03-14 <that the bridge was safe>.", "2019-03-14"),
    ("In a letter dated May 12, {the bank} [warned] <that the loan was lost>.", "2026-05-12"),
    ("In a letter of May 12, {the bank} [warned] <that the loan was lost>.", "2026-05-12"),
    ("{The bank} [warned] in a May 12 letter <that the loan was lost>.", "2026-05-12"),
    ("At a meeting on July 1, {the council} [agreed] <that the quay was rotten>.", "2026-07-01"),
    # months
    ("{Renholt} [said] in June <that the bridge was safe>.", "2026-06"),
    ("In June, {Renholt} [said] <the bridge was safe>.", "2026-06"),
    ("In June {Renholt} [told] the Courier <that the bridge was safe>.", "2026-06"),
    ("{Renholt} [said] in December <that the bridge was safe>.", "2025-12"),
    ("{Renholt} [said] last December <that the bridge was safe>.", "2025-12"),
    ("{Renholt} [said] in early July <that the bridge was safe>.", "2026-07"),
    ("{Renholt} [said] in late July <that the bridge was safe>.", "2026-07"),
    ("{Renholt} [said] in mid-July <that the bridge was safe>.", "2026-07"),
    ("{Renholt} [said] in June 2019 <that the bridge was safe>.", "2019-06"),
    ("Back in June 2019, {Renholt} [said] <the bridge was safe>.", "2019-06"),
    ("{Renholt} [said] earlier this month <that the bridge was safe>.", "2026-08"),
    ("Earlier this month {Renholt} [said] <that the bridge was safe>.", "2026-08"),
    ("{Renholt} [said] this month <that the bridge was safe>.", "2026-08"),
    ("{Renholt} [said] last month <that the bridge was safe>.", "2026-07"),
    ("Last month, {Renholt} [told] the council <that the bridge was safe>.", "2026-07"),
    ("{Renholt} [said] in a speech last month <that the bridge was safe>.", "2026-07"),
    ("{A survey published in May} [found] <that most people walk>.", "2026-05"),
    # weeks are kept as the month or the year that holds them
    ("{Renholt} [said] last week <that the bridge was safe>.", "2026"),  # July 27 to August
    ("Last week {Renholt} [said] <that the bridge was safe>.", "2026"),
    ("{Renholt} [said] this week <that the bridge was safe>.", "2026-08"),
    ("{Renholt} [said] earlier this week <that the bridge was safe>.", "2026-08"),
    ("In an interview last week, {Renholt} [said] <the bridge was safe>.", "2026"),
    ("{Renholt} [said] at the weekend <that the bridge was safe>.", "2026-08"),
    ("{Renholt} [said] over the weekend <that the bridge was safe>.", "2026-08"),
    ("{Renholt} [said] two weeks ago <that the bridge was safe>.", "2026-07"),
    ("{Renholt} [said] last Monday <that the bridge was safe>.", "2026"),  # July 27 or August 3
    ("{Renholt} [said] last Tuesday <that the bridge was safe>.", "2026"),
    # years
    ("{Renholt} [said] in 2019 <that the bridge was safe>.", "2019"),
    ("In 2019, {Renholt} [said] <the bridge was safe>.", "2019"),
    ("{Renholt} [wrote] in a 2014 book <that the bridge was safe>.", "2014"),
    ("In a 2014 interview, {Renholt} [said] <the bridge was safe>.", "2014"),
    ("{Renholt} [said] in early 2019 <that the bridge was safe>.", "2019"),
    ("{Renholt} [said] last year <that the bridge was safe>.", "2025"),
    ("{Renholt} [said] earlier this year <that the bridge was safe>.", "2026"),
    ("{Renholt} [told] the Courier in the summer of 2015 <that the bridge was safe>.", "2015"),
    ("As early as 1998 {Renholt} [warned] <that the bridge was unsafe>.", "1998"),
    # when it happened is not when it was said
    ("{Renholt} [said] <that the bridge closed on Monday>.", ""),
    ("{Renholt} [said] <the bridge would close on Monday>.", ""),
    ("{Renholt} [said] <on Monday the bridge would close>.", ""),
    ("<The bridge closed on Monday>, {Renholt} [said].", ""),
    ("<“I was there on Monday,”> {Renholt} [said].", ""),
    ("<“In 2019 we had no bridge,”> {Renholt} [said].", ""),
    ("{Renholt} [said] <that in 2019 the bridge was safe>.", ""),
    ("{Renholt, who was elected in 2019,} [said] <the bridge was safe>.", ""),
    ("{Renholt}, who was elected in 2019, [said] <the bridge was safe>.", ""),
    ("{Renholt}, who resigned on Monday, [said] <the bridge was safe>.", ""),
    ("{The mayor elected in 2019} [said] <the bridge was safe>.", ""),
    ("After the vote on Monday, {Renholt} [said] <the bridge was safe>.", ""),
    ("{Renholt} [said] after Monday’s vote <that the bridge was safe>.", ""),
    ("{Renholt} [said] of Monday’s vote <that it was fair>.", ""),
    ("{Renholt} [said] before the vote on Friday <that the bridge was safe>.", ""),
    ("{Renholt} [has said] since Monday <that the bridge was safe>.", ""),
    ("{Renholt} [has said] since 2019 <that the bridge was safe>.", ""),
    ("{Renholt} [said] until 2019 <that the bridge was safe>.", ""),
    ("{Renholt} [says] every Monday <that the bridge is safe>.", ""),
    ("{Renholt} [says] on Mondays <that the bridge is safe>.", ""),
    ("{The council}, which met on Monday, [said] <the bridge was safe>.", ""),
    ("{Renholt} [said] ahead of Thursday’s debate <that the bridge was safe>.", ""),
    ("{Renholt} [commented] on the Monday accident, <saying that it was nobody’s fault>.", ""),
    ("{Renholt}, 2019’s winner, [said] <the bridge was safe>.", ""),
    ("{The 2019 winner} [said] <the bridge was safe>.", ""),
    ("{Residents} [complained] about Sunday ferries, <which they called too loud>.", ""),
    ("The bridge closed on Monday and {Renholt} [said] <it was safe>.", ""),
    ("The bridge closed on Monday, but {Renholt} [said] <it was safe>.", ""),
    ("When the bridge closed on Monday, {Renholt} [said] <it was safe>.", ""),
    ("{Renholt} [said] <it was safe> when the bridge closed on Monday.", ""),
    ("Two days after the accident {Renholt} [said] <the bridge was safe>.", ""),
    ("{Renholt} [said] a day earlier <that the bridge was safe>.", ""),
    ("{Renholt} [said] the next day <that the bridge was safe>.", ""),
    ("{Renholt} [said] later <that the bridge was safe>.", ""),
    # what is still to be said has no date yet
    ("{Renholt} [will say] on Friday <that the bridge is safe>.", ""),
    ("{Renholt} [will tell] the council next week <that the bridge is safe>.", ""),
    ("{Renholt} is expected to [say] on Friday <that the bridge is safe>.", ""),
    ("{Renholt} [would say] on Friday <that the bridge is safe>.", ""),
    # names and numbers that only look like dates
    ("{April Renholt} [said] <the bridge was safe>.", ""),
    ("{Renholt} [may say] <that the bridge is safe>.", ""),
    ("{Renholt} [said] on page 2019 <that the bridge was safe>.", ""),
    ("{Renholt} [told] 2000 supporters <that the bridge was safe>.", ""),
    ("{Renholt} [told] Sunday Mirror readers <that the bridge was safe>.", ""),
    ("{Renholt} [told] the Sunday Courier <that the bridge was safe>.", ""),
    ("{Renholt} [told] CBS This Morning <that the bridge was safe>.", ""),
    ("{Renholt} [told] CBS This Morning on Monday <that the bridge was safe>.", "2026-08-03"),
    ("{Friday} [said] <the bridge was safe>.", ""),
    ("{Renholt} [said] on Good Friday <that the bridge was safe>.", ""),  # a rule of its own, or none
    ("{Renholt} [said] on February 30 <that the bridge was safe>.", ""),
    ("{Renholt} [said] on 03/04/2026 <that the bridge was safe>.", ""),
    # nothing said
    ("{Renholt} [said] <the bridge was safe>.", ""),
    ("<“The bridge is safe.”>", ""),
    ("[It is said] <that the bridge is safe>.", ""),
    ("{Renholt} [said] recently <that the bridge was safe>.", ""),
    ("{Renholt} [once said] <that the bridge was safe>.", ""),
    ("{Renholt} [has long said] <that the bridge was safe>.", ""),
]


@pytest.fixture(scope="module")
def found(reader: Any) -> dict[str, str]:
    sentences = [sentence for sentence, _ in CASES]
    pairs = parsed(reader, sentences)
    return {
        sentence: describe(replace(doc, document=replace(doc.document, published=PUBLISHED)), attribution).said_on
        for sentence, (doc, attribution) in zip(sentences, pairs, strict=True)
    }


def test_there_are_enough_sentences() -> None:
    assert len({sentence for sentence, _ in CASES}) >= 150


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[sentence for sentence, _ in CASES])
def test_said_on(found: dict[str, str], sentence: str, expected: str) -> None:
    assert found[sentence] == expected


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2026, 12, 31))


@given(DAYS, st.sampled_from(range(7)))
def test_a_weekday_is_the_last_one(day: dt.date, weekday: int) -> None:
    (found,) = times(f"said on {WEEKDAYS[weekday]} that", day.isoformat())
    assert found.first == found.last
    assert found.first.weekday() == weekday
    assert 0 <= (day - found.first).days < 7


@given(DAYS, st.integers(0, 364), st.booleans())
def test_a_date_without_year_is_the_last_such_date(day: dt.date, back: int, with_weekday: bool) -> None:
    said = day - dt.timedelta(back)
    text = f"{said:%A}, {said:%B} {said.day}" if with_weekday else f"{said:%b}. {said.day}"
    (found,) = times(f"on {text} she said", day.isoformat())
    assert found.iso == said.isoformat()


WORDS = st.sampled_from(
    "on in last this earlier late week weekend month year Monday Sunday , ( 2 31 August Aug. May 2019 of the early mid "
    "yesterday ten days weeks ago night 's summer 2026-08-03 “ 03/04/2026".split()
)


@given(st.lists(WORDS, max_size=12), DAYS | st.sampled_from(["", "2019", "2019-05"]))
def test_times_of_any_words_are_past_and_in_order(words: list[str], day: dt.date | str) -> None:
    text = " ".join(words)
    end = 0
    for found in times(text, str(day)):
        assert end <= found.start < found.end <= len(text)
        assert found.first <= found.last
        end = found.end


def test_without_a_day_of_publication_only_full_dates_and_years_tell() -> None:
    text = "on Monday, yesterday, on May 3, in May, in May 2019, on May 3, 2018, in 2017, last week"
    assert [found.iso for found in times(text, "2026-08")] == ["2019-05", "2018-05-03", "2017"]


def test_many_times_in_one_sentence_take_linear_time() -> None:
    def seconds(count: int) -> float:
        begun = time.process_time()
        assert sum(1 for _ in times("on Monday she came and " * count, PUBLISHED)) == count
        return time.process_time() - begun

    assert min(seconds(4000) for _ in range(2)) < 20 * max(min(seconds(500) for _ in range(3)), 0.002)
