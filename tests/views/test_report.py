"""The report: what is in the file, and how it works in a real browser."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from click.testing import CliRunner

from benchmarks.synthetic import archive
from quotetrack.cli import main
from quotetrack.ledger import Ledger
from quotetrack.ledger.reviews import Change
from quotetrack.types import Document, Span, Speaker, Statement
from quotetrack.views.report import Report, make_report, write_report
from tests.browser import browser

TEXT = "“The bridge is safe,” Mayor Ada Holm said.\n\nHolm denied that it had moved."
ATTACK = "\"><img src=x onerror=hacked()><script>hacked()</script></script><!--'`${hacked()}&lt;b&gt;\u2028]]>"
RTL = "\u202eevil\u202c \u0000 x"


def said(number: int, text: str, part: str, speaker: str = "Ada Holm", **others: Any) -> Statement:
    start = text.index(part)
    span = Span(start, start + len(part))
    facts = {"claim": part, "speakers": (Speaker(speaker, "person", "mayor", named=True),), "confidence": 0.75}
    return Statement(f"q{number}", **{**facts, "start": start, "end": span.end, "content_spans": (span,), **others})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Three articles with two statements each."""
    with Ledger(tmp_path / "small.db") as book:
        scan = book.begin_scan("test", "small", {})
        for number, published in enumerate(["2026-07-01", "2026-07-08", ""]):
            document = Document(
                f"news/{number}.txt", TEXT, f"Bridge {number}", "Courier", published, "published" if published else "unknown",
                url="https://courier.example/1" if number else "javascript:hacked()",
            )  # fmt: skip
            found = [
                said(10 * number, TEXT, "“The bridge is safe,”", quotation_type="direct", said_on=published),
                said(10 * number + 1, TEXT, "it had moved", polarity="denied", said_on=published),
            ]
            book.add(scan, document, found)
        book.set_identities({})
        yield book


def embedded(report: Report) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', report.html, re.S)
    found: dict[str, Any] = json.loads(text)
    return found


# the file


def test_it_holds_every_article_and_statement(ledger: Ledger) -> None:
    report = make_report(ledger)
    data = embedded(report)
    assert (report.articles, report.statements, report.left_out) == (3, 6, 0)
    assert [article["name"] for article in data["articles"]] == ["news/1.txt", "news/0.txt", "news/2.txt"]
    assert sorted(data["statements"]["statement_id"]) == ["q0", "q1", "q10", "q11", "q20", "q21"]
    assert data["speakers"] == {"Ada Holm": {"type": "person", "role": "mayor", "aliases": [], "people": 1}}


def test_it_loads_nothing_and_runs_one_script_alone(ledger: Ledger) -> None:
    html = make_report(ledger).html
    assert not re.search(r"<(?:link|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(", html)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert html.count("<script") == 2


def test_only_addresses_of_the_web_become_links(ledger: Ledger) -> None:
    assert [article["url"] for article in embedded(make_report(ledger))["articles"]] == [
        "https://courier.example/1", "", "https://courier.example/1"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "articles", "statements", "left_out"),
    [
        ({"articles": 1}, 1, 2, 2),
        ({"articles": 0}, 3, 6, 0),
        ({"since": "2026-07-08"}, 1, 2, 0),
        ({"until": "2026-07"}, 2, 4, 0),
        ({"speaker": "Ada Holm"}, 3, 6, 0),
        ({"speaker": "nobody"}, 0, 0, 0),
        ({"search": "moved", "articles": 2}, 2, 2, 1),
        ({"min_confidence": 0.8}, 0, 0, 0),
        ({"document": "news/2.txt"}, 1, 2, 0),
    ],
)
def test_filters(ledger: Ledger, options: dict[str, Any], articles: int, statements: int, left_out: int) -> None:
    report = make_report(ledger, **options)
    assert (report.articles, report.statements, report.left_out) == (articles, statements, left_out)


def test_what_a_person_rejected_is_left_out_and_counted(ledger: Ledger) -> None:
    ledger.add_reviews([Change(2, "q0", "reviewed", "", "rejected")])
    report = make_report(ledger)
    assert report.statements == 5
    assert "1 statement that a person rejected left out." in report.html


def test_an_empty_ledger_gives_an_empty_report(tmp_path: Path) -> None:
    with Ledger(tmp_path / "empty.db") as book:
        report = write_report(book, tmp_path / "empty.html")
    assert (report.articles, report.statements) == (0, 0)
    assert "There is no statement here." in (tmp_path / "empty.html").read_text("utf-8")


def test_the_command_says_what_it_wrote_and_what_it_left_out(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "rep.html"
    result = CliRunner().invoke(main, ["report", "--ledger", str(ledger.path), "--out", str(out), "--articles", "2"])
    assert result.exit_code == 0, result.output
    assert f"report: {out} (2 articles, 4 statements)" in result.output
    assert "--articles 0" in result.output
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    beside = CliRunner().invoke(main, ["report", "--ledger", str(ledger.path)])
    assert beside.exit_code == 0
    assert (tmp_path / "small.html").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--ledger", "none.db"], 2, "quotetrack scan FOLDER --ledger none.db"),
        (["--since", "yesterday"], 2, "2026-07-08"),
        (["--out", "no/such/folder.html"], 2, "--out"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(ledger: Ledger, arguments: list[str], status: int, words: str) -> None:
    if "--ledger" not in arguments:
        arguments = [*arguments, "--ledger", str(ledger.path)]
    result = CliRunner().invoke(main, ["report", *arguments])
    assert result.exit_code == status
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


# in the browser


class Pages:
    """Pages of one report, opened in Chromium, and what went wrong in them."""

    def __init__(self, chromium: Any, path: Path):
        self.chromium, self.address = chromium, path.as_uri()
        self.trouble: list[str] = []

    def open(self, route: str = "#/", width: int = 1280, scheme: str = "light") -> Any:
        page = self.chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.set_default_timeout(15_000)
        page.add_init_script("window.hacked = () => console.error('a script ran');")
        page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("dialog", lambda dialog: self.trouble.append(dialog.message))
        page.on("request", lambda r: None if r.url.startswith(self.address) else self.trouble.append(r.url))
        page.goto(self.address + route)
        page.wait_for_selector("main > section:not([hidden]) h1")
        return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(corpus_ledger: Path) -> pd.DataFrame:
    with Ledger(corpus_ledger) as book:
        return book.statements()


@pytest.fixture(scope="module")
def pages(chromium: Any, corpus_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    path = tmp_path_factory.mktemp("report") / "corpus report.html"
    with Ledger(corpus_ledger) as book:
        write_report(book, path, title="News of the Ostre valley")
    found = Pages(chromium, path)
    yield found
    assert found.trouble == []


MEMO = quote("corpus/2026-07-07-courier-barrier-memo.html", safe="")
ROUTES = {
    "overview": "#/",
    "statements": "#/statements?q=barrier",
    "speakers": "#/speakers",
    "speaker": "#/speaker/Tobias%20Renholt",
    "articles": "#/articles",
    "article": f"#/article/{MEMO}",
    "help": "#/help",
    "missing": "#/speaker/Nobody%20Known",
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")])
def test_every_page_fits_and_has_no_serious_fault_of_accessibility(
    pages: Pages, route: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = pages.open(ROUTES[route], width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    serious = [
        (fault["id"], fault["nodes"][0]["html"])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []
    page.close()


def test_the_lists_count_what_the_ledger_counts(pages: Pages, rows: pd.DataFrame) -> None:
    page = pages.open("#/statements")
    counted = page.locator("#page .small").first
    assert counted.inner_text() == f"{len(rows)} statements of {len(rows)}"
    page.fill("[name=q]", "barrier")
    text = rows[["claim", "speaker", "source", "role", "title"]].agg("\n".join, axis=1)
    with_word = text.str.contains("barrier", case=False)
    page.get_by_text(f"{with_word.sum()} statements of", exact=False).first.wait_for()
    page.select_option("[name=kind]", "denied")
    both = with_word & (rows["polarity"] == "denied")
    page.get_by_text(f"{both.sum()} statements of", exact=False).first.wait_for()
    assert page.locator("#page ol.list > li").count() == both.sum() > 0
    assert "kind=denied" in page.url  # the address can be kept and sent
    page.close()


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("speaker=renholt", lambda r: r["speaker"].str.contains("Renholt")),
        ("quotation=direct", lambda r: r["quotation_type"] == "direct"),
        ("confidence=0.9", lambda r: r["confidence"].round(3) >= 0.9),
        ("kind=unknown", lambda r: r["speaker"] == ""),
        ("publisher=KPA", lambda r: r["publisher"] == "KPA"),
    ],
)
def test_filters_choose_what_pandas_chooses(pages: Pages, rows: pd.DataFrame, query: str, keep: Any) -> None:
    page = pages.open(f"#/statements?{query}")
    fits = keep(rows)
    assert page.locator("#page .small").first.inner_text() == f"{fits.sum()} statements of {len(rows)}"
    page.close()


@pytest.mark.parametrize(("name", "day"), [("since", "2026-08-01"), ("until", "2026-06-10"), ("since", "2026-07-31")])
def test_dates_are_compared_as_the_ledger_does(pages: Pages, corpus_ledger: Path, name: str, day: str) -> None:
    with Ledger(corpus_ledger) as book:
        expected = len(book.statements(**{name: day}))
    page = pages.open(f"#/statements?{name}={day}")
    assert page.locator("#page .small").first.inner_text().startswith(f"{expected} statements of")
    page.close()


def test_a_speakers_page_has_all_they_said(pages: Pages, rows: pd.DataFrame) -> None:
    page = pages.open("#/speaker/Tobias%20Renholt")
    own = rows[("; " + rows["speaker"] + "; ").str.contains("; Tobias Renholt; ", regex=False)]
    assert f"{len(own)} statements in {own['document'].nunique()} articles" in page.locator(".about").inner_text()
    everything = page.locator("h2", has_text="Everything").locator("xpath=following-sibling::ol[1]/li")
    assert everything.count() == len(own)
    page.close()


def test_an_article_is_shown_whole_with_what_is_said_marked(
    pages: Pages, rows: pd.DataFrame, corpus_ledger: Path
) -> None:
    page = pages.open(f"#/article/{MEMO}")
    name = "corpus/2026-07-07-courier-barrier-memo.html"
    with Ledger(corpus_ledger) as book:
        text = book.texts([name])[name]
    own = rows[rows["document"] == name]
    shown = page.evaluate("document.querySelector('article').innerHTML.replaceAll(/ <cite>.*?<\\/cite>/g, '')")
    plain = unescape(re.sub(r"<[^>]*>", "", shown))
    assert plain.split() == text.split()
    assert page.locator("article a[id]").count() == len(own)
    assert page.locator(".aside li").count() == len(own)
    page.close()


def test_a_statement_leads_to_its_place_in_the_article(pages: Pages, rows: pd.DataFrame) -> None:
    last = rows[rows["document"].str.endswith("barrier-memo.html")].iloc[-1]
    page = pages.open(f"#/statements?q={quote(last['claim'])}")
    page.locator("#page .facts-line a", has_text=last["title"]).first.click()
    page.wait_for_selector("mark.here")
    assert (
        page.locator("mark.here").inner_text() in last["claim"]
        or last["claim"] in page.locator("mark.here").inner_text()
    )
    box = page.locator("mark.here").bounding_box()
    assert 0 <= box["y"] < 900
    page.close()


def test_the_keyboard_reaches_everything(pages: Pages) -> None:
    page = pages.open()
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "main"
    page.keyboard.press("/")
    page.keyboard.type("wage offer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#page h1")
    assert page.evaluate(f"{focused}.textContent") == "Statements"
    assert page.title() == "Statements – News of the Ostre valley"
    assert "wage" in page.locator("#page ol.list > li").first.inner_text()
    page.go_back()
    page.wait_for_selector("#overview:not([hidden])")
    assert page.evaluate(f"{focused}.textContent") == "Overview"
    page.close()


def test_tables_are_sorted_by_a_press_on_a_heading(pages: Pages, rows: pd.DataFrame) -> None:
    page = pages.open("#/speakers")
    names = page.locator("#page tbody tr td:first-child")
    first = rows["speaker"].str.split("; ").explode().value_counts().index[0]
    assert names.first.inner_text() == first
    page.locator("thead button", has_text="speaker").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    shown = [name.casefold() for name in names.all_inner_texts()[:20]]
    assert shown == sorted(shown)
    page.close()


def test_it_prints_the_page_without_what_only_a_screen_needs(pages: Pages) -> None:
    from pypdf import PdfReader

    page = pages.open(f"#/article/{MEMO}")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(part.extract_text() for part in printed.pages)
    assert "Internal memo puts barrier bill" in text
    assert "Search" not in text
    assert "Overview" not in text
    assert 1 <= len(printed.pages) <= 5
    page.close()


def test_without_scripts_the_overview_is_there(chromium: Any, pages: Pages) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages.address)
    assert page.locator("#overview h1").is_visible()
    assert page.locator("noscript p").count() == 1
    assert page.locator("#overview a", has_text="Tobias Renholt").first.is_visible()
    context.close()


def test_no_text_runs_as_a_script(chromium: Any, tmp_path: Path) -> None:
    text = f"{ATTACK} said {ATTACK}.\n\n{RTL} denied it."
    with Ledger(tmp_path / "attack.db") as book:
        scan = book.begin_scan("test", "small", {})
        document = Document(f"a/{ATTACK}.txt", text, ATTACK, ATTACK, "2026-07-01", "published", ATTACK, ATTACK)
        facts = {"cue": ATTACK, "source": ATTACK, "addressee": ATTACK, "medium": ATTACK, "context": ATTACK}
        found = [said(0, text, ATTACK, ATTACK, **facts), said(1, text, "denied", RTL, polarity="denied", **facts)]
        book.add(scan, document, found)
        book.add_reviews([Change(2, "q0", "note", "", ATTACK)])
        write_report(book, tmp_path / "attack.html", title=ATTACK)
        name, speaker = (quote(book.statements()[column][0], safe="") for column in ("document", "speaker"))
    attacked = Pages(chromium, tmp_path / "attack.html")
    for route in ["#/", "#/statements", "#/speakers", f"#/speaker/{speaker}", "#/articles", f"#/article/{name}",
                  f"#/speaker/{quote(ATTACK, safe='')}", f"#/statements?q={quote(ATTACK)}", f"#/{quote(ATTACK)}"]:  # fmt: skip
        page = attacked.open(route)
        assert page.locator("main img, main script, main svg script").count() == 0
        page.close()
    assert attacked.trouble == []


# Each in every field of a report of its own article: what starts a tag, ends one, an attribute, a comment, a script, a
# style, JSON or a JavaScript string, in whatever case, spacing, encoding and namespace, or hides in an address.
ATTACKS = [
    "<script>hacked()</script>",
    "</script><script>hacked()</script>",
    "</ScRiPt ><sCrIpT >hacked()</sCrIpT>",
    "<script\n>hacked()</script\t>",
    "<script/x>hacked()</script/x>",
    "<<script>hacked();//<</script>",
    "<scr<script>ipt>hacked()</scr</script>ipt>",
    "<!--<script>",
    "--><script>hacked()</script><!--",
    "--!><img src=x onerror=hacked()>",
    "]]><img src=x onerror=hacked()>",
    "<![CDATA[<img src=x onerror=hacked()>]]>",
    "</title><svg onload=hacked()>",
    "</style><img src=x onerror=hacked()>",
    "</textarea></noscript></template></iframe><img src=x onerror=hacked()>",
    "<img src=x onerror=hacked()//",
    "<img src=x:x onerror&#61;hacked()>",
    "<IMG SRC=`javascript:hacked()`>",
    "<img/src=x/onerror=hacked()>",
    "<img src=x onerror=\"&#104;acked()\">",
    "&lt;img src=x onerror=hacked()&gt;",
    "&#60;script&#62;hacked()&#60;/script&#62;",
    "\\u003cscript\\u003ehacked()\\u003c/script\\u003e",
    "\\x3cimg src=x onerror=hacked()\\x3e",
    "<svg><script>hacked()</script></svg>",
    "<svg><animate onbegin=hacked() attributeName=x></svg>",
    "<svg><a xlink:href=javascript:hacked()><text y=9>x</text></a></svg>",
    "<math><mtext></p><style><img src=x onerror=hacked()></style></mtext></math>",
    "<math href=javascript:hacked()>x</math>",
    "<iframe srcdoc='<script>parent.hacked()</script>'></iframe>",
    "<iframe src=javascript:parent.hacked()></iframe>",
    "<object data=javascript:hacked()></object><embed src=javascript:hacked()>",
    "<details open ontoggle=hacked()>x</details>",
    "<input autofocus onfocus=hacked()><body onload=hacked()>",
    "<video><source onerror=hacked()></video><audio src=x onerror=hacked()>",
    "<marquee onstart=hacked()>x</marquee>",
    "<form action=javascript:hacked()><button>x</button></form>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=javascript:hacked()'>",
    "<link rel=stylesheet href=https://evil.example/a.css><style>@import 'https://evil.example/a.css'</style>",
    "<div style='background:url(https://evil.example/a.png)'>x</div>",
    "<a href=\"javascript:hacked()\" id=main name=data>x</a>",
    "javascript:hacked()",
    "JaVaScRiPt&colon;hacked()",
    " \tjava\nscript:hacked()",
    "data:text/html,<script>hacked()</script>",
    "vbscript:hacked()",
    "https://a.example/\"onmouseover=hacked() x=\"",
    "https://a.example/'><img src=x onerror=hacked()>",
    "\" autofocus onfocus=hacked() x=\"",
    "' autofocus onfocus=hacked() x='",
    "` onmouseover=hacked() `",
    "x onmouseover=hacked()",
    "'-hacked()-'",
    "\"-hacked()-\"",
    "\\'-hacked()//",
    "${hacked()}",
    "{{constructor.constructor('hacked()')()}}",
    "{% raw %}{{ hacked() }}{{ 7*7 }}<% hacked() %>",
    "\u2028hacked()//\u2029",
    "+ADw-script+AD4-hacked()+ADw-/script+AD4-",
    "＜script＞hacked()＜/script＞",
    "\ufeff<img src=x onerror=hacked()>",
    "<\u0000script>hacked()</script>",
    "<img src=x\u000conerror=hacked()>",
    "__proto__",
    "constructor",
    "#/speaker/<img src=x onerror=hacked()>",
    "%3Cimg%20src=x%20onerror=hacked()%3E",
]  # fmt: skip


def test_no_attack_of_a_long_list_runs(chromium: Any, tmp_path: Path) -> None:
    with Ledger(tmp_path / "attacks.db") as book:
        scan = book.begin_scan("test", "small", {})
        for number, attack in enumerate(ATTACKS):
            text = f"{attack} said {attack} there.\n\n“{attack}”"
            facts = dict.fromkeys(("cue", "source", "addressee", "medium", "context"), attack)
            url = attack if attack.strip() else ""
            document = Document(f"{number}{attack}", text, attack, attack, "2026-07-01", "published", url, attack)
            found = [
                said(2 * number, text, f"said {attack}", attack, **facts),
                said(2 * number + 1, text, f"“{attack}”", attack, polarity="denied", said_on="2026-07-01", **facts),
            ]
            book.add(scan, document, found)
        book.set_identities({})
        report = write_report(book, tmp_path / "attacks.html", title="".join(ATTACKS))
        names, speakers = list(book.documents()["name"]), list(book.speakers()["name"])
    assert report.articles == len(ATTACKS)
    attacked = Pages(chromium, tmp_path / "attacks.html")
    page = attacked.open()
    routes = ["#/", "#/statements", "#/speakers", "#/articles", "#/help"]
    routes += [f"#/article/{quote(name, safe='')}" for name in names]
    routes += [f"#/speaker/{quote(name, safe='')}" for name in speakers]
    routes += [f"#/statements?{field}={quote(attack, safe='')}" for attack in ATTACKS for field in ("q", "speaker")]
    routes += [f"#/{attack}" for attack in ATTACKS]
    bad = "img, script, svg script, iframe, object, embed, math, base, form[action], video, audio, marquee, details[ontoggle]"
    for route in routes:
        page.evaluate("route => { location.hash = route }", route)
        page.evaluate("new Promise(done => setTimeout(done, 5))")
        assert page.locator("main").locator(bad).count() == 0, route
        handlers = (
            "[...document.querySelectorAll('*')].flatMap(n => n.getAttributeNames()).filter(n => n.startsWith('on'))"
        )
        assert page.evaluate(handlers) == [], route
        links = page.evaluate("[...document.links].map(link => link.protocol)")
        assert set(links) <= {"file:", "http:", "https:"}, route
    assert page.url.startswith(attacked.address)
    page.close()
    assert attacked.trouble == []


def test_five_hundred_articles_open_in_two_seconds(chromium: Any, tmp_path: Path) -> None:
    with Ledger(tmp_path / "large.db") as book:
        scan = book.begin_scan("test", "small", {})
        book.add_many(scan, itertools.islice(archive(size=25), 500))
        report = write_report(book, tmp_path / "large.html")
    assert report.articles == 500
    assert report.statements > 12_000
    page = Pages(chromium, tmp_path / "large.html").open()
    page.wait_for_selector("#over-time svg")
    opened = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
    assert 0 < opened < 2000, f"{opened} ms"
    page.close()
