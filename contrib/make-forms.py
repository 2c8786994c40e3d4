#!/usr/bin/env python3
"""Writes the campaigns' blank forms, rules/CAMPAIGN/forms/*.docx, and that of contrib/campaign-template.

usage: make-forms.py [RULES]          write them (RULES: the folder beside this one by default; only those)
       make-forms.py --check [RULES]  exit 1 when a file there is not what would be written

Each answer is a content control whose tag is the field's name, each box one whose tag is FIELD=VALUE, so that a form that
was filled in is read exactly, whatever happens to its labels. A control shows nothing until it is filled in: the form can
be printed and written on by hand. The same script always writes the same bytes.
"""
import io
import os
import sys
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WIDTH = 9354  # of the text, in twentieths of a point: A4 less 2 × 2.25 cm
FONT = '<w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/>'
NOTHING = "　　"  # what an empty control shows


class Form:
    """The pieces of one document; ids of controls count from 1."""

    def __init__(self, columns):
        self.columns = columns  # widths
        self.next_id = 0

    def control(self, tag, title, kind, content):
        self.next_id += 1
        return (f'<w:sdt><w:sdtPr><w:alias w:val="{escape(title)}"/><w:tag w:val="{tag}"/>'
                f'<w:id w:val="{810000 + self.next_id}"/>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>')

    def box(self, tag, title):
        kind = ('<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2611" w14:font="Segoe UI Symbol"/>'
                '<w14:uncheckedState w14:val="25A1" w14:font="宋体"/></w14:checkbox>')
        return self.control(tag, title, kind, run("□"))

    def choice(self, field, *options):
        """One box an option; options are (value, words)."""
        return run("　　").join(self.box(f"{field}={value}", words) + run(" " + words) for value, words in options)

    def yes_no(self, field):
        return self.choice(field, ("yes", "是"), ("no", "否"))

    def inline(self, field, title, content):
        """A rich control inside the paragraph: LibreOffice 7.4 writes the text of every other kind several times."""
        return self.control(field, title, "<w:showingPlcHdr/>", content)

    def fill(self, field, title, span=1, align="left"):
        """A cell for an answer."""
        return span, lambda at: cell(self.width(span, at), span,
                                     paragraph(self.inline(field, title, run(NOTHING)), align))

    def text(self, words, span=1, align="center", bold=False, merge=None):
        return span, lambda at: cell(self.width(span, at), span, lines(words, align, bold), merge)

    def mixed(self, content, span=1, align="left", merge=None):
        return span, lambda at: cell(self.width(span, at), span, paragraph(content, align), merge)

    def width(self, span, at):
        return sum(self.columns[at:at + span])

    def row(self, *cells, height=567):
        at, out = 0, []
        for span, make in cells:
            out.append(make(at))
            at += span
        assert at == len(self.columns), (at, len(self.columns))
        return (f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/><w:jc w:val="center"/></w:trPr>'
                + "".join(out) + "</w:tr>")

    def table(self, *rows):
        border = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
                         for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.columns)
        return (f'<w:tbl><w:tblPr><w:tblW w:w="{sum(self.columns)}" w:type="dxa"/><w:jc w:val="center"/>'
                f'<w:tblBorders>{border}</w:tblBorders><w:tblLayout w:type="fixed"/>'
                f'<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
                f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
                f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")


def run(text, size=24, bold=False, underline=False):
    weight, line = "<w:b/>" if bold else "", '<w:u w:val="single"/>' if underline else ""
    return (f'<w:r><w:rPr>{FONT}{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
            f"{line}</w:rPr>"
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>')


def paragraph(content, align="left", before=0, after=0):
    return (f'<w:p><w:pPr><w:spacing w:before="{before}" w:after="{after}"/><w:jc w:val="{align}"/></w:pPr>{content}</w:p>')


def lines(text, align="left", bold=False, size=24):
    return "".join(paragraph(run(line, size, bold), align) for line in text.split("\n"))


def cell(width, span, content, merge=None):
    more = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    more += {None: "", "first": '<w:vMerge w:val="restart"/>', "next": "<w:vMerge/>"}[merge]
    return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>')


def title(*texts):
    return "".join(paragraph(run(text, 36, True), "center", after=60) for text in texts) + paragraph(run("", 12))


def label(text):
    return paragraph(run(text, 28, True), "left", after=120)


# ── the forms ───────────────────────────────────────────────────────────────────────────────────────────────

SIX = [1740, 1590, 1240, 1772, 1240, 1772]


def receipt():
    form = Form([1240, 2000, 1500, 1300, 1300, 2014])
    joins = [("join_media", "媒体征集宣传"), ("join_website", "网站征集宣传"), ("join_wechat", "公众号征集宣传"),
             ("join_inner_page", "期刊内页征集宣传"), ("join_cover", "期刊封页征集宣传"),
             ("join_outreach", "参加基层线下扶贫活动宣传")]
    rows = [
        form.row(form.text("媒体单位\n名称"), form.fill("media_name", "媒体单位名称", 5)),
        form.row(form.text("通讯地址"), form.fill("address", "通讯地址", 3), form.text("邮　箱"),
                 form.fill("email", "邮箱")),
        form.row(form.text("联系人"), form.fill("contact", "联系人"), form.text("座机号码"),
                 form.fill("landline", "座机号码"), form.text("手机号码"), form.fill("mobile", "手机号码")),
        form.row(form.text("参与征集系列活动方式确认（可多选）", 6, bold=True)),
    ]
    for number, (name, words) in enumerate(joins, 1):
        rows.append(form.row(form.text(str(number)), form.text(words, 3, "left"),
                             form.mixed(form.yes_no(name), 2, "center")))
    rows += [
        form.row(form.text("7"), form.text("其他说明"), form.fill("other_note", "其他说明", 4), height=1134),
        form.row(form.text("特别提示：由主办单位联合支持单位统一制作参与活动报名H5、宣传网页、飘窗、排行榜等电子宣传推广产品，"
                           "并提供给参与媒体和个人上报作品使用。如另有其他需求可联系支持单位沟通协调。\n"
                           "特别声明：凡推荐上报的作品，一定保证其真实性、科学性，作品原创，文图自负。", 6, "left")),
    ]
    return (label("附件1") + title("参与征集公益推广宣传系列活动", "回执表") + form.table(*rows)
            + paragraph(run("备注：报名表请用正楷填写清楚，并将电子表格返回至邮箱：yywsqkfh@126.com（中国期刊协会医药卫生"
                            "期刊分会），感谢参与和支持！", 21), before=120))


def work():
    form = Form(SIX)
    rows = [
        form.row(form.text("推荐单位名称\n(个人报送不用填写)"), form.fill("unit_name", "推荐单位名称", 5)),
        form.row(form.text("通讯地址"), form.fill("unit_address", "推荐单位通讯地址", 3), form.text("邮编"),
                 form.fill("unit_postcode", "推荐单位邮编")),
        form.row(form.text("联系人"), form.fill("unit_contact", "推荐单位联系人"), form.text("座机\n号码"),
                 form.fill("unit_landline", "推荐单位座机号码"), form.text("手机\n号码"),
                 form.fill("unit_mobile", "推荐单位手机号码")),
        form.row(form.text("个人作者姓名"), form.fill("author_name", "个人作者姓名"), form.text("邮箱"),
                 form.fill("author_email", "作者邮箱"), form.text("手机\n号码"), form.fill("author_mobile", "作者手机号码")),
        form.row(form.text("通讯地址"), form.fill("author_address", "作者通讯地址", 3), form.text("邮编"),
                 form.fill("author_postcode", "作者邮编")),
        form.row(form.mixed(run("作品类别：") + form.choice(
            "category", ("photo", "最美抗疫瞬间（摄影图片）"), ("science", "医学科普作品（文字、图片、视频）")), 6)),
        form.row(form.mixed(run("特别声明：推荐作品是否自愿无偿提供本次公益活动　　") + form.yes_no("free_of_charge"), 6)),
        form.row(form.text("作品报送形式", merge="first"),
                 form.mixed(form.choice("submitted_by", ("unit", "媒体单位推荐")), 5)),
        form.row(form.text("", merge="next"),
                 form.mixed(form.choice("submitted_by", ("individual", "个人作者直报（请写明参加活动的信息来源）"))
                            + run("　信息来源：") + form.inline("info_source", "信息来源", run(NOTHING * 6, underline=True)), 5)),
        form.row(form.text("作品简介"), form.fill("synopsis", "作品简介", 5), height=3402),
        form.row(form.text("特别声明：\n凡推荐或上报的作品，一定保证其真实性、科学性，作品属原创，图文责任自负。\n"
                           "该作品版权归原作者所有，仅供本次公益活动推广宣传之用，禁止用于商业宣传。", 6, "left")),
    ]
    return label("附件2") + title("推荐报送作品登记表") + form.table(*rows)


def proposal():
    form = Form(SIX)
    rows = [
        form.row(form.text("申请单位"), form.fill("unit_name", "申请单位", 5)),
        form.row(form.text("通讯地址"), form.fill("address", "通讯地址", 5)),
        form.row(form.text("联系人"), form.fill("contact", "联系人"), form.text("联系电话"), form.fill("phone", "联系电话"),
                 form.text("邮　箱"), form.fill("email", "邮箱")),
        form.row(form.text("拟承办活动"), form.fill("activity", "拟承办活动", 5), height=2268),
        form.row(form.text("随表附送"), form.text("1. 活动方案（另附文件）\n2. 计划书（另附文件）", 5, "left")),
        form.row(form.text("盖　章"), form.text("\n\n2021年　　月　　日　　", 5, "right"), height=2268),
    ]
    return (title("“不忘初心　助力基层”主题实践系列活动", "承办申请表") + form.table(*rows)
            + paragraph(run("备注：请将本表连同活动方案、计划书的电子版于2021年6月10日前（含当日）发至活动组委会邮箱："
                            "zgyywsqkfh2021@126.com。本次活动不收取任何费用。", 21), before=120))


def advert():
    form = Form(SIX)
    rows = [
        form.row(form.text("期刊名称"), form.fill("journal", "期刊名称", 5)),
        form.row(form.text("联系人"), form.fill("contact", "联系人"), form.text("联系电话"), form.fill("phone", "联系电话"),
                 form.text("邮　箱"), form.fill("email", "邮箱")),
        form.row(form.text("刊登版面"), form.fill("pages", "刊登版面", 5), height=1701),
        form.row(form.text("说明：版面请写明封二、封三或内页专栏，并注明期次。公益广告免费提供，内容于2021年6月中旬公布，"
                           "于7月开始选择刊出。", 6, "left")),
    ]
    return (title("公益广告联盟展示与传播活动", "公益广告刊登回执") + form.table(*rows)
            + paragraph(run("备注：请将本表的电子版发至活动组委会邮箱：zgyywsqkfh2021@126.com，感谢参与和支持！", 21),
                        before=120))


def entry():
    form = Form(SIX)
    rows = [
        form.row(form.text("投稿人"), form.fill("author", "投稿人", 2), form.text("工作单位"), form.fill("unit", "工作单位", 2)),
        form.row(form.text("联系电话"), form.fill("phone", "联系电话", 2), form.text("邮　箱"), form.fill("email", "邮箱", 2)),
        form.row(form.text("作品名称"), form.fill("work_title", "作品名称", 5)),
        form.row(form.text("投稿类别"), form.mixed(form.choice("category", ("photo", "摄影图片"), ("article", "文稿")), 5)),
        form.row(form.text("是否原创"), form.mixed(form.yes_no("original"), 5)),
    ]
    return (title("作品报送表") + form.table(*rows)
            + paragraph(run("备注：请将本表连同作品作为普通附件发至征集邮箱。", 21), before=120))


FORMS = {
    "2020-nixingzhe/forms/回执表.docx": ("参与征集公益推广宣传系列活动回执表", receipt),
    "2020-nixingzhe/forms/作品登记表.docx": ("推荐报送作品登记表", work),
    "2021-zhuli-jiceng/forms/承办申请表.docx": ("承办申请表", proposal),
    "2021-zhuli-jiceng/forms/公益广告刊登回执.docx": ("公益广告刊登回执", advert),
}

TEMPLATE = {"forms/作品报送表.docx": ("作品报送表", entry)}  # of contrib/campaign-template


# ── the package ─────────────────────────────────────────────────────────────────────────────────────────────

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = f"""<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:kern w:val="2"/><w:sz w:val="24"/>\
<w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>\
</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>\
<w:style w:type="character" w:styleId="a3"><w:name w:val="Placeholder Text"/><w:uiPriority w:val="99"/>\
<w:semiHidden/><w:rPr><w:color w:val="808080"/></w:rPr></w:style></w:styles>"""
SETTINGS = f"""<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>\
<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" \
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" \
w:eastAsia="zh-CN"/></w:settings>"""
TYPES = f"""<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
<Override PartName="/word/styles.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
<Override PartName="/word/settings.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""
RELS = f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{R}/officeDocument" \
Target="word/document.xml"/><Relationship Id="rId2" \
Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"""
DOCUMENT_RELS = f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{R}/styles" \
Target="styles.xml"/><Relationship Id="rId2" Type="{R}/settings" Target="settings.xml"/></Relationships>"""


def docx(name, body):
    document = (f'<w:document xmlns:w="{W}" xmlns:w14="{W14}" xmlns:r="{R}" '
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"><w:body>'
                f'{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1276" w:bottom="1134" '
                'w:left="1276" w:header="851" w:footer="850" w:gutter="0"/></w:sectPr></w:body></w:document>')
    core = (f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(name)}</dc:title></cp:coreProperties>')
    parts = [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("docProps/core.xml", core),
             ("word/document.xml", document), ("word/_rels/document.xml.rels", DOCUMENT_RELS),
             ("word/styles.xml", STYLES), ("word/settings.xml", SETTINGS)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:  # stored: another zlib would give other bytes
        for path, text in parts:
            packed.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), HEAD + text)
    return out.getvalue()


def main():
    words = sys.argv[1:]
    check = words[:1] == ["--check"]
    words = words[1:] if check else words
    here = os.path.dirname(os.path.abspath(__file__))
    rules = words[0] if words else os.path.join(here, "..", "rules")
    forms = {os.path.join(rules, path): form for path, form in FORMS.items()}
    if not words:
        forms |= {os.path.join(here, "campaign-template", path): form for path, form in TEMPLATE.items()}
    differ = []
    for path, (name, make) in forms.items():
        data = docx(name, make())
        if not check:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            continue
        try:
            with open(path, "rb") as file:
                same = file.read() == data
        except OSError:
            same = False
        if not same:
            differ.append(os.path.basename(path))
    if differ:
        sys.exit("not what would be written: " + ", ".join(differ))


if __name__ == "__main__":
    main()
