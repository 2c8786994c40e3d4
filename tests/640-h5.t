#!/bin/bash
# The web page's export beside the mails: columns and charsets, who is who, what differs, what fills a missing form; once
# more without doubles; mails that come later; rows that go; rows of strangers that mean harm.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
PYTHON=python3
"$PYTHON" -c 'import openpyxl' 2>/dev/null || PYTHON=/usr/bin/python3

VIA=maildir config a $'intake: {min_free: 1M}\nreply: {mode: send, delay: 20m}'
mailbox_maildir a zhengji@demo.example "$T/in"
mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
# letter NAME SENDER TIME [form | late] …: a mail with a science work, with the registration form or without
letter() {
    python3 - "$ROOT/tests/samples" "$@" >"$T/in/new/$1.m" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import people
from mailkit import mail, pdf, work_docx
_, _, name, sender, time, *more = sys.argv
files = [(f"{name}.pdf", pdf(name))]
form = {"ZHANG": people.SCIENCE, "HE": people.INDIVIDUAL}.get(sender)
if "form" in more:
    if "twin" in more:
        form = dict(form, unit_contact="左师", author_name="左师", author_email="zuo@handong.example")
    files.insert(0, ("作品登记表.docx", work_docx(form)))
sys.stdout.buffer.write(mail("163", getattr(people, sender), f"报送科普作品 {name}", time, "请查收。", files=files))
PY
}
# page FILE [CHARSET] ROW…: the page's export; a row is "column=value;…"
page() {
    "$PYTHON" - "$@" <<'PY'
import csv, io, sys
name, *rows = sys.argv[1:]
charset = "utf-8-sig"
if rows[0].startswith("charset:"):
    charset = rows.pop(0)[8:]
HEAD = ["编号", "提交时间", "推荐单位名称", "联系人", "联系人手机号码", "作者姓名", "手机号码", "邮箱", "作品类别",
        "是否自愿无偿提供", "作品报送形式", "信息来源", "作品名称", "作品简介", "IP"]
table = []
for at, row in enumerate(rows):
    cells = dict(part.split("=", 1) for part in row.split(";"))
    assert not set(cells) - set(HEAD), cells
    table.append([cells.get(head, "2020-05-08 10:11" if head == "提交时间" else "192.0.2.1" if head == "IP" else "") for head in HEAD])
if name.endswith(".xlsx"):
    import openpyxl
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报名数据"
    sheet.append(["最美“逆行者”网上登记数据"])
    for line in [HEAD] + table:
        sheet.append([int(cell) if cell.isdigit() and len(cell) > 8 else cell for cell in line])
    book.save(name)
else:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD] + table)
    with open(name, "wb") as file:
        file.write(out.getvalue().encode(charset))
PY
}
differences() { hz a import h5 --json "$@"; local code=$?; python3 - "$T/out" <<'PY' | sed "s/^/$code /"
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print("; ".join(sorted(" ".join(str(row[key]) for key in ("what", "number", "field") if row[key]) for row in rows)))
PY
}
state() { sql a "SELECT state FROM submission WHERE number='$1'"; }
faults() { sql a "SELECT group_concat(rule) FROM finding f JOIN submission s ON s.id=f.submission WHERE s.number='$1' AND severity<>'note'"; }

letter first ZHANG '2020-05-08 10:11' form
letter second HE '2020-05-08 10:12'
NOW=2020-05-09T10:00:00
hz a run --once
tap_is 'a work with its form, a work without' "$(sql a 'SELECT number,form,state FROM submission ORDER BY number')" \
    $'NXZ-0001|work|complete\nNXZ-0002||incomplete'
tap_is 'whose form is missing' "$(faults NXZ-0002)" form.missing

HE='编号=A7;作者姓名=何喆镕;手机号码=13700002233;邮箱=hezr@xishan.example;作品类别=医学科普作品;是否自愿无偿提供=是;作品报送形式=个人作者直报;信息来源=公众号;作品名称=second;作品简介=给老年人的五句话'
ZHANG='编号=A8;推荐单位名称=邗东大学附属医院宣传处;联系人=章若琳;联系人手机号码=138 0000 5566;作者姓名=欧阳睿哲;手机号码=13900009999;作品类别=医学科普作品;是否自愿无偿提供=是;作品简介=面向社区居民的口罩佩戴与洗手指导折页'
ALONE='编号=A9;推荐单位名称=南亭县医院;联系人=包小白;联系人手机号码=13700001111;作者姓名=包小白;作品类别=其它'

# ---- what cannot be read
page "$T/h5.csv" "$HE" "$ZHANG" "$ALONE"
tap_like 'no such file' "$(hz_says a import h5 "$T/none.csv")" '^66 '
tap_like 'no file' "$(hz_says a import h5)" '^64 '
tap_like 'no such import' "$(hz_says a import likes "$T/h5.csv")" '^64 '
echo 'a,b,c' >"$T/odd.csv"
tap_like 'no head' "$(hz_says a import h5 "$T/odd.csv")" '^65 .*no line of column titles'
: >"$T/empty.csv"
tap_like 'nothing' "$(hz_says a import h5 "$T/empty.csv")" '^65 '
head -c 300 /bin/ls >"$T/binary.xlsx"
tap_like 'no table' "$(hz_says a import h5 "$T/binary.xlsx")" '^65 '
printf '联系人,手机号码,邮箱\n甲,13700000000,a@b.example\n' >"$T/many.csv"
tap_like 'columns of several forms' "$(hz_says a import h5 "$T/many.csv")" '^64 .*--form'
tap_like 'no such campaign' "$(hz_says a import h5 "$T/h5.csv" --campaign 1999)" '^64 .*no such campaign'

# ---- tried, and nothing kept
dump a >"$T/before"
tap_is 'a trial shows what differs' "$(differences --dry-run "$T/h5.csv")" \
    '0 conflict NXZ-0001 author_mobile; conflict NXZ-0001 synopsis; web'
dump a >"$T/after"
tap_is 'and keeps nothing' "$(diff "$T/before" "$T/after")$(sql a 'SELECT count(*) FROM web_entry')" 0
tap_like 'unknown columns and values are named' "$(cat "$T/err")" '未识别的列：“提交时间”、“IP”.*共2列'
tap_like 'with their line' "$(cat "$T/err")" '行4 作品类别：“其它”认不出'

# ---- imported
tap_is 'imported' "$(differences --actor 李敏 "$T/h5.csv")" '0 conflict NXZ-0001 author_mobile; conflict NXZ-0001 synopsis; web'
tap_is 'who is who, and by what' "$(sql a 'SELECT e.key,s.number,e.matched_by FROM web_entry e LEFT JOIN submission s ON s.id=e.submission ORDER BY 1')" \
    $'#A7|NXZ-0002|title,email\n#A8|NXZ-0001|phone,unit\n#A9||'
tap_is 'the page is the form that was missing' "$(sql a "SELECT form,form_name,state FROM submission WHERE number='NXZ-0002'")|$(faults NXZ-0002)" 'work|网上登记|complete|'
tap_is 'its values say where they are from' "$(sql a "SELECT name,value,place FROM field WHERE submission=2 AND name IN ('author_mobile','category') ORDER BY 1")" \
    $'author_mobile|13700002233|网上登记 行2\ncategory|science|网上登记 行2'
tap_is 'what the sender typed stands' "$(sql a "SELECT value FROM field WHERE submission=1 AND name='author_mobile'")" 13900008801
tap_is 'the answer that asked for the form is written anew' "$(sql a "SELECT template,state FROM outbox WHERE submission=2 ORDER BY id")" \
    $'incomplete|superseded\ncomplete-work|held'
tap_is 'who did it' "$(sql a "SELECT DISTINCT actor FROM audit WHERE action='import'")" 李敏
tap_is 'the audit knows no values' "$(sql a "SELECT count(*) FROM audit WHERE detail LIKE '%1370000%' OR detail LIKE '%何%'")" 0
tap_is 'nor do the keys' "$(sql a "SELECT count(*) FROM web_key WHERE key LIKE '%@%' OR key LIKE '%13700002233%'")" 0

# ---- the same again, in other formats
changes() { sql a 'SELECT count(*),count(submission) FROM web_entry'; }
hz a import h5 "$T/h5.csv"
tap_like 'again: nothing new' "$(cat "$T/err")" '3行（新0，改0，同前3，撤0）；新核对上0'
page "$T/gbk.csv" charset:gbk "$HE" "$ZHANG" "$ALONE"
hz a import h5 "$T/gbk.csv"
tap_like 'in GBK' "$(cat "$T/err")" '3行（新0，改0，同前3，撤0）'
page "$T/h5.xlsx" "$HE" "$ZHANG" "$ALONE"
hz a import h5 "$T/h5.xlsx"
tap_like 'as a workbook, under a line of words' "$(cat "$T/err")" '3行（新0，改[0-3]，同前[0-3]，撤0）'
tap_is 'no doubles' "$(changes)" '3|2'
if command -v soffice >/dev/null; then
    (cd "$T" && soffice "-env:UserInstallation=file://$T/office" --headless --convert-to 'xls:MS Excel 97' h5.xlsx) >/dev/null 2>&1
    mv "$T/h5.xls" "$T/h5.et"
    hz a import h5 "$T/h5.et"
    tap_like 'as WPS keeps it' "$(cat "$T/err")" '3行（新0'
else
    tap_skip 'as WPS keeps it' 'no LibreOffice'
fi
page "$T/later.csv" "${HE/五句话/六句话}" "$ZHANG" "$ALONE"
hz a import h5 "$T/later.csv"
tap_like 'one has changed' "$(cat "$T/err")" '3行（新0，改[1-3]'
tap_is 'and so has what it filled in' "$(sql a "SELECT value FROM field WHERE submission=2 AND name='synopsis'")" '给老年人的六句话'
tap_is 'in one contribution' "$(sql a "SELECT count(*) FROM contribution WHERE mail IS NULL")" 2

# ---- mails after the page
letter third HE '2020-05-09 10:30' form
NOW=2020-05-09T11:00:00
hz a run --once
tap_is 'the form itself comes: the sender’s word stands' "$(sql a "SELECT value,place FROM field WHERE submission=2 AND name='info_source'" | cut -d' ' -f1)" '《东江全科医学》微信公众号|作品登记表.docx'
page "$T/more.csv" "$HE" "$ZHANG" "$ALONE" '编号=B1;作者姓名=陈晓燕;手机号码=13800001876;邮箱=chenxy@dongjiang.example;作品类别=医学科普作品;是否自愿无偿提供=是;作品报送形式=个人作者直报;信息来源=网页;作品简介=说明'
hz a import h5 "$T/more.csv"
letter fourth CHEN '2020-05-09 11:30'
NOW=2020-05-09T12:00:00
hz a run --once
tap_is 'a mail whose row was there first' "$(state NXZ-0003)|$(sql a "SELECT s.number,e.matched_by FROM web_entry e JOIN submission s ON s.id=e.submission WHERE e.key='#B1'")" 'complete|NXZ-0003|email'
tap_is 'is answered as complete' "$(sql a "SELECT template FROM outbox WHERE submission=3")" complete-work

# ---- nothing decides
letter fifth ZHANG '2020-05-30 10:30' form twin
letter sixth ZHANG '2020-05-30 18:30' form twin
NOW=2020-05-31T09:00:00
hz a run --once
page "$T/twins.csv" '编号=C1;推荐单位名称=邗东大学附属医院宣传处;联系人=左师;作者姓名=左师;手机号码=13900008801'
hz a import h5 "$T/twins.csv" --form work
TWINS=$(sql a "SELECT count(*) FROM submission WHERE number>'NXZ-0003'")
tap_is 'two that fit are shown, none is chosen' "$TWINS|$(sql a "SELECT doubt FROM web_entry WHERE key='#C1'")" '2|NXZ-0004 NXZ-0005'
tap_is 'nor missing' "$(grep -c '^只在邮件' "$T/out")" 0

# ---- rows that go
hz a import h5 "$T/more.csv" --whole
tap_is 'a row that is gone is no entry' "$(sql a "SELECT count(*) FROM web_entry WHERE key='#C1'")" 0
page "$T/less.csv" "$ZHANG" "$ALONE"
hz a import h5 "$T/less.csv" --whole --form work
tap_is 'what it had filled in goes with it' "$(state NXZ-0003)|$(sql a "SELECT form FROM submission WHERE number='NXZ-0003'")|$(faults NXZ-0003)" 'incomplete||form.missing'
hz a import h5 "$T/more.csv"
tap_is 'and comes back with it' "$(state NXZ-0003)" complete
page "$T/other.csv" '编号=A8;推荐单位名称=别处医院;联系人=别人;联系人手机号码=13700009999;作者姓名=别人'
hz a import h5 "$T/other.csv"
tap_is 'a row that is somebody else now leaves its submission' "$(sql a "SELECT submission IS NULL FROM web_entry WHERE key='#A8'")|$(sql a "SELECT count(*) FROM contribution WHERE submission=1 AND mail IS NULL")" '1|0'

# ---- words that mean harm
page "$T/evil.csv" '编号=E1;推荐单位名称==cmd|calc;联系人=@SUM(A1);联系人手机号码=13711112222;作者姓名==HYPERLINK(1);作品简介='"'"'), DROP TABLE mail --'
hz a import h5 "$T/evil.csv" --csv
tap_like 'no formula in what is shown' "$(grep cmd "$T/out")" "'=HYPERLINK\\(1\\) =cmd"
tap_is 'nor anything else' "$(sql a 'SELECT count(*)>0 FROM mail')" 1
hz a verify
tap_is 'nothing is missing' "$?" 0
hz a digest --out "$T/digest"
tap_like 'the digest names what differs' "$(cat "$T/digest/digest.txt")" '网上登记核对'
tap_unlike 'without phones' "$(cat "$T/digest/digest.txt")" '13711112222|13900009999'

# ---- many
python3 - "$T/large.csv" <<'PY'
import csv, sys
with open(sys.argv[1], "w", encoding="utf-8-sig", newline="") as file:
    out = csv.writer(file)
    out.writerow(["编号", "推荐单位名称", "联系人", "联系人手机号码", "作者姓名", "作品简介"])
    for i in range(2000):
        out.writerow([f"L{i}", f"第{i}医院", f"联系{i}", 13500000000 + i, f"作者{i}", "说明" * 20])
PY
# As many mails from the same people.
sqlite3 "$T/a.state/huizhi.db" <<'SQL'
PRAGMA foreign_keys=OFF;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<1999)
INSERT INTO submission(id,number,campaign,form,unreadable,sender,title,received,revision,state,filed_at,updated_at)
SELECT 10000+i, printf('NXZ-%d',10000+i), '2020-nixingzhe', 'work', 0, printf('a%d@b.example',i), '', 1590000000, 1,
       'incomplete', 1590000000, 1590000000 FROM n;
INSERT INTO contribution(id,submission,mail,actor,received,campaign,form,unreadable)
SELECT id, id, 1, sender, received, campaign, form, 0 FROM submission WHERE id>=10000;
INSERT INTO contribution_field(contribution,position,name,value,raw,place,confidence,valid,conflict)
SELECT id, 0, 'unit_mobile', 13500000000+id-10000, 13500000000+id-10000, 'x', 1, 1, 0 FROM submission WHERE id>=10000;
INSERT INTO field(submission,position,name,value,raw,place,confidence)
SELECT id, 0, 'unit_mobile', 13500000000+id-10000, 13500000000+id-10000, 'x', 1 FROM submission WHERE id>=10000;
SQL
START=$(date +%s%N)
hz a import h5 "$T/large.csv"
MS=$((($(date +%s%N) - START) / 1000000))
tap_is '2,000 rows' "$? $(sql a "SELECT count(*) FROM web_entry WHERE key LIKE '#L%'")" '0 2000'
tap_is 'find 2,000 mails' "$(sql a "SELECT count(*),min(matched_by) FROM web_entry WHERE key LIKE '#L%' AND submission IS NOT NULL AND applied=1")" '2000|phone'
tap_is 'and fill in what they lack' "$(sql a "SELECT count(*) FROM field WHERE name='unit_name' AND place LIKE '网上登记 行%' AND submission>=10000")" 2000
tap_ok "in less than 20 s" test "$MS" -lt 20000
echo "# $MS ms"
tap_done
