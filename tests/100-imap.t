#!/bin/bash
# IMAP: a real Dovecot, a peer with Coremail's habits, and servers that are broken or hostile.
. "$(dirname "$0")/lib.sh"
build tools/source_try
TRY=$B/tools/source_try
STATE=$T/state

# try OPTIONS… steps…: what the source gives; errors are "error CODE text"
try() { timeout 60 "$TRY" state "$STATE" "$@" 2>&1; }
box() { try host localhost port "$DOVECOT_TLS_PORT" ca "$T/tls/ca.pem" password secret "$@"; }
peer() { try host 127.0.0.1 port "$PEER_PORT" tls none password secret "$@"; }
peer_log() { cat "$T/peer.$PEER_PORT.log"; }
fetched() { grep -c '^fetched [0-9]* [0-9]* [0-9a-f]\{64\}$' <<<"$1"; }
in_spool() { cat "$STATE/spool/${1:0:2}/$1.eml"; }

# Invented mails with CRLF line ends, so that their hash is the same everywhere.
make_mail() { # FILE NUMBER [BYTES]
    python3 - "$@" <<'PY'
import sys
name, number, size = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 500
head = f"From: \"Li Ming\" <li@example.org>\r\nTo: jishu@example.org\r\nSubject: mail {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
with open(name, "wb") as out:
    out.write(head.encode())
    line = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/0123456789\r\n"
    count = max(1, (size - len(head)) // len(line))
    while count > 0:
        out.write(line * min(count, 10000))
        count -= 10000
PY
}
mkdir -p "$T/mails"
for n in 1 2 3; do make_mail "$T/mails/$n.eml" "$n"; done
sum_of() { sha256sum <"$1" | cut -d' ' -f1; }

# ---- Dovecot
start_dovecot dc 'namespace inbox {
  mailbox 寄出的信 {
    auto = create
    special_use = \Sent
  }
  mailbox 废纸篓 {
    auto = create
    special_use = \Trash
  }
}'
put_mail dc li INBOX "$T"/mails/?.eml
put_mail dc li 垃圾邮件 "$T/mails/1.eml"
put_mail dc li '广告 "A" \ & Co/二〇二〇' "$T/mails/2.eml"
put_mail dc li 已发送 "$T/mails/3.eml"

got=$(box user li folders select=INBOX list fetch commit)
tap_is 'folders: sent mail and trash left out by name and by special use, and what cannot be selected' \
    "$(grep ^folder <<<"$got" | sort)" "$(printf 'folder %s\n' INBOX 垃圾邮件 '广告 "A" \ & Co/二〇二〇' | sort)"
tap_like 'INBOX stands first' "$(grep -m1 ^folder <<<"$got")" 'INBOX'
tap_is 'three mails are listed and fetched' "$(grep -c ^listed <<<"$got") $(fetched "$got")" '3 3'
tap_is 'a body is in the spool, byte for byte' "$(in_spool "$(sum_of "$T/mails/2.eml")" | sha256sum | cut -d' ' -f1)" "$(sum_of "$T/mails/2.eml")"
tap_like 'size and time of arrival are listed' "$(grep -m1 ^listed <<<"$got")" "^listed 1 $(stat -c %s "$T/mails/1.eml") $(date +%s | cut -c1-7)[0-9]{3}\$"
tap_is 'EXAMINE and PEEK: nothing is marked' "$(dovecot_admin dc fetch -u li flags mailbox INBOX | grep -c Seen)" 0
tap_like 'ID is sent on the connection' "$(cat "$T/dc/dovecot.log")" 'ID sent: name=huizhi, version=.*vendor=huizhi, .*support-email=jishu@example.org'
got=$(box user li select=INBOX list=3)
tap_is 'only what is above the watermark' "$(grep ^listed <<<"$got" | cut -d' ' -f2)" 3
tap_is 'n:* gives the last mail though it is below n: it is not listed' "$(box user li select=INBOX list=4 | grep -c ^listed)" 0
tap_is 'an empty folder' "$(box user li select=废纸篓 list | grep -c -e ^listed -e ^error)" 0
tap_is 'a folder in modified UTF-7 with quote, backslash, ampersand and level' \
    "$(fetched "$(box user li 'select=广告 "A" \ & Co/二〇二〇' list fetch)")" 1
tap_like 'an exclude list of our own replaces the usual one' "$(box user li exclude 垃圾邮件 folders | tr '\n' ' ')" '寄出的信'
tap_unlike 'what is on it is left out' "$(box user li exclude 垃圾邮件 folders)" '垃圾邮件'
tap_like 'a folder that is not there' "$(box user li select=nowhere)" '^error 69 nowhere: localhost: EXAMINE: '
for bad in $'A\r\nX LOGOUT' $'A\nB' '*' ''; do
    tap_like "folder name $(printf %q "$bad") is refused" "$(box user li "select=$bad" | tr '\r\n' '  ')" 'error 78 '
done
tap_like 'line breaks in the password are refused' "$(box user li password $'secret\r\nX LOGOUT' folders)" '^error 78 '
tap_like 'line breaks in the user name are refused' "$(box user $'li\r\nX LOGOUT' folders)" '^error 78 '
tap_like 'a wrong password tells of the authorisation code' "$(box user li password wrong folders)" '^error 77 .*授权码.*POP3/SMTP/IMAP'

got=$(box user li after seen select=INBOX list fetch commit ack ack)
tap_like 'seen: acknowledged, twice without harm' "$got" '^acknowledged 3'
tap_is 'the mails are marked' "$(dovecot_admin dc fetch -u li flags mailbox INBOX | grep -c Seen)" 3
tap_is 'and listed so' "$(box user li select=INBOX list | grep -c ' seen$')" 3
got=$(box user li after move move '已处理 "2020"' select=INBOX list=2 fetch commit ack ack folders)
tap_like 'move: acknowledged, twice without harm' "$got" '^acknowledged 2'
tap_is 'just these were moved, once' "$(dovecot_admin dc search -u li mailbox INBOX | wc -l) $(dovecot_admin dc search -u li mailbox '已处理 "2020"' | wc -l)" '1 2'
tap_unlike 'the target folder is not polled' "$got" '^folder 已处理'
got=$(box user li after move move '已处理 "2020"' select=INBOX list fetch commit ack)
tap_is 'again into the folder that is there now' "$(dovecot_admin dc search -u li mailbox '已处理 "2020"' | wc -l)" 3

got=$(try host localhost port "$DOVECOT_PORT" tls starttls ca "$T/tls/ca.pem" user li password secret select=垃圾邮件 list fetch)
tap_is 'STARTTLS' "$(fetched "$got")" 1
got=$(try host 127.0.0.1 port "$DOVECOT_TLS_PORT" ca "$T/tls/ca.pem" user li password secret select=垃圾邮件 list fetch)
tap_is 'an IP address in the certificate' "$(fetched "$got")" 1
got=$(try host localhost port "$DOVECOT_TLS_PORT" user li password secret folders)
tap_like "without the test's authority the certificate is refused" "$got" '^error 69 localhost:[0-9]+: certificate: .*issuer is unknown'
tap_like 'a CA file that is not there' "$(box user li ca "$T/none.pem" folders)" '^error 78 .*none.pem'
tap_like 'tls: none is for loopback only' "$(try host 192.0.2.1 port 143 tls none user li password secret folders)" '^error 78 192.0.2.1:143: .*loopback'
tap_like 'no such host' "$(try host nowhere.invalid user li password secret folders)" '^error 69 nowhere.invalid:993: name lookup'
tap_like 'nobody listens' "$(try host 127.0.0.1 port "$(free_port)" user li password secret folders)" '^error 69 .*connect: Connection refused'

# ---- certificates: refused in the handshake, before LOGIN
for cert in wrong selfsigned expired; do
    DOVECOT_CERT=$cert start_dovecot "dc-$cert"
    got=$(box user li folders)
    tap_like "certificate $cert is refused" "$got" '^error 69 localhost:[0-9]+: certificate: '
    got=$(try host localhost port "$DOVECOT_PORT" tls starttls ca "$T/tls/ca.pem" user li password secret folders)
    tap_like "certificate $cert is refused after STARTTLS" "$got" '^error 69 localhost:[0-9]+: certificate: '
    tap_unlike "no login was tried ($cert)" "$(cat "$T/dc-$cert/dovecot.log")" 'Login: user|auth failed'
    stop_now "$DOVECOT_PID"
done

# ---- a Dovecot of a plain user, with a hard password, without MOVE
DOVECOT_USER=nobody DOVECOT_PASSWORD='a"b\c' start_dovecot plain 'imap_capability = IMAP4rev1 LITERAL+ ID UIDPLUS SPECIAL-USE'
if [ "$(id -u)" = 0 ]; then as='setpriv --reuid=nobody --regid=nogroup --clear-groups'; else as=; fi
for n in 1 2 3; do $as doveadm -c "$T/plain/dovecot.conf" save -u wang -m INBOX "$T/mails/$n.eml"; done
got=$(box user wang password 'a"b\c' after move move 已处理 select=INBOX list=2 fetch commit ack ack)
tap_like 'a password with quote and backslash; a move without MOVE' "$got" '^acknowledged 2'
tap_is 'copied once, expunged just these' "$($as doveadm -c "$T/plain/dovecot.conf" search -u wang mailbox INBOX | wc -l) $($as doveadm -c "$T/plain/dovecot.conf" search -u wang mailbox 已处理 | wc -l)" '1 2'
stop_now "$DOVECOT_PID"

# ---- many mails, few round trips
start_dovecot many
start_peer proxy.py PORT "$DOVECOT_PORT"
many=$T/many/mail/zhao
mkdir -p "$many"/{cur,new,tmp}
python3 - "$many/new" <<'PY'
import sys
for n in range(2000):
    with open(f"{sys.argv[1]}/1588000000.M{n:06d}.test", "wb") as out:
        out.write(f"From: a{n}@example.org\r\nSubject: {n}\r\n\r\n".encode() + b"x" * 70 + b"\r\n")
PY
[ "$(id -u)" = 0 ] && chown -R nobody:nogroup "$many"
got=$(peer user zhao select=INBOX list fetch commit)
tap_is '2,000 mails' "$(fetched "$got") $(tail -n1 <<<"$got")" '2000 committed 2000'
tap_is 'in 8 FETCHes and one listing' "$(peer_log | grep -c 'UID FETCH')" 9
tap_is 'BODYSTRUCTURE, ENVELOPE and STATUS are never asked for' "$(peer_log | grep -c -e BODYSTRUCTURE -e ENVELOPE -e STATUS)" 0
make_mail "$T/big.eml" big 60000000
put_mail many qian INBOX "$T/mails/1.eml" "$T/big.eml" "$T/mails/2.eml"
got=$(box user qian select=INBOX list fetch commit memory)
tap_is 'a mail of 60 MB, byte for byte' "$(in_spool "$(sum_of "$T/big.eml")" | sha256sum | cut -d' ' -f1)" "$(sum_of "$T/big.eml")"
if grep -q __asan_init "$TRY"; then
    tap_skip 'with flat memory' 'under AddressSanitizer'
else
    tap_ok 'with flat memory (KB)' test "$(grep ^memory <<<"$got" | cut -d' ' -f2)" -lt 40000
fi
stop_now "$DOVECOT_PID"

# ---- Coremail's habits
INBOX_UID=1392611444
start_peer imap.py PORT "mails=$T/mails" id=require
got=$(peer user li folders select=INBOX list fetch commit)
tap_is 'Coremail: folders' "$(grep ^folder <<<"$got" | tr '\n' ' ')" 'folder INBOX folder 垃圾邮件 folder 订阅邮件 '
tap_is 'Coremail: no UIDNEXT, UIDs of ten digits' "$(fetched "$got")" 3
tap_like 'Coremail: INTERNALDATE with its zone' "$got" "^listed $INBOX_UID [0-9]+ 1588989600\$"
tap_is 'ID goes before LIST and EXAMINE' "$(peer_log | grep -oE ' (LOGIN|ID|LIST|EXAMINE)( |$)' | tr -d ' ' | tr '\n' ' ')" 'LOGIN ID LIST EXAMINE '
tap_unlike 'no initial response, no AUTHENTICATE' "$(peer_log)" AUTHENTICATE
got=$(peer user li after move move 已处理 select=INBOX list fetch commit ack ack)
tap_like 'Coremail: move by COPY and UID EXPUNGE' "$got" '^acknowledged 3'
tap_like 'SELECT, when something is to be changed' "$(peer_log)" ' SELECT '
tap_like 'all were moved' "$(peer_log | grep '^STATE INBOX' | tail -n1)" '^STATE INBOX $'
tap_like 'once' "$(peer_log | grep '^STATE &XfJZBHQG-' | tail -n1)" ' 1 2 3$'
tap_unlike 'no plain EXPUNGE, no line breaks inside commands' "$(peer_log)" 'PLAIN EXPUNGE|BARE LF|FORBIDDEN|NOT PEEK'
stop_now "$PEER_PID"

start_peer imap.py PORT "mails=$T/mails" id=require 'caps=IMAP4rev1 XLIST ID'
got=$(peer user li after move move 已处理 folders select=INBOX list fetch commit ack)
tap_like 'XLIST when there is no SPECIAL-USE' "$(peer_log)" ' XLIST '
tap_is 'the same folders' "$(grep ^folder <<<"$got" | tr '\n' ' ')" 'folder INBOX folder 垃圾邮件 folder 订阅邮件 '
tap_like 'without MOVE and UIDPLUS: copied, the originals untouched' "$(peer_log | grep '^STATE INBOX' | tail -n1)" "^STATE INBOX $INBOX_UID 1392611447 1392611450\$"
tap_like 'the copies are there' "$(peer_log | grep '^STATE &XfJZBHQG-' | tail -n1)" ' 1 2 3$'
stop_now "$PEER_PID"

start_peer imap.py PORT "mails=$T/mails" id=bad
tap_like 'ID refused, then “Unsafe Login”: said so, apart from a wrong password' "$(peer user li select=INBOX)" '^error 77 .*Unsafe Login.*服务器拒绝了 ID 命令'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" id=bad 'unsafe=unsafe  LOGIN. Please contact kefu@188.com for help'
tap_like 'the spacing variant' "$(peer user li select=INBOX)" '^error 77 .*kefu@188.com'
stop_now "$PEER_PID"
start_peer imap.py PORT login=refuse
tap_like 'the web password is refused' "$(peer user li folders)" '^error 77 .*Login error or password error.*授权码'
stop_now "$PEER_PID"
start_peer imap.py PORT login=busy
tap_like 'a passing failure is not the password’s' "$(peer user li folders)" '^error 69 .*Temporary failure'
stop_now "$PEER_PID"

# ---- the forms that an answer may take
for order in body-first with-flags; do
    start_peer imap.py PORT "mails=$T/mails" order=$order
    got=$(peer user li select=INBOX list fetch commit)
    tap_is "FETCH answers: $order" "$(grep ^fetched <<<"$got" | cut -d' ' -f4)" "$(for n in 1 2 3; do sum_of "$T/mails/$n.eml"; done)"
    stop_now "$PEER_PID"
done
for order in nil empty; do
    start_peer imap.py PORT "mails=$T/mails" order=$order
    got=$(peer user li select=INBOX list fetch commit)
    tap_is "FETCH answers: $order" "$(grep -c '^fetched [0-9]* 0 服务器未返回正文$' <<<"$got") $(tail -n1 <<<"$got")" '3 committed 0'
    stop_now "$PEER_PID"
done
for order in no-uid text-part; do
    start_peer imap.py PORT "mails=$T/mails" order=$order
    got=$(peer user li select=INBOX list fetch commit)
    tap_is "FETCH answers: $order is no body of a known mail" "$(fetched "$got") $(tail -n1 <<<"$got")" '0 committed 0'
    stop_now "$PEER_PID"
done

# ---- headers without bodies
start_peer imap.py PORT "mails=$T/mails"
got=$(peer user li select=INBOX list heads header)
tap_is 'headers: each mail, the fields and the whole' "$(grep -c '^head [0-9]* From: "Li Ming" .*Message-ID: <[123]@example.org>||||$' <<<"$got")" 6
tap_like 'without marking anything' "$(peer_log)" 'BODY.PEEK\[HEADER.FIELDS \(MESSAGE-ID .*\)\]<0.16384>'
stop_now "$PEER_PID"
for form in nil quoted; do
    start_peer imap.py PORT "mails=$T/mails" heads=$form
    tap_is "headers that come $form" "$(peer user li select=INBOX list heads | grep -c -e '^head [0-9]* none$' -e '^head [0-9]* Subject: q$')" 3
    stop_now "$PEER_PID"
done
start_peer imap.py PORT "mails=$T/mails" refuse=1392611447
got=$(peer user li select=INBOX list heads)
tap_is 'a header that is refused does not stop the others' "$(grep -c '^head [0-9]* From' <<<"$got") $(grep '^head.* none' <<<"$got")" '2 head 1392611447 none'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" heads=long
tap_like 'more of a header than was asked for ends the connection' "$(peer user li select=INBOX list heads)" '^error 69 .*budget'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" poison=1392611447
tap_like 'so does a peer that hangs up' "$(peer user li select=INBOX list heads)" '^error 69 .*peer closed'
stop_now "$PEER_PID"

start_peer imap.py PORT "mails=$T/mails" size=no
tap_is 'a server that does not tell sizes' "$(fetched "$(peer user li select=INBOX list fetch)")" 3
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" lost=1392611447
tap_like 'a mail that is not delivered is gone' "$(peer user li select=INBOX list fetch)" '^fetched 1392611447 0 gone$'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" refuse=1392611447
got=$(peer user li select=INBOX list fetch commit)
tap_is 'a mail that is answered NO does not stop the others' "$(fetched "$got")" 2
tap_like 'and says why' "$got" '^fetched 1392611447 0 下载失败：.*FETCH internal error'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" poison=1392611447 id=require
got=$(peer user li select=INBOX list fetch commit)
tap_is 'a mail that ends the connection does not stop the others' "$(fetched "$got")" 2
tap_like 'and says why' "$got" '^fetched 1392611447 0 下载失败：.*peer closed'
tap_is 'ID is sent on every connection' "$(peer_log | grep -c ' ID (')" "$(peer_log | grep -c ' LOGIN ')"
stop_now "$PEER_PID"

# ---- broken and hostile: each ends by its deadline or budget, with a reason
start_peer imap.py PORT small=3 fault=cut
got=$(peer user li select=INBOX list fetch commit)
tap_is 'a cut mail is not taken' "$(grep -c '正文不完整' <<<"$got") $(tail -n1 <<<"$got")" '3 committed 0'
stop_now "$PEER_PID"
bounded() { # NAME SECONDS PATTERN: what a fetch from the peer gives, in time and with little memory
    local start=$SECONDS got
    got=$(ulimit -v "${LIMIT:-unlimited}"; peer user li seconds 1 select=INBOX list fetch memory)
    tap_like "$1: ends with a reason" "$got" "$3"
    tap_ok "$1: in time" test $((SECONDS - start)) -le "$2"
    tap_unlike "$1: nothing is taken" "$got" '^fetched [0-9]+ [1-9]'
    stop_now "$PEER_PID"
}
start_peer imap.py PORT small=1 fault=stall
bounded 'stall in a body' 4 'no data|deadline'
start_peer imap.py PORT small=1 fault=drip
bounded 'drip' 4 'deadline'
start_peer imap.py PORT small=1 fault=eof
bounded 'end of file in a literal' 3 'peer closed'
start_peer imap.py PORT small=1 fault=lie
bounded 'a literal of 4 GiB' 4 'more than it announced|no IMAP'
start_peer imap.py PORT small=1 fault=long
bounded 'more bytes than the literal has' 4 'no IMAP|budget|deadline'
start_peer imap.py PORT small=1 fault=flood
bounded 'answers without end' 4 'without end|budget'
start_peer imap.py PORT small=1 fault=line
bounded 'a line without end' 3 '^error 69 .*byte budget'
start_peer imap.py PORT small=1 fault=silent
bounded 'silence' 3 '^error 69 .*greeting: deadline'
start_peer imap.py PORT fault=bye
tap_like 'BYE in the greeting' "$(peer user li folders)" '^error 69 .*greeting: '
stop_now "$PEER_PID"
start_peer imap.py PORT fault=preauth
tap_like 'PREAUTH is refused' "$(peer user li folders)" '^error 69 .*PREAUTH'
stop_now "$PEER_PID"
start_peer imap.py PORT "mails=$T/mails" inject=yes starttls=yes "cert=$T/tls/good.pem" "key=$T/tls/good.key"
got=$(try host localhost port "$PEER_PORT" tls starttls ca "$T/tls/ca.pem" user li password secret folders)
tap_like 'answers injected before the handshake' "$got" '^error 69 .*STARTTLS: .*inject'
tap_unlike 'no login was tried' "$(peer_log)" LOGIN
tap_done
