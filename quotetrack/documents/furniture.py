"""What stands around the article on a page: known by its marks or by its place, and taken out before the text is read.

trafilatura leaves most of it out, but of a short article it takes what is near. Nothing goes that holds the headline
or half of the page's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .build import fold
from .text import SENTENCE_END

HALF = 0.5  # of the page's letters
MOST = 0.75  # of the page's prose: what holds so much is the article
LONGEST_CAPTION = 200

_TAGS_TEXT = "nav aside footer figure dialog form button select iframe object noscript template "
_TAGS_TEXT += "amp-iframe amp-ad amp-embed amp-list amp-sidebar amp-consent amp-social-share amp-video amp-audio"
_TAGS = frozenset(_TAGS_TEXT.split())
_ROLES = "alertdialog dialog navigation complementary contentinfo search".split()
_MARKS_TEXT = (
    "cookies? consent cmp gdpr onetrust paywalls? subscri(?:be|ptions?) newsletters? sign-?up nudges? promos? ads? "
    "adverts? advertis(?:ing|ements?) mpu sponsor(?:ed|s)? taboola outbrain share share(?:bar|daddy) sharing socials? "
    "related(?:-?(?:posts|articles|stories|links))? recommend(?:ed|ations?) most-?(?:read|popular|viewed|shared) "
    "trending read-?(?:more|next|also) see-?also comments? respond captions?(?:-text)? image-?caption bildtext "
    "photo-?credit galler(?:y|ies) carousel pull-?quotes? pull(?=$) by-?lines? "
    "authors?(?:-?(?:info|bio|box|card|section))? bio-?box bread-?crumbs? crumbs? tags tag-?list topics copyright "
    "disclaimer legal impressum imprint toolbar videos? audio contacts? (?:info|fact|link|side)-?box (?<=__)box inset "
    "tiles? polls? credits? site-?sub tagline catlinks"
)
_MARKS = re.compile(rf"(?:^|[ _-])(?:{'|'.join(_MARKS_TEXT.split())})(?=$|[ _-])")
_LONG = re.compile(r"(?:^|[ _-])(?:comments?|respond|related|nav)(?=$|[ _-])")  # furniture of any length
_MOST_PARAGRAPHS = 3  # of sentences, in other furniture: some sites mark the paid part of an article "paywall"
_OF_THE_ARTICLE = re.compile(r"^(?:tag|tags|category|topic|section|post|type|format|status|page|author|js|has|is|no)-")
_END = re.compile(
    r"(?:sources|references|external links|about the authors?|(?:\d+ )?comments?(?: \(\d+\))?"
    r"|leave a (?:comment|reply))\s*:?",
    re.IGNORECASE,
)  # a heading with which the article is over
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HEADINGS = "h2 h3 h4 h5 h6".split()
_INLINE = frozenset("a abbr b bdi cite em font i mark q small span strong sub sup time u".split())
_LEAST_WORDS = 8  # of a sentence that counts as prose


def remove_furniture(tree: Any, headline: Any | None) -> None:
    """Take out of a page's tree all that is not the article, as far as that is plain."""
    body = tree.find(".//body")
    if body is None:
        return
    kept = set(headline.iterancestors()) | {headline} if headline is not None else set()
    _remove_marked(body, kept)
    if headline is not None:
        _remove_before(body, headline)
    _remove_links(body)
    _remove_behind(body)
    _remove_end(body)
    _remove_labels(body)
    for node in body.iterfind(".//*[@class]"):  # trafilatura takes any "teaser" for another article's
        if (
            "teaser" in node.get("class").lower()
            and any(_prose(node))
            and not any(True for _ in node.iter("a", *_HEADINGS))
        ):
            del node.attrib["class"]


def _remove_marked(body: Any, kept: set[Any]) -> None:
    limit = HALF * _length(body)
    for node in list(body.iterdescendants()):
        if not isinstance(node.tag, str) or node in kept or node.getparent() is None:
            continue
        if (_is_marked(node) or _is_captioned(node)) and _length(node) < limit:
            node.drop_tree()


def _is_marked(node: Any) -> bool:
    if node.tag in _TAGS or node.get("role") in _ROLES or node.get("aria-hidden") == "true" or "hidden" in node.attrib:
        return True
    if re.search(r"display:\s*none", node.get("style") or "") or (node.tag == "dl" and not any(_prose(node))):
        return True
    names = " ".join(node.get(key) or "" for key in ("class", "id", "data-component", "data-testid")).split()
    words = (_CAMEL.sub("-", name).lower() for name in names)
    marks = [word for word in words if _MARKS.search(word) and not _OF_THE_ARTICLE.match(word)]
    if any(map(_LONG.search, marks)):
        return True
    return bool(marks) and sum(any(_prose(paragraph)) for paragraph in node.iter("p")) <= _MOST_PARAGRAPHS


def _is_captioned(node: Any) -> bool:
    """Whether a block is a picture with the few words below it."""
    return (
        node.tag in {"div", "table", "li", "center", "section"}
        and any(True for _ in node.iter("img", "amp-img", "picture"))
        and _length(node) < LONGEST_CAPTION
    )


def _remove_before(body: Any, headline: Any) -> None:
    """What stands before the headline: the head of the site, a consent banner."""
    before = [node for part in (headline, *headline.iterancestors()) for node in part.itersiblings(preceding=True)]
    before = [node for node in before if body in node.iterancestors()]
    if sum(map(_length, before)) < HALF * _length(body):
        for node in before:
            node.tail = None
            node.drop_tree()


def _remove_links(body: Any) -> None:
    """Paragraphs that are links to other articles, where most paragraphs are not."""
    paragraphs = list(body.iter("p"))
    links = [p for p in paragraphs if 0 < _length(p) <= 2 * sum(len(fold(a.text_content())) for a in p.iter("a"))]
    if sum(map(_length, links)) < HALF * sum(map(_length, paragraphs)):
        for paragraph in links:
            paragraph.drop_tree()


def _remove_behind(body: Any) -> None:
    """What follows the part that holds most of the prose: blocks with a heading of their own, or without prose."""
    article = body
    total = sum(map(len, _prose(body)))
    if not total:
        return
    while (inner := next((c for c in article if sum(map(len, _prose(c))) >= MOST * total), None)) is not None:
        if inner.tag == "p":
            break
        article = inner
    for part in (article, *article.iterancestors()):
        if part is body or body not in part.iterancestors():
            break
        for node in list(part.itersiblings()):
            if not isinstance(node.tag, str) or (node.tag, node.get("class")) == (part.tag, part.get("class")):
                continue
            if any(True for _ in node.iter(*_HEADINGS)) or not any(_prose(node)):
                node.drop_tree()


def _remove_end(body: Any) -> None:
    """What stands under a heading with which the article is over, such as "Sources"."""
    for heading in list(body.iter(*_HEADINGS)):
        if heading.getparent() is not None and _END.fullmatch(fold(heading.text_content())):
            rest = [heading, *(node for node in heading.itersiblings() if isinstance(node.tag, str))]
            if sum(map(_length, rest)) < HALF * _length(body):
                for node in rest:
                    node.drop_tree()


def _remove_labels(body: Any) -> None:
    """Blocks without a sentence that stand among blocks of sentences, and bear another class."""
    for parent in list(body.iter("div", "section", "article", "main", "td")):
        blocks = [node for node in parent if node.tag in {"div", "section", "p"}]
        told = {(node.tag, node.get("class")) for node in blocks if any(_prose(node))}
        if sum(any(_prose(node)) for node in blocks) < _MOST_PARAGRAPHS:
            continue
        for node in blocks:
            spoken = any(SENTENCE_END.search(fold(text)) for text in node.itertext())
            if (
                node.tag != "p"
                and not spoken
                and (node.tag, node.get("class")) not in told
                and node.find(".//h1") is None
            ):
                node.drop_tree()


def make_paragraphs(tree: Any) -> None:
    """Make paragraphs of a list's sentences, and of those that stand bare between the blocks of an old page."""
    lists: dict[Any, None] = {}
    for node in list(tree.iter("li", "dd", "dt")):
        bare = not any(True for _ in node.iter("p", "div", "ul", "ol", "table", "section", "article"))
        if bare and any(_prose(node)) and 2 * sum(_length(link) for link in node.iter("a")) < _length(node):
            node.tag = "p"
            outer = node.getparent()
            if outer is not None and outer.tag in {"ul", "ol", "dl"}:
                lists[outer] = None
    for outer in lists:
        if all(child.tag == "p" for child in outer):
            outer.drop_tag()
    for node in list(tree.iter("div", "td", "body", "center", "section", "article")):
        if any(child.tag == "p" for child in node):
            for child in list(node):
                after = child.getnext()
                between = after is not None and not {child.tag, after.tag} & _INLINE
                if between and any(_sentences(child.tail or "")):
                    paragraph = node.makeelement("p")
                    paragraph.text, child.tail = child.tail, None
                    child.addnext(paragraph)


def _prose(node: Any) -> Iterator[str]:
    """The sentences under a node."""
    if not isinstance(node.tag, str):
        return
    for text in node.itertext():
        yield from _sentences(text)


def _sentences(text: str) -> Iterator[str]:
    line = fold(text)
    if SENTENCE_END.search(line) and len(line.split()) >= _LEAST_WORDS:
        yield line


def _length(node: Any) -> int:
    return len(fold(node.text_content())) if isinstance(node.tag, str) else 0
