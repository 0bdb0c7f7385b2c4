"""What invented news is made of: names, words, patterns of claims, and frames of the sentences that report them."""

from __future__ import annotations

from itertools import product

# Names, all invented: of people and of places. Of each list the first are the most frequent.

FIRST_NAMES = (
    "Marta:she Tobias:he Ilse:she Jonas:he Clara:she Anselm:he Petra:she Rufus:he Hanne:she Pieter:he Sunniva:she "
    "Joren:he Tilda:she Anders:he Ingrid:she Casper:he Maren:she Lukas:he Solveig:she Emil:he Astrid:she Henrik:he "
    "Dagny:she Oskar:he Linnea:she Matthis:he Elin:she Bastian:he Frida:she Kasimir:he Greta:she Leander:he Runa:she "
    "Fabian:he Thea:she Gregor:he Ylva:she Silas:he Nora:she Valentin:he Signe:she Edgar:he Wanda:she Florian:he "
    "Judith:she Magnus:he Agnes:she Roland:he Beata:she Ivar:he Corinna:she Sander:he Ottilie:she Nils:he Helga:she "
    "Arvid:he Rosalind:she Viktor:he Selma:she Ludwig:he"
).split()
SURNAMES = [
    "".join(parts)
    for parts in product(
        "Quel Bran Ren Vans Oke Mar Dra Hal Ach Lind Strom Tarr Bren Wes Kol Fen Gar Thor Sel Hag Ost Win Bell Cor "
        "Dun Ever Fal Grim Hol Jor Kes Lar Mol Nor Pel Rus Sten Tol Ulv Wal Yor Zan".split(),
        "berg dt holt ser row low man ster lund mark ner by wick gard sen ling strand feld croft dal nes quist rud "
        "ton haug vik mer land stad er".split(),
    )
]
PLACES = [
    "".join(parts)
    for parts in product(
        "Hal North Dun Port West Ostre Ver Sallow Kes Mill Brack Grey Stone Red Long Ash Thorn Wind Fair Low High Cold "
        "Swan Black Clear Alder Elm Marsh Raven Salt".split(),
        "den gate mere haven rin bridge ford wick ham field bury mouth cliff minster stead well moor water dale "
        "market holm beck combe sand".split(),
    )
]
BODIES = (
    "council, hospital, police, harbour authority, ferry company, school board, water board, chamber of commerce, "
    "teachers' union, university, housing office, fire service, energy company, health authority, transport authority, "
    "farmers' association, district court, development bank, dockers' union, coast guard, weather service, "
    "planning committee, museum trust, football club, airport"
).split(", ")
OUTLETS = "Courier Herald Gazette Chronicle Observer Tribune Mail Times".split()

# Roles of people: before a name with a capital, and after it in words.
TITLES = "Mayor Minister Director Professor Commissioner Senator Councillor Governor Secretary Chancellor".split()
ROLES = (
    "chief engineer, head teacher, chief executive, spokeswoman, union leader, professor of economics, hydrologist, "
    "farmer, nurse, harbour master, lawyer, historian, treasurer, station manager, opposition leader, judge"
).split(", ")
UNNAMED = (
    "a senior official, a spokesman for the ministry, two people familiar with the talks, a witness, a resident, "
    "an adviser to the government, a former employee, several residents, a police officer, a trade diplomat"
).split(", ")

NOUNS = (
    "budget hospital bridge harbour school road tax contract report ferry strike plan wage line river barrier station "
    "election study price wall housing project company vote ward service union pipeline tunnel railway airport court "
    "reservoir forest market fund loan law wind-farm terminal factory museum stadium library theatre canal quay dam "
    "lock gate tower square park estate prison barracks clinic laboratory archive depot warehouse mill mine quarry "
    "refinery smelter foundry brewery bakery dairy orchard vineyard fishery hatchery shipyard dockyard lighthouse "
    "breakwater embankment dyke culvert sewer aqueduct cistern pump turbine generator substation grid cable mast "
    "antenna satellite network database register census survey audit inquiry inspection tribunal verdict appeal "
    "petition referendum ballot coalition cabinet treaty tariff quota subsidy levy pension allowance bonus salary "
    "payroll dividend bond share merger takeover bankruptcy auction tender invoice receipt deposit mortgage lease rent "
    "deed permit licence passport visa curfew blockade siege ceasefire convoy patrol garrison battalion regiment "
    "manoeuvre exercise parade festival concert exhibition opera ballet orchestra choir film novel statue mural fresco "
    "chapel cathedral monastery cemetery monument ruin castle fortress palace villa cottage dormitory hostel shelter "
    "nursery kindergarten college seminar lecture exam curriculum scholarship apprenticeship vaccine therapy epidemic "
    "outbreak quarantine ambulance pharmacy prescription transplant screening diagnosis midwife nitrate phosphate lead "
    "asbestos ozone methane carbon nitrogen sulphur mercury pesticide fertiliser slurry compost landfill incinerator "
    "recycling drought flood storm avalanche landslide earthquake wildfire heatwave frost blizzard harvest wheat "
    "barley maize potato herring salmon cod oyster cattle sheep poultry beehive wolf heron otter beaver seal timber "
    "pulp plywood cement gravel granite slate steel copper zinc tin nickel lithium graphite battery locomotive "
    "carriage tram bus bicycle lorry tanker freighter trawler tug barge dredger crane excavator helicopter drone radar "
    "beacon parking-lot roundabout crossing footpath pavement streetlight hydrant fountain playground swimming-pool "
    "ice-rink gymnasium velodrome marina campsite"
).split()
ADJECTIVES = (
    "new old public planned main second national northern private local western larger temporary annual eastern "
    "southern regional coastal inner outer former current joint emergency industrial municipal historic disputed "
    "abandoned electric digital nuclear offshore underground wooden concrete costly modern medieval maritime rural "
    "urban seasonal permanent provisional experimental controversial neglected flooded crowded profitable bankrupt "
    "independent federal parliamentary military medical academic commercial residential agricultural volcanic alpine "
    "brackish derelict ornate"
).split()
VERBS = (
    "close open build repair sell finance expand inspect approve reject rebuild privatise postpone test replace move "
    "review clean protect redesign demolish modernise restore relocate renovate monitor regulate subsidise abolish "
    "audit evacuate fence drain dredge electrify insulate reinforce reopen suspend lease purchase auction insure "
    "license register survey widen shorten"
).split()
SYNONYMS = {
    "close": "shut", "build": "construct", "repair": "mend", "approve": "endorse", "reject": "turn down",
    "postpone": "delay", "replace": "exchange", "clean": "scrub", "demolish": "tear down", "purchase": "buy",
    "cost": "come to", "begin": "start", "jobs": "posts", "town": "city", "children": "pupils", "fell": "dropped",
    "rose": "increased", "road": "street", "new": "recent", "old": "aged", "larger": "bigger", "costly": "expensive",
    "crowded": "packed", "company": "firm", "strike": "walkout", "wage": "pay", "plan": "scheme", "residents": "people",
    "promised": "pledged", "safe": "secure", "needed": "required", "hospital": "clinic", "enough": "sufficient",
}  # fmt: skip

# Patterns of claims: slots in braces, what a shorter telling leaves out in brackets; another order follows a bar.
PATTERNS = """the {thing} would cost {money} [by the end of {year}]
the {body} would {verb} the {thing} in {place} [before {month}]
| before {month} the {body} would {verb} the {thing} in {place}
the {thing} in {place} is safe [and will stay so for {number} years]
{number} jobs would be lost at the {thing} [if the {body} closed it]
| if the {body} closed the {thing}, {number} jobs would be lost
the {body} had paid {money} for the {thing} [without a tender]
work on the {thing} would begin in {month} [and last until {year}]
| in {month} work on the {thing} would begin
the {noun} of {place} fell by {percent} percent [between {year} and last summer]
| between {year} and last summer the {noun} of {place} fell by {percent} percent
the {noun} had risen by {percent} percent [since {year}]
| since {year} the {noun} had risen by {percent} percent
{person} had known of the {thing} [since {month}]
{person} would leave the {body} [at the end of {month}]
| at the end of {month} {person} would leave the {body}
nobody at the {body} had asked for the {thing}
the {thing} was never tested [in {place}]
the {body} needed {number} more nurses [to keep the {noun} open]
| to keep the {noun} open, the {body} needed {number} more nurses
the price of {noun} would rise to {money} a tonne [by {year}]
there was enough {noun} in {place} [for {number} families]
the {body} and the {body2} would {verb} the {thing} together
the {thing} between {place} and {place2} would be closed [for {number} days]
{number} children in {place} could not reach the {noun} [because of the {thing}]
| because of the {thing} {number} children in {place} could not reach the {noun}
the {thing} had been {done} in {year} [by the {body}]
| in {year} the {thing} had been {done} [by the {body}]
a {noun} worth {money} was missing from the {thing}
the {body} promised {money} for every {noun} [in {place}]
the {noun} could not be {done} [without the consent of the {body}]
| without the consent of the {body} the {noun} could not be {done}
{percent} percent of the residents of {place} oppose the {thing} [that the {body} wants to {verb}]
the {thing} is {number} metres longer than the {body} had said
the water below the {thing} contained {number} milligrams of {noun} per litre [in {month}]
the {body} would sell its {noun} to the {body2} [for {money}]
| for {money} the {body} would sell its {noun} to the {body2}
the {adjective} {noun} was older than {place} itself
{person} received {money} from the {body} [in {year}]
| in {year} {person} received {money} from the {body}
the {body} would not {verb} the {noun} [until the {body2} had voted]
the cause of the {noun} was a {adjective} {noun2} [at the {thing}]
every {noun} in {place} would be {done} twice a year
the {thing} will open on {date} [and not a day later]
| on {date} the {thing} will open
{place} had lost {number} residents [since {year}]
| since {year} {place} had lost {number} residents
the {body} lacked the money to {verb} the {thing}
the {noun} and the {noun2} of {place} belong together
a {noun} without a {noun2} was of no use to {place}
the talks about the {thing} had failed [because the {body} wanted {money}]
{person} and {person2} met at the {noun} in {place} [on {date}]
| on {date} {person} and {person2} met at the {noun} in {place}
the {thing} uses {percent} percent less {noun} [than the one in {place}]
the {body} had {done} {number} of its {noun} contracts [in {year}]
the storm of {year} destroyed the {thing} [and {number} houses in {place}]
the {noun} tax would bring the town {money} a year [from {year}]
the {thing} was {done} on {date} [after {number} complaints]
| after {number} complaints the {thing} was {done} on {date}
the members of the {body} voted by {number} to {number2} for the {noun}
the {body} had no {noun} and no {noun2} left [in {month}]
it would take {number} months to {verb} the {thing}
the {noun} came from {place} and the {noun2} from {place2}
the {body} should {verb} the {adjective} {noun} first"""

# Frames of the sentences that report a claim; its content stands between < and >. {Claim} begins with a capital,
# {start} and {rest} are the two parts of a claim of which a shorter telling leaves out the second.
INDIRECT = (
    "{source} {cue} <that {claim}>.",
    "{source} {cue} <{claim}>.",
    "<{Claim}>, {source} {cue}.",
    "{source} {cue} on {weekday} <that {claim}>.",
    "At a meeting in {place}, {source} {cue} <that {claim}>.",
    "{according} {source}, <{claim}>.",
)
DIRECT = (
    "<“{Claim},”> {source} {cue}.",
    "{source} {cue}: <“{Claim}.”>",
    "<“{Claim},”> {source} {cue} on {weekday}.",
)
BROKEN = ("<“{Start},”> {source} {cue}, <“{rest}.”>",)
MIXED = ("{source} {cue} <that {start} “{rest}.”>",)
DENIED = ("{source} {cue} <that {claim}>.", "{source} {cue} on {weekday} <that {claim}>.")
CUES = "said added announced explained insisted warned claimed argued stated noted".split()
FILLERS = (
    "The {thing} in {place} has been the subject of a dispute since {year}.",
    "The {body} meets again in {month}.",
    "The next {noun} is planned for {date}.",
    "It was the third {noun} in {place} within {number} years.",
    "About {number} people live within sight of the {thing}.",
    "The figures for {year} have not been published.",
    "Rain kept the crowd small, and the {noun} stayed closed all day.",
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
