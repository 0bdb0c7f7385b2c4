"""Words that tell about people: titles, role nouns, pronouns, first names. Evidence in the text comes first."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE, FEMALE = "male", "female"

COURTESY = {"mr": MALE, "mister": MALE, "sir": MALE, "lord": MALE, "mrs": FEMALE, "ms": FEMALE, "miss": FEMALE,
            "lady": FEMALE, "dame": FEMALE, "madam": FEMALE}  # fmt: skip
# Abbreviated or one-word titles that stand before a surname and are no part of the name.
TITLES = frozenset(COURTESY) | _words(
    "dr doctor prof professor sen senator rep representative gov governor pres president vice minister prime "
    "chancellor secretary mayor judge justice chief general gen colonel col captain capt major maj lieutenant lt "
    "sergeant sgt admiral adm reverend rev father sister brother pope bishop archbishop cardinal imam rabbi king "
    "queen prince princess congressman congresswoman councilman councilwoman councillor councilor ambassador "
    "attorney sheriff commissioner deputy delegate del speaker coach officer director chairman chairwoman former "
    "ex the democrat republican canon chaplain baroness countess viscount inspector superintendent corporal"
)

# Titles of office that may stand within what the name tagger takes for a name: "Ostre Gov. Ada Holm".
OFFICES = _words(
    "sen sens rep reps gov govs senator senators governor governors representative president minister secretary mayor "
    "congressman congresswoman ambassador chancellor premier"
)
TITLES |= OFFICES
# What may open a sentence before a name, and is taken into it by mistake: "Given Quell's record".
OPENERS = _words(
    "given after before when while although though unlike despite even but and because since if as like with for yet "
    "whether only perhaps meanwhile"
)

# Heads of noun phrases that stand for one person.
ROLES = _words(
    "president minister premier chancellor secretary senator congressman congresswoman representative governor "
    "mayor candidate nominee contender frontrunner front-runner lawmaker legislator politician leader chief head "
    "chairman chairwoman chair director manager executive ceo founder owner spokesman spokeswoman spokesperson "
    "aide adviser advisor strategist official ambassador envoy diplomat judge justice prosecutor attorney lawyer "
    "counsel sheriff commissioner superintendent officer detective general colonel captain commander sergeant "
    "professor scientist researcher economist historian analyst expert scholar author writer novelist poet "
    "journalist reporter columnist editor commentator anchor host correspondent critic activist organizer "
    "campaigner lobbyist pollster consultant billionaire businessman businesswoman mogul tycoon entrepreneur "
    "banker investor developer engineer doctor physician surgeon nurse teacher principal student farmer fisherman "
    "singer actor actress musician artist player coach trainer athlete priest pastor bishop pope imam rabbi king "
    "queen prince princess duke wife husband son daughter father mother brother sister widow man woman boy girl "
    "resident witness victim suspect defendant plaintiff veteran hydrologist biologist geologist ecologist "
    "epidemiologist virologist climatologist treasurer speaker vice-president councillor councilor deputy coroner "
    "curator librarian negotiator mediator"
)

# Heads of noun phrases that stand for an organization or its people.
BODIES = _words(
    "agency newspaper magazine paper company firm corporation bank group organization organisation association "
    "federation union party campaign administration government ministry department office bureau committee "
    "commission council court board university college institute network station website site outlet publication "
    "foundation authority police parliament congress senate house army military church team club league coalition "
    "alliance nation country state city county regime embassy hospital school operator retailer carrier airline "
    "utility watchdog regulator panel tribunal center centre charity startup lab laboratory think-tank service "
    "fund"
)

# Role nouns that may stand for whomever an article is about.
GENERIC_PEOPLE = _words(
    "candidate nominee contender frontrunner front-runner lawmaker politician billionaire businessman businesswoman "
    "mogul tycoon contender"
)
GENERIC_BODIES = _words(
    "agency newspaper magazine paper company firm bank group organization organisation association federation union "
    "party network outlet operator authority website"
)
OTHER_OFFICES = _words("prime vice deputy assistant")  # "the minister" is not the prime minister

# What a written title says in full.
ABBREVIATED = {"sen": "senator", "sens": "senator", "senators": "senator",
               "rep": "representative", "reps": "representative", "representatives": "representative",
               "gov": "governor", "govs": "governor", "governors": "governor", "pres": "president", "gen": "general",
               "dr": "doctor", "prof": "professor", "del": "delegate", "col": "colonel", "capt": "captain",
               "sgt": "sergeant", "rev": "reverend", "ceo": "executive"}  # fmt: skip

# Roles that one person has at once or one after the other: politics, public service, media and scholarship.
PUBLIC_LIFE = _words(
    "president minister premier chancellor secretary senator congressman congresswoman representative governor mayor "
    "candidate lawmaker legislator politician leader chief head chairman director manager executive spokesman "
    "spokeswoman spokesperson aide advisor strategist official ambassador envoy diplomat judge prosecutor lawyer "
    "commissioner superintendent general colonel captain commander admiral speaker councilor councilman councilwoman "
    "deputy delegate treasurer member negotiator mediator republican democrat independent rival opponent challenger "
    "incumbent surrogate ally supporter backer donor activist organizer campaigner lobbyist pollster consultant host "
    "anchor commentator columnist critic author writer journalist reporter editor correspondent professor scientist "
    "researcher economist historian analyst expert scholar fellow founder billionaire businessman businesswoman mogul "
    "tycoon entrepreneur banker investor vice-president winner loser staffer operative coordinator organiser"
)
# What somebody is besides.
BESIDES = _words(
    "student man woman boy girl wife husband widow widower son daughter father mother brother sister parent child "
    "friend neighbor neighbour resident citizen native witness victim suspect defendant plaintiff veteran former "
    "hero star figure person voter reader viewer user buyer customer passenger driver grandfather grandmother uncle "
    "aunt cousin nephew niece partner fan survivor immigrant refugee"
)

DETERMINERS = _words("the a an this that these those his her its their my our your another some any no each every")

POSSESSIVES = _words("his her its their our my")

# Nouns that news uses for one another.
SYNONYMS = {
    "attorney": "lawyer", "counsel": "lawyer", "counselor": "lawyer", "justice": "judge", "panel": "committee",
    "gop": "republican", "nominee": "candidate", "contender": "candidate", "frontrunner": "candidate",
    "front-runner": "candidate", "hopeful": "candidate", "adviser": "advisor", "paper": "newspaper", "firm": "company",
    "chairwoman": "chairman", "chair": "chairman", "ceo": "executive", "organisation": "organization",
    "head": "leader", "boss": "leader", "movie": "film", "documentary": "film", "courts": "court",
    "councillor": "councilor",
}  # fmt: skip
# Words that tell little of which body is meant.
VAGUE = DETERMINERS | _words("federal national local state new whole entire u.s us")

# Words that stand for several people without a noun: "many say", "54 percent say".
SEVERAL = _words("some many most few several others both all half percent majority those")

# What may follow the name of an outlet: "the Courier newspaper".
OUTLETS = _words("newspaper magazine daily weekly website network channel television tv radio")

# Nouns for what speaks though it is nobody.
DOCUMENTS = _words(
    "report study poll survey document documents statement letter memo email emails article editorial column post "
    "tweet law bill order filing lawsuit complaint indictment ruling decision transcript records data figures "
    "statistics review analysis research book memoir film video audit census release note findings finding "
    "results polls surveys reports studies letters papers paper story headline ad advertisement website submission "
    "brief admission filings remarks announcement forecast estimate estimates forecasts calculations"
)


@cache
def first_names() -> dict[str, str]:
    """First names, in small letters, that are mostly a man's or a woman's (training/first_names.py)."""
    men, women = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").split("\n\n")
    return dict.fromkeys(men.split(), MALE) | dict.fromkeys(women.split(), FEMALE)


@cache
def _nouns() -> dict[str, str]:
    kinds = ("person", "group", "document", "other")
    blocks = Path(__file__).with_name("nouns.txt").read_text(encoding="utf-8").split("\n\n")
    return {noun: kind for kind, block in zip(kinds, blocks, strict=True) for noun in block.split()}


def noun_kind(noun: str) -> str:
    """What a noun in small letters mostly stands for: person, group (several persons too), document (whatever is
    written or said) or other; "" for a word that the lists do not hold (training/nouns.py)."""
    if noun in ROLES:
        return "person"
    if noun in DOCUMENTS:
        return "document"
    known = _nouns().get(noun, "")
    if known or not noun.endswith(("s", "men")):
        return known
    singular = noun[:-3] + "man" if noun.endswith("men") else noun[:-1]
    endings = (singular, noun[:-2], f"{noun[:-3]}y")
    kind = next((k for k in map(_nouns().get, endings) if k), "person" if singular in ROLES else "")
    return "group" if kind == "person" else kind


# Noun -> gender, where the noun itself tells.
_MEN = _words(
    "businessman congressman spokesman chairman fisherman man boy king prince duke husband son father brother actor "
    "widower gentleman"
)
_WOMEN = _words(
    "businesswoman congresswoman spokeswoman chairwoman woman girl queen princess duchess wife daughter mother sister "
    "actress widow"
)
GENDERED = dict.fromkeys(_MEN, MALE) | dict.fromkeys(_WOMEN, FEMALE)

# Words beside which a name with "Jr." and one without are two people's.
KIN = _words("father son dad senior sr elder older younger namesake grandfather grandson")

NICKNAMES = {
    "bill": "william", "will": "william", "billy": "william", "mike": "michael", "bob": "robert", "bobby": "robert",
    "rob": "robert", "robby": "robert", "jim": "james", "jimmy": "james", "joe": "joseph", "tim": "timothy",
    "tom": "thomas", "dan": "daniel", "chris": "christopher", "ted": "edward", "ed": "edward", "dick": "richard",
    "rick": "richard", "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine", "kathy": "katherine",
    "tony": "anthony", "steve": "steven", "stephen": "steven", "dave": "david", "matt": "matthew", "ben": "benjamin",
    "sam": "samuel", "don": "donald", "ron": "ronald", "ken": "kenneth", "greg": "gregory", "jeff": "jeffrey",
    "andy": "andrew", "alex": "alexander", "nick": "nicholas", "larry": "lawrence", "jerry": "gerald",
    "chuck": "charles", "charlie": "charles", "debbie": "deborah", "sue": "susan", "jen": "jennifer",
    "bernie": "bernard", "josh": "joshua", "doug": "douglas", "phil": "philip", "pete": "peter", "walt": "walter",
}  # fmt: skip

HE = _words("he him his himself")
SHE = _words("she her hers herself")
IT = _words("it its itself")
THEY = _words("they them their theirs themselves")
FIRST = _words("i we me us my our mine ours myself ourselves")
PREPOSITIONS = _words("of for to with at from by in on about against among between under over who that which whose")
RELATIVE = _words("who which that whom whose")
PRONOUNS = HE | SHE | IT | THEY | FIRST | RELATIVE
# Words that a headline in capitals puts behind a name; a name ends before them.
HEADLINE = _words("is are was were has have had will says said to on in at for and or vs calls wants gets makes not")
