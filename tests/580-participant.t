#!/bin/bash
# One participant from the first mail to 已收齐, over a real IMAP and a real SMTP server: every answer is read from the
# mailbox into which it was delivered, and answered as a mail program does.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
. "$(dirname "$0")/lib-exim.sh"
OFFICE=yywsqkfh@126.com
start_dovecot imap
start_exim smtp

cat >"$T/write.py" <<'PY'
import email, email.policy, glob, os, sys
sys.path.insert(0, os.path.join(sys.argv[1], "tests", "samples"))
from mailkit import mail, photo, work_docx
from people import WORK, ZHANG
_, root, out, step, sink = sys.argv
files, extra, text, subject = [], [], "", ""
letters = sorted(glob.glob(os.path.join(sink, "new", "*")), key=os.path.getmtime)
if letters:
    with open(letters[-1], "rb") as file:
        last = email.message_from_binary_file(file, policy=email.policy.default)
    subject = "回复：" + last["Subject"]
    extra = [f"In-Reply-To: {last['Message-ID']}", f"References: {last.get('References', '')} {last['Message-ID']}"]
    quoted = "\n\n------------------ 原始邮件 ------------------\n发件人: 作品征集办公室 <%s>\n发送时间: 2020年5月18日 10:00\n收件人: 章若琳\n主题: %s\n\n%s" % (
        "yywsqkfh@126.com", last["Subject"], last.get_body(("plain",)).get_content())
if step == "1":
    subject, text = "报送作品", "老师您好，报送照片三张，请查收。\n照片1说明：2020年2月10日，武汉，护士李倩给老人喂饭。\n照片2说明：2020年2月11日，武汉，医生查房。"
    files = [("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("p1", 2100000)), ("照片2.jpg", photo("p2")),
             ("照片3.jpg", photo("p3", 2100000))]
elif step == "2":
    text, files = "照片2的原图见附件，请查收。" + quoted, [("照片2.jpg", photo("p2", 2100000))]
elif step == "4":
    text = "照片3说明：2020年2月12日，武汉，医疗队员在病区门口合影。" + quoted
elif step == "3":
    subject, extra, text = "查询", [], ""
elif step == "5":
    subject, extra, files = "转发：报送照片", [], [("照片9.jpg", photo("p9", 2100000))]
    text = "-----原始邮件-----\n发件人：甘霖 <ganlin@clinic.example>\n发送时间：2020年5月16日 10:12\n收件人：desk@partner.example\n主题：报送照片\n\n照片见附件"
data = mail("qq", ("协办单位", "desk@partner.example") if step == "5" else ZHANG, subject, f"2020-05-18 1{step}:00", text, files=files, extra=extra)
with open(out, "wb") as file:
    file.write(data)
PY
MAILS=0
say() { # STEP: sends, runs, and waits for the answer
    python3 "$T/write.py" "$ROOT" "$T/mail.eml" "$1" "$T/smtp/sink" || echo "Bail out! no mail"
    local box=$T/imap/mail/$OFFICE # a file, so that the server's time of arrival is its own
    mkdir -p "$box/new" "$box/cur" "$box/tmp"
    touch -d "2020-05-18 1$1:00:03 +0800" "$T/mail.eml"
    cp -p "$T/mail.eml" "$box/new/$1.M1P1.x"
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$box"
    NOW=2020-05-18T1$1:30:00
    hz a run --once || sed 's/^/# /' "$T/err"
    MAILS=$((MAILS + 1))
    wait_mails smtp $MAILS
}
answer() { # the newest letter as the participant's program shows it
    python3 - "$T/smtp/sink" <<'PY'
import email, email.policy, glob, os, sys
letters = sorted(glob.glob(os.path.join(sys.argv[1], "new", "*")), key=os.path.getmtime)
with open(letters[-1], "rb") as file:
    last = email.message_from_binary_file(file, policy=email.policy.default)
print(last["To"], last["Subject"], last.get_body(("plain",)).get_content(), sep="\n")
PY
}

config a 'reply: {mode: send}'$'\n''intake: {min_free: 1M, trusted_forwarders: [desk@partner.example]}'
mailbox_imap a $OFFICE
tap_ok 'letters may leave' hz a send --release
say 1
TEXT=$(answer)
tap_is 'the first answer lies in the mailbox' "$(exim_mails smtp)" 1
tap_like 'to the participant, with the number' "$(head -2 <<<"$TEXT" | tr '\n' ' ')" 'xuanchuan@handong.example.*【请补正】作品 NXZ-0001：共2处'
tap_like 'one photograph is too small' "$TEXT" '只有 .*通知要求 2M 及以上'
tap_like 'another has no caption' "$TEXT" '缺文字说明'
say 2
TEXT=$(answer)
tap_like 'the photograph that came by reply is taken' "$TEXT" 'NXZ-0001：共1处'
tap_unlike 'and asked for no more' "$TEXT" '2M 及以上'
tap_is 'it took its place' "$(sql a "SELECT count(*), min(bytes)>2000000 FROM work")" '3|1'
say 3
TEXT=$(answer)
tap_like '查询 is answered with what is open' "$TEXT" '【查询结果】共1件'
tap_like 'by number' "$TEXT" 'NXZ-0001.*待补正，还有1处'
# The caption answers that letter.
say 4
TEXT=$(answer)
tap_like 'the caption makes it complete' "$TEXT" '【已收齐】作品 NXZ-0001'
tap_is 'four letters, no more' "$(exim_mails smtp)" 4
tap_is 'all of one submission' "$(sql a "SELECT number, state, revision FROM submission")" 'NXZ-0001|complete|3'
tap_is 'nothing is left for people' "$(sql a "SELECT count(*) FROM proposal")" 0
# What a trusted forwarder passed on: one letter, two mailboxes.
say 5
tap_ok 'the author and the forwarder both get the answer' wait_mails smtp 6
tap_like 'one in To, one in Cc' "$(header To "$T"/smtp/sink/new/* | tail -3) $(header Cc "$T"/smtp/sink/new/*)" \
    'desk@partner.example'
tap_is 'the author is the sender' "$(sql a "SELECT sender FROM submission ORDER BY id DESC LIMIT 1")" ganlin@clinic.example
tap_is 'all is sound' "$(hz a verify && echo sound)" sound
tap_done
