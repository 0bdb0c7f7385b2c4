"""What a statement says, taken apart for comparing it with others: its words, names, numbers and negations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import snowballstemmer

from quotetrack.claims.quantities import Quantity, quantities
from quotetrack.claims.stance import side
from quotetrack.speakers.lexicon import noun_kind

_LONGEST = 200  # words of a statement that are compared
_TOKEN = re.compile(r"\w+?(?=n['’]t\b)|n['’]t\b|\d[\d,.]*\d|\w+(?:[-'’]\w+)*|[^\w\s]")
_EMPTY = frozenset(
    """
    a about after again ago all also am an and any are around as at be because been before being both but by came can
    come could did do does doing down each even ever every few for from get gets getting give go goes going got had has
    have having he her here hers herself him himself his how i if in into is it it's its itself just kind let like lot
    made make makes making many may me might more most much must my myself n't never no nobody none nor not nothing now
    of off on one ones only or other our ours ourselves out over own put really s said same say says shall she should so
    some such sure than that the their theirs them themselves then there these they thing things think this those though
    through to told too under until up upon us very want wants was way we well were what when where whether which while
    who whom whose why will with without would yes yet you your yours yourself
""".split()
)
_TITLES = frozenset("Mr Mrs Ms Dr Prof Rev Gen Col Gov Sen Rep St".split())
_DETERMINERS = frozenset("a an and as her his its my of our that the their these this those to your".split())
_BEFORE_ROLES = frozenset(
    "mr mrs ms dr prof rev gen col gov sen rep acting former interim presidential presumptive prime vice".split()
)
_NEGATING = frozenset("cannot n't neither never no nobody none nor not nothing without".split())
_HARDLY = frozenset("barely hardly scarcely".split())
_FAILING = frozenset("declin fail refus".split())  # stems: "failed to", "refuses to"
# Irregular forms of verbs that have an opposite.
_IRREGULAR = dict(pair.split("/") for pair in """
    began/begin begun/begin bought/buy broke/break broken/break came/come fell/fall fallen/fall found/find gave/give
    given/give gone/go grew/grow grown/grow kept/keep knew/know known/know left/leave lost/lose rose/rise risen/rise
    sold/sell spent/spend taken/take took/take went/go withdrawn/withdraw withdrew/withdraw won/win
""".split())  # fmt: skip
_ENDS = frozenset('.!?:;“"‘')


@dataclass(frozen=True)
class Wording:
    """One way of saying something. `stems` are those of its words with a meaning of their own, `names` those of them
    that are capitalised, `roles` those for persons and their offices, `negated` those behind a negation; `numbers`
    holds days and months too. `parts` are the stems of what "and" joins, where those are two or more."""

    text: str
    cue: str
    side: str  # see `quotetrack.claims.stance.side`
    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    roles: frozenset[str]
    numbers: frozenset[Quantity]
    negated: frozenset[str]
    parts: tuple[frozenset[str], ...]

    @property
    def sayings(self) -> frozenset[str]:
        """Stems that are neither names nor roles."""
        return self.stems - self.names - self.roles

    @property
    def informative(self) -> bool:
        """Whether it says something of whom it names: "the former Republican front-runner Daniel Oake" does not."""
        return len(self.sayings) > 1

    @property
    def bare(self) -> bool:
        """Whether only its context tells what it means: "the report", "that account", "him"."""
        return not self.informative and len([word for word in self.words if word not in _DETERMINERS]) < 3

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"”’' ").endswith("?")


@lru_cache(maxsize=20_000)
def wording(claim: str, cue: str, denied: bool = False) -> Wording:
    """The wording of a statement by its claim and cue; `denied` where its polarity is known to be so."""
    text = unicodedata.normalize("NFKC", claim).replace("’", "'")
    found = list(islice(_TOKEN.finditer(text), _LONGEST))
    text, tokens = text[: found[-1].end() if found else 0], [match[0] for match in found]
    stems: dict[str, bool] = {}
    parts: list[set[str]] = [set()]
    roles, negated = set(), set()
    headline = _is_headline(tokens)
    pending = 0  # words that a negation may still reach
    for i, token in enumerate(tokens):
        low = token.casefold()
        if _negates(tokens, i):
            pending = 2
        elif not token[0].isalnum():
            pending = pending if token == "," and tokens[i - 1].casefold() == "never" else 0
        elif token[0].isdigit():
            continue
        elif low == "and":
            parts.append(set())
        elif low not in _EMPTY:
            root = stem(low)
            parts[-1].add(root)
            begins = i == 0 or (tokens[i - 1] in _ENDS and not (i > 1 and tokens[i - 2] in _TITLES))
            name = token[0].isupper() and not begins and not headline
            stems[root] = stems.get(root, False) or name
            if low in _BEFORE_ROLES or noun_kind(low) == "person":
                roles.add(root)
            if pending:
                negated.add(root)
                pending -= 1
    words = tuple(token.casefold() for token in tokens if token[0].isalnum())
    names = frozenset(root for root, name in stems.items() if name)
    sets = (frozenset(stems), names, frozenset(roles), quantities(text), frozenset(negated))
    joined = tuple(frozenset(part) for part in parts if len(part) > 1)
    return Wording(claim, cue, side(cue, claim, denied), words, *sets, joined)


def _is_headline(tokens: list[str]) -> bool:
    """Whether all long words are capitalised, so that capitals tell no names."""
    long = [token for token in tokens if len(token) > 3 and token[0].isalpha()]
    return len(long) > 3 and all(token[0].isupper() for token in long)


def _negates(tokens: list[str], i: int) -> bool:
    """Whether a word negates what follows: "not", "hardly", "far from", "failed to"."""
    low, following = tokens[i].casefold(), tokens[i + 1].casefold() if i + 1 < len(tokens) else ""
    if low in _NEGATING or low in _HARDLY or (low, following) == ("far", "from"):
        return True
    return following == "to" and stem(low) in _FAILING


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball stem of a word in small letters, or of the verb that it is a form of, without possessive ending."""
    bare = word.removesuffix("'s").removesuffix("'")
    return str(_stemmer().stemWord(_IRREGULAR.get(bare, bare)))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@cache
def antonyms() -> frozenset[tuple[str, str]]:
    """Pairs of stems whose words mean the opposite, each both ways round: antonyms.txt, from WordNet. Those with a
    negation are left out: it is counted by itself."""
    text = Path(__file__).with_name("antonyms.txt").read_text(encoding="utf-8")
    pairs = [pair.split("/") for pair in text.split()]
    stems = [(stem(one), stem(other)) for one, other in pairs if _NEGATING.isdisjoint((one, other))]
    return frozenset(stems) | {(other, one) for one, other in stems}
