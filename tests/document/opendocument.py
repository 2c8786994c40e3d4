#!/usr/bin/python3
"""Writes the OpenDocument files that 120-document.t reads into a folder: opendocument.py FOLDER.

By hand, as LibreOffice writes them. All persons and places are invented.
"""
import os
import sys
import zipfile

URN = "urn:oasis:names:tc:opendocument:xmlns:"
NS = " ".join(f'xmlns:{name}="{uri}"' for name, uri in [
    ("office", URN + "office:1.0"), ("text", URN + "text:1.0"), ("table", URN + "table:1.0"), ("style", URN + "style:1.0"),
    ("draw", URN + "drawing:1.0"), ("form", URN + "form:1.0"), ("fo", URN + "xsl-fo-compatible:1.0"),
    ("dc", "http://purl.org/dc/elements/1.1/"), ("loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"),
    ("field", "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0")])


def style(name, family, text="", parent="", table=""):
    parent = f' style:parent-style-name="{parent}"' if parent else ""
    return (f'<style:style style:name="{name}" style:family="{family}"{parent}>'
            f'<style:table-properties {table}/><style:text-properties {text}/></style:style>')


AUTOMATIC = "".join([
    style("T1", "text", 'fo:font-weight="bold"'), style("T2", "text", 'style:text-underline-style="solid"', "T1"),
    style("T3", "text", 'style:text-line-through-style="solid" fo:background-color="#ffff00"'),
    style("T4", "text", 'text:display="none"'), style("T5", "text", 'style:font-name="Wingdings"'),
    style("T6", "text", 'fo:font-weight="normal"', "T6"), style("P1", "paragraph", 'fo:font-weight="bold"'),
    style("ta1", "table", table='table:display="true"'), style("ta2", "table", table='table:display="false"'),
    style("ce1", "table-cell", 'fo:font-weight="bold"')])


def write(path, kind, body, extra=(), prolog=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        def add(name, content):
            out.writestr(zipfile.ZipInfo(name, (2020, 5, 1, 0, 0, 0)), content)
        add("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        add("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NS}>'
            f'<office:automatic-styles>{AUTOMATIC}</office:automatic-styles><office:body><office:{kind}>{body}'
            f'</office:{kind}></office:body></office:document-content>')
        for name, content in extra:
            add(name, content)


def p(*content, style=""):
    style = f' text:style-name="{style}"' if style else ""
    return f'<text:p{style}>{"".join(content)}</text:p>'


def span(name, content):
    return f'<text:span text:style-name="{name}">{content}</text:span>'


def td(content="", props=""):
    if content and not content.startswith("<"):
        content = p(content)
    return f'<table:table-cell {props}>{content}</table:table-cell>'


def tr(*cells, props=""):
    return f'<table:table-row {props}>{"".join(cells)}</table:table-row>'


def table(*rows, props="", columns=""):
    return f'<table:table {props}>{columns}{"".join(rows)}</table:table>'


GONE = '<table:covered-table-cell/>'
FORMS = ('<office:forms><form:form><form:checkbox form:id="c1" form:label="是" form:current-state="checked"/>'
         '<form:checkbox form:id="c2" form:label="否" form:state="unchecked"/><form:radio form:id="c3" '
         'form:current-selected="true"/></form:form></office:forms>')
CHANGES = ('<text:tracked-changes><text:changed-region text:id="i1"><text:insertion/></text:changed-region>'
           '<text:changed-region text:id="d1"><text:deletion>' + p("删去的") + '</text:deletion></text:changed-region>'
           '</text:tracked-changes>')


def fieldmark(on):
    return ('<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param field:name='
            f'"vnd.oasis.opendocument.field.Checkbox_Checked" field:value="{on}"/></field:fieldmark>')


def texts(folder):
    write(f"{folder}/words.odt", "text",
          p("姓<text:s text:c=\"3\"/>名：\n  王小明<text:tab/>电话<text:line-break/>换行") +
          p(span("T1", "粗"), span("T2", "□是"), " ☑否", span("T3", "划"), span("T4", "不见"), span("T6", "环")) +
          p(span("T5", "\uf0feþ"), "是", span("T5", "\uf0a8"), "否 \uf0fc") +
          p("段", span("T6", "不粗"), style="P1") +
          '<text:list><text:list-item>' + p("一") + '<text:list><text:list-item>' + p("二") +
          '</text:list-item></text:list></text:list-item></text:list><text:section text:display="none">' + p("藏节") +
          '</text:section><text:section>' + p("节") + '</text:section>' +
          p('注<text:note><text:note-citation>1</text:note-citation></text:note><office:annotation>' + p("批注") +
            '</office:annotation><text:a>链</text:a><text:ruby><text:ruby-base>音</text:ruby-base><text:ruby-text>yin'
            '</text:ruby-text></text:ruby><text:hidden-text text:is-hidden="true">藏</text:hidden-text>') +
          p('<draw:frame><draw:image/></draw:frame>图<draw:frame><draw:text-box>' + p("框中√") +
            '</draw:text-box></draw:frame><draw:custom-shape>' + p("形") + '</draw:custom-shape>'))
    write(f"{folder}/boxes.odt", "text", FORMS + CHANGES +
          p('<draw:control draw:control="c1"/> <draw:control draw:control="c2"/><draw:control draw:control="c3"/>男'
            '<draw:control draw:control="c9"/>') + p(fieldmark("true"), "是", fieldmark("false"), "否") +
          p('<loext:content-control loext:checkbox="true" loext:checked="true" loext:tag="join">☒</loext:content-control>是'
            '<loext:content-control loext:showing-place-holder="true" loext:tag="email">单击</loext:content-control>'
            '<loext:content-control loext:tag="name">王小明</loext:content-control>') +
          p('旧<text:change text:change-id="d1"/><text:change-start text:change-id="i1"/>新') +
          p('增<text:change-end text:change-id="i1"/>原'))
    write(f"{folder}/grid.odt", "text", table(
        '<table:table-header-rows>' + tr(td("A", 'table:number-columns-spanned="2"'), GONE,
                                         td("B", 'table:number-rows-spanned="2"')) + '</table:table-header-rows>',
        tr(td("C"), td("D"), GONE), tr(td(p("外") + table(tr(td("内"), td()))), td("E", 'table:number-columns-repeated="2"')),
        tr(td(), td("尾")), columns='<table:table-column table:number-columns-repeated="3"/>'))
    write(f"{folder}/subset.odt", "text", p("甲"), prolog='<!DOCTYPE x [<!ENTITY y "z">]>')
    write(f"{folder}/locked.odt", "text", p("甲"), extra=[
        ("META-INF/manifest.xml", '<!DOCTYPE m><m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>')])
    nested = p("底")
    for level in range(25):
        nested = p(f"层{level}") + table(tr(td(nested)))
    write(f"{folder}/deep.odt", "text", nested)


def value(kind, content, shown, props=""):
    name = {"float": "value", "percentage": "value", "date": "date-value", "boolean": "boolean-value"}.get(kind)
    value_of = f'office:{name}="{content}"' if name else ""
    return td(p(shown), f'office:value-type="{kind}" {value_of} {props}')


def sheets(folder):
    filler = td(props='table:number-columns-repeated="1020"')
    hidden = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    write(f"{folder}/sheets.ods", "spreadsheet", table(
        tr(td("标题", 'table:number-columns-spanned="3" table:style-name="ce1"'), GONE, GONE, filler),
        tr(value("float", "13800001234", "1.38E+10"), value("float", "10010", "010010"), value("float", "2.5", "2.50"), filler),
        tr(value("date", "2020-05-01", "20年5月1日"), value("date", "2020-05-01T08:30:00", "x"), value("percentage", "0.85", "85%")),
        tr(td(props='table:number-columns-repeated="1024"'), props='table:number-rows-repeated="70"'),
        tr(td("重", 'table:number-columns-repeated="2"'), td(), props='table:number-rows-repeated="2"'),
        tr(td(props='table:number-columns-repeated="3"'), props='table:number-rows-repeated="30"'),
        tr(td(props='table:number-columns-repeated="1024"'), props='table:number-rows-repeated="1048400"'),
        props='table:name="回执" table:style-name="ta1"') + table(
        tr(td("不见")), props='table:name="藏" table:style-name="ta2"') + table(
        '<table:shapes><draw:frame>' + p("浮动") + '</draw:frame></table:shapes>',
        tr(td("见"), td("藏列"), td("见")), tr(td("藏行"), props='table:visibility="filter"'), tr(td(), td(), td(p("两") + p("段"))),
        props='table:name="二"', columns=hidden) + table(tr(td()), props='table:name="空"'))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    texts(folder)
    sheets(folder)


if __name__ == "__main__":
    main(sys.argv[1])
