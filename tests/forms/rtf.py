""".rtf as Word and WPS write it: GBK bytes as \\'xx or \\u escapes, cells by \\clvmgf and \\clmgf, form fields, tracked changes, nested tables."""
from paper import Table, glyph, paragraphs, place

HEAD = ('{\\rtf1\\ansi\\ansicpg936\\uc%d\\deff0\\stshfdbch13\\deflang1033\\deflangfe2052{\\fonttbl{\\f0\\froman\\fcharset0\\fprq2 Times New Roman;}'
        '{\\f13\\fnil\\fcharset134\\fprq2 \\\'cb\\\'ce\\\'cc\\\'e5{\\*\\falt SimSun};}{\\f14\\fnil\\fcharset2\\fprq2 Wingdings;}'
        '{\\f15\\froman\\fcharset2\\fprq2 Wingdings 2;}}{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue0;}{\\stylesheet{\\ql \\f0\\fs21 \\snext0 Normal;}'
        '{\\*\\cs10 \\additive Default Paragraph Font;}}{\\*\\revtbl{Unknown;}{office;}}{\\info{\\title \\\'bb\\\'d8\\\'d6\\\'b4}{\\author office}}'
        '\\paperw11906\\paperh16838\\margl1134\\margr1134{\\*\\pnseclvl1\\pnucrm\\pnstart1{\\pntxta .}}\\sectd \n')
STYLES = {'underline': '\\ul ', 'bold': '\\b ', 'highlight': '\\highlight2 ', 'strike': '\\strike '}


class Writer:
    def __init__(self, rng):
        self.rng, self.id = rng, 0
        self.skip, self.bytes = rng.choice([(2, True), (1, False), (1, True)])

    def characters(self, text):
        """Word writes what the code page has as its bytes, and the rest as a number with a character to skip; others number everything."""
        out = ''
        for c in text:
            if c in '\\{}':
                out += '\\' + c
            elif c == '\t':
                out += '\\tab '
            elif ord(c) < 128:
                out += c
            else:
                try:
                    code = ''.join("\\'%02x" % b for b in c.encode('gbk'))
                except UnicodeEncodeError:
                    code = None
                if self.bytes and code:
                    out += code
                else:
                    number = ord(c) - 65536 if ord(c) > 32767 else ord(c)
                    out += '\\u%d%s' % (number, code if code and self.skip == 2 else '?' * self.skip)
        return out

    def text(self, text, style=''):
        return '{\\rtlch\\fcs1 \\af0\\afs21 \\ltrch\\fcs0 \\fs21%s\\loch\\af0\\hich\\af0\\dbch\\f13 %s}' % (style.rstrip(), self.characters(text))

    def field(self, code, result, data=''):
        return '{\\field{\\*\\fldinst {\\fs21 %s}%s}{\\fldrslt %s}}' % (code, data, result)

    def run(self, run):
        if isinstance(run, str):
            cut = self.rng.randrange(1, len(run)) if len(run) > 5 else 0
            return self.text(run[:cut]) + '{\\*\\bkmkstart b%d}{\\*\\bkmkend b%d}' % (cut, cut) + self.text(run[cut:]) if cut else self.text(run)
        kind, text = run
        on = text == 'on'
        self.id += 1
        if kind in STYLES:
            return self.text(text, STYLES[kind])
        if kind == 'ins':
            return self.text(text, '\\revised\\revauth1\\revdttm1 ')
        if kind == 'del':
            return self.text(text, '\\deleted\\revauthdel1\\revdttmdel1 ')
        if kind == 'link':
            return self.field(' HYPERLINK "mailto:%s" ' % text, self.text(text, '\\ul\\cf1 '))
        if kind in ('sym', 'sym2'):
            code = {'sym': (168, 254), 'sym2': (163, 82)}[kind][on]
            font = 14 if kind == 'sym' else 15
            if self.rng.random() < 0.5:
                return '{\\field{\\*\\fldinst SYMBOL %d \\\\f "%s" \\\\s 10.5}{\\fldrslt\\f%d\\fs21}}' % (code, 'Wingdings' + (' 2' if font == 15 else ''), font)
            return '{\\f%d\\fs21 %s}' % (font, chr(code) if code < 128 else "\\'%02x" % code)
        if kind == 'legacy':
            data = '{\\*\\formfield{\\fftype1\\ffres%d\\fftypetxt0\\ffhps20{\\*\\ffname Check%d}\\ffdefres%d}}' % (
                25 if not on and self.rng.random() < 0.5 else on, self.id, 0)
            return self.field(' FORMCHECKBOX ', '', data)
        if kind == 'eq' and on:
            return self.field(' eq \\\\o\\\\ac(%s,%s)' % (self.characters('□'), self.characters('√')), '')
        return self.text(glyph(run))

    def paragraph(self, line, end, level):
        depth = '\\intbl' + ('\\itap%d' % level if level > 1 else '') if level else ''
        return '\\pard\\plain \\qj%s %s%s\n' % (depth, ''.join(self.run(r) for r in line), end)

    def cell(self, content, level):
        mark = '\\cell' if level == 1 else '\\nestcell'
        lines, out = paragraphs(content), ''
        for i, line in enumerate(lines):
            last = i == len(lines) - 1
            if isinstance(line, Table):
                out += self.table(line, level + 1)
            else:
                out += self.paragraph(line, mark if last else '\\par', level)
        return out if lines and not isinstance(lines[-1], Table) else out + self.paragraph([], mark, level)

    def definition(self, placed, rows, r, each):
        """Each column's own width; a cell over several columns is one wide cell, or, as some write it, merged ones."""
        out, merge = '\\trowd \\irow%d\\trgaph108\\trleft-108\\trbrdrt\\brdrs\\brdrw10 \\trftsWidth1\\trautofit1' % r, self.rng.random() < 0.2
        for column, cell, span in placed:
            vertical = '\\clvmrg' if cell is None else '\\clvmgf' if cell.rowspan > 1 else ''
            edges = [(column + span, '')] if not merge or span == 1 else [(column + k + 1, '\\clmgf' if not k else '\\clmrg') for k in range(span)]
            for edge, across in edges:
                out += vertical + across + '\\clvertalc\\clbrdrt\\brdrs\\brdrw10 \\clbrdrl\\brdrs\\brdrw10 \\cltxlrtb\\clftsWidth3\\clwWidth%d \\cellx%d' % (each, edge * each - 108)
        return out + '\n', merge

    def table(self, table, level=1):
        out, each = '', 9000 // table.columns() // (1 if level == 1 else 2)
        for r, placed in enumerate(place(table.rows)):
            definition, merge = self.definition(placed, table.rows, r, each)
            cells = ''
            for _, cell, span in placed:
                cells += self.cell(cell.content if cell else '', level)
                cells += self.cell('', level) * (span - 1) if merge else ''
            if level == 1:
                out += definition + cells + '\\pard \\ql\\intbl {' + definition + '\\row }\n'
            else:
                out += cells + '\\pard \\ql\\intbl\\itap%d {\\*\\nesttableprops%s\\nestrow}{\\nonesttables\\par }\n' % (level, definition)
        return out


def write(path, blocks, rng):
    writer = Writer(rng)
    out = HEAD % writer.skip
    for block in blocks:
        if isinstance(block, Table):
            out += writer.table(block) + '\\pard\\plain \\par\n'
        else:
            out += ''.join(writer.paragraph(line, '\\par', 0) for line in paragraphs(block))
    with open(path, 'wb') as f:
        f.write((out + '}').encode('ascii'))
