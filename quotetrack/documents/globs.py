"""Patterns for the files of a folder, as shells and .gitignore have them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath


def matches(path: PurePath, globs: Sequence[str]) -> bool:
    """Whether a file's path within the folder matches one of the patterns; without any pattern all do.

    "*.txt" matches files of that name in all folders, "2026/*.txt" those in the folder 2026, "**/pier/*" those in a
    folder pier at any depth, and "2026/" all below a folder.
    """
    return not globs or any(_matches(path, glob) for glob in globs)


def _matches(path: PurePath, glob: str) -> bool:
    glob = glob.removeprefix("./")
    if "/" not in glob:
        return fnmatchcase(path.name, glob)
    segments = [segment for segment in glob.split("/") if segment]
    return _segments_match(path.parts, segments + ["**"] * glob.endswith("/"))


def _segments_match(parts: Sequence[str], segments: Sequence[str]) -> bool:
    if not segments:
        return not parts
    if segments[0] == "**":
        return any(_segments_match(parts[count:], segments[1:]) for count in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], segments[0]) and _segments_match(parts[1:], segments[1:])
