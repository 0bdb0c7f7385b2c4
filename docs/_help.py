"""A hook of mkdocs: in the help of the command line, blocks of examples become blocks of code."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import click

from quotetrack.cli import main


def on_config(config: Any) -> Any:
    for command in _commands(main):
        command.help = "\n\n".join(map(_markdown, inspect.cleandoc(command.help or "").split("\n\n")))
    return config


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _commands(inner)


def _markdown(paragraph: str) -> str:
    """Click leaves the lines of a paragraph that begins with \\b as they are; of others nothing is markup."""
    if paragraph.startswith("\b\n"):
        return f"```text\n{paragraph[2:]}\n```"
    return "".join(f"\\{character}" if character in "*_<[`" else character for character in paragraph)
