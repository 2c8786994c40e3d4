#!/bin/bash
# Mails over intake.max_mail: recorded and answered from their head, never downloaded. Mails that no child can read:
# three attempts, set aside with the reason, and the next mail goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
SEND='intake: {min_free: 1M, max_mail: 1M}'$'\n''reply: {mode: hold}'
make_samples "$T/samples"
mkdir -p "$T/mails"
# A mail of 3 MB with a file that only its head is known of, between two of the samples.
python3 - "$T/mails/2.eml" <<'PY'
import base64, random, sys
data = base64.encodebytes(random.Random(7).randbytes(2200000)).replace(b"\n", b"\r\n")
head = ("From: =?utf-8?B?5a6J5b+D?= <anxin@large.example>\r\nTo: zhengji@example.org\r\nSubject: =?utf-8?B?5oql6YCB54Wn54mH?=\r\n"
        "Date: Mon, 25 May 2020 10:00:00 +0800\r\nMessage-ID: <large@large.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n照片一张，请查收。\r\n--b\r\nContent-Type: image/jpeg; name=a.jpg\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.jpg\r\n\r\n")
open(sys.argv[1], "wb").write(head.encode() + data + b"--b--\r\n")
PY
cp "$T"/samples/new/*.receipt "$T/mails/1.eml"
cp "$T"/samples/new/*.receipt-pasted "$T/mails/3.eml"
SIZE=$(stat -c %s "$T/mails/2.eml")
HEAD=262144
large() { sql "$1" "SELECT bytes,partial,full_bytes,disposition,from_addr FROM mail WHERE partial"; }
WANT="$HEAD|1|$SIZE|aside|anxin@large.example"
check() { # NAME WHAT
    tap_is "$2: recorded with its full size" "$(large "$1")" "$WANT"
    tap_is "$2: the others are filed" "$(sql "$1" 'SELECT count(*) FROM submission')" 2
    tap_is "$2: answered with the template for it" "$(sql "$1" "SELECT template,to_addr FROM outbox WHERE template='toolarge'")" 'toolarge|anxin@large.example'
}

mkdir -p "$T/new"
for i in 1 2 3; do
    cp "$T/mails/$i.eml" "$T/new/159037200$i.M1P1.m"
    touch -d "2020-05-25 10:00:0$i +0800" "$T/new/159037200$i.M1P1.m"
done
start_dovecot dc
seed dc $OFFICE "$T"
start_peer proxy.py PORT "$DOVECOT_PORT"
config dc "$SEND"
IMAP_HOST=127.0.0.1 IMAP_PORT=$PEER_PORT TLS_IMAP=none SMTP_PORT=1 mailbox_imap dc $OFFICE '    after: move'$'\n''    move_to: 已登记'
tap_is 'a mail over the limit' "$(hz_says dc run --once)" '0 '
check dc Dovecot
tap_like 'only the head is asked for' "$(cat "$T/peer.$PEER_PORT.log")" "UID FETCH 2 .*BODY\.PEEK\[\]<0\.$HEAD>"
tap_is 'and nothing of it beside' "$(grep -c 'UID FETCH \(2\|1:3\|1:2\|2:3\) .*BODY.PEEK\[\])' "$T/peer.$PEER_PORT.log")" 0
tap_is 'the server keeps it where people see it' "$(dovecot_admin dc search -u $OFFICE mailbox INBOX | wc -l) $(sql dc "SELECT state FROM sighting ORDER BY uid" | paste -sd' ')" '1 acknowledged too_large acknowledged'
tap_like 'the answer tells size and limit' "$(sql dc "SELECT text FROM outbox WHERE template='toolarge'")" '整封有.*超过每封'
tap_like 'verify' "$(hz_says dc verify)" '^0 .*✓ sound'
hz dc run --once
tap_is 'it is not looked at again' "$? $(grep -c "<0\.$HEAD>" "$T/peer.$PEER_PORT.log") $(sql dc 'SELECT count(*) FROM outbox')" '0 1 3'

start_peer imap.py PORT "mails=$T/mails"
config peer "$SEND"
IMAP_HOST=127.0.0.1 IMAP_PORT=$PEER_PORT TLS_IMAP=none SMTP_PORT=1 mailbox_imap peer $OFFICE
hz peer run --once
check peer 'a peer'
tap_is 'a peer: so many bytes' "$(grep -c "^SENT [0-9]* $HEAD$" "$T/peer.$PEER_PORT.log")" 1
start_peer imap.py PORT "mails=$T/mails" partial=no
config whole "$SEND"
IMAP_HOST=127.0.0.1 IMAP_PORT=$PEER_PORT TLS_IMAP=none SMTP_PORT=1 mailbox_imap whole $OFFICE
hz whole run --once
check whole 'a server that knows no <0.N>'

mkdir -p "$T/md/new" "$T/md/cur" "$T/md/tmp"
for i in 1 2 3; do cp "$T/mails/$i.eml" "$T/md/new/158900000$i.M1P1.m"; done
VIA=maildir config md "$SEND"
mailbox_maildir md $OFFICE md
hz md run --once
check md 'a Maildir'
VIA=maildir config eml "$SEND"
mailbox_maildir eml $OFFICE mails
sed -i 's/source: maildir/source: eml/' "$T/eml.yaml"
hz eml run --once
check eml 'a folder of .eml files'
for i in 1 2 3; do
    echo 'From - Mon May 25 10:00:00 2020'
    sed 's/\r$//' "$T/mails/$i.eml"
    echo
done >"$T/mbox"
SIZE=$(sed 's/\r$//' "$T/mails/2.eml" | wc -c)
WANT="$HEAD|1|$SIZE|aside|anxin@large.example"
VIA=maildir config mbox "$SEND"
mailbox_maildir mbox $OFFICE mbox
sed -i 's/source: maildir/source: mbox/' "$T/mbox.yaml"
hz mbox run --once
check mbox 'an mbox'

# ---- a mail that its reader dies of: larger than the memory that it may have
if grep -q __asan_init "$HUIZHI"; then
    tap_skip 'a mail that no child can read' 'address space is not limited under the sanitizer'
    tap_done
fi
mkdir -p "$T/poison/new" "$T/poison/cur" "$T/poison/tmp"
cp "$T/mails/1.eml" "$T/poison/new/1.M1P1.a"
cp "$T/mails/3.eml" "$T/poison/new/3.M1P1.c"
python3 - "$T/poison/new/2.M1P1.b" <<'PY'
import sys
with open(sys.argv[1], "wb") as out:
    out.write(b"From: a@poison.example\r\nSubject: poison\r\nMessage-ID: <p@poison.example>\r\nMIME-Version: 1.0\r\n"
              b"Content-Type: text/html; charset=utf-8\r\n\r\n")
    for _ in range(80):
        out.write(b"<table><tr><td>x</td></tr>" * 40000)
PY
VIA=maildir config memory 'intake: {min_free: 1M}'$'\n''reader: {memory: 300M, seconds: 20s}'
mailbox_maildir memory $OFFICE poison
tap_like 'a mail that no child can read costs three attempts, not the run' "$(hz_says memory run --once)" '^0 .*reading failed \(3\)'
tap_is 'the mails after it go on' "$(sql memory 'SELECT disposition,count(*) FROM mail GROUP BY 1 ORDER BY 1' | paste -sd' ')" 'aside|1 filed|2'
tap_like 'it is set aside with the reason' "$(sql memory "SELECT attempts,reason FROM mail WHERE disposition='aside'")" '^3\|.*(memory|内存)'
tap_is 'not answered' "$(sql memory "SELECT count(*) FROM outbox o JOIN mail m ON m.id=o.mail WHERE m.disposition='aside'")" 0
tap_is 'and not read again' "$(hz_says memory run --once)" '0 '
tap_like 'verify' "$(hz_says memory verify)" '^0 .*✓ sound'
tap_done
