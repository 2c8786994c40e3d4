"""PDFs drawn directly, untagged, as other producers do: text by position and ruling lines, nothing else.

`write` makes the file by hand with a font that is not embedded (STSong-Light) and one of several ways to draw the grid and to place
characters; `print_out` lets Pango and Cairo draw it, with embedded fonts, as a browser or a printer driver does.
"""
import ctypes
import html
import zlib

from paper import Break, Table, glyph, items, paragraphs, place, plain

WIDTH, HEIGHT, MARGIN, SIZE, PAD = 595, 842, 50, 10.5, 4
STYLES = {'underline': '<u>%s</u>', 'bold': '<b>%s</b>', 'strike': '<s>%s</s>'}


def advance(c):
    return 0.5 if ord(c) < 128 else 1.0


def wrapped(text, width):
    """Lines of at most `width` ems; a Latin word is not broken unless it is too long for a line."""
    lines = []
    for line in text.split('\n'):
        words, word = [], ''
        for c in line:
            if ' ' < c <= '~':
                word += c
                continue
            words += [word, c] if word else [c]
            word = ''
        out, used = '', 0
        for piece in words + [word]:
            size = sum(map(advance, piece))
            if used + size > width and out:
                lines.append(out)
                out, used = '', 0
                piece = piece.lstrip(' ')
            for c in piece:
                if used + advance(c) > width:
                    lines.append(out)
                    out, used = '', 0
                out += c
                used += advance(c)
        lines.append(out)
    return lines


class Sheet:
    """Lays tables and paragraphs out over pages. A subclass measures and draws."""

    def __init__(self, rng, wide):
        self.rng, self.y = rng, MARGIN
        self.width, self.height = (HEIGHT, WIDTH) if wide else (WIDTH, HEIGHT)

    def flow(self, blocks):
        for block in blocks:
            if isinstance(block, Break):
                self.room(self.height)
            elif isinstance(block, Table):
                self.table(block)
            else:
                lines, high = self.measure(block, self.width - 2 * MARGIN)
                self.room(high)
                self.text(lines, MARGIN, self.y)
                self.y += high + 4

    def room(self, high):
        if self.y + high > self.height - MARGIN:
            self.page()
            self.y = MARGIN

    def table(self, table):
        rows = place(table.rows)
        each = (self.width - 2 * MARGIN) / table.columns()
        measured = [[(c, cell, n, self.measure(cell.content, each * n - 2 * PAD) if cell else None) for c, cell, n in placed] for placed in rows]
        highs = [max([m[1] for _, cell, _, m in row if cell and cell.rowspan == 1] or [14]) + 2 * PAD for row in measured]
        for r, row in enumerate(measured):
            for _, cell, _, m in row:
                if cell and cell.rowspan > 1:
                    highs[r + cell.rowspan - 1] += max(0, m[1] + 2 * PAD - sum(highs[r:r + cell.rowspan]))
        boxes = []
        for r, row in enumerate(measured):
            if self.y + highs[r] > self.height - MARGIN:
                self.grid(boxes)
                boxes = []
                self.page()
                self.y = MARGIN
            for c, cell, n, m in row:
                if cell:
                    high = 0
                    for k in range(cell.rowspan):
                        high += highs[r + k] if self.y + high + highs[r + k] <= self.height - MARGIN else 0
                    boxes.append((MARGIN + c * each, self.y, each * n, high))
                    self.text(m[0], MARGIN + c * each + PAD, self.y + PAD + (max(0, high - 2 * PAD - m[1]) / 2 if self.middle else 0))
                elif self.y == MARGIN:
                    boxes.append((MARGIN + c * each, self.y, each * n, highs[r]))
            self.y += highs[r]
        self.grid(boxes)
        self.y += 10


class Raw(Sheet):
    def __init__(self, rng, wide):
        super().__init__(rng, wide)
        self.widgets = []
        self.pages, self.ops, self.middle = [], [], rng.random() < 0.5
        self.ruling = rng.choice(['boxes', 'strokes', 'bars'])
        self.placing = rng.choice(['line', 'character', 'array'])

    def measure(self, content, width):
        lines = wrapped(plain(content), int(width / SIZE * 2) / 2)
        return lines, len(lines) * SIZE * 1.3

    def show(self, text):
        # The middle dot of GB 2312 stands at another number in this encoding. What the font has no picture of would be a crossed box
        # whatever it was, and no producer draws a tab: the nearest characters that it has.
        for sign, like in ('·・', '✓√', '✔√', '☑■', '☒■', '☐□', '\t　'):
            text = text.replace(sign, like)
        return '<%s>' % text.encode('utf-16-be').hex()

    def text(self, lines, x, y):
        for i, line in enumerate(lines):
            base = self.height - (y + SIZE + i * SIZE * 1.3)
            if self.placing == 'character':
                at = x
                for c in line:
                    if c not in ' 　':
                        self.ops.append('BT /F %g Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET' % (SIZE, at, base, self.show(c)))
                    at += advance(c) * SIZE
            elif self.placing == 'array' and line:
                self.ops.append('BT /F %g Tf %.2f %.2f Td [%s] TJ ET' % (SIZE, x, base, ' 0 '.join(self.show(c) for c in line)))
            elif line:
                self.ops.append('BT /F %g Tf %.2f %.2f Td %s Tj ET' % (SIZE, x, base, self.show(line)))

    def grid(self, boxes):
        out = []
        for x, y, w, h in boxes:
            y = self.height - y
            edges = [(x, y, x + w, y), (x, y - h, x + w, y - h), (x, y, x, y - h), (x + w, y, x + w, y - h)]
            if self.ruling == 'boxes':
                out.append('%.2f %.2f %.2f %.2f re S' % (x, y - h, w, h))
            elif self.ruling == 'strokes':
                out += ['%.2f %.2f m %.2f %.2f l S' % e for e in edges]
            else:
                out += ['%.2f %.2f %.2f %.2f re f' % (a - 0.25, d - 0.25, c - a + 0.5, b - d + 0.5) for a, b, c, d in edges]
        self.ops += ['0.5 w'] + out

    def page(self):
        self.pages.append('\n'.join(self.ops))
        self.ops = []

    def bytes(self):
        self.page()
        kids = ' '.join('%d 0 R' % (6 + 2 * i) for i in range(len(self.pages)))
        first = 6 + 2 * len(self.pages)  # the fields follow the pages
        fields = '/AcroForm<</Fields[%s]/DA(/F 10 Tf 0 g)/DR<</Font<</F 3 0 R>>>>>>' % ' '.join('%d 0 R' % (first + i) for i in range(len(self.widgets)))
        objects = [('<</Type/Catalog/Pages 2 0 R%s>>' % (fields if self.widgets else '')).encode(), ('<</Type/Pages/Kids[%s]/Count %d>>' % (kids, len(self.pages))).encode(),
                   b'<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>',
                   b'<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000'
                   b'/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>',
                   b'<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>']
        for i, ops in enumerate(self.pages):
            stream = zlib.compress(ops.encode())
            own = '/Annots[%s]' % ' '.join('%d 0 R' % (first + n) for n, widget in enumerate(self.widgets) if widget[0] == i) if self.widgets else ''
            objects += [('<</Type/Page' + own + '/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>' % (self.width, self.height, 7 + 2 * i)).encode(),
                        b'<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream' % (len(stream), stream)]
        looks = first + len(self.widgets)
        objects += [(body % (looks + n)).encode() for n, (_, body, _, _) in enumerate(self.widgets)]
        objects += [('<</Type/XObject/Subtype/Form/BBox[0 0 %.1f 14]/Resources<</Font<</F 3 0 R>>>>/Length %d>>\nstream\n%s\nendstream' % (wide, len(ops), ops)).encode()
                    for _, _, wide, ops in self.widgets]
        out, offsets = b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', []
        for n, body in enumerate(objects):
            offsets.append(len(out))
            out += b'%d 0 obj\n%s\nendobj\n' % (n + 1, body)
        start = len(out)
        out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % o for o in offsets)
        return out + b'trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, start)


class Fillable(Raw):
    """The answers are the values of form fields: nothing of them is text of the page."""

    def measure(self, content, width):
        if all(isinstance(run, str) for run in items(content)):
            return super().measure(content, width)
        lines = paragraphs(content)
        boxes = sum(isinstance(run, tuple) and run[0] in ('filled', 'prompt') for line in lines for run in line)
        words = max(sum(sum(map(advance, run)) * SIZE for run in line if isinstance(run, str)) for line in lines)
        return [(line, (width - words) / max(1, boxes)) for line in lines], len(lines) * 18

    def text(self, lines, x, y):
        if not lines or isinstance(lines[0], str):
            return super().text(lines, x, y)
        for i, (line, wide) in enumerate(lines):
            at = x
            for run in line:
                if isinstance(run, str) or run[0] == 'link':
                    super().text([glyph(run)], at, y + 18 * i)
                    at += sum(map(advance, glyph(run))) * SIZE
                    continue
                size = 11 if run[0] == 'control' else wide - 2
                base = self.height - (y + 18 * i + SIZE)
                body = '/Type/Annot/Subtype/Widget/F 4/T(f%d)/Rect[%.1f %.1f %.1f %.1f]/P %d 0 R' % (len(self.widgets), at, base - 3, at + size, base + 11, 6 + 2 * len(self.pages))
                if run[0] == 'control':
                    state = '/Yes' if run[1] == 'on' else '/Off'
                    body += '/FT/Btn/V%s/AS%s/MK<</CA(4)>>/AP<</N<</Yes %%d 0 R>>>>' % (state, state)
                    ops = '1 2 9 9 re S 2 6 m 5 3 l 9 10 l S'
                    self.ops.append('%.1f %.1f 9 9 re S' % (at + 1, base - 1))
                else:
                    value = '' if run[0] == 'prompt' else run[1]
                    body += '/FT/Tx/Ff 4096/DA(/F 10 Tf 0 g)/V<feff%s>/AP<</N %%d 0 R>>' % value.encode('utf-16-be').hex()
                    ops = '/Tx BMC q 0 0 %.1f 14 re W n BT /F 10 Tf 2 3 Td %s Tj ET Q EMC' % (size, self.show(value.replace('\n', ' ')))
                self.widgets.append((len(self.pages), '<<%s>>' % body, size, ops))
                at += size + 2


def library(name, pointers):
    lib = ctypes.CDLL(name)
    for function in pointers:
        getattr(lib, function).restype = ctypes.c_void_p
    return lib


class Printed(Sheet):
    """Pango breaks the lines and chooses the fonts, Cairo writes the file."""

    def __init__(self, rng, wide, path):
        super().__init__(rng, wide)
        self.middle = rng.random() < 0.5
        self.cairo = library('libcairo.so.2', ['cairo_pdf_surface_create', 'cairo_create'])
        self.pangocairo = library('libpangocairo-1.0.so.0', ['pango_cairo_create_layout'])
        self.pango = library('libpango-1.0.so.0', ['pango_font_description_from_string'])
        self.gobject = library('libgobject-2.0.so.0', [])
        p, d = ctypes.c_void_p, ctypes.c_double
        self.surface = p(self.cairo.cairo_pdf_surface_create(path.encode(), d(self.width), d(self.height)))
        self.cr = p(self.cairo.cairo_create(self.surface))
        self.font = p(self.pango.pango_font_description_from_string(rng.choice([b'Noto Serif CJK SC 10.5', b'Noto Sans CJK SC 10.5'])))
        self.cairo.cairo_set_line_width(self.cr, d(0.5))
        self.layouts = []

    def measure(self, content, width):
        markup = ''.join(STYLES.get(r[0], '%s') % html.escape(glyph(r), False) if isinstance(r, tuple) else html.escape(r, False) for r in items(content)).encode()
        layout = ctypes.c_void_p(self.pangocairo.pango_cairo_create_layout(self.cr))
        self.layouts.append(layout)
        self.pango.pango_layout_set_font_description(layout, self.font)
        self.pango.pango_layout_set_width(layout, ctypes.c_int(int(width * 1024)))
        self.pango.pango_layout_set_wrap(layout, 2)  # by words, long ones by characters
        self.pango.pango_layout_set_markup(layout, markup, ctypes.c_int(len(markup)))
        wide, high = ctypes.c_int(), ctypes.c_int()
        self.pango.pango_layout_get_pixel_size(layout, ctypes.byref(wide), ctypes.byref(high))
        return layout, high.value

    def text(self, layout, x, y):
        self.cairo.cairo_move_to(self.cr, ctypes.c_double(x), ctypes.c_double(y))
        self.pangocairo.pango_cairo_show_layout(self.cr, layout)

    def grid(self, boxes):
        for box in boxes:
            self.cairo.cairo_rectangle(self.cr, *map(ctypes.c_double, box))
            self.cairo.cairo_stroke(self.cr)

    def page(self):
        self.cairo.cairo_show_page(self.cr)

    def finish(self):
        self.page()
        for layout in self.layouts:
            self.gobject.g_object_unref(layout)
        self.pango.pango_font_description_free(self.font)
        self.cairo.cairo_destroy(self.cr)
        self.cairo.cairo_surface_destroy(self.surface)


def is_wide(blocks):
    return any(isinstance(b, Table) and b.columns() > 7 for b in blocks)


def write(path, blocks, rng, kind=Raw):
    sheet = kind(rng, is_wide(blocks))
    sheet.flow(blocks)
    with open(path, 'wb') as f:
        f.write(sheet.bytes())


def print_out(path, blocks, rng):
    sheet = Printed(rng, is_wide(blocks), path)
    sheet.flow(blocks)
    sheet.finish()
