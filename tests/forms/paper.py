"""Writing .docx, .html and .txt with the standard library, with merged cells, styles, symbols, controls and form fields."""
import html
import zipfile

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
NAMESPACES = 'xmlns:w="%s" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"' % W
PACKAGE = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}
STYLES = {'underline': '<w:u w:val="single"/>', 'bold': '<w:b/>', 'highlight': '<w:highlight w:val="yellow"/>', 'strike': '<w:strike/>'}
TAGS = {'underline': 'u', 'bold': 'b', 'strike': 's', 'highlight': 'mark'}


class Cell:
    """Content is text, or a list of runs: text, (kind, text), or a Table."""

    def __init__(self, content, colspan=1, rowspan=1):
        self.content, self.colspan, self.rowspan = content, colspan, rowspan


class Table:
    def __init__(self, rows):
        self.rows = rows


def can(kind, mark):
    """Whether a format can carry a way to tick."""
    if kind == 'docx':
        return True
    if kind == 'html':
        return mark not in ('sym', 'sym2', 'control', 'eq', 'legacy')
    return mark not in ('sym', 'sym2', 'control', 'eq', 'legacy', 'underline', 'bold', 'highlight', 'strike')


def paragraphs(content):
    """Runs cut at line breaks: a list of lists of runs."""
    lines = [[]]
    for run in content if isinstance(content, list) else [content or '']:
        if isinstance(run, str):
            parts = run.split('\n')
            lines[-1].append(parts[0])
            lines += [[p] for p in parts[1:]]
        else:
            lines[-1].append(run)
    return lines


def place(rows):
    """Each cell with its column; a None in the row is covered from above."""
    covered, out = {}, []
    for r, cells in enumerate(rows):
        column, placed = 0, []
        for cell in cells:
            if cell.content is None:
                above = covered.get((r, column))
                placed.append((column, None, above.colspan if above else 1))
                column += above.colspan if above else 1
                continue
            placed.append((column, cell, cell.colspan))
            for k in range(1, cell.rowspan):
                covered[(r + k, column)] = cell
            column += cell.colspan
        out.append(placed)
    return out


# docx -------------------------------------------------------------------------------------------------------

def docx_text(text, style=''):
    pieces = html.escape(text, False).split('\t')
    inner = '<w:tab/>'.join('<w:t xml:space="preserve">%s</w:t>' % p for p in pieces)
    return '<w:r>%s%s</w:r>' % ('<w:rPr>%s</w:rPr>' % style if style else '', inner)


def docx_run(run):
    if isinstance(run, str):
        # A name typed in two goes stands in two runs.
        return docx_text(run[:2]) + docx_text(run[2:]) if len(run) > 5 else docx_text(run)
    kind, text = run
    on = text == 'on'
    if kind in STYLES:
        return docx_text(text, STYLES[kind])
    if kind == 'sym':
        return '<w:r><w:sym w:font="Wingdings" w:char="%s"/></w:r>' % ('F0FE' if on else 'F0A8')
    if kind == 'sym2':
        return '<w:r><w:sym w:font="Wingdings 2" w:char="%s"/></w:r>' % ('F052' if on else 'F0A3')
    if kind == 'control':
        return ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="%d"/></w14:checkbox></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>'
                % (on, docx_text('☒' if on else '☐')))
    if kind == 'legacy':
        return ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>%s</w:checkBox></w:ffData></w:fldChar></w:r>'
                '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>' % ('<w:checked/>' if on else ''))
    if not on:
        return docx_text('□')
    return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> eq \\o\\ac(□,√)</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def docx_content(content):
    if isinstance(content, list) and content and isinstance(content[0], Table):
        return docx_table(content[0].rows) + '<w:p/>'
    return ''.join('<w:p>%s</w:p>' % ''.join(docx_run(r) for r in line if r != '') for line in paragraphs(content))


def docx_table(rows):
    out = '<w:tbl>'
    for placed in place(rows):
        out += '<w:tr>'
        for _, cell, span in placed:
            properties = '<w:gridSpan w:val="%d"/>' % span if span > 1 else ''
            if cell is None:
                out += '<w:tc><w:tcPr>%s<w:vMerge/></w:tcPr><w:p/></w:tc>' % properties
                continue
            properties += '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ''
            out += '<w:tc><w:tcPr>%s</w:tcPr>%s</w:tc>' % (properties, docx_content(cell.content))
        out += '</w:tr>'
    return out + '</w:tbl>'


def is_table(block):
    return bool(block) and isinstance(block[0], list)


def write_docx(path, blocks):
    body = ''.join(docx_table(b) if is_table(b) else docx_content(b) for b in blocks)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as package:
        for name, text in PACKAGE.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
        package.writestr('word/document.xml', '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document %s><w:body>%s</w:body></w:document>'
                         % (NAMESPACES, body))


# html -------------------------------------------------------------------------------------------------------

def html_run(run):
    if isinstance(run, str):
        return html.escape(run).replace('  ', '&nbsp; ').replace('\t', '&emsp;&emsp;')
    kind, text = run
    return '<%s>%s</%s>' % (TAGS[kind], html.escape(text), TAGS[kind])


def html_content(content):
    if isinstance(content, list) and content and isinstance(content[0], Table):
        return html_table(content[0].rows)
    return ''.join('<p class="MsoNormal"><span lang="ZH-CN">%s</span></p>' % (''.join(html_run(r) for r in line) or '&nbsp;') for line in paragraphs(content))


def html_table(rows):
    out = '<table class="MsoTableGrid" border="1" cellspacing="0">'
    for placed in place(rows):
        out += '<tr>'
        for _, cell, span in placed:
            if cell is not None:
                out += '<td%s%s>%s</td>' % (' colspan="%d"' % span if span > 1 else '', ' rowspan="%d"' % cell.rowspan if cell.rowspan > 1 else '',
                                            html_content(cell.content))
        out += '</tr>'
    return out + '</table>'


def write_html(path, blocks):
    body = ''.join(html_table(b) if is_table(b) else html_content(b) for b in blocks)
    with open(path, 'w', encoding='utf-8') as f:
        f.write('<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>%s</body></html>' % body)


def write_text(path, blocks):
    with open(path, 'w', encoding='utf-8') as f:
        for block in blocks:
            f.write(''.join(r for r in block) + '\n')


def write(path, kind, blocks):
    {'docx': write_docx, 'html': write_html, 'txt': write_text}[kind](path, blocks)
