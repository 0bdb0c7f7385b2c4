"""Corrections of who is who across documents, by people: they are kept and made again after each scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quotetrack.speakers.identity import LocalSpeaker

KINDS = ("merge", "split", "rename", "alias")


@dataclass(frozen=True)
class Edit:
    """One correction.

    merge: who is called `name` is the one called `value`; rename: the same, where nobody is called `value` yet.
    alias: whom a document calls `value` is the one called `name`.
    split: who is called `name` in `document` is another one, called `value`.
    With a `document`, only there, and `name` may be the one that the document itself gives; a split needs one.
    """

    kind: str
    name: str
    value: str
    document: str = ""

    def __str__(self) -> str:
        subject, other = (self.value, self.name) if self.kind == "alias" else (self.name, self.value)
        place = f" in {self.document}" if self.document else ""
        return f"{self.kind}: {subject}{place} is {other}"


def apply(
    edits: Iterable[Edit], mapping: Mapping[tuple[str, str], str], speakers: Iterable[LocalSpeaker]
) -> dict[tuple[str, str], str]:
    """`mapping`, from (document, name there) to the name in the corpus, with the edits made in their order.

    A name that an edit speaks of is one in the corpus; where the corpus has come to call its bearer otherwise,
    it is the name that documents give.
    """
    result, edits = dict(mapping), list(edits)
    if not edits:
        return result
    aliases = {(s.document, s.name): {s.name, *s.aliases} for s in speakers}
    for edit in edits:
        if edit.kind == "alias":
            chosen = {key for key in result if edit.value in aliases.get(key, {key[1]})}
            target = _known_as(result, edit.name) or edit.name
        else:
            called = _known_as(result, edit.name)
            chosen = {key for key, name in result.items() if name == called}
            target = _known_as(result, edit.value) or edit.value if edit.kind == "merge" else edit.value
        if edit.document:
            here = {key for key in chosen if key[0] == edit.document}
            chosen = here or {(edit.document, edit.name)} & result.keys()
        result |= dict.fromkeys(chosen, target)
    return result


def _known_as(mapping: Mapping[tuple[str, str], str], name: str) -> str:
    """What the corpus calls the one of that name; empty where it knows none, or several."""
    if name in mapping.values():
        return name
    called = {canonical for (_, local), canonical in mapping.items() if local == name}
    return called.pop() if len(called) == 1 else ""
