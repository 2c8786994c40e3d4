"""Spreadsheets as offices make forms of them: .xlsx (shared and inline strings, numbers, rich text, merged cells) and .csv."""
import csv
import html
import io
import re

from paper import Break, Table, glyph, items, package, place, plain

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
STYLES = {'underline': '<u/>', 'bold': '<b/>', 'strike': '<strike/>'}
SYMBOLS = {'sym': ('Wingdings', '\u00a8', 'þ'), 'sym2': ('Wingdings 2', '£', 'R')}


def letters(column):
    out = ''
    while column >= 0:
        out = chr(ord('A') + column % 26) + out
        column = column // 26 - 1
    return out


def flat(blocks):
    """The page as rows of (column, content) and the merged areas (row, column, rows, columns)."""
    rows, merged = [], []
    span = max([b.columns() for b in blocks if isinstance(b, Table)] or [1])
    for block in blocks:
        if not isinstance(block, Table):
            merged += [(len(rows), 0, 1, span)] if span > 1 else []
            rows.append([(0, block)])
            continue
        for placed in place(block.rows):
            row = []
            for column, cell, width in placed:
                if cell is None:
                    continue
                if width > 1 or cell.rowspan > 1:
                    merged.append((len(rows), column, cell.rowspan, width))
                row.append((column, cell.content))
            rows.append(row)
    return rows, merged, span


def rich(content):
    runs = ''
    for run in items(content):
        if isinstance(run, tuple) and run[0] in STYLES:
            runs += '<r><rPr>%s<sz val="11"/><rFont val="宋体"/></rPr><t xml:space="preserve">%s</t></r>' % (STYLES[run[0]], html.escape(run[1], False))
        elif isinstance(run, tuple) and run[0] in SYMBOLS:
            font, off, on = SYMBOLS[run[0]]
            runs += '<r><rPr><sz val="11"/><rFont val="%s"/><charset val="2"/></rPr><t>%s</t></r>' % (font, on if run[1] == 'on' else off)
        elif glyph(run):
            runs += '<r><rPr><sz val="11"/><rFont val="宋体"/></rPr><t xml:space="preserve">%s</t></r>' % html.escape(glyph(run), False)
    return runs


LEGACY = '<legacyDrawing r:id="rId1"/>'


def drawing(boxes):
    """Check boxes over cells, as Excel and WPS keep them for each other: a VML shape with its caption, its anchor (column, offset, row,
    offset, twice) and, when ticked, x:Checked."""
    out = ('<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
           '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe"/>')
    for n, ((row, column), i, on, caption) in enumerate(boxes):
        out += ('<v:shape id="_x0000_s%d" type="#_x0000_t201" style="position:absolute;width:54pt;height:16pt;z-index:%d" filled="f" stroked="f">'
                '<v:textbox style="mso-direction-alt:auto" o:singleclick="f"><div style="text-align:left"><font face="宋体" size="220" color="auto">%s</font></div>'
                '</v:textbox><x:ClientData ObjectType="Checkbox"><x:SizeWithCells/><x:Anchor>%d, %d, %d, 2, %d, %d, %d, 20</x:Anchor><x:AutoFill>False</x:AutoFill>'
                '<x:AutoLine>False</x:AutoLine>%s<x:NoThreeD/></x:ClientData></v:shape>'
                % (1025 + n, n + 1, html.escape(caption), column, 4 + 60 * i, row, column, 58 + 60 * i, row, '<x:Checked>1</x:Checked>' if on else ''))
    return out + '</xml>'


class Book:
    """A workbook; its strings are shared by all sheets."""

    def __init__(self, rng):
        self.rng, self.shared, self.sheets, self.boxes = rng, [], [], []
        self.numbers = rng.random() < 0.4

    def cell(self, where, content, place):
        boxes = [run for run in items(content) if isinstance(run, tuple) and run[0] == 'sheetbox']
        if boxes:
            self.boxes += [(place, i, text[0] == '+', text[1:]) for i, (_, text) in enumerate(boxes)]
            content = [run for run in items(content) if run not in boxes and str(run).strip()]
        text = plain(content)
        if any(isinstance(run, tuple) and run[0] != 'link' for run in items(content)):
            self.shared.append('<si>%s</si>' % rich(content))
        elif self.numbers and re.fullmatch(r'1[3-9]\d{9}|[1-9]\d{5}|[1-9]', text):
            return '<c r="%s" s="1"><v>%s</v></c>' % (where, text)
        elif not text:
            return '<c r="%s" s="1"/>' % where
        elif self.rng.random() < 0.15:
            return '<c r="%s" s="1" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (where, html.escape(text, False))
        else:
            if self.rng.random() < 0.05:
                # A formula's text is what it last gave.
                return '<c r="%s" s="1" t="str"><f>CONCATENATE("%s")</f><v>%s</v></c>' % ((where,) + (html.escape(text.replace('"', '""'), False),) * 2)
            phonetic = '<phoneticPr fontId="1" type="noConversion"/>' if self.rng.random() < 0.3 else ''
            self.shared.append('<si><t xml:space="preserve">%s</t>%s</si>' % (html.escape(text, False), phonetic))
        return '<c r="%s" s="1" t="s"><v>%d</v></c>' % (where, len(self.shared) - 1)

    def add(self, name, blocks):
        rows, merged, span = flat(blocks)
        start = self.rng.choice([0, 0, 1])  # some leave the first row and column empty
        cells, self.boxes = '', []
        for r, row in enumerate(rows):
            widths = {c: w for top, c, _, w in merged if top == r}
            high = max([sum(len(line.encode('gbk', 'replace')) // (15 * widths.get(c, 1)) + 1 for line in plain(content).split('\n')) for c, content in row] or [1])
            cells += '<row r="%d" ht="%d" customHeight="1">' % (r + 1 + start, 16 * high)
            # The cells that a merged one covers keep their borders.
            covered = [(c + k, '') for top, c, h, w in merged if top <= r < top + h for k in range(w) if (top, k) != (r, 0)]
            for column, content in sorted(row + covered, key=lambda cell: cell[0]):
                cells += self.cell('%s%d' % (letters(column + start), r + 1 + start), content, (r + start, column + start))
            cells += '</row>'
        areas = ''.join('<mergeCell ref="%s%d:%s%d"/>' % (letters(c + start), r + 1 + start, letters(c + w - 1 + start), r + h + start) for r, c, h, w in merged)
        self.sheets.append((name, self.boxes, '<worksheet xmlns="%s" xmlns:r="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols><col min="1" max="%d" width="18" customWidth="1"/></cols>'
                            '<sheetData>%s</sheetData>%s<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>%s</worksheet>'
                            % (MAIN, OFFICE, span + start, cells, '<mergeCells count="%d">%s</mergeCells>' % (len(merged), areas) if merged else '', LEGACY if self.boxes else '')))

    def save(self, path):
        sheets = ''.join('<sheet name="%s" sheetId="%d" r:id="rId%d"/>' % (n, i + 1, i + 1) for i, (n, _, _) in enumerate(self.sheets))
        count = range(1, len(self.sheets) + 1)
        relations = ''.join('<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, OFFICE, i) for i in count)
        relations += ('<Relationship Id="rId98" Type="%s/styles" Target="styles.xml"/><Relationship Id="rId99" Type="%s/sharedStrings" Target="sharedStrings.xml"/>'
                      % (OFFICE, OFFICE))
        kinds = ''.join('<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>' % (i, TYPES) for i in count)
        parts = {
            '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s<Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml" ContentType="%ssharedStrings+xml"/></Types>' % (TYPES, kinds, TYPES, TYPES),
            '_rels/.rels': '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (RELATIONS, OFFICE),
            'xl/workbook.xml': '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (MAIN, OFFICE, sheets),
            'xl/_rels/workbook.xml.rels': '<Relationships xmlns="%s">%s</Relationships>' % (RELATIONS, relations),
            'xl/styles.xml': '<styleSheet xmlns="%s"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill '
            'patternType="none"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom '
            'style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf borderId="1" applyBorder="1" '
            'applyAlignment="1"><alignment wrapText="1" vertical="center"/></xf></cellXfs></styleSheet>' % MAIN,
            'xl/sharedStrings.xml': '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (MAIN, len(self.shared), len(self.shared), ''.join(self.shared)),
        }
        for i, (_, boxes, sheet) in enumerate(self.sheets):
            parts['xl/worksheets/sheet%d.xml' % (i + 1)] = sheet
            if boxes:
                parts['xl/worksheets/_rels/sheet%d.xml.rels' % (i + 1)] = (
                    '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/vmlDrawing" Target="../drawings/vmlDrawing%d.vml"/></Relationships>'
                    % (RELATIONS, OFFICE, i + 1))
                parts['xl/drawings/vmlDrawing%d.vml' % (i + 1)] = drawing(boxes)
        package(path, parts)


def write(path, blocks, rng):
    book, name, page = Book(rng), rng.choice(['回执表', '表', 'Sheet1']), []
    for block in blocks + [Break('')]:
        if isinstance(block, Break):
            book.add(name, page)
            name, page = block.name, []
        else:
            page.append(block)
    if rng.random() < 0.3:
        book.add('填表说明', ['填表说明：请如实填写，手机号码为必填项。'])
    book.save(path)


def write_csv(path, blocks, charset):
    rows, _, span = flat(blocks)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\r\n')
    for row in rows:
        line = [''] * span
        for column, content in row:
            line[column] = plain(content)
        writer.writerow(line)
    with open(path, 'wb') as f:
        f.write(out.getvalue().encode(charset, 'replace'))
