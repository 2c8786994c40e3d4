#!/usr/bin/python3
"""Writes the documents that 120-document.t reads into a folder: make.py FOLDER.

Each is small and shows one thing: a mark style, a shape of table, a habit of an office program, or a fault. What the
reader must see in NAME stands in NAME.want. All persons and places are invented.
"""
import os
import sys
import zipfile

import old

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = (f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
      'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
      'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
      'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
      'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
      'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
      'xmlns:v="urn:schemas-microsoft-com:vml"')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="%s"/></Relationships>')
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/></Types>')
STYLES = (f'<w:styles {NS}>'
          '<w:style w:type="character" w:styleId="mark"><w:rPr><w:highlight w:val="yellow"/></w:rPr></w:style>'
          '<w:style w:type="character" w:styleId="deep"><w:basedOn w:val="mark"/><w:rPr><w:u w:val="single"/></w:rPr>'
          '</w:style><w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
          '<w:style w:type="paragraph" w:styleId="head"><w:rPr><w:b/></w:rPr></w:style>'
          '<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/><w:rPr><w:b/></w:rPr></w:style>'
          '</w:styles>')


def r(text, props=""):
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs, style=""):
    style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{style}{"".join(runs)}</w:p>'


def tc(content, span=1, merge=None, extra=""):
    props = extra
    if span > 1:
        props += f'<w:gridSpan w:val="{span}"/>'
    if merge == "restart":
        props += '<w:vMerge w:val="restart"/>'
    elif merge:
        props += '<w:vMerge/>'
    if not content.startswith("<w:"):
        content = p(r(content))
    return f'<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>'


def tr(*cells, props=""):
    return f'<w:tr><w:trPr>{props}</w:trPr>{"".join(cells)}</w:tr>'


def tbl(*rows):
    return f'<w:tbl>{"".join(rows)}</w:tbl>'


def sym(font, code):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def font(name, text):
    return r(text, f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>')


def sdt(content, tag="", props=""):
    tag = f'<w:tag w:val="{tag}"/>' if tag else ""
    return f'<w:sdt><w:sdtPr>{tag}{props}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def box(on, tag=""):
    return sdt(r("☒" if on else "☐"), tag, f'<w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox>')


def char(kind, data=""):
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


def instr(*texts):
    return "".join(f'<w:r><w:instrText xml:space="preserve">{t}</w:instrText></w:r>' for t in texts)


def legacy(data):
    return (char("begin", f'<w:ffData><w:checkBox><w:sizeAuto/>{data}</w:checkBox></w:ffData>') +
            instr(" FORMCHECKBOX ") + char("separate") + char("end"))


def eq(*texts):
    return char("begin") + instr(*texts) + char("end")


def textbox(content):
    choice = ('<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>'
              f'{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>')
    fallback = f'<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>'
    return (f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice><mc:Fallback>{fallback}'
            '</mc:Fallback></mc:AlternateContent></w:r>')


ELLIPSE = ('<w:r><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:spPr><a:prstGeom prst="ellipse"/>'
           '</wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>')
PICTURE = '<w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed="r9"/></a:graphic></wp:inline></w:drawing></w:r>'
TRACK = 'w:id="1" w:author="某人" w:date="2020-05-01T00:00:00Z"'

DOCX = {
    "glyphs": p(r("☑是 □否")) + p(r("□√是 □否")) + p(r("√是 □否")) + p(r("□是√ □否")) + p(r("■是 □否")) +
              p(r("☒是 ☐否")) + p(r("是（√）否（ ）")) + p(r("●男 ○女 ◎其他")) + p(r("🗹是 ⬜否 ❑ ▢")) +
              p(r("✔️是 ✗否 ✘")) + p(r("√⃞是 口否")),
    "times": p(r("1920×1080像素")) + p(r("1920"), r("×", "<w:b/>"), r("1080")) + p(r("3 × 4")) + p(r("×××杂志社")) +
             p(r("是× 否√")),
    "wingdings": p(sym("Wingdings", "F0FE"), r("是"), sym("Wingdings", "F0A8"), r("否")) +
                 p(sym("Wingdings", "F0FD"), sym("Wingdings", "F0FC"), sym("Wingdings", "F06F"),
                   sym("Wingdings", "F06E")) +
                 p(sym("Wingdings 2", "F052"), r("是"), sym("Wingdings 2", "F0A3"), r("否")) +
                 p(sym("Wingdings 2", "F051"), sym("Wingdings 2", "F050"), sym("Wingdings 2", "F054")) +
                 p(font("Wingdings", "\uf0fe"), r("是"), font("Wingdings", "þ"), font("Wingdings", "o"), r("否")) +
                 p(font("Wingdings 2", "R"), r("是"), font("Wingdings 2", "£"), r("否"), r("\uf0fe")) +
                 p(sym("Symbol", "F0B7"), r("项目")),
    "controls": p(box(1, "join"), r("是"), box(0), r("否")) +
                tbl(tr(tc("姓名"), tc(p(sdt(r("王小明"), "name")))),
                    tr(tc("邮箱"), tc(sdt(p(r("单击此处输入文字")), "email", "<w:showingPlcHdr/>"))),
                    tr(tc("地址"), sdt(tc("测试路1号"), "address")),
                    sdt(tr(tc("备注"), tc("无")), "row")) +
                sdt(p(r("甲")) + p(r("乙")), "synopsis") + p(r("电话"), sdt(r("  "), "phone")),
    "legacy": p(legacy('<w:default w:val="0"/><w:checked/>'), r("是"), legacy('<w:default w:val="0"/>'), r("否")) +
              p(legacy('<w:default w:val="1"/>'), legacy('<w:default w:val="1"/><w:checked w:val="0"/>')) +
              p(char("begin", '<w:ffData><w:textInput/></w:ffData>'), instr(" FORMTEXT "), char("separate"),
                r("王小明"), char("end"), r("先生")) +
              p(char("begin", '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="照片"/>'
                     '<w:listEntry w:val="科普"/></w:ddList></w:ffData>'), instr(" FORMDROPDOWN "), char("end")) +
              p(char("begin"), instr(" HYPERLINK x "), char("separate"), r("链接"), char("end"), r("之后")) +
              p(char("begin"), instr(" PAGE ")) + p(r("没有结束的域之后")),
    "eq": p(eq(r" eq \o\ac(□,√)"), r("是 □否")) + p(eq(r" eq \o\ac(", "□", ",√)"), r("拆开的指令")) +
          p(eq(r"EQ \o \ac (○,是)"), r(" 否")) + p(eq(r"eq \o\ac(○,1)"), r("序号")) + p(eq(r"eq \x(√)"), r("框")) +
          p(char("begin"), instr(r" eq \o\ac(□,\s\up1(√))"), char("separate"), r("√"), char("end"), r("有结果")) +
          p('<w:fldSimple w:instr=" eq \\o\\ac(□,×) "><w:r><w:t>x</w:t></w:r></w:fldSimple>', r("简单域")) +
          p(char("begin"), instr(r" eq \o\ac(□,"), sym("Wingdings", "F0FC"), instr(")"), char("end"), r("符号")),
    "styles": p(r("□是", "<w:u w:val=\"single\"/>"), r(" □否")) + p(r("□是", "<w:b/>"), r(" □否", "<w:b w:val=\"0\"/>")) +
              p(r("□是", '<w:highlight w:val="yellow"/>'), r("□否", '<w:highlight w:val="none"/>')) +
              p(r("□是", '<w:shd w:val="clear" w:fill="FFFF00"/>'), r("□否", '<w:shd w:val="clear" w:fill="auto"/>')) +
              p(r("□是"), r("□否", "<w:strike/>"), r("x", "<w:dstrike/>")) +
              p(r("框", '<w:bdr w:val="single"/>'), r("点", '<w:em w:val="dot"/>')) +
              p(r("样式", '<w:rStyle w:val="mark"/>'), r("继承", '<w:rStyle w:val="deep"/>'),
                r("隐", '<w:rStyle w:val="gone"/>'), r("环", '<w:rStyle w:val="loop"/>')) +
              p(r("标题"), r("不粗", '<w:b w:val="0"/>'), style="head") + p(r("看"), r("不见", "<w:vanish/>")),
    "tracked": p(f'<w:del {TRACK}><w:r><w:delText>□</w:delText></w:r></w:del><w:ins {TRACK}>{r("☑")}</w:ins>',
                 r("是"), f'<w:moveFrom {TRACK}>{r("旧")}</w:moveFrom><w:moveTo {TRACK}>{r("新")}</w:moveTo>') +
               tbl(tr(tc("一"), tc("二")), tr(tc("删"), tc("除"), props=f'<w:del {TRACK}/>'),
                   tr(tc("增"), tc("加"), props=f'<w:ins {TRACK}/>'),
                   tr(tc("藏"), tc("起"), props='<w:hidden/>')),
    "grid": tbl(tr(tc("A", 2), tc("B", 1, "restart")), tr(tc("C"), tc("D"), tc("", 1, "go")),
                tr(tc("E", 1, "restart"), tc("F", 2)), tr(tc("", 1, "go"), tc("G", 2)),
                tr(tc("H"), props='<w:gridBefore w:val="2"/>'),
                tr(tc("I", 1, None, '<w:hMerge w:val="restart"/>'), tc("", 1, None, '<w:hMerge/>'), tc("J")),
                tr(tc("K", 1, "go"), tc("L"), tc("M"))),
    "nested": tbl(tr(tc(p(r("外")) + tbl(tr(tc("内1"), tc("内2"))) + p()), tc("右"))) +
              tbl(tr(tc(tbl(tr(tc(tbl(tr(tc("三层")))))) + p(r("尾"))))),
    "floating": tbl(tr(tc(p(r("□是 □否"), textbox(p(r("√")))))), tr(tc(p(r("□是 □否"), ELLIPSE)))) +
                p(PICTURE, r("图")) + p(textbox(tbl(tr(tc("框中表"))))),
    "odd": p('<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r>',
             '<w:hyperlink>' + r("链") + '</w:hyperlink><w:smartTag>' + r("签") + '</w:smartTag>',
             '<w:r><w:ruby><w:rt>' + r("yin") + '</w:rt><w:rubyBase>' + r("音") + '</w:rubyBase></w:ruby></w:r>') +
           '<w:customXml>' + p(r("自定义")) + '</w:customXml><w:altChunk r:id="r5"/>' + p(r("零\u200b宽 &amp; &lt;")),
}

HTML = {
    "word.html": """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=gb2312>
<style><!-- .MsoNormal {margin:0} span.hl {background:yellow} .w {font-family:Wingdings} .no{display:none} --></style>
</head><body><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->
<p class=MsoNormal>您好，<o:p></o:p></p><p>姓&nbsp;&nbsp;名：<u>王小明</u>
   第二行<br>第三行<br></p>
<p><span style='font-family:Wingdings'>&thorn;</span>是 <span style='font-family:Wingdings'>&uml;</span>否
<font face="Wingdings 2">R</font><span class=w>o</span><span style='mso-char-type:symbol;mso-symbol-font-family:"Wingdings 2"'>&pound;</span></p>
<p><span class=hl>□是</span> <span style="background:white">□否</span><span class=no>看不见</span><s>删</s>
<del cite="mailto:x" datetime="2020-05-01">旧</del><ins cite="mailto:x" datetime="2020-05-01">新</ins><b>粗</b></p>
<p><!--[if supportFields]><span style='mso-element:field-begin'></span> eq \\o\\ac(<span lang=EN-US>□</span>,√)<span
style='mso-element:field-end'></span><![endif]-->是 <![if !supportEmptyParas]>&nbsp;<![endif]>□否</p>
<w:Sdt CheckBox="t" CheckBoxIsChecked="t" SdtTag="join">☒</w:Sdt><w:Sdt SdtTag="name" ShowingPlcHdr="t">单击此处</w:Sdt>
<w:Sdt SdtTag="phone">13800001234</w:Sdt></body></html>""",
    "grid.html": """<table border=1><caption>表</caption><tr><td rowspan=2>A<td colspan=2>B<tr><td>C<td rowspan=9>D
<tr><td colspan=2>E</table><table><tbody><tr><th>外<td><table><tr><td>内</table>后<td style="display:none">藏</tbody></table>
<div>行一<div>行二</div><br>行三</div><img src=a.jpg><img src=b.gif width=1 height=1>""",
    "inputs.html": """<form><input type=checkbox checked>是 <input type=radio>否 <input type=text value="王小明"> <input
type=hidden value=x><select><option>请选择<option selected>照片</select><textarea>多行
文字</textarea></form><script>x</script><pre>原 样
保留</pre>""",
}


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts:
            out.writestr(name, text)


def docx(path, body, main="word/document.xml", prolog=""):
    write(path, [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS % main),
                 (main, f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document {NS}><w:body>{body}'
                        '</w:body></w:document>'), ("word/styles.xml", STYLES)])


def faults(folder):
    docx(f"{folder}/renamed.docx", p(r("改名的正文")), main="word/document2.xml")
    docx(f"{folder}/elsewhere.docx", p(r("别处的正文")), main="content/body.xml")
    docx(f"{folder}/subset.docx", p(r("&x;")), prolog='<!DOCTYPE d [<!ENTITY x "y">]>')
    docx(f"{folder}/torn.docx", p(r("读到这里")) + tbl(tr(tc("格"), "<w:tc><w:p><w:r><w:t>断")))
    docx(f"{folder}/deep.docx", "".join(f"<w:tbl><w:tr><w:tc>{p(r(str(i)))}" for i in range(25)) +
         "</w:tc></w:tr></w:tbl>" * 25)
    docx(f"{folder}/docx-inside.doc", p(r("名为doc")))
    with open(f"{folder}/html-inside.doc", "w") as file:
        file.write('<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p>名为doc')
    write(f"{folder}/hollow.docx", [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS % "word/document.xml"),
                                     ("word/styles.xml", STYLES)])
    docx(f"{folder}/media.docx", p(r("照片在页眉里")))
    with zipfile.ZipFile(f"{folder}/media.docx", "a") as out:
        out.writestr("word/media/image1.jpeg", b"\xff\xd8\xff\xe0")
        out.writestr("word/media/image2.PNG", b"\x89PNG")
        out.writestr("word/media/movie.mp4", b"\0\0\0")
    docx(f"{folder}/cut.docx", "".join(p(r(f"第{i}段，{i * 7919 % 1000}")) for i in range(500)))
    with open(f"{folder}/cut.docx", "r+b") as file:
        file.truncate(900)
    docx(f"{folder}/bomb.docx", p(r(" " * 70_000_000)))
    with open(f"{folder}/locked.docx", "wb") as file:
        header = bytearray(b"\xff" * 1536)
        header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        header[0x1e] = 9
        header[0x30:0x34] = (1).to_bytes(4, "little")
        header[0x4c:0x50] = bytes(4)
        header[1024:1536] = bytes(512)
        for i, name in enumerate(["Root Entry", "EncryptedPackage"]):
            at = 1024 + 128 * i
            text = name.encode("utf-16-le")
            header[at:at + len(text)] = text
            header[at + 64] = len(text) + 2
            header[at + 66] = 5 - 3 * i
            header[at + 68:at + 76] = b"\xff" * 8
            header[at + 76:at + 80] = (1).to_bytes(4, "little")
        file.write(header)
    with open(f"{folder}/deep.html", "w") as file:
        file.write("<p>前</p>" + "<div>" * 500 + "深" + "</div>" * 500 + "后")
    with open(f"{folder}/deeper.html", "w") as file:
        file.write("<p>前</p>" + "<div>" * 3000 + "深" + "</div>" * 3000 + "后")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, body in DOCX.items():
        docx(f"{folder}/{name}.docx", body)
    for name, text in HTML.items():
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
    with open(f"{folder}/gbk.html", "wb") as file:
        file.write('<meta http-equiv=Content-Type content="text/html; charset=gb2312"><p>姓名：王小明'.encode("gbk"))
    with open(f"{folder}/plain.txt", "wb") as file:
        file.write("姓名：王小明\t电话：13800001234\r\n\r\n□是√　□否\n".encode("gbk"))
    faults(folder)
    old.write(folder)


if __name__ == "__main__":
    main(sys.argv[1])
