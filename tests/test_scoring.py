"""The counting behind benchmarks.accuracy: by hand, by property, and against the common scorer."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks import gold as corpus_gold
from benchmarks.accuracy import GoldDocument, measure, numbers, read_folder, read_predictions
from benchmarks.scoring import (
    Bin,
    Counts,
    Gold,
    Label,
    Prediction,
    Recall,
    Score,
    Speakers,
    at_least,
    by_mention,
    calibration_error,
    equal_mass,
    equal_width,
    name_key,
    perfect_error,
    same_speaker,
    score,
    verdicts,
)
from quotetrack.types import Span

# by hand


TEXT = "one two three four five six seven eight nine ten"


def at(words: str, text: str = TEXT) -> tuple[Span, ...]:
    """The spans of some stretches of a text, joined with "|"."""
    return tuple(Span(text.index(part), text.index(part) + len(part)) for part in words.split("|") if part)


def gold(content: str, source: str = "", cue: str = "") -> Gold:
    return Gold(at(content), at(source), at(cue))


def found(content: str, source: str = "", cue: str = "") -> Prediction:
    return Prediction(at(content), at(source), at(cue))


@pytest.mark.parametrize(
    ("wanted", "predicted", "expected"),
    [
        # content, exact, cue, attribution
        ([], [], (0, 0, 0, 0)),
        ([gold("one two")], [], (0, 0, 0, 0)),
        ([], [found("one two")], (0, 0, 0, 0)),
        ([gold("one two")], [found("one two")], (1, 1, 1, 1)),
        ([gold("one two")], [found("two")], (1, 0, 1, 1)),  # 1 of 2
        ([gold("one two three")], [found("three")], (0, 0, 0, 0)),  # 1 of 3
        ([gold("one two")], [found("two three four")], (0, 0, 0, 0)),  # 1 of 4
        ([gold("one|three")], [found("three|one")], (1, 1, 1, 1)),
        # the best overlap goes first: the second prediction takes the gold
        ([gold("one two three", "nine")], [found("one two", "ten"), found("one two three", "nine")], (1, 1, 1, 1)),
        # of equal overlaps the earlier
        ([gold("one two", "nine")], [found("one", "nine"), found("two", "ten")], (1, 0, 1, 1)),
        ([gold("one two", "nine")], [found("two", "ten"), found("one", "nine")], (1, 0, 1, 0)),
        # one to one
        ([gold("one two"), gold("two three")], [found("two")], (1, 0, 1, 1)),
        # sources: absent, half shared, within, neither
        ([gold("one", "nine")], [found("one")], (1, 1, 1, 0)),
        ([gold("one")], [found("one", "nine")], (1, 1, 1, 0)),
        ([gold("one", "six seven eight")], [found("one", "seven eight nine")], (1, 1, 1, 1)),  # 2 of 4
        ([gold("one", "five six seven eight nine")], [found("one", "seven")], (1, 1, 1, 1)),
        ([gold("one", "seven")], [found("one", "five six seven eight nine")], (1, 1, 1, 1)),
        ([gold("one", "six seven")], [found("one", "seven eight")], (1, 1, 1, 0)),  # 1 of 3
        # cues: one word shared
        ([gold("one", cue="six seven")], [found("one", cue="seven eight nine")], (1, 1, 1, 1)),
        ([gold("one", cue="six")], [found("one", cue="seven")], (1, 1, 0, 1)),
        ([gold("one", cue="six")], [found("one")], (1, 1, 0, 1)),
    ],
)
def test_pairs(wanted: list[Gold], predicted: list[Prediction], expected: tuple[int, ...]) -> None:
    counted = score(TEXT, wanted, predicted)
    assert (counted.content.tp, counted.exact.tp, counted.cue.tp, counted.attribution.tp) == expected
    for counts in (counted.content, counted.exact, counted.cue, counted.attribution):
        assert (counts.pred, counts.gold) == (len(predicted), len(wanted))


def test_tokens_are_counted_once() -> None:
    counted = score(TEXT, [gold("one two"), gold("two three")], [found("two three four"), found("four")])
    assert counted.tokens == Counts(tp=2, pred=3, gold=3)


def test_each_part_of_a_span_counts_by_itself_and_once() -> None:
    counted = score(
        TEXT,
        [gold("one two|four", "nine"), gold("six", "nine", "ten")],
        [found("one two|five", "nine", "ten"), found("six seven", "eight nine", "ten")],
    )
    assert counted.content_spans == Counts(tp=1, pred=3, gold=3)
    assert counted.source_spans == Counts(tp=1, pred=2, gold=1)
    assert counted.cue_spans == Counts(tp=1, pred=1, gold=1)


def test_only_words_count() -> None:
    text = "“No”, she said: “Yes!”"
    wanted = [Gold(at("“No”,", text), at("she", text), at(":", text)), Gold(at("“", text))]
    predicted = [Prediction(at("No", text), at("she ", text)), Prediction(at("”,", text), at("said", text))]
    counted = score(text, wanted, predicted)
    for counts in (counted.content, counted.exact, counted.cue, counted.attribution, counted.content_spans):
        assert counts == Counts(1, 1, 1)
    assert counted.source_spans == Counts(1, 2, 1)  # of what does not count, source and cue are there all the same


def test_a_span_that_touches_a_word_has_it() -> None:
    assert score("ferries sail", [Gold((Span(0, 7),))], [Prediction((Span(6, 8),))]).exact.tp == 1
    assert score("ferries sail", [Gold((Span(0, 7),))], [Prediction((Span(7, 8),))]).content.pred == 0
    assert score("don’t sail", [Gold((Span(0, 5),))], [Prediction((Span(4, 5),))]).exact.tp == 1


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ("“One two three,” she said.", "“One two three,”", "direct"),
        ("“One two three,” she said.", "One two three", "direct"),
        ('"One two three," she said.', "One two three", "direct"),
        ("She said one “two” three.", "one “two” three", "mixed"),
        ("She said one two three.", "one two three", "indirect"),
        ("“a b c d e f g h i” j", "a b c d e f g h i” j", "direct"),  # 9 of 10
        ("“a b c d e f g h” i", "a b c d e f g h” i", "mixed"),  # 8 of 9
        ("“One two.\n\n“Three four.” Five.", "Three four", "direct"),  # opened again in the next paragraph
        ('A 12" pipe.\n\nOne two.', "One two", "indirect"),  # a stray mark ends with its paragraph
        ("“One two", "One two", "direct"),
    ],
)
def test_recall_by_quotation_type(text: str, content: str, expected: str) -> None:
    counted = score(text, [Gold(at(content, text))], [Prediction(at(content, text))])
    assert {kind: getattr(counted, kind) for kind in ("direct", "mixed", "indirect")} == {
        kind: Recall(1, 1, 1) if kind == expected else Recall() for kind in ("direct", "mixed", "indirect")
    }


def test_recall_of_what_is_missed_or_given_to_another() -> None:
    text = "“One two,” she said, “three four.” “Five six.”"
    wanted = [Gold(at("One two", text), at("she", text)), Gold(at("three four", text)), Gold(at("Five six", text))]
    predicted = [Prediction(at("One two", text)), Prediction(at("three four", text))]
    assert score(text, wanted, predicted).direct == Recall(gold=3, content=2, attribution=1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Marta Quell", "marta quell"),
        ("Prime Minister Marta Quell", "marta quell"),
        ("the Senator's", ""),
        ("Ostre Line’s", "ostre line"),
        ("Quell, Marta (Dr.)", "quell marta dr"),
        ("the ministry's spokesman", "ministry spokesman"),
        ("", ""),
        ("…", ""),
    ],
)
def test_name_key(name: str, expected: str) -> None:
    assert name_key(name) == expected


MARTA = Label(("Marta Quell",), True, ("Quell", "Ms. Quell", "the ferry chief"))
PAIR = Label(("Marta Quell", "Jonas Pell"), True, ())
SPOKESMAN = Label(("a spokesman of the Ostre Line",), False)


@pytest.mark.parametrize(
    ("predicted", "label", "expected"),
    [
        ("Marta Quell", MARTA, (True, True)),
        ("Dr. Marta Quell", MARTA, (True, True)),
        ("MARTA QUELL", MARTA, (True, True)),
        ("Quell", MARTA, (False, True)),
        ("ferry chief", MARTA, (False, True)),
        ("Marta", MARTA, (False, False)),
        ("", MARTA, (False, False)),
        ("the", MARTA, (False, False)),
        ("Jonas Pell; Marta Quell", MARTA, (True, True)),
        ("Jonas Pell, Quell", MARTA, (False, True)),
        ("Jonas Pell and Quell", MARTA, (False, True)),
        ("Jonas Pell", PAIR, (True, True)),
        ("Pell", PAIR, (False, False)),
        ("the spokesman", SPOKESMAN, (True, True)),
        ("spokesman of nobody", SPOKESMAN, (True, True)),
        ("Ostre Line", SPOKESMAN, (True, True)),  # the last word of the whole phrase counts as a head too
        ("the spokeswoman", SPOKESMAN, (False, False)),
    ],
)
def test_same_speaker(predicted: str, label: Label, expected: tuple[bool, bool]) -> None:
    assert same_speaker(predicted, label) == expected


def test_speakers_are_counted_over_labelled_gold() -> None:
    wanted = [
        replace(gold("one"), label=replace(MARTA, mention="pronoun")),
        replace(gold("two"), label=replace(MARTA, mention="nominal")),
        replace(gold("three"), label=replace(MARTA, mention="nominal")),
        replace(gold("four"), label=replace(SPOKESMAN, mention="same")),
        gold("five"),
    ]
    predicted = [
        replace(found("one"), speaker="Marta Quell"),
        replace(found("two"), speaker="Quell"),
        replace(found("four"), speaker="spokesman"),
        replace(found("five"), speaker="Quell"),
    ]
    counted = score(TEXT, wanted, predicted)
    assert counted.speakers == Speakers(gold=4, paired=3, strict=2, alias=3)
    assert counted.named == Speakers(gold=3, paired=2, strict=1, alias=2)
    assert by_mention(counted) == {
        "nominal": Speakers(gold=2, paired=1, strict=0, alias=1),
        "pronoun": Speakers(gold=1, paired=1, strict=1, alias=1),
    }
    assert by_mention(score(TEXT, [replace(wanted[0], label=MARTA)], predicted)) == {}


def test_percentages() -> None:
    counts = Counts(tp=1, pred=2, gold=4)
    assert (counts.precision, counts.recall) == (50.0, 25.0)
    assert counts.f1 == pytest.approx(100 / 3)
    for nothing in (Counts(), Counts(0, 5, 0), Counts(0, 0, 5)):
        assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)


def test_judged_are_predictions_with_a_confidence() -> None:
    predicted = [
        replace(found("one", "nine"), confidence=0.75),
        replace(found("two", "nine"), confidence=0.5),
        replace(found("three"), confidence=0.25),
        found("four"),
        replace(found(""), confidence=1.0),
    ]
    counted = score(TEXT, [gold("one", "nine"), gold("two")], predicted)
    assert counted.judged == ((0.25, False), (0.5, False), (0.75, True))
    assert [p.confidence for p in at_least(predicted, 0.5)] == [0.75, 0.5, 1.0]


def test_judged_by_the_speaker_where_there_is_a_label() -> None:
    wanted = [
        replace(gold("one", "nine"), label=MARTA),
        replace(gold("two", "nine"), label=MARTA),
        gold("three"),
    ]
    predicted = [
        replace(found("one", "ten"), speaker="Marta Quell", confidence=0.75),  # another source that means her
        replace(found("two", "nine"), speaker="Lena Brock", confidence=0.5),
        replace(found("three"), confidence=0.25),
    ]
    assert score(TEXT, wanted, predicted).judged == ((0.25, True), (0.5, False), (0.75, True))
    assert verdicts(TEXT, wanted, predicted) == {0: (False, True), 1: (True, False), 2: (True, None)}


JUDGED = ((0.05, False), (0.15, True), (0.15, False), (0.95, True), (1.0, True))


def test_bins_of_equal_width() -> None:
    low, second, high = equal_width(JUDGED)
    assert low == Bin(0.05, 0.05, 1, 0.05, 0.0)
    assert second == Bin(0.15, 0.15, 2, 0.15, 0.5)
    assert (high.low, high.high, high.count, high.right) == (0.95, 1.0, 2, 1.0)
    # (1 × 0.05 + 2 × 0.35 + 2 × 0.025) / 5
    assert calibration_error([low, second, high]) == pytest.approx(0.16)


def test_bins_of_equal_mass() -> None:
    assert [(b.low, b.high, b.count) for b in equal_mass(JUDGED, 2)] == [(0.05, 0.15, 3), (0.95, 1.0, 2)]
    assert [b.count for b in equal_mass(JUDGED)] == [1, 2, 1, 1]  # equal confidences stay together
    judged = tuple((number / 100, True) for number in range(100))
    assert [b.count for b in equal_mass(judged)] == [10] * 10


@pytest.mark.parametrize("bins", [equal_width, equal_mass])
def test_calibration_of_the_extremes(bins: Any) -> None:
    assert bins(()) == []
    assert calibration_error([]) == 0.0
    assert calibration_error(bins(((1.0, True), (0.0, False)))) == 0.0
    assert calibration_error(bins(((1.0, False), (0.0, True)))) == 1.0
    assert calibration_error(bins(((0.5, True), (0.5, False)))) == 0.0


def test_what_is_left_out_leaves_its_gold_to_another() -> None:
    document = GoldDocument("a", TEXT, (gold("one two", "nine"),))
    predicted = [
        replace(found("one two", "ten"), confidence=0.35),
        replace(found("one", "nine"), confidence=0.95),
    ]
    result = measure([document], {"a": predicted})
    assert result.score.attribution == Counts(0, 2, 1)
    assert dict(result.thresholds)[0.3] == Counts(0, 2, 1)
    assert dict(result.thresholds)[0.4] == dict(result.thresholds)[0.9] == Counts(1, 1, 1)


# by property


NAMES = ["Marta Quell", "Jonas Pell", "Ostre Line", "Clara Renholt"]
LENGTH = 60


def _spans(most: int = 2) -> st.SearchStrategy[tuple[Span, ...]]:
    """Stretches of a text of `LENGTH` characters."""
    one = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 25))
    return st.lists(one.map(lambda s: Span(s[0], min(LENGTH, s[0] + s[1]))), max_size=most).map(tuple)


TEXTS = st.text("ab ”“\".'\n", min_size=LENGTH, max_size=LENGTH)
LABELS = st.none() | st.builds(
    Label, st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(tuple), st.booleans(), st.just(("Quell",))
)
GOLDS = st.lists(st.builds(Gold, _spans(), _spans(1), _spans(1), LABELS), max_size=6)
CONFIDENCES = st.floats(0, 1)
PREDICTIONS = st.lists(
    st.builds(Prediction, _spans(), _spans(1), _spans(1), st.sampled_from(["", "Quell", *NAMES]), CONFIDENCES),
    max_size=6,
)


def perfect(item: Gold) -> Prediction:
    return Prediction(item.content, item.source, item.cue, "; ".join(item.label.speakers) if item.label else "", 1.0)


@given(TEXTS, GOLDS)
def test_a_perfect_prediction_gives_100(text: str, wanted: list[Gold]) -> None:
    result = measure([GoldDocument("a", text, tuple(wanted))], {"a": [perfect(item) for item in wanted]})
    counted = result.score
    for value in vars(counted).values():
        if isinstance(value, Counts):
            assert value.tp == value.pred == value.gold
            assert not value.gold or value.precision == value.recall == value.f1 == 100.0
        if isinstance(value, (Recall, Speakers)):
            assert len(set(vars(value).values())) == 1
    assert calibration_error(equal_width(counted.judged)) == calibration_error(equal_mass(counted.judged)) == 0.0
    assert all(counts == counted.attribution for _, counts in result.thresholds)


@given(TEXTS, GOLDS, PREDICTIONS)
def test_counts_stay_within_each_other(text: str, wanted: list[Gold], predicted: list[Prediction]) -> None:
    counted = score(text, wanted, predicted)
    for value in vars(counted).values():
        if isinstance(value, Counts):
            assert 0 <= value.tp <= min(value.pred, value.gold)
            assert 0.0 <= value.f1 <= 100.0
    assert max(counted.exact.tp, counted.cue.tp, counted.attribution.tp) <= counted.content.tp
    assert counted.direct + counted.mixed + counted.indirect == Recall(
        counted.content.gold, counted.content.tp, counted.attribution.tp
    )
    assert counted.speakers.strict <= counted.speakers.alias <= counted.speakers.paired <= counted.speakers.gold
    assert len(counted.judged) == counted.content.pred
    right = sum(right for _, right in counted.judged)
    assert right <= counted.content.tp
    assert any(g.label for g in wanted) or right == counted.attribution.tp


@given(st.lists(st.tuples(TEXTS, GOLDS, PREDICTIONS), max_size=3))
def test_counts_add_up_over_documents(items: list[tuple[str, list[Gold], list[Prediction]]]) -> None:
    documents = [GoldDocument(str(number), text, tuple(wanted)) for number, (text, wanted, _) in enumerate(items)]
    predictions = {str(number): predicted for number, (_, _, predicted) in enumerate(items)}
    whole = measure(documents, predictions)
    parts = [measure([document], predictions) for document in documents]
    assert sum((part.score for part in parts), Score()) == whole.score
    for number, (_, counts) in enumerate(whole.thresholds):
        kept = (p.thresholds[number][1] if p.thresholds else p.score.attribution for p in parts)  # nothing predicted
        assert sum(kept, Counts()) == counts


@given(st.tuples(TEXTS, GOLDS, PREDICTIONS), st.tuples(TEXTS, GOLDS, PREDICTIONS))
def test_two_documents_count_as_one_that_holds_both(
    first: tuple[str, list[Gold], list[Prediction]], second: tuple[str, list[Gold], list[Prediction]]
) -> None:
    def closed(text: str) -> str:
        return text.translate(str.maketrans("”“\"'", "aaaa"))  # no mark opens in one text and closes in the other

    def moved(item: Any) -> Any:
        fields = ("content", "source", "cue")
        return replace(item, **{f: tuple(Span(*(n + LENGTH + 1 for n in s)) for s in getattr(item, f)) for f in fields})

    text = f"{closed(first[0])} {closed(second[0])}"
    both = score(text, [*first[1], *map(moved, second[1])], [*first[2], *map(moved, second[2])])
    apart = score(closed(first[0]), *first[1:]) + score(closed(second[0]), *second[1:])
    assert replace(both, documents=2) == replace(apart, judged=tuple(sorted(apart.judged)))


@given(TEXTS, GOLDS, PREDICTIONS, st.randoms(use_true_random=False))
def test_the_order_of_predictions_does_not_matter(
    text: str, wanted: list[Gold], predicted: list[Prediction], shuffle: random.Random
) -> None:
    shares = [
        [_exact_overlap(text, g, p) for p in predicted] for g in wanted
    ]  # of two equal ones that meet in a gold or a prediction, the order decides
    for line in [*shares, *zip(*shares, strict=True)]:
        good = [share for share in line if share >= 0.5]
        assume(len(good) == len(set(good)))
    mixed = list(predicted)
    shuffle.shuffle(mixed)
    assert score(text, wanted, mixed) == score(text, wanted, predicted)


def _exact_overlap(text: str, g: Gold, p: Prediction) -> float:
    tokens = score(text, [Gold(g.content)], [Prediction(p.content)]).tokens
    return tokens.tp / max(1, tokens.pred + tokens.gold - tokens.tp)


@given(st.lists(st.tuples(CONFIDENCES, st.booleans())).map(tuple), st.integers(1, 20))
def test_calibration_error_is_within_0_and_1(judged: tuple[tuple[float, bool], ...], number: int) -> None:
    for bins in (equal_width(judged, number), equal_mass(judged, number)):
        assert 0.0 <= calibration_error(bins) <= 1.0
        assert len(bins) <= number
        assert sum(b.count for b in bins) == len(judged)
        assert all(0 <= b.low <= b.high <= 1 and 0 <= b.right <= 1 for b in bins)
        assert [b.low for b in bins] == sorted({b.low for b in bins})


# against the common scorer


SCORER = corpus_gold.ROOT.parent / "shared" / "eval" / "score.py"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus's gold standard, with other names of its speakers."""
    folder = tmp_path_factory.mktemp("gold")
    corpus_gold.write(folder)
    aliases: dict[str, dict[str, list[str]]] = {}
    for line in (folder / "speakers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name in row["speakers"]:
            aliases.setdefault(row["doc"], {})[name] = [name.split()[-1], "the chair"]
    (folder / "aliases.json").write_text(json.dumps(aliases), encoding="utf-8")
    return folder


def perturbed(documents: list[GoldDocument], rng: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Gold attributions as predictions, some of them changed, lost, split or made up."""

    def moved(spans: tuple[Span, ...], length: int) -> list[list[int]] | None:
        if rng.random() < 0.1:
            return None
        if rng.random() < 0.5:
            return [list(span) for span in spans]
        kept = [span for span in spans if rng.random() < 0.9]
        moved = [(s.start + rng.randint(-12, 12), s.end + rng.randint(-12, 12)) for s in kept]
        return [[max(0, start), min(length, end)] for start, end in moved if start < end]

    def speaker(item: Gold) -> str | None:
        names = list(item.label.speakers) if item.label else ["Nobody"]
        last = names[0].split()[-1]
        forms = ["; ".join(names), f"Mr. {names[0]}", last, f"Ada Holm, {last}", f"the {last}", "the chair and Holm"]
        return rng.choice([*forms, "", None])

    found = {}
    for document in documents:
        if rng.random() < 0.1:
            continue
        quotes = []
        for item in document.gold or ():
            for _ in range(rng.choice([0, 1, 1, 1, 1, 1, 2])):
                spans = {f: moved(getattr(item, f), len(document.text)) for f in ("content", "source", "cue")}
                quotes.append(spans | {"speaker": speaker(item), "confidence": rng.random()})
        for _ in range(rng.randint(0, 3)):
            start = rng.randrange(len(document.text))
            quotes.append({"content": [[start, start + rng.randint(0, 80)]]})
        rng.shuffle(quotes)
        found[document.name] = quotes
    return found


@pytest.mark.skipif(not SCORER.exists(), reason=f"the common scorer is not there: {SCORER}")
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("labelled", [True, False])
def test_equal_to_the_common_scorer(corpus: Path, tmp_path: Path, seed: int, labelled: bool) -> None:
    documents = read_folder(corpus)
    if not labelled:
        documents = [replace(d, gold=tuple(replace(item, label=None) for item in d.gold or ())) for d in documents]
    path = tmp_path / "predictions.jsonl"
    rows = perturbed(documents, random.Random(seed))
    path.write_text("".join(json.dumps({"doc": d, "quotes": q}) + "\n" for d, q in rows.items()), encoding="utf-8")
    labels = ["--speakers", str(corpus / "speakers.jsonl"), "--aliases", str(corpus / "aliases.json")]
    command = [sys.executable, str(SCORER), str(corpus), str(path), "--json", *(labels if labelled else [])]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = numbers(measure(documents, read_predictions(path, (d.name for d in documents))))
    assert {key: ours.get(key) for key in theirs} == theirs
    assert ("speaker" in ours) == ("speaker" in theirs) == labelled
    assert 50 < theirs["content"]["f1"] < 95  # neither all nor nothing was changed


def test_chance_leaves_an_error_that_numbers_shrink() -> None:
    few, many = (tuple((p / 10, True) for p in range(1, 10)) * times for times in (5, 500))
    assert perfect_error(few) > 3 * perfect_error(many) > 0
    assert perfect_error(few) == perfect_error(few)
    assert perfect_error(((0.0, False), (1.0, True)) * 50) == perfect_error(()) == 0.0
