"""The command line: arguments in, words out; the work is elsewhere."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any

import click

from quotetrack import __version__
from quotetrack.cli_completion import completion
from quotetrack.cli_doctor import doctor
from quotetrack.cli_export import export, predict
from quotetrack.cli_ledger import claims, opposed, search, show, timeline
from quotetrack.cli_models import models
from quotetrack.cli_report import report
from quotetrack.cli_review import review
from quotetrack.cli_scan import scan
from quotetrack.cli_speakers import speakers
from quotetrack.cli_tables import paint
from quotetrack.errors import InputError, ModelError, QuotetrackError
from quotetrack.stopping import Stopped, stoppable


class _Group(click.Group):
    """Turns our errors into one line on stderr: status 2 for wrong usage, 1 where the work failed, and 128 and the
    number of the signal where it was stopped."""

    def main(self, *args: Any, **options: Any) -> Any:
        if not options.get("standalone_mode", True):
            return super().main(*args, **options)
        try:
            with stoppable():
                return super().main(*args, **options)
        except Stopped as stopped:
            with suppress(OSError):
                sys.stdout.flush()
            os._exit(stopped.status)  # all is cleaned up: Python would take another second to take torch apart

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QuotetrackError as error:
            _say(str(error))
            ctx.exit(2 if isinstance(error, (InputError, ModelError)) else 1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # `| head`
                raise
            why = error.strerror or type(error).__name__
            where = f" {error.filename}" if error.filename else ""
            _say(f"cannot read or write{where} ({why}): see that the disk has room and that the file can be used")
            with suppress(OSError), open(os.devnull, "w") as nothing:
                os.dup2(nothing.fileno(), sys.stdout.fileno())  # what did not fit is not tried again at the end
            ctx.exit(1)
        except Stopped as stopped:
            with suppress(OSError):  # the terminal may be gone
                if sys.stderr.isatty():
                    click.echo(err=True)  # a line of its own, below ^C
                _say(stopped.said)
            raise


def _say(error: str) -> None:
    click.echo(f"{paint('quotetrack:', err=True, fg='red')} {error}", err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="quotetrack")
def main() -> None:
    """Find who claimed what, when, and how often, in folders of news articles.

    \b
    quotetrack scan corpus/             read a folder, write quotetrack.db and quotetrack.csv
    quotetrack export --out rows.csv    write the rows of the ledger again
    quotetrack search harbour wall      find statements by their words
    quotetrack timeline "Marta Quell"   what somebody said, in order of time
    quotetrack claims                   what was said more than once
    quotetrack opposed                  who denied what others said, and who changed position
    quotetrack show ID                  one statement in its context, or all of a claim
    quotetrack report                   the whole as one HTML file for the browser
    quotetrack review rows.csv          take corrections over from a spreadsheet
    quotetrack speakers list            who speaks, and corrections of who is who
    quotetrack doctor                   what is installed, and whether it works
    """


for command in (scan, export, search, show, timeline, claims, opposed, report, review, speakers, predict):
    main.add_command(command)
for command in (models, doctor, completion):
    main.add_command(command)
