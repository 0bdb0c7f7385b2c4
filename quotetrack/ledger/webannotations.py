"""Statements as W3C Web Annotations, each with what schema.org knows as a Quotation.

Sources: https://www.w3.org/TR/annotation-model (selectors in section 4.2), https://schema.org/Quotation
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from quotetrack.ledger.columns import PRECISIONS, format_dates
from quotetrack.ledger.export import replacing

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "https://schema.org/"}]
_AROUND = 32  # characters before and after a quote, to find it again in a text that changed
_KINDS = {"person": "schema:Person", "organization": "schema:Organization", "group": "schema:Organization"}


def each(statements: pd.DataFrame, texts: Mapping[str, str], addresses: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """An annotation for each row of the statements table, as JSON-LD.

    `texts` and `addresses` give the text and the URL of each document. A target is a part of the content, by its
    position in the text and by its words with those around; both count characters, as Python does.
    """
    dates = format_dates(statements["said_on"], statements[PRECISIONS["said_on"]])
    for record, said_on in zip(statements.to_dict("records"), dates, strict=True):
        row = {str(name): value for name, value in record.items()}
        name, text = row["document"], texts[row["document"]]
        spans = json.loads(row["spans"])
        yield {
            "id": f"urn:quotetrack:{row['statement_id']}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": _quotation(row, said_on),
            "target": [
                {
                    "source": addresses.get(name) or f"urn:quotetrack:document:{name}",
                    "selector": _selectors(text, *span),
                }
                for span in spans["content"]
            ],
        }


def collection(statements: pd.DataFrame, texts: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, Any]:
    """All annotations as one W3C AnnotationPage."""
    items = list(each(statements, texts, addresses))
    return {"@context": CONTEXT, "id": "urn:quotetrack:statements", "type": "AnnotationPage", "items": items}


def write(
    statements: pd.DataFrame, texts: Mapping[str, str], addresses: Mapping[str, str], path: str | os.PathLike[str]
) -> None:
    """Writes `collection` to a JSON-LD file."""
    page = collection(statements, texts, addresses)
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")


def _quotation(row: Mapping[str, Any], said_on: str) -> dict[str, Any]:
    quotation: dict[str, Any] = {"type": "schema:Quotation", "schema:text": row["claim"]}
    if row["speaker"]:
        kind = _KINDS.get(str(row["speaker_type"]), "schema:Thing")
        who = [{"type": kind, "schema:name": name} for name in row["speaker"].split("; ")]
        quotation["schema:spokenByCharacter"] = who if len(who) > 1 else who[0]
    if said_on:
        quotation["schema:dateCreated"] = said_on
    facts = {name: row[name] for name in ("cue", "source", "quotation_type", "polarity", "confidence", "reviewed")}
    quotation["schema:additionalProperty"] = [
        {"type": "schema:PropertyValue", "schema:name": name, "schema:value": value}
        for name, value in facts.items()
        if value != ""
    ]
    return quotation


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - _AROUND) : start],
            "suffix": text[end : end + _AROUND],
        },
    ]
