"""The documents of old formats that 120-document.t reads: .doc, .xls, .rtf. All persons and places are invented."""
import struct

import workbook as x
from compound import (BOLD, DELETED, HIDDEN, HIGHLIGHT, INSERTED, SPECIAL, STRIKE, UNDERLINE, Doc, compound, field, form,
                      sprm, symbol)


def grid():
    doc = Doc()
    doc.p("回执表")
    doc.cell("单位")
    doc.cell("测试杂志社", more=["第一段"])
    doc.row([0, 2000, 8000], [0, 0])
    for text in "类别", "甲", "乙":
        doc.cell(text)
    doc.row([10, 2000, 4995, 8000], [0x60, 0, 0])
    for text in "", "丙", "丁":
        doc.cell(text)
    doc.row([0, 2010, 5000, 8000], [0x20, 0, 0])
    doc.cell("靠右")
    doc.row([5000, 8000], [0])
    for text in "横并", "", "余":
        doc.cell(text)
    doc.row([0, 2000, 5000, 8000], [1, 2, 0])
    for text in "横并", "", "余":
        doc.cell(text)
    doc.row([0, 2000, 5000, 8000], [2, 1, 0])
    doc.cell("删去的行")
    doc.row([0, 8000], [0], mark=DELETED)
    doc.p("表后")
    doc.cell("无边")
    doc.p(props=doc.inside(1) + sprm(0x2417, 1), end="\x07")
    return doc


def nested():
    doc = Doc()
    doc.cell("内一", depth=2)
    doc.cell("内二", depth=2)
    doc.row([0, 1000, 2000], [0, 0], depth=2)
    doc.cell("三层", depth=3)
    doc.row([0, 500], [0], depth=3)
    doc.cell("二层", depth=2)
    doc.row([0, 2000], [0], depth=2)
    doc.cell("外一")
    doc.cell("外二")
    doc.row([0, 4000, 8000], [0, 0])
    return doc


def fields():
    parts = [form(1, 1), form(1, 25, 1), form(1, 0, 1), form(2, 1, 0, ["照片", "科普"]), form(2, 25, 0, ["照片", "科普"])]
    at = [sum(map(len, parts[:i])) for i in range(len(parts))]
    doc = Doc(data=b"".join(parts))
    doc.p(*field(" FORMCHECKBOX ", at[0]), "是 ", *field(" FORMCHECKBOX ", at[2], None), "否")
    doc.p(*field(" FORMCHECKBOX ", at[1]), "默认勾选 ", *field(" FORMCHECKBOX "), "数据丢失")
    doc.p(*field(" FORMDROPDOWN ", at[3]), *field(" FORMDROPDOWN ", at[4]), *field(" FORMTEXT ", None, "王小明"))
    doc.p(*field(r" eq \o\ac(□,√)", None, None), "是 ", *field(r"eq \o\ac(○,×)", None, "结果"), "否")
    doc.p(*field(" CONTROL Forms.CheckBox.1 \\s ", None, "\x01"), "控件 ", *field(" HYPERLINK x ", None, "链接"))
    doc.p(("\x13", SPECIAL), " PAGE 没有结束")
    doc.p("之后", symbol(1, 0xF0FE), "是", symbol(1, 0xF0A8), "否", symbol(2, 0xF052), symbol(0, 0x41), symbol(1, 0xF041))
    doc.p(("\uf0fe", sprm(0x4A4F, 1)), ("þo", sprm(0x4A4F, 1)), ("R£", sprm(0x4A51, 2)), "\uf0a8")
    doc.p(*field(" FORMCHECKBOX ", 0xFFFFFF), "数据在外")
    return doc


def styles():
    doc = Doc(styles=[(1, 0xFFF, b""), (1, 0, BOLD), (2, 0xFFF, UNDERLINE), (1, 1, STRIKE), (1, 4, BOLD)])
    doc.p(("□是", UNDERLINE), " □否")
    doc.p(("□是", BOLD), (" □否", STRIKE), (" 标", HIGHLIGHT), (" 增", INSERTED), ("删", DELETED), ("藏", HIDDEN))
    doc.p("粗体样式", ("不粗", sprm(0x0835, 0)), ("反", sprm(0x0835, 0x81)), ("同", sprm(0x0835, 0x80)), style=1)
    doc.p("又粗又删", ("下划", sprm(0x4A30, 2)), style=3)
    doc.p("自己的基", style=4)
    doc.p("没有的样式", style=99)
    doc.p(("底纹", sprm(0x4866, 7 << 5)), ("白底", sprm(0x4866, 8 << 5)),
          ("彩底", sprm(0xCA71, struct.pack("<IIH", 0xFF000000, 0x0000FFFF, 0))),
          ("自动", sprm(0xCA71, struct.pack("<IIH", 0xFF000000, 0xFF000000, 0))), ("框", sprm(0x6865, 0x00000108)))
    doc.p("1920", ("×", BOLD), "1080\t甲\x0b乙\x1e丙\x1f丁😀")
    doc.p(mark=DELETED)
    return doc


def fast():
    """Pieces out of order, in three encodings, with properties of their own."""
    doc = Doc()
    doc.p("Résumé: ")
    doc.p("姓名：王小明，男")
    doc.p("□是", "□否")
    doc.p("尾")
    doc.changes = [sprm(0x2A3E, 1) + sprm(0x0837, 1)]
    doc.pieces = [(9, "u", 0), (9, "g", 0), (2, "u", 1), (2, "u", 0x55 << 1 | 1 << 8), (None, "u", 0)]
    return doc


def narrow():
    doc = Doc()
    doc.p("Caf\x80 naïve ×", ("þ", sprm(0x4A4F, 1)))
    doc.p("甲")
    doc.pieces = [(14, "b", 0), (None, "u", 0)]
    return doc


def art(number, kind, picture=False):
    out = struct.pack("<HHIII", kind << 4 | 2, 0xF00A, 8, number, 0xA00)
    if picture:
        out += struct.pack("<HHIHI", 1 << 4 | 3, 0xF00B, 6, 0x4104, 1)
    return struct.pack("<HHI", 0xF, 0xF004, len(out)) + out


def floating():
    doc = Doc()
    doc.cell("□是 □否", doc.anchor(1025))
    doc.row([0, 8000], [0])
    first = doc.anchors.pop()
    doc.anchors.append((5, first[1]))
    at = len(doc.characters)
    doc.cell("□是 □否", ("\x08", SPECIAL))
    doc.anchors.append((at + 5, 1027))
    doc.row([0, 8000], [0])
    at = len(doc.characters)
    doc.p("图", ("\x08", SPECIAL), ("\x01", SPECIAL + sprm(0x6A03, 0)))
    doc.anchors.append((at + 1, 1028))
    doc.box(1025, "√", "")
    doc.box(1026, "没有锚的框")
    shapes = art(1025, 202) + art(1027, 3) + art(1028, 1, True)
    doc.drawing = (struct.pack("<HHI", 0xF, 0xF000, 0) + b"\0" + struct.pack("<HHI", 0xF, 0xF002, len(shapes)) + shapes)
    return doc


def huge():
    """A row whose definition stands in the Data stream, as Word writes it for many columns."""
    edges, cells = [400 * i for i in range(31)], [0] * 30
    props = Doc.inside(1) + sprm(0x2417, 1) + sprm(0xD608, bytes([30]) + struct.pack("<31h", *edges) + b"".join(bytes(20) for _ in cells))
    doc = Doc(data=bytes(4) + struct.pack("<H", len(props)) + props)
    for i in range(30):
        doc.cell(str(i + 1))
    doc.p(props=sprm(0x6646, 4), end="\x07")
    return doc


def documents():
    made = {f"{make.__name__}.doc": make().file()
            for make in (grid, nested, fields, styles, fast, narrow, floating, huge)}
    made["floating.wps"] = made.pop("floating.doc")
    locked = grid()
    locked.flags = 0x100
    made["locked.doc"] = locked.file()
    old = grid().streams()
    old["WordDocument"] = struct.pack("<HH", 0xA5DC, 104) + old["WordDocument"][4:]
    made["word95.doc"] = compound(old)
    made["cut.doc"] = cut(grid())
    deep = Doc()
    for depth in range(25, 0, -1):
        deep.cell(str(depth), depth=depth)
        deep.row([0, 1000], [0], depth=depth)
    made["deep.doc"] = deep.file()
    return made


def cut(doc):
    """Cut off in the mail: the text is there, the last of it is not."""
    for i in range(400):
        doc.p(f"第{i}段")
    streams = doc.streams()
    return compound({"1Table": streams["1Table"].ljust(4096, b"\0"), "WordDocument": streams["WordDocument"]})[:-9000]


def sheets():
    heads = (x.font() + x.font(weight=700) + x.font(underline=1) + x.font(flags=8) + x.font("Wingdings") +
             x.record(0x41E, struct.pack("<H", 164) + x.string('yyyy"年"m"月"d"日";@')) +
             x.record(0x41E, struct.pack("<H", 165) + x.string("000000")) +
             x.record(0x41E, struct.pack("<H", 166) + x.string("h:mm:ss AM/PM")) +
             x.style() + x.style(1) + x.style(0, 14) + x.style(0, 164) + x.style(0, 165) + x.style(0, 166) +
             x.style(0, 10) + x.style(0, 22) + x.style(0, 0, True) + x.style(5))
    texts = [x.string("姓名"), x.string("plain", False), x.string("是 否", runs=[(2, 2), (3, 3)]), x.string("长" * 30)]
    body = b"".join(texts)
    middle = len(body) - 20  # between two characters of the last text, which goes on in 8 bits
    strings = (x.record(0xFC, struct.pack("<II", 4, 4) + body[:middle]) + x.record(0x3C, b"\x01" + body[middle:]))
    first = (x.cell(0, 0, "登记表", 1) + x.merge((0, 0, 0, 3), (2, 3, 0, 0), (2, 3, 0, 1), (5, 5, 2, 3)) +
             x.shared(1, 0, 0) + x.shared(1, 1, 1) + x.shared(1, 2, 2) + x.shared(1, 3, 3) + x.shared(1, 0, 99) +
             x.number(2, 0, 13800001234.0) + x.number(2, 1, 43961.0, 2) + x.number(2, 2, 43961.0, 3) +
             x.number(2, 3, 10010.0, 4) + x.number(3, 1, 0.395833333, 5) + x.number(3, 2, 0.5, 6) +
             x.number(3, 3, 43961.75, 7) + x.record(0x27E, struct.pack("<HHHI", 4, 0, 0, 12345 << 2 | 3)) +
             x.record(0xBD, struct.pack("<HH", 4, 1) + struct.pack("<HIHI", 0, 7 << 2 | 2, 2, 43961 << 2 | 2) +
                      struct.pack("<H", 2)) +
             x.formula(4, 3, struct.pack("<B5xH", 0, 0xFFFF)) + x.record(0x207, x.string("公式文字")) +
             x.formula(5, 0, struct.pack("<d", 2.5)) + x.formula(5, 1, struct.pack("<BxBxxxH", 1, 1, 0xFFFF)) +
             x.record(0x205, struct.pack("<HHHBB", 5, 2, 0, 0x2A, 1)) + x.cell(6, 0, "\uf0fe", 9) + x.cell(6, 1, "þ", 9) +
             x.record(0x201, struct.pack("<HHH", 6, 4, 8)) + x.record(0xBE, struct.pack("<HHHHH", 7, 0, 8, 8, 1)) +
             x.BOF["chart"] + x.cell(20, 20, "图表里的") + x.EOF + x.number(6, 2, 110101199001011234.0) +
             x.number(6, 3, -0.1))
    boxes = (x.cell(0, 0, "是否参加") + x.cell(1, 0, "有字的格") + x.drawn(11, 0, 1, 1, "是") + x.drawn(11, 0, 1, 0, "否") +
             x.drawn(12, 0, 2, 2, "其他") + x.drawn(11, 1, 0, 1) + x.drawn(11, 1, 1, 1) + x.drawn(6, 2, 0, None, "文本框") +
             x.drawn(8, 3, 0) + x.drawn(25, 2, 1, None, "批注") + x.drawn(11, 0, 3, 1, "骑行", 1))
    sparse = x.cell(0, 0, "远") + x.cell(60000, 200, "近")
    made = {"cells.xls": x.book([("表一", 0, first), ("列表", 1, x.cell(0, 0, "藏")), ("勾选", 0, boxes),
                                 ("稀", 0, sparse), ("空", 0, b"")], heads, strings)}
    made["epoch.et"] = x.book([("表", 0, x.number(0, 0, 1.0, 1) + x.number(0, 1, 42499.0, 1))],
                              x.record(0x22, b"\1\0") + x.font() + x.style() + x.style(0, 14))
    made["locked.xls"] = x.book([("表", 0, x.cell(0, 0, "密"))], x.record(0x2F, bytes(6)))
    made["excel95.xls"] = compound({"Book": x.record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + x.EOF})
    made["cut.xls"] = x.book([("表", 0, b"".join(x.cell(i, 0, f"第{i}行") for i in range(500)))])[:-9000]
    return made


def gbk(text):
    return "".join(c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gbk")) for c in text)


def uni(text):
    units = struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}h", text.encode("utf-16-le"))
    return "".join(f"\\u{u} ?" for u in units)


HEAD = (r"{\rtf1\ansi\ansicpg936\deff0\uc1{\fonttbl{\f0\fnil\fcharset134 " + gbk("宋体") + r";}{\f1\fcharset2 Wingdings;}"
        r"{\f2\fcharset2 Wingdings 2;}{\f3\fcharset0 Arial;}}{\colortbl;\red255\green255\blue0;\red255\green255\blue255;}"
        r"{\stylesheet{\s0 Normal;}}{\info{\title " + gbk("不读") + "}}\n")


def rtf():
    text = (gbk("王小明") + r"\par " + uni("李小红😀") + r"\par\pard " + "王".encode("gbk").decode("latin-1") + r"\'d0a\par "
            r"{\b " + gbk("粗") + r"}{\ul " + gbk("划") + r"\ulnone " + gbk("不") + r"}{\strike " + gbk("删") + r"}{\highlight1 " +
            gbk("黄") + r"}{\highlight2 " + gbk("白") + r"}{\chcbpat1 " + gbk("底") + r"}{\v " + gbk("藏") + r"}{\deleted " +
            gbk("去") + r"}{\revised " + gbk("增") + r"}\par "
            r"{\f1\'fe}" + gbk("是") + r"{\f1\'a8}" + gbk("否") + r"{\f2 R\'a3}{\f1\u-3842 ?}\par "
            r"{\field{\*\fldinst{ FORMCHECKBOX }{\*\formfield{\fftype1\ffres1\ffdefres0{\*\ffname " + gbk("名") +
            r"}}}}{\fldrslt " + gbk("丢") + r"}}" + gbk("是") + r" {\field{\*\fldinst FORMCHECKBOX {\*\formfield\fftype1\ffres25"
            r"\ffdefres1}}}{\field{\*\fldinst FORMCHECKBOX}{\fldrslt}}\par "
            r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield\fftype2\ffres1{\*\ffl " + gbk("照片") + r"}{\*\ffl " + gbk("科普") +
            r"}}}{\fldrslt " + gbk("照片") + r"}}{\field{\*\fldinst FORMTEXT {\*\formfield\fftype0}}{\fldrslt " + gbk("文字") +
            r"}}{\field{\*\fldinst HYPERLINK x}{\fldrslt " + gbk("链接") + r"}}\par "
            r"{\field{\*\fldinst eq \\o\\ac(" + uni("□") + "," + gbk("√") + r")}}" + gbk("是 □否") + r"\par "
            r"a\tab b\line c\~d\_e\-f\emdash\{\}\\\bin3 {}}g\par "
            r"{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict 00}}}{\shptxt \pard " + gbk("√") + r"\par}}{\shprslt x}}" + gbk("框") +
            r"{\*\shppict{\pict\bin2 }}}}{\nonshppict{\pict 00}}{\*\unknown x}{\header y}{\*\ud z}\par "
            r"{\object\objocx{\*\objclass Forms.CheckBox.1}{\result " + gbk("控件") + r"}}")
    row = r"\trowd\trleft0\cellx2000\cellx8000 "
    table = (row + r"\pard\intbl " + gbk("一") + r"\par " + gbk("二") + r"\cell " + gbk("三") + r"\cell\row "
             r"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx8000\intbl " + gbk("竖") + r"\cell " + gbk("横") +
             r"\cell\cell\row\trowd\clvmrg\cellx1000\cellx2000\cellx8000 \cell " + gbk("四") + r"\cell " + gbk("五") + r"\cell\row"
             r"\pard\intbl\itap2 " + gbk("内") + r"\nestcell{\*\nesttableprops\trowd\cellx500\nestrow}{\nonesttables\par}"
             r"\pard\intbl " + gbk("外") + r"\cell " + gbk("右") + r"\cell\trowd\cellx4000\cellx8000\row\pard " + gbk("表后"))
    made = {"text.rtf": HEAD + text + "}", "table.rtf": HEAD + table + r"\par}", "cut.rtf": HEAD + table[:200],
            "rtf-inside.doc": HEAD + gbk("名为doc") + "}", "deep.rtf": HEAD + gbk("前") + "{" * 400 + "x" + "}" * 400 +
            gbk("后") + "}", "not.rtf": r"{\rtf"}
    return {name: body.encode("latin-1") for name, body in made.items()}


def write(folder):
    for name, data in {**documents(), **sheets(), **rtf()}.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)
