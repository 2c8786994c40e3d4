#!/bin/bash
# A conversation by mail, one mail after the other through a run with its database: corrections and who may make them,
# sentences for people, a mail sent twice, 撤回 with its confirmation, objections, forwarders.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com

# talk NAME SENDER SUBJECT TEXT [extra header…]: one mail comes in; its time goes on by an hour each.
cat >"$T/mail.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
from mailkit import mail, photo, work_docx
from people import WORK, INDIVIDUAL, ZHANG, HE
_, root, box, count, kind, who, subject, text, *extra = sys.argv
people = {"zhang": ZHANG, "he": HE, "author": ("欧阳睿哲", "oyrz.photo@mail.example"),
          "other": ("路人", "luren@elsewhere.example"), "partner": ("协办单位", "desk@partner.example")}
moment = f"2020-05-{18 + int(count) // 12:02d} {8 + int(count) % 12:02d}:{int(count) % 60:02d}"
captions = "照片1说明：2020年2月10日，武汉，护士给老人喂饭。"
files = {"work": [("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("small1")), ("照片2.jpg", photo("small2"))],
         "pictures": [("照片1.jpg", photo("small1"))], "second": [("作品登记表.docx", work_docx(dict(WORK, unit_name="邗西医院", author_name="甘霖")))],
         "plain": []}[kind]
if kind == "work":
    text = (text + "\n" if text else "") + captions
data = mail("163", people[who], subject, moment, text, files=files, extra=[e for e in extra if not e.startswith("id:")],
            message_id=next((e[3:] for e in extra if e.startswith("id:")), None))
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
with open(os.path.join(box, "new", f"{int(count):03d}.M1P1.x"), "wb") as file:
    file.write(data)
PY
COUNT=0
come() { # KIND WHO SUBJECT TEXT [EXTRA…]
    COUNT=$((COUNT + 1))
    python3 "$T/mail.py" "$ROOT" "$T/box" "$COUNT" "$@" || echo "Bail out! no mail"
    NOW=$(printf '2020-05-%02dT%02d:59:00' $((18 + COUNT / 12)) $((8 + COUNT % 12)))
    hz a run --once || sed 's/^/# /' "$T/err"
}
last() { # kind, disposition, template of the answer
    sql a "SELECT m.kind, m.disposition, (SELECT template FROM outbox o WHERE o.mail=m.id) FROM mail m ORDER BY id DESC LIMIT 1"
}
words() { sql a "SELECT subject || char(10) || text FROM outbox ORDER BY id DESC LIMIT 1"; }
letters() { sql a "SELECT count(*) FROM outbox"; }
held() { sql a "SELECT number || ':' || coalesce(held,'-') FROM submission ORDER BY id" | tr '\n' ' '; }
open_ones() { sql a "SELECT coalesce(s.number,'?') || CASE WHEN work THEN '-' || work ELSE '' END || ' ' || why FROM proposal p
    LEFT JOIN submission s ON s.id=p.submission ORDER BY p.id" | tr '\n' ';'; }
our_id() { sql a "SELECT message_id FROM outbox WHERE template='$1' ORDER BY id DESC LIMIT 1"; }

config a 'reply: {mode: hold}'$'\n''intake: {min_free: 1M, trusted_forwarders: ["@partner.example"]}'
mailbox_maildir a $OFFICE "$T/box"

# --- corrections
come work zhang 报送作品 ''
tap_is 'works come in, a caption is missing and both are small' "$(last)" 'submission|filed|incomplete'
come plain zhang 'Re: NXZ-0001' 'NXZ-0001-02说明：2020年2月11日，武汉，医生查房。'
tap_is 'a caption by the number of the work is applied' \
    "$(sql a "SELECT caption FROM work WHERE seq=2")" '2020年2月11日，武汉，医生查房。'
tap_is 'nothing is left for people' "$(open_ones)" ''
come plain zhang 'Re: NXZ-0001' $'照片1说明：2020年2月12日，武汉，护士给老人喂饭。\n另外照片2的拍摄日期应为2月3日。'
tap_is 'a sentence beside it is for people' "$(open_ones)" 'NXZ-0001 sentence;'
tap_like 'and the answer says so' "$(words)" '来信中的其他说明已原文转工作人员'
tap_is 'what the sentence says is not applied' \
    "$(sql a "SELECT caption FROM work WHERE seq=2")" '2020年2月11日，武汉，医生查房。'
come plain zhang 'Re: NXZ-0001' '照片2应为2月3日，不是2月11日。'
tap_is 'a sentence alone is passed on' "$(last)" 'enquiry|aside|passed'
tap_like 'with the present state' "$(words)" 'NXZ-0001.*待补正'
N=$(letters)
come plain zhang 'Re: NXZ-0001' '请问收到上一封来信了吗？'
tap_is 'the next one on the same day is only listed' "$(last) $(letters)" "enquiry|aside| $N"

# --- strangers
come plain other 'Re: NXZ-0001' '照片1说明：这张其实是我拍的。'
tap_is 'a stranger changes nothing' "$(last)" 'amendment|aside|stranger'
tap_unlike 'and is told nothing of it' "$(words)" '邗东|欧阳|章若琳|照片1|待补'
tap_like 'people are' "$(open_ones)" 'NXZ-0001 stranger;$'
N=$(letters)
come plain other 'Re: NXZ-0001' '照片2说明：这张也是我拍的。'
tap_is 'once is enough' "$(letters)" "$N"
come plain author 'Re: NXZ-0001' '照片2说明：2020年2月11日清晨，武汉，医生查房。'
tap_is 'an address on the form may' "$(last)" 'amendment|joined|incomplete'

# --- 已网上登记
come pictures he 报送照片 '照片1：2020年3月1日，九江，社区医生入户。'
tap_is 'works without a form' "$(sql a "SELECT rule, severity FROM finding f JOIN submission s ON s.id=f.submission
    WHERE number='NXZ-0002' AND rule='form.missing'")" 'form.missing|fix'
come plain he 'Re: NXZ-0002' '登记表已在网上登记，手机137-0000-2233。'
tap_is 'said to be filled in on the web: people look' "$(sql a "SELECT rule, severity FROM finding f JOIN submission s ON
    s.id=f.submission WHERE number='NXZ-0002' AND rule='form.missing'")" 'form.missing|review'
tap_like 'under that number' "$(words)" '已网上登记（电话13700002233）'
tap_like 'and they know' "$(open_ones)" 'NXZ-0002 web;$'

# --- the same mail again
come pictures he 报送照片 '照片1：2020年3月1日，九江，社区医生入户。'
tap_is 'the same again is filed once' "$(last) $(sql a "SELECT count(*) FROM submission")" 'submission|aside|resent 2'
tap_like 'and answered with where it stands' "$(words)" '已收到过.*NXZ-0002'
tap_is 'and which it repeats' "$(sql a "SELECT count(*) FROM mail WHERE resend_of IS NOT NULL")" 1
N=$(letters)
come pictures he 报送照片 '照片1：2020年3月1日，九江，社区医生入户。'
tap_is 'a third time there is nothing to say' "$(last) $(letters)" "submission|aside| $N"

# --- 撤回
come plain other '撤回 NXZ-0002' ''
tap_is 'a stranger withdraws nothing' "$(held)" 'NXZ-0001:- NXZ-0002:- '
tap_like 'people see that they tried' "$(open_ones)" 'NXZ-0002 stranger;$'
come plain he 撤回 '' 'Reply-To: luren@elsewhere.example'
tap_is 'the only one of this address is held at once' "$(held)" 'NXZ-0001:- NXZ-0002:报送人来信撤回 '
tap_like 'a confirmation is asked for' "$(words)" '^【请确认撤回】NXZ-0002 确认码 [2-9A-Z]{24}$'
tap_is 'of the address itself, not of Reply-To' "$(sql a "SELECT to_addr FROM outbox ORDER BY id DESC LIMIT 1")" hezr@xishan.example
CODE=$(words | grep -o '[2-9A-Z]\{24\}' | head -1)
tap_is 'the code itself is not in the table of codes' "$(sql a "SELECT count(*) FROM token WHERE hash LIKE '%$CODE%'")" 0
ID=$(our_id withdraw)
N=$(letters)
come plain other "Re: 【请确认撤回】NXZ-0002 确认码 $CODE" 确认撤回
tap_is 'another address cannot confirm it' "$(letters) $(sql a "SELECT max(used) FROM token")" "$N 0"
come plain he 'Re: 【请确认撤回】' $'不撤回\n谢谢' "In-Reply-To: <$ID>"
tap_is 'an answer to the letter restores it' "$(held) $(last)" 'NXZ-0001:- NXZ-0002:-  command|aside|restored'
come plain he "Re: 【请确认撤回】NXZ-0002 确认码 $CODE" 确认撤回
tap_is 'a code is good once' "$(held)" 'NXZ-0001:- NXZ-0002:- '
tap_like 'and that is said' "$(words)" '已经用过或已过期'
hz_says a requeue "$(sql a "SELECT mail FROM ruling WHERE action='hold' ORDER BY id LIMIT 1")" >/dev/null
hz a run --once
tap_is 'what was settled is not asked for again when the mail is handled once more' "$(held)" 'NXZ-0001:- NXZ-0002:- '
come plain he 撤回 ''
CODE=$(words | grep -o '[2-9A-Z]\{24\}' | head -1)
come plain he "回复：【请确认撤回】NXZ-0002 确认码 $CODE" '确认'
tap_is 'confirmed: held, and listed for the office' "$(held) $(last)" 'NXZ-0001:- NXZ-0002:报送人已确认撤回  command|aside|withdrawn'
tap_like 'as a withdrawal' "$(open_ones)" 'NXZ-0002 withdraw;$'

# --- several, and none
come second zhang 报送作品 '另一件作品的登记表'
come plain zhang 撤稿 ''
tap_like 'of several the answer asks which' "$(words)" 'NXZ-0001(.|\n)*NXZ-0003|写在同一行'
tap_like 'listing them' "$(words | tr '\n' ' ')" 'NXZ-0003.*NXZ-0001|NXZ-0001.*NXZ-0003'
tap_is 'and holds none' "$(held)" 'NXZ-0001:- NXZ-0002:报送人已确认撤回 NXZ-0003:- '
come plain zhang '撤回 NXZ-0003' ''
tap_like 'by its number' "$(held)" 'NXZ-0003:报送人来信撤回'

# --- objections
come plain other 询问 '请问用同事的照片是否侵犯肖像权？'
tap_is 'a question is no complaint' "$(last)" 'enquiry|aside|enquiry'
come plain other 照片 '我是NXZ-0001-02里的患者，未经本人同意拍摄，请立即停止使用。'
tap_is 'a person in a picture has it held' "$(sql a "SELECT number || ':' || coalesce(held,'-') FROM work WHERE number LIKE 'NXZ-0001%'" | tr '\n' ' ')" \
    'NXZ-0001-01:- NXZ-0001-02:来信不同意使用或对被拍摄提出异议 '
tap_is 'answered politely' "$(last)" 'command|aside|complaint'
tap_unlike 'and told nothing of it' "$(words)" 'NXZ|邗东|欧阳'
come plain zhang 'Re: NXZ-0001' '照片1我不同意使用了，请撤下好吗？'
tap_like 'the sender has one held by its number' "$(sql a "SELECT coalesce(held,'-') FROM work WHERE number='NXZ-0001-01'")" 不同意
tap_like 'red in the digest' "$(hz a digest; cat "$T/a.state/digest/digest.txt")" 'NXZ-0001-02.*不同意使用.*已暂停展示'
come plain he '关于撤回' '不撤回' "In-Reply-To: <$(our_id withdraw)>"

# --- forwarders
FORWARD=$'请登记。\n\n-----原始邮件-----\n发件人：甘霖 <ganlin@clinic.example>\n发送时间：2020年5月10日 10:12\n收件人：desk@partner.example\n主题：报送照片\n\n照片1：2020年3月5日，武汉，甘霖摄。'
come pictures partner '转发：报送照片' "$FORWARD"
tap_is 'a trusted forwarder is looked through' "$(sql a "SELECT from_addr, forwarded_by FROM mail ORDER BY id DESC LIMIT 1")" \
    'ganlin@clinic.example|desk@partner.example'
tap_is 'the author is answered, the forwarder in Cc' "$(sql a "SELECT to_addr, cc FROM outbox ORDER BY id DESC LIMIT 1")" \
    'ganlin@clinic.example|desk@partner.example'
tap_is 'and came in when they wrote' "$(sql a "SELECT datetime(received,'unixepoch','+8 hours') FROM submission ORDER BY id DESC LIMIT 1")" \
    '2020-05-10 10:12:00'
come pictures other '转发：报送照片' "${FORWARD/甘霖 <ganlin/王 <wang}"
tap_is 'anybody else is not' "$(sql a "SELECT from_addr, forwarded_by FROM mail ORDER BY id DESC LIMIT 1")" 'luren@elsewhere.example|'

FORWARD=${FORWARD/原始邮件/转发的邮件}
come plain partner 撤回 "${FORWARD%照片1*}撤回"
tap_is 'a code goes to the author alone' "$(sql a "SELECT to_addr, coalesce(cc,'-'), template FROM outbox ORDER BY id DESC LIMIT 1")" \
    'ganlin@clinic.example|-|withdraw'
come plain partner "转发：确认码 $(words | grep -o '[2-9A-Z]\{24\}' | head -1)" "${FORWARD/请登记。/确认撤回}"
tap_is 'and a forwarder cannot confirm it' "$(sql a "SELECT count(*) FROM token WHERE address='ganlin@clinic.example' AND used>0")" 0

# --- enquiries
come plain zhang 咨询 '请问作品的报送截止日期是什么时候？'
N=$(letters)
come plain zhang 咨询 '请问照片可以用手机拍摄吗？'
tap_is 'how to take part is said once' "$(last) $(letters)" "enquiry|aside| $N"
tap_is 'all is sound' "$(hz a verify && echo sound)" sound
tap_done
