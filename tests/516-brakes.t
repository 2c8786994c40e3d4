#!/bin/bash
# What keeps letters from going out: an address that sends them back, a conversation without end, too many questions in a
# day, Junk and Bcc, correspondents of the office's own people.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
cat >"$T/write.py" <<'PY'
# write.py FOLDER NAME FROM SUBJECT TEXT [key=value…]: form=1, to=…, refs=…, kind=bounce id=… rcpt=…, date=…
import os, sys
root, folder, name, sender, subject, text = sys.argv[1:7]
sys.path[:0] = [os.path.join(root, "tests", "samples"), os.path.join(root, "tests", "samples", "robots")]
import kit
from mailkit import OFFICE, receipt_docx
from people import RECEIPT
more = dict(word.split("=", 1) for word in sys.argv[7:])
content = kit.text(text)
if "form" in more:
    content = kit.multi("mixed", content, kit.attached("回执表.docx", receipt_docx(dict(RECEIPT, email=sender, media_name=f"《{name}》"))))
headers = [f"References: <{more['refs']}>"] if "refs" in more else []
if more.get("kind") == "dsn":
    content = kit.multi("report", content, kit.raw("message/delivery-status", f"Final-Recipient: rfc822; {more['rcpt']}\nAction: failed\n"),
                        kit.raw("text/rfc822-headers", f"Message-ID: <{more['id']}>\n"), parameter="report-type=delivery-status")
data = kit.mail(sender, subject, content, date=more.get("date", "2020-05-20 09:00"), headers=headers, to=more.get("to", OFFICE))
os.makedirs(folder, exist_ok=True)
open(os.path.join(folder, name), "wb").write(data)
PY
write() { python3 "$T/write.py" "$ROOT" "$@"; }
begin() { # NAME LINES-OF-REPLY
    mkdir -p "$T/$1.md/new" "$T/$1.md/cur" "$T/$1.md/tmp"
    VIA=maildir config "$1" "intake: {min_free: 0}"$'\n'"reply: {$2}"
    mailbox_maildir "$1" $OFFICE "$1.md" "${3:-}"
}
comes() { # NAME MAIL FROM SUBJECT TEXT …
    local box=$1
    shift
    write "$T/$box.md/new" "$@"
}
states() { sql "$1" "SELECT group_concat(state,' ') FROM (SELECT state FROM outbox ORDER BY id)"; }
digest() { # NAME: the page as text
    hz "$1" digest >/dev/null
    python3 - "$T/$1.state/digest/index.html" <<'PY'
import html, re, sys
print(re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", open(sys.argv[1], encoding="utf-8").read()))))
PY
}

# ---- a letter comes back
NOW=2020-05-20T10:00:00
begin bounce 'mode: hold'
comes bounce 1 wu@press.example 回执表 回执见附件 form=1
comes bounce 2 wu@press.example 咨询 '请问报送的照片有数量限制吗？'
hz bounce run --once
hz bounce send --release NXZ-0001
hz bounce run --once
tap_is 'one letter went, one is held' "$(states bounce)" 'sent held'
id=$(sql bounce "SELECT message_id FROM outbox WHERE state='sent'")
comes bounce 3 'MAILER-DAEMON@mx.example' 'Undelivered Mail Returned to Sender' 'could not be delivered' kind=dsn "id=$id" rcpt=wu@press.example 'date=2020-05-20 10:05'
NOW=2020-05-20T10:10:00
hz bounce run --once
tap_is 'it came back: refused, and its address is undelivered' "$(states bounce) $(sql bounce 'SELECT address,why FROM undelivered')" 'refused held wu@press.example|收到退信'
hz bounce send --release
hz bounce run --once
tap_is 'a further letter to it is withheld' "$(states bounce) $(sql bounce 'SELECT response FROM outbox ORDER BY id DESC LIMIT 1')" 'refused withheld 该地址此前退信，待对方再次来信后恢复'
tap_like 'the digest says so' "$(digest bounce)" '未能送达的答复.*wu@press.example.*已暂停向该地址发信'
comes bounce 4 wu@press.example 再问 '请问作品登记表在哪里下载？' 'date=2020-05-20 11:00'
NOW=2020-05-20T11:10:00
hz bounce run --once
hz bounce send --release
tap_is 'whoever writes again can be reached again' "$(sql bounce 'SELECT count(*) FROM undelivered') $(states bounce)" '0 refused withheld sent'
tap_like 'the digest no longer calls it stopped' "$(digest bounce | grep -c 已暂停向该地址发信)" '^0$'
comes bounce 5 'Postmaster@126.com' 系统退信 '抱歉，您的邮件被退回来了……<br>收件人：stranger@else.example' 'date=2020-05-20 11:20'
NOW=2020-05-20T11:30:00
hz bounce run --once
tap_is 'a bounce of what we never sent stops nobody' "$(sql bounce 'SELECT count(*) FROM undelivered') $(states bounce)" '0 refused withheld sent'

# ---- a conversation without end
NOW=2020-05-21T10:00:00
begin thread 'mode: send, per_day: 100, per_thread: 3'
hz thread send --release
for n in 1 2 3 4 5; do comes thread "$n" "p$n@press.example" "第${n}次主题" "请问作品怎么报送？（$n）" refs=root@press.example; done
comes thread 6 other@press.example 另一主题 '请问照片怎么报送？'
hz thread run --once
tap_is 'three answers in a thread, the next are withheld; another thread is answered' "$(states thread)" 'sent sent sent withheld withheld sent'
tap_is 'every mail is filed all the same' "$(sql thread 'SELECT count(*), sum(kind=char(101,110,113,117,105,114,121)) FROM mail')" '6|6'
tap_like 'the digest says why' "$(digest thread)" '暂扣.*同一往来中的自动答复已达3封上限'

begin address 'mode: send, per_day: 2, enquiry: 0s'
hz address send --release
for n in 1 2 3 4; do comes address "$n" robot@press.example "主题$n" "请问作品怎么报送？（$n）"; done
hz address run --once
tap_is 'two answers an address and day' "$(states address)" 'sent sent withheld withheld'
tap_like 'one line in the digest for equal ones' "$(digest address)" '该地址今日答复已达上限 同样原因共2封'

# ---- questions in a day
begin cap 'mode: send, enquiries_per_day: 2'
hz cap send --release
for n in 1 2 3 4; do comes cap "$n" "q$n@press.example" 咨询 "请问作品怎么报送？（$n）"; done
comes cap 5 form@press.example 回执表 回执见附件 form=1
hz cap run --once
tap_is 'two questions are answered, and every form' "$(sql cap "SELECT m.kind,o.state,count(*) FROM outbox o JOIN mail m ON m.id=o.mail GROUP BY 1,2 ORDER BY 1,2" | paste -sd' ')" \
    'enquiry|sent|2 enquiry|withheld|2 submission|sent|1'
tap_like 'the digest says why' "$(digest cap)" '今日对咨询的自动答复已达2封上限'
comes cap 6 tomorrow@press.example 咨询 '请问作品怎么报送？'
NOW=2020-05-22T10:30:00 hz cap run --once
tap_is 'tomorrow is another day' "$(sql cap "SELECT state FROM outbox WHERE to_addr='tomorrow@press.example'")" sent

# ---- Junk, and our address in neither To nor Cc
NOW=2020-05-21T10:00:00
begin junk 'mode: send' '    folders: {junk: [垃圾邮件]}'
hz junk send --release
box=$T/junk.md/.$(python3 -c 'print("&V4NXPpCuTvY-")')
mkdir -p "$box/new" "$box/cur" "$box/tmp"
write "$box/new" 1 q@press.example 咨询 '请问作品怎么报送？'
write "$box/new" 2 f@press.example 回执表 回执见附件 form=1
write "$box/new" 3 h@press.example 帮助 ''
comes junk 4 bcc@press.example 咨询 '请问作品怎么报送？' to=others@press.example
comes junk 5 bccform@press.example 回执表 回执见附件 form=1 to=others@press.example
comes junk 6 bcchelp@press.example 帮助 '' to=others@press.example
comes junk 7 direct@press.example 咨询 '请问作品怎么报送？'
hz junk run --once
tap_is 'every mail was looked at' "$(sql junk 'SELECT count(*) FROM mail')" 7
tap_is 'from Junk and Bcc only forms are answered' "$(sql junk 'SELECT to_addr FROM outbox ORDER BY 1' | paste -sd' ')" \
    'bccform@press.example direct@press.example f@press.example'

# ---- people whom the office's people know
begin known 'mode: send, spare_correspondents: yes'
hz known send --release
sent() { sqlite3 "$T/known.state/huizhi.db" "INSERT INTO sent(mailbox,folder,uidvalidity,uid,recipients,at,ours) VALUES('$OFFICE','已发送',1,$1,'$2',strftime('%s','$3'),$4)"; }
sent 1 $'someone@x.example\nfriend@press.example' 2020-03-01 0
sent 2 ours@press.example 2020-03-01 1
sent 3 after@press.example 2020-05-19T00:00:00 0
comes known 1 after@press.example 回执表 回执见附件 form=1 'date=2020-05-18 09:00'
hz known run --once
comes known 2 friend@press.example 咨询 '请问作品怎么报送？'
comes known 3 friend@press.example 回执表 回执见附件 form=1
comes known 4 ours@press.example 咨询 '请问作品怎么报送？'
comes known 5 after@press.example 咨询 '请问作品怎么报送？'
NOW=2020-05-21T10:05:00
hz known run --once
tap_is 'a friend of the house is answered for a form only; a participant whom people wrote to later, always' \
    "$(sql known "SELECT m.kind,m.from_addr FROM outbox o JOIN mail m ON m.id=o.mail ORDER BY 1,2" | paste -sd' ')" \
    'enquiry|after@press.example enquiry|ours@press.example submission|after@press.example submission|friend@press.example'
tap_like 'people see the question' "$(digest known)" '来信留言（原文）.*friend@press.example'
tap_done
