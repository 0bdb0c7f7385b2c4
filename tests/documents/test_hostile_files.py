"""Files made to break a reader: each costs bounded time and memory, opens nothing else, and the rest is read."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from single import one, reason

from benchmarks.fuzz_seeds import SEEDS, packed, unpacked
from quotetrack.documents import count_paths, longtext, read, read_paths
from quotetrack.documents.html import MOST_ELEMENTS, read_html
from quotetrack.documents.markdown import read_markdown
from quotetrack.documents.reasons import Unreadable
from quotetrack.documents.text import paragraphs
from quotetrack.types import Document, Skipped

ROOT = Path(__file__).parents[2]
TEXT = "The mayor said no. Nobody in the harbour believed her."
PROSE = "<p>The mayor of Port Halden, Ilva Sorn, told the council on Monday that the pier would be rebuilt.</p>" * 5
MILLION = 1_000_000
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def html(body: str) -> bytes:
    return f"<html><head><title>x</title></head><body>{body}</body></html>".encode()


def word(document: str, **others: bytes) -> bytes:
    data = io.BytesIO()
    docx.Document().save(data)
    return packed({**unpacked(data.getvalue()), "word/document.xml": document, **others})


def odt(content: str) -> bytes:
    whole = unpacked(SEEDS["odt"]()[0])
    return packed(
        {**whole, "content.xml": whole["content.xml"].replace(b"<text:p>", content.encode() + b"<text:p>", 1)}
    )


def workbook(rows: str, shared: str = "") -> bytes:
    data = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.save(data)
    parts: dict[str, str | bytes] = {**unpacked(data.getvalue())}
    parts["xl/worksheets/sheet1.xml"] = f"<worksheet {SHEET}><sheetData>{rows}</sheetData></worksheet>"
    if shared:
        parts["xl/sharedStrings.xml"] = shared
        types = str(parts["[Content_Types].xml"], "utf-8").replace(SHARED, "")
        parts["[Content_Types].xml"] = types.replace("</Types>", f"{SHARED}</Types>")
    return packed(parts)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def pdf(stream: bytes, kids: str = "3 0 R", more: str = "") -> bytes:
    objects = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count 1/Kids[{kids}]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        f"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n{more}"
    )
    packed_stream = zlib.compress(stream)
    return (
        objects.encode() + b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed_stream) + packed_stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )  # fmt: skip


ENTITIES = '<!ENTITY a "AAAAAAAAAA">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
HEADER = f'<row r="1">{cell("A1", "text")}</row>'
WIDE = "".join(f'<row r="{n}">{cell(f"XFD{n}", "x")}</row>' for n in range(2, 20_000))
RSS = f"<!DOCTYPE rss [{ENTITIES}]><rss><channel><item><title>&j;</title><description>{TEXT} &j;</description></item>"

# a name with the ending, the bytes, and how the reason begins; "" where it is read
BOMBS: list[tuple[str, Callable[[], bytes], str]] = [
    ("div.html", lambda: html("<div>" * MILLION + PROSE), "no article text"),
    ("closed.html", lambda: html("<div>" * MILLION + PROSE + "</div>" * MILLION), "no article text"),
    ("span.html", lambda: html(PROSE + "<p>" + "<span>" * MILLION), ""),
    ("list.html", lambda: html(PROSE + "<ul><li>" * MILLION + "x"), ""),
    ("table.html", lambda: html(PROSE + "<table><tr><td>" * 300_000 + "x"), ""),
    ("links.html", lambda: html(PROSE + "<a href=x>" * 200_000), "too many elements"),
    ("paragraphs.html", lambda: html("<p>a said b." * 200_000), "too many elements"),
    ("comment.html", lambda: html(PROSE + "<!--" * MILLION), ""),
    ("script.html", lambda: html(PROSE + "<script>" + "<" * MILLION), ""),
    ("marks.html", lambda: html(PROSE + "<" * MILLION + "&" * MILLION), ""),
    ("quotes.md", lambda: b">" * MILLION, "no text in it"),
    ("brackets.md", lambda: b"[" * 50_000 + b" a", ""),
    ("front.md", lambda: b"---\n" + b"\n---x" * 20_000, ""),
    ("yaml.md", lambda: b"---\na: " + b"[" * 50_000 + b"\n---\n" + TEXT.encode(), ""),
    ("lines.txt", lambda: b"a\n" * 200_000, ""),
    ("date.txt", lambda: b"May 1" + b" " * 100_000 + b"x\n\n" + TEXT.encode(), ""),
    ("open.csv", lambda: b'text\n"' + b"a\n" * 200_000, ""),
    ("columns.csv", lambda: b"text" + b"," * MILLION, "no table of articles (1000001 columns)"),
    ("cell.csv", lambda: b"text\n" + b"x" * 21_000_000, "a row that cannot be read"),
    ("deep.jsonl", lambda: b'{"text":' + b"[" * MILLION, "not valid JSON"),
    ("digits.jsonl", lambda: b'{"text":"a","date":' + b"9" * MILLION + b"}", "not valid JSON"),
    ("spaces.pdf", lambda: pdf(b" " * 80_000_000), "a PDF "),
    ("text.pdf", lambda: pdf(b"BT /F 9 Tf 1 1 Td " + b"(a) Tj " * 11_000_000), "a PDF "),
    ("loop.pdf", lambda: pdf(b"", kids="2 0 R"), "a PDF that cannot be read"),
    ("arrays.pdf", lambda: pdf(b"", more="6 0 obj" + "[" * MILLION), "a PDF without text"),
    ("bomb.docx", lambda: word(f"<w:document {WORD}><w:body>{'<w:p/>' * 2_000_000}</w:body></w:document>"), "unpacks to suspiciously much"),
    ("picture.docx", lambda: word(f"<w:document {WORD}/>", **{"word/media/a.png": bytes(20_000_000)}), "unpacks to suspiciously much"),
    ("parts.docx", lambda: word(f"<w:document {WORD}/>", **{f"word/{n}.xml": bytes(9_000_000) for n in range(6)}), "too large to be one article (54 MB)"),
    ("deep.docx", lambda: word(f"<w:document {WORD}><w:body>{'<w:sdt>' * MILLION}"), "no Word document"),
    ("deep.odt", lambda: odt("<text:section>" * MILLION), "damaged (its XML cannot be read)"),
    ("many.odt", lambda: odt("<text:p/>" * 400_000), ""),
    ("far.xlsx", lambda: workbook(f'{HEADER}<row r="999999999999">{cell("A1", "x")}</row>'), "an empty table"),
    ("wide.xlsx", lambda: workbook(HEADER + WIDE), "an empty table"),
    ("wider.xlsx", lambda: workbook(WIDE), "no text column among"),
    ("shared.xlsx", lambda: workbook(HEADER, f"<sst {SHEET}>{'<si><t>text</t></si>' * 1_000_000}</sst>"), "unpacks to suspiciously much"),
    ("entities.xlsx", lambda: workbook(HEADER, f"<!DOCTYPE sst [{ENTITIES}]><sst {SHEET}><si><t>&j;</t></si></sst>"), "no Excel file that can be opened"),
    ("entities.xml", RSS.encode, ""),
    ("deep.xml", lambda: b"<rss><channel><item><description>hello" + b"<a>" * 50_000, "no text in the entry"),
    ("many.zip", lambda: packed({f"{n}.txt": bytes(9_900_000) for n in range(11)}), "the archive unpacks to more than it should"),
]  # fmt: skip

PEAK = """
def peak():  # unlike what getrusage says, not that of the process which started this one
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
"""
READ = (
    PEAK
    + """
import sys, time
from quotetrack.documents import read_paths
from quotetrack.types import Document
for path in sys.argv[1:]:
    begun, found = time.process_time(), list(read_paths([path]))
    reasons = [item.reason for item in found if not isinstance(item, Document)]
    reason = reasons[-1] if reasons else ""
    assert found and "\\n" not in reason
    print(path, round(time.process_time() - begun, 1), peak(), reason, sep="\\t", flush=True)
"""
)


def python(code: str, *arguments: object, memory: int = 4_000_000_000) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own that may not have more memory than so many bytes of addresses."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
    )


def test_bombs_cost_little_time_and_memory(tmp_path: Path) -> None:
    for name, make, _ in BOMBS:
        (tmp_path / name).write_bytes(make())
    done = python(READ, *(tmp_path / name for name, *_ in BOMBS))
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(lines) == len(BOMBS), done.stderr
    for (name, _, expected), (_, seconds, memory, said) in zip(BOMBS, lines, strict=True):
        assert said.startswith(expected), (name, said)
        assert bool(said) == bool(expected), (name, said)
        assert float(seconds) < 10, name
        assert int(memory) < 600, name


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.mark.parametrize(
    "work",
    [
        lambda n: paragraphs("a\n" * n),
        lambda n: paragraphs("He left.\n" * n),
        lambda n: paragraphs("- a\nb\n" * n),
        lambda n: read_markdown("a\n" * n),
        lambda n: read_markdown("\n---x" * n),
        lambda n: read_html(f"<html><body>{PROSE}<p>{'a' * 9}\n{'b ' * 3}" + "a\n" * n),
        lambda n: read_html(f"<html><body>{PROSE}<ul>" + f"<li>{TEXT * 2}</li>" * (n // 8)),
    ],
    ids=["lower case", "sentences", "list", "markdown", "rules", "page", "page of a list"],
)
def test_time_grows_with_length_alone(work: Callable[[int], object]) -> None:
    work(100)
    short, long = min(seconds(lambda: work(4_000)) for _ in range(2)), seconds(lambda: work(32_000))
    assert long < 24 * short + 0.5, f"{short:.2f} s, {long:.2f} s"


def test_a_page_may_be_large_but_not_without_end() -> None:
    with pytest.raises(Unreadable, match="too many elements"):
        read_html("<html><body>" + "<p>x</p>" * MOST_ELEMENTS)


AUDIT = """
import sys
from pathlib import Path
import quotetrack.documents.read
from quotetrack.documents import read_paths
for path in sys.argv[1:]:
    list(read_paths([path]))  # once, for what is imported on the way
root = str(Path(sys.argv[1]).parent)
def watch(event, arguments):
    if event == "open":
        if isinstance(arguments[0], str) and not arguments[0].startswith((root, "/proc/", "/dev/null", sys.prefix, sys.base_prefix)):
            print("opened", arguments[0], flush=True)
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "ctypes.dlopen", "exec", "shutil.")):
        print(event, flush=True)
sys.addaudithook(watch)
for path in sys.argv[1:]:
    list(read_paths([path]))
"""
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1:9/y">]>'
FETCHED = (
    f"{OUTSIDE}<html><head><base href='http://127.0.0.1:9/'><link rel=stylesheet href=a.css><meta http-equiv=refresh "
    f"content='0;url=http://127.0.0.1:9/'><script src=a.js></script></head><body>{PROSE}<p>&x; &y;<iframe src='file:///etc/"
    "passwd'></iframe><object data=a></object><img src=x onerror=a()><script>document.write('EVIL')</script></body></html>"
)


def test_nothing_is_opened_fetched_or_run(tmp_path: Path) -> None:
    """Python's audit events tell: no file but those given, no socket, no process, no code."""
    tricky = {
        "page.html": FETCHED.encode(),
        "address.html": b"http://127.0.0.1:9/x",
        "path.html": b"/etc/passwd",
        "feed.xml": f"{OUTSIDE}<rss><channel><item><title>t</title><description>{TEXT} &x;&y;</description></item></channel></rss>".encode(),
        "address.xml": b"http://127.0.0.1:9/<rss>",
        "front.md": b"---\ntitle: !!python/object/apply:os.system ['x']\n---\n" + TEXT.encode(),
        "script.pdf": pdf(b"BT /F 9 Tf 1 1 Td (The mayor said that it was safe.) Tj ET", more="6 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n"),
        "link.docx": word(f'{OUTSIDE.replace(" x [", " w:document [")}<w:document {WORD}><w:body><w:p><w:r><w:t>{TEXT}&x;</w:t></w:r></w:p></w:body></w:document>'),
        "cells.csv": f'text,url\n"=HYPERLINK(""http://127.0.0.1:9/"") {TEXT}",file:///etc/passwd\n'.encode(),
        **{f"whole{n}.{ending}": data for ending, make in SEEDS.items() for n, data in enumerate(make()) if ending != "zip"},
    }  # fmt: skip
    for name, data in tricky.items():
        (tmp_path / name).write_bytes(data)
    done = python(AUDIT, *(tmp_path / name for name in tricky))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for name in ("page.html", "feed.xml", "link.docx"):
        for item in read_paths([tmp_path / name]):
            assert isinstance(item, Skipped) or not any(bad in item.text for bad in ("root:", "EVIL"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("line\nbreak.txt", r"line\nbreak.txt"),
        ("two\r\nlines.txt", r"two\r\nlines.txt"),
        ("\x1b[2Jclear.txt", r"\x1b[2Jclear.txt"),
        ("bell\x07.jpg", r"bell\x07.jpg"),
        ("c1\x9b1m.txt", r"c1\x9b1m.txt"),
        ("sep\u2028arated.txt", r"sep\u2028arated.txt"),
        ("half\udcff.txt", r"half\xff.txt"),
        ("😀 שלום.txt", "😀 שלום.txt"),
        ("a#b.txt", "a#b.txt"),
        ("--out.txt", "--out.txt"),
        ("n" * 250 + ".txt", "n" * 250 + ".txt"),
    ],
)
def test_names_are_one_line(tmp_path: Path, name: str, shown: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (item,) = read_paths([tmp_path])
    assert item.name == f"{tmp_path}/{shown}"
    assert isinstance(item, Document) == name.endswith(".txt")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv", "a.jsonl", "a.xml"])
def test_odd_characters_are_kept_or_replaced_one_by_one(tmp_path: Path, name: str) -> None:
    said = "She said “😀 𝔑o\u200f” and\x1b[2J left.\x07"
    shown = "She said “😀 𝔑o\u200f” and\ufffd[2J left.\ufffd"
    data = {
        "a.html": PROSE + f"<p>{said}</p>",
        "a.csv": f'title,text\n\x1bPier,"{said}"\n',
        "a.jsonl": '{"text": "She said “\\ud83d\\ude00 𝔑o\u200f” and\\u001b[2J left.\\u0007"}',
        "a.xml": f"<rss><channel><item><description>{said}</description></item></channel></rss>",
    }.get(name, f"{TEXT}\n\n{TEXT}\n\n{said}")  # of controls a text may have but few
    (tmp_path / name).write_text(data, encoding="utf-8")
    document = one(tmp_path / name)
    last = document.text.split("\n\n")[-1]
    assert last == shown or last.replace("\ufffd", "") == shown.replace("\ufffd", "")  # XML and HTML may drop them
    assert "\x1b" not in document.text + document.title


def test_halves_of_surrogates_and_nul(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "No\\ud83d, \\u0000she said.", "title": "\\udc00"}')
    document = one(tmp_path / "a.jsonl")
    assert (document.text, document.title) == ("No\ufffd, \ufffdshe said.", "\ufffd")
    (tmp_path / "a.jsonl").unlink()
    (tmp_path / "a.txt").write_bytes(b"She said no.\x00" * 9)
    assert reason(tmp_path / "a.txt").startswith("binary")


Change = Callable[[Path], object]


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def to_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def to_outside(path: Path) -> None:
    (path.parent.parent / "secret").mkdir(exist_ok=True)
    (path.parent.parent / "secret" / path.name).write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(path.parent.parent / "secret" / path.name)


@pytest.mark.parametrize("ending", SEEDS)
@pytest.mark.parametrize(
    "change",
    [Path.unlink, lambda path: path.write_bytes(b""), lambda path: os.truncate(path, 20), to_folder, to_pipe, to_outside],
    ids=["gone", "emptied", "cut", "a folder", "a pipe", "a link"],
)  # fmt: skip
def test_a_file_that_changes_between_listing_and_reading(tmp_path: Path, ending: str, change: Change) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "0.txt").write_text(TEXT)
    (news / f"1.{ending}").write_bytes(SEEDS[ending]()[0])
    (news / "2.txt").write_text(TEXT)
    items = read_paths([news])
    assert isinstance(next(items), Document)
    change(news / f"1.{ending}")
    *changed, last = items
    assert isinstance(last, Document)
    assert all("\n" not in item.reason for item in changed if isinstance(item, Skipped))


@pytest.mark.parametrize("ending", SEEDS)
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a.{ending}"
    whole = SEEDS[ending]()[0]
    real = Path.open

    def shrinks(self: Path, *arguments: object, **options: object) -> object:
        opened = real(self, *arguments, **options)  # type: ignore[call-overload]
        if self == path:
            os.truncate(path, len(whole) // 2)
        return opened

    path.write_bytes(whole)
    monkeypatch.setattr(Path, "open", shrinks)
    found = list(read_paths([path]))
    assert all(isinstance(item, Document) or "\n" not in item.reason for item in found)
    monkeypatch.undo()
    path.write_bytes(whole)
    assert any(isinstance(item, Document) for item in read_paths([path]))


def test_a_long_text_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "LONGEST", 1000)
    monkeypatch.setattr(longtext, "PART", 400)
    path = tmp_path / "2026-07-08-all.txt"
    said = [f"Article {n}, June 8, 2019\n\nThe mayor said no {n} times.\r\nNobody believed “her”." for n in range(50)]
    path.write_bytes("\n\n".join(said).encode("utf-16"))
    found = list(read_paths([path]))
    documents = [item for item in found if isinstance(item, Document)]
    assert [item.name for item in documents] == [f"{path}#{n}" for n in range(1, len(found) + 1)]
    assert len(found) > 5
    assert "\n\n".join(item.text for item in documents) == "\n\n".join(paragraphs("\n\n".join(said)))
    assert {(item.published, item.date_basis, item.title) for item in documents} == {("2026-07-08", "file", "")}
    assert count_paths([path]) == 1
    path.write_text("word " * 1000)
    assert " ".join(item.text for item in read_paths([path]) if isinstance(item, Document)) == "word " * 999 + "word"
    path.write_text(" " * 2000)
    assert reason(path).startswith("no text in it")
    path.write_bytes(b"\x01\x02" * 2000)
    assert {item.reason for item in read_paths([path]) if isinstance(item, Skipped)} == {
        "binary, not text: convert it to .txt or .html if it holds an article"
    }


def test_large_files_are_streamed(tmp_path: Path) -> None:
    """A text of 48 MB and a table of 30 MB take little memory; `benchmarks.memory` measures 1 GB."""
    with (tmp_path / "a.txt").open("w") as file:
        for _ in range(240):
            file.write((TEXT * 36 + "\n\n") * 100)
    with (tmp_path / "b.csv").open("w") as file:
        file.write("title,text\n")
        file.writelines(f'{n},"{TEXT * 250}"\n' for n in range(2_000))
    code = f"""{PEAK}
import sys
from quotetrack.documents import read_paths
print(sum(len(item.text) > 0 for item in read_paths(sys.argv[1:])))
print(peak())
"""
    done = python(code, tmp_path / "a.txt", tmp_path / "b.csv")
    assert done.returncode == 0, done.stderr
    read_ones, memory = map(int, done.stdout.split())
    assert read_ones > 2_040
    assert memory < 150


def test_overlapping_members_are_no_way_around_the_limits(tmp_path: Path) -> None:
    """Members that share their data: each is small for its size, all are not."""
    inner = zlib.compress(b"a" * 9_000_000, 9)[2:-4]
    whole = bytearray(packed({"a.txt": b"a" * 9_000_000}))
    start = whole.index(b"PK\x01\x02")
    record = bytes(whole[start : whole.index(b"PK\x05\x06")])
    end = bytearray(whole[whole.index(b"PK\x05\x06") :])
    count = 400
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = (len(record) * count).to_bytes(4, "little")
    records = b"".join(record.replace(b"a.txt", f"{n:05}".encode()) for n in range(count))
    (tmp_path / "a.zip").write_bytes(bytes(whole[:start]) + records + bytes(end))
    assert len(inner) < 20_000
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert len(archive.infolist()) == count
    found = list(read_paths([tmp_path / "a.zip"]))
    assert all(isinstance(item, Skipped) and "\n" not in item.reason for item in found)
