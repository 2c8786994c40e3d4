"""Lists of works, a line each, as the people of a unit's office make them: in Excel, in Word, in a letter's body."""
import io
import zipfile
from xml.sax.saxutils import escape

import mailkit

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def letters(column):
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def cell(row, column, value):
    if value is None or value == "":
        return ""
    place = f'r="{letters(column)}{row}"'
    if isinstance(value, (int, float)):
        return f"<c {place}><v>{value}</v></c>"
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def worksheet(rows, merged):
    lines = "".join(f'<row r="{at}">' + "".join(cell(at, column, value) for column, value in enumerate(row)) + "</row>"
                    for at, row in enumerate(rows, 1))
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merge = f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else ""
    return f'{HEAD}<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData>{merge}</worksheet>'


def xlsx(*sheets):
    """sheets: (name, rows of values, merged areas) each."""
    count = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>' for i in count) + "</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>' + "".join(
            f'<sheet name="{escape(sheets[i - 1][0])}" sheetId="{i}" r:id="rId{i}"/>' for i in count)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in count)
        + "</Relationships>",
    }
    for i in count:
        parts[f"xl/worksheets/sheet{i}.xml"] = worksheet(sheets[i - 1][1], sheets[i - 1][2])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def csv(rows, encoding="gb18030"):
    quoted = lambda value: '"' + str(value).replace('"', '""') + '"' if "," in str(value) else str(value)
    return "\r\n".join(",".join(quoted(value) for value in row) for row in rows).encode(encoding)


def docx(title, rows):
    """A Word file with the list as a table."""
    lines = [mailkit.row(*[str(value) for value in row]) for row in rows]
    return mailkit.docx(mailkit.paragraphs(title), mailkit.table(len(rows[0]), lines))


def html(rows):
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>" for row in rows)
    return f'<p>各位老师好，作品清单如下：</p><table border="1">{lines}</table><p>谢谢！</p>'
