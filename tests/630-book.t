#!/bin/bash
# The workbook over a real run, opened with an independent reader and compared with the database cell by cell; what
# wants to be a formula stays text, also in CSV; what may not be used shows neither picture nor file.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
PYTHON=python3
"$PYTHON" -c 'import openpyxl' 2>/dev/null || PYTHON=/usr/bin/python3 # Debian's has it
NOW=2020-06-01T09:30:00
make_samples "$T/in"
VIA=maildir config book
mailbox_maildir book yywsqkfh@126.com "$T/in"
hz book run --once
tap_is 'a run over the samples' "$?" 0

# Words that a spreadsheet would take for something else, where a participant can write: a field, a title, a caption, a
# file name, a finding's sentence; a character that no XML has; Excel's own spelling of a character.
sqlite3 "$T/book.state/huizhi.db" <<'SQL'
UPDATE field SET value='=cmd|'' /C calc''!A0' WHERE name='unit_contact' AND submission=5;
UPDATE field SET value='+1+1' WHERE name='unit_address' AND submission=5;
UPDATE field SET value='-2+3' WHERE name='author_address' AND submission=5;
UPDATE field SET value='@SUM(1+1)' WHERE name='author_name' AND submission=5;
UPDATE field SET value=char(9)||'=1+1' WHERE name='synopsis' AND submission=5;
UPDATE field SET value=char(13)||'=1+1' WHERE name='address' AND submission=1;
UPDATE field SET value='http://evil.example/' WHERE name='media_name' AND submission=1;
UPDATE field SET value='a_x0041_b'||char(7)||char(8238)||'c' WHERE name='contact' AND submission=1;
UPDATE submission SET title='=HYPERLINK("http://evil.example","x")' WHERE id=5;
UPDATE work SET caption='＝1＋1', name='=1+1.jpg' WHERE number='NXZ-0005-01';
UPDATE finding SET text='=1+1' WHERE submission=8;
UPDATE work SET held='作者要求撤下' WHERE number='NXZ-0005-02';
UPDATE submission SET held='全部撤下', assigned='王老师' WHERE id=7;
UPDATE submission SET fix_by=1591200000 WHERE state='incomplete';
SQL
hz book export --xlsx "$T/book.xlsx" --csv "$T/csv" --json
tap_is 'export writes all three' "$? $(ls "$T/book.xlsx" | wc -l)" '0 1'
cp "$T/out" "$T/lines"
tap_is 'nothing else lies beside the workbook' "$(ls "$T" | grep -c part)" 0

"$PYTHON" - "$T" "$ROOT" >"$T/verdict" 2>&1 <<'PY'
import csv, datetime, json, os, re, sqlite3, sys, urllib.parse, zipfile
import openpyxl
top, root = sys.argv[1:3]
db = sqlite3.connect(f"{top}/book.state/huizhi.db")
db.row_factory = sqlite3.Row
rules = open(f"{root}/rules/2020-nixingzhe/campaign.yaml", encoding="utf-8").read()
forms = {}
for part in re.split(r"\n  - id: ", rules.split("\nforms:")[1].split("\nrules:")[0])[1:]:
    fields = re.findall(r"name: (\w+),?\s+title: ([^\s,]+),?\s+type: (\w+)", part)
    options = dict(re.findall(r"value: (\w+), title: ([^,]+),", part))
    forms[part.split("\n")[0]] = fields, options
states = dict(complete="收齐", incomplete="待补", review="待核", late="逾期", rejected="不采用")
zone = datetime.timezone(datetime.timedelta(hours=8))
def local(seconds):
    return datetime.datetime.fromtimestamp(seconds, zone).replace(tzinfo=None) if seconds else None
def clean(text): # control and direction characters are left out, a lone CR is a line break
    return None if text is None else "".join(c for c in text.replace("\r", "\n") if c in "\n\t" or ord(c) >= 32 and c != "\u202e")
def shown(value): # Excel's spelling of an underscore that would begin a character
    return re.sub(r"_x005F(?=_x[0-9a-fA-F]{4}_)", "", value) if isinstance(value, str) else value
def form_values(submission, form):
    fields, options = forms[form]
    have = {r["name"]: r["value"] for r in db.execute("SELECT * FROM field WHERE submission=?", (submission,))}
    for name, title, kind in fields:
        value = have.get(name)
        if kind == "yesno":
            value = {"true": "是", "false": "否", None: None}[value]
        elif kind == "choice":
            value = options.get(value, value)
        yield title, clean(value)
faults = []
def differ(what, got, want):
    if got != want:
        faults.append(f"{what}: got {got!r}, want {want!r}")
def table(sheet):
    rows = list(sheet.iter_rows())
    heads = [c.value for c in rows[0]]
    differ(f"{sheet.title}: a title twice", len(set(heads)), len(heads))
    return [dict(zip(heads, row)) for row in rows[1:]]

book = openpyxl.load_workbook(f"{top}/book.xlsx")
differ("sheets", book.sheetnames, ["回执", "作品", "作品登记表", "待处理", "统计"])
for sheet in book:
    differ(f"{sheet.title}: frozen", sheet.freeze_panes, "B2")
    differ(f"{sheet.title}: filters", sheet.auto_filter.ref, sheet.dimensions)
    differ(f"{sheet.title}: header", sheet["A1"].font.b, True)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type in "fe" or isinstance(cell.value, str) and cell.data_type != "s":
                faults.append(f"{sheet.title}!{cell.coordinate} is no text: {cell.value!r}")
    for letter, column in sheet.column_dimensions.items():
        if not 5 <= column.width <= 60:
            faults.append(f"{sheet.title}: column {letter} is {column.width} wide")
for part in zipfile.ZipFile(f"{top}/book.xlsx").namelist():
    if part.endswith(".xml") and b"<f>" in zipfile.ZipFile(f"{top}/book.xlsx").read(part):
        faults.append(f"a formula in {part}")

for title, form in (("回执", "receipt"), ("作品登记表", "work")):
    want = db.execute("SELECT * FROM submission WHERE form=? OR ?='work' AND form IS NULL ORDER BY id", (form, form)).fetchall()
    got = table(book[title])
    differ(f"{title}: rows", [r["编号"].value for r in got], [r["number"] for r in want])
    heads = list(got[0])
    differ(f"{title}: the form's own order", heads[2:2 + len(forms[form][0])], [t for _, t, _ in forms[form][0]])
    for row, submission in zip(got, want):
        expect = {"状态": "暂停使用" if submission["held"] else states[submission["state"]],
                  "发件邮箱": submission["sender"], "经办人": submission["assigned"], "暂停原因": submission["held"],
                  "收到时间": local(submission["received"]), "更新时间": local(submission["updated_at"]),
                  "补正期限": local(max(submission["fix_by"], submission["deadline"])), "来信次数": submission["revision"],
                  **dict(form_values(submission["id"], form))}
        for head, value in expect.items():
            differ(f"{submission['number']} {head}", shown(row[head].value), value)

works = db.execute("SELECT w.*, s.state, s.held AS all_held, s.title AS unit, s.number AS whole, s.sender, s.received FROM work w "
                   "JOIN submission s ON s.id=w.submission ORDER BY s.id, w.seq").fetchall()
sheet = book["作品"]
got = table(sheet)
differ("作品: rows", [r["作品编号"].value for r in got], [w["number"] for w in works])
pictures = {}
for image in sheet._images:
    pictures.setdefault(image.anchor._from.row, []).append(image)
known = lambda n: n if n and n > 0 else None
for at, (row, work) in enumerate(zip(got, works), 1):
    held = work["held"] or work["all_held"]
    name = work["number"]
    kinds = dict(photo="照片", document="平面作品", video="视频", audio="音频", text="文章")
    findings = [r[0] for r in db.execute("SELECT text FROM finding WHERE work=? AND severity<>'note' ORDER BY position", (name,))]
    expect = {"状态": "暂停使用" if held else states[work["state"]], "文件": clean(work["name"]), "类型": kinds[work["kind"]],
              "作品名称": clean(work["title"]), "作者": clean(work["author"]), "文字说明": clean(work["caption"]),
              "大小": work["bytes"], "宽（像素）": known(work["width"]), "高（像素）": known(work["height"]),
              "时长（秒）": known(work["seconds"]), "页数": known(work["pages"]), "疑似重复": work["duplicate_of"],
              "待处理": "\n".join(findings) or None, "暂停原因": held, "登记编号": work["whole"],
              "报送单位或作者": clean(work["unit"]), "发件邮箱": work["sender"], "收到时间": local(work["received"]),
              **dict(form_values(work["submission"], "work"))}
    for head, value in expect.items():
        differ(f"{name} {head}", shown(row[head].value), value)
    if set(expect) | {"作品编号", "缩略图"} != set(row):
        faults.append(f"columns that nobody compared: {set(row) - set(expect)}")
    link = row["文件"].hyperlink
    if held or work["name"].startswith("="): # its name in the database is not the one that was laid out
        differ(f"{name}: link", link, None)
    else:
        path = os.path.join(top, urllib.parse.unquote(link.target).replace("\\", "/"))
        differ(f"{name}: the link leads to", os.path.getsize(path) if os.path.exists(path) else path, work["bytes"])
    differ(f"{name}: pictures", len(pictures.get(at, [])), 1 if work["thumbnail"] and not held else 0)
    for image in pictures.get(at, []):
        anchor = image.anchor
        differ(f"{name}: its picture is a", image.format, "jpeg")
        differ(f"{name}: its picture stays in its cell", (anchor.to.row, anchor.to.col), (at, 1))
        height = sheet.row_dimensions[at + 1].height or sheet.sheet_format.defaultRowHeight
        if anchor.to.rowOff / 12700 > height:
            faults.append(f"{name}: its picture is higher than its row, {height}")
differ("pictures in all", len(sheet._images) > 3, True)

got = table(book["待处理"])
want = db.execute("SELECT s.number, f.work, f.text, f.rule, max(s.fix_by, s.deadline) AS due, f.severity FROM finding f JOIN submission s ON s.id=f.submission "
                  "WHERE f.severity<>'note' ORDER BY s.id, f.position").fetchall()
differ("待处理", [(r["编号"].value, r["作品编号"].value, r["事项"].value, r["规则"].value, r["期限"].value, r["类别"].value) for r in got],
       [(r["number"], r["work"], r["text"], r["rule"], local(r["due"]),
         dict(fix="待补", review="待核", late="逾期")[r["severity"]]) for r in want])
counts = {(r["统计项"].value, r["值"].value): (r["登记件数"].value, r["作品件数"].value) for r in table(book["统计"])}
of = lambda sql: tuple(db.execute(sql).fetchone())
works_of = "coalesce(sum((SELECT count(*) FROM work w WHERE w.submission=s.id)),0) FROM submission s"
differ("合计", counts["合计", None], of(f"SELECT count(*), {works_of}"))
for state in ("complete", "incomplete", "late"):
    differ(state, counts["状态", states[state]], of(f"SELECT count(*), {works_of} WHERE state='{state}'"))
differ("a form", counts["表格", "回执表"], of(f"SELECT count(*), {works_of} WHERE form='receipt'"))
differ("a category", counts["作品类别", "医学科普作品"],
       of(f"SELECT count(*), {works_of} JOIN field f ON f.submission=s.id AND f.name='category' AND f.value='science'"))
for (what, day), (count, _) in counts.items():
    if what == "收到日期":
        differ(day, count, of(f"SELECT count(*) FROM submission WHERE date(received, 'unixepoch', '+8 hours')='{day}'")[0])
differ("days", sum(c for (what, _), (c, _) in counts.items() if what == "收到日期"), counts["合计", None][0])

# The same rows in CSV and JSON.
for name in book.sheetnames:
    rows = list(csv.reader(open(f"{top}/csv/{name}.csv", encoding="utf-8-sig", newline="")))
    differ(f"{name}.csv: rows", len(rows), book[name].max_row)
    differ(f"{name}.csv: titles", rows[0], [c.value for c in book[name][1]])
    for row in rows:
        for cell in row:
            if cell[:1] and cell[0] in "=+-@\t\r\n＝＋－＠":
                faults.append(f"{name}.csv: {cell!r} may be a formula")
raw = [row for name in book.sheetnames for row in csv.reader(open(f"{top}/csv/{name}.csv", encoding="utf-8-sig", newline=""))]
cells = {cell for row in raw for cell in row}
for wanted in ("'=cmd|' /C calc'!A0", "'+1+1", "'-2+3", "'@SUM(1+1)", "'\t=1+1", "'\r=1+1", "'＝1＋1"):
    if wanted not in cells:
        faults.append(f"CSV lacks {wanted!r}")
lines = [json.loads(line) for line in open(f"{top}/lines", encoding="utf-8")]
differ("JSON: rows", len(lines), sum(book[name].max_row - 1 for name in book.sheetnames))
receipt = next(line for line in lines if line["number"] == "NXZ-0002")
differ("JSON: typed", (receipt["sheet"], receipt["join_media"], receipt["faults"]), ("回执", True, 0))
print("\n".join(faults) or "all is as the database has it")
PY
tap_is 'every cell' "$(cat "$T/verdict")" 'all is as the database has it'

mkdir -p "$T/pdf"
tap_ok 'LibreOffice prints it' soffice --headless "-env:UserInstallation=file://$T/office" --convert-to pdf \
    --outdir "$T/pdf" "$T/book.xlsx"
printed=$(pdftotext -layout "$T/pdf/book.pdf" - 2>/dev/null)
tap_like 'with the formula as it was typed' "$printed" "=cmd\|' /C calc'"
tap_like 'and what may not be used is marked' "$printed" '暂停使用'
tap_unlike 'nothing was calculated' "$printed" '#NAME|#REF|#VALUE|Err:'

# ---- filters
rows() { # FILTER…
    hz book list --json "$@"
    local code=$? number
    number=$(grep -o '"number":"[^"]*"' "$T/out" | cut -d'"' -f4 | tr '\n' ' ')
    echo "$code ${number% }"
}
numbers() { sql book "SELECT '0 ' || group_concat(number, ' ') FROM (SELECT number FROM submission WHERE $1 ORDER BY received, id)"; }
tap_is 'by form' "$(rows --form receipt)" "$(numbers "form='receipt'")"
tap_is 'by form and state, in Chinese' "$(rows --form 作品登记表 --state 待补)" "$(numbers "form='work' AND state='incomplete'")"
tap_is 'by campaign' "$(rows --campaign zljc)" '0 '
tap_is 'by time, a day counts whole' "$(rows --since 2020-05-19 --until 2020-05-21)" \
    "$(numbers "date(received,'unixepoch','+8 hours') BETWEEN '2020-05-19' AND '2020-05-21'")"
tap_is 'by sender' "$(rows --sender MAXZ@djey.example)" "$(numbers "sender='maxz@djey.example'")"
tap_is 'by a part of the unit' "$(rows --unit 护理)" "$(numbers "title LIKE '%护理%'")"
tap_is 'what may not be used' "$(rows --held)" '0 NXZ-0005 NXZ-0007'
tap_is 'by who looks after it' "$(rows --assigned 王老师)" '0 NXZ-0007'
due() { numbers "state IN ('incomplete','review') AND max(fix_by,deadline) BETWEEN 1 AND unixepoch('2020-06-01T01:30:00')+86400*$1"; }
tap_is 'what is due in three days, or was before' "$(rows --due 3)" "$(due 3)"
tap_is 'tomorrow: only what was due before' "$(rows --due 1)" "$(due 1)"
tap_unlike 'which is less' "$(due 1)" "$(due 3)"
tap_like 'an unknown state is refused' "$(hz_says book list --state 完成)" '^64 .*there is no "完成"'
hz book list --form receipt --xlsx "$T/list.xlsx"
tap_is 'a list as a workbook' "$? $("$PYTHON" -c 'import openpyxl, sys; s = openpyxl.load_workbook(sys.argv[1]).active
print(s.max_row - 1, s["A1"].value, s["A2"].value, s["I2"].value.year)' "$T/list.xlsx")" '0 4 编号 NXZ-0001 2020'
hz book export --form receipt --csv "$T/some"
tap_is 'an export of one form' "$(tail -n +2 "$T/some/回执.csv" | wc -l) $(ls "$T/some" | wc -l)" '4 4'
hz book export
tap_is 'an export of nothing is refused' "$?" 64

hz book digest --out "$T/digest"
tap_is 'the digest has the workbook beside it' "$(ls "$T/digest" | tail -1)" 登记册.xlsx
tap_is 'for its people only' "$(stat -c %a "$T/digest/登记册.xlsx")" 640
tap_done
