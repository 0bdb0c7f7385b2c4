"""``quotetrack completion``, and what a shell completes from the ledger: plain SQLite, as a key press has no time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from quotetrack.looking import looked_into

DEFAULT_LEDGER = "quotetrack.db"
_MOST = 100
_Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _from_ledger(query: str) -> _Completer:
    """Completes what `query` gives for :start, the beginning of a word; nothing where there is no ledger."""

    def complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        path = Path(ctx.params.get("ledger") or DEFAULT_LEDGER)
        if not path.is_file():
            return []
        try:
            with looked_into(path, wait=0.2) as db:
                found = db.execute(f"{query} LIMIT {_MOST}", {"start": incomplete, "end": incomplete + "\U0010ffff"})
                return [CompletionItem(value) for value, *_ in found]
        except sqlite3.Error:
            return []  # not a ledger, or locked: a line of error in the middle of a command helps nobody

    return complete


speaker_names = _from_ledger(
    """SELECT name FROM (
        SELECT name, (SELECT count(*) FROM statement_speakers l WHERE l.speaker_id = p.id) AS statements
        FROM speakers p WHERE substr(name, 1, length(:start)) = :start
    ) WHERE statements GROUP BY name ORDER BY sum(statements) DESC, name"""
)
document_names = _from_ledger(
    "SELECT name FROM documents WHERE status = 'read' AND name >= :start AND name < :end ORDER BY name"
)
edit_numbers = _from_ledger("SELECT id FROM speaker_edits WHERE substr(id, 1, length(:start)) = :start ORDER BY id")
_IDS = (
    "SELECT * FROM (SELECT {0} FROM {1} WHERE {0} >= :start AND {0} < :end LIMIT " + f"{_MOST})"
)  # not all of a million
identifiers = _from_ledger(
    " UNION ".join(
        _IDS.format(name, table)
        for name, table in (("claim_id", "claims"), ("proposition_id", "claims"), ("statement_id", "statements"))
    )
)


def model_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The model sets on this machine, or else folders."""
    from quotetrack.parsing.models import installed

    names = [model.name for model in installed() if model.name.startswith(incomplete)]
    return [CompletionItem(name) for name in names] or [CompletionItem(incomplete, type="dir")]


class _Bash(BashComplete):
    """As click's own, with names of several words: they are quoted where the word on the line is not."""

    source_template = r"""
%(complete_func)s() {
    local line value word="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    while IFS= read -r line; do
        value=${line#*,}
        case $line in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            plain,*)
                [[ $word == [\"\']* ]] || printf -v value %%q "$value"
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(IFS=$'\n'; env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


add_completion_class(_Bash)


@click.command()
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes the Tab key complete commands, options, speakers and ids.

    SHELL is bash (4.4 or newer), zsh or fish. Put the script where the shell looks for it, and open a new terminal:

    \b
    quotetrack completion bash > ~/.local/share/bash-completion/completions/quotetrack
    quotetrack completion zsh > ~/.zfunc/_quotetrack
    quotetrack completion fish > ~/.config/fish/completions/quotetrack.fish

    For zsh, ~/.zshrc has to name the folder before it calls compinit: fpath+=~/.zfunc. Without the package
    bash-completion, put this line into ~/.bashrc instead: eval "$(quotetrack completion bash)".
    Names of speakers and ids come from quotetrack.db in the working directory, or from --ledger where that stands
    before them on the line.
    """
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(ctx.find_root().command, {}, "quotetrack", "_QUOTETRACK_COMPLETE").source())
