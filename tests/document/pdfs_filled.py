#!/usr/bin/python3
"""More PDFs for 120-document.t, as people fill and programs print them: pdfs_filled.py FOLDER.

Annotations, turned and cropped pages, styles that are drawn, tables without lines, rows cut by a page break, fonts whose
codes mean nothing, a dynamic form's waiting page. All persons and places are invented.
"""
import sys

from pdfs import Pdf, grid, hexed, line, square, text


def annotation(pdf, kind, rect, body=b""):
    return pdf.add(b"<</Type/Annot/Subtype/%s/F 4/Rect[%s]%s>>" % (kind, b" ".join(b"%g" % v for v in rect), body))


def annotate(pdf, numbers):
    """Annotations that are no form fields, on the last page."""
    page = pdf.pages[-1] - 1
    pdf.objects[page] = pdf.objects[page].replace(b"/Annots[", b"/Annots[" + b"".join(b"%d 0 R " % n for n in numbers))


def quad(x1, y1, x2, y2):
    return b"/QuadPoints[%d %d %d %d %d %d %d %d]" % (x1, y2, x2, y2, x1, y1, x2, y1)


def annotations(folder):
    pdf = Pdf()
    over = [annotation(pdf, b"FreeText", (170, 733, 300, 757), b"/DA(0 g)/Contents" + hexed("王小明")),
            annotation(pdf, b"FreeText", (170, 672, 182, 690), b"/DA(0 g)/Contents" + hexed("√")),
            annotation(pdf, b"Ink", (168, 640, 184, 660), b"/InkList[[168 650 174 642 184 660]]"),
            annotation(pdf, b"StrikeOut", (226, 674, 242, 692), b"/C[1 0 0]" + quad(226, 674, 242, 692)),
            annotation(pdf, b"Highlight", (164, 704, 248, 724), b"/C[1 1 0]" + quad(164, 704, 248, 724)),
            annotation(pdf, b"FreeText", (400, 733, 500, 757), b"/F 2/DA(0 g)/Contents" + hexed("隐藏"))]
    pdf.page(grid([60, 160, 540], [610, 640, 670, 700, 730, 760]) + text(64, 740, "姓名") + text(64, 710, "地址") +
             text(164, 710, "样例街道一号") + text(64, 680, "参加") + text(170, 676, "□") + text(186, 676, "是") +
             text(214, 676, "□") + text(228, 676, "否") + text(64, 650, "同意") + square(172, 646) +
             text(186, 646, "是") + square(214, 646) + text(228, 646, "否") + text(64, 620, "类别") +
             text(170, 618, "□") + text(184, 618, "照片") + text(230, 618, "□") + text(244, 618, "科普") +
             b"1.2 w 172 622 m 175 619 l 181 630 l S\n")
    annotate(pdf, over[:-1] + [pdf.add(pdf.objects[over[-1] - 1].replace(b"/F 4", b""))])
    pdf.write(f"{folder}/typed-over.pdf")


def turned(folder):
    """The same landscape form on pages that are stored upright, and one whose edges are cropped away."""
    to_page = {90: (b"0 1 -1 0 595 0", lambda x, y: (595 - y, x)), 180: (b"-1 0 0 -1 595 842", lambda x, y: (595 - x, 842 - y)),
               270: (b"0 -1 1 0 0 842", lambda x, y: (y, 842 - x)), 0: (b"1 0 0 1 0 0", lambda x, y: (x, y))}
    pdf = Pdf()
    drawn = pdf.add(b"<</Type/XObject/Subtype/Form/BBox[0 0 12 12]>>", b" ")
    look = b"/AP<</N<</On %d 0 R/Off %d 0 R>>>>" % (drawn, drawn)
    for turn, (matrix, place) in to_page.items():
        def rect(x1, y1, x2, y2):
            (a, b), (c, d) = place(x1, y1), place(x2, y2)
            return min(a, c), min(b, d), max(a, c), max(b, d)
        fields = [pdf.field(f"name{turn}", b"Tx", rect(170, 475, 400, 495), b"/V" + hexed("王小明")),
                  pdf.field(f"join{turn}", b"Btn", rect(170, 448, 182, 460), b"/V/On/AS/On" + look)]
        pdf.page(b"q " + matrix + b" cm\n" + grid([60, 160, 540], [440, 470, 500]) + text(64, 480, "姓名") +
                 text(64, 450, "参加") + text(186, 450, "是") + text(60, 420, "另起一页") + b"Q\n",
                 b"/Rotate %d" % turn + (b"" if turn else b"/CropBox[40 300 560 600]"), fields)
    pdf.write(f"{folder}/turned.pdf")


def styled(folder):
    pdf = Pdf()
    rule = b"0.8 w %g %g m %g %g l S\n"
    pdf.page(b"1 1 0 rg 184 674 24 14 re f 0.85 g 60 640 100 30 re f 0 g\n" + grid([60, 160, 540], [580, 610, 640, 670, 700, 730]) +
             text(64, 710, "参加") + text(170, 710, "□") + text(184, 710, "是") + text(220, 710, "□") + text(234, 710, "否") +
             rule % (184, 708.4, 196, 708.4) + text(64, 678, "类别") + text(170, 678, "□") + text(184, 678, "照片") +
             text(230, 678, "□") + text(244, 678, "科普") + text(64, 650, "同意") + text(170, 650, "□") +
             text(184, 650, "同意") + text(230, 650, "□") + text(244, 650, "不同意") + rule % (244, 654.5, 280, 654.5) +
             # A rule to write on, and text on the edge of its cell: no styles.
             text(64, 620, "签名") + text(170, 618, "王小明") + line(164, 616, 400, 616) + text(64, 590, "备注") +
             text(170, 583, "无"))
    pdf.write(f"{folder}/styled.pdf")


def columns(folder):
    pdf = Pdf()
    content = text(230, 780, "活动回执表", 18)
    rows = [("单位名称", "测试市人民医院", "邮编", "100000"), ("通讯地址", "测试省测试市试验区样例街道一百二十三号"),
            ("联系人", "王小明", "手机", "13800001234"), ("姓　　名", "李小红", "传真")]
    for number, row in enumerate(rows):
        for x, word in zip((70, 150, 360, 420), row):
            content += text(x, 740 - 24 * number, word)
    content += text(150, 650, "续写一行") + text(70, 600, "说明：本表请于截止日期之前寄回，逾期不予受理。")
    prose = ["这是一段没有表格的文字，从左边开始一直写到右边的边界为止，没有列。", "姓名：王小明　　　　　电话：13800001234",
             "单位：测试医院　　　　邮箱：乙", "地址：某某路一号　　　邮编：100000", "□照片　　　□科普", "□视频　　　□音频",
             "□图表　　　□其他"]
    for number, words in enumerate(prose):
        content += text(70, 560 - 20 * number, words)
    pdf.page(content)
    pdf.write(f"{folder}/free.pdf")


def overflow(folder):
    """Words on the border of their cell, numbers broken at its edge."""
    pdf = Pdf()
    pdf.page(grid([60, 120, 200, 260, 540], [640, 670, 700, 730]) + text(64, 710, "邮箱") + text(124, 710, "wang.xm12@hospital") +
             text(230, 706, "手机") + text(264, 710, "13800001234") + text(64, 680, "电话") + text(124, 686, "0100-") +
             text(124, 672, "6000001") + text(204, 680, "手机") + text(264, 680, "无") + text(64, 650, "姓名") +
             text(124, 650, "王小明") + text(204, 650, "类别") + text(470, 650, "□医学科普作品"))
    pdf.write(f"{folder}/overflow.pdf")


def broken(folder):
    pdf = Pdf()
    xs = [60, 160, 300, 540]
    head = lambda y: text(64, y, "序号") + text(164, y, "姓名") + text(304, y, "单位")
    pdf.page(grid(xs, [80, 110, 140, 170]) + head(150) + text(64, 120, "一") + text(164, 120, "王小明") +
             text(304, 120, "测试医院") + text(64, 90, "二") + text(164, 90, "李小红") + text(304, 90, "样例大学附属"))
    pdf.page(grid(xs, [710, 740, 770, 800]) + head(780) + text(304, 750, "中学") + text(64, 720, "三") +
             text(164, 720, "赵小刚") + text(304, 720, "示范社"))
    pdf.write(f"{folder}/page-break.pdf")


def codes(folder):
    """A Type 3 font without a map to Unicode, alone and beside a font that has one; a page that only waits."""
    pdf = Pdf()
    glyphs = b"".join(b"/g%d %d 0 R" % (i, pdf.add(b"<<>>", b"1000 0 0 0 900 900 d1 100 %d 700 80 re f" % (100 + i * 60)))
                      for i in range(12))
    names = b"".join(b"/g%d" % i for i in range(12))
    pdf.symbols = pdf.add(b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 33"
                          b"/LastChar 44/Widths[" + b"1000 " * 12 + b"]/Encoding<</Type/Encoding/Differences[33 " + names +
                          b"]>>/CharProcs<<" + glyphs + b">>/Resources<<>>>>")
    pdf.page(text(60, 700, bytes(range(33, 45)), 12, b"W"))
    pdf.write(f"{folder}/codes.pdf")
    pdf.page(text(60, 700, "姓名：") + text(100, 700, bytes(range(33, 45)), 12, b"W"))
    pdf.write(f"{folder}/codes-partly.pdf")
    pdf = Pdf()
    pdf.page(text(60, 700, "Please wait... If this message is not eventually replaced, your PDF viewer may not be able to "
                  "display this type of document. You can upgrade Adobe Reader.", 12, b"H"))
    pdf.write(f"{folder}/waiting.pdf")


def main(folder):
    for make in (annotations, turned, styled, columns, overflow, broken, codes):
        make(folder)


if __name__ == "__main__":
    main(sys.argv[1])
