"""Spreadsheets as offices make forms of them: .xlsx (shared and inline strings, numbers, rich text, merged cells) and .csv."""
import csv
import html
import io
import re

from paper import Table, glyph, items, package, place, plain

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


def write(path, blocks, rng):
    rows, merged, span = flat(blocks)
    start = rng.choice([0, 0, 1])  # some leave the first row and column empty
    shared, cells = [], ''
    numbers = rng.random() < 0.4
    for r, row in enumerate(rows):
        cells += '<row r="%d">' % (r + 1 + start)
        for column, content in row:
            where = '%s%d' % (letters(column + start), r + 1 + start)
            text = plain(content)
            if any(isinstance(run, tuple) and run[0] != 'link' for run in items(content)):
                shared.append('<si>%s</si>' % rich(content))
            elif numbers and re.fullmatch(r'1[3-9]\d{9}|[1-9]\d{5}|[1-9]', text):
                cells += '<c r="%s" s="1"><v>%s</v></c>' % (where, text)
                continue
            elif not text:
                cells += '<c r="%s" s="1"/>' % where
                continue
            elif rng.random() < 0.15:
                cells += '<c r="%s" s="1" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (where, html.escape(text, False))
                continue
            else:
                phonetic = '<phoneticPr fontId="1" type="noConversion"/>' if rng.random() < 0.3 else ''
                shared.append('<si><t xml:space="preserve">%s</t>%s</si>' % (html.escape(text, False), phonetic))
            cells += '<c r="%s" s="1" t="s"><v>%d</v></c>' % (where, len(shared) - 1)
        cells += '</row>'
    areas = ''.join('<mergeCell ref="%s%d:%s%d"/>' % (letters(c + start), r + 1 + start, letters(c + w - 1 + start), r + h + start) for r, c, h, w in merged)
    write_book(path, cells, len(merged), areas, shared, span + start, rng)


def write_book(path, cells, count, areas, shared, span, rng):
    notes = rng.random() < 0.3
    names = ['回执表' if rng.random() < 0.5 else 'Sheet1'] + (['填表说明'] if notes else [])
    sheets = ''.join('<sheet name="%s" sheetId="%d" r:id="rId%d"/>' % (n, i + 1, i + 1) for i, n in enumerate(names))
    relations = ''.join('<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i + 1, OFFICE, i + 1) for i in range(len(names)))
    relations += '<Relationship Id="rId8" Type="%s/styles" Target="styles.xml"/><Relationship Id="rId9" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % (OFFICE, OFFICE)
    kinds = ''.join('<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>' % (i + 1, TYPES) for i in range(len(names)))
    parts = {
        '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>%s<Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="%ssharedStrings+xml"/></Types>' % (TYPES, kinds, TYPES, TYPES),
        '_rels/.rels': '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (RELATIONS, OFFICE),
        'xl/workbook.xml': '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (MAIN, OFFICE, sheets),
        'xl/_rels/workbook.xml.rels': '<Relationships xmlns="%s">%s</Relationships>' % (RELATIONS, relations),
        'xl/styles.xml': '<styleSheet xmlns="%s"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill '
        'patternType="none"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom '
        'style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf borderId="1" applyBorder="1" '
        'applyAlignment="1"><alignment wrapText="1" vertical="center"/></xf></cellXfs></styleSheet>' % MAIN,
        'xl/sharedStrings.xml': '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (MAIN, len(shared), len(shared), ''.join(shared)),
        'xl/worksheets/sheet1.xml': '<worksheet xmlns="%s"><cols><col min="1" max="%d" width="18" customWidth="1"/></cols><sheetData>%s</sheetData>%s</worksheet>'
        % (MAIN, span, cells, '<mergeCells count="%d">%s</mergeCells>' % (count, areas) if count else ''),
    }
    if notes:
        parts['xl/worksheets/sheet2.xml'] = ('<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>填表说明：请如实填写，手机号码为必填项。</t></is></c>'
                                             '</row></sheetData></worksheet>' % MAIN)
    package(path, parts)


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
