"""Read CoNLL-U files and put their raw text back together."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

# GUM genres whose texts are licensed for non-commercial use only; they are left out of shipped weights.
NON_COMMERCIAL = frozenset({"whow", "fiction"})
# The features that agreement and tense need; the rest of the column is not predicted.
FEATS = frozenset({"Number", "Person", "Gender", "Tense", "VerbForm", "Mood"})


@dataclass(frozen=True)
class Word:
    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space_after: bool


@dataclass(frozen=True)
class Sentence:
    words: tuple[Word, ...]
    starts_paragraph: bool


def read_conllu(path: Path, skip_genres: frozenset[str] = frozenset()) -> list[Sentence]:
    """Sentences of a CoNLL-U file; multi-word tokens become their words, unseparated by a space."""
    sentences = []
    genre = ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        words: list[Word] = []
        new_paragraph = False
        inside_until, joined_space = 0, True
        for line in block.split("\n"):
            if line.startswith("#"):
                new_paragraph |= line.startswith(("# newpar", "# newdoc"))
                if line.startswith("# meta::genre"):
                    genre = line.split("=", 1)[1].strip()
                continue
            cols = line.split("\t")
            if len(cols) < 10 or "." in cols[0]:
                continue
            space = "SpaceAfter=No" not in cols[9]
            if "-" in cols[0]:
                inside_until, joined_space = int(cols[0].split("-")[1]), space
                continue
            number = int(cols[0])
            if number < inside_until:
                space = False
            elif number == inside_until:
                space = joined_space
            words.append(Word(cols[1], cols[2], cols[3], cols[4], _some_feats(cols[5]), int(cols[6]), cols[7], space))
        if words and genre not in skip_genres:
            sentences.append(Sentence(tuple(words), new_paragraph))
    return sentences


def _some_feats(column: str) -> str:
    return "|".join(pair for pair in column.split("|") if pair.split("=")[0] in FEATS) or "_"


def curl_marks(sentence: Sentence, opened: bool) -> tuple[Sentence, bool]:
    """The sentence with straight marks and double hyphens made typographic, as newspapers print them."""
    words = []
    before_space = True
    for word in sentence.words:
        form = word.form
        if form in ('"', "``", "''"):
            opened = not opened
            form = "“" if opened else "”"
        elif form == "--":
            form = "—"
        elif form == "'" and before_space and not word.space_after:
            form = "‘"
        form = form.replace("'", "’")
        before_space = word.space_after
        words.append(replace(word, form=form))
    return Sentence(tuple(words), sentence.starts_paragraph), opened


def with_typographic_marks(sentences: list[Sentence], share: float, seed: int) -> list[Sentence]:
    """The sentences, a share of the paragraphs with typographic quotation marks and dashes."""
    rng = random.Random(seed)
    out, curl, opened = [], False, False
    for sentence in sentences:
        if sentence.starts_paragraph:
            curl, opened = rng.random() < share, False
        if curl:
            sentence, opened = curl_marks(sentence, opened)
        out.append(sentence)
    return out


def text_and_labels(sentences: list[Sentence]) -> tuple[str, str]:
    """Raw text and Stanza's character labels (0 inside, 1 end of a word, 2 end of a sentence)."""
    text, labels = [], []
    for i, sentence in enumerate(sentences):
        if i and sentence.starts_paragraph:
            text.append("\n\n")
            labels.append("\n\n")
        elif i:
            text.append(" ")
            labels.append("0")
        for j, word in enumerate(sentence.words):
            last = j == len(sentence.words) - 1
            text.append(word.form)
            labels.append("0" * (len(word.form) - 1) + ("2" if last else "1"))
            if word.space_after and not last:
                text.append(" ")
                labels.append("0")
    return "".join(text), "".join(labels)


_MONTHS = {
    "January": "Jan.", "February": "Feb.", "March": "Mar.", "April": "Apr.", "June": "Jun.", "July": "Jul.",
    "August": "Aug.", "September": "Sept.", "October": "Oct.", "November": "Nov.", "December": "Dec.",
}  # fmt: skip
_TITLES = "Rep. Sen. Gov. Gen. Lt. Sgt. Col. Capt. Dr. Prof. Rev. Mr. Mrs. Ms. Del. Adm. Supt.".split()
_REPORTING = "asked said cried demanded wondered shouted replied".split()


def with_news_style(sentences: list[Sentence], seed: int) -> list[Sentence]:
    """The sentences with what newspapers have and treebanks lack: abbreviated months and titles before
    names, and questions that are quoted and reported. Only forms are right afterwards, not the trees."""
    rng = random.Random(seed)
    surnames = [w.form for s in sentences for w in s.words if w.xpos == "NNP" and w.form.istitle() and len(w.form) > 3]
    return [_news_style(sentence, rng, surnames) for sentence in sentences]


def _news_style(sentence: Sentence, rng: random.Random, surnames: list[str]) -> Sentence:
    words: list[Word] = []
    for i, word in enumerate(sentence.words):
        after = sentence.words[i + 1] if i + 1 < len(sentence.words) else None
        if word.form in _MONTHS and after and after.form.isdigit() and rng.random() < 0.5:
            word = replace(word, form=_MONTHS[word.form])
        opens_name = word.xpos == "NNP" and after and after.xpos == "NNP" and not (words and words[-1].xpos == "NNP")
        if opens_name and word.form.istitle() and rng.random() < 0.08:
            words.append(replace(word, form=rng.choice(_TITLES), space_after=True))
        words.append(word)
    asks = words[-1].form in ("?", "!") and 1 < len(words) <= 20 and not any('"' in w.form for w in words)
    if asks and rng.random() < 0.25:
        words = _reported(words, rng, surnames)
    return Sentence(tuple(words), sentence.starts_paragraph)


def _reported(words: list[Word], rng: random.Random, surnames: list[str]) -> list[Word]:
    """``Is it late?`` becomes ``"Is it late?" asked Renholt.``"""
    mark = replace(words[-1], form='"', xpos="''")
    verb = replace(mark, form=rng.choice(_REPORTING), xpos="VBD", space_after=True)
    name = replace(mark, form=rng.choice(surnames), xpos="NNP", space_after=False)
    tail = [verb, name] if rng.random() < 0.5 else [replace(name, space_after=True), replace(verb, space_after=False)]
    stop = replace(mark, form=".", xpos=".", space_after=True)
    quoted = [replace(mark, space_after=False), *words[:-1], replace(words[-1], space_after=False)]
    return [*quoted, replace(mark, space_after=True), *tail, stop]
