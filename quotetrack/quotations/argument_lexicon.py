"""Words that tell whom something was said to and where. Lower case; nouns in the singular."""

from __future__ import annotations

import re

from quotetrack.speakers.lexicon import BODIES, DOCUMENTS, ROLES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _verbs(text: str, irregular: str = "") -> frozenset[str]:
    """Regular verbs in all their forms, and the forms given."""
    forms = set(irregular.split())
    for verb in text.split():
        stem = verb[:-1] if verb.endswith("e") else verb
        third = verb[:-1] + "ies" if verb.endswith("y") else verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s")
        past = verb[:-1] + "ied" if verb.endswith("y") else stem + "ed"
        forms |= {verb, third, past, stem + "ing"}
    return frozenset(forms)


# Whoever is their object was spoken to, whatever it is.
TELLING = _verbs(
    "inform remind assure notify reassure address alert email e-mail text message telephone phone",
    "tell tells told telling addressing brief briefs briefed briefing",
)
# Two objects, none of them spoken to: "called him a master".
NAMING = _verbs("call name dub label term brand consider deem elect appoint", "dubbed labelled")
# Their object was spoken to when it is people: "urged voters", not "urged caution".
TURNING_TO = _verbs(
    "ask urge warn promise advise order instruct direct implore exhort encourage persuade convince command "
    "caution counsel admonish invite request petition lobby press challenge question interview answer quiz "
    "lecture entreat",
    "beg begs begged begging write writes wrote written writing show shows showed shown teach taught send sends "
    "sent sending give gives gave given giving",
)
# Whoever stands behind the preposition was spoken to, if people.
SPOKEN_TO = {
    "with": _verbs("talk joke plead share", "speak speaks spoke spoken speaking chat chats chatted chatting pled"),
    "before": _verbs("testify argue appear", "speak speaks spoke spoken speaking say said"),
    "at": _verbs("tweet shout yell scream bark laugh", "snap snaps snapped snapping swear swears swore swearing"),
    "on": _verbs("call"),
    "upon": _verbs("call"),
}
# What stands behind their "to" was not spoken to.
NOT_TO = _verbs(
    "point agree object belong attribute ascribe credit amount relate react listen turn subscribe consent",
    "refer refers referred referring allude alludes alluded alluding according lead led commit committed link "
    "linked compare compared limit limited",
)
# Participles that say how the source spoke: "speaking at a rally", "asked by reporters".
SPEAKING = _words(
    "speaking talking writing addressing appearing testifying responding replying posting tweeting briefing "
    "telling interviewed asked questioned pressed quizzed"
)
ASKED_BY = _words("asked questioned pressed quizzed interviewed")
# What they tell of was not said then and there: "had seen him at a rally".
PRIVATE = _verbs(
    "believe realize realise notice learn suspect fear hope want expect assume doubt wonder remember watch witness",
    "see sees saw seen seeing hear hears heard hearing know knows knew known knowing think thinks thought "
    "thinking feel feels felt feeling understand understands understood understanding forget forgot forgotten",
)
# A verb with one of these among its governors tells where and to whom for it, too: "wrote to X, adding that".
SPEECH = (
    _verbs("talk comment post tweet email testify explain reply answer respond warn state announce add declare")
    | TELLING
    | _words("said says say saying spoke speaks speaking wrote writes writing written asked")
)
ISSUING = _verbs(
    "issue release post publish deliver circulate sign file tweet air broadcast",
    "send sends sent sending give gives gave given giving make makes made making put puts putting write writes "
    "wrote written writing read reads reading hold holds held holding",
)
GOVERNING = SPEECH | ISSUING
# The verb itself names the medium.
MEDIUM_VERBS = _verbs(
    "tweet retweet email e-mail text telephone phone telegraph cable fax radio",
    "blog blogs blogged blogging livestreamed live-tweeted",
)
TAKING = _words("take takes took taken taking turned turning")  # "took to Twitter"

NOT_SPOKEN_TO = _words(
    "truth story lie question permission help joke forgiveness tale way time fortune difference reason advice "
    "himself herself itself themselves myself ourselves yourself it that this what something nothing anything "
    "everything there each one which who whom"
)
PEOPLE = (
    ROLES
    | BODIES
    | _words(
        "people crowd audience public press media staff workforce colleague friend family child kid cousin uncle "
        "aunt parent customer voter member worker supporter viewer listener reader driver buyer seller caller "
        "visitor grandmother grandfather jury congregation shareholder electorate neighbour neighbor client "
        "passenger tenant referee umpire employee trainee attendee conductor waiter landlord clerk heckler "
        "bystander onlooker moderator questioner hostage peer bishop drummer keeper waitress rider fan guest "
        "delegate troop ally folk person everyone everybody anyone anybody someone somebody nobody counterpart "
        "partner boss interviewer gathering community mp outsider parishioner partygoer graduate leadership "
        "cabinet assembly legislature chamber opposition industry management personnel inspector inquiry reporter "
        "bbc nation world country rally caucus citizen fellow pupil patient donor subscriber follower superior "
        "subordinate insider jurist rival opponent militant rebel migrant refugee civilian soldier sailor "
        "villager islander conference meeting summit convention constituent them him her us me you"
    )
)
# Endings of nouns for people in the plural, and words that end so and are not people.
PEOPLE_ENDINGS = ("ers", "ors", "ists", "ees", "ants", "ians", "men", "women", "folk", "crats", "crew", "crews")
NOT_PEOPLE = _words(
    "letters numbers matters orders errors doors rumors rumours papers offers powers answers newspapers computers "
    "rivers waters fees committees employments factors sectors colors colours documents chapters others quarters "
    "disasters centers barriers fears years"
)
# A phrase of place or time behind them belongs to the verb: "told reporters in Ostrehaven".
PRESS = _words("reporter journalist press media newsman broadcaster correspondent him her them us me you")

TIME = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu "
    "thur thurs fri sat sun today yesterday tomorrow tonight day night morning afternoon evening noon midnight "
    "midday weekend week month year decade century hour minute moment summer winter spring autumn season quarter "
    "time weekday lunchtime dawn dusk past future eve date p.m. a.m. pm am gmt"
)
CALENDAR = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september "
    "october november december jan. feb. aug. sept. oct. nov. dec. yesterday today tomorrow tonight"
)
NOMINATIVE = _words("i he she we they who")  # a preposition before them is a conjunction
TIME_ADJECTIVES = _words("last next this late later early earlier previous same following")

# What is written or shown: "in a letter".
WRITTEN = (
    DOCUMENTS - _words("data figures statistics website law bill order results findings finding story census headline")
) | _words(
    "op-ed oped affidavit deposition judgment judgement dissent communique communiqué dispatch bulletin advisory "
    "alert notice notification newsletter brochure pamphlet leaflet essay commentary blog message announcement "
    "transcript autobiography diary journal guidance minutes footage tape recording clip documentary episode "
    "segment trailer song poem cable telegram fax caption manifesto declaration resolution petition response "
    "reply answer submission presentation prospectus forecast outlook circular brief blogpost correspondence "
    "writing print text voicemail postcard treatise preface foreword introduction epilogue entry communication "
    "update assessment testament warning podcast broadcast livestream newscast profile piece feature complaint "
    "motion obituary publication decree write-up whitepaper posting thread tweetstorm email e-mail screed rant "
    "expose exposé note q&a webcast vlog interview tip factsheet dossier"
)
# What is spoken: "in a speech", "at a rally", "during a debate".
SPOKEN = _words(
    "interview speech remark comment address testimony conversation call talk discussion exchange briefing "
    "telecast teleconference webinar sermon homily toast eulogy lecture keynote presentation session chat "
    "conference presser debate hearing meeting summit forum convention rally ceremony dinner luncheon lunch "
    "breakfast event gathering symposium seminar workshop reception banquet gala funeral vigil protest "
    "demonstration march launch inauguration inquiry inquest trial fundraiser roundtable panel commencement "
    "graduation assembly unveiling premiere festival congress caucus plenary appearance opening retreat "
    "deposition arraignment sentencing colloquium picnic barbecue parade sit-in teach-in videoconference conclave "
    "mass service q&a negotiation consultation memorial party groundbreaking ribbon-cutting townhall hustings "
    "statement stopover monologue tirade interrogation cross-examination audience proceeding"
)
# What one issues, sends, gives or holds to say something: "issued a statement saying".
ISSUED = _words(
    "statement letter memo email e-mail release report op-ed editorial article column blog post tweet speech "
    "interview conference briefing address petition lawsuit complaint motion brief filing affidavit paper video "
    "bulletin advisory communique communiqué notice resolution decree text essay study book document testimony"
)
# On or over which one speaks.
CHANNELS = _words(
    "television tv radio air airwaves show program programme podcast broadcast blog website site page webpage "
    "homepage account feed channel network platform app livestream webcast newscast phone telephone internet web "
    "call video line hotline loudspeaker intercom station stream vlog video-link videolink broadcaster forum "
    "livecast episode edition segment teleconference telecast talk-show phone-in timeline"
)
PLATFORMS = _words(
    "twitter facebook instagram tiktok youtube linkedin whatsapp telegram weibo wechat reddit threads mastodon "
    "bluesky parler gab snapchat zoom skype periscope myspace tumblr vk medium substack pinterest discord twitch "
    "signal viber fox msnbc cnn bbc cnbc c-span cspan npr pbs itv"
)
SITES = PLATFORMS - {"fox", "msnbc", "cnn", "bbc", "cnbc", "c-span", "npr", "pbs", "itv"}  # nobody speaks to these
OUTLETS = _words(
    "times post journal guardian courier herald tribune gazette mail news telegraph star chronicle observer "
    "examiner newspaper magazine press media paper globe dispatch sentinel"
)
# By or over which one speaks.
MEANS = _words(
    "phone telephone email e-mail text letter mail fax videolink video radio whatsapp skype zoom message link"
)
# Two words, where the second alone would be a place or a thing.
PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "town hall, campaign stop, whistle stop, campaign trail, campaign visit, social media, truth social, senate "
        "floor, house floor, convention floor, assembly floor, witness stand, court papers, court documents, court "
        "records, photo op, state media, press release, news release, press availability, media "
        "availability, security council, general assembly, video link, witness box, dispatch box, bully pulpit, "
        "town halls, press gaggle, media scrum, campaign stops, media release, the stump, majority opinion, "
        "dissenting opinion, court filing, closing argument, closing arguments, opening argument, opening "
        "arguments, oral argument, oral arguments"
    ).split(", ")
)
CHAMBERS = _words("court parliament commons lords")
STANDS = _words("podium stage pulpit lectern")
# The nouns that make a medium, by the preposition before them.
MEDIA = {
    "in": SPOKEN | WRITTEN | OUTLETS | CHAMBERS,
    "at": SPOKEN | STANDS,
    "during": SPOKEN,
    "on": CHANNELS | PLATFORMS,
    "by": MEANS,
    "over": MEANS | PLATFORMS,
    "via": MEANS | WRITTEN | CHANNELS | PLATFORMS,
    "through": MEANS | WRITTEN | CHANNELS | PLATFORMS,
    "from": STANDS,
}
PAIRED = ("in", "at", "during", "on", "from")  # the prepositions of PAIRS
# Other singular nouns make no medium without an article: "in order", "in response", "at length".
BARE = _words("testimony court parliament writing print conversation correspondence text evidence guidance")

PREPOSITIONS = _words(
    "in on at during by via over through from to with for before of about near outside against inside after since "
    "under into between among amid toward towards around across behind following without within upon throughout "
    "alongside concerning regarding like despite ahead"
)
# Those that go on with a phrase of medium, and with people spoken to.
MEDIUM_TAIL = _words(
    "of to with for by from in at on about before near outside against over between among inside across into "
    "around concerning regarding"
)
PEOPLE_TAIL = _words("of from in at for with on")
NAME_TAIL = _words("of for")


def one_of(noun: str, known: frozenset[str]) -> bool:
    """Whether a noun, or its singular, is among those known."""
    forms = {noun, noun.removesuffix("s"), noun.removesuffix("es")}
    if noun.endswith("ies"):
        forms.add(noun[:-3] + "y")
    return not forms.isdisjoint(known)


def names_time(noun: str) -> bool:
    """Whether a phrase with this head says when."""
    return one_of(noun, TIME) or re.fullmatch(r"(1[89]|20)\d\ds?", noun) is not None


def names_people(noun: str) -> bool:
    """Whether a common noun stands for people or a body of them."""
    return one_of(noun, PEOPLE) or (noun.endswith(PEOPLE_ENDINGS) and noun not in NOT_PEOPLE)
