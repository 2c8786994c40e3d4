"""A page before it becomes a file: paragraphs and tables of cells, and what each format can carry.

A block is a Table or a paragraph's content; content is text or a list of runs and Tables; a run is text or (kind, text). Kinds of run:
underline, bold, highlight, strike; ins, del (tracked changes); link (an e-mail address made a hyperlink); floating (a text box);
sheetbox (a check box over a cell of a spreadsheet: + or - and its caption); filled, prompt (a control for text, the prompt of an empty one);
sym, sym2 (Wingdings), control, legacy, eq with the text on or off; control-like kinds are drawn as the format has them.
"""
import zipfile

GLYPHS = {'on': '☑', 'off': '□'}
NATIVE = {'sym', 'sym2', 'control', 'fields', 'legacy', 'eq', 'tracked', 'floating'}
STYLED = {'underline', 'bold', 'highlight', 'strike'}
# Which of the special ways to tick a format can carry (LibreOffice loses EQ fields, the state of RTF's
# check boxes, and in HTML Wingdings 2 and highlighting; a PDF shows tracked changes as both texts).
CARRIES = {
    'docx': NATIVE | STYLED, 'rtf': {'sym', 'sym2', 'legacy', 'eq', 'tracked'} | STYLED,
    'doc': {'sym', 'sym2', 'control', 'legacy', 'tracked', 'floating'} | STYLED, 'rtf-office': {'sym', 'sym2', 'control', 'tracked'} | STYLED,
    'odt': {'sym', 'sym2', 'control', 'legacy', 'tracked'} | STYLED, 'pdf': {'sym', 'sym2', 'control', 'legacy'} | STYLED,
    'xlsx': {'sym', 'sym2', 'sheetbox', 'underline', 'bold', 'strike'}, 'xls': {'sym', 'sym2', 'underline', 'bold', 'strike'}, 'html': {'sym', 'sym2', 'legacy'} | STYLED,
    'weboffice': {'sym', 'underline', 'bold', 'strike'}, 'drawn': set(), 'fillable': {'fields'}, 'cairo': {'underline', 'strike', 'bold'}, 'txt': set(), 'tabs': set(), 'csv': set(),
}


class Cell:
    """`content` None: covered by a cell above."""

    def __init__(self, content, colspan=1, rowspan=1):
        self.content, self.colspan, self.rowspan = content, colspan, rowspan


class Table:
    def __init__(self, rows):
        self.rows = [[c if isinstance(c, Cell) else Cell(c) for c in row] for row in rows]

    def columns(self):
        return max(sum(span for _, _, span in placed) for placed in place(self.rows))


class Break:
    """What follows begins a new page, in a workbook a new sheet of that name."""

    def __init__(self, name):
        self.name = name


class Covered(Exception):
    """A row that does not fill its place in the grid."""


def place(rows):
    """Each row as (column, cell, span); the cell is None where it is covered from above."""
    covered, out = {}, []
    for r, cells in enumerate(rows):
        column, placed = 0, []
        for cell in cells:
            if cell.content is None:
                above = covered.get((r, column))
                if not above:
                    raise Covered(str(r))
                placed.append((column, None, above.colspan))
                column += above.colspan
                continue
            placed.append((column, cell, cell.colspan))
            for k in range(1, cell.rowspan):
                covered[(r + k, column)] = cell
            column += cell.colspan
        out.append(placed)
    return out


def mix(*parts):
    """Parts of a content put together: text, runs, lists of runs."""
    out = []
    for part in parts:
        out += part if isinstance(part, list) else [part]
    return out


def items(content):
    return content if isinstance(content, list) else [content]


def paragraphs(content):
    """The runs of each line; a Table is a line of its own."""
    lines = [[]]
    if isinstance(content, Break):
        return lines
    for run in items(content):
        if isinstance(run, str):
            first, *rest = run.split('\n')
            lines[-1].append(first)
            lines += [[line] for line in rest]
        elif isinstance(run, Table):
            lines += [run, []]
        else:
            lines[-1].append(run)
    return [line if isinstance(line, Table) else [r for r in line if r != ''] for line in lines]


def glyph(run):
    """A run as plain characters."""
    if isinstance(run, str):
        return run
    return '' if run[0] in ('del', 'prompt') else GLYPHS.get(run[1], run[1])


def plain(content):
    return '' if isinstance(content, Break) else ''.join(glyph(r) for r in items(content))


def package(path, parts):
    """A zip whose bytes depend on its contents only."""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2020, 5, 6, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
