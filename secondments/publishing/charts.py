"""The flow pictures of a published quarter to take away: SVG, PNG and the numbers under them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from secondments.enums import FileKind
from secondments.figures.quarterly import HIDDEN
from secondments.models import MadeFile, QuarterFigures, YearFigures
from secondments.publishing.flows import WAYS, pictures
from secondments.waking import FILES, wake

Figures = QuarterFigures | YearFigures
COLUMNS: dict[str, Any] = {"figures": QuarterFigures, "year_figures": YearFigures}
LANGUAGES = ("en", "cy")
COLOURS = {"inward": "#7a1d50", "outward": "#0d6b48"}
SIDE, EDGE, DOTS = 300, 8, 2  # room for names, pixels for each unit of a PNG
LONGEST = 38


def of(row: Figures) -> dict[str, dict[str, Any]]:
    """The pictures of a quarter or a year by way, in the language of the reader."""
    return {one["way"]: one for one in pictures(row.data["flows"])}


def title(period: str, way: str) -> str:
    words = gettext("Into government") if way == "inward" else gettext("Out to civil society")
    return f"{gettext('Secondments')}: {words}, {period}"


def svg(one: dict[str, Any], name: str) -> str:
    """A picture that stands alone: its own colours, a title and what it shows in words."""
    drawn, way = one["picture"], one["way"]
    box = f"{-SIDE} -60 {drawn.width + 2 * SIDE} {drawn.height + 68}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{drawn.width + 2 * SIDE:.0f}" '
        f'height="{drawn.height + 68:.0f}" role="img" lang={quoteattr(get_language() or "en")} '
        'font-family="Libertinus Serif, Georgia, serif" font-size="15">',
        f"<title>{escape(name)}</title><desc>{escape(_in_words(one))}</desc>",
        f'<rect x="{-SIDE}" y="-60" width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{12 - SIDE}" y="-30" font-size="20" fill="#1d1519">{escape(name)}</text>',
    ]
    for band in drawn.bands:
        parts.append(f'<path d="{band.path}" fill="{COLOURS[way]}" fill-opacity="0.35"/>')
    for node in drawn.nodes:
        left = node.side == "left"
        x, anchor = (node.x - EDGE, "end") if left else (node.x + node.width + EDGE, "start")
        label = node.label if len(node.label) <= LONGEST else node.label[: LONGEST - 1] + "…"
        parts.append(
            f'<rect x="{node.x:.1f}" y="{node.y:.1f}" width="{node.width:.1f}" height="{node.height:.1f}" '
            f'fill="#1d1519"/><text x="{x:.1f}" y="{node.y + node.height / 2 + 5:.1f}" text-anchor="{anchor}" '
            f'fill="#1d1519">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _in_words(one: dict[str, Any]) -> str:
    return "; ".join(f"{section}, {body}: {_plain(count)}" for section, body, count in one["rows"])


def lines(one: dict[str, Any]) -> Iterator[list[Any]]:
    """The numbers of a picture, to the nearest five; [c] where it is confidential."""
    for section, body, count in one["rows"]:
        yield [section, body, _plain(count)]


def _plain(count: int | None) -> Any:
    return HIDDEN if count is None else count


def column(row: Figures) -> str:
    """The column of a made file that leads to these figures."""
    return next(name for name, model in COLUMNS.items() if isinstance(row, model))


def fingerprint(row: Figures) -> str:
    """Figures are published once, so their pictures are made once."""
    return sha256(f"{row.pk}|{row.frozen_at.isoformat()}".encode()).hexdigest()


@transaction.atomic
def ask() -> int:
    """Have the PNG of every picture made that is not there yet, in both languages."""
    rows = [
        MadeFile(
            **{column(row): row},
            kind=FileKind.PNG,
            part=f"{way}-{language}",
            fingerprint=fingerprint(row),
            asked_at=timezone.now(),
        )
        for row in _without_pictures()
        for way in WAYS
        if any(flow[0] == way for flow in row.data["flows"])
        for language in LANGUAGES
    ]
    made = MadeFile.objects.bulk_create(rows, ignore_conflicts=True)
    if made:
        wake(FILES)
    return len(made)


def _without_pictures() -> Iterator[Figures]:
    for name, model in COLUMNS.items():
        there = MadeFile.objects.filter(kind=FileKind.PNG).exclude(**{name: None}).values(name)
        yield from model.objects.exclude(pk__in=there)


def png(made: MadeFile) -> bytes:
    """A picture as dots, drawn from its SVG by what sets the agreements."""
    import typst

    row = made.published
    assert row is not None  # noqa: S101  (the constraint says so)
    way, language = made.part.split("-")
    with override(language):
        drawn = svg(of(row)[way], title(row.code, way))
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    found: Any = typst.compile(
        page.encode(), format="png", ppi=72.0 * DOTS, sys_inputs={"svg": drawn}, ignore_system_fonts=True
    )
    return found if isinstance(found, bytes) else found[0]
