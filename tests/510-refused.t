#!/bin/bash
# Fetching, from what refuses, breaks off or lies: certificates, logins, old servers, slow servers.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_certs
make_samples "$T/samples"
mkdir -p "$T/mails"
cp "$T"/samples/new/*.receipt "$T/mails/1.eml"
cp "$T"/samples/new/*.receipt-pasted "$T/mails/2.eml"
peer_log() { cat "$T/peer.$PEER_PORT.log"; }
HOLD='intake: {min_free: 1M}'$'\n''reply: {mode: hold}'
n=0
# An IMAP peer with these options, a configuration for it in $NAME.
with_peer() {
    start_peer imap.py PORT "mails=$T/mails" "$@"
    n=$((n + 1))
    NAME=p$n
    config $NAME "$HOLD"
    IMAP_PORT=$PEER_PORT SMTP_PORT=1 mailbox_imap $NAME $OFFICE "${AFTER:-}"
}

# ---- certificates: nothing is said before the server has proved who it is
for cert in wrong selfsigned expired; do
    TLS_IMAP=implicit with_peer "cert=$T/tls/$cert.pem" "key=$T/tls/$cert.key"
    tap_like "$cert certificate: 69 and why" "$(hz_says $NAME run --once)" '^69 .*certificate'
    tap_is "$cert certificate: no LOGIN, not a word" "$(peer_log | grep -c '^C [^c]')" 0
    start_peer imap.py PORT "mails=$T/mails" starttls=yes "cert=$T/tls/$cert.pem" "key=$T/tls/$cert.key"
    config "s$n" "$HOLD"
    IMAP_PORT=$PEER_PORT TLS_IMAP=starttls SMTP_PORT=1 mailbox_imap "s$n" $OFFICE
    tap_like "$cert certificate after STARTTLS" "$(hz_says "s$n" run --once)" '^69 .*certificate'
    tap_is "$cert certificate after STARTTLS: no LOGIN" "$(peer_log | grep -c LOGIN)" 0
done
DOVECOT_CERT=wrong start_dovecot other
config other "$HOLD"
SMTP_PORT=1 mailbox_imap other $OFFICE
tap_like 'a real server for another host' "$(hz_says other run --once)" '^69 .*(host|certificate)'
tap_is 'nobody has logged in there' "$(grep -c 'Login:' "$T/other/dovecot.log")" 0
tap_is 'a mailbox that was never reached loses nothing' "$(sql other 'SELECT count(*) FROM sighting')" 0

# ---- logins
start_dovecot dc 'auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}'
SECRET=wrong config password "$HOLD"
SMTP_PORT=1 mailbox_imap password $OFFICE
tap_like 'a wrong password: 77, and what an authorisation code is' "$(hz_says password run --once)" '^77 .*授权码'
tap_like 'an alert is raised' "$(alerts password)" '授权码'
lines=$(alerts password | wc -l)
hz password run --once
tap_is 'once an hour' "$(alerts password | wc -l)" "$lines"
NOW=2020-06-02T11:30:00 hz password run --once
tap_ok 'and again after it' test "$(alerts password | wc -l)" -gt "$lines"
tap_is 'neither word nor log has the password' "$(grep -rc 'wrong' "$T/out" "$T/err" "$T/password.alerts" | cut -d: -f2 | sort -u)" 0
export TLS_IMAP=none IMAP_HOST=127.0.0.1
with_peer login=refuse
hz $NAME run --once
tap_is 'as Coremail refuses it' "$? $(alerts $NAME | grep -c 授权码)" '77 1'
timeout 4 "$HUIZHI" --config "$T/$NAME.yaml" --now "$NOW" run >/dev/null 2>&1
tap_is 'the daemon does not knock at that door in every round' "$(peer_log | grep -c LOGIN)" 2
with_peer login=busy
tap_like 'a server that is busy is no wrong password' "$(hz_says $NAME run --once)" '^69 '
tap_is 'and raises no alert' "$(alerts $NAME)" ''
with_peer id=bad
tap_like 'Unsafe Login is told apart' "$(hz_says $NAME run --once)" '^77 .*Unsafe Login.*不安全'
tap_unlike 'it is not about the code' "$(cat "$T/err")" '新建授权码'

# ---- servers that have less
with_peer id=require
tap_is 'a server that demands ID' "$(hz_says $NAME run --once) $(sql $NAME 'SELECT count(*) FROM submission')" '0  2'
hz $NAME run --once
tap_is 'without UIDNEXT nothing is fetched twice' "$? $(peer_log | grep -c 'UID FETCH.*BODY')" '0 1'
MOVE='    after: move'$'\n''    move_to: 已登记'
AFTER=$MOVE with_peer
tap_is 'without MOVE' "$(hz_says $NAME run --once)" '0 '
tap_is 'copied, marked and just these expunged' \
    "$(peer_log | grep -c 'UID COPY') $(peer_log | grep -c 'UID EXPUNGE 1392611444,1392611447') $(peer_log | grep -c 'PLAIN')" '1 1 0'
AFTER=$MOVE with_peer caps=IMAP4rev1
tap_is 'without MOVE and UIDPLUS' "$(hz_says $NAME run --once) $(peer_log | grep -c 'UID COPY') $(peer_log | grep -ci EXPUNGE)" '0  1 0'
hz $NAME run --once
tap_is 'copied once' "$? $(peer_log | grep -c 'UID COPY')" '0 1'

# ---- servers that stop in the middle: an end by the deadline, and what was whole is kept
for fault in silent stall drip eof; do
    IMAP_SECONDS=1s with_peer fault=$fault
    start=$(date +%s)
    hz $NAME run --once
    code=$?
    tap_ok "$fault: an end in time" test $(($(date +%s) - start)) -lt 25
    tap_is "$fault: nothing half is filed" "$(sql $NAME 'SELECT count(*) FROM mail')" 0
    [ $fault = silent ] && tap_is "$fault: 69" $code 69
done
IMAP_SECONDS=60s with_peer fault=silent
"$HUIZHI" --config "$T/$NAME.yaml" --now "$NOW" run 2>"$T/err" &
daemon=$!
stop_at_exit $daemon
sleep 1.5
start=$(date +%s)
kill -TERM $daemon
wait $daemon
tap_is 'SIGTERM while a server is silent' $? 0
tap_ok 'ends it within ten seconds all the same' test $(($(date +%s) - start)) -le 10
with_peer poison=1392611444
hz $NAME run --once
tap_is 'a mail that ends the connection costs only itself' "$(sql $NAME 'SELECT state,attempts FROM sighting ORDER BY uid')" $'listed|1\nacknowledged|0'
for i in 2 3 4 5; do hz $NAME run --once; done
tap_is 'after five attempts it is unfetchable' "$(sql $NAME 'SELECT state FROM sighting ORDER BY uid')" $'unfetchable\nacknowledged'
tap_like 'and verify names it' "$(hz_says $NAME verify)" '^65 .*INBOX/1392611444: unfetchable'
with_peer lost=1392611444
hz $NAME run --once
tap_is 'a mail that is taken away before it is fetched is gone' "$? $(sql $NAME 'SELECT state FROM sighting ORDER BY uid')" $'0 gone\nacknowledged'
tap_like 'which is no fault' "$(hz_says $NAME verify)" '^0 .*gone'
tap_done
