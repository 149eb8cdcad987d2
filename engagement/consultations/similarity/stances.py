"""Words that turn a demand round.

Two texts that differ in these are not one campaign, however alike they look.
"""

from engagement.consultations.similarity.normal import listed

NEGATORS = frozenset(
    listed(
        """
not no never neither nor none without cannot dont doesnt didnt cant wont wouldnt shouldnt isnt arent
wasnt werent hasnt havent hadnt mustnt neednt couldnt nid ddim peidiwch
"""
    )
)

_FOR = """
 support supports supported supporting supportive supporter approve approves approved approval accept
accepts accepted acceptable agree agrees agreed favour favours favoured favor welcome welcomes welcomed
endorse endorses endorsed back backs backed keep keeps keeping kept retain retains retained allow allows
allowed permit permits permitted increase increases increased increasing raise raises raised more higher
longer extend extends extended expand expands expanded build builds building built open opens opened
opening introduce introduces introduced continue continues continued start starts started begin begins
strengthen strengthens strengthened legalise legalised protect protects protected save saves fund funds
funded yes nationalise nationalised benefit benefits beneficial better best good right safe safer
encourage encourages include includes included adopt adopts adopted grant granted faster sooner cefnogi
cefnogaf cytuno cytunaf derbyn cadw
"""
_AGAINST = """
 oppose opposes opposed opposing opposition opponent reject rejects rejected rejection refuse refuses
refused disapprove unacceptable disagree disagrees disagreed against object objects objected objection
condemn condemns scrap scraps scrapped scrapping abolish abolishes abolished remove removes removed ban
bans banned banning prohibit prohibits prohibited forbid forbids decrease decreases decreased reduce
reduces reduced reducing cut cuts cutting lower lowers lowered less fewer shorter shorten shortens shrink
shrinks demolish demolishes demolished close closes closed closing closure withdraw withdraws withdrawn
stop stops stopped halt end ends ended weaken weakens weakened criminalise criminalised destroy destroys
destroyed defund defunded privatise privatised harm harms harmful worse worst bad wrong dangerous unsafe
discourage discourages exclude excludes excluded abandon abandons abandoned deny denied slower later
repeal repeals gwrthwynebu gwrthwynebaf anghytuno anghytunaf gwrthod
"""
SIGNS: dict[str, int] = dict.fromkeys(_FOR.split(), 1) | dict.fromkeys(_AGAINST.split(), -1)

# "Option A" and "option B" are demands as different as yes and no.
_LABELLED = frozenset(["option", "options", "version", "package", "variant", "scenario", "opsiwn"])
CHOICES = _LABELLED | frozenset(
    ["route", "plan", "site", "proposal", "model", "scheme", "choice", "question"]
)

POLAR = NEGATORS | SIGNS.keys() | CHOICES
_COUNTED = frozenset(
    listed(
        """
one two three four five six seven eight nine ten first second third
"""
    )
)


def is_choice(word: str, name: str) -> bool:
    """Whether `name` after `word` says which: a letter, a number, a number in words.

    "Plan a visit" names none.
    """
    if len(name) == 1 and name in "ai":
        return word in _LABELLED
    return len(name) == 1 or name.isdigit() or name in _COUNTED
