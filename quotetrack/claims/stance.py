"""Which side a statement takes on what it is about, as far as its cue and content tell."""

from __future__ import annotations

import re

from quotetrack.quotations.cue_lexicon import NEGATIONS, base_form

FOR, AGAINST, SILENT = "", "against", "silent"

# Against what is said itself.
_OPPOSING = frozenset(
    """
    against ban block boycott contradict debunk decline decry denial denounce deny dissent disagree disagreement disavow
    disbelieve dismiss dismissal disown disprove dispute distrust doubt forbid fight object objection oppose opponent
    opposition overturn protest prohibit rebuff rebut rebuttal refusal refuse refute reject rejection repudiate resist
    resistance reverse spurn veto
""".split()
)
# As the first verb of a content, acts are what is spoken of: "they would ban it" is for the ban.
_OPPOSING_VIEW = _OPPOSING - {"ban", "block", "fight", "forbid", "prohibit"}
# Against whoever does or proposes what is said: "condemned his call for a ban" opposes the ban, but "criticized her for
# lying" says that she lied.
_CRITICAL = frozenset(
    """
    assail attack bash bemoan berate blast boo castigate censure chide condemn condemnation criticism criticize
    deplore deride disparage fault jeer lambaste lament lash mock outrage pan rebuke ridicule savage scold scorn skewer
    slam trash
""".split()
)
# Who does not do so, or declines to, has said nothing.
_TELLING = frozenset(
    """
    address answer announce comment confirm detail disclose discuss elaborate explain identify indicate know mention
    name respond reveal say speak specify state talk tell
""".split()
)
_DECLINING = frozenset("avoid decline refuse".split())
_PROPOSALS = re.compile(
    r"\b(?:bans?|bids?|bills?|calls?|demands?|drafts?|ideas?|laws?|measures?|motions?|offers?|plans?|pledges?|policy"
    r"|policies|promises?|proposals?|proposed|push|reforms?|requests?|suggestions?|vows?)\b",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(r"\brul(?:e|es|ed|ing)\b.*\bout\b", re.IGNORECASE)
_LEADING = re.compile(
    r"^\W*(?:that\s+)?(?:he|she|they|we|i|it)?\s*(?:(?:would|will|also|firmly|strongly|still|do|does)\s+)*"
    r"((?:(?:not|never)\s+)?\w+)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+?(?=n['’]t\b)|n['’]t\b|\w+(?:-\w+)*")


def side(cue: str, content: str, denied: bool = False) -> str:
    """FOR what the content is about, AGAINST it, or SILENT; `denied` where the polarity is known to be so.

    Against: "denied that", "opposes the ban", "condemned the call for a ban", "did not support it", "he would reject
    the offer". Silent: "did not say whether", "declined to confirm that".
    """
    tokens = [token.casefold().replace("’", "'") for token in _TOKEN.findall(cue)]
    negated = any(token in NEGATIONS for token in tokens)
    if (negated or _has(tokens, _DECLINING)) and _has(tokens, _TELLING):
        return SILENT
    opposing = _has(tokens, _OPPOSING) or bool(_RULED_OUT.search(cue))
    critical = _has(tokens, _CRITICAL) and bool(_PROPOSALS.search(content))
    if tokens[-1:] == ["as"] or content.casefold().startswith("as "):
        opposing = critical = denied = False  # "dismissed it as a rumour" says that it is one
    by_cue = (opposing or critical) != negated or denied
    return AGAINST if by_cue != _opens_against(content) else FOR


def _has(tokens: list[str], words: frozenset[str]) -> bool:
    return any(base_form(token, words) for token in tokens)


def _opens_against(content: str) -> bool:
    """Whether the content's own first verb is one of opposing: "he would oppose the plan"."""
    found = _LEADING.match(content)
    return found is not None and bool(base_form(found[1], _OPPOSING_VIEW))
