#!/usr/bin/env python3
"""The blank forms in rules/*/forms, filled in as people and their programs do, and read back. TAP.

usage: blank_forms.py [--office]     --office: also through LibreOffice (docx, doc, pdf); slow

What Word and WPS write when somebody types into a control was taken from files that they saved: the placeholder's flag
goes, the text comes as a run of the control's content, a box gets w14:checked and its other glyph.
"""
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
sys.dont_write_bytecode = True
from mailkit import mail, text_docx

PROGRAM = os.path.abspath(os.environ.get("HUIZHI", os.path.join(ROOT, "build", "huizhi")))
SENDER = ("陶清和", "taoqh@linhe.example")

FORMS = {
    "receipt": ("2020-nixingzhe", "回执表", "yywsqkfh@126.com", "2020-05-08 10:12", {
        "media_name": "《东江全科医学》杂志社", "address": "安徽省蚌埠市淮上路87号", "email": "djqkyx@dongjiang.example",
        "contact": "陈晓燕", "landline": "0552-3000890", "mobile": "13800001876", "join_media": True,
        "join_website": False, "join_wechat": True, "join_inner_page": True, "join_cover": False, "join_outreach": True,
        "other_note": "可提供公众号头条位置2次，另需活动海报（竖版）源文件。"}),
    "work": ("2020-nixingzhe", "作品登记表", "yywsqkfh@126.com", "2020-05-08 10:12", {
        "unit_name": "邗东大学附属医院宣传处", "unit_address": "江苏省扬州市邗东路368号", "unit_postcode": "225009",
        "unit_contact": "章若琳", "unit_landline": "0514-80000016", "unit_mobile": "13800005566",
        "author_name": "欧阳睿哲", "author_email": "oyrz.photo@mail.example", "author_mobile": "13900008801",
        "author_address": "扬州市广陵区文汇东路5号3-502室", "author_postcode": "225001", "category": "photo",
        "free_of_charge": True, "submitted_by": "individual", "info_source": "《东江全科医学》微信公众号",
        "synopsis": "2020年2月，医院支援武汉医疗队在隔离病区的工作片段，均为原创。"}),
    "proposal": ("2021-zhuli-jiceng", "承办申请表", "zgyywsqkfh2021@126.com", "2021-06-03 15:20", {
        "unit_name": "《林河临床医学》编辑部", "contact": "陶清和", "phone": "13800003366", "email": "taoqh@linhe.example",
        "address": "贵州省遵义市林河西路21号", "activity": "送刊下乡暨基层医院论文写作培训"}),
    "advert": ("2021-zhuli-jiceng", "公益广告刊登回执", "zgyywsqkfh2021@126.com", "2021-06-03 15:20", {
        "journal": "《云岭护理学刊》", "contact": "卢雨桐", "phone": "0871-60000452", "email": "luyt@yunling.example",
        "pages": "封三，2021年第7期"}),
}
SDT = re.compile(r'<w:sdt><w:sdtPr>(?:(?!</w:sdt>).)*?<w:tag w:val="([^"]*)"/>.*?</w:sdt>', re.S)
ON = {"ballot": "☒", "tick": "☑", "check": "√"}


# ── filling in ──────────────────────────────────────────────────────────────────────────────────────────────

def control(xml, tag):
    """The span of a control with a tag."""
    for match in SDT.finditer(xml):
        if match.group(1) == tag:
            return match.span()
    raise KeyError(tag)


def edit(xml, tag, change):
    start, end = control(xml, tag)
    return xml[:start] + change(xml[start:end]) + xml[end:]


def typed(text):
    """What typing into a control leaves: no placeholder any more, the text in runs, cut where the spelling checker looked."""
    def change(sdt):
        sdt = sdt.replace("<w:showingPlcHdr/>", "")
        half = len(text) // 2
        runs = "".join(f'<w:r w:rsidR="00A1"><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{part}'
                       '</w:t></w:r>' for part in (text[:half], text[half:]) if part)
        return re.sub(r"<w:r>.*</w:r>", lambda _: runs, sdt, count=1, flags=re.S)
    return change


def ticked(glyph, state=True):
    def change(sdt):
        if state:
            sdt = sdt.replace('<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>')
        return sdt.replace("□", glyph)
    return change


def unwrapped(text):
    """The cell was selected and typed over, or pasted into: the control is gone."""
    def change(sdt):
        return re.search(r"<w:sdtContent>(.*)</w:sdtContent>", typed(text)(sdt), re.S).group(1)
    return change


def beside(text):
    """Typed behind the control, which keeps its placeholder."""
    return lambda sdt: sdt + f"<w:r><w:t>{text}</w:t></w:r>"


def around(level):
    """The control around the whole paragraph or cell, as Word saves one in which Enter was pressed."""
    def change(xml):
        pattern = (r"(<w:p><w:pPr>(?:(?!</w:pPr>).)*</w:pPr>)" + "(<w:sdt>.*?<w:sdtContent>)((?:(?!</w:sdt>).)*)"
                   "</w:sdtContent></w:sdt>(</w:p>)")
        if level == "cell":
            pattern = r"(<w:tc>(?:<w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>)?" + pattern[1:-1] + "</w:tc>)"
        return re.sub(pattern, lambda m: m.group(0) if "w14:checkbox" in m.group(2) else
                      m.group(2) + m.group(1) + m.group(3) + m.group(4) + "</w:sdtContent></w:sdt>", xml)
    return change


def filled(xml, values, way=typed, box=lambda: ticked(ON["ballot"])):
    for name, value in values.items():
        if isinstance(value, bool):
            xml = edit(xml, f"{name}={'yes' if value else 'no'}", box())
        elif f'w:val="{name}={value}"' in xml:
            xml = edit(xml, f"{name}={value}", box())
        else:
            xml = edit(xml, name, way(value))
    return xml


def blank(form):
    campaign, name = FORMS[form][:2]
    with open(os.path.join(ROOT, "rules", campaign, "forms", name + ".docx"), "rb") as file:
        return file.read()


def with_document(data, change):
    """The package with word/document.xml changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                content = change(content.decode()).encode()
            new.writestr(item.filename, content)
    return out.getvalue()


# ── reading back ────────────────────────────────────────────────────────────────────────────────────────────

def check(form, files):
    _, title, to, date, _ = FORMS[form]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mail.eml")
        with open(path, "wb") as file:
            file.write(mail("163", SENDER, title, date, "请查收附件。", files=files, to=to))
        done = subprocess.run([PROGRAM, "check", "--json", path],
                              capture_output=True, text=True, timeout=300, cwd=ROOT)
        return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr}


def faults_of(answer, form, values, exact):
    found = [one for one in answer.get("submissions", []) if one["form"] == form]
    if len(found) != 1 or found[0]["campaign"] != FORMS[form][0]:
        return [f"{len(found)} submissions of {form}: {json.dumps(answer, ensure_ascii=False)[:800]}"]
    faults = []
    for name, value in values.items():
        got = found[0]["fields"].get(name, {})
        if got.get("value") != value:
            faults.append(f"{name}: want {value!r}, got {got.get('value')!r} from {got.get('from')}")
        elif exact and value is not None and got.get("confidence") != 1.0:
            faults.append(f"{name}: confidence {got.get('confidence')}")
    return faults


class Tap:
    count = failed = 0

    def ok(self, name, faults):
        self.count += 1
        self.failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {self.count} - {name}")
        for fault in faults:
            print("# " + fault)


def ways(form, tap):
    values = FORMS[form][4]
    name = FORMS[form][1] + ".docx"

    def read(what, change, want=None, exact=True, file=name):
        answer = check(form, [(file, with_document(blank(form), change))])
        tap.ok(f"{form}: {what}", faults_of(answer, form, values if want is None else want, exact))

    texts = [field for field, value in values.items() if not isinstance(value, bool) and field not in ("category",
                                                                                                 "submitted_by")]
    def cleared(xml):
        return edit(filled(xml, {k: v for k, v in values.items() if k != texts[0]}), texts[0], lambda sdt: re.sub(
            '<w:t xml:space="preserve">.*?</w:t>', "<w:t>单击或点击此处输入文字。</w:t>", sdt, count=1))

    for box, glyph in ON.items():
        read(f"typed in, boxes {box}", lambda xml, g=glyph: filled(xml, values, box=lambda: ticked(g)))
    for level in ("paragraph", "cell"):
        read(f"controls around the {level}", lambda xml, e=level: around(e)(filled(xml, values)))
        read(f"controls around the {level}, the first one cleared", lambda xml, e=level: around(e)(cleared(xml)),
             {**values, texts[0]: None})
    read("glyphs typed over the boxes, their state left", lambda xml: filled(xml, values,
                                                                            box=lambda: ticked("√", state=False)))
    read("every cell typed over: no text control left", lambda xml: filled(xml, values, unwrapped), exact=False)
    def mostly(change):
        def do(xml):
            xml = filled(xml, {k: v for k, v in values.items() if k not in texts[:2]})
            for field in texts[:2]:
                xml = edit(xml, field, change(values[field]))
            return xml
        return do
    read("two cells typed over", mostly(unwrapped), exact=False)
    read("two answers beside their controls", mostly(beside), exact=False)
    read("an answer cleared: the program's own prompt is back", lambda xml: cleared(xml), {**values, texts[0]: None})
    read("an answer that goes on behind its control", lambda xml: edit(filled(xml, values), texts[0],
                                                                            beside("（续）")),
        {**values, texts[0]: values[texts[0]] + "（续）"}, exact=False)
    if "category" in values or "join_media" in values:
        read("是 typed over a box", lambda xml: edit(filled(xml, {k: v for k, v in values.items() if v is not True}),
             next(k for k, v in values.items() if v is True) + "=yes", lambda sdt: sdt.replace("□", "√是")),
             {k: v for k, v in values.items() if v is not True or k == next(k for k, v in values.items() if v is True)})
    labels = ("媒体单位\n名称 通讯地址 联系人 座机号码 手机号码 申请单位 期刊名称 拟承办活动 刊登版面 联系电话 作品简介 "
              "推荐单位名称 个人作者姓名").split()

    def renamed(to):
        def do(xml):
            xml = filled(xml, values)
            for number, label in enumerate(labels):
                xml = xml.replace(f">{label}<", f">{to[number % len(to)]}<")
            return xml
        return do
    read("labels renamed", renamed(["甲方", "信息", "其他内容"]))
    read("labels translated", renamed(["Organisation", "Address", "Contact person", "Telephone"]))
    read("another file's name", lambda xml: filled(xml, values), file="新建 Microsoft Word 文档.docx")

    def without_row(xml):
        xml = filled(xml, values)
        start, end = control(xml, texts[1])
        row, close = xml.rindex("<w:tr>", 0, start), xml.index("</w:tr>", end) + len("</w:tr>")
        gone.update(re.findall(r'<w:tag w:val="([^"=]*)', xml[row:close]))
        return xml[:row] + xml[close:]
    gone = set()
    answer = check(form, [(name, with_document(blank(form), without_row))])
    left = {k: None if k in gone else v for k, v in values.items()}
    tap.ok(f"{form}: a row deleted", faults_of(answer, form, left, True))

    answer = check(form, [(name, blank(form))])
    roles = [file["role"] for file in answer.get("files", [])]
    tap.ok(f"{form}: sent back blank", [] if roles == ["blank"] and not answer["submissions"] else
           [json.dumps(answer, ensure_ascii=False)[:800]])


def office(tap):
    """Through LibreOffice: by tags where they survive, else by labels."""
    with tempfile.TemporaryDirectory() as folder:
        for form, (_, name, _, _, values) in FORMS.items():
            source = os.path.join(folder, name + ".docx")
            for empty in (False, True):
                with open(source, "wb") as file:
                    file.write(blank(form) if empty else with_document(blank(form), lambda xml: filled(
                        xml, values, box=lambda: ticked("☑"))))
                for ending in ("docx", "doc", "pdf"):
                    out = os.path.join(folder, "out")
                    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                                    "--convert-to", ending, "--outdir", out, source], check=True, capture_output=True)
                    with open(os.path.join(out, f"{name}.{ending}"), "rb") as file:
                        answer = check(form, [(f"{name}.{ending}", file.read())])
                    roles = [file["role"] for file in answer.get("files", [])]
                    tap.ok(f"{form}: through LibreOffice as {ending}{', blank' if empty else ''}",
                           ([] if roles == ["blank"] and not answer["submissions"] else
                            [json.dumps(answer, ensure_ascii=False)[:600]]) if empty else
                           faults_of(answer, form, values, False))


def main():
    tap = Tap()
    for form in FORMS:
        ways(form, tap)
    if sys.argv[1:] == ["--office"]:
        office(tap)
    print(f"1..{tap.count}")
    sys.exit(tap.failed > 0)


if __name__ == "__main__":
    main()
