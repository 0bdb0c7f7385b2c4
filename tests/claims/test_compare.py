"""Which statements say the same thing, or the opposite, with the shipped embeddings."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import claims
from quotetrack.claims import meaning
from quotetrack.claims.compare import OPPOSED, OTHER, SAME, compare
from quotetrack.claims.meaning import WIDTH, Meaning
from quotetrack.claims.wording import Wording, wording


@functools.cache
def shipped() -> Meaning:
    return meaning.load()


def cosine(one: Wording, other: Wording) -> float:
    vectors = [shipped().vector(each).astype(np.float32) for each in (one, other)]
    return float(vectors[0] @ vectors[1])


def relation(one: tuple[str, str], other: tuple[str, str]) -> str:
    a, b = wording(one[1], one[0]), wording(other[1], other[0])
    assert compare(a, b, lambda: cosine(a, b)) == compare(b, a, lambda: cosine(a, b))
    return compare(a, b, lambda: cosine(a, b))


PAIRS = [
    # equal, but for marks and case
    (SAME, ("said", "The wall will hold"), ("told reporters", "the wall will hold.")),
    (SAME, ("said", "We will not sell the ferries"), ("said", "“We won't sell the ferries”")),
    # truncated, continued, quoted within
    (SAME, ("said", "the barrier would cost 1.2 billion crowns and not a crown more"),
           ("said", "The barrier will cost 1.2 billion crowns and not a crown more, … I said so on June 2")),
    (SAME, ("said", "the ward was losing two midwives a month and could not go on"),
           ("said", "the ward was losing two midwives a month and could not go on, which the trust had known for years")),
    # in other words
    (SAME, ("denied", "that the maternity ward at Dunmere General Hospital would close"),
           ("denied", "that Dunmere General Hospital's maternity ward would be closed")),
    (SAME, ("proposed", "a temporary ban on night flights over Port Verrin"),
           ("called for", "banning night flights over Port Verrin")),
    (SAME, ("finds", "nitrate in the Ostre at twice the legal limit"),
           ("has confirmed", "that the nitrate level in the river Ostre is twice the legal limit")),
    (SAME, ("condemned", "Renholt's call for a ban on night flights over Port Verrin"),
           ("criticised", "Renholt for his proposal to ban night flights over Port Verrin")),
    # numbers, days and months
    (OTHER, ("said", "the repairs would cost $3.5 million"), ("said", "the repairs would cost $35 million")),
    (OTHER, ("said", "the barrier would cost 1.2 billion crowns"), ("said", "the barrier would cost 1.5 billion crowns")),
    (OTHER, ("said", "the strike would begin on Monday morning"), ("said", "the strike would begin on Tuesday morning")),
    (OTHER, ("said", "the ward would close in October"), ("said", "the ward would close in March")),
    (OTHER, ("said", "two ferries were damaged in the storm"), ("said", "three ferries were damaged in the storm")),
    (SAME, ("said", "eleven ferries were damaged in the storm"), ("said", "11 ferries were damaged in the storm")),
    (OTHER, ("said", "the repairs would cost $3.5 million"), ("said", "the repairs would cost $3.5 billion")),
    (OTHER, ("said", "prices in the valley rose by $35"), ("said", "prices in the valley rose by 35 percent")),
    (OTHER, ("said", "the minister knew of the cracks in May"), ("said", "the minister knew of the cracks in June")),
    # one says more, asks, or names nothing but people
    (OTHER, ("promised", "to ban night flights over Port Verrin"),
            ("promised", "a ban on night flights over Port Verrin and cheaper tickets for pensioners")),
    (OTHER, ("asked", "Will the barrier make the water worse?"), ("said", "that the barrier will make the water worse")),
    (OTHER, ("attacked", "the former harbour minister Ilse Marrane"),
            ("thanked", "harbour minister Ilse Marrane, whom he had once opposed in the vote on the barrier")),
    # another topic with the same words around
    (OTHER, ("said", "the union would vote on the wage offer"), ("said", "the council would vote on the barrier")),
    (OTHER, ("said", "she was proud of the ferries"), ("said", "the budget was late again")),
    # denied, negated, the opposite
    (OPPOSED, ("said", "that the barrier would cost 1.6 billion crowns"),
              ("denied", "that the barrier would cost 1.6 billion crowns")),
    (OPPOSED, ("said", "The maternity ward in Dunmere will not close"),
              ("said", "The maternity ward in Dunmere will close in October")),
    (OPPOSED, ("called for", "a ban on night flights over Port Verrin"),
              ("condemned", "his call for a ban on night flights over Port Verrin")),
    (OPPOSED, ("said", "unemployment in the Halden valley is rising"),
              ("said", "unemployment in the Halden valley is falling")),
    (OPPOSED, ("want", "more ferries between Port Verrin and the islands"),
              ("want", "fewer ferries between Port Verrin and the islands")),
    (OPPOSED, ("supports", "the sale of the ferries"), ("opposes", "the sale of the ferries")),
    (OPPOSED, ("thought", "the figure was provisional and would change"),
              ("did not think", "the figure was provisional and would change")),
    (OTHER, ("said", "the figure was provisional and would change"),
            ("did not say", "the figure was provisional and would change")),
    (OPPOSED, ("said", "We will sell the ferries"), ("said", "We would never, ever sell the ferries")),
    (OPPOSED, ("said", "the union is ready to accept the wage offer"),
              ("said", "the union is far from ready to accept the wage offer")),
    (OPPOSED, ("said", "the strike on the ferries ended yesterday"),
              ("said", "the strike on the ferries began yesterday")),
    # twice the opposite is the same again
    (SAME, ("denied", "that the maternity ward in Dunmere would close"),
           ("said", "the maternity ward in Dunmere would not close")),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "one", "other"), PAIRS)
def test_pairs(expected: str, one: tuple[str, str], other: tuple[str, str]) -> None:
    assert relation(one, other) == expected


def test_the_benchmark_writes_what_the_ledger_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [
        {"pair": number, **{side: {"cue": cue, "content": content, "source": None} for side, (cue, content) in
                            zip("ab", pair, strict=True)}}
        for number, (_, *pair) in enumerate(PAIRS)
    ]  # fmt: skip
    (tmp_path / "pairs.json").write_text(json.dumps(pairs), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    monkeypatch.setattr("sys.argv", ["claims", str(tmp_path / "pairs.json"), "-o", str(out)])
    claims.main()
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["pair"] for row in found] == list(range(len(PAIRS)))
    assert [row["same"] for row in found] == [expected == SAME for expected, *_ in PAIRS]
    assert [row["opposed"] for row in found] == [expected == OPPOSED for expected, *_ in PAIRS]


def test_embeddings_are_near_in_meaning_and_of_length_one() -> None:
    texts = ["The ferry was late.", "The boat did not arrive on time.", "Nitrate is bad for rivers."]
    vectors = np.stack([shipped().vector(wording(text, "")) for text in texts]).astype(np.float32)
    assert vectors.shape == (3, WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@given(st.text(), st.text(), st.booleans(), st.booleans())
def test_any_texts_compare_alike_both_ways(one: str, other: str, denied: bool, other_denied: bool) -> None:
    a, b = wording(one, "said", denied), wording(other, "said", other_denied)
    assert compare(a, b, lambda: 0.9) == compare(b, a, lambda: 0.9)
    assert compare(a, a, lambda: 1.0) == SAME
    assert compare(wording(one, "", False), wording(one, "", True), lambda: 1.0) in (OPPOSED, SAME)
    assert compare(wording(one, "said"), wording(one, "did not say"), lambda: 1.0) == OTHER


@pytest.mark.parametrize("text", ["", " ", "…", "\ud800", "a" * 5000, "word " * 3000, "🙂🙃"])
def test_any_text_has_an_embedding(text: str) -> None:
    assert np.isfinite(shipped().vector(wording(text, "")).astype(np.float32)).all()
