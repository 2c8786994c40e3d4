#!/bin/bash
# Deciding by mail, the whole way: 60 submissions in a Dovecot, the digest through an Exim, answers to it from the office's
# people, from strangers, forged and worn out ones; the workbook of forms filled in and sent back; then verify.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
MAILS="$ROOT/tests/tools/office_mails.py"
ZHANG='张老师 <zhang@office.example>' LI='李敏 <li@office.example>'
VOUCHED='mx.example.org; dkim=pass header.d=office.example; spf=pass smtp.mailfrom=office.example'

start_dovecot dc
start_exim ex
BOX=$T/dc/mail/$OFFICE
mkdir -p "$BOX"/{new,cur,tmp} "$T/mails"
python3 "$MAILS" submissions "$T/mails/in" || echo 'Bail out! no mails'
N=0
bring() { # FILE…: into the mailbox
    local file
    for file in "$@"; do
        N=$((N + 1))
        cp "$file" "$BOX/new/15900$(printf %05d $N).M${N}P1.x"
        touch -d "$(header Date "$file" | sed 's/ (.*//')" "$BOX/new/15900$(printf %05d $N).M${N}P1.x"
    done
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$BOX"
    return 0
}
R=0 WHEN='Sat, 09 May 2020 10:00:00 +0800'
answer() { # FROM TEXT [DIGEST] [OPTION…]: writes and brings an answer
    R=$((R + 1))
    python3 "$MAILS" reply "$T/mails/answer-$R.eml" "$@" --date "$WHEN" && bring "$T/mails/answer-$R.eml"
}
at() { # "DAY TIME" VERB…
    NOW="${1/ /T}:00+08:00" hz a "${@:2}"
    local code=$?
    sed 's/^/# /' "$T/err"
    return $code
}
letter_to() { # ADDRESS PATTERN: the latest letter to it whose subject has the pattern
    python3 - "$T/ex/sink/new" "$@" <<'PY'
import email, email.policy, os, sys
found = []
for name in os.listdir(sys.argv[1]):
    path = os.path.join(sys.argv[1], name)
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if sys.argv[2] in mail["To"] and sys.argv[3] in mail["Subject"]:
        found.append((mail["Date"].datetime, os.stat(path).st_mtime_ns, path))
print(max(found)[2] if found else "/dev/null")
PY
}
text_of() {
    python3 -c 'import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(mail["Subject"]); print(mail.get_body(("plain",)).get_content())' "$1"
}
attachment() { # MAIL NAME OUT
    python3 -c 'import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
for part in mail.iter_attachments():
    if part.get_filename() == sys.argv[2]:
        open(sys.argv[3], "wb").write(part.get_content())' "$@"
}
number_of() { sql a "SELECT number FROM submission WHERE sender='$1'"; }
state() { sql a "SELECT state FROM submission WHERE number='$1'"; }
rulings() { sql a "SELECT r.actor,r.action,coalesce(r.work,0),coalesce(r.why,'') FROM ruling r JOIN submission s ON s.id=r.submission WHERE s.number='$1' ORDER BY r.id" | tr '\n' ' '; }
reason() { sql a "SELECT kind,disposition,reason FROM mail ORDER BY id DESC LIMIT ${1:-1}"; }

config a "intake: {min_free: 1M}
reply: {mode: send, delay: 20m}
digest: {to: [zhang@office.example, li@office.example, watcher@other.example], at: \"09:00\"}
office: {people: ['$ZHANG', '$LI'], authserv: [mx.example.org]}"
mailbox_imap a $OFFICE
bring "$T"/mails/in/*.eml
at '2020-05-09 09:30' run --once
[ "$(sql a 'SELECT count(*) FROM submission')" = 60 ] || sql a "SELECT kind,disposition,reason,count(*) FROM mail GROUP BY 1,2,3" | sed 's/^/# /'
tap_is '60 submissions are registered' "$(sql a 'SELECT count(*) FROM submission')" 60
wait_mails ex 3
WORKS=$(number_of xuanchuan@handong.example) SCAN=$(number_of unit2@u2.example) PHOTO=$(number_of unit3@u3.example)
ALONE=$(number_of unit4@u4.example) FAULTY=$(number_of unit10@u10.example) SOUND=$(number_of unit11@u11.example)
ZHANG_DIGEST=$(letter_to zhang@office 日报) LI_DIGEST=$(letter_to li@office 日报) OTHER=$(letter_to watcher@other 日报)
ZHANG_TOKEN=$(python3 "$MAILS" token "$ZHANG_DIGEST") LI_TOKEN=$(python3 "$MAILS" token "$LI_DIGEST")
tap_like 'a digest says how to answer it' "$(text_of "$ZHANG_DIGEST" | sed -n 2,3p | tr '\n' ' ')" '请在此行以上写决定.*口令 [2-9A-Z]{24}（'
tap_is 'each person has a token of their own' "$([ "$ZHANG_TOKEN" != "$LI_TOKEN" ] && echo yes) ${#LI_TOKEN}" 'yes 24'
tap_unlike 'who is not of the office gets none' "$(attachment "$OTHER" 待录入.xlsx "$T/none"; ls "$T/none" 2>&1 >/dev/null | grep -c none)$(text_of "$OTHER")" '^0|口令 [2-9A-Z]{24}'
tap_is 'only hashes are kept' "$(sql a .dump | grep -cE "$ZHANG_TOKEN|$LI_TOKEN" | sed 's/^[12]$/in the letters/')" 'in the letters'
tap_is 'tokens of 2 letters and 2 workbooks' "$(sql a 'SELECT purpose,count(*) FROM token GROUP BY 1' | tr '\n' ' ')" 'decide|2 enter|2 '

# ---- decisions: a line each
answer "$ZHANG" "张老师批：\n${FAULTY#NXZ-} 同意\n$WORKS-02 退回 说明过长，请压缩到150字\n${SOUND} 备注 作者来过电话\n9999 同意\n$SOUND 再看看\n\n谢谢" \
    "$ZHANG_DIGEST" --auth "$VOUCHED"
at '2020-05-09 10:00' run --once
tap_is 'it is a command' "$(reason)" 'command|aside|张老师的决定：执行3项，未执行2项'
tap_is 'who decided what' "$(rulings "$FAULTY")$(rulings "$WORKS")$(rulings "$SOUND")" '张老师|accept|0| 张老师|return|2|说明过长，请压缩到150字 张老师|note|0|作者来过电话 '
tap_is 'takes effect' "$(state "$FAULTY")" complete
tap_is 'with the mail that asked for it' "$(sql a 'SELECT count(DISTINCT mail), min(mail)>60 FROM ruling')" '1|1'
tap_is 'the participant’s letter waits' "$(sql a "SELECT o.template,o.state FROM outbox o JOIN outbox_about b ON b.outbox=o.id JOIN submission s ON s.id=b.submission WHERE s.number='$FAULTY' ORDER BY o.id DESC LIMIT 1")" 'decided|held'
ANSWER=$(letter_to zhang@office 办理结果)
tap_is 'the answer is for that person only' "$(header To "$ANSWER") $(header In-Reply-To "$ANSWER" | grep -c office.example) $(ls "$T/ex/sink/new" | wc -l)" '张老师 <zhang@office.example> 1 4'
tap_like 'says how many' "$(text_of "$ANSWER" | head -1)" '已办3项，未办2项'
tap_like 'repeats what was done' "$(text_of "$ANSWER")" "✓ ${FAULTY#NXZ-} 同意：$FAULTY 已通过；现为完整，给对方的答复待发"
tap_like 'and what was not' "$(text_of "$ANSWER")" '✗ 9999 同意：没有这个编号'
tap_like 'what was not understood' "$(text_of "$ANSWER")" "✗ $SOUND 再看看：没有看懂"
tap_like 'also what has no number' "$(text_of "$ANSWER")" '· 张老师批：'

# ---- the same again; another decision by the same token
answer "$ZHANG" "$FAULTY 同意" "$ZHANG_DIGEST" --auth "$VOUCHED" --shape qq
at '2020-05-09 10:05' run --once
tap_like 'the same decision again is known' "$(text_of "$(letter_to zhang@office 办理结果)")" '已按您的这个决定执行过'
answer "$ZHANG" "$FAULTY 不采用\n$FAULTY 撤下" "$ZHANG_DIGEST" --auth "$VOUCHED" --shape outlook
at '2020-05-09 10:06' run --once
tap_like 'another one is refused' "$(text_of "$(letter_to zhang@office 办理结果)" | tr '\n' ' ')" '未办2项.*请用新的日报回复'
tap_is 'and not done' "$(rulings "$FAULTY")" '张老师|accept|0| '

# ---- whoever else tries
BEFORE=$(sql a 'SELECT count(*) FROM ruling')
LETTERS=$(sql a 'SELECT count(*) FROM outbox')
answer '王某 <wang@stranger.example>' "$SOUND 不采用" "$ZHANG_DIGEST" --auth 'mx.example.org; dkim=pass header.d=stranger.example'
answer '王某 <wang@stranger.example>' "$WORKS 撤下" "$LI_DIGEST" --shape new --token "$LI_TOKEN"
at '2020-05-09 10:10' run --once
tap_is 'strangers are set aside with the reason, and get no answer' "$(reason 2 | uniq) $(sql a 'SELECT count(*) FROM outbox')" \
    "command|aside|决定未执行：发件人不是办公室成员（office.people） $LETTERS"
answer "$ZHANG" "$SOUND 不采用" "$ZHANG_DIGEST" --auth 'mx.example.org; dkim=fail header.d=office.example; spf=fail smtp.mailfrom=evil.example'
at '2020-05-09 10:11' run --once
tap_like 'a forged sender is not obeyed' "$(reason)" '决定未执行：SPF、DKIM都没有证实'
tap_like 'the person is told' "$(text_of "$(letter_to zhang@office 未执行)")" '可能有人冒用'
answer "$ZHANG" "$SOUND 不采用" "$ZHANG_DIGEST" \
    --auth 'mx.example.org; spf=pass smtp.mailfrom==?utf-8?q?a=3b_dkim=3dpass_header.d=3doffice.example_?=@evil.example'
at '2020-05-09 10:11' run --once
tap_like 'nor by an encoded word in an address' "$(reason)" '决定未执行：SPF、DKIM都没有证实'
answer "$LI" "$SOUND 不采用" "$LI_DIGEST" --auth 'mx.elsewhere.example; dkim=pass header.d=office.example'
answer "$LI" "$SOUND 不采用" "$ZHANG_DIGEST" --auth "$VOUCHED"
answer "$LI" "$SOUND 不采用" --shape new --auth "$VOUCHED"
at '2020-05-09 10:12' run --once
tap_is 'another server’s word, another’s token, no token' "$(reason 3 | sed 's/.*：//' | tac | tr '\n' ' ')" \
    '没有本单位邮件服务器的认证结果（Authentication-Results） 口令不是发给这个邮箱的 信里没有日报的口令 '
tap_is 'none of it is done' "$(sql a 'SELECT count(*) FROM ruling')" "$BEFORE"
at '2020-05-09 10:13' digest --since 2020-05-09T09:40:00+08:00 --out "$T/digest"
tap_like 'the digest shows them' "$(cat "$T/digest/digest.txt")" '决定未执行：发件人不是办公室成员'

answer "$ZHANG" 收到 "$ZHANG_DIGEST" --auth "$VOUCHED" --shape wrapped
at '2020-05-09 10:14' run --once
tap_is 'our own examples in a broken quotation are no decisions' "$(reason)" 'command|aside|张老师的决定：执行0项'

# ---- two people who differ; fields; works; days
answer "$LI" "$FAULTY 不采用 与主题无关；${SOUND} 改 手机=１３９００００１２３４，联系人＝李小红\n$WORKS-01 撤下\n$ALONE 交 李老师\n$ALONE 延期 6月10日" \
    "$LI_DIGEST" --auth "$VOUCHED" --shape html
at '2020-05-09 10:20' run --once
text_of "$(letter_to li@office 办理结果)" | sed 's/^/# /'
tap_is 'the later one stands' "$(state "$FAULTY") $(rulings "$FAULTY")" 'rejected 张老师|accept|0| 李敏|reject|0|与主题无关 '
tap_is 'fields are set' "$(sql a "SELECT f.name,f.value,f.place FROM field f JOIN submission s ON s.id=f.submission WHERE s.number='$SOUND' AND f.name IN ('contact','mobile')" | tr '\n' ' ')" \
    'contact|李小红|人工录入 mobile|13900001234|人工录入 '
tap_is 'a work is held, a person assigned' "$(sql a "SELECT held IS NOT NULL FROM work WHERE number='$WORKS-01'; SELECT assigned FROM submission WHERE number='$ALONE'" | tr '\n' ' ')" '1 李老师 '
tap_is 'a day is later' "$(sql a "SELECT date(deadline+28800,'unixepoch') FROM submission WHERE number='$ALONE'")" 2020-06-10
answer "$LI" "$WORKS-01 恢复" "$LI_DIGEST" --auth "$VOUCHED" --shape bare
at '2020-05-09 10:21' run --once
tap_like 'the token is worn out for it' "$(text_of "$(letter_to li@office 办理结果)")" '✗ .*恢复：这期日报的口令已用来'

# ---- a new digest, a new token; the old one expires
WHEN='Sun, 10 May 2020 09:00:00 +0800'
at '2020-05-10 09:00' run --once
LI_NEXT=$(letter_to li@office 日报)
answer "$LI" "$WORKS-01 恢复" "$LI_NEXT" --auth "$VOUCHED" --shape bare
at '2020-05-10 09:10' run --once
tap_is 'the next digest’s token serves' "$(sql a "SELECT held IS NULL FROM work WHERE number='$WORKS-01'")" 1
answer "$LI" "$SOUND 撤下" "$LI_DIGEST" --auth "$VOUCHED"
NOW=2020-05-24T09:00:00+08:00
at '2020-05-24 08:00' run --once
tap_like 'a fortnight later it has expired' "$(reason)" '口令已过期'

# ---- the workbook
attachment "$ZHANG_DIGEST" 待录入.xlsx "$T/forms.xlsx"
cat >"$T/fill.py" <<'PY'
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active
head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
columns = {cell.value: cell.column for cell in head}
if sys.argv[2] == "show":
    rows = [row for row in sheet.iter_rows(min_row=head[0].row + 1) if row[columns["栏目"] - 1].value]
    print(len(rows), len(sheet._images), sorted({row[0].value for row in rows}), head[columns["图片"] - 1].value,
          sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row))
else:
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        for number, label, value in (one.split("|") for one in sys.argv[3:]):
            if row[0].value == number and (row[columns["栏目"] - 1].value or "").startswith(label):
                sheet.cell(row[0].row, columns["请填写"], value)
    book.save(sys.argv[2])
PY
PYTHON=/usr/bin/python3
$PYTHON "$T/fill.py" "$T/forms.xlsx" show >"$T/shown"
sed 's/^/# /' "$T/shown"
tap_like 'a block a scan, with pictures of the cells, no formula' "$(cat "$T/shown")" "^[0-9]+ [1-9][0-9]* \[.*'$SCAN'.*\] 图片 0$"
$PYTHON "$T/fill.py" "$T/forms.xlsx" "$T/filled.xlsx" "$SCAN|媒体单位名称|《东江全科医学》杂志社" "$SCAN|联系人|陈晓燕" \
    "$SCAN|邮箱|djqkyx@dongjiang.example" "$SCAN|手机号码|13800001876" "$SCAN|座机号码|五五二" "$SCAN|公众号征集宣传|是"
NOW=2020-05-10T09:30:00+08:00
answer '王某 <wang@stranger.example>' '' "$ZHANG_DIGEST" --attach "$T/filled.xlsx"
answer '张私人 <zhang@private.example>' '请办理' --shape new --attach "$T/filled.xlsx"
at '2020-05-10 09:30' run --once
tap_is 'from a stranger, or the person’s other mailbox: not obeyed' "$(reason 2 | uniq)$(sql a "SELECT count(value) FROM field f JOIN submission s ON s.id=f.submission WHERE s.number='$SCAN'")" \
    'command|aside|决定未执行：发件人不是办公室成员（office.people）0'
answer "$ZHANG" '已录入，请查收' --shape new --auth "$VOUCHED" --attach "$T/filled.xlsx" --as '录好的.xlsx'
at '2020-05-10 09:31' run --once
text_of "$(letter_to zhang@office 办理结果)" | sed 's/^/# /'
tap_is 'its cells are entered in the person’s name' "$(sql a "SELECT f.name,f.value FROM field f JOIN submission s ON s.id=f.submission WHERE s.number='$SCAN' AND value IS NOT NULL ORDER BY 1" | tr '\n' ' ')$(sql a "SELECT DISTINCT c.actor FROM contribution c JOIN submission s ON s.id=c.submission WHERE s.number='$SCAN' AND c.mail IS NULL")" \
    'contact|陈晓燕 email|djqkyx@dongjiang.example join_wechat|true media_name|《东江全科医学》杂志社 mobile|13800001876 张老师'
tap_like 'what does not fit is told by its row' "$(text_of "$(letter_to zhang@office 办理结果)")" "✗ 待录入表 $SCAN：座机号码“五五二”不合要求"
tap_is 'it is complete now' "$(state "$SCAN")" complete
$PYTHON "$T/fill.py" "$T/forms.xlsx" "$T/second.xlsx" "$PHOTO|个人作者姓名|何喆镕" "$PHOTO|作者手机号码|137-0000-2233" \
    "$PHOTO|作品类别|医学科普作品" "$PHOTO|是否自愿无偿|是" "$PHOTO|作品简介|口罩佩戴一图读懂" "$SCAN|联系人|别的人"
mkdir "$T/office"
HOME=$T/office soffice --headless --convert-to xlsx:"Calc MS Excel 2007 XML" --outdir "$T/office" "$T/second.xlsx" >/dev/null 2>&1
answer "$ZHANG" "$FAULTY 备注 已电话告知" "$ZHANG_DIGEST" --auth "$VOUCHED" --attach "$T/office/second.xlsx"
at '2020-05-10 09:32' run --once
text_of "$(letter_to zhang@office 办理结果)" | sed 's/^/# /'
tap_is 'as LibreOffice saves it, beside a line' "$(sql a "SELECT f.name,f.value FROM field f JOIN submission s ON s.id=f.submission WHERE s.number='$PHOTO' AND value IS NOT NULL ORDER BY 1" | tr '\n' ' ')$(sql a "SELECT count(*) FROM ruling WHERE why='已电话告知'")" \
    'author_mobile|13700002233 author_name|何喆镕 category|science free_of_charge|true synopsis|口罩佩戴一图读懂 1'
tap_like 'a cell that was entered otherwise is refused' "$(text_of "$(letter_to zhang@office 办理结果)")" "✗ 待录入表 $SCAN：联系人已用这期日报"

# ---- in the end
tap_is 'nobody else was answered about decisions' "$(sql a "SELECT DISTINCT to_addr FROM outbox WHERE template LIKE 'decisions%' ORDER BY 1" | tr '\n' ' ')" 'li@office.example zhang@office.example '
tap_is 'the audit has no words' "$(sql a "SELECT count(*) FROM audit WHERE detail LIKE '%13900001234%' OR detail LIKE '%说明过长%'")" 0
tap_like 'verify is content' "$(NOW=2020-05-10T10:00:00+08:00 hz_says a verify)" '✓ sound'

# ---- and forgotten: the decision goes with what it was about
tap_like 'forgotten' "$(NOW=2020-05-11T10:00:00+08:00 hz_says a forget "$SOUND" --yes --actor 李主任)" '^0 删除：'
tap_is 'of the value that came by mail nothing is left' "$(grep -rlaE '李小红|13900001234|１３９００００１２３４' "$T/a.state" | wc -l)" 0

# ---- forged without end
WHEN='Sat, 30 May 2020 10:00:00 +0800'
for i in 1 2 3 4 5 6 7; do
    answer "$LI" "$WORKS 撤下$i" --shape bare --token "$LI_TOKEN" --auth 'mx.example.org; dkim=fail header.d=office.example'
done
BEFORE=$(sql a "SELECT count(*) FROM outbox WHERE template='decisions-refused'")
at '2020-05-30 10:00' run --once
tap_is 'of many at once a person is told of five' "$(sql a "SELECT count(*)-$BEFORE FROM outbox WHERE template='decisions-refused'") $(sql a "SELECT count(*) FROM mail WHERE reason LIKE '决定未执行：SPF%' AND received>=unixepoch('2020-05-29')")" '5 7'
tap_done
