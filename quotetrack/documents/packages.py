"""ZIP packages (office files, books) are opened within limits, and their XML is read without entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from .reasons import Unreadable

LARGEST_PACKAGE = 1_000_000_000  # bytes of all parts, unpacked: pictures too
LARGEST_PART = 50_000_000  # bytes of a part that is read, unpacked: XML is some times its text
LARGEST_RATIO = 200  # bytes from one byte: a table that repeats itself gives 50, a bomb 1000
SMALL = 10_000_000  # bytes of a part, of which no ratio is suspicious
MOST_PARTS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older Word's format, and that of every encrypted office file


def open_package(path: Path, what: str) -> ZipFile:
    """Open a package, or raise Unreadable: `what` names the format, as in "a Word document"."""
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLE:
        raise Unreadable(
            "encrypted, or in an older format in truth: save it again in the format of its name, no password"
        )
    try:
        package = ZipFile(path)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(f"not {what}, or damaged ({_words(error)}): save it again, or its text as .txt") from error
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
        package.close()
        raise Unreadable(f"too large once unpacked to be {what}: save its text as .txt")
    return package


def check_ratio(package: ZipFile, what: str) -> None:
    """Raise Unreadable for a bomb, before a library unpacks what we do not read ourselves."""
    if any(part.file_size > max(SMALL, LARGEST_RATIO * part.compress_size) for part in package.infolist()):
        raise Unreadable(f"unpacks to suspiciously much for {what}: save its text as .txt if you trust it")


def read_part(package: ZipFile, name: str, largest: int = LARGEST_PART) -> bytes:
    """Return a part, KeyError where there is none; Unreadable where it is too large, encrypted or damaged."""
    part = package.getinfo(name)
    if part.flag_bits & 1:
        raise Unreadable("encrypted: save it again without a password")
    if part.file_size > largest:
        raise Unreadable(f"too large to be one article ({part.file_size // 1_000_000} MB): split it into articles")
    try:
        return package.read(part)  # never gives more than file_size
    except (BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"damaged ({_words(error)}): save it again, or its text as .txt") from error
    except Exception as error:  # zlib.error and the like
        raise Unreadable(f"damaged ({type(error).__name__}): save it again, or its text as .txt") from error


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML text; entities stay unresolved, nothing is fetched. Unreadable where it is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged (its XML cannot be read): save it again, or its text as .txt") from error


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__
