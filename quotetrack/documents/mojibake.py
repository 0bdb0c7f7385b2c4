"""Text that was decoded in a wrong encoding on its way here, such as "donâ€™t", is mended by ftfy."""

from __future__ import annotations

import re

# the first two characters of every wrong sequence: a lead byte of UTF-8 and a further byte, read as Windows-1252
_FURTHER = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd"
_SUSPICIOUS = re.compile(f"[\xc2-\xf4][{_FURTHER}]")


def mend(text: str) -> str:
    """Return `text` with the characters that were meant; anything that could be meant as it is stays.

    Most texts have nothing suspicious, and cost one look.
    """
    if not _SUSPICIOUS.search(text):
        return text
    import ftfy

    return ftfy.fix_encoding(text)
