#!/bin/bash
# Replies as people get them: text and HTML of one making, a list of faults that comes back filled in by the programs
# that people have, lines that are copied and filled in on a telephone; and what `huizhi reply` shows of it beforehand.
VIA=maildir
NOW=2020-05-21T10:00:00
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com

# One mail a name into the mailbox; further arguments are files to attach.
cat >"$T/mails.py" <<'PY'
import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
from mailkit import mail, photo, work_docx
from people import HE, INDIVIDUAL, WORK, ZHANG
box, name, files = sys.argv[2], sys.argv[3], sys.argv[4:]
attached = [(os.path.basename(path), open(path, "rb").read()) for path in files]
work = {key: value for key, value in WORK.items() if key != "category"}
photos = lambda: [(f"=1+{i}.jpg" if i == 3 else f"照片{i}.jpg", photo(f"small{i}")) for i in range(1, 8)]
lines = """老师好：
———— 复制从这里开始 ————
推荐单位名称：
推荐单位手机号码：
个人作者姓名：何喆镕
作者邮箱：hezr@xishan.example
作者手机号码：13700002233
作品类别（最美抗疫瞬间/医学科普作品）：最美抗疫瞬间
是否自愿无偿提供（是/否）：是
作品报送形式（媒体单位推荐/个人作者直报）：个人作者直报
信息来源：《东江全科医学》微信公众号
作品简介：隔离病区的工作片段，2020年2月。
照片1说明：2020年2月10日，西山医院隔离病区，护士给老人喂饭。
———— 到这里为止 ————
何喆镕"""
mails = {
    "first": lambda: mail("163", ZHANG, "报送作品", "2020-05-20 10:00", "附件请查收",
                          files=[("作品登记表.docx", work_docx(work))] + photos()),
    "sheet": lambda: mail("163", ZHANG, "补正", f"2020-05-20 1{len(os.listdir(box + '/cur'))}:30", "清单已填好", files=attached),
    "photo": lambda: mail("qq", HE, "投稿：抗疫照片", "2020-05-20 10:00", "请查收", files=[("1.jpg", photo("big", 2100000))]),
    "lines": lambda: mail("iphone", HE, "回复：【请补正】作品 NXZ-0002：共2处", "2020-05-21 09:00", lines),
}
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
with open(os.path.join(box, "new", f"{name}{len(files)}{os.path.basename(files[0]) if files else ''}.M1P1.x"), "wb") as file:
    file.write(mails[name]())
PY
come() {
    python3 "$T/mails.py" "$ROOT" "$T/box" "$@"
    hz_says a run --once
}
# The newest letter of the sink: its parts in files of the folder $T/letter, their names on standard output.
letter() {
    rm -rf "$T/letter" && mkdir "$T/letter"
    python3 - "$T/a.sink" "$T/letter" <<'PY'
import email, email.policy, glob, os, sys
path = max(glob.glob(os.path.join(sys.argv[1], "new", "*")), key=os.path.getmtime)
with open(path, "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
for kind in ("plain", "html"):
    part = mail.get_body((kind,))
    if part:
        with open(os.path.join(sys.argv[2], kind), "w", encoding="utf-8") as file:
            file.write(part.get_content())
print(mail.get_content_type(), next(mail.iter_parts()).get_content_type())
for part in mail.iter_attachments():
    with open(os.path.join(sys.argv[2], "attachment"), "wb") as file:
        file.write(part.get_content())
    print(part.get_filename(), part.get_content_type())
PY
}
# fill IN OUT FROM TO: writes captions into the list's open cells of works FROM to TO, as Excel does (shared strings
# or in place), and the field's value into its own.
cat >"$T/fill.py" <<'PY'
import re, sys, zipfile
from xml.sax.saxutils import escape
source, target, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
book = zipfile.ZipFile(source)
strings = [re.sub("<[^>]*>", "", item) for item in re.findall(r"<si>(.*?)</si>", book.read("xl/sharedStrings.xml").decode(), re.S)]
sheet = book.read("xl/worksheets/sheet1.xml").decode()
assert "<f>" not in sheet, "a formula"
def cell(row, column):
    found = re.search(rf'<c r="{column}{row}"[^>]*t="s"><v>(\d+)</v></c>', sheet)
    return strings[int(found[1])] if found else ""
for row in range(3, 40):
    number, label = cell(row, "A"), cell(row, "D")
    value = None
    if label == "文字说明" and first <= int(number[-2:]) <= last:
        value = f"2020年2月{int(number[-2:])}日，邗东医院，护士小李“查房” & 记录<{int(number[-2:])}>。"
    elif label.startswith("作品类别") and first == 1:
        value = "最美抗疫瞬间"
    if value:
        sheet = re.sub(rf'<c r="E{row}"( s="\d+")/>',
                       lambda m: f'<c r="E{row}"{m[1]} t="inlineStr"><is><t>{escape(value)}</t></is></c>', sheet)
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
    for name in book.namelist():
        out.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else book.read(name))
PY
convert() { # FILE FORMAT [FILTER OPTIONS]
    HOME=$T soffice "-env:UserInstallation=file://$T/office" --headless --convert-to "$2" --outdir "$T/filled" "$1" \
        >"$T/convert.out" 2>&1
}
captions() { # how many of the first submission's photos have one
    sql a "SELECT count(*) FROM work w JOIN submission s ON s.id=w.submission WHERE s.number='NXZ-0001' AND w.caption IS NOT NULL"
}

config a 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
mailbox_maildir a $OFFICE "$T/box"

tap_is 'seven small photos without captions come in' "$(come first)" '0 '
tap_is 'fifteen faults: the answer has a list with it, which is not of rules/' \
    "$(sql a "SELECT o.subject, f.path, f.name FROM outbox o JOIN outbox_file f ON f.outbox=o.id")" \
    '【请补正】作品 NXZ-0001：共15处||补正清单 NXZ-0001.xlsx'
hz a send --preview
tap_like 'send --preview names it' "$(cat "$T/out")" '^附件：补正清单 NXZ-0001.xlsx'

before=$(dump a | sha256sum)
hz a reply --preview nxz-0001 --html "$T/preview.html"
tap_is 'reply --preview shows the very letter' "$(sed '1,/^$/d' "$T/out")" \
    "$(sql a "SELECT text FROM outbox" | sed '$ { /^$/d }')"
tap_like 'with subject and attachment' "$(head -4 "$T/out" | tr '\n' ' ')" \
    '收件人：xuanchuan@handong.example 主题：【请补正】作品 NXZ-0001：共15处 附件：补正清单 NXZ-0001.xlsx'
tap_is 'and its HTML' "$(cat "$T/preview.html")" "$(sql a "SELECT html FROM outbox")"
hz a reply --preview NXZ-0001 --template complete-work
tap_like 'another template with the same data' "$(cat "$T/out")" '主题：【已收齐】作品 NXZ-0001'
hz a reply --preview NXZ-0001 --template template
tap_like 'one that sends forms' "$(cat "$T/out")" '^附件：2020-nixingzhe/forms/作品登记表.docx'
hz a reply --preview NXZ-0001 --template status
tap_like 'and the answer to 查询' "$(cat "$T/out")" '· NXZ-0001.*：待补正'
tap_is 'nothing of that is stored' "$(dump a | sha256sum)" "$before"
tap_like 'no such submission' "$(hz_says a reply --preview NXZ-0099)" '^66 .*NXZ-0099'
tap_like 'no such template' "$(hz_says a reply --preview NXZ-0001 --template no-such)" '^64 .*replies/no-such.mustache'
tap_like 'no number' "$(hz_says a reply)" '^64 .*--preview NXZ-0012'

hz a send --release
names=$(letter)
tap_is 'text and HTML go out together, with the list' "$names" 'multipart/mixed multipart/alternative
补正清单 NXZ-0001.xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
tap_is 'the HTML is sound (tidy)' "$(tidy -q -e -utf8 --show-warnings yes "$T/letter/html" 2>&1 | grep -v 'Info:')" ''
tap_unlike 'nothing from outside, no script, no link' "$(cat "$T/letter/html")" '<(script|a |img|link|style)|https?:|url\('
tap_is 'it says what the text says' "$(python3 - "$T/letter" <<'PY'
import html, re, sys
read = lambda name: open(f"{sys.argv[1]}/{name}", encoding="utf-8").read()
page = read("html").split("</p>", 1)[1].replace("<br>", "")
page = html.unescape(re.sub("<[^>]*>", "", page)).replace("\xa0", "")
squeeze = lambda text: "".join(text.split())
print("same" if squeeze(page) == squeeze(read("plain")) else squeeze(page) + "\n" + squeeze(read("plain")))
PY
)" same

mkdir "$T/filled"
sheet=$T/letter/attachment
tap_ok 'no cell is a formula, whatever a file is called' python3 "$T/fill.py" "$sheet" "$T/filled/补正清单 NXZ-0001.xlsx" 1 2
tap_is 'the list comes back by itself, in a new mail without a number' "$(come sheet "$T/filled/补正清单 NXZ-0001.xlsx")" '0 '
tap_is 'and is a correction' "$(sql a "SELECT kind, disposition FROM mail ORDER BY id DESC LIMIT 1")" 'amendment|joined'
tap_is 'two captions and the field are read' "$(captions) $(sql a "SELECT value FROM field WHERE name='category'")" '2 photo'
tap_is 'word for word' "$(sql a "SELECT caption, caption_from FROM work WHERE seq=2")" \
    '2020年2月2日，邗东医院，护士小李“查房” & 记录<2>。|来信更正'
tap_is 'the list itself is no work and no form' \
    "$(sql a "SELECT role, note FROM file WHERE name LIKE '补正清单%'")" 'caption|补正清单，读到3项'

number=3
for format in xls ods csv:'Text - txt - csv (StarCalc)':44,34,76 xlsx; do
    python3 "$T/fill.py" "$sheet" "$T/filled/in.xlsx" $number $number
    convert "$T/filled/in.xlsx" "$format"
    ending=${format%%:*}
    mv "$T/filled/in.$ending" "$T/filled/清单.$ending"
    come sheet "$T/filled/清单.$ending" >/dev/null
    tap_is "saved by LibreOffice as $ending it is read as well" "$(captions)" $number
    number=$((number + 1))
done
come sheet "$sheet" >/dev/null
tap_is 'sent back empty it changes nothing' \
    "$(captions) $(sql a "SELECT disposition FROM mail ORDER BY id DESC LIMIT 1")" '6 aside'

tap_is 'a photo without a form' "$(come photo)" '0 '
tap_like 'is answered with the whole form to be copied' \
    "$(sql a "SELECT text FROM outbox ORDER BY id DESC LIMIT 1")" '^作品类别（最美抗疫瞬间/医学科普作品）：$'
tap_is 'which comes back filled in' "$(come lines)" '0 '
tap_is 'and completes it' \
    "$(sql a "SELECT number, form, state, revision FROM submission WHERE number='NXZ-0002'")" 'NXZ-0002|work|complete|2'
tap_is 'with its caption' "$(sql a "SELECT w.caption FROM work w JOIN submission s ON s.id=w.submission WHERE s.number='NXZ-0002'")" \
    '2020年2月10日，西山医院隔离病区，护士给老人喂饭。'
tap_is 'all is sound' "$(hz a verify && echo sound)" sound
tap_done
