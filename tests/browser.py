"""A headless Chromium for tests; they skip, and say so, where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# No browser of its own is downloaded, and none looks for updates or hosts while it is tested.
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium that is installed, or that `playwright install chromium` brought."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, _NAMES)), None)
        try:
            opened = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        except Error as error:
            pytest.skip(f"no Chromium here; install one or run 'playwright install chromium' ({error.message[:80]})")
        try:
            yield opened
        finally:
            opened.close()
