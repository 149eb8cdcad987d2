"""The agreement between employer, host and secondee."""

from collections.abc import Iterator, Mapping

from foundation.common.errors import Invalid
from secondments.papers.clauses import Clause, Library, library
from secondments.papers.fields import conditions, values
from secondments.papers.inert import inert
from secondments.papers.paper import Block, Heading, Items, Paper, Paragraph, Signatory, Table
from secondments.papers.terms import Body, Terms, problems
from secondments.wording import Pence, Percent, Value, fill, shown

TITLE, WELSH_TITLE = "Secondment agreement", "Cytundeb secondiad"


def agreement(terms: Terms, clauses: Library | None = None, pinned: Mapping[str, int] | None = None) -> Paper:
    """The agreement on these terms, from the clauses in use on the day that it is made or those pinned by version.

    Raises foundation.common.errors.Invalid when the terms lack or contradict something.
    """
    if found := problems(terms):
        raise Invalid(found)
    chosen = used(terms, (clauses or library("agreement")).choose(terms.made_on, pinned))
    return Paper(
        kind="agreement",
        title=TITLE,
        welsh_title=WELSH_TITLE if terms.welsh else "",
        reference=inert(terms.reference),
        version=terms.version,
        made_on=terms.made_on,
        blocks=(*summary(terms), *clause_blocks(terms, chosen), *schedules(terms)),
        signatories=signatories(terms),
        clauses=tuple((clause.id, clause.version) for clause in chosen),
    )


def used(terms: Terms, clauses: list[Clause]) -> list[Clause]:
    """The clauses whose condition holds."""
    held = conditions(terms)
    return [clause for clause in clauses if not clause.when or clause.when in held]


def signatories(terms: Terms) -> tuple[Signatory, ...]:
    employer, host = terms.employer, terms.host
    return (
        Signatory(
            "employer", inert(employer.signatory), f"{inert(employer.signatory_role)}, {inert(employer.name)}"
        ),
        Signatory("host", inert(host.signatory), f"{inert(host.signatory_role)}, {inert(host.name)}"),
        Signatory("secondee", inert(terms.secondee), "Secondee"),
    )


def heading(terms: Terms, text: str, welsh: str, number: str = "") -> Heading:
    return Heading(text, welsh if terms.welsh else "", number)


def summary(terms: Terms) -> Iterator[Block]:
    """The facts on the first page."""
    yield heading(terms, "Summary", "Crynodeb")
    rows = (
        ("Employer", _party(terms.employer)),
        ("Host", _party(terms.host)),
        ("Secondee", inert(terms.secondee)),
        ("Post", f"{inert(terms.post)}, {inert(terms.team)}"),
        ("Direction", DIRECTIONS[terms.direction]),
        ("Dates", f"{shown(terms.start)} to {shown(terms.end)}"),
        ("Hours", inert(terms.hours)),
        ("Place", inert(terms.location)),
        ("Reimbursement", f"{shown(Percent(terms.reimbursed))} of salary and on-costs"),
        ("Law", inert(terms.law)),
    )
    yield Table("What is agreed, in short", ("What", "Agreed"), rows)


DIRECTIONS = {
    "inward": "From civil society to government",
    "outward": "From government to civil society",
    "swap": "A swap: each side sends somebody",
}


def _party(body: Body) -> str:
    number = f" ({inert(body.number)})" if body.number.strip() else ""
    return f"{inert(body.name)}{number}, {inert(body.address)}"


def clause_blocks(terms: Terms, clauses: list[Clause]) -> Iterator[Block]:
    return fill_clauses(terms, clauses, values(terms), conditions(terms))


def fill_clauses(
    terms: Terms, clauses: list[Clause], known: Mapping[str, Value], held: frozenset[str]
) -> Iterator[Block]:
    """Each clause numbered, with the parts whose condition holds and the values in their places."""
    for number, clause in enumerate(clauses, 1):
        yield heading(terms, clause.heading, clause.welsh, f"{number}.")
        parts = [part for part in clause.parts if not part.when or part.when in held]
        for at, part in enumerate(parts, 1):
            yield Paragraph(fill(part.text, known), f"{number}.{at}")


def schedules(terms: Terms) -> Iterator[Block]:
    if terms.instalments:
        yield heading(terms, "Schedule of payments", "Rhestr daliadau")
        yield payments(terms)
    if terms.costs:
        yield heading(terms, "Schedule of costs", "Rhestr costau")
        yield from costs(terms)
    if terms.conflicts:
        yield heading(terms, "Schedule of conflicts", "Rhestr gwrthdaro buddiannau")
        rows = tuple((inert(c.interest), inert(c.mitigation), shown(c.reviewed_on)) for c in terms.conflicts)
        yield Table("Declared interests and what is done", ("Interest", "What is done", "Reviewed on"), rows)


def costs(terms: Terms) -> Iterator[Block]:
    """What the placement costs, who bears it in the end, and what is assumed."""
    whole = [cost for cost in terms.costs if not cost.who]
    rows = [(inert(cost.what), shown(Pence(cost.amount))) for cost in whole]
    rows.append(("Total", shown(Pence(sum(cost.amount for cost in whole)))))
    yield Table("What the placement costs", ("What", "Amount"), tuple(rows))
    borne: list[tuple[str, ...]] = []
    for who in dict.fromkeys(cost.who for cost in terms.costs if cost.who):
        its = [cost for cost in terms.costs if cost.who == who]
        borne += [(who, inert(cost.what), shown(Pence(cost.amount))) for cost in its]
        borne.append((who, "In all", shown(Pence(sum(cost.amount for cost in its)))))
    yield Table("Who bears it in the end", ("Who", "What", "Amount"), tuple(borne))
    if terms.cost_notes:
        yield Items(tuple(map(inert, terms.cost_notes)))


def payments(terms: Terms) -> Table:
    rows = [
        (f"{shown(i.first)} to {shown(i.last)}", *(shown(Pence(n)) for n in (i.net, i.vat, i.gross)))
        for i in terms.instalments
    ]
    sums = (sum(getattr(i, name) for i in terms.instalments) for name in ("net", "vat", "gross"))
    rows.append(("Total", *(shown(Pence(n)) for n in sums)))
    return Table("What the Host pays the Employer", ("Days", "Net", "VAT", "To pay"), tuple(rows))
