#!/bin/bash
# Conversations in the shapes that people give them: each from its first mail, in a state of its own, with letters that
# leave. What is filed, how it stands, and what the letter says.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
VIA=maildir
OFFICE=yywsqkfh@126.com
NEW=zgyywsqkfh2021@126.com

cat >"$T/mail.py" <<'PY'
import os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
from mailkit import mail, photo, docx, pdf, paragraphs, text_docx, work_docx, receipt_docx
from people import WORK, INDIVIDUAL, RECEIPT, CHEN, ZHANG, HE
_, root, box, count, files, who, subject, text, *extra = sys.argv
people = {"zhang": ZHANG, "he": HE, "chen": CHEN, "author": ("欧阳睿哲", "oyrz.photo@mail.example"),
          "other": ("路人", "luren@elsewhere.example"), "partner": ("协办单位", "desk@partner.example")}
make = {
    "form": lambda: ("作品登记表.docx", work_docx(WORK)),
    "second": lambda: ("作品登记表.docx", work_docx(dict(WORK, author_name="甘霖", author_email="ganlin@mail.example"))),
    "individual": lambda: ("作品登记表.docx", work_docx(INDIVIDUAL)),
    "receipt": lambda: ("回执表.docx", receipt_docx(RECEIPT)),
    "one": lambda: ("照片1.jpg", photo("talk1", 2_050_000)), "two": lambda: ("照片2.jpg", photo("talk2", 2_050_000)),
    "three": lambda: ("IMG_3.jpg", photo("talk3", 2_050_000)),
    "captions": lambda: ("照片说明.docx", text_docx("照片1：2020年2月18日，武汉，护士李倩脱下防护服。\n照片2：2020年3月2日，武汉，王磊带患者做操。")),
    "word": lambda: ("一图读懂.docx", docx(paragraphs("居家防护五句话"), pictures=[photo("talk4")])),
    "pdf": lambda: ("一图读懂.pdf", pdf()),
}
moment = next((e[3:] for e in extra if e.startswith("at:")), f"2020-05-18 {8 + int(count):02d}:00")
data = mail("163", people[who], subject, moment, text, files=[make[name]() for name in files.split()],
            to=next((e[3:] for e in extra if e.startswith("to:")), "yywsqkfh@126.com"),
            extra=[e for e in extra if not e.startswith(("at:", "to:"))])
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
with open(os.path.join(box, "new", f"{int(count):03d}.M1P1.x"), "wb") as file:
    file.write(data)
PY
C=''
begin() { # NAME
    C=$1 COUNT=0
    config "$C" 'reply: {mode: send}'$'\n''intake: {min_free: 1M, trusted_forwarders: ["@partner.example"]}'
    mailbox_maildir "$C" $OFFICE "$T/$C.box"
    mkdir -p "$T/$C.box/new" "$T/$C.box/cur" "$T/$C.box/tmp"
    NOW=2020-05-01T08:00:00
    hz "$C" run --once && hz "$C" send --release || sed 's/^/# /' "$T/err"
}
come() { # FILES WHO SUBJECT TEXT [EXTRA…]
    COUNT=$((COUNT + 1))
    python3 "$T/mail.py" "$ROOT" "$T/$C.box" "$COUNT" "$@" || echo "Bail out! no mail"
    NOW=$(printf '2020-05-18T%02d:05:00' $((8 + COUNT)))
    hz "$C" run --once || sed 's/^/# /' "$T/err"
}
last() { sql "$C" "SELECT m.kind, m.disposition, (SELECT template FROM outbox o WHERE o.mail=m.id) FROM mail m ORDER BY id DESC LIMIT 1"; }
words() { sql "$C" "SELECT subject || char(10) || text FROM outbox ORDER BY id DESC LIMIT 1"; }
letters() { sql "$C" "SELECT count(*) FROM outbox"; }
states() { sql "$C" "SELECT number || ':' || state FROM submission ORDER BY id" | tr '\n' ' '; }
works() { sql "$C" "SELECT count(*) FROM work"; }
held() { sql "$C" "SELECT count(*) FROM submission WHERE held IS NOT NULL"; }
open_ones() { sql "$C" "SELECT why FROM proposal ORDER BY id" | tr '\n' ' '; }
ONE='照片1说明：2020年2月18日凌晨，武汉某医院，护士李倩脱下防护服。'
TWO='照片2说明：2020年3月2日，武汉某方舱医院，王磊带领患者做呼吸操。'

# --- corrections in other shapes
begin subject
come 'form one two' zhang 报送作品 "$ONE"
come '' zhang "Re: NXZ-0001 $TWO" ''
tap_is 'a caption in the subject' "$(last) $(states)" 'amendment|joined|complete-work NXZ-0001:complete '
come 'second three' zhang 另一件 '另一件作品'
come '' zhang 补说明 $'NXZ-0001 照片2说明：2020年3月2日，武汉，王磊带患者做操。\nNXZ-0002 照片1说明：2020年3月5日，武汉，陈静为患者过生日。'
tap_is 'a line a submission' "$(sql subject "SELECT substr(caption,1,12) FROM work WHERE number IN ('NXZ-0001-02','NXZ-0002-01')" | tr '\n' ' ')" \
    '2020年3月2日，武汉 2020年3月5日，武汉 '
tap_like 'answered in one letter, dated by this mail' "$(words)" '您的来信已于5月18日 12:00收到，涉及2件'

begin traditional
come 'form one two' zhang 报送作品 "$ONE"
come '' zhang NXZ-0001 '照片2說明：2020年3月2日，武漢方艙醫院，王磊帶領患者做呼吸操。'
tap_is 'traditional characters say it too' "$(last) $(states)" 'amendment|joined|complete-work NXZ-0001:complete '
tap_like 'what changed is said' "$(words)" '这封来信更新了：照片2的说明。'
come '' zhang 查詢 ''
tap_is 'and ask' "$(last)" 'command|aside|status'

begin later
come 'form one two' zhang 报送作品 '说明另发。'
come captions zhang 照片说明 '照片说明见附件'
tap_is 'captions in a file of their own, without a number' "$(last) $(states)" 'amendment|joined|complete-work NXZ-0001:complete '
come 'second three' zhang 另一件 '另一件作品'
come '' zhang 补充说明 '照片1说明：2020年3月5日，武汉，陈静为患者过生日。'
tap_is 'of two submissions nobody guesses' "$(sql later "SELECT count(*) FROM work WHERE caption LIKE '%陈静%'")" 0

begin again
come 'form one two' zhang 报送作品 "$ONE"
come 'form one two' zhang '报送作品（补正后）' "$ONE"$'\n'"$TWO"
tap_is 'everything sent again, mended: the same submission' "$(states)$(works)" 'NXZ-0001:complete 2'
come 'form three' zhang 再报一件 "照片1说明：2020年3月5日，武汉，陈静为患者过生日。"
tap_is 'other pictures with the same names: another piece' "$(states)$(works)" 'NXZ-0001:complete NXZ-0002:complete 3'

begin paper
come 'individual word' he 科普作品 '见附件'
come pdf he 'Re: NXZ-0001' '已转成PDF'
tap_is 'a PDF for the Word file' "$(last) $(states)$(works)" 'amendment|joined|complete-work NXZ-0001:complete 1'

begin slip
come receipt chen 回执 '' 'at:2020-05-05 10:00'
come '' chen 'NXZ-0001 变更' $'联系人：王芳\n手机号码：13800002222' 'at:2020-05-06 10:00'
tap_like 'fields by their titles' "$(words)" '^这封来信更新了：联系人、手机号码。'

# --- what is for people reaches them
begin sentence
come 'form one two' zhang 报送作品 "$ONE"$'\n'"$TWO"
come '' zhang NXZ-0001 '照片2里护士的单位应为武汉第三医院。'
tap_is 'a sentence that mentions a unit is no signature' "$(last) $(open_ones)" 'enquiry|aside|passed sentence '
come one zhang NXZ-0001 '照片1原图'
tap_is 'what a file is called is no remark' "$(open_ones)" 'sentence '

# --- consent
begin consent
come 'form one two' zhang 报送作品 "$ONE"$'\n'"$TWO"
come '' zhang NXZ-0001 '不同意撤回，请继续保留我们的作品。'
tap_is 'who does not agree to a withdrawal withdraws nothing' "$(held) $(sql consent 'SELECT count(*) FROM work WHERE held IS NOT NULL')" '0 0'
come '' zhang 关于NXZ-0001-01 '老师您好，照片中的护士本人不太愿意公开，烦请贵单位不要使用照片1，谢谢理解。'
tap_is 'a polite wish holds the picture' "$(sql consent "SELECT group_concat(number) FROM work WHERE held IS NOT NULL")" NXZ-0001-01
come '' zhang NXZ-0001 '老师好，我们经研究决定撤回NXZ-0001这件作品，不再参加本次活动，请予办理。'
tap_is 'so does a sentence that takes all back' "$(held)" 1
begin ask
come 'form one two' zhang 报送作品 "$ONE"$'\n'"$TWO"
come '' zhang 关于撤回 '请问如果想撤回作品需要怎么操作？'
tap_is 'a question about it does not' "$(held)" 0
come '' zhang 申请撤稿 '因单位原因我们不参加了，特此申请。'
come '' zhang 查询 ''
tap_like 'what is held is not called whole' "$(words)" 'NXZ-0001（邗东大学附属医院宣传处）：您已来信撤回，暂停展示和使用'
come '' author 查询 ''
tap_like 'the author on the form may ask' "$(words)" '共1件'
come '' other '查询 NXZ-0001' ''
tap_like 'nobody else' "$(words)" '未查到记录'

# --- 已网上登记
begin web
come one he 报送照片 $'登记表已在网上登记。\n'"$ONE"
tap_like 'how to say so is told' "$(words)" '写明“已网上登记，电话：……”即可'
come '' he 'Re: NXZ-0001' '网上登记的手机号：13700002233'
tap_is 'and understood' "$(states)" 'NXZ-0001:review '

# --- robots' neighbours
begin forwarded
come 'individual pdf' partner 转发：报送作品 $'------------------ 原始邮件 ------------------\n发件人: "何喆镕"<hezr@xishan.example>;\n发送时间: 2020年5月16日(星期六) 上午9:05\n收件人: "协办单位"<desk@partner.example>;\n主题: 报送作品\n\n见附件。'
tap_is 'through a forwarder to the author' "$(sql forwarded 'SELECT to_addr, cc FROM outbox')" 'hezr@xishan.example|desk@partner.example'
tap_unlike 'whose delay is no fault of ours' "$(words)" '答复迟了'

begin both
mailbox_maildir both $NEW "$T/both.second"
python3 "$T/mail.py" "$ROOT" "$T/both.second" 9 'form one two' zhang 报送作品 "$ONE"$'\n'"$TWO" 'at:2020-05-18 09:00' "to:$OFFICE, $NEW" 'X-Second: yes'
come 'form one two' zhang 报送作品 "$ONE"$'\n'"$TWO" "to:$OFFICE, $NEW"
tap_is 'one letter to two mailboxes is one submission, and one answer' "$(states)$(letters)" 'NXZ-0001:complete 1'
tap_done
