#!/bin/bash
# The office's own mail, read by headers: an answer that a person wrote by hand, our own letters in 已发送, what was thrown
# away or moved before it was collected. A real Dovecot with and without special use, and a Maildir.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=yywsqkfh@126.com
SENT=.\&XfJT0ZAB- TRASH=.\&XfJSIJZk- FILED=.\&X1JoYw-

# put.py TREE FOLDER NAME TIME …: one mail into a folder of a Maildir, with its time of arrival
cat >"$T/put.py" <<'PY'
import calendar, os, sys, time
from email.header import Header
tree, box, name, when, kind, *rest = sys.argv[1:]
sys.path.insert(0, os.path.join(tree, "tests", "samples"))
from mailkit import mail, photo, work_docx, receipt_docx
from people import CHEN, HE, RECEIPT, WORK, ZHANG
PEOPLE = {"zhang": ZHANG, "chen": CHEN, "he": HE}
if kind == "work":       # work PERSON SUBJECT ID [BYTES]
    size = int(rest[3]) if len(rest) > 3 else 0
    data = mail("163", PEOPLE[rest[0]], rest[1], when, "照片1：2020年2月10日，武汉，护士给老人喂饭。", message_id=rest[2],
                files=[("作品登记表.docx", work_docx(WORK)), ("照片1.jpg", photo("small1", size))])
elif kind == "receipt":
    data = mail("163", PEOPLE[rest[0]], rest[1], when, "", message_id=rest[2],
                files=[("回执.docx", receipt_docx(RECEIPT))])
elif kind == "words":    # words PERSON SUBJECT ID TEXT [HEADER…]
    data = mail("163", PEOPLE[rest[0]], rest[1], when, rest[3], message_id=rest[2], extra=rest[4:])
elif kind == "sent":     # sent TO SUBJECT ID [HEADER…]
    head = [f"From: =?utf-8?B?5byg?= <yywsqkfh@126.com>", f"To: {rest[0]}", "Subject: " + Header(rest[1], "gb2312").encode(),
            f"Message-ID: {rest[2]}", *rest[3:], "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    data = ("\r\n".join(head) + "\r\n\r\nSECRET BODY\r\n").encode()
elif kind == "twin":     # twin BYTE: without a trace, the same size whatever the byte
    data = b"From: a@b.example\r\nMessage-ID: <twin@b.example>\r\nSubject: x\r\n\r\n" + (rest[0].encode() * 70 + b"\r\n") * 5000
for part in ("new", "cur", "tmp"):
    os.makedirs(os.path.join(box, part), exist_ok=True)
path = os.path.join(box, "new", name)
with open(path, "wb") as file:
    file.write(data)
stamp = calendar.timegm(time.strptime(when, "%Y-%m-%d %H:%M")) - 8 * 3600
os.utime(path, (stamp, stamp))
PY
N=0
put() { # FOLDER "DAY TIME" KIND…
    N=$((N + 1))
    python3 "$T/put.py" "$ROOT" "$BOX${1:+/$1}" "15900$(printf %05d $N).M${N}P1.x" "${@:2}" || echo "# put failed"
    [ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$T/dc/mail" 2>/dev/null
    return 0
}
at() { # "DAY TIME" NAME VERB…
    NOW="${1/ /T}:00+08:00" hz "${@:2}"
    local code=$?
    sed 's/^/# /' "$T/err"
    return $code
}
letters() { sql "$1" "SELECT id, state, coalesce(response,'') FROM outbox ORDER BY id" | tr '\n' ' '; }
left() { find "$T/$1.sink/new" -type f 2>/dev/null | wc -l; }

# ---- Dovecot, no special use: 已发送 by its name
start_dovecot dc
start_peer proxy.py PORT "$DOVECOT_PORT"
peer_log() { cat "$T/peer.$PEER_PORT.log"; }
BOX=$T/dc/mail/$OFFICE
IMAP_HOST=127.0.0.1 IMAP_PORT=$PEER_PORT TLS_IMAP=none VIA=maildir
config a 'intake: {min_free: 1M, start: 2020-05-01}'$'\n''reply: {mode: send, delay: 20m}'$'\n''digest: {at: "23:59"}'
mailbox_imap a $OFFICE
hz a send --release
put '' '2020-05-18 10:00' work zhang 报送作品 '<work-1@handong.example>'
put $SENT '2019-05-18 10:00' sent old@x.example 旧信 '<old@126.com>'
at '2020-05-18 10:05' a run --once
tap_is 'the receipt waits' "$(letters a)$(left a)" '1|queued| 0'
tap_is 'sent mail from before the start has no row' "$(sql a 'SELECT count(*) FROM sent')" 0
put $SENT '2020-05-18 10:08' sent colleague@126.com '转发：报送作品' '<forward@126.com>' 'In-Reply-To: <work-1@handong.example>'
put $SENT '2020-05-18 10:09' sent xuanchuan@handong.example '自动回复：报送作品' '<auto@126.com>' \
    'In-Reply-To: <work-1@handong.example>' 'Auto-Submitted: auto-replied'
at '2020-05-18 10:10' a run --once
tap_is 'a forwarded mail and a robot’s answer cancel nothing' "$(letters a)$(sql a 'SELECT count(*), sum(submission) FROM sent')" '1|queued| 2|'
put $SENT '2020-05-18 10:12' sent '"章" <XuanChuan@handong.example>' '回复：报送作品，照片请发原图' '<hand-1@126.com>' \
    'In-Reply-To: <work-1@handong.example>' 'References: <work-1@handong.example>' 'Cc: colleague@126.com'
at '2020-05-18 10:15' a run --once
tap_is 'an answer by hand before the delay has passed cancels ours' "$(letters a)" '1|superseded|工作人员已人工答复 '
tap_is 'it joins the submission, and pauses it' "$(sql a "SELECT n.recipients, s.number, s.paused FROM sent n JOIN submission s ON s.id=n.submission" | tr '\n' ' ')" \
    'xuanchuan@handong.example colleague@126.com|NXZ-0001|1589767920 '
tap_is 'the audit knows, without an address' "$(sql a "SELECT actor, subject, detail FROM audit WHERE action='answered by hand'")" \
    'huizhi|NXZ-0001|sent 3, 1 letter(s) superseded'
at '2020-05-18 11:00' a run --once
tap_is 'nothing leaves later' "$(letters a)$(left a)" '1|superseded|工作人员已人工答复 0'
at '2020-05-18 11:00' a show 1
tap_like 'show has it among the replies' "$(cat "$T/out")" '人工答复.*照片请发原图'
at '2020-05-18 11:00' a digest --out "$T/digest"
tap_like 'so has the digest' "$(cat "$T/digest/digest.txt")" '^NXZ-0001 .*【已人工答复】.*5月18日 10:12'
tap_is 'headers only are read of sent mail' "$(peer_log | awk '/EXAMINE/ {in_sent = /XfJT0ZAB/} in_sent && /FETCH/' | grep -c -e 'PEEK\[\]' -e ENVELOPE -e BODYSTRUCTURE) $(grep -rl 'SECRET BODY' "$T/a.state" | wc -l)" '0 0'
put '' '2020-05-18 11:10' words zhang 'Re: 照片' '<work-2@handong.example>' '照片1说明：2020年2月11日，武汉，护士给老人喂饭。' \
    'In-Reply-To: <hand-1@126.com>'
at '2020-05-18 11:12' a run --once
tap_is 'an answer to what a person wrote joins that submission, and has its reply again' \
    "$(sql a "SELECT kind, disposition FROM mail WHERE id=2; SELECT number, revision FROM submission" | tr '\n' ' ')$(letters a | cut -d' ' -f2)" \
    'amendment|joined NXZ-0001|2 2|queued|'
at '2020-05-18 11:40' a run --once
tap_is 'which leaves' "$(sql a 'SELECT state FROM outbox WHERE id=2') $(left a)" 'sent 1'

# by number, by recipient, and when it is anybody's guess
put '' '2020-05-19 10:00' receipt chen 回执 '<receipt-1@dongjiang.example>'
put '' '2020-05-19 10:01' work he 报送作品 '<work-3@xishan.example>'
at '2020-05-19 10:02' a run --once
put $SENT '2020-05-19 10:05' sent "he-private@mail.example" '关于ｎｘｚ－0003的说明' '<hand-2@126.com>'
put $SENT '2020-05-19 10:06' sent "chenxy@dongjiang.example, hezr@xishan.example" '通知' '<hand-3@126.com>'
at '2020-05-19 10:07' a run --once
tap_is 'a number in the subject is enough; two recipients with a submission each are not' \
    "$(sql a "SELECT n.message_id, s.number FROM sent n LEFT JOIN submission s ON s.id=n.submission WHERE n.message_id LIKE 'hand%' ORDER BY n.id" | tr '\n' ' ')$(sql a 'SELECT state, response FROM outbox WHERE id>2' | tr '\n' ' ')" \
    'hand-1@126.com|NXZ-0001 hand-2@126.com|NXZ-0003 hand-3@126.com| queued| superseded|工作人员已人工答复 '
put $SENT '2020-05-19 10:08' sent chenxy@dongjiang.example '您好' '<hand-4@126.com>'
at '2020-05-19 10:09' a run --once
tap_is 'one recipient with one submission is' "$(sql a 'SELECT state, response FROM outbox WHERE id=3')" 'superseded|工作人员已人工答复'

# ---- the server gives new numbers to 已发送
sed -i "1s/V[0-9]*/V4711/" "$BOX/$SENT/dovecot-uidlist"
rm -f "$BOX/$SENT"/dovecot.index*
BEFORE=$(letters a; sql a 'SELECT count(*) FROM audit; SELECT id, paused FROM submission')
at '2020-05-19 10:30' a run --once
tap_is 'after a change of UIDVALIDITY all are seen again' "$(sql a 'SELECT count(DISTINCT uidvalidity), count(*), count(DISTINCT message_id) FROM sent')" '2|12|6'
tap_is 'and nothing is done again' "$(letters a; sql a 'SELECT count(*) FROM audit; SELECT id, paused FROM submission')" "$BEFORE"
at '2020-05-19 10:30' a show NXZ-0001
tap_is 'shown once' "$(grep -c '人工答复.*照片请发原图' "$T/out")" 1

# ---- thrown away before it was collected
put $TRASH '2019-01-01 10:00' words he 很久以前 '<ancient@xishan.example>' x
put $TRASH '2020-05-20 09:00' words he 我的照片 '<thrown-1@xishan.example>' 请查收
put $TRASH '2020-05-20 09:01' words he 促销 '<thrown-2@shop.example>' 便宜 'List-Unsubscribe: <mailto:no@shop.example>'
mv "$(grep -rl 'Message-ID: <receipt-1@' "$BOX/cur" "$BOX/new")" "$BOX/$TRASH/cur/1590099999.M9P1.x:2,S"
at '2020-05-20 09:10' a run --once
tap_is 'is recorded with why, and not filed' "$(sql a "SELECT subject, state, why, mail IS NOT NULL FROM sighting WHERE state='ignored' ORDER BY received" | tr '\n' ' ')" \
    '回执|ignored|收取之后被移到已删除|1 我的照片|ignored|被移到已删除|0 促销|ignored|自动或群发邮件，在已删除中|0 '
tap_is 'no mail of it' "$(sql a "SELECT count(*) FROM mail WHERE message_id LIKE 'thrown%'")" 0
at '2020-05-20 09:10' a digest --since 2020-05-19T12:00:00+08:00 --out "$T/digest"
tap_is 'the digest lists what a person threw away unread' "$(sed -n '/━━ 被移到已删除的来信/,/^$/p' "$T/digest/digest.txt" | grep -c '^·') $(grep -c '我的照片' "$T/digest/digest.txt")" '1 1'
tap_like 'its sums are right' "$(cat "$T/digest/digest.txt")" '已删除2＋重复1 ✓'
tap_like 'verify --online is content' "$(NOW=2020-05-20T09:11:00 hz_says a verify --online)" '^0 .*已删除 \(thrown away\): 4 on the server, 3 recorded, 0 new since the last poll, 1 from before.*✓ sound'
mv "$BOX/$TRASH"/new/*M*P1.x "$T/" 2>/dev/null
mv "$(grep -rl 'Message-ID: <thrown-1@' "$BOX/$TRASH/cur" "$T"/*P1.x* | head -1)" "$BOX/new/1590088888.M8P1.x"
chown -R nobody:nogroup "$BOX" 2>/dev/null
at '2020-05-20 09:20' a run --once
tap_is 'moved back, it is collected' "$(sql a "SELECT kind FROM mail WHERE message_id LIKE 'thrown-1%'")" enquiry

# ---- moved after it was collected
put '' '2020-05-21 09:00' work he '报送作品（二）' '<large@xishan.example>' 600000
put '' '2020-05-21 09:01' twin a
at '2020-05-21 09:02' a run --once
BEFORE=$(sql a 'SELECT count(*) FROM mail; SELECT count(*) FROM outbox; SELECT count(*), sum(revision) FROM submission')
mkdir -p "$BOX/$FILED"/{cur,new,tmp}
mv "$(grep -rl 'Message-ID: <large@' "$BOX/cur" "$BOX/new")" "$BOX/$FILED/cur/1590077777.M7P1.x:2,S"
put $FILED '2020-05-21 09:01' twin b
peer_log >"$T/log.before"
at '2020-05-21 09:10' a run --once
NEW=$(peer_log | tail -n +$(($(wc -l <"$T/log.before") + 1)) | awk '/EXAMINE/ {there = /X1JoYw/} there && /FETCH/')
tap_is 'a large mail that was moved is known by its header' "$(sql a "SELECT count(*), count(DISTINCT mail) FROM sighting WHERE mail=(SELECT id FROM mail WHERE message_id LIKE 'large%')")" '2|1'
tap_is 'neither fetched again' "$(grep -c 'PEEK\[HEADER\]' <<<"$NEW") $(grep 'PEEK\[\]' <<<"$NEW" | grep -cE 'FETCH [0-9] ')" '1 1'
tap_is 'nor filed or answered; another mail that only looks the same is fetched' \
    "$(sql a 'SELECT count(*)-1 FROM mail; SELECT count(*) FROM outbox; SELECT count(*), sum(revision) FROM submission')" "$BEFORE"
tap_like 'verify --online is content' "$(NOW=2020-05-21T09:11:00 hz_says a verify --online)" '^0 .*✓ sound'
[ -n "${STOP:-}" ] && exit
stop_now "$PEER_PID"
stop_now "$DOVECOT_PID"
unset IMAP_PORT TLS_IMAP IMAP_HOST

# ---- the folder that the server calls \Sent, and a letter whose fate is unknown
start_dovecot dc 'namespace inbox {
  mailbox 寄出的信 {
    auto = create
    special_use = \Sent
  }
  mailbox 全部 {
    auto = create
    special_use = \All
  }
}'
start_peer smtp_peer.py PORT fault=drop-after-dot
BOX=$T/dc/mail/zhengji@example.org
SPECIAL=.$(dovecot_admin dc mailbox mutf7 寄出的信 2>/dev/null || echo '\&W8RR+naET+E-')
VIA=smtp SMTP_HOST=127.0.0.1 SMTP_PORT=$PEER_PORT TLS_SMTP=none SMTP_SECONDS=2s
config b 'intake: {min_free: 1M}'$'\n''reply: {mode: send}'
mailbox_imap b zhengji@example.org
hz b send --release
put '' '2020-05-18 10:00' work zhang 报送作品 '<work-1@handong.example>'
put '' '2020-05-18 10:01' receipt chen 回执 '<receipt-1@dongjiang.example>'
at '2020-05-18 10:05' b run --once
put '.&UWiQ6A-' '2020-05-18 10:02' words he 请问报送作品的要求 '<all@xishan.example>' x
put '.Sent Items' '2020-05-18 10:02' words he 请问报送作品的要求 '<items@xishan.example>' x
at '2020-05-18 10:06' b run --once
tap_is 'views of all mail and folders of sent mail are not filed from' "$(sql b 'SELECT DISTINCT folder FROM sighting; SELECT folder FROM sent' | tr '\n' ' ')" 'INBOX Sent Items '
tap_is 'lost after the dot: unsure' "$(sql b 'SELECT state FROM outbox' | tr '\n' ' ')" 'unsure unsure '
put "$SPECIAL" '2020-05-18 10:05' sent xuanchuan@handong.example 回执 "<$(sql b 'SELECT message_id FROM outbox WHERE id=1')>"
at '2020-05-18 10:10' b run --once
tap_is 'found in the folder that the server calls \Sent: it has left' \
    "$(sql b "SELECT state, response LIKE '%已在“已发送”中找到', datetime(sent_at,'unixepoch') FROM outbox WHERE id=1")" 'sent|1|2020-05-18 02:05:00'
at '2020-05-20 10:10' b run --once
tap_is 'one that is not found stays unsure, and is not sent again' "$(sql b 'SELECT state FROM outbox WHERE id=2') $(grep -c '(mail of' "$T/peer.$PEER_PORT.log")" 'unsure 2'
tap_is 'our own letters are nobody’s answer' "$(sql b "SELECT ours, submission FROM sent WHERE folder<>'Sent Items'; SELECT sum(paused) FROM submission" | tr '\n' ' ')" '1| 0 '
stop_now "$DOVECOT_PID"
[ -n "${STOP:-}" ] && exit
stop_now "$PEER_PID"

# ---- a Maildir; killed in between
unset SMTP_HOST SMTP_PORT TLS_SMTP SMTP_SECONDS
BOX=$T/md VIA=maildir
config c 'intake: {min_free: 1M, start: 2020-05-01}'$'\n''reply: {mode: send, delay: 20m}'
mailbox_maildir c $OFFICE md
sed -i 's|^state: .*|state: state|; s|path: c.sink|path: sink|; s|rules: .*|rules: '"$ROOT"'/rules|' "$T/c.yaml"
put '' '2020-05-18 10:00' work zhang 报送作品 '<work-1@handong.example>'
mkdir "$T/base"
mv "$T/md" "$T/c.yaml" "$T/base/"
cp -p "$T/password" "$T/base/"
run() { timeout 60 "$HUIZHI" --config "$1/c.yaml" --now "$2" "${@:3}"; }
run "$T/base" 2020-05-18T10:05:00+08:00 send --release >/dev/null
run "$T/base" 2020-05-18T10:05:00+08:00 run --once
BOX=$T/base/md
put .Sent '2020-05-18 10:12' sent xuanchuan@handong.example 回复：报送作品 '<hand-1@126.com>' 'In-Reply-To: <work-1@handong.example>' \
    'Date: Mon, 18 May 2020 10:12:00 +0800'
put $SENT '2020-05-18 10:12' sent li@x.example 无关 '<hand-2@126.com>' 'Date: Mon, 18 May 2020 10:12:00 +0800'
put $TRASH '2020-05-18 10:13' words he 我的照片 '<thrown-1@xishan.example>' 请查收
state_of() {
    sqlite3 "$1/state/huizhi.db" "SELECT state, response FROM outbox; SELECT folder, message_id, submission, at, joined_at FROM sent ORDER BY 1,2;
        SELECT folder, state, why FROM sighting ORDER BY 1; SELECT action, subject FROM audit ORDER BY 1, 2; SELECT number, paused FROM submission;
        SELECT * FROM meta WHERE key LIKE 'headers:%'"
    find "$1/sink/new" -type f 2>/dev/null
}
cp -rp "$T/base" "$T/calm"
run "$T/calm" 2020-05-18T10:15:00+08:00 run --once
state_of "$T/calm" >"$T/calm.dump"
tap_is 'of a Maildir too: .Sent, and 已发送 in modified UTF-7' "$(grep -e superseded -e '^已发送|' -e '^Sent|' -e '^已删除|' "$T/calm.dump" | tr '\n' ' ')" \
    'superseded|工作人员已人工答复 Sent|hand-1@126.com|1|1589767920|1589768100 已发送|hand-2@126.com||1589767920|0 已删除|ignored|被移到已删除 '
if strace -o /dev/null -e trace=none true 2>/dev/null; then
    WRONG='' REACHED=0
    for call in pwrite64 fdatasync; do
        for n in 1 2 3 5 8 11 14 17 20 24 28; do
            rm -rf "$T/point"
            cp -rp "$T/base" "$T/point"
            (
                strace -o /dev/null -e "trace=$call" -e "inject=$call:signal=KILL:when=$n" \
                    "$HUIZHI" --config "$T/point/c.yaml" --now 2020-05-18T10:15:00+08:00 run --once
                exit $?
            ) >/dev/null 2>&1
            [ $? = 137 ] || break
            REACHED=$((REACHED + 1))
            run "$T/point" 2020-05-18T10:15:00+08:00 run --once
            WRONG+=$(state_of "$T/point" | diff "$T/calm.dump" - | sed "s/^/$call $n: /")
        done
    done
    tap_is 'killed anywhere, the next run ends the same' "$WRONG" ''
    tap_ok "at several points ($REACHED)" test "$REACHED" -ge 8
else
    tap_skip 'killed anywhere, the next run ends the same' 'strace may not trace here'
fi
sed -i 's|^    path: md|    path: md\n    folders: {sent: [], trash: []}|' "$T/base/c.yaml"
run "$T/base" 2020-05-18T10:15:00+08:00 run --once
tap_is 'empty lists turn both off' "$(sqlite3 "$T/base/state/huizhi.db" "SELECT count(*) FROM sent; SELECT count(*) FROM meta WHERE key LIKE 'headers:%'" | tr '\n' ' ')" '0 0 '
tap_done
