"""The report as PDF with its structure marked, so that it can be read aloud."""

import json

from engagement.consultations.models import Consultation
from engagement.consultations.report import content

TYPST = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: 2.4cm, numbering: "1")
#set text(size: 11pt, lang: "en")
#set par(justify: false, leading: 0.75em)
#show heading: set block(above: 1.6em, below: 0.8em)
#let prose(words) = for part in words.split("\\n\\n") { par(part) }
#let chart(item) = {
  let top = calc.max(1, ..item.bars.map(bar => bar.at(1)))
  if item.note != "" [_#item.note;_]
  if item.bars.len() > 0 {
    table(
      columns: (38%, 1fr, auto),
      stroke: none,
      table.header([*Answer*], [], [*Responses*]),
      ..item.bars.map(bar => (
        bar.at(0),
        rect(width: bar.at(1) / top * 100%, height: 0.8em, fill: rgb("#6b2f5c")),
        align(right)[#bar.at(1)],
      )).flatten()
    )
  }
}
= #data.title
#data.department · #data.ref \\
#data.dates. Report made on #data.made.

#data.summary
== Figures
#table(columns: (1fr, auto), ..data.figures.flatten())
#for item in data.groups { [=== #item.title]; chart(item) }
#if data.outcome != "" [== Final outcome
#prose(data.outcome)]
#if data.themes.len() > 0 [== We asked, you said, we did]
#for theme in data.themes {
  [=== #theme.title]
  [*We asked.* ]; prose(theme.asked)
  [*You said.* ]; prose(theme.said)
  if theme.did != "" { [*We did.* ]; prose(theme.did) }
  if theme.reason != "" { [*Why we did not.* ]; prose(theme.reason) }
}
#if data.feedback != "" [== Public feedback
#prose(data.feedback)]
== Questions
#for item in data.questions { [=== #item.title]; [#item.answered]; parbreak(); chart(item) }
"""


def pdf(consultation: Consultation) -> bytes:
    """Words reach the page as data, never as markup."""
    import typst

    data = json.dumps(content(consultation), ensure_ascii=False)
    return typst.compile(TYPST.encode(), sys_inputs={"data": data})
