#!/bin/bash
# The whole way: mails in a Dovecot, replies through an Exim, both over TLS; and run as people run it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org

start_dovecot dc
start_exim ex
make_samples "$T/samples"
seed dc $OFFICE "$T/samples"
sent() { exim_mails ex; }
replies() { header "$1" "$T"/ex/sink/new/*; }
reply_to() { grep -l "^To:.*$1" "$T"/ex/sink/new/* | head -1; }

# ---- the first run of a new installation
config a 'reply: {mode: send}'$'\n''intake: {min_free: 1M}'
mailbox_imap a $OFFICE
tap_is 'the first run ends well and says nothing' "$(hz_says a run --once)" '0 '
tap_is 'all mails are filed or set aside' \
    "$(sql a "SELECT disposition, count(*) FROM mail GROUP BY 1 ORDER BY 1")" $'aside|5\nfiled|15\njoined|1'
tap_is 'numbers in the order of arrival, with their states' "$(sql a 'SELECT number,form,sender,state FROM submission ORDER BY id')" \
    'NXZ-0001|receipt|chenxy@dongjiang.example|complete
NXZ-0002|receipt|liugl@xishan.example|complete
NXZ-0003|receipt|wugf@wangjiang.example|complete
NXZ-0004|receipt|zhoulj@huainan.example|complete
NXZ-0005|work|xuanchuan@handong.example|complete
NXZ-0006|work|maxz@djey.example|incomplete
NXZ-0007||oyrz.photo@mail.example|incomplete
NXZ-0008|work|luojg@jiangbei.example|incomplete
NXZ-0009|work|shenmh@shuiyang.example|incomplete
NXZ-0010|work|dingym@lupu.example|review
NXZ-0011|work|hezr@xishan.example|incomplete
NXZ-0012|work|hezr@xishan.example|incomplete
NXZ-0013|work|jiawj@linhe.example|incomplete
NXZ-0014||jiawj2@linhe.example|incomplete
NXZ-0015|work|sunpei@beihu.example|late'
tap_is 'the correction has joined NXZ-0004' \
    "$(sql a "SELECT s.number,s.revision,m.kind FROM mail m JOIN contribution c ON c.mail=m.id JOIN submission s ON s.id=c.submission WHERE m.disposition='joined'")" \
    'NXZ-0004|2|amendment'
tap_is 'its earlier reply is superseded, the others are held' \
    "$(sql a 'SELECT state,count(*) FROM outbox GROUP BY 1 ORDER BY 1')" $'held|16\nsuperseded|1'
tap_is 'robots, bounces, lists and thanks get no reply' \
    "$(sql a "SELECT count(*) FROM outbox o JOIN mail m ON m.id=o.mail WHERE m.kind IN ('robot','bounce','other','own')")" 0
tap_is 'nothing was sent' "$(sent)" 0

# ---- release
tap_like 'a preview shows what is held' "$(hz_says a send --preview)" '共16封待发'
tap_is 'and sends nothing' "$(sent)" 0
tap_like 'released: they are sent' "$(hz_says a send --release)" '^0 已放行16封'
wait_mails ex 16
tap_is 'each arrives once' "$(sent) $(replies In-Reply-To | sort -u | wc -l)" '16 16'
tap_is 'all are sent in the database, too' "$(sql a "SELECT state,count(*) FROM outbox GROUP BY 1 ORDER BY 1")" $'sent|16\nsuperseded|1'
FIRST=$(reply_to chenxy@dongjiang.example)
ORIGINAL=$(header Message-ID "$T"/samples/new/*.receipt)
tap_is 'a reply answers the mail' "$(header In-Reply-To "$FIRST")" "$ORIGINAL"
tap_like 'names it in its references' "$(header References "$FIRST")" "$(sed 's/[.+?$*^]/./g' <<<"$ORIGINAL")"
tap_is 'is marked as an answer by a machine' "$(header Auto-Submitted "$FIRST")" auto-replied
tap_like 'comes from the login' "$(header From "$FIRST")" "<$OFFICE>"
tap_is 'and from it only' "$(replies From | sort -u)" "作品征集办公室 <$OFFICE>"
tap_like 'the subject names the number' "$(header Subject "$FIRST")" 'NXZ-0001'
tap_is 'its Message-ID is the one that was queued' "$(header Message-ID "$FIRST")" \
    "<$(sql a "SELECT message_id FROM outbox WHERE to_addr='chenxy@dongjiang.example'")>"

# ---- nothing is done twice
dump a >"$T/before"
tap_is 'a second run says nothing' "$(hz_says a run --once)" '0 '
dump a >"$T/after"
tap_is 'files nothing new' "$(diff "$T/before" "$T/after")" ''
tap_is 'and sends nothing' "$(sent)" 16
tap_is 'by default the server is told nothing' "$(dovecot_admin dc fetch -u $OFFICE flags mailbox INBOX | grep -c Seen)" 0

# ---- an answer to our receipt
cat >"$T/answer.eml" <<MAIL
From: =?utf-8?B?546L6bmP?= <maxz@djey.example>
To: $OFFICE
Subject: =?utf-8?B?UmU6IOS9nOWTgQ==?=
Date: Mon, 01 Jun 2020 09:00:00 +0800
Message-ID: <answer-1@djey.example>
In-Reply-To: $(header Message-ID "$(reply_to maxz@djey.example)")
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

老师好，补充如下：
照片2：2020年2月26日傍晚，武汉，护士们换岗。
MAIL
put_mail dc $OFFICE INBOX "$T/answer.eml"
tap_is 'an answer comes in' "$(hz_says a run --once)" '0 '
tap_is 'it joins the submission of the letter that it answers' \
    "$(sql a "SELECT m.disposition,s.number,s.revision FROM mail m JOIN contribution c ON c.mail=m.id JOIN submission s ON s.id=c.submission WHERE m.message_id LIKE '%answer-1%'")" \
    'joined|NXZ-0006|2'
wait_mails ex 17
tap_is 'and gets one reply, at once now' "$(sent) $(grep -l 'In-Reply-To: <answer-1@' "$T"/ex/sink/new/* | wc -l)" '17 1'

# ---- the verbs that look
tap_like 'verify: all is sound' "$(hz_says a verify)" '^0 .*✓ sound'
hz a verify --online
tap_is 'verify --online too' "$? $(grep -c '✓ sound' "$T/out") $(grep -c 'INBOX: 22 on the server, 0 new since the last poll, 0 unknown' "$T/out")" '0 1 1'
hz a list
tap_is 'list has a line for each submission' "$(grep -c '^NXZ-' "$T/out")" 15
hz a show NXZ-0001
tap_like 'show shows the fields' "$(cat "$T/out")" 'contact .*陈晓燕'
hz a explain 9
tap_like 'explain names rule and place' "$(cat "$T/out")" 'field\.conflict|declaration'
tap_like 'explain of a number that is not there' "$(hz_says a explain NXZ-0999)" '^66 '
hz a doctor
tap_is 'doctor finds all well' "$? $(tail -1 "$T/out")" '0 All is well'
FILE=$(find "$T/a.state/spool" -name '*.eml' | head -1)
chmod u+w "$FILE"
printf x >>"$FILE"
tap_like 'verify finds a spool file that was changed' "$(hz_says a verify)" '^65 .*changed on disk'
truncate -s -1 "$FILE"

# ---- the same mail in a second folder, a new UIDVALIDITY
put_mail dc $OFFICE 垃圾邮件 "$T/answer.eml"
# doveadm's copy has its own line ends: taken over from the first one
cp -p "$(grep -rl 'answer-1@djey' "$T/dc/mail/$OFFICE/cur" "$T/dc/mail/$OFFICE/new" 2>/dev/null | head -1)" \
    "$T/dc/mail/$OFFICE/.&V4NXPpCuTvY-/new/1591000000.M1P1.copy"
[ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$T/dc/mail/$OFFICE"
dump a | grep -v ^sighting >"$T/before"
tap_is 'a mail met in a second folder' "$(hz_says a run --once)" '0 '
dump a | grep -v ^sighting >"$T/after"
tap_is 'is the same mail' "$(diff "$T/before" "$T/after") $(sent)" ' 17'
tap_is 'seen in three places' "$(sql a "SELECT count(*) FROM sighting s JOIN mail m ON m.id=s.mail WHERE m.message_id LIKE '%answer-1%'")" 3
sed -i "1s/V[0-9]*/V4711/" "$T/dc/mail/$OFFICE/dovecot-uidlist"
rm -f "$T/dc/mail/$OFFICE"/dovecot.index*
tap_is 'after a change of UIDVALIDITY' "$(hz_says a run --once)" '0 '
tap_is 'all mails are seen again' "$(sql a "SELECT count(DISTINCT uidvalidity), count(*) FROM sighting WHERE folder='INBOX'")" '2|44'
dump a | grep -v ^sighting >"$T/after"
tap_is 'nothing is filed or answered twice' "$(diff "$T/before" "$T/after") $(sent)" ' 17'
hz a verify --online
tap_is 'and all is sound' "$?" 0

# ---- a used mailbox: older mail is filed without an answer, or ignored
for way in file ignore; do
    VIA=maildir config "old-$way" 'reply: {mode: send}'$'\n'"intake: {min_free: 1M, start: 2020-05-20, before_start: $way}"
    mailbox_maildir "old-$way" $OFFICE "$T/samples"
    hz "old-$way" run --once
done
tap_is 'intake.start, file: everything is filed' "$(sql old-file 'SELECT count(*) FROM submission')" 15
tap_is 'but only what came since is answered' \
    "$(sql old-file "SELECT count(*), sum(m.received < unixepoch('2020-05-20','-8 hours')) FROM outbox o JOIN mail m ON m.id=o.mail")" '9|0'
tap_is 'intake.start, ignore: older mail is only remembered' \
    "$(sql old-ignore "SELECT count(*), min(received) >= unixepoch('2020-05-20','-8 hours') FROM submission") $(sql old-ignore 'SELECT count(*) FROM mail')" '9|1 21'

# ---- what the server is told
seed dc seen@example.org "$T/samples" '*receipt*'
config seen 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
mailbox_imap seen seen@example.org '    after: seen'
tap_is 'after: seen' "$(hz_says seen run --once) $(dovecot_admin dc fetch -u seen@example.org flags mailbox INBOX | grep -c Seen)" '0  4'
seed dc move@example.org "$T/samples" '*receipt*'
config move 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
mailbox_imap move move@example.org '    after: move'$'\n''    move_to: 已登记'
tap_is 'after: move' "$(hz_says move run --once) $(dovecot_admin dc search -u move@example.org mailbox INBOX | wc -l) $(dovecot_admin dc search -u move@example.org mailbox 已登记 | wc -l)" '0  0 4'
tap_is 'acknowledged, and not met again' "$(hz_says move run --once) $(sql move 'SELECT state,count(*) FROM sighting GROUP BY 1')" '0  acknowledged|4'

# ---- two mailboxes
seed dc two@example.org "$T/samples" '*work*'
config both 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
mailbox_imap both seen@example.org
mailbox_imap both two@example.org
tap_is 'two mailboxes' "$(hz_says both run --once) $(sql both 'SELECT mailbox,count(*) FROM sighting GROUP BY 1')" $'0  seen@example.org|4\ntwo@example.org|2'
tap_is 'each answers for itself' "$(sql both 'SELECT DISTINCT o.mailbox=m.mailbox FROM outbox o JOIN mail m ON m.id=o.mail')" 1

# ---- the daemon
cp -r "$ROOT/rules" "$T/rules"
seed dc day@example.org "$T/samples" '*receipt'
config day 'reply: {mode: hold}'$'\n''intake: {min_free: 1M}'
sed -i "s|^rules: .*|rules: $T/rules|" "$T/day.yaml"
mailbox_imap day day@example.org
python3 - "$T/notify" >"$T/notified" <<'PY' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode(), flush=True)
PY
stop_at_exit $!
until_true 5 test -S "$T/notify"
NOTIFY_SOCKET=$T/notify "$HUIZHI" --config "$T/day.yaml" --now "$NOW" run >"$T/day.out" 2>"$T/day.err" &
DAEMON=$!
stop_at_exit $DAEMON
tap_ok 'the daemon says that it is ready' until_true 10 grep -q '^READY=1' "$T/notified"
filed() { [ "$(sql day 'SELECT count(*) FROM submission' 2>/dev/null)" = "$1" ]; }
tap_ok 'it files what is there' until_true 10 filed 1
seed dc day@example.org "$T/samples" '*receipt-pasted'
tap_ok 'and what comes later' until_true 10 filed 2
tap_like 'a second run meanwhile is told to try again' "$(hz_says day run --once)" '^75 .*another huizhi'
tap_like 'other verbs work' "$(hz_says day list)" '^0 '
echo 'nonsense: [' >>"$T/rules/2020-nixingzhe/campaign.yaml"
kill -HUP $DAEMON
tap_ok 'SIGHUP with broken rules raises an alert' until_true 10 grep -q '规则文件有误' "$T/day.alerts"
tap_like 'that says where' "$(alerts day)" 'campaign\.yaml:[0-9]+'
seed dc day@example.org "$T/samples" '*receipt-lines'
tap_ok 'and the old rules go on' until_true 10 filed 3
START=$(date +%s%N)
kill -TERM $DAEMON
wait $DAEMON
CODE=$?
tap_is 'SIGTERM ends it well' "$CODE" 0
tap_ok 'within ten seconds' test $((($(date +%s%N) - START) / 1000000000)) -lt 10
tap_ok 'having told so' grep -q '^STOPPING=1' "$T/notified"
tap_done
