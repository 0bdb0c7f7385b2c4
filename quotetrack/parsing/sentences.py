"""Where sentences end: the tokenizer's boundaries but for those that nothing in the text speaks for."""

from __future__ import annotations

from itertools import pairwise

from stanza.models.common.doc import Document

_END = frozenset(".?!…:;”\"'’)]—–―-")  # a sentence ends with one of these, or with its line


def whole_sentences(doc: Document) -> Document:
    """The tokenized document with the sentences as one that a boundary within a line, without a mark before it, parts:
    "Clara" and "Renholt, the mayor, ...". A heading in capitals ("THE BORROWING Back then ...") ends where it does.
    """
    apart = [_ends(doc.text, *pair) for pair in pairwise(doc.sentences)]
    if all(apart):
        return doc
    sentences: list[list[dict[str, object]]] = []
    for number, sentence in enumerate(doc.sentences):
        if number == 0 or apart[number - 1]:
            sentences.append([])
        before = len(sentences[-1])
        for token in sentence.to_dict():
            token["id"] = _later(token["id"], before)
            sentences[-1].append(token)
    return Document(sentences, text=doc.text)


def _later(number: int | tuple[int, ...], by: int) -> int | tuple[int, ...]:
    return number + by if isinstance(number, int) else tuple(n + by for n in number)


def _ends(text: str, sentence: object, following: object) -> bool:
    tokens = sentence.tokens  # type: ignore[attr-defined]
    last, first = tokens[-1], following.tokens[0]  # type: ignore[attr-defined]
    if last.text[-1] in _END or "\n" in text[last.end_char : first.start_char]:
        return True
    return len(tokens) > 1 and text[tokens[0].start_char : last.end_char].isupper()
