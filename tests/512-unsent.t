#!/bin/bash
# Sending, to what refuses or breaks off: logins, another host's certificate, passing and lasting refusals, doubtful letters.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_certs
make_samples "$T/samples"
peer_log() { cat "$T/peer.$PEER_PORT.log"; }
mkdir -p "$T/md/new" "$T/md/cur" "$T/md/tmp"
cp -p "$T"/samples/new/*.receipt "$T"/samples/new/*.receipt-pasted "$T"/samples/new/*.individual "$T/md/new/"
maildir_smtp() { # NAME: mails from a Maildir, replies to the peer or the server in SMTP_PORT; all is released
    config "$1" 'intake: {min_free: 1M}'$'\n''reply: {mode: send}'
    cat >>"$T/$1.yaml" <<YAML
  - address: $OFFICE
    source: maildir
    path: ${FOLDER:-md}
    smtp: {host: $SMTP_HOST, port: $SMTP_PORT, tls: $TLS_SMTP, ca_file: $T/tls/ca.pem, seconds: 2s, password: {file: password}}
YAML
    hz "$1" send --release
}
outbox() { sql "$1" 'SELECT state,count(*) FROM outbox GROUP BY 1 ORDER BY 1' | paste -sd' '; }
start_exim ex
SMTP_HOST=localhost SMTP_PORT=$EXIM_TLS_PORT TLS_SMTP=implicit
SECRET=wrong maildir_smtp bad
tap_like 'a wrong password for sending: 77' "$(hz_says bad run --once)" '^77 '
tap_is 'the mails are filed, the letters wait' "$(sql bad 'SELECT count(*) FROM submission') $(outbox bad)" '3 queued|3'
tap_like 'an alert is raised' "$(alerts bad)" '授权码'
hz bad run --once
tap_is 'the queue is paused: no further login' "$? $(grep -c 'authenticator failed' "$T/ex/log/mainlog")" '0 1'
printf secret >"$T/password"
tap_like 'a person may end the pause' "$(hz_says bad send --release)" '^0 .*已发3封'
EXIM_CERT=wrong start_exim exw
SMTP_PORT=$EXIM_TLS_PORT maildir_smtp wronghost
tap_like 'a server for another host gets no letter' "$(hz_says wronghost run --once)" '^69 .*certificate'
tap_is 'nor a login' "$(outbox wronghost) $(exim_log exw | grep -c 'A=')" 'queued|3 0'

SMTP_HOST=127.0.0.1 TLS_SMTP=none
start_peer smtp_peer.py PORT 'RCPT=451 4.7.1 greylisted, try again later'
SMTP_PORT=$PEER_PORT maildir_smtp later
hz later run --once
tap_is '4xx: the letters wait' "$? $(outbox later)" '0 queued|3'
hz later run --once
tap_is 'and are not tried again at once' "$(peer_log | grep -c RCPT)" 3
NOW=2020-06-02T12:00:00 hz later run --once
tap_is 'but later' "$(peer_log | grep -c RCPT)" 6
start_peer smtp_peer.py PORT 'RCPT=550 5.1.1 no such user'
SMTP_PORT=$PEER_PORT maildir_smtp never
hz never run --once
NOW=2020-06-03T12:00:00 hz never run --once
tap_is '5xx for an address: given up, not repeated' "$(outbox never) $(peer_log | grep -c RCPT)" 'refused|3 3'
start_peer smtp_peer.py PORT fault=drop-after-dot
SMTP_PORT=$PEER_PORT maildir_smtp drop
hz drop run --once
tap_like 'lost after the dot: unsure; the queue does not follow it whole' "$(outbox drop)" '^queued\|1 unsure\|2$'
NOW=2020-06-03T12:00:00 hz drop run --once
NOW=2020-06-04T12:00:00 hz drop run --once
tap_is 'and never repeated' "$(outbox drop) $(peer_log | grep RCPT | sort | uniq -d)" 'unsure|3 '
tap_is 'each was said once' "$(peer_log | grep -c '(mail of')" 3
tap_done
