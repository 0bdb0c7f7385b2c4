"""Where sentences end: the tokenizer's boundaries but for those that nothing in the text speaks for."""

from __future__ import annotations

from typing import Any

from stanza.models.common.doc import Document

_END = frozenset(".?!…:;”\"'’)]—–―-")  # a sentence ends with one of these, or with its line


def whole_sentences(doc: Document) -> Document:
    """The tokenized document with the sentences as one that a boundary within a line, without a mark before it, parts:
    "Clara" and "Renholt, the mayor, ...". A heading in capitals ("THE BORROWING Back then ...") ends where it does.
    """
    groups: list[list[Any]] = []
    for sentence in doc.sentences:
        if not groups or _ends(doc.text, groups[-1], sentence):
            groups.append([])
        groups[-1].append(sentence)
    if len(groups) == len(doc.sentences):
        return doc
    sentences: list[list[dict[str, object]]] = []
    for group in groups:
        sentences.append([])
        for sentence in group:
            before = len(sentences[-1])
            for token in sentence.to_dict():
                token["id"] = _later(token["id"], before)
                sentences[-1].append(token)
    return Document(sentences, text=doc.text)


def _later(number: int | tuple[int, ...], by: int) -> int | tuple[int, ...]:
    return number + by if isinstance(number, int) else tuple(n + by for n in number)


def _ends(text: str, group: list[Any], following: Any) -> bool:
    """Whether a sentence, made of those in `group`, ends before the one that follows."""
    last, first = group[-1].tokens[-1], following.tokens[0]
    if last.text[-1] in _END or "\n" in text[last.end_char : first.start_char]:
        return True
    tokens = sum(len(sentence.tokens) for sentence in group)
    return tokens > 1 and text[group[0].tokens[0].start_char : last.end_char].isupper()
