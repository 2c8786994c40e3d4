#!/usr/bin/python3
"""Writes the spreadsheets that 120-document.t reads into a folder: sheets.py FOLDER.

As Excel and WPS write them, by hand, each small and about one thing. All persons and places are invented.
"""
import os
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NS = (f'xmlns="{MAIN}" xmlns:r="{REL}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
      'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
      'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')
STYLES = (f'<styleSheet {NS}><numFmts count="4"><numFmt numFmtId="164" formatCode="000000"/>'
          '<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
          '<numFmt numFmtId="166" formatCode="[$-804]aaaa\\ h:mm"/><numFmt numFmtId="167" formatCode="#,##0.00&quot;d&quot;"/>'
          '</numFmts><fonts count="4"><font><sz val="11"/><name val="宋体"/></font><font><b/><name val="宋体"/></font>'
          '<font><u/><strike/><name val="宋体"/></font><font><name val="Wingdings"/></font></fonts>'
          '<cellXfs count="12">' + "".join(f'<xf numFmtId="{number}" fontId="{font}"/>' for number, font in
                                           [(0, 0), (14, 0), (164, 0), (165, 0), (166, 0), (167, 0), (22, 0), (49, 0),
                                            (0, 1), (0, 2), (0, 3), (9, 0)]) + '</cellXfs></styleSheet>')


def rels(*targets):
    """(id, type's ending, target)"""
    return (HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            "".join(f'<Relationship Id="{i}" Type="{REL}/{kind}" Target="{target}"/>' for i, kind, target in targets) +
            '</Relationships>')


def text(ref, value, style=0):
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(ref, value, style=0):
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


def typed(ref, kind, value):
    return f'<c r="{ref}" t="{kind}"><v>{value}</v></c>'


def empty(ref):
    return f'<c r="{ref}" s="1"/>'


def row(at, *cells, props=""):
    return f'<row r="{at}"{props}>{"".join(cells)}</row>'


def sheet(*rows, after="", before=""):
    return f'{HEAD}<worksheet {NS}>{before}<sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'


def xlsx(path, sheets, strings=None, parts=(), book=""):
    """sheets: (name, attributes, xml) each."""
    strings_rel = [("rs", "sharedStrings", "sharedStrings.xml")] if strings else []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        def add(name, content):
            out.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 0, 0, 0)), content)
        add("[Content_Types].xml", HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>')
        add("_rels/.rels", rels(("r1", "officeDocument", "xl/workbook.xml")))
        add("xl/workbook.xml", f'{HEAD}<workbook {NS}>{book}<sheets>' + "".join(
            f'<sheet name="{name}" sheetId="{i}" {props} r:id="rId{i}"/>'
            for i, (name, props, _) in enumerate(sheets, 1)) + '</sheets></workbook>')
        # The files' own numbers run the other way round: only the relations tell which is which.
        add("xl/_rels/workbook.xml.rels", rels(("st", "styles", "styles.xml"), *strings_rel, *(
            (f"rId{i}", "worksheet", f"worksheets/sheet{len(sheets) + 1 - i}.xml")
            for i in range(1, len(sheets) + 1))))
        add("xl/styles.xml", STYLES)
        if strings:
            add("xl/sharedStrings.xml", f'{HEAD}<sst {NS}>{strings}</sst>')
        for i, (_, _, content) in enumerate(sheets, 1):
            add(f"xl/worksheets/sheet{len(sheets) + 1 - i}.xml", content)
        for name, content in parts:
            add(name, content)


SHARED = ('<si><t>姓　名</t><phoneticPr fontId="1"/></si>'
          '<si><r><t>□是</t></r><r><rPr><b/><u/></rPr><t xml:space="preserve"> ☑否</t></r>'
          '<rPh sb="0" eb="2"><t>ヨミ</t></rPh></si>'
          '<si><r><rPr><rFont val="Wingdings"/></rPr><t>þ</t></r><r><rPr><rFont val="宋体"/></rPr><t>是</t></r>'
          '<r><rPr><rFont val="Wingdings 2"/></rPr><t>£</t></r><r><t>否</t></r></si>'
          '<si><t>第一行_x000D_&#10;第二行 A_x0042_C</t></si><si><t/></si>')


def shape(number, column, at, checked, caption, kind="Checkbox", offset=4):
    return (f'<v:shape id="_x0000_s{number}" type="#_x0000_t201"><v:textbox><div style="text-align:left">'
            f'<font face="宋体" size="200">{caption}</font></div></v:textbox><x:ClientData ObjectType="{kind}">'
            f'<x:Anchor>\n {column}, {offset}, {at}, 3, {column + 1}, 5, {at + 1}, 2</x:Anchor>' +
            ('<x:Checked>1</x:Checked>' if checked else '') + '</x:ClientData></v:shape>')


def control(number, relation, column, at):
    return (f'<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="{number}" r:id="{relation}" name="复选框">'
            f'<controlPr><anchor><from><xdr:col>{column}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{at}</xdr:row>'
            '</from></anchor></controlPr></control></mc:Choice></mc:AlternateContent>')


def state(checked):
    return f'<formControlPr xmlns="{MAIN}" objectType="CheckBox"{" checked=" + chr(34) + "Checked" + chr(34) if checked else ""}/>'


def controls(folder):
    cells = sheet(row(1, text("A1", "是否参加"), empty("B1"), text("C1", "同意")),
                  row(2, text("A2", "类别"), text("B2", "照片     科普")),
                  after='<drawing r:id="d1"/><legacyDrawing r:id="v1"/><mc:AlternateContent><mc:Choice Requires="x14">'
                        f'<controls>{control(1025, "c1", 1, 0)}{control(1026, "c2", 1, 0)}</controls></mc:Choice>'
                        '</mc:AlternateContent>')
    vml = ('<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
           'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout/>' +
           shape(1026, 1, 0, False, "否", offset=50) + shape(1025, 1, 0, False, "是") + shape(1027, 2, 0, True, "") +
           shape(1028, 1, 1, True, "", "Radio") + shape(1029, 1, 1, False, "", "Radio", 90) +
           shape(1030, 3, 5, True, "另加") + shape(1031, 0, 0, True, "按钮", "Button") + '</xml>')
    drawing = (f'<xdr:wsDr {NS}><xdr:twoCellAnchor><xdr:sp><xdr:txBody><a:p><a:r><a:t>浮动</a:t></a:r></a:p></xdr:txBody>'
               '</xdr:sp></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>')
    xlsx(f"{folder}/boxes.xlsx", [("报名表", "", cells)], parts=[
        ("xl/worksheets/_rels/sheet1.xml.rels", rels(
            ("v1", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("d1", "drawing", "/xl/drawings/drawing1.xml"),
            ("c1", "ctrlProp", "../ctrlProps/ctrlProp1.xml"), ("c2", "ctrlProp", "../ctrlProps/ctrlProp2.xml"))),
        ("xl/drawings/vmlDrawing1.vml", vml), ("xl/drawings/drawing1.xml", drawing),
        ("xl/ctrlProps/ctrlProp1.xml", state(True)), ("xl/ctrlProps/ctrlProp2.xml", state(False))])
    xlsx(f"{folder}/bare.xlsx", [("表", "", sheet(row(1, text("A1", "同意")), after=f'<controls>{control(1, "c1", 0, 0)}'
                                                                                '</controls>'))], parts=[
        ("xl/worksheets/_rels/sheet1.xml.rels", rels(("c1", "ctrlProp", "../ctrlProps/ctrlProp1.xml"))),
        ("xl/ctrlProps/ctrlProp1.xml", state(True))])


def workbooks(folder):
    xlsx(f"{folder}/strings.xlsx", [("回执表", "", sheet(
        row(1, typed("A1", "s", 0), typed("B1", "s", 1)), row(2, typed("A2", "s", 2), typed("B2", "s", 3)),
        row(3, typed("A3", "s", 4), text("B3", "010010"), typed("C3", "s", 99))))], SHARED)
    xlsx(f"{folder}/numbers.xlsx", [("数", "", sheet(
        row(1, number("A1", "13800001234"), number("B1", "0.1"), number("C1", "1.5E3"), number("D1", 10010, 2)),
        row(2, number("A2", 43952, 1), number("B2", 43952, 3), number("C2", "43952.354166666664", 6),
            number("D2", "0.354166666666667", 4)),
        row(3, number("A3", "2.5", 5), number("B3", 0.85, 11), number("C3", 1, 1), number("D3", 61, 1)),
        row(4, typed("A4", "b", 1), typed("B4", "e", "#N/A"), typed("C4", "str", "算出的字"), typed("D4", "d", "2020-05-01T00:00:00")),
        '<row><c><f>A1+1</f><v>13800001235</v></c><c t="str"><f>X()</f></c></row>',
        row(6, text("A6", "粗", 8), text("B6", "划去", 9), text("C6", "þ是", 10), number("D6", "1e999"))))])
    xlsx(f"{folder}/1904.xlsx", [("数", "", sheet(row(1, number("A1", 42490, 1))))], book='<workbookPr date1904="1"/>')
    xlsx(f"{folder}/merged.xlsx", [("格", "", sheet(
        row(1, text("A1", "标题"), empty("B1"), empty("C1")), row(2, text("A2", "竖"), text("B2", "丙"), empty("C2")),
        row(3, empty("A3"), text("B3", "丁"), text("C3", "")), row(4, text("A4", "备注"), empty("B4")),
        row(9, empty("A9")), after='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="$A$2:$A$3"/>'
        '<mergeCell ref="B4:C8"/><mergeCell ref="D9:C1"/><mergeCell ref="x"/></mergeCells>'))])
    xlsx(f"{folder}/hidden.xlsx", [
        ("藏", 'state="hidden"', sheet(row(1, text("A1", "不见")))), ("看", "", sheet(
            row(1, text("A1", "见"), text("B1", "藏列"), text("C1", "见")), row(2, text("A2", "藏行"), props=' hidden="1"'),
            row(3, text("A3", "见")), before='<cols><col min="2" max="2" hidden="1"/></cols>')),
        ("深藏", 'state="veryHidden"', sheet(row(1, text("A1", "不见")))), ("第二", "", sheet(row(2, text("B2", "又"))))])
    xlsx(f"{folder}/subset.xlsx", [("表", "", sheet(row(1, text("A1", "甲"))).replace(
        HEAD, HEAD + '<!DOCTYPE x [<!ENTITY y "z">]>'))])
    xlsx(f"{folder}/torn.xlsx", [("表", "", sheet(row(1, text("A1", "读到这里"), text("B1", "断"))).split("断")[0])])
    controls(folder)


CSV = {
    "plain.csv": "姓名,电话,备注\r\n王小明,01012345678,\"说“好”,\"\"真\"\"好\"\r\n李小红,,\"两\n行\"\r\n".encode(),
    "gbk.csv": "姓名;电话\n王小明;13800001234\n".encode("gbk"),
    "bom.csv": "\ufeff\"姓名\"\t\"单位\"\n\"王小明\"\t\"□是 ☑否\"".encode(),
    "utf16.csv": "姓名\t电话\r\n王小明\t138\r\n".encode("utf-16"),
    "sep.csv": "sep=;\r\n甲,乙;丙\r\n".encode(),
    "open.csv": "姓名,\"没有结束\n王小明,\"好\"的\n".encode(),
}


def main(folder):
    os.makedirs(folder, exist_ok=True)
    workbooks(folder)
    for name, content in CSV.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(content)


if __name__ == "__main__":
    main(sys.argv[1])
