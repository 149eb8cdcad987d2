"""A paper as a tagged PDF (PDF/UA-1 and PDF/A-2a): title, language, headings and tables for a screen reader."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from secondments.papers import layout
from secondments.papers.paper import Paper, Signature

TEMPLATE = Path(__file__).parent / "data" / "paper.typ"
NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
LATIN = 0x17F  # up to here the font has every letter
TRIES = 4


def render(paper: Paper, signatures: Iterable[Signature] = ()) -> bytes:
    """The same paper and signatures give the same bytes.

    A letter that the font lacks is printed by its number, as in "[U+6F22]": the standards allow no empty boxes.
    """
    text = json.dumps(_data(paper, signatures), ensure_ascii=False)
    for _ in range(TRIES):
        made, lacking = _compile(text, paper)
        if not lacking:
            return made
        for letter in lacking:
            text = text.replace(letter, f"[U+{ord(letter):04X}]")
    raise RuntimeError(f"The letters of {paper.reference} cannot all be printed.")


def _compile(text: str, paper: Paper) -> tuple[bytes, set[str]]:
    """The file, or the letters that the font lacks."""
    import typst

    try:
        made: bytes = typst.compile(  # type: ignore[type-var]
            TEMPLATE.read_bytes(),
            root=str(TEMPLATE.parent),
            sys_inputs={"paper": text},
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=datetime.combine(paper.made_on, time(), UTC),
        )
    except typst.TypstError as error:
        found = {letter for words in NO_LETTER.findall(error.diagnostic) for letter in _unescaped(words)}
        lacking = {letter for letter in found if ord(letter) > LATIN}
        if not lacking:
            raise
        return b"", lacking
    return made, set()


def _unescaped(words: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)


def _data(paper: Paper, signatures: Iterable[Signature]) -> dict[str, Any]:
    return {
        "title": f"{paper.title}, {paper.reference}",
        "welsh_title": paper.welsh_title,
        "description": f"{paper.title} {paper.reference}, version {paper.version}",
        "under": layout.under(paper),
        "footer": layout.footer(paper),
        "blocks": layout.blocks(paper, signatures),
    }
