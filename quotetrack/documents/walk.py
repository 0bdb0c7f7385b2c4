"""Paths become the files to read, in sorted order; "-" is standard input."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from quotetrack.errors import InputError

from .globs import matches

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PAGES = (".html", ".htm", ".xhtml")
STDIN = Path("-")  # the path, and the name, of standard input
STDIN_NAME = "stdin"


@dataclass(frozen=True)
class Entry:
    """A file that was found: its name for the user, its path, and why it is not read, if so.

    `inside` is its path within the archive that it was unpacked from, "" for other files.
    """

    name: str
    path: Path
    reason: str = ""
    inside: str = ""

    @property
    def suffix(self) -> str:
        """The ending of the file's name, lower-case."""
        return PurePath(self.inside or self.path).suffix.lower()

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.inside or self.path).stem


def check_paths(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return the paths as given, each once; InputError when one does not exist.

    A path that lies in a folder given as well, and is read with it, is dropped.
    """
    given: dict[str, Path] = {}
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else paths:
        text = os.fspath(path)
        if text == str(STDIN):
            given.setdefault(text, STDIN)
            continue
        if not text or "\x00" in text or not Path(text).exists():
            raise InputError(f"no such file or folder: {safe_name(text)}")
        given.setdefault(os.path.realpath(text), Path(text))
    folders = [real for real in given if Path(real).is_dir()]
    return [path for real, path in given.items() if not any(_shown_in(real, folder) for folder in folders)]


def walk(paths: Iterable[Path], globs: Sequence[str] = ()) -> Iterator[Entry]:
    """Yield the files of the given files and folders, folders recursively and sorted by name.

    Of folders only files that match one of the `globs`, where there are any. Hidden files and folders are left out.
    Links are not followed out of the folder that was given, and within it only to files that would not be met
    otherwise.
    """
    for path in paths:
        if path == STDIN:
            yield Entry(STDIN_NAME, path)
        elif path.is_dir():
            yield from _walk_folder(path, globs)
        else:
            yield _entry(path)


def is_companion(name: str, pages: Collection[str]) -> bool:
    """Whether a folder holds the pictures, scripts and frames that a browser saved with one of the pages beside it."""
    return name.endswith("_files") and name.removesuffix("_files") in pages


def safe_name(path: str | os.PathLike[str]) -> str:
    """Return a path with posix slashes as one line of text that can be stored.

    Bytes that are no UTF-8 are \\xNN, line ends and other controls as Python writes them.
    """
    name = Path(os.fspath(path)).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda control: control[0].encode("unicode_escape").decode(), name)


def _walk_folder(root: Path, globs: Sequence[str]) -> Iterator[Entry]:
    real_root = os.path.realpath(root)
    waiting = [root]
    while waiting:  # a stack of our own: folders may be nested deeper than Python's
        path = waiting.pop()
        if path != root and path.is_symlink():
            link = _link(path, real_root)
            if link is not None and matches(path.relative_to(root), globs):
                yield link
        elif path.is_dir():
            try:
                names = sorted(item.name for item in path.iterdir() if not item.name.startswith("."))
            except OSError as error:
                yield Entry(
                    safe_name(path), path, f"a folder that cannot be read ({_why(error)}): check its permissions"
                )
            else:
                pages = {name.rpartition(".")[0] for name in names if name.lower().endswith(PAGES)}
                waiting.extend(path / name for name in reversed(names) if not is_companion(name, pages))
        elif matches(path.relative_to(root), globs):
            yield _entry(path)


def _link(path: Path, real_root: str) -> Entry | None:
    name, target = safe_name(path), os.path.realpath(path)
    if target != real_root and not target.startswith(real_root.rstrip(os.sep) + os.sep):
        return Entry(name, path, "a link that leads out of the folder: give its target as a path of its own")
    if not path.exists():
        return Entry(name, path, "a link to nothing: mend it or remove it")
    if Path(target).is_file() and not _shown_in(target, real_root):
        return _entry(path)  # git-annex and the like keep the files of a folder in a hidden one
    if _shown_in(target, real_root) or target == real_root:
        return None  # its target is met on the way
    return Entry(name, path, "a link to a hidden folder: give its target as a path of its own")


def _shown_in(real: str, folder: str) -> bool:
    """Whether `real` lies in `folder` with no hidden part between."""
    prefix = folder.rstrip(os.sep) + os.sep
    return real.startswith(prefix) and not any(part.startswith(".") for part in Path(real[len(prefix) :]).parts)


def _entry(path: Path) -> Entry:
    name = safe_name(path)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        return Entry(name, path, f"cannot be read ({_why(error)}): check that it is there and readable")
    if not stat.S_ISREG(mode):
        return Entry(name, path, "not a file but a pipe, socket or device: give a file or folder")
    return Entry(name, path)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
