#!/bin/bash
# Sending over SMTP: to a real Exim what must arrive and what it refuses, to peers with one fault each what the
# outcome must be. The line that matters most: before the final dot a loss is tried again, after it never.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
cd "$ROOT" || exit 1
build tools/post
build tools/wire
printf 'secret\n' >"$T/password"
printf 'nonsense\n' >"$T/wrong"
chmod 600 "$T/password" "$T/wrong"
"$B/tools/wire" from=office@example.org to=wang@example.net subject=收到 text='您好！' id=one@example.org >"$T/one.eml"

# ---- mails that are hard to carry; what the Maildir must hold is written beside them with LF ends
python3 - "$T" <<'PY'
import sys
folder = sys.argv[1]
head = "From: office@example.org\r\nTo: wang@example.net\r\nSubject: %s\r\nMessage-ID: <%s@example.org>\r\n\r\n"
bodies = {
    "dots": ".\r\n..\r\n.x\r\nx.\r\n\r\n.\r\n...end\r\n",
    "long": "y" * 998 + "\r\n" + "." + "z" * 997 + "\r\n",
    "han": "您好！照片“春耕”已收到。\r\n。。\r\n",
    "open": "the last line has no end",
    "empty-lines": "\r\n\r\n\r\n\r\n",
    "big": ("0123456789abcdef" * 4 + "\r\n") * 40000,
    "bare-lf": "one\ntwo\n.three\n\nfour\r\n",
}
for name, body in bodies.items():
    mail = (head % (name, name) + body).encode()
    open(f"{folder}/{name}.eml", "wb").write(mail)
    text = mail.replace(b"\r\n", b"\n")
    open(f"{folder}/{name}.want", "wb").write(text if text.endswith(b"\n") else text + b"\n")
# More than the sockets' buffers hold, so that the sender is still writing when the peer closes.
open(f"{folder}/huge.eml", "wb").write((head % ("huge", "huge")).encode() + b"0123456789abcdef\r\n" * 1500000)
for i in range(100):
    open(f"{folder}/many{i}.eml", "wb").write((head % (f"many{i}", f"many{i}") + f"mail {i}\r\n").encode())
PY

# post_to PORT "OPTIONS" [TO FILE]…: the outcomes, a line each
post_to() {
    local port=$1 options=$2
    shift 2
    while [ $# -gt 0 ]; do
        printf '%s %s\n' "$1" "$2"
        shift 2
    done | timeout 60 "$B/tools/post" host=localhost port="$port" ca="$T/tls/ca.pem" user=office password_file="$T/password" \
        seconds=10 $options
}

start_exim exim
E=$EXIM_TLS_PORT
list=()
for name in dots long han open empty-lines big bare-lf; do list+=(wang@example.net "$T/$name.eml"); done
out=$(post_to "$E" '' "${list[@]}")
tap_is "seven hard mails are taken" "$(grep -c '^sent 0|250 ' <<<"$out")" 7
tap_like "the transaction's id is kept" "$out" '^sent 0\|250 OK id=[0-9A-Za-z-]+\|$'
tap_like "the post stays alive" "$out" '^alive$'
tap_ok "they arrive" wait_mails exim 7
tap_ok "byte for byte, but for line ends and Received" python3 - "$T" <<'PY'
import glob, re, sys
folder = sys.argv[1]
got = {}
for path in glob.glob(folder + "/exim/sink/new/*"):
    mail = open(path, "rb").read()
    mail = re.sub(rb"\AReceived: .*\n(?:[ \t].*\n)*", b"", mail)
    got[re.search(rb"Subject: (\S+)", mail).group(1).decode()] = mail
bad = [n for n in "dots long han open empty-lines big bare-lf".split() if got.get(n) != open(f"{folder}/{n}.want", "rb").read()]
print(bad)
sys.exit(bool(bad))
PY
tap_unlike "our machine's name is not in them" "$(grep -ah 'helo=' "$T"/exim/sink/new/*)" 'helo=[^[]'

connections() { exim_log exim | grep -c 'SMTP connection from .*(TCP/IP connection count'; }
before=$(connections)
list=()
for i in $(seq 0 99); do list+=("user$i@example.net" "$T/many$i.eml"); done
out=$(post_to "$E" '' "${list[@]}")
tap_is "a hundred mails are taken" "$(grep -c '^sent' <<<"$out")" 100
tap_is "over one connection" $(($(connections) - before)) 1
tap_ok "and arrive" wait_mails exim 107
tap_is "each once" "$(cat "$T"/exim/sink/new/* | grep -a '^Message-ID: <many' | sort -u | wc -l)" 100

# ---- refusals; the next mail goes on over the same connection
before=$(connections)
out=$(post_to "$E" '' nobody@example.net "$T/one.eml" later@example.net "$T/one.eml" spam@example.net "$T/one.eml" \
    wang@example.net "$T/one.eml")
tap_like "550: given up" "$out" '^give_up 0\|550 5\.1\.1 no such user nobody\|收件地址'
tap_like "451: again later" "$out" '^retry 300\|451 4\.7\.1 greylisted'
tap_like "554 in two lines: a person looks" "$out" '^hold 0\|554 5\.7\.1 spam refused / (5\.7\.1 )?second line: see policy\|'
tap_like "the mail after them is sent" "$(tail -2 <<<"$out")" '^sent 0'
tap_is "on the same connection" $(($(connections) - before)) 1
sed 's/^Subject:.*/Subject: REFUSE/' "$T/dots.eml" >"$T/refuse.eml"
out=$(post_to "$E" '' wang@example.net "$T/refuse.eml" wang@example.net "$T/one.eml")
tap_like "refused after the dot: held, not unsure" "$out" '^hold 0\|554 DT:SPM 126 smtp5,AAA\|.*垃圾邮件'
tap_like "and the next one is sent" "$out" '^sent 0'
for case in quota:tomorrow:MI:STC throttle:pause:MI:SFQ wrongfrom:stop:553; do
    IFS=: read -r who outcome words <<<"$case"
    before=$(connections)
    out=$(post_to "$E" '' "$who@example.net" "$T/one.eml" wang@example.net "$T/one.eml")
    tap_like "$words: $outcome" "$out" "^$outcome [0-9]+\\|.*$words.*\\|."
    tap_like "$outcome: the next mail is not tried" "$out" "^$outcome [0-9]+\\|not tried"
    tap_like "$outcome: the post is dead" "$out" '^dead$'
    tap_is "$outcome: no further connection" $(($(connections) - before)) 1
done

# ---- addresses
out=$(post_to "$E" '' 'x@example.net>\r\nRCPT' "$T/one.eml" "$(printf 'a%.0s' $(seq 250))@example.net" "$T/one.eml" \
    'no-at-sign' "$T/one.eml" '王@example.net' "$T/one.eml")
tap_is "bad addresses are given up" "$(grep -c '^give_up 0|not sent' <<<"$out")" 4
out=$(post_to "$E" '' wang@example.net /dev/null)
tap_like "an empty mail is held" "$out" '^hold 0\|not sent: the mail is empty'

# ---- login and TLS
out=$(post_to "$E" "password_file=$T/wrong" wang@example.net "$T/one.eml")
tap_is "a wrong password is a refused login" $? 77
tap_like "with what an authorisation code is" "$out" '^open: localhost: login: 535 .*授权码'
tap_unlike "without the password" "$out" 'nonsense|bm9uc2Vuc2U'
out=$(post_to "$EXIM_PORT" 'tls=starttls' wang@example.net "$T/one.eml")
tap_like "STARTTLS" "$out" '^sent 0\|250 OK'
tap_like "really under TLS" "$(exim_log exim | grep '<= office' | tail -1)" 'P=esmtpsa X=TLS1\.[23]'
EXIM_AUTH=login start_exim only-login
out=$(post_to "$EXIM_TLS_PORT" '' wang@example.net "$T/one.eml")
tap_like "AUTH LOGIN where there is no PLAIN" "$out" '^sent 0\|250 OK'
out=$(post_to "$EXIM_TLS_PORT" "password_file=$T/wrong" wang@example.net "$T/one.eml")
tap_like "AUTH LOGIN refused" "$out" '^open: localhost: login: 535 .*授权码'
start_peer smtp_peer.py PORT cert="$T/tls/wrong.pem" key="$T/tls/wrong.key"
out=$(post_to "$PEER_PORT" '' wang@example.net "$T/one.eml")
tap_is "a certificate of another host: the server is unavailable" $? 69
tap_like "which is said" "$out" '^open: .*certificate: '
tap_unlike "and nothing was said to it" "$(cat "$T/peer.$PEER_PORT.log")" '^C: '
EXIM_CERT=wrong start_exim wrong-host
out=$(post_to "$EXIM_PORT" 'tls=starttls' wang@example.net "$T/one.eml")
tap_like "nor over STARTTLS" "$out" '^open: .*certificate: '
tap_unlike "no login reached it" "$(exim_log wrong-host)" 'A=|authenticator'
if [ "$(id -u)" = 0 ]; then
    chmod 755 "$T/tls"
    EXIM_USER=nobody start_exim plain-user
    out=$(post_to "$EXIM_TLS_PORT" '' wang@example.net "$T/one.eml")
    tap_like "an Exim of a plain user" "$out" '^sent 0\|250 OK'
    tap_ok "delivers too" wait_mails plain-user 1
fi

# ---- peers with a fault
# fault NAME SECONDS [KEY=VALUE…]: sets out; seconds is the step's deadline
fault() {
    local name=$1 seconds=$2
    shift 2
    start_peer smtp_peer.py PORT ${name:+fault=$name} "$@"
    started=$(date +%s%N)
    out=$(post_to "$PEER_PORT" "tls=none seconds=$seconds" wang@example.net "$T/${MAIL:-one}.eml" wang@example.net "$T/one.eml")
    took=$((($(date +%s%N) - started) / 1000000))
}
MAIL=huge fault drop-data 5
tap_like "lost in the mail: again" "$(head -1 <<<"$out")" '^retry 120\|data: '
tap_like "and the next mail goes over a new connection" "$out" '^sent 0\|250 Mail OK queued as smtp11,AAA 1590000000\|$'
fault drop-before-data 5
tap_like "lost before the mail: again" "$(head -1 <<<"$out")" '^retry 120\|DATA: peer closed'
for name in drop-after-dot garbage-after-dot half-after-dot; do
    fault $name 5
    tap_like "$name: unsure" "$(head -1 <<<"$out")" '^unsure 0\|after the final dot: '
    tap_like "$name: the next mail was not touched" "$out" '^retry 120\|not tried'
    tap_is "$name: the mail went out once" "$(grep -c 'C: (mail' "$T/peer.$PEER_PORT.log")" 1
done
fault endless-after-dot 5
tap_like "endless answer after the dot: unsure, by the budget" "$(head -1 <<<"$out")" '^unsure 0\|after the final dot: (byte budget|too many lines)'
fault stall-after-dot 1
tap_like "stall after the dot: unsure, by the deadline" "$(head -1 <<<"$out")" '^unsure 0\|after the final dot: deadline'
tap_ok "in two seconds" test "$took" -ge 1900 -a "$took" -lt 4000
fault stall-mail 1
tap_like "stall at MAIL: again" "$(head -1 <<<"$out")" '^retry 120\|MAIL: deadline'
fault drip-mail 1
tap_like "a drip is no life: again" "$(head -1 <<<"$out")" '^retry 120\|MAIL: deadline'
tap_ok "in time" test "$took" -lt 4000
for name in endless-lines endless-line; do
    fault $name 5
    tap_like "$name: ended by the budget" "$(head -1 <<<"$out")" '^retry 120\|MAIL: (byte budget|too many lines)'
    tap_ok "$name: at once" test "$took" -lt 4000
done
fault mixed-codes 5
tap_like "an answer with two codes is none" "$(head -1 <<<"$out")" '^retry 120\|MAIL: not an SMTP answer'
fault stall-greeting 1
tap_like "no greeting" "$out" '^open: localhost: greeting: deadline'
fault drop-between 5
tap_is "a connection dropped between mails is opened again" "$(grep -c '^sent' <<<"$out")" 2
fault '' 5 'DOT=250-two lines|250 Mail OK'
tap_like "an answer of two lines" "$out" '^sent 0\|250 two lines Mail OK\|'
fault '' 5 'GREETING=554 IP in blacklist'
tap_like "a greeting that refuses" "$out" '^open: localhost: greeting: 554 IP in blacklist — '
fault '' 5 'GREETING=421 HL:ICC'
tap_is "a busy server is unavailable only" "$(post_to "$PEER_PORT" tls=none >/dev/null; echo $?)" 69
fault '' 5 'EHLO=250-peer|250-SIZE 100|250 AUTH=LOGIN PLAIN'
tap_like "a mail above the announced size is not sent" "$out" '^hold 0\|not sent: [0-9]+ bytes, the server takes 100'
tap_unlike "not even begun" "$(cat "$T/peer.$PEER_PORT.log")" 'C: MAIL'
fault '' 5 'EHLO=250-peer|250-SIZE|250 AUTH=LOGIN PLAIN'
tap_like "SIZE is said when announced, and AUTH= is read" "$(cat "$T/peer.$PEER_PORT.log")" '^C: MAIL FROM:<office@example.org> SIZE=[0-9]+$'
fault '' 5 'EHLO=250-peer|250 AUTH PLAIN'
tap_like "and not otherwise" "$(cat "$T/peer.$PEER_PORT.log")" '^C: MAIL FROM:<office@example.org>$'
fault '' 5 'EHLO=250 peer'
tap_like "a server without login" "$out" '^open: .*neither AUTH PLAIN nor AUTH LOGIN'
fault '' 5 'MAIL=550 something about the sender'
tap_like "our address refused: held, the recipient is not to blame" "$(head -1 <<<"$out")" '^hold 0\|550 something'
start_peer smtp_peer.py PORT fault=inject
out=$(post_to "$PEER_PORT" 'tls=starttls' wang@example.net "$T/one.eml")
tap_like "injection behind STARTTLS" "$out" '^open: .*inject'
tap_unlike "no login after it" "$(cat "$T/peer.$PEER_PORT.log")" 'AUTH'
start_peer smtp_peer.py PORT 'EHLO=250-peer|250 AUTH PLAIN LOGIN'
out=$(post_to "$PEER_PORT" 'tls=starttls' wang@example.net "$T/one.eml")
tap_like "no STARTTLS: nothing in clear" "$out" '^open: .*no STARTTLS'
tap_unlike "no login in clear" "$(cat "$T/peer.$PEER_PORT.log")" 'AUTH'
fault drop-before-data 5
tap_is "two losses leave it alive" "$(tail -1 <<<"$out")" alive
start_peer smtp_peer.py PORT fault=drop-before-data
out=$(post_to "$PEER_PORT" tls=none $(for i in 1 2 3 4 5; do echo wang@example.net "$T/one.eml"; done))
tap_is "three in a row end the post" "$(tail -1 <<<"$out")" dead
tap_is "without more connections" "$(grep -c 'C: EHLO' "$T/peer.$PEER_PORT.log")" 3

# ---- the outgoing Maildir
out=$(printf 'wang@example.net %s\n' "$T/dots.eml" "$T/one.eml" | "$B/tools/post" maildir="$T/out")
tap_is "two mails in the Maildir" "$(grep -c '^sent 0|written as new/' <<<"$out")" 2
tap_is "byte for byte" "$(cat "$T"/out/new/* | sha256sum)" "$(cat "$T/dots.eml" "$T/one.eml" | sha256sum)"
tap_is "nothing left in tmp" "$(ls "$T/out/tmp")" ''
tap_done
