#!/usr/bin/python3
"""Writes the PDFs that 120-document.t reads into a folder: pdfs.py FOLDER.

By hand: ruled tables with Chinese text in a font that is not embedded (Adobe's own collection, Adobe-GB1, with a
ToUnicode map), form fields, little squares. All persons and places are invented.
"""
import os
import sys
import zlib


class Pdf:
    """Objects by number; pages get their content as bytes."""

    def __init__(self):
        self.objects = [b"", b""]  # catalog and pages come last
        self.pages = []
        self.fields = []
        self.catalog = b""
        self.font = self.add(b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
                             b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
                             b"/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName"
                             b"/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
                             b"/CapHeight 880/StemV 93>>>>]>>")
        self.symbols = self.add(b"<</Type/Font/Subtype/TrueType/BaseFont/Wingdings-Regular/FirstChar 0/LastChar 255/Widths["
                                + b"900 " * 256 + b"]/FontDescriptor<</Type/FontDescriptor/FontName/Wingdings-Regular"
                                b"/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 900"
                                b"/StemV 80>>>>")

    def add(self, body, stream=None):
        if stream is not None:
            packed = zlib.compress(stream)
            body = body[:-2] + b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
        self.objects.append(body)
        return len(self.objects)

    def page(self, content, extra=b"", fields=()):
        stream = self.add(b"<<>>", content)
        self.pages.append(self.add(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F %d 0 R/W %d 0 R"
            b"/H<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Annots[%s]%s>>" % (
                stream, self.font, self.symbols, b" ".join(b"%d 0 R" % f for f in fields), extra)))
        self.fields += fields

    def field(self, name, kind, rect, body):
        return self.add(b"<</Type/Annot/Subtype/Widget/FT/%s/T%s/Rect[%s]%s>>" % (
            kind, hexed(name), b" ".join(b"%d" % v for v in rect), body))

    def write(self, path, encrypt=b""):
        self.objects[0] = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>%s>>" % (
            b" ".join(b"%d 0 R" % f for f in self.fields), self.catalog)
        self.objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
            len(self.pages), b" ".join(b"%d 0 R" % p for p in self.pages))
        out, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, encrypt, start)
        with open(path, "wb") as file:
            file.write(out)


def hexed(text):
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"


def text(x, y, value, size=12, font=b"F"):
    if font == b"F":
        shown = b"<" + value.encode("utf-16-be").hex().encode() + b">"
    else:
        shown = b"<" + (value if isinstance(value, bytes) else value.encode("latin-1")).hex().encode() + b">"
    return b"BT /%s %d Tf %d %d Td %s Tj ET\n" % (font, size, x, y, shown)


def line(x1, y1, x2, y2):
    return b"0.5 w %d %d m %d %d l S\n" % (x1, y1, x2, y2)


def grid(xs, ys):
    return b"".join(line(xs[0], y, xs[-1], y) for y in ys) + b"".join(line(x, ys[0], x, ys[-1]) for x in xs)


def square(x, y, side=9):
    return b"0.7 w %d %d %d %d re S\n" % (x, y, side, side)


def form(folder):
    pdf = Pdf()
    content = (text(230, 780, "活动回执表", 18) + grid([60, 160, 540], [700, 730, 760]) +
               line(60, 640, 540, 640) + line(60, 640, 60, 700) + line(540, 640, 540, 700) + line(160, 640, 160, 700) +
               line(350, 640, 350, 700) + line(160, 670, 350, 670) +
               text(64, 740, "单位名称") + text(164, 740, "测试市人民医院") +
               # Out of order, and an address that goes on in a second line.
               text(76, 710, "址") + text(64, 710, "地") + text(164, 716, "测试省测试市试验区样例街道一百二十三号示范大厦甲座十层东侧南向") +
               text(164, 703, "一〇〇一室") + text(64, 665, "是否参加") + text(64, 650, "（单选）") +
               text(164, 680, "是") + text(190, 680, "√") + text(164, 650, "王小明") +
               text(354, 680, b"\xfe", 12, b"W") + text(368, 680, "同意") + text(400, 680, b"\xa8", 12, b"W") +
               text(414, 680, "不同意") + text(354, 650, "第一段。") + text(60, 600, "备注：2020年5月1日前"))
    pdf.page(content)
    pdf.write(f"{folder}/form.pdf")


def boxes(folder):
    pdf = Pdf()
    content = (grid([60, 160, 540], [700, 730, 760]) + text(64, 740, "参加") + square(170, 738) + text(184, 738, "是") +
               square(210, 738) + text(224, 738, "否") + b"1.5 w 212 742 m 214 740 l 218 746 l S\n" +
               # A square near the edge of its cell, squares with digits.
               square(164, 702) + text(178, 704, "照片") + text(64, 710, "邮编") + square(300, 708, 14) + text(301, 710, "2") +
               square(330, 708, 14) + text(331, 710, "5") +
               # An underline and the frame of a picture rule no table.
               text(60, 660, "签名") + line(90, 655, 200, 655))
    pdf.page(content)
    pdf.write(f"{folder}/squares.pdf")


def fields(folder):
    pdf = Pdf()
    drawn = pdf.add(b"<</Type/XObject/Subtype/Form/BBox[0 0 12 12]>>", b" ")
    look = b"/AP<</N<</On %d 0 R/Off %d 0 R>>>>" % (drawn, drawn)
    name = pdf.field("name", b"Tx", (170, 735, 400, 755), b"/V" + hexed("王小明"))
    empty = pdf.field("phone", b"Tx", (170, 705, 400, 725), b"")
    yes = pdf.field("join", b"Btn", (170, 678, 182, 690), b"/V/On/AS/On" + look)
    no = pdf.field("refuse", b"Btn", (220, 678, 232, 690), b"/V/Off/AS/Off" + look)
    kind = pdf.field("kind", b"Ch", (170, 645, 300, 665), b"/Ff 131072/Opt[(A)" + hexed("照片") + b"]/V" + hexed("照片"))
    push = pdf.field("send", b"Btn", (400, 645, 460, 665), b"/Ff 65536")
    content = (grid([60, 160, 540], [640, 670, 700, 730, 760]) + text(64, 740, "姓名") + text(64, 710, "电话") +
               text(64, 680, "参加") + text(186, 680, "是") + text(236, 680, "否") + text(64, 650, "类别"))
    pdf.page(content, fields=[name, empty, yes, no, kind, push])
    pdf.write(f"{folder}/fields.pdf")


def pages(folder):
    """A table over two pages with finer columns on the second, two tables on one page, one inside another."""
    pdf = Pdf()
    pdf.page(text(60, 800, "第一页") + grid([60, 160, 540], [80, 110, 140]) + text(64, 120, "姓名") + text(164, 120, "王小明") +
             text(64, 90, "单位") + text(164, 90, "测试医院") + text(290, 30, "- 1 -", 10))
    pdf.page(grid([60, 160, 300, 540], [740, 770]) + text(64, 750, "电话") + text(164, 750, "01012345678") +
             text(304, 750, "邮箱") + text(60, 700, "另一张表：") + grid([60, 300], [600, 680]) +
             text(64, 665, "外层") + grid([80, 160, 280], [620, 650]) + text(84, 630, "内") + text(164, 630, "层"))
    pdf.page(grid([60, 160, 540], [740, 770]) + text(64, 750, "别的") + text(164, 750, "表"))
    pdf.write(f"{folder}/pages.pdf")


def faults(folder):
    pdf = Pdf()
    pdf.page(square(100, 100, 200))
    pdf.write(f"{folder}/scan.pdf")
    pdf = Pdf()
    pdf.page(text(60, 700, "甲"))
    pdf.write(f"{folder}/encrypted.pdf", b"/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<" + b"41" * 32 + b">/U<" + b"42" * 32 +
              b">>>/ID[<00><00>]")
    pdf.write(f"{folder}/torn.pdf")
    with open(f"{folder}/torn.pdf", "r+b") as file:
        file.truncate(os.path.getsize(f"{folder}/torn.pdf") - 60)
    with open(f"{folder}/hollow.pdf", "wb") as file:
        file.write(b"%PDF-1.4\nnothing\n")
    pdf = Pdf()
    for number in range(1, 25):
        pdf.page(text(60, 700, f"第{number}页"))
    pdf.write(f"{folder}/long.pdf")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for make in (form, boxes, fields, pages, faults):
        make(folder)


if __name__ == "__main__":
    main(sys.argv[1])
