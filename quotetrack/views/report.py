"""The report: what a ledger holds as one HTML file that needs nothing else, neither a network nor a server."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import groupby
from typing import Any

import pandas as pd

from quotetrack._version import __version__
from quotetrack.ledger import Ledger
from quotetrack.ledger.columns import CATEGORIES
from quotetrack.ledger.export import replacing
from quotetrack.ledger.formats import dated
from quotetrack.ledger.positions import changes_frame, claims_frame, opposed_frame
from quotetrack.views.marked import colours, marked_statements, paragraphs

ARTICLES = 2000
_MOST = 15  # speakers, claims, changes and the like that the overview lists
# What the page needs of each statement; `document` becomes the place of its article.
_COLUMNS = (
    "statement_id said_on date_basis speaker role speaker_type claim quotation_type cue source resolution "
    "attribution_type polarity addressee medium confidence claim_id proposition_id opposed occurrences reviewed note"
).split()
_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
_OF_ARTICLES = ("name", "title", "publisher", "published", "url", "same_as")


@dataclass(frozen=True)
class Report:
    """A report and what is in it: how many articles and statements, and how many articles were left out."""

    html: str
    articles: int
    statements: int
    left_out: int


def make_report(
    ledger: Ledger, *, title: str = "", articles: int = ARTICLES, min_confidence: float = 0.0, **filters: str
) -> Report:
    """The report on a ledger, or on the statements that fit the filters, which are those of `Ledger.statements`.

    articles: at most so many, those published last; 0 for all. Where filters are given, only articles with a statement
    that fits are in it. Statements that a person rejected are left out. Raises ValueError for a date that is none,
    LedgerError when the ledger cannot be read.
    """
    rows = ledger.statements(min_confidence=min_confidence, **filters)
    rejected = rows["reviewed"] == "rejected"
    rows = rows[~rejected]
    documents = ledger.documents()
    documents = documents[documents["status"] == "read"]
    if any(filters.values()) or min_confidence:
        documents = documents[documents["name"].isin(rows["document"])]
    chosen = documents.sort_values(["published", "name"], ascending=[False, True], na_position="last")
    chosen = chosen.head(articles) if articles else chosen
    rows = rows[rows["document"].isin(chosen["name"])]
    place = {name: number for number, name in enumerate(chosen["name"])}
    rows = rows.assign(article=rows["document"].map(place)).sort_values(
        ["article", "start", "end", "statement_id"], ignore_index=True
    )
    speakers = ledger.speakers()
    html = _page(
        title=title or f"What {ledger.path.name} holds",
        facts=_facts(rows, chosen, len(documents) - len(chosen), int(rejected.sum()), filters, min_confidence),
        overview=_overview(rows),
        data={
            "statements": _columnar(_of_page(rows)),
            "articles": _articles(ledger, chosen, rows),
            "speakers": _speakers(speakers, rows),
        },
    )
    return Report(html, len(chosen), len(rows), len(documents) - len(chosen))


def write_report(ledger: Ledger, path: str | os.PathLike[str], **options: Any) -> Report:
    """`make_report` into a file, which appears whole or not at all; raises LedgerError when it cannot be written."""
    report = make_report(ledger, **options)
    with replacing(path) as temporary:
        temporary.write_text(report.html, encoding="utf-8", errors="replace")
    return report


# What the page shows


def _of_page(rows: pd.DataFrame) -> pd.DataFrame:
    plain = dated(rows)[[*_COLUMNS, "article"]].assign(confidence=rows["confidence"].round(3))
    plain["article"] = plain["article"].astype("int64")
    return plain


def _columnar(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): frame[name].tolist() for name in frame.columns}


def _articles(ledger: Ledger, chosen: pd.DataFrame, rows: pd.DataFrame) -> list[dict[str, Any]]:
    texts = ledger.texts(chosen["name"])
    found = rows[["article", "speaker", "spans"]].assign(number=rows.index, spans=rows["spans"].map(json.loads))
    by_article = {
        place: list(group)
        for place, group in groupby(found.to_dict("records"), key=lambda row: int(row["article"]))
    }  # fmt: skip
    made = []
    for place, article in enumerate(dated(chosen)[list(_OF_ARTICLES)].to_dict("records")):
        own, text = by_article.get(place, []), texts[str(article["name"])]
        url = article["url"] if str(article["url"]).startswith(("http://", "https://")) else ""
        known = colours([row["speaker"] for row in own])
        html = paragraphs(text, marked_statements(own, len(text), known))
        made.append({**article, "url": url, "colours": known, "words": len(text.split()), "html": html})
    return made


def _speakers(speakers: pd.DataFrame, rows: pd.DataFrame) -> dict[str, Any]:
    """By name what the ledger knows of the speakers of these rows; `people` of one name may be several."""
    known = speakers[speakers["name"].isin(_names(rows))]
    return {
        str(name): {
            "type": str(group["speaker_type"].iloc[0]),
            "role": str(group["role"].iloc[0]),
            "aliases": sorted(set("; ".join(group["aliases"]).split("; ")) - {"", str(name)}),
            "people": len(group),
        }
        for name, group in known.groupby("name", sort=True)
    }


def _names(rows: pd.DataFrame) -> set[str]:
    return set(rows["speaker"].str.split("; ").explode()) - {""}


def _facts(
    rows: pd.DataFrame,
    chosen: pd.DataFrame,
    left_out: int,
    rejected: int,
    filters: Mapping[str, str],
    min_confidence: float,
) -> dict[str, Any]:
    days = sorted(set(dated(rows[["said_on", "date_precision"]])["said_on"]) - {""})
    only = {name: value for name, value in filters.items() if value}
    if min_confidence:
        only["min_confidence"] = f"{min_confidence:g}"
    return {
        "articles": len(chosen),
        "statements": len(rows),
        "speakers": len(_names(rows)),
        "first": days[0] if days else "",
        "last": days[-1] if days else "",
        "left_out": left_out,
        "rejected": rejected,
        "only": only,
    }


def _overview(rows: pd.DataFrame) -> dict[str, Any]:
    everybody = rows.assign(name=rows["speaker"].str.split("; ")).explode("name")
    everybody = everybody[everybody["name"] != ""]
    by_name = everybody.groupby("name").agg(statements=("claim", "size"), articles=("article", "nunique"))
    top = by_name.sort_values(["statements", "articles"], ascending=False, kind="stable").head(_MOST)
    counts = dated(claims_frame(rows))
    again = counts[counts["occurrences"] > 1].head(_MOST)
    return {
        "speakers": _records(top.reset_index()),
        "unknown": int((rows["speaker"] == "").sum()),
        "kinds": {
            column: [(word or "not known", int((rows[column] == word).sum())) for word in CATEGORIES[column]]
            for column in ("quotation_type", "attribution_type", "polarity")
        },
        "claims": _records(again),
        "opposed": _records(dated(opposed_frame(rows)).head(_MOST)),
        "changes": _records(dated(changes_frame(rows)).head(_MOST)),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


# The file


def _page(title: str, facts: Mapping[str, Any], overview: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("quotetrack.views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    folder = files("quotetrack.views") / "templates"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    return templates.get_template("report.html").render(
        title=title, facts=facts, overview=overview, data=_embedded(data), style=style, script=script,
        policy=_policy(script), version=__version__, made=date.today().isoformat(),
    )  # fmt: skip


def _embedded(data: Mapping[str, Any]) -> str:
    """JSON that can stand in a <script> element: nothing in it is markup."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _policy(script: str) -> str:
    """A content security policy under which this one script runs, and nothing is loaded from anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = {"default": "'none'", "script": f"'sha256-{digest}'", "style": "'unsafe-inline'"}
    sources = "; ".join(f"{kind}-src {source}" for kind, source in allowed.items())
    return f"{sources}; base-uri 'none'; form-action 'none'"
