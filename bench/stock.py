"""What invented letters are made of."""

import random


def listed(text: str, between: str | None = None) -> list[str]:
    """Words, or phrases with a sign between them, that stand in lines."""
    return [" ".join(part.split()) for part in text.split(between)]


GREETINGS = (
    "Dear Sir or Madam,",
    "Dear Minister,",
    "Hello,",
    "To whom it may concern,",
    "Good morning,",
    "Dear team,",
    "Dear Secretary of State,",
    "Hi there,",
    "Dear consultation team,",
    "To the policy team,",
)
PLACES = listed(
    """
Leeds Hull Bangor Truro Dundee Newry Barrow Wigan Luton Derby Corby Selby Ely Rhyl Oban Larne Stroud
Goole Bolton Neath Perth Omagh Ludlow Ripon Thame Wells Diss Buxton Hexham Bude Poole Crewe Kendal
Skye Tenby Bangor Antrim
"""
)
KIND = listed(
    """
small older younger rural disabled local retired unpaid new working isolated volunteer self-employed
homeless bereaved low-paid returning neighbouring independent long-standing busy Deaf anxious
struggling faith-based temporary
"""
)
WHO = listed(
    """
members families residents volunteers charities carers tenants traders parents trustees patients
farmers clubs teachers nurses students commuters choirs pensioners shopkeepers cyclists anglers
congregations wardens coaches drivers gardeners foster-parents apprentices neighbours councillors
midwives writers porters beekeepers campaigners
"""
)
OF = listed(
    """
early evening covered shared weekly free subsidised crumbling promised historic county national
seasonal mobile online riverside temporary overnight accessible Victorian community proposed
regional emergency after-school low-cost
"""
)
WHAT = listed(
    """
bus routes; library; flood defences; bypass; housing benefit; street lighting; day centre; school
meals; advice line; car parks; swimming pool; grants; clean air zone; legal aid; broadband;
recycling centre; hedgerows; youth club; boilers; toilets; allotments; footpaths; museum; trains;
post office; tree planting; planning notices; care assessments; wheelchair services; nurseries;
lifeboats; dental clinics; archives; play areas; sea walls; markets; bridges; shelters; heat pumps;
tribunals; apprenticeships; night buses; meadows; foster placements; translators; rent support;
village halls; cycle lanes; hospices; street trees
""",
    ";",
)
DID = listed(
    """
have told us about; depend every week on; were never asked about; wrote to their councillor over;
spend hours arranging; cannot easily replace; first raised concerns over; pay far more each year
for; have relied for decades on; lose a day of work because of; struggle to understand; met last
month to discuss; keep careful records of; feel the effects of changes to; organised a petition
around; sat on the working group for; share the running of; took photographs of; queue in the rain
for; learnt by accident about; put their savings into; travel two hours to reach; know by heart;
campaigned through the nineties for; quietly look after; remember the opening of; still wait for;
tried twice to join; report faults with; made a film on; teach their children about; collected
signatures over
""",
    ";",
)
WHY = listed(
    """
since the timetable changed in {month}; after the grant ended in {year}; because the nearest one is
{n} miles away; even though the survey of {year} found the reverse; which takes {n} visits and three
forms; as the council in {place} has seen; when costs rose by {n} per cent; and {n} of them have
written to us; while the review from {year} gathers dust; with only {n} weeks of notice; though
nobody from {place} was consulted; as happened in {place} in {year}; because rents in {place}
doubled; and the waiting list stands at {n} months; since the branch in {place} went; or so the
leaflet of {month} {year} said; until the roof fell in last {month}; despite {n} letters to the
agency; at a cost of {n} pounds a head; and the {place} office never rang back; on top of {n} hours
of care a week; for want of a single officer in {place}; whenever the river rises over {n} inches;
long before the report of {year}
""",
    ";",
)
START = listed(
    """
In {place}; Every {month}; For the last {n} years; As you know; In our experience; Across the
county; Over the winter of {year}; According to our figures; At our meeting in {place}; Since
{year}; Time and again; From {month} onwards; In towns like {place}; To give one example; Among
other things; On the whole; By last {month}; Between {place} and the coast; More than once; On page
{n} of your paper; Near {place}; Seen from {place}; Around {year}; In {n} of our branches
""",
    ";",
)
MONTHS = listed(
    """
January February March April May June July September October November
"""
)
# Each pair: how one side and the other say the same sentence.
TURNS = (
    ("I support the proposal on {what}.", "I oppose the proposal on {what}."),
    ("We ask you to keep {what} as it is today.", "We ask you to scrap {what} as it is today."),
    ("The plan for {what} should go ahead this year.", "The plan for {what} should not go ahead this year."),
    ("Please increase the money set aside for {what}.", "Please reduce the money set aside for {what}."),
    (
        "My preference for {what} is option A of the four.",
        "My preference for {what} is option C of the four.",
    ),
    ("We are in favour of the new rules for {what}.", "We are against the new rules for {what}."),
    ("Ministers must approve the scheme for {what}.", "Ministers must reject the scheme for {what}."),
    ("I do not want {what} to change.", "I want {what} to change."),
    (
        "We need more spending on {what} and less on {other}.",
        "We need less spending on {what} and more on {other}.",
    ),
    ("The licence for {what} ought to be extended.", "The licence for {what} ought to be withdrawn."),
)
THANKS = (
    "Thank you for reading this.",
    "Yours faithfully, a resident of {place}",
    "I look forward to your reply.",
    "Kind regards from {place}",
    "With best wishes, and thank you for your time.",
    "Please confirm that you have read this.",
)
PERSONAL = (
    "I have lived in {place} for {n} years and do not drive.",
    "My mother, who is {n}, has never missed a meeting about {what}.",
    "I am a nurse and I support {n} patients near {place}.",
    "We lost {what} in {year} and it has not come back.",
    "My daughter cannot get to college in {place} without {what}.",
    "I closed my shop in {place} in {year}.",
    "Nobody in our street was against {what} before.",
    "I welcome visitors to {place} each {month}.",
)
SPARE = listed(
    """
perhaps truly local nearby ordinary several many often quite rather very often really early late
small large common recent former central village town street north south east west many numerous
simple steady formal usual
"""
)

REFUSALS = frozenset(("never", "nobody", "cannot", "not"))


def fill(text: str, rng: random.Random) -> str:
    return text.format(
        place=rng.choice(PLACES), month=rng.choice(MONTHS), year=rng.randint(2004, 2026), n=rng.randint(3, 97),
        what=thing(rng),
    )  # fmt: skip


def thing(rng: random.Random) -> str:
    return f"the {rng.choice(OF)} {rng.choice(WHAT)}"


def sentence(rng: random.Random) -> str:
    who = f"{rng.choice(KIND)} {rng.choice(WHO)}"
    parts = (rng.choice(START) + ",", who, rng.choice(DID), thing(rng), rng.choice(WHY))
    return fill(" ".join(parts), rng) + "."


def demands(rng: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One or two demands, as one side and as the other words them."""
    turns = rng.sample(TURNS, rng.randint(1, 2))
    values = [(thing(rng), thing(rng)) for _turn in turns]
    sides = [
        tuple(
            turn[side].format(what=what, other=other)
            for turn, (what, other) in zip(turns, values, strict=True)
        )
        for side in (0, 1)
    ]
    return sides[0], sides[1]


def closing(rng: random.Random) -> str:
    return fill(rng.choice(THANKS), rng)


def personal(rng: random.Random) -> str:
    return fill(rng.choice(PERSONAL), rng)


def other_word(word: str, rng: random.Random) -> str:
    """Another word, a slip of the finger, or one word more; a word that says no may be slipped, not replaced."""
    plain = word.rstrip(",.")
    end = word[len(plain) :]
    kind = rng.randrange(3)
    if kind == 0 and plain not in REFUSALS:
        return rng.choice(SPARE) + end
    if kind == 1 and len(plain) > 3:
        at = rng.randrange(1, len(plain) - 1)
        return plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] + end
    return f"{rng.choice(SPARE)} {word}"
