"""Help texts and docstrings as Markdown: blocks of examples become blocks of code, what is said of arguments a list.

The first is a hook of mkdocs, the second an extension of griffe, which reads the docstrings.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import click
import griffe

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


class Arguments(griffe.Extension):
    """Docstrings say what an argument is in lines that begin with its name and a colon."""

    def on_function(self, *, func: griffe.Function, **_: Any) -> None:
        _list_arguments(func.docstring, func.parameters)

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        _list_arguments(cls.docstring, cls.parameters)


def _list_arguments(docstring: griffe.Docstring | None, parameters: griffe.Parameters) -> None:
    if docstring is None:
        return
    names = "|".join(parameter.name for parameter in parameters)
    lines = re.sub(rf"^({names}): ", r"\n- `\1`: ", docstring.value, flags=re.M)
    docstring.value = re.sub(r"^(?=Raises )", "\n", lines, flags=re.M)
