"""Makes the mails of the samples and the cases: the two forms of 2020 as .docx, photographs, a PDF, and mails in
the shapes that QQ, 163, Foxmail, Outlook and iPhone really write. Only Python's standard library, and ImageMagick
for photographs. All people, units and numbers are invented; the same call always gives the same bytes.
"""
import base64
import hashlib
import io
import os
import re
import subprocess
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from xml.sax.saxutils import escape

CHINA = timezone(timedelta(hours=8))
OFFICE = "yywsqkfh@126.com"

# ── forms as .docx ──────────────────────────────────────────────────────────────────────────────────────────

NS = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
      'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"')


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def symbol(font, char):
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def content_control(on):
    return ('<w:sdt><w:sdtPr><w14:checkbox>'
            f'<w14:checked w14:val="{int(on)}"/></w14:checkbox></w:sdtPr>'
            f'<w:sdtContent>{run("☒" if on else "☐")}</w:sdtContent></w:sdt>')


def legacy_box(on):
    checked = "<w:checked/>" if on else ""
    return ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>'
            f'<w:default w:val="0"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>'
            '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')


# How people mark one of several options; each takes the label and whether it is chosen.
MARKS = {
    "ballot": lambda label, on: run(("☑" if on else "□") + label),
    "tick": lambda label, on: run(("√" if on else "□") + label),
    "tick-before": lambda label, on: run(("□√" if on else "□") + label),
    "tick-after": lambda label, on: run("□" + label + ("√" if on else "")),
    "black": lambda label, on: run(("■" if on else "□") + label),
    "paren": lambda label, on: run(label + ("（√）" if on else "（　）")),
    "wingdings": lambda label, on: symbol("Wingdings", "F0FE" if on else "F0A8") + run(label),
    "wingdings2": lambda label, on: symbol("Wingdings 2", "F052" if on else "F0A3") + run(label),
    "control": lambda label, on: content_control(on) + run(label),
    "legacy": lambda label, on: legacy_box(on) + run(label),
    "underline": lambda label, on: run("□") + run(label, '<w:u w:val="single"/>' if on else ""),
}


def choices(mark, options):
    """Runs of a row of options: [(label, chosen)]."""
    return run("  ").join(MARKS[mark](label, on) for label, on in options)


def yes_no(mark, value):
    """True, False, None (left open) or "both"."""
    return choices(mark, [("是", value is True or value == "both"), ("否", value is False or value == "both")])


def paragraphs(content):
    """A cell's content: plain text (line by line) or ready runs."""
    if not content.startswith("<w:"):
        return "".join(f"<w:p>{run(line)}</w:p>" for line in content.split("\n"))
    return f"<w:p>{content}</w:p>"


def cell(content, span=1, merge=None):
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += '<w:vMerge w:val="restart"/>' if merge == "first" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs(content)}</w:tc>"


def row(*cells):
    return "<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells) + "</w:tr>"


def table(columns, rows):
    grid = '<w:gridCol w:w="1500"/>' * columns
    return ('<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>'
            + "".join(f'<w:{side} w:val="single" w:sz="4"/>'
                      for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
            + f"</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")


PICTURE = ('<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
           'wordprocessingDrawing"><wp:extent cx="3048000" cy="2286000"/><wp:docPr id="{0}" name="图片 {0}"/>'
           '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
           'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic='
           '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r='
           '"http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId{0}"/>'
           "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>")


def docx(*blocks, pictures=()):
    """A Word file of ready blocks (paragraphs and tables), and of JPEGs behind them."""
    blocks += tuple(PICTURE.format(number) for number in range(1, len(pictures) + 1))
    relations = "".join(
        f'<Relationship Id="rId{number}" Target="media/image{number}.jpeg" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        for number in range(1, len(pictures) + 1))
    document = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f"<w:document {NS}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>")
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": document,
    }
    if pictures:
        parts["word/_rels/document.xml.rels"] = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
            f'"http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>')
    for number, data in enumerate(pictures, 1):
        parts[f"word/media/image{number}.jpeg"] = data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def text_docx(text):
    return docx(paragraphs(text))


JOINS = [("join_media", "媒体征集宣传"), ("join_website", "网站征集宣传"), ("join_wechat", "公众号征集宣传"),
         ("join_inner_page", "期刊内页征集宣传"), ("join_cover", "期刊封页征集宣传"),
         ("join_outreach", "参加基层线下扶贫\n活动宣传")]


def receipt_blocks(values, mark="ballot"):
    """回执表; values by the contract's field names."""
    v = lambda name: values.get(name) or ""
    rows = [
        row("媒体单位名称", cell(v("media_name"), 5)),
        row("通讯地址", cell(v("address"), 3), "邮 箱", v("email")),
        row("联系人", v("contact"), "座机号码", v("landline"), "手机号码", v("mobile")),
        row(cell("参与征集系列活动方式确认（可多选）", 6)),
    ]
    for number, (name, title) in enumerate(JOINS, 1):
        rows.append(row(str(number), cell(title, 3), cell(yes_no(mark, values.get(name)), 2)))
    rows += [
        row("7", cell("其他说明"), cell(v("other_note"), 4)),
        row(cell("特别提示：由主办单位联合支持单位统一制作参与活动报名H5、宣传网页、飘窗、排行榜等电子宣传推广产品，"
                 "并提供给参与媒体和个人上报作品使用。\n特别声明：凡推荐上报的作品，一定保证其真实性、科学性，"
                 "作品原创，文图自负。", 6)),
    ]
    return [paragraphs("附件1"), paragraphs("参与征集公益推广宣传系列活动\n回执表"), table(6, rows),
            paragraphs(f"备注：报名表请用正楷填写清楚，并将电子表格返回至邮箱：{OFFICE}")]


def receipt_docx(values, mark="ballot"):
    return docx(*receipt_blocks(values, mark))


def work_blocks(values, mark="ballot"):
    """推荐报送作品登记表. category and submitted_by may be a list: several options ticked."""
    v = lambda name: values.get(name) or ""
    chosen = lambda name, option: option in (values.get(name) or [])
    form = [
        row("推荐单位名称\n(个人报送不用填写)", cell(v("unit_name"), 5)),
        row("通讯地址", cell(v("unit_address"), 3), "邮编", v("unit_postcode")),
        row("联系人", v("unit_contact"), "座机\n号码", v("unit_landline"), "手机\n号码", v("unit_mobile")),
        row("个人作者姓名", v("author_name"), "邮箱", v("author_email"), "手机\n号码", v("author_mobile")),
        row("通讯地址", cell(v("author_address"), 3), "邮编", v("author_postcode")),
        row(cell(run("作品类别：") + choices(mark, [
            ("最美抗疫瞬间（摄影图片）", chosen("category", "photo")),
            ("医学科普作品（文字、图片、视频、）", chosen("category", "science"))]), 6)),
        row(cell(run("特别声明：推荐作品是否自愿无偿提供本次公益活动  ") + yes_no(mark, values.get("free_of_charge")), 6)),
        row(cell("作品报送形式", 1, "first"),
            cell(choices(mark, [("媒体单位推荐", chosen("submitted_by", "unit"))]), 5)),
        row(cell("", 1, "next"),
            cell(choices(mark, [("个人作者直报（请写明参加活动的信息来源）", chosen("submitted_by", "individual"))])
                 + run("  信息来源：" + v("info_source")), 5)),
        row("作品简介", cell(v("synopsis"), 5)),
        row(cell("特别声明：凡推荐或上报的作品，一定保证其真实性、科学性，作品属原创，图文责任自负。\n"
                 "该作品版权归原作者所有，仅供本次公益活动推广宣传之用，禁止用于商业宣传。", 6)),
    ]
    return [paragraphs("附件2"), paragraphs("推荐报送作品登记表"), table(6, form)]


def work_docx(values, mark="ballot", pictures=()):
    return docx(*work_blocks(values, mark), pictures=pictures)


def both_docx(text, receipt, work):
    """The notice with both forms behind it."""
    return docx(paragraphs(text), *receipt_blocks(receipt), *work_blocks(work))


# ── works ───────────────────────────────────────────────────────────────────────────────────────────────────

def cache_folder():
    folder = os.environ.get("SAMPLES_CACHE") or os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "photos")
    os.makedirs(folder, exist_ok=True)
    return folder


def convert(arguments):
    environment = dict(os.environ, MAGICK_THREAD_LIMIT="1", OMP_NUM_THREADS="1")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.jpg")
        subprocess.run(["convert", *arguments, "jpeg:" + path], check=True, env=environment)
        with open(path, "rb") as file:
            return file.read()


def keep(path, data):
    """Into the cache, whole or not at all: several tests may be filling it."""
    new = f"{path}.{os.getpid()}"
    with open(new, "wb") as file:
        file.write(data)
    os.replace(new, path)


def photo(seed, at_least=0):
    """A real JPEG. With `at_least` bytes: a large picture full of noise, as a camera's sensor makes it, never
    padding; else a small one of some 10 KB, as a chat program leaves it."""
    path = os.path.join(cache_folder(), f"{seed}-{at_least}.jpg")
    number = str(int(token(seed, size=7), 16))
    if os.path.exists(path):
        with open(path, "rb") as file:
            return file.read()
    if not at_least:
        data = convert(["-seed", number, "-size", "320x240", "plasma:fractal", "-quality", "75"])
    else:
        width = 1800
        while True:
            data = convert(["-seed", number, "-size", f"{width}x{width * 3 // 4}", "plasma:fractal",
                            "-attenuate", "0.6", "+noise", "Gaussian", "-quality", "92"])
            if len(data) >= at_least:
                break
            width = width * 5 // 4
    keep(path, data)
    return data


def variant(data, *how, format="jpg"):
    """What a person or a program made of a picture: ImageMagick's arguments, or heif-enc for a HEIC."""
    name = hashlib.sha256(repr((hashlib.sha256(data).hexdigest(), how, format)).encode()).hexdigest()[:24]
    path = os.path.join(cache_folder(), f"{name}.{format}")
    if not os.path.exists(path):
        with tempfile.TemporaryDirectory() as folder:
            before, after = os.path.join(folder, "before.jpg"), os.path.join(folder, "after." + format)
            with open(before, "wb") as file:
                file.write(data)
            command = ["heif-enc", *how, "-o", after, before] if format == "heic" else ["convert", before, *how, after]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                           env=dict(os.environ, MAGICK_THREAD_LIMIT="1", OMP_NUM_THREADS="1"))
            with open(after, "rb") as made:
                keep(path, made.read())
    with open(path, "rb") as file:
        return file.read()


def archive(*files):
    """A ZIP of (name, bytes), stored as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files:
            info = zipfile.ZipInfo(name, (2020, 5, 1, 9, 0, 0))
            info.flag_bits |= 0x800
            packed.writestr(info, data)
    return out.getvalue()


def pdf(text="Wear a mask, wash your hands"):
    """A small but whole PDF of one page."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
               b"/Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


# ── mails ───────────────────────────────────────────────────────────────────────────────────────────────────

def word(text, charset, encoding="B"):
    """An encoded-word of RFC 2047, or the text itself when it is ASCII."""
    if text.isascii():
        return text
    data = text.encode(charset if charset.lower() not in ("gb2312",) else "gbk")
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    quoted = "".join(chr(b) if 48 <= b <= 57 or 65 <= b <= 90 or 97 <= b <= 122 else f"={b:02X}" for b in data)
    return f"=?{charset}?Q?{quoted}?="


def folded(text, charset, encoding="B", size=12):
    """A long text as several encoded-words on folded lines, cut between characters."""
    if text.isascii():
        return text
    return "\r\n ".join(word(text[i:i + size], charset, encoding) for i in range(0, len(text), size))


def base64_lines(data):
    return base64.encodebytes(data).decode().replace("\n", "\r\n")


def rfc_date(moment):
    days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{days[moment.weekday()]}, {moment.day} {months[moment.month - 1]} {moment:%Y %H:%M:%S} +0800"


def token(*parts, size=20):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:size]


class Shape:
    """How one mail program writes: charset, header order, how a file's name is put."""

    def __init__(self, name, charset, encoding="B", address="quoted", date_suffix="", mailer="", extra=(),
                 boundary="----=_Part_{0}", message_id="<{0}@mail.example>", name_style="word", mixed_cte=None):
        self.name, self.charset, self.encoding, self.address = name, charset, encoding, address
        self.date_suffix, self.mailer, self.extra, self.boundary = date_suffix, mailer, extra, boundary
        self.message_id, self.name_style, self.mixed_cte = message_id, name_style, mixed_cte

    def person(self, name, addr):
        if not name:
            return f"<{addr}>" if self.name == "outlook" else addr
        shown = word(name, self.charset, self.encoding)
        return f'"{shown}" <{addr}>' if self.address == "quoted" else f"{shown} <{addr}>"

    def file_headers(self, name, kind):
        shown = word(name, self.charset, self.encoding)
        if self.name_style == "2231" and not name.isascii():
            coded = "".join(f"%{b:02X}" for b in name.encode())
            return (f'Content-Type: {kind}\r\n'
                    f"Content-Disposition: attachment; filename*=utf-8''{coded}\r\n")
        if self.name == "qq":
            return (f'Content-Type: application/octet-stream;\r\n\tcharset="{self.charset}";\r\n\tname="{shown}"\r\n'
                    f'Content-Disposition: attachment; filename="{shown}"\r\n')
        if self.name == "163":
            return (f'Content-Type: {kind}; \r\n\tname="{shown}"\r\n'
                    f'Content-Disposition: attachment; filename="{shown}"\r\n')
        if self.name == "iphone" and kind.startswith("image/"):
            return (f"Content-Type: {kind};\r\n\tname={name};\r\n\tx-apple-part-url={token(name, size=8)}\r\n"
                    f"Content-Disposition: inline;\r\n\tfilename={name}\r\n")
        return (f'Content-Type: {kind};\r\n\tname="{shown}"\r\n'
                f'Content-Disposition: attachment;\r\n\tfilename="{shown}"\r\n')


SHAPES = {
    "qq": Shape("qq", "gb18030", mailer="QQMail 2.x", boundary="----=_NextPart_5EB61A2C_{0}",
                message_id="<tencent_{0}@qq.com>", mixed_cte="8Bit",
                extra=("X-QQ-mid: webmail812t{0}", "X-QQ-STYLE: ", "X-QQ-MIME: TCMime 1.0 by Tencent",
                       "X-QQ-Mailer: QQMail 2.x", "X-Originating-IP: 198.51.100.23")),
    "163": Shape("163", "GBK", encoding="Q", address="plain", date_suffix=" (CST)",
                 mailer="Coremail Webmail Server Version XT5.0.10 build 20190724(ac680a23)\r\n"
                        " Copyright (c) 2002-2020 www.mailtech.cn 163com",
                 boundary="----=_Part_184467_{0}.1588990353123", message_id="<{0}.5c1a.171f7a1e6d3.Coremail@163.com>",
                 extra=("X-Originating-IP: [198.51.100.61]", "X-Coremail-Locale: zh_CN",
                        "X-CM-TRANSID: {0}", "X-CM-SenderInfo: 5lhq3xi")),
    "foxmail": Shape("foxmail", "GB2312", mailer="Foxmail 7.2.15.80[cn]", boundary="----=_001_NextPart{0}_=----",
                     message_id="<20200509{0}@foxmail.example>",
                     extra=("X-GUID: {0}", "X-Has-Attach: yes")),
    "outlook": Shape("outlook", "utf-8", mailer="Microsoft Outlook 16.0",
                     boundary="----=_NextPart_000_0001_{0}", message_id="<000001d625a0${0}$@outlook.example>",
                     extra=("Thread-Index: AdYloNqz{0}", "Content-Language: zh-cn")),
    "exchange": Shape("exchange", "utf-8", mailer="Microsoft Outlook 16.0", name_style="2231",
                      boundary="_004_{0}_", message_id="<{0}@mail.exchange.example>",
                      extra=("X-MS-Has-Attach: yes", "Accept-Language: zh-CN, en-US")),
    "iphone": Shape("iphone", "utf-8", address="plain", mailer="iPhone Mail (17E262)",
                    boundary="Apple-Mail-{0}", message_id="<{0}@iphone.example>"),
}

TYPES = {".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".jpg": "image/jpeg",
         ".jpeg": "image/jpeg", ".pdf": "application/pdf", ".txt": "text/plain", ".zip": "application/zip",
         ".doc": "application/msword"}


def text_part(text, charset, subtype="plain"):
    real = "gbk" if charset.lower() in ("gb2312", "gbk") else charset
    return (f'Content-Type: text/{subtype};\r\n\tcharset="{charset}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + base64_lines(text.replace("\n", "\r\n").encode(real, "xmlcharrefreplace")))


def as_html(text):
    return ('<div style="font-family: 微软雅黑; font-size: 14px;">'
            + "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n")) + "</div>")


def multipart(kind, boundary, parts):
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n', body + f"--{boundary}--\r\n"


def file_part(shape, name, data):
    kind = TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream")
    return shape.file_headers(name, kind) + "Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(data)


def body_of(shape, text, html, files, mark):
    """Header lines and body of the whole content."""
    boundary = shape.boundary.format(token(mark, size=12))
    if shape.name == "iphone":
        content = text_part(text, "utf-8")
    else:
        parts = [text_part(text, shape.charset), text_part(html or as_html(text), shape.charset, "html")]
        head, body = multipart("alternative", boundary + ".alt", parts)
        content = head + "\r\n" + body
    if files:
        head, body = multipart("mixed", boundary, [content] + [file_part(shape, *file) for file in files])
    else:
        head, body = (part + "\r\n" if i == 0 else part for i, part in enumerate(content.split("\r\n\r\n", 1)))
    if files and shape.mixed_cte:
        head += f"Content-Transfer-Encoding: {shape.mixed_cte}\r\n"
    return head, body


def moment_of(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M").replace(
        tzinfo=CHINA)


def mail(shape, sender, subject, date, text="", html=None, files=(), to=OFFICE, received=None, message_id=None,
         extra=()):
    """One mail as bytes. sender: (name, address); date: "2020-05-09 10:12"; received: when the office's server took
    it, a few seconds later by default; extra: further header lines."""
    shape = SHAPES[shape]
    sent = moment_of(date)
    arrived = moment_of(received) if received else sent + timedelta(seconds=3)
    mark = token(shape.name, sender[1], subject, date)
    head, body = body_of(shape, text, html, files, mark)
    lines = [
        f"Received: from mail.{shape.name}.example (unknown [198.51.100.7])\r\n"
        f"\tby mx29 (Coremail) with SMTP id {mark}; {rfc_date(arrived)} (CST)",
        f"From: {shape.person(*sender)}",
        f"To: {shape.person('', to)}",
        f"Subject: {folded(subject, shape.charset, shape.encoding)}",
        f"Date: {rfc_date(sent)}{shape.date_suffix}",
        f"Message-ID: {message_id or shape.message_id.format(mark)}",
        "MIME-Version: 1.0 (1.0)" if shape.name == "iphone" else "MIME-Version: 1.0",
        "X-Priority: 3",
        f"X-Mailer: {shape.mailer}",
        *(line.format(mark) for line in shape.extra),
        *extra,
    ]
    return ("\r\n".join(lines) + "\r\n" + head + "\r\n" + body).encode("ascii", "xmlcharrefreplace")


def received_at(data):
    """When the office's server took the mail: the end of its topmost Received header, in seconds."""
    found = re.search(rb"; (\w+, +\d+ \w+ \d+ [\d:]+ [+-]\d{4})", data)
    return parsedate_to_datetime(found.group(1).decode()).timestamp()


def write_maildir(folder, mails):
    """mails: [(name, bytes)]; all are new, named and dated by their arrival."""
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    for number, (name, data) in enumerate(sorted(mails, key=lambda entry: received_at(entry[1])), 1):
        seconds = received_at(data)
        path = os.path.join(folder, "new", f"{int(seconds)}.M{number:02d}P1.{name}")
        with open(path, "wb") as file:
            file.write(data)
        os.utime(path, (seconds, seconds))
