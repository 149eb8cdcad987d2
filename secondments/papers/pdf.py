"""A paper as a tagged PDF (PDF/UA-1 and PDF/A-2a): title, language, headings and tables for a screen reader."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path

from secondments.papers import layout
from secondments.papers.paper import Paper, Signature

TEMPLATE = Path(__file__).parent / "data" / "paper.typ"


def render(paper: Paper, signatures: Iterable[Signature] = ()) -> bytes:
    """The same paper and signatures give the same bytes."""
    import typst

    data = {
        "title": f"{paper.title}, {paper.reference}",
        "welsh_title": paper.welsh_title,
        "description": f"{paper.title} {paper.reference}, version {paper.version}",
        "under": layout.under(paper),
        "footer": layout.footer(paper),
        "blocks": layout.blocks(paper, signatures),
    }
    return typst.compile(  # type: ignore[type-var]
        TEMPLATE.read_bytes(),
        root=str(TEMPLATE.parent),
        sys_inputs={"paper": json.dumps(data)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(paper.made_on, time(), UTC),
    )
