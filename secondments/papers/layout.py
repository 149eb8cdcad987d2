"""What both kinds of file show around a paper's content: the lines below the title, the signatures, the footer."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from secondments.papers.inert import inert
from secondments.papers.paper import Block, Heading, Paper, Paragraph, Signature, Table, valid
from secondments.wording import shown

PARTIES = {"employer": "Employer", "host": "Host", "secondee": "Secondee"}


def under(paper: Paper) -> list[str]:
    return [f"Reference {paper.reference}, version {paper.version}, made on {shown(paper.made_on)}"]


def footer(paper: Paper) -> str:
    return f"{paper.reference}, version {paper.version}. Content hash (SHA-256): {paper.content_hash}"


def signing(paper: Paper, signatures: Iterable[Signature]) -> Iterator[Block]:
    """Room for three signatures, filled in by those of this content. They are no part of the content that is hashed."""
    signed = valid(paper, signatures)
    yield Heading("Signatures", "Llofnodion" if paper.welsh_title else "")
    yield Paragraph("Each party signs the content whose hash is printed at the foot of every page.")
    rows = []
    for signatory in paper.signatories:
        found = signed.get(signatory.party)
        typed = f"{inert(found.typed_name)} ({inert(found.proof)})" if found else "Not yet signed"
        at = f"{shown(found.at.date())}, {found.at:%H:%M} UTC" if found else "–"
        rows.append((PARTIES[signatory.party], f"{signatory.name}, {signatory.role}", typed, at))
    yield Table("Who signs for each party", ("Party", "Signatory", "Signed by", "When"), tuple(rows))


def blocks(paper: Paper, signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    """All blocks as plain data, each table with the shares of its columns."""
    found = []
    for block in (*paper.blocks, *signing(paper, signatures)):
        plain = asdict(block)
        if isinstance(block, Table):
            plain |= {"widths": widths(block), "money": money(block)}
        found.append(plain)
    return found


def widths(table: Table) -> list[int]:
    """Shares of the page for the columns, by the length of what they hold; none narrower than a third of another."""
    lengths = [
        max(min(len(row[at]), 60) for row in (table.head, *table.rows)) for at in range(len(table.head))
    ]
    return [max(length, max(lengths) // 3) for length in lengths]


def money(table: Table) -> list[bool]:
    """Which columns hold amounts only."""
    return [all(row[at].lstrip("−").startswith("£") for row in table.rows) for at in range(len(table.head))]
