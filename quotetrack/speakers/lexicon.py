"""Words that tell about people: titles, role nouns, pronouns, first names. Evidence in the text comes first."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE, FEMALE = "male", "female"

COURTESY = {"mr": MALE, "mister": MALE, "sir": MALE, "lord": MALE, "mrs": FEMALE, "ms": FEMALE, "miss": FEMALE,
            "lady": FEMALE, "dame": FEMALE, "madam": FEMALE}  # fmt: skip
# Abbreviated or one-word titles that stand before a surname and are no part of the name.
TITLES = frozenset(COURTESY) | _words(
    "dr doctor prof professor sen senator rep representative gov governor president vice minister prime "
    "chancellor secretary mayor judge justice chief general gen colonel col captain capt major maj lieutenant lt "
    "sergeant sgt admiral adm reverend rev father sister brother pope bishop archbishop cardinal imam rabbi king "
    "queen prince princess congressman congresswoman councilman councilwoman councillor councilor ambassador "
    "attorney sheriff commissioner deputy delegate del speaker coach officer director chairman chairwoman former "
    "ex the democrat republican"
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
ABBREVIATED = {"sen": "senator", "rep": "representative", "gov": "governor", "pres": "president", "gen": "general",
               "dr": "doctor", "prof": "professor", "del": "delegate", "col": "colonel", "capt": "captain",
               "sgt": "sergeant", "rev": "reverend", "ceo": "executive"}  # fmt: skip

# Nouns for what speaks though it is nobody.
DOCUMENTS = _words(
    "report study poll survey document documents statement letter memo email emails article editorial column post "
    "tweet law bill order filing lawsuit complaint indictment ruling decision transcript records data figures "
    "statistics review analysis research book memoir film video audit census release note findings finding "
    "results polls surveys reports studies letters papers paper story headline ad advertisement website"
)

_MALE_NAMES = _words(
    "aaron abdul adrian ahmed alistair anders andre anselm arnold axel bastian benedict bjorn boyd casper cedric "
    "cornelius cyril declan derek dieter dominic duncan edgar edmund elliot erik ethan felix fergus finn franz "
    "fritz gavin geoffrey gerard graham gustav hans harald hassan heinz hubert hugo ibrahim ilya isaac jonah "
    "jorge jorgen julius jurgen kai kenji klaus kurt lachlan lorenz ludwig magnus malcolm mats mauricio maurice "
    "milo mohamed morten niall nils olaf ole omar oskar per piers quentin rafe rajiv reinhard rene rolf rupert "
    "sebastian sanjay seamus stefan sven tariq theo thor torsten ulrich viktor wilhelm wolfgang yusuf alan albert "
    "alexander alfred andrew anthony antonio arthur barack ben benjamin bernard bernie bill bob bobby boris brad "
    "brandon brian bruce carl carlos charles chris christopher chuck colin corey craig dan daniel dave david dean "
    "dennis dick dmitri don donald doug douglas ed edward emil emmanuel eric ernest francis francisco frank fred "
    "gary george gerald glenn gordon greg gregory harold harry henry herbert howard hugh ian igor ivan jack jacob "
    "jake james jared jason javier jay jeb jeff jeffrey jeremy jerry jim jimmy joe joel john johnny jon jonas "
    "jonathan jose joseph josh joshua juan julian justin karl keith ken kenneth kevin larry lars lee leo leon "
    "leonard lindsey louis luis luke marco marcus mario mark martin marvin matt matthew max michael miguel mike "
    "mitch mitt mohammed muhammad nathan neil newt nicholas nick nigel norman oliver oscar otto pablo patrick "
    "paul pedro peter phil philip pieter rafael ralph rand ray raymond reince rex richard rick rob robby robert "
    "roberto rodrigo roger ron ronald roy rufus rush russell ryan sam samuel scott sean sergei simon stan stephen "
    "steve steven stuart ted terry theodore thomas tim timothy tobias todd tom tony travis trey tyler vernon "
    "victor vincent vladimir walter warren wayne will william winston xavier zachary"
)
_FEMALE_NAMES = _words(
    "abigail ada agnes agatha agnieszka aisha alexandra amelia anke astrid audrey beatrice birgit bridget celia "
    "chloe daphne eliza elise erika eve fatima felicity freya georgia greta harriet helene helga imogen jasmine "
    "josephine katja lena leonie lotte lucia magdalena maja marianne matilda maud mina nadia nell nora odile "
    "ottilie petra phoebe priya ramona rosalind saskia selma sigrid sofia tanja thea tilda ursula wilma yasmin "
    "alice alicia alison allison amanda amber amy ana andrea angela anita ann anna anne annie april ashley "
    "barbara becky beth betty beverly brenda carla carly carmen carol caroline carolyn catherine cathy cecilia "
    "charlotte cheryl christina christine cindy claire clara claudia condoleezza connie cynthia dana danielle "
    "deborah debbie denise diana diane donna doris dorothy edith eileen elaine eleanor elena elizabeth ellen "
    "emily emma erica erin esther eva evelyn fiona florence frances gail gloria grace gretchen hannah heather "
    "helen hillary holly ilse ingrid irene isabel ivanka jackie jacqueline jane janet janice jean jennifer jenny "
    "jessica jill joan joanna joyce judith judy julia julie karen kate katherine kathleen kathy katie kelly "
    "kellyanne kim kimberly kristen laura lauren leah leslie linda lisa liz loretta lori louise lucy lydia lynn "
    "madeleine margaret maria marie marilyn marta martha mary maureen megan megyn melania melissa meredith "
    "michelle mildred miriam molly monica nancy naomi natalie nicole nikki nina norma olivia pamela patricia "
    "paula peggy phyllis rachel rebecca renee rita roberta robin rosa rose roxana ruth sally samantha sandra sara "
    "sarah sharon sheila shirley sonia sophia stella stephanie sue sunniva susan suzanne sylvia tamara tammy tara "
    "teresa theresa tiffany tina tracy valentina valerie vanessa vera veronica victoria virginia vivian wendy "
    "winifred yvonne zoe"
)
FIRST_NAMES = dict.fromkeys(_MALE_NAMES, MALE) | dict.fromkeys(_FEMALE_NAMES, FEMALE)

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
DETERMINERS = _words("the a an this that these those his her its their my our your another some any no each every")
