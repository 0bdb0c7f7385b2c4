"""What a page says of its article: headline, outlet, author and day, in its head, its marks or the lines on top."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .build import Metadata, fold
from .dates import find_date, parse_date
from .firstlines import FirstLines, is_date_line, is_header_line, is_outlet, is_prose, read_first_lines

_DATE_NAMES = (
    "article:published_time og:published_time og:article:published_time datepublished date.published published_time "
    "parsely-pub-date sailthru.date publishdate publish-date publish_date pubdate publication_date publication-date "
    "dc.date.issued dcterms.issued dc.date dcterms.date dc.date.created dcterms.created article.published "
    "citation_publication_date citation_date originalpublicationdate date"
)
_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|WebPage)$")
_ASIDE = "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_TITLE_PARTS = re.compile(r"\s*[|·»›•]\s*|\s+[-–—]+\s+|\s*:\s+|\s+:\s*|\s*\((?:from\s+)?|\)", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_INLINE = frozenset("a abbr b bdi cite em font i mark small span strong sub sup time u".split())
_UNSEEN = frozenset("script style noscript template".split())
_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){0,2} [A-Z][\w.'’-]*")
_SMALL = frozenset("& and for of the".split())
_NEAR = 12  # lines below the headline among which byline and date line stand


class PageData(NamedTuple):
    """The metadata, and the element that is the headline where there is one."""

    metadata: Metadata
    headline: Any | None


def read_page_data(tree: Any, found: Any, source: str) -> PageData:
    """Gather what a page says of its article.

    `found` is trafilatura's metadata, `source` the page as text, in which a browser may have noted where it is from.
    """
    articles = list(_json_articles(tree))
    page_title = fold(next((node.text_content() for node in tree.iter("title")), ""))
    stated = [_string(article.get("headline")) for article in articles[:1]]
    stated += [fold(found.title or ""), page_title]
    headline = _headline(tree, [title for title in stated if title])
    title = fold(headline.text_content()) if headline is not None else fold(found.title or "")
    below = _lines_below(headline) if headline is not None else FirstLines()
    saved = _SAVED_FROM.search(source[:2000])
    reader_view = tree.xpath("//a[contains(@class, 'reader-domain')]/@href")  # Firefox's
    url = found.url or (saved[1] if saved else "") or next(iter(reader_view), "")
    site = fold(found.sitename or "")
    domain = site if _DOMAIN.fullmatch(site) else urlsplit(url).netloc.removeprefix("www.")
    publisher = (
        (site if site in map(fold, _meta(tree).values()) else "")
        or next(filter(None, (_name_of(article.get("publisher")) for article in articles)), "")
        or _marked_publisher(tree)
        or outlet_in_title(page_title, title)
        or below.publisher
        or ("" if site == domain else site)
        or domain
    )
    author = _one_author(fold(found.author or ""), articles) or _marked_author(tree) or below.author
    if author.casefold() == publisher.casefold():
        author = ""
    published = _published(tree, articles) or below.published
    return PageData(Metadata(title, publisher, published, url, author), headline)


def _headline(tree: Any, stated: Sequence[str]) -> Any | None:
    """The element whose text is the title that the page states, or the longest part of it; else the only heading."""
    best, rank = None, (0, 0)
    for node in tree.xpath(f"//body//*[not(self::script or self::style)]{_ASIDE}"):
        heading = node.tag in {"h1", "h2", "h3"}
        if not isinstance(node.tag, str) or not (heading or (node.text or "").strip()):
            continue
        text = fold(node.text_content())
        if not 3 <= len(text) <= 300 or not any(text.casefold() in title.casefold() for title in stated):
            continue
        if text != stated[-1] and (is_outlet(text) or (text not in stated and len(text.split()) < 3)):
            continue
        if (len(text), heading) > rank:
            best, rank = node, (len(text), heading)
    alone = tree.xpath(f"//body//h1{_ASIDE}") or tree.xpath(f"//body//h2{_ASIDE}")
    if len(alone) == 1 and alone[0] is not best and (best is None or not rank[1]):
        return alone[0] if len(fold(alone[0].text_content()).split()) > 2 else best
    return best


def _lines_below(headline: Any) -> FirstLines:
    """What the lines between headline and text say."""
    lines: list[str] = []
    block: Any = None
    item: Any
    for item in headline.xpath("following::node()[self::br or self::text()]"):
        if getattr(item, "tag", "") == "br":
            block = None
            continue
        owner = item.getparent()
        if item.is_tail:
            owner = owner.getparent()
        while owner.tag in _INLINE and owner.getparent() is not None:
            owner = owner.getparent()
        if owner.tag in _UNSEEN or not item.strip():
            continue
        if owner is block:
            lines[-1] += item
        else:
            if lines and (is_prose(fold(lines[-1])) or len(lines) == _NEAR):
                break
            lines.append(item)
        block = owner
    headers = [line for line in map(fold, lines) if is_header_line(line) or is_outlet(line)]
    return read_first_lines([fold(headline.text_content()), *headers])


def outlet_in_title(page_title: str, title: str) -> str:
    """The outlet beside the headline in the page's title: "Pier to be rebuilt | The Halden Courier"."""
    if not title or title == page_title:
        return ""
    before, there, after = page_title.partition(title)
    parts = [part.strip() for part in [*_TITLE_PARTS.split(before), *_TITLE_PARTS.split(after)] if part.strip()]
    named = [part for part in parts if is_outlet(part)]
    if there and not named and len(parts) == 1 and 2 <= len(words := parts[0].split()) <= 6:
        named = parts if all(word[0].isupper() or word in _SMALL for word in words) else []
    return named[0] if named else ""


def _marked_publisher(tree: Any) -> str:
    values = tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']/@content")
    meta = _meta(tree)
    return fold(next(iter(values), "") or meta.get("dc.publisher", "") or meta.get("dcterms.publisher", ""))


def _one_author(author: str, articles: Sequence[dict[str, Any]]) -> str:
    """The article's one author; "" where there are several."""
    stated = next((article["author"] for article in articles if article.get("author")), None)
    if isinstance(stated, list) and len(stated) > 1:
        return ""
    author = author or _name_of(stated)
    if ";" in author:
        return ""
    return author.title() if author.isupper() else author


def _marked_author(tree: Any) -> str:
    """The person in RDFa or under a class that says so."""
    for node in tree.xpath(
        "//*[@property='author' or @property='schema:author' or @itemprop='author' or contains(@class, 'credits')"
        " or (@property='schema:name' and contains(@typeof, 'Person'))]"
        "[not(ancestor::aside or ancestor::nav)]"
    ):
        inner = node.xpath(".//*[@property='name' or @property='schema:name' or @itemprop='name']")
        text = fold((inner[0] if inner else node).text_content())
        if len(text) <= 40 and _NAME.fullmatch(text) and not is_outlet(text):
            return text
    return ""


def _published(tree: Any, articles: Sequence[dict[str, Any]]) -> str:
    """The publication date that the page states in JSON-LD, meta elements, <time> or a date line."""
    for value in _stated_dates(tree, articles):
        date = parse_date(value)
        if date:
            return date
    for node in tree.xpath(
        f"//*[self::p or self::span or self::div][contains(@class, 'date') or contains(@class, 'byline')]{_ASIDE}"
    ):
        line = fold(node.text_content())
        if is_date_line(line):
            found = find_date(line)
            if found:
                return found.iso
    return ""


def _stated_dates(tree: Any, articles: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from (_string(article.get("datePublished")) for article in articles)
    meta = _meta(tree)
    for name in _DATE_NAMES.split():
        yield meta.get(name, "")
    for node in tree.xpath(f"//*[@itemprop='datePublished' or @property='datePublished' or @pubdate]{_ASIDE}"):
        yield node.get("datetime") or node.get("content") or node.text_content()
    for node in tree.xpath(f"//abbr[contains(concat(' ', @class, ' '), ' published ')]{_ASIDE}"):
        yield node.get("title") or ""
    for node in tree.xpath(f"(//article//time | //main//time | //header//time){_ASIDE}"):
        yield node.get("datetime") or node.text_content()
        break  # those below belong to comments and other articles


def _meta(tree: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            if node.get(key):
                meta.setdefault(node.get(key).strip().lower(), node.get("content") or "")
    return meta


def _json_articles(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            yield from _articles_in(json.loads(script.text or ""))
        except (ValueError, RecursionError):
            continue


def _articles_in(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if not isinstance(item, dict):
            continue
        kinds = item.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds):
            yield item
        if isinstance(item.get("@graph"), list):
            yield from _articles_in(item["@graph"])


def _name_of(value: Any) -> str:
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return _string(value.get("name") if isinstance(value, dict) else value)


def _string(value: Any) -> str:
    return fold(html.unescape(value)) if isinstance(value, str) else ""
