"""`python -m ops.words`: bring the Welsh catalogue in line with the words in code and templates.

New words appear with an empty translation, which a test refuses; words that are gone are dropped.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from ops.say import line

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
MAPPING = ROOT / "locale" / "babel.cfg"
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
PLURALS = "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;"
WIDTH = 110


def extracted() -> Catalog:
    """Every message of the code and the templates, with the places that use it."""
    with MAPPING.open() as file:
        method_map, options_map = parse_mapping_cfg(file)
    template = Catalog(project="Front Door", charset="utf-8")
    found = extract_from_dir(ROOT, method_map, options_map, keywords=DEFAULT_KEYWORDS | LAZY)
    for name, _line, message, comments, context in found:
        template.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return template


def kept() -> Catalog:
    """The catalogue as it stands in the repository."""
    if not CATALOGUE.exists():
        catalogue = Catalog(locale="cy", domain="django")
        catalogue.mime_headers = [("Plural-Forms", PLURALS)]
        return catalogue
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="cy", domain="django")


def main() -> int:
    catalogue = kept()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=WIDTH,
            sort_output=True,
            no_location=False,
            include_lineno=False,
            omit_header=True,
        )
    body = CATALOGUE.read_text(encoding="utf-8")
    CATALOGUE.write_text(HEADER + body, encoding="utf-8")
    waiting = [message for message in catalogue if message.id and not all(_strings(message.string))]
    line(f"{len(catalogue)} messages, {len(waiting)} to translate, in {CATALOGUE.relative_to(ROOT)}")
    return 0


HEADER = f"""msgid ""
msgstr ""
"Project-Id-Version: Front Door\\n"
"Language: cy\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {PLURALS}\\n"

"""


def _strings(string: object) -> list[str]:
    return list(string) if isinstance(string, list | tuple) else [str(string or "")]


if __name__ == "__main__":
    sys.exit(main())
