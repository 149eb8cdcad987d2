"""The papers of a placement: the three-party agreement, its amendments, extension and early end, as DOCX and PDF.

`agreement.agreement(terms)` and its siblings make a `Paper`; `pdf.render(paper)` and `docx.render(paper)` make files.
The same terms and clause versions give the same paper, the same content hash and the same bytes.
"""
