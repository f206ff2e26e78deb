"""Writing a paper as a Word document (docx): WordprocessingML by hand, with the fonts and sizes of official papers.

Source: GB/T 9704 (title 二号小标宋, body 三号仿宋), of which title, body, table and signature are enough here.
"""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from orgs.rules.papers import Paper, day

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, BODY = ("方正小标宋简体", 44), ("仿宋", 32)  # font, half points
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPE}.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>'
)
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
A4 = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/></w:sectPr>'
BEGAN = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same paper is the same file


def write(paper: Paper) -> bytes:
    """Return the document."""
    parts = {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": _document(paper)}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            archive.writestr(zipfile.ZipInfo(name, BEGAN), head + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(paper: Paper) -> str:
    body = [_paragraph(paper.title, TITLE, "center")]
    body += [_paragraph(paper.number, BODY, "center")] if paper.number else []
    body += [_paragraph(paper.to, BODY)] if paper.to else []
    body += [_paragraph(text, BODY, indent=640) for text in paper.paragraphs]
    body += [_table(paper.rows)] if paper.rows else []
    body += [_paragraph(text, BODY, "right") for text in (paper.signed, day(paper.on)) if text]
    return f'<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}{A4}</w:body></w:document>'


def _paragraph(text: str, style: tuple[str, int], align: str = "left", indent: int = 0) -> str:
    font, size = style
    look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/><w:sz w:val="{size}"/>'
    place = f'<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="{indent}"/><w:jc w:val="{align}"/>'
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(_printable(text))}</w:t></w:r>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run}</w:p>"


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    def cell(text: str, width: int) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(text, BODY)}</w:tc>'

    lines = "".join(f"<w:tr>{cell(label, 2600)}{cell(value, 6200)}</w:tr>" for label, value in rows)
    grid = '<w:tblGrid><w:gridCol w:w="2600"/><w:gridCol w:w="6200"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr><w:tblBorders>{EDGES}</w:tblBorders></w:tblPr>{grid}{lines}</w:tbl><w:p/>"


def _printable(text: str) -> str:
    """Return a text without the control characters that XML forbids."""
    return "".join(char for char in text if char >= " ")
