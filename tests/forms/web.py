"""Forms in a mail's body as HTML: what Word, WPS, QQ Mail, Foxmail and Outlook leave of a table when it is pasted."""
import html

from paper import Table, glyph, paragraphs, place

FAMILY = {'word': ('<p class=MsoNormal align=left style=\'text-align:left\'><span lang=ZH-CN style=\'font-size:10.5pt;font-family:宋体\'>', '</span><o:p></o:p></p>\r\n'),
          'wps': ('<p class="MsoNormal" style="margin-left:0.0000pt;"><span style="mso-spacerun:\'yes\';font-family:宋体;font-size:10.5000pt;">', '</span><o:p></o:p></p>\n'),
          'qq': ('<div style="line-height: 1.5;">', '</div>'), 'foxmail': ('<div>', '</div>\n'),
          'outlook': ('<p class="MsoNormal"><span style="font-size:10.5pt;font-family:&quot;微软雅黑&quot;,sans-serif">', '<o:p></o:p></span></p>\r\n')}
OPEN = {'word': '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta http-equiv=Content-Type '
                'content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!-- p.MsoNormal {margin:0cm;} '
                '--></style></head><body lang=ZH-CN link=blue><div class=WordSection1>\r\n',
        'wps': '<html xmlns:v="urn:schemas-microsoft-com:vml"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name="Generator" '
               'content="WPS"><style>p.MsoNormal{mso-style-name:正文;text-align:justify;}</style></head><body style="tab-interval:21pt;"><!--StartFragment-->\n',
        'qq': '<div style="font-family: &quot;lucida Grande&quot;, Verdana, &quot;Microsoft YaHei&quot;; font-size: 14px;">',
        'foxmail': '<html><head><meta http-equiv="content-type" content="text/html; charset=GB18030"><style>body { line-height: 1.5; }</style></head><body>\n',
        'outlook': '<html xmlns:m="http://schemas.microsoft.com/office/2004/12/omml"><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
                   '<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--></head><body lang="ZH-CN"><div class="WordSection1">\r\n'}
CLOSE = {'word': '</div></body></html>', 'wps': '<!--EndFragment--></body></html>', 'qq': '</div><div><br></div><div style="color:#909090;">发自我的iPhone</div>',
         'foxmail': '<hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left">\n<div><span>qinghe@126.com</span></div></body></html>',
         'outlook': '</div></body></html>'}
TABLE = {'word': '<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style=\'border-collapse:collapse;border:none\'>\r\n',
         'wps': '<table class="MsoTableGrid" style="border-collapse:collapse;width:426.1000pt;" ><tbody>', 'qq': '<table border="1" cellpadding="2" cellspacing="0" '
         'style="border-collapse: collapse;"><tbody>', 'foxmail': '<table style="border-collapse:collapse;" border="1"><colgroup><col width="72"></colgroup><tbody>\n',
         'outlook': '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse">\r\n<tbody>'}
TAGS = {'word': {'underline': '<u>%s</u>', 'bold': '<b>%s</b>', 'strike': '<s>%s</s>', 'highlight': '<span style=\'background:yellow;mso-highlight:yellow\'>%s</span>'},
        'qq': {'underline': '<span style="text-decoration: underline;">%s</span>', 'bold': '<strong>%s</strong>', 'strike': '<strike>%s</strike>',
               'highlight': '<span style="background-color: rgb(255, 255, 0);">%s</span>'},
        'wps': {'underline': '<u><span style="text-decoration:underline;text-underline:single;">%s</span></u>', 'bold': '<b><span style="font-weight:bold;">%s</span></b>',
                'strike': '<s><span style="text-decoration:line-through;">%s</span></s>', 'highlight': '<span style="background:rgb(255,255,0);mso-highlight:rgb(255,255,0);">%s</span>'},
        'foxmail': {'underline': '<u>%s</u>', 'bold': '<span style="font-weight: bold;">%s</span>', 'strike': '<del>%s</del>',
                    'highlight': '<font style="background-color:#ffff00">%s</font>'}}
TAGS['outlook'] = TAGS['word']
CHARSET = {'word': 'gb18030', 'wps': 'utf-8', 'qq': 'utf-8', 'foxmail': 'gb18030', 'outlook': 'utf-8'}
SYMBOLS = {'sym': ('Wingdings', '¨', 'þ'), 'sym2': ('Wingdings 2', '£', 'R')}


class Writer:
    def __init__(self, family, rng):
        self.family, self.rng = family, rng

    def text(self, text):
        out = html.escape(text, False)
        out = out.replace('  ', '&nbsp; ').replace('\t', '<span style="mso-tab-count:1">&nbsp;&nbsp;&nbsp;&nbsp;</span>' if self.family in ('word', 'outlook')
                                                   else '&nbsp; &nbsp; ')
        if self.family == 'word' and len(text) > 6:
            # Word breaks long lines of its source wherever a space is.
            out = out[:3] + '</span><span lang=EN-US></span><span lang=ZH-CN>' + out[3:] if '&' not in out and '<' not in out else out
        return out

    def run(self, run):
        if isinstance(run, str):
            return self.text(run)
        kind, text = run
        if kind == 'link':
            return '<a href="mailto:%s">%s</a>' % (text, text)
        if kind in TAGS['word']:
            return TAGS[self.family][kind] % self.text(text)
        if kind in SYMBOLS:
            font, off, on = SYMBOLS[kind]
            return '<span lang="EN-US" style=\'font-family:"%s";mso-char-type:symbol;mso-symbol-font-family:"%s"\'>%s</span>' % (font, font, on if text == 'on' else off)
        if kind == 'legacy':
            return '<input type="checkbox"%s>' % (self.rng.choice([' checked', ' checked="checked"', ' checked=""']) if text == 'on' else '')
        return self.text(glyph(run))

    def content(self, content, bare=False):
        """Paragraphs; in QQ Mail and Foxmail a cell's text often stands in it without one, broken by <br>."""
        lines = paragraphs(content)
        if bare and not any(isinstance(line, Table) for line in lines):
            return '<br>'.join(''.join(self.run(r) for r in line) for line in lines) or '&nbsp;'
        before, after = FAMILY[self.family]
        return ''.join(self.table(line) if isinstance(line, Table) else before + (''.join(self.run(r) for r in line) or '&nbsp;') + after for line in lines)

    def table(self, table):
        out = TABLE[self.family]
        bare = self.family in ('qq', 'foxmail') and self.rng.random() < 0.6
        for placed in place(table.rows):
            out += '<tr style=\'height:15.6pt\'>'
            for _, cell, span in placed:
                if cell is not None:
                    quote = '' if self.family == 'word' else '"'
                    spans = ''.join(' %s=%s%d%s' % (name, quote, n, quote) for name, n in (('colspan', span), ('rowspan', cell.rowspan)) if n > 1)
                    out += '<td width=%s95%s%s valign=top style=\'border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt\'>%s</td>' % (
                        quote, quote, spans, self.content(cell.content, bare))
            out += '</tr>'
        if self.family == 'word' and self.rng.random() < 0.4:
            out += '<![if !supportMisalignedColumns]><tr height=0>%s</tr><![endif]>' % ''.join('<td width=95 style=\'border:none\'></td>' for _ in range(table.columns()))
        return out + ('' if self.family == 'word' else '</tbody>') + '</table>'


def write(path, blocks, family, rng):
    writer = Writer(family, rng)
    body = ''.join(writer.table(b) if isinstance(b, Table) else writer.content(b) for b in blocks)
    charset = CHARSET[family]
    head = OPEN[family].replace('charset=gb2312', 'charset=' + charset) if charset == 'utf-8' else OPEN[family]
    with open(path, 'wb') as f:
        f.write((head + body + CLOSE[family]).encode(charset))
