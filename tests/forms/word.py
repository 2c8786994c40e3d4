""".docx as Word writes it, with the standard library: grids, merged cells, split runs, symbols, controls, fields, tracked changes."""
import html

from paper import Break, Table, package, paragraphs, place

SPACES = ' '.join('xmlns:%s="%s"' % pair for pair in [
    ('w', 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'), ('w14', 'http://schemas.microsoft.com/office/word/2010/wordml'),
    ('mc', 'http://schemas.openxmlformats.org/markup-compatibility/2006'), ('v', 'urn:schemas-microsoft-com:vml'),
    ('wps', 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape'), ('a', 'http://schemas.openxmlformats.org/drawingml/2006/main'),
    ('wp', 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing')])
RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.'
PACKAGE = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="' + WORD + 'document.main+xml"/></Types>',
    '_rels/.rels': '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="word/document.xml"/></Relationships>' % (RELATIONS, OFFICE),
}
STYLES = {'underline': '<w:u w:val="single"/>', 'bold': '<w:b/>', 'highlight': '<w:highlight w:val="yellow"/>', 'strike': '<w:strike/>'}
FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Noto Serif CJK SC" w:hint="eastAsia"/>'
BORDERS = ''.join('<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>' % side for side in ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'])
TRACK = 'w:id="%d" w:author="office" w:date="2020-05-06T09:00:00Z"'


class Writer:
    def __init__(self, rng):
        self.rng, self.id, self.size = rng, 100, rng.choice([21, 21, 24])

    def text(self, text, style='', tag='w:t'):
        pieces = html.escape(text, False).split('\t')
        inner = '<w:tab/>'.join('<%s xml:space="preserve">%s</%s>' % (tag, p, tag) for p in pieces)
        return '<w:r><w:rPr>%s%s<w:sz w:val="%d"/></w:rPr>%s</w:r>' % (FONTS, style, self.size, inner)

    def field(self, code, result, data=''):
        part = '<w:r><w:fldChar w:fldCharType="%s"%s</w:r>'
        begin = part % ('begin', '>%s</w:fldChar>' % data if data else '/>')
        middle = part % ('separate', '/>') + result if result is not None else ''
        return begin + '<w:r><w:instrText xml:space="preserve"> %s</w:instrText></w:r>' % code + middle + part % ('end', '/>')

    def box(self, text):
        """A text box over the page, as Word 2010 writes it with its older twin."""
        inner = '<w:txbxContent><w:p>%s</w:p></w:txbxContent>' % self.text(text)
        return ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
                'relativeHeight="251658%d" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
                '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph">'
                '<wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="180000" cy="180000"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
                '<wp:wrapNone/><wp:docPr id="%d" name="box"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
                'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm>'
                '<a:off x="0" y="0"/><a:ext cx="180000" cy="180000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>'
                '<wps:txbx>%s</wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'
                '</mc:Choice><mc:Fallback><w:pict><v:shape style="width:14pt;height:14pt"><v:textbox>%s</v:textbox></v:shape></w:pict></mc:Fallback>'
                '</mc:AlternateContent></w:r>') % (self.id, self.id, inner, inner)

    def run(self, run):
        self.id += 1
        if isinstance(run, str):
            # A name typed in two goes stands in two runs.
            cut = self.rng.randrange(1, len(run)) if len(run) > 5 else 0
            if not cut:
                return self.text(run)
            if self.rng.random() < 0.1:
                return '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place">%s</w:smartTag>%s' % (self.text(run[:cut]), self.text(run[cut:]))
            between = self.rng.choice(['', '', '<w:proofErr w:type="spellStart"/>', '<w:bookmarkStart w:id="%d" w:name="b%d"/><w:bookmarkEnd w:id="%d"/>'
                                       % (self.id, self.id, self.id)])
            return self.text(run[:cut]) + between + self.text(run[cut:])
        kind, text = run
        on = text == 'on'
        if kind in STYLES:
            return self.text(text, STYLES[kind])
        if kind == 'ins':
            return '<w:ins %s>%s</w:ins>' % (TRACK % self.id, self.text(text))
        if kind == 'del':
            return '<w:del %s>%s</w:del>' % (TRACK % self.id, self.text(text, '', 'w:delText'))
        if kind == 'link':
            inner = self.text(text, '<w:color w:val="0563C1"/><w:u w:val="single"/>')
            return self.rng.choice([self.field('HYPERLINK "mailto:%s" ' % text, inner), '<w:hyperlink w:anchor="x" w:history="1">%s</w:hyperlink>' % inner])
        if kind == 'floating':
            return self.box(text)
        if kind in ('sym', 'sym2'):
            font = 'Wingdings' + ('' if kind == 'sym' else ' 2')
            return '<w:r><w:sym w:font="%s" w:char="%s"/></w:r>' % (font, {'sym': ['F0A8', 'F0FE'], 'sym2': ['F0A3', 'F052']}[kind][on])
        if kind == 'control':
            return ('<w:sdt><w:sdtPr><w:id w:val="%d"/><w14:checkbox><w14:checked w14:val="%d"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
                    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>'
                    % (self.id, on, self.text('☒' if on else '☐')))
        if kind in ('filled', 'prompt'):
            empty = '<w:showingPlcHdr/>' if kind == 'prompt' else ''
            inner = self.text(text, '<w:color w:val="808080"/>') if empty else '<w:r><w:br/></w:r>'.join(map(self.text, text.split('\n')))
            return '<w:sdt><w:sdtPr><w:id w:val="%d"/>%s<w:text w:multiLine="1"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>' % (self.id, empty, inner)
        if kind == 'legacy':
            data = ('<w:ffData><w:name w:val="Check%d"/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/><w:default w:val="0"/>%s</w:checkBox>'
                    '</w:ffData>' % (self.id, '<w:checked/>' if on else ''))
            return self.field('FORMCHECKBOX ', '', data)
        return self.field('eq \\o\\ac(□,√)', None) if on else self.text('□')

    def content(self, content, width):
        if isinstance(content, Break):
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        out, last = '', None
        for line in paragraphs(content):
            last = line
            if isinstance(line, Table):
                out += self.table(line, width - 300)
            else:
                out += '<w:p>%s</w:p>' % ''.join(self.run(r) for r in line)
        return out + ('<w:p/>' if isinstance(last, Table) else '')

    def table(self, table, width=9000):
        columns = table.columns()
        each = width // columns
        out = ('<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>%s</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>'
               % (each * columns, BORDERS, '<w:gridCol w:w="%d"/>' % each * columns))
        across = self.rng.random() < 0.1  # merged as Word 97 did it: every column its own cell
        for placed in place(table.rows):
            bound = self.rng.random() < 0.05  # a row inside a content control
            out += '<w:sdt><w:sdtPr><w:id w:val="%d"/></w:sdtPr><w:sdtContent><w:tr>' % self.id if bound else '<w:tr>'
            for _, cell, span in placed:
                if across and cell and cell.rowspan == 1 and span > 1:
                    width = '<w:tcW w:w="%d" w:type="dxa"/>' % each
                    out += '<w:tc><w:tcPr>%s<w:hMerge w:val="restart"/></w:tcPr>%s</w:tc>' % (width, self.content(cell.content, each * span))
                    out += ('<w:tc><w:tcPr>%s<w:hMerge/></w:tcPr><w:p/></w:tc>' % width) * (span - 1)
                    continue
                properties = '<w:tcW w:w="%d" w:type="dxa"/>' % (each * span) + ('<w:gridSpan w:val="%d"/>' % span if span > 1 else '')
                if cell is None:
                    out += '<w:tc><w:tcPr>%s<w:vMerge/></w:tcPr><w:p/></w:tc>' % properties
                    continue
                properties += '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ''
                out += '<w:tc><w:tcPr>%s</w:tcPr>%s</w:tc>' % (properties, self.content(cell.content, each * span))
            out += '</w:tr></w:sdtContent></w:sdt>' if bound else '</w:tr>'
        return out + '</w:tbl>'


def write(path, blocks, rng):
    writer = Writer(rng)
    wide = any(isinstance(b, Table) and b.columns() > 7 for b in blocks)
    width = 14000 if wide else 9000
    body = ''.join(writer.table(b, width) if isinstance(b, Table) else writer.content(b, width) for b in blocks)
    size = (16838, 11906) if wide else (11906, 16838)
    body += '<w:sectPr><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/></w:sectPr>' % size
    package(path, dict(PACKAGE, **{'word/document.xml': '<w:document %s><w:body>%s</w:body></w:document>' % (SPACES, body)}))
