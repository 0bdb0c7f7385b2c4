"""Words that make attributions, by the type that they have on their own and by what their complement changes.

Base forms in American spelling; `base_form` brings the forms of a text to them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

ASSERTION, BELIEF, FACT, EVENTUALITY = "assertion", "belief", "fact", "eventuality"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _types(**words: str) -> dict[str, str]:
    return {word: kind for kind, text in words.items() for word in text.split()}


def _pairs(**pairs: str) -> dict[tuple[str, str], str]:
    made = {}
    for kind, text in pairs.items():
        for pair in text.split(","):
            first, second = pair.split()
            made[first, second] = kind
    return made


VERBS = _types(
    assertion="""
        accuse acknowledge add address admit admonish advertise affirm allege announce answer apologize applaud argue
        articulate ascribe ask assail assert assure attack attest attribute aver avow bash bellow bemoan berate blame
        blast bluster boast brag brand broadcast call castigate caution caveat challenge chant characterize charge
        chastise chide chime cite claim clarify comment compare complain concede conclude condemn confess confide
        confirm contend continue contradict convey convince counter cover credit criticize cry debunk declaim declare
        decree decry defend deliver demonstrate denounce deny depict deplore deride describe detail dictate disavow
        disclaim disclose discuss dismiss disown disparage disprove dispute document downplay dub echo elaborate email
        emphasize enthuse entitle eviscerate exaggerate exclaim explain explicate expound express faint fault flag
        flatter forecast foretell fume gasp go grumble gush hail highlight hint hit howl identify illustrate imply
        indicate inform inquire insinuate insist insult interject intone invoke jeer joke justify knock label lambaste
        lament lash laud laugh lecture liken list maintain mention mischaracterize misrepresent misstate moan mock
        mumble murmur muse mutter name narrate note observe opine outline overstate pan paraphrase persuade plead
        point portray pose post praise preach predict present proclaim profess pronounce prophesy protest prove
        publicize purport question quip quote rail ramble rant rap read reaffirm reason reassert reassure rebuff
        rebuke rebut recant recap recite recount refer reference refute reiterate relate remark remind repeat reply
        report repudiate resort respond restate retort retract retweet reveal ridicule rip roar roast rule rumor
        savage say scoff scold scream shoot shout show shriek sigh signal sing slam slur smear snap snarl sneer sob
        speak spell spill stammer state stress stutter suggest sum summarize swipe talk tally taunt teach tease tell
        testify text thank thunder title tout trash trumpet tweet underline underplay underscore understate unveil
        utter vent vouch warn weep whine whisper write yell
    """,
    belief="""
        agree anticipate appear ascertain assume believe bet bother conceive concur conjecture consider deduce deem
        disagree disbelieve distrust doubt dread envisage envision estimate evaluate expect fear feel figure foresee
        fret gauge guess hold hope hypothesize imagine infer interpret intuit judge look mean misjudge mistrust
        overestimate perceive picture presume presuppose project puzzle rank rate reckon regard rethink seem sense
        sound speculate suppose surmise suspect theorize think trust underestimate value view visualize wager wish
        wonder worry
    """,
    fact="""
        admire adore appreciate celebrate cherish comprehend despise detect determine discern discover dislike enjoy
        establish find forget gather grasp grieve hate hear know learn like loathe love misremember mourn notice
        overhear overlook realize recall recognize recollect regret rejoice relish remember resent respect rue see
        spot understand watch welcome witness
    """,
    eventuality="""
        abhor abolish accept activate adopt advise advocate aim allow appeal appoint approve arrange aspire attempt
        authorize avoid back ban bar beg beseech bid campaign cancel champion choose coax command commission commit
        compel consent contemplate counsel crave dare decide decline dedicate defer delegate demand desire direct
        discourage dispatch dissuade elect empower enable enact encourage endeavor endorse entreat exhort favor fight
        finance flout forbid force fund goad guarantee hesitate implement implore impose incite instruct intend
        introduce invite itch legalize lobby long mandate motion mull need negotiate nominate object obligate offer
        oppose opt order override overrule overturn pass pencil permit petition plan pledge plot pray prefer prepare
        prescribe press pressure prod prohibit promise promote propose push quit ratify recommend refrain refuse
        reject repeal request require resist resolve restrict scheme seek sign solicit spurn strike strive struggle
        sue summon support swear tempt threaten try undertake uphold urge veto vie volunteer vote vow wait want weigh
        welch yearn
    """,
)

NOUNS = _types(
    assertion="""
        account accusation acknowledgment admission advertisement affirmation allegation announcement answer apology
        argument assertion assurance attack boast challenge characterization charge claim clarification comment
        commentary comparison complaint concession conclusion condemnation confession confirmation contention
        conversation critic criticism critique declaration defense denial denunciation depiction description
        disclosure editorial explanation finding forecast gossip headline hint implication indication indictment
        insinuation insistence insult interview joke lament letter memo mention message mockery narrative news note
        notice objection observation paper post praise prediction proclamation projection protest question quip quote
        rant reassurance rebuke rebuttal recollection refrain remark reminder reply report repudiation response
        revelation rhetoric ruling rumor saying slogan speech statement story suggestion suspicion talk testimony
        tweet verdict warning whisper word
    """,
    belief="""
        anxiety apprehension assessment assumption attitude belief bet calculation certainty concern confidence
        consensus conviction delusion disagreement disbelief doubt dread estimate expectation faith fear feel feeling
        guess hope hunch hypothesis idea illusion impression inkling interpretation intuition judgment misgiving
        mistrust notion opinion optimism outlook perception perspective pessimism philosophy position prejudice
        premonition presumption reservation sense skepticism speculation stance supposition theory thesis
        thinking thought trust uncertainty unease view viewpoint wisdom worldview worry
    """,
    fact="""
        admiration adulation anger astonishment awareness delight disappointment discovery disgust dismay
        embarrassment fact fondness fury gratitude grief happiness indignation joy knowledge memory outrage pride
        realization recognition regret relief sadness satisfaction shock sorrow surprise understanding
    """,
    eventuality="""
        advice agreement aim ambition appeal approval attempt backing ban bid call choice command commitment consent
        decision decree demand desire determination directive eagerness effort encouragement endorsement goal
        guarantee hesitation impetus inclination instruction intent intention invitation longing mandate motion oath
        offer opponent opposition order permission plan plea pledge preference promise proponent proposal push
        readiness recommendation refusal rejection reluctance request requirement resolution resolve restriction
        support supporter temptation threat unwillingness urge urging vow warrant willingness wish yearning
    """,
)

ADJECTIVES = _types(
    assertion="adamant clear critical dismissive emphatic insistent outspoken explicit vocal quoted unequivocal candid",
    belief="""
        afraid agnostic alarmed anxious apprehensive bullish certain concerned confident convinced cynical doubtful
        dubious fearful hopeful incredulous leery likely nervous optimistic passionate persuaded pessimistic positive
        puzzled satisfied scared skeptical sure suspicious uncertain unclear unconvinced uneasy unlikely unpersuaded
        unsure wary worried
    """,
    fact="""
        alert amazed angry annoyed appalled ashamed astonished aware baffled bitter cognizant conscious delighted
        devastated disappointed disgusted dismayed disturbed ecstatic embarrassed excited familiar frustrated furious
        glad grateful happy heartbroken heartened horrified humbled impressed incensed indignant mindful oblivious
        outraged overjoyed perturbed pleased proud relieved sad saddened shocked sorry stunned surprised thankful
        thrilled touched troubled unaware unhappy upset
    """,
    eventuality="""
        against bent bound committed dedicated desperate determined devoted disinclined eager free hesitant hostile
        inclined intent keen loath open opposed poised prepared ready reluctant resolved set supportive unwilling
        willing
    """,
)
ADVERBS = _types(
    assertion="according reportedly allegedly supposedly purportedly", belief="apparently presumably seemingly"
)

# A word and its particle, which together have another type: "called for", "found out".
PARTICLES = _pairs(
    eventuality="""
        advise against, agree on, agree to, agree upon, aim at, appeal for, appeal to, argue against, argue
        for, ask for, beg for, call for, call off, call on, call upon, caution against, cry
        for, decide against, feel like, hope for, insist on, insist upon, look for, look forward, plead for, plead
        with, pray for, press for, push for, rule out, speak against, testify against, vote against, vote for, warn
        against, wish for
    """,
    belief="agree with, believe in, certain to, likely to, look like, look upon, sure to, think about, think of",
    assertion="argue with, push back, call out, hear from, know as, press on",
    fact="find out, glad to, pleased to, proud to, sorry to, surprised to, shocked to, see through",
)
# What may stand between the two: "called again for".
PARTICLE_ADVERBS = _words("again also instead it just once only out today too yesterday yet")

# Eventuality with an infinitive: "told them to leave", "hopes to win", "remembered to lock".
INFINITIVE_EVENTUALITY = _words(
    "admonish afraid agree anxious apprehensive ask beg bother call caution challenge charge clear convince convinced "
    "counsel desire dread email excited expect fear forget happy hate hint hold hope hopeful know learn like look "
    "love mean message nervous persuade persuaded plead recommendation remember remind reminder rule say scared "
    "scream shout signal suggestion teach tell text think tweet urge warn warning whisper wish word worry write yell"
)
# What keeps its type where an object or the passive gives the infinitive a subject of its own: "is said to be",
# "expects profits to fall", "is expected to close".
RAISED = _words("expect fear feel hate hold know like love mean remember rule say think understand write")
# Assertion with a clause or a quotation: "promised that", "“We will,” she vowed".
CLAUSE_ASSERTION = _words(
    "appeal determined guarantee oath object offer pledge promise swear threat threaten volunteer vow"
)
# Assertion with a quotation only: "“Fine,” he agreed".
QUOTE_ASSERTION = _words("agree concur decline disagree figure hold quip recall recollect refuse remember speculate")
# Belief with a clause: "decided that the tower was not worth saving".
CLAUSE_BELIEF = _words("accept choose decide decision determined prefer resolve")
# Eventuality with a gerund: "suggested moving the market".
GERUND_EVENTUALITY = _words("consider suggest suggestion")
# Eventuality with a clause in the subjunctive: "insisted that he resign".
MANDATES = _words("ask beg insist insistence suggest suggestion")

# Verbs whose object, where it is a noun of these lists, is the cue proper: "expressed doubts that".
LIGHT = _words(
    "air announce be bear bring cast come convey declare deliver do draw express face feel file get give go harbor "
    "have hear hold issue keep launch lay leave lodge make need offer outline pen place post present publish put "
    "raise reach read reaffirm reiterate release renew repeat report see send share show sign signal sound speak "
    "state take talk voice write"
)
LINKING = _words(
    "'m 're 's am appear are be become been being feel get grow is look remain seem sound stay was were ’m ’re ’s"
)
# After "to" they say nothing of their own: "wants to see".
WEAK_AFTER_TO = _words(
    "continue cover feel find go hear hold know learn like look need prepare present read see show sound"
)

# Who uses them denies the content, or does not say it.
DENYING = _words(
    "agnostic avoid contradict cynical debunk decline denial deny disagree disagreement disavow disbelief disbelieve "
    "disclaim disinclined dismiss disown disprove dispute dissuade distrust doubt doubtful dubious forbid hesitant "
    "incredulous loath mistrust oblivious overlook prohibit rebuff rebut rebuttal recant refrain refusal refuse "
    "refute reject rejection reluctance reluctant repudiate repudiation resist retract skeptical skepticism spurn "
    "unaware uncertain unclear unconvinced unlikely unpersuaded unsure unwilling unwillingness veto"
)
DENYING_PARTICLES = frozenset(
    _pairs(
        eventuality="""
            advise against, argue against, caution against, decide against, rule out, shoot down, take back, warn
            against
        """
    )
)
# With an infinitive or gerund of saying they say that it was not said: "declined to say", "avoided saying".
NOT_DOING = _words(
    "avoid cease decline fail failure forget hesitant impossible inability instead loath neglect omit refrain refusal "
    "refuse reluctance reluctant resist short stop tire unable unready unwilling unwillingness without yet"
)
# What may stand in a verb group: "has also never said".
GROUP_ADVERBS = _words("all also always both just less more most n't never not now quite so still too very well")
QUESTION_WORDS = _words("how if what when where whether which who whom whose why")
ASIDES = _words("after as because before if when while")  # "said when asked"
DETERMINERS = _words("a an her his its my our the their")
NOUN_ENDS = _words("about at by during for from in of on over that to with")  # words after a noun phrase
CLAIM_NOUNS = _words(
    "accusation allegation argument assertion characterization charge claim complaint concern contention criticism "
    "fear finding idea notion report rumor speculation statement story suggestion theory"
)
NEGATIONS = _words("cannot little barely hardly n't neither never no nor not nothing nowhere nt scarcely without")
NEGATIVE_SUBJECTS = _words("few hardly neither no no-one nobody none nor not nothing")
# A negation before these denies nothing: "not only said", "no doubt thinks", "not until Friday".
NOT_NEGATED = _words(
    "but doubt fewer just later least less long matter merely only question simply solely surprisingly until"
)
AUXILIARIES = _words(
    "'d 'll 'm 're 's 've am are be been being ca can could did do does doing done get got had has have having is may "
    "might must sha shall should to was were will wo would"
)

VERB_GROUP = AUXILIARIES | NEGATIONS | GROUP_ADVERBS | {"to", "of", "from"}

IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "am:be are:be bade:bid became:become been:be began:begin begun:begin beheld:behold being:be bidden:bid "
        "brought:bring came:come chose:choose chosen:choose clung:cling did:do done:do drawn:draw dreamt:dream "
        "drew:draw felt:feel forbade:forbid forbidden:forbid foresaw:foresee foreseen:foresee foretold:foretell "
        "forgot:forget forgotten:forget fought:fight found:find gave:give given:give gone:go got:get gotten:get "
        "grew:grow grown:grow had:have has:have heard:hear held:hold hid:hide hidden:hide is:be kept:keep "
        "knew:know known:know laid:lay learnt:learn left:leave lying:lie made:make meant:mean misread:misread "
        "misremembered:misremember mistaken:mistake mistook:mistake overheard:overhear overlooked:overlook "
        "pleaded:plead pled:plead quit:quit read:read reread:reread rethought:rethink retold:retell "
        "rewrote:rewrite said:say sang:sing saw:see seen:see sent:send shot:shoot showed:show shown:show "
        "shrank:shrink sought:seek spelt:spell spoke:speak spoken:speak stood:stand struck:strike stuck:stick "
        "sung:sing swore:swear sworn:swear taken:take taught:teach thought:think threw:throw thrown:throw "
        "told:tell took:take tore:tear torn:tear understood:understand undertook:undertake was:be went:go "
        "wept:weep were:be withdrawn:withdraw withdrew:withdraw woke:wake written:write wrote:write"
    ).split()
)
_ENDINGS = (
    ("ies", ("y", "ie")),
    ("ied", ("y", "ie")),
    ("ying", ("y", "ie")),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
)


def base_form(form: str, known: Container[str]) -> str:
    """The base form of an English word, in American spelling, that `known` contains; empty where it has none."""
    word = form.casefold().replace("’", "'")
    for candidate in _bases(word):
        if candidate in known:
            return candidate
        american = _american(candidate)
        if american in known:
            return american
    return ""


def _bases(word: str) -> Iterator[str]:
    yield word
    if word in IRREGULAR:
        yield IRREGULAR[word]
    for ending, replacements in _ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            stem = word[: -len(ending)]
            yield from (stem + replacement for replacement in replacements)
            if ending in ("ed", "ing") and stem[-1] == stem[-2:-1]:
                yield stem[:-1]  # "planned", "signalling"


def _american(word: str) -> str:
    word = re.sub(r"is(e|ation)$", r"iz\1", word)
    word = re.sub(r"our(ite)?$", r"or\1", word)
    word = re.sub(r"ence$", "ense", word) if word in ("defence", "offence", "pretence") else word
    return word.replace("sceptic", "skeptic").replace("dgement", "dgment")
