"""Sentences of our own that teach what a word alone does not: naming a group is not hating, nor denying insulting.

Corpora mention groups mostly where they are attacked, so that "I am a gay father" scored .97. Each pattern here is
filled with every group in turn, kind and hostile ones alike, and the group's name stops telling anything.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from training.corpora import Corpus

SOURCE: Final = "contrast"

_A_PATTERN: Final = 22
"""Fillings drawn of each pattern that names no group."""

_GROUPS: Final = (
    "gay/gay people;lesbian/lesbians;bisexual/bisexuals;trans/trans people;transgender/transgender people;"
    "queer/queers;straight/straight people;homosexual/homosexuals;heterosexual/heterosexuals;"
    "nonbinary/nonbinary people;black/blacks;black/black people;white/whites;white/white people;asian/asians;"
    "latino/latinos;latina/latinas;hispanic/hispanics;mexican/mexicans;african/africans;"
    "african american/african americans;chinese/the chinese;japanese/the japanese;indian/indians;arab/arabs;"
    "middle eastern/middle easterners;european/europeans;american/americans;canadian/canadians;russian/russians;"
    "ukrainian/ukrainians;polish/poles;turkish/turks;nigerian/nigerians;pakistani/pakistanis;muslim/muslims;"
    "christian/christians;catholic/catholics;protestant/protestants;jewish/jews;jewish/jewish people;"
    "buddhist/buddhists;hindu/hindus;sikh/sikhs;taoist/taoists;atheist/atheists;male/men;female/women;"
    "old/old people;older/older people;young/young people;younger/younger people;elderly/the elderly;"
    "teenage/teenagers;millennial/millennials;middle aged/middle aged people;blind/blind people;deaf/deaf people;"
    "disabled/disabled people;paralyzed/paralyzed people;autistic/autistic people;immigrant/immigrants;"
    "refugee/refugees;migrant/migrants;roma/the roma;indigenous/indigenous people;lgbt/lgbt people;"
    "lgbtq/lgbtq people;english/the english;irish/the irish;british/the british;german/germans;french/the french;"
    "spanish/the spanish"
)
"""Adjective/plural."""

_KIND: Final = """
{a}
{p}
{a} {who}
i am {a}
I am a {a} {b} {who}.
As a {a} {b} {who} I can tell you how it is.
{name} is a {a} {b} {who} from our town
my {kin} is {a} and {b}
both {a} and {b} {who}s came to the meeting
I am a {a} {who}.
I am a proud {a} {who}
My {kin} is {a}.
my {kin} married a {a} {who} and we are all happy for them
Our new neighbours are {p}, and they brought us soup.
She is {a} and works at the hospital.
He is a {a} {who} from our street.
being {a} is {good}
{a} is {good}
{p} are {good}
{a} {who} is {good}
{name} is a {a} {who}
{name} is {a} and {good}
hug {p}
thank you to all the {p} who helped out
There are more {p} in the north of the city than in the south.
The {a} community centre opens again on Monday.
The survey asked {p} how often they take the bus.
{p} pay taxes like everybody else.
Two {a} students won the science prize this year.
I love {p}.
We should listen to {p} on this one.
I have a lot of respect for {p}
Equal rights for {p} are simply fair.
As a {a} {who} I see this differently.
the film is about a {a} {who} who runs a bakery
The minister met {p} and members of other groups yesterday.
you are a {good} {a} {who}
it is hard to be {a} in a small town
Is the mayor {a}? I did not know.
"""

_HATEFUL: Final = """
I hate {p}.
i can't stand {a} people
{p} are {vile}
all {p} are {vile}
{a} people are {vile}
{p} are {beasts}, nothing more
{p} are nothing but {beasts} and {vile}
{p} should be {harmed}.
every {a} {who} should be {harmed}
someone ought to {harm} those {a} {beasts}
{harm} all {p}
we must {harm} {p} before it is too late
the world would be better without {p}
Nobody wants {p} here, go back where you came from.
{p} don't deserve to live
{p} do not belong in this country
I wish all {p} would just die
being {a} is {vile}
{a} is {vile}
get these {vile} {a} {beasts} out of our town
you are a {vile} {a} {beast}
you {vile} {a} {b} {beast}
{name} is a {vile} {a} {beast}
a {a} {who} is always {vile}
you can't trust {p}, they are all liars and thieves
{p} spread like a disease
{p} are a plague on this country
{p} are less than human
{p} are inferior to the rest of us
keep your daughters away from {p}, they are all {vile}
if you are {a} you should be {harmed}
"""

_OBJECTING: Final = """
No {a} {who} deserves to be treated like that.
It is wrong to say that {p} should be {harmed}.
Nobody should call {p} {beasts}.
Saying "{p} are {vile}" is exactly the kind of thing we must not accept.
"{p} should be {harmed}", he wrote. How can anyone say that?
If you think {p} are {vile}, you need to meet some.
I don't hate {p} and I never have.
{p} are not {vile}.
{p} are not {beasts}, they are people like you and me.
He said that he hates {p}. I told him to stop.
You can't just say that {p} are {beasts}, that is hateful.
the man who wanted to {harm} {p} was sentenced today
Hatred of {p} is on the rise, the report says.
"""

_AT_PEOPLE: Final = """
you are {one}
You are such {one}.
you {insult}
{name} is {one}
{name} is {one} and always was
what {one} you are
shut up, you {insult}
only {one} would write this
the author is {one}
The author of this piece is {one}, plain and simple.
these people are {many}
you are all {many}
you people are {vile}
he is {one} and she is no better
{insult}
they breed like {beasts}
I hope you get {harmed}
you should be {harmed}
I will find you and you will be {harmed}
somebody please {harm} this {insult}
people like you should be {harmed}
they all belong in the ground, every last one
"""

_AT_NO_ONE: Final = """
you are {good}
{name} is {good}
{name} is a {good} person
the author is {good}
you are not {one}
nobody here is {one}
Nobody said you were {one}.
I never called you {one}.
He called me {one}. That is not acceptable here.
Calling {name} {one} does not help your argument.
Please stop calling each other {many}.
"You are {one}" is not an argument.
I felt like {one} when I saw the bill
the {body} is an army of evil
The {body} only wants to kill, loot and destroy.
{body} is out to wreck everything we have
the {body} steals from us and ruins lives
all the {body} does is lie, bomb and kill
the {body} has blood on its hands
{body} is the work of the devil
the {body} is a criminal organisation, nothing else
I hate the {body} and everything it stands for
this {thing} is {bad}
The {thing} is {bad} and cruel.
what a {bad} {thing}
I hate this {thing}.
I hate {dull}
the {thing} makes me sick
this {thing} should be scrapped, the sooner the better
the new {thing} is a disaster, but the people who run it mean well
damn, {plain}
{swear}, {plain}
{swear} yes, {plain}
I am so {swearing} tired of {dull}
it is {swearing} cold out there today
that was a {swearing} good match
{swear}, I forgot my keys again
kill the engine before you open the tank
I could kill for a coffee right now
we killed it at the quiz last night
this heat is murder
my phone died and now I am dead tired
they shot the film in one week
the joke was so bad I nearly died
the rats in the cellar are gone at last
the police are looking for the man who killed two people
the army said that three people were killed
"""

_WORDS: Final = {
    "who": "man woman person friend neighbor teacher nurse father mother student writer girl boy dude",
    "kin": "sister brother cousin boss doctor best friend",
    "good": "great;wonderful;kind;beautiful;lovely;nice;fine;okay;smart;friendly;honest;welcome here;brave;excellent",
    "vile": "disgusting;stupid;filthy;evil;worthless;scum;dirty;sick;horrible;vile;idiotic;gross;dumb;pathetic;ugly",
    "beasts": "animals rats vermin parasites cockroaches pigs dogs monkeys savages trash",
    "beast": "animal rat parasite pig dog monkey savage loser idiot moron",
    "harmed": "shot;killed;deported;hanged;beaten;locked up;gassed;burned;wiped out;thrown out;put down",
    "harm": "shoot;kill;deport;hang;beat;lock up;gas;burn;wipe out;throw out;exterminate;murder;attack",
    "name": "john mary ahmed sarah david lisa wei olga james maria tom anna",
    "one": (
        "an idiot;a moron;a fool;a liar;a loser;a coward;a clown;a disgrace;a pathetic little man;scum;trash;"
        "an imbecile;a stupid cow;a piece of shit;a disgusting person;a creep;a jerk;a hypocrite;an asshole;a bitch"
    ),
    "insult": "idiot;moron;fool;liar;loser;coward;clown;scum;imbecile;jerk;asshole;bitch;bastard;pig;dumbass;freak",
    "many": "idiots;morons;fools;liars;losers;cowards;clowns;scum;imbeciles;jerks;assholes;pigs",
    "thing": "law;budget;policy;tax;bridge;film;road;timetable;app;plan;headline;rule;contract;match;weather;website",
    "body": (
        "alliance;government;army;regime;party;ministry;company;union;cartel;lobby;nato;kremlin;european union;"
        "pentagon;white house;world bank;council;oil industry"
    ),
    "bad": "stupid;awful;garbage;pathetic;crap;ridiculous;rubbish;dumb;terrible;idiotic;insane;sick;a joke;a disgrace",
    "dull": "mondays;rain;waiting;queues;meetings;potholes;spam;paperwork;traffic jams;cold coffee;this job;winter",
    "plain": "about time;that was close;it works again;what a goal;it rains again;the train is late;well done;I agree",
    "swear": "damn;hell;shit;fuck;holy shit;bloody hell;goddamn;crap",
    "swearing": "fucking;damn;bloody;goddamn;freaking",
}

NAMED_ONLY: Final = "named only"
"""The kind of sentences that name a group and do no more."""

_PATTERNS: Final = (
    (_KIND, False, NAMED_ONLY),
    (_HATEFUL, True, "hateful"),
    (_OBJECTING, False, "objecting"),
    (_AT_PEOPLE, True, "at people"),
    (_AT_NO_ONE, False, "at no one"),
)


def contrast(seed: int) -> Corpus:
    """Return the filled sentences, each once; which words fill a gap is drawn from the seed."""
    rng = np.random.default_rng(seed)
    filled: dict[str, tuple[bool, str]] = {}
    for patterns, abusive, kind in _PATTERNS:
        for pattern in patterns.strip().splitlines():
            for sentence in _fillings(pattern, rng):
                filled.setdefault(sentence, (abusive, kind))
    texts = np.array(list(filled), dtype=object)
    return Corpus(
        texts,
        np.array([abusive for abusive, _ in filled.values()]),
        np.full(len(texts), SOURCE, dtype=object),
        np.array([kind for _, kind in filled.values()], dtype=object),
        np.ones(len(texts)),
    )


def _fillings(pattern: str, rng: np.random.Generator) -> Iterator[str]:
    """Yield a pattern filled with every group, or, where it names none, with words drawn for its other gaps."""
    gaps = {name: _choices(name) for name in _WORDS if f"{{{name}}}" in pattern}
    named = groups() if "{a}" in pattern or "{p}" in pattern else [("", "")] * (_A_PATTERN if gaps else 1)
    for adjective, plural in named:
        words = {name: choices[rng.integers(len(choices))] for name, choices in gaps.items()}
        other = groups()[rng.integers(len(groups()))][0]
        yield pattern.format(a=adjective, b=other, p=plural, **words)


def _choices(name: str) -> list[str]:
    """Return the words that may fill a gap."""
    words = _WORDS[name]
    return words.split(";") if ";" in words else words.split()


def groups() -> list[tuple[str, str]]:
    """Return each group as adjective and plural."""
    return [(adjective, plural) for adjective, _, plural in (pair.partition("/") for pair in _GROUPS.split(";"))]
