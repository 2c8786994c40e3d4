#!/bin/bash
# kill -9 at system calls of every stage, then a second run: the database is that of an undisturbed run, each reply
# has gone out at most once, and verify is content. EVERY=1 tries each single call (half an hour).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-exim.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
EVERY=${EVERY:-}

if ! strace -o /dev/null -e trace=none true 2>/dev/null; then
    tap_skip 'killed at every stage' 'strace may not trace here'
    tap_done
fi

# ---- from a Maildir into a Maildir: every call that changes a disk
# $T/base holds a released installation and its mails; each point works in a copy.
mkdir "$T/base"
make_samples "$T/samples"
mkdir -p "$T/base/md/new" "$T/base/md/cur" "$T/base/md/tmp"
for kind in receipt vacation receipt-open correction enquiry individual; do
    cp -p "$T"/samples/new/*."$kind" "$T/base/md/new/"
done
VIA=maildir config h 'intake: {min_free: 1M}'$'\n''reply: {mode: send}'
mailbox_maildir h $OFFICE md '    after: seen'
sed 's|^state: .*|state: state|; s|path: h.sink|path: out|' "$T/h.yaml" >"$T/base/h.yaml"
cp "$T/password" "$T/base/"
in_place() { # FOLDER VERB…
    local folder=$1
    shift
    timeout 60 "$HUIZHI" --config "$folder/h.yaml" --now "$NOW" "$@"
}
in_place "$T/base" send --release >/dev/null

state_of() { # FOLDER: the dump, and what the source was told
    sqlite3 -readonly "$1/state/huizhi.db" <"$ROOT/tests/dump.sql"
    (cd "$1/md" && find . -type f | sort)
}
answered() { # FOLDER: the Message-IDs that were answered, one a letter
    cat "$1"/out/new/* 2>/dev/null | sed -n 's/^In-Reply-To: *//p' | sort
}
cp -r "$T/base" "$T/calm"
in_place "$T/calm" run --once
state_of "$T/calm" >"$T/calm.dump"
answered "$T/calm" >"$T/calm.answered"
tap_is 'the undisturbed run' "$(wc -l <"$T/calm.answered") $(sqlite3 "$T/calm/state/huizhi.db" 'SELECT count(*) FROM submission')" '4 3'

# What is wrong after a kill at that call; nothing when all is well; "never reached" when it has fewer of them.
point() { # FOLDER CALL COUNT
    local folder=$1 code
    cp -rp "$T/base" "$folder"
    strace -o /dev/null -e "trace=$2" -e "inject=$2:signal=KILL:when=$3" \
        "$HUIZHI" --config "$folder/h.yaml" --now "$NOW" run --once >/dev/null 2>&1
    [ $? = 137 ] || {
        echo 'never reached'
        rm -rf "$folder"
        return
    }
    in_place "$folder" run --once >"$folder/words" 2>&1 || echo "second run: $? $(cat "$folder/words")"
    state_of "$folder" | diff "$T/calm.dump" - | head -5
    answered "$folder" | uniq -d | sed 's/^/answered twice: /'
    [ "$(answered "$folder" | wc -l)" -ge "$(sqlite3 "$folder/state/huizhi.db" "SELECT count(*) FROM outbox WHERE state='sent'")" ] ||
        echo 'a letter is said to be sent and is not there'
    [ "$(sqlite3 "$folder/state/huizhi.db" "SELECT count(*) FROM outbox WHERE state='unsure'")" -le 1 ] || echo 'more than one letter is unsure'
    code=0
    in_place "$folder" verify >"$folder/words" 2>&1 || code=$?
    grep -q '✓ sound' "$folder/words" || echo "verify: $code $(grep ✗ "$folder/words")"
    [ -z "$(find "$folder"/state/*/tmp -mindepth 1)" ] || echo 'temporary files are left'
    rm -rf "$folder"
}

if [ -n "$EVERY" ]; then
    cp -r "$T/base" "$T/count"
    strace -o "$T/calls" "$HUIZHI" --config "$T/count/h.yaml" --now "$NOW" run --once
    sed -n 's/^\(openat\|pwrite64\|write\|fdatasync\|fsync\|syncfs\|rename\|mkdir\|unlink\|unlinkat\|link\|linkat\|fchmod\|ftruncate\|sendmsg\|recvmsg\|flock\|close\)(.*/\1/p' "$T/calls" |
        sort | uniq -c | while read -r count call; do seq 1 "$count" | sed "s/^/$call /"; done >"$T/points"
else
    {
        for n in 1 2 3; do echo "syncfs $n"; done
        seq 1 4 40 | sed 's/^/fdatasync /'
        seq 1 2 12 | sed 's/^/rename /'
        seq 2 2 8 | sed 's/^/fsync /'
        seq 1 3 | sed 's/^/link /'
        seq 1 4 | sed 's/^/linkat /'
        seq 5 60 350 | sed 's/^/pwrite64 /'
        seq 60 25 180 | sed 's/^/openat /'
        seq 2 6 30 | sed 's/^/mkdir /'
        seq 3 6 26 | sed 's/^/unlinkat /'
        seq 1 3 7 | sed 's/^/unlink /'
        seq 1 3 10 | sed 's/^/write /'
        seq 2 2 6 | sed 's/^/sendmsg /'
        echo 'fchmod 2'
    } >"$T/points"
fi
worker() { # REMAINDER: its half of the points
    local n=0 call count
    while read -r call count; do
        n=$((n + 1))
        [ $((n % 2)) = "$1" ] || continue
        echo "$call $count: $(point "$T/point.$1" "$call" "$count")"
    done <"$T/points" >"$T/worker.$1"
}
worker 0 &
worker 1
wait $!
tap_is 'after a kill at any call the next run ends with the same database, mails, letters' \
    "$(cat "$T"/worker.? | grep -v ': $' | grep -v ': never reached$')" ''
REACHED=$(cat "$T"/worker.? | grep -c ': $')
tap_ok "that many calls were killed: $REACHED" test "$REACHED" -ge 45

# ---- from a Dovecot through an Exim
start_dovecot dc
start_exim ex
# A mailbox of its own for each point; what is wrong is printed.
over_tls() { # USER [CALL COUNT]
    local name=$1 user=$1@example.org counts
    seed dc "$user" "$T/base/md"
    config "$name" 'intake: {min_free: 1M}'$'\n''reply: {mode: send}'
    mailbox_imap "$name" "$user" '    after: move'$'\n''    move_to: 已登记'
    hz "$name" send --release
    if [ -n "${2:-}" ]; then
        strace -o /dev/null -e "trace=$2" -e "inject=$2:signal=KILL:when=$3" \
            "$HUIZHI" --config "$T/$name.yaml" --now "$NOW" run --once >"$T/first" 2>&1
        [ $? = 137 ] || echo "not killed: $(cat "$T/first")"
    fi
    hz "$name" run --once || echo "second run: $(cat "$T/err")"
    dump "$name" | sed "s/$user/OFFICE/g" >"$T/$name.dump"
    diff "$T/calm-tls.dump" "$T/$name.dump" | head -5
    [ "$(dovecot_admin dc search -u "$user" mailbox 已登记 | wc -l)" = 6 ] || echo 'not all mails were moved'
    hz "$name" verify --online || echo "verify: $(grep ✗ "$T/out")"
    [ "$(sql "$name" "SELECT count(*) FROM outbox WHERE state='unsure'")" -le 1 ] || echo 'more than one letter is unsure'
}
: >"$T/calm-tls.dump"
over_tls calm >/dev/null
mv "$T/calm.dump" "$T/calm-tls.dump"
tap_is 'over TLS the same submissions are filed' "$(sql calm 'SELECT count(*) FROM submission')" 3
wrong=''
n=0
# The listing, SELECT, the move, the connection for sending, a mail's body, its dot, behind the dot.
for point in sendto:8 sendto:10 sendto:13 sendto:15 sendto:18 sendto:26 sendto:27 poll:29 sendto:28 fdatasync:13; do
    n=$((n + 1))
    said=$(over_tls "u$n" "${point%:*}" "${point#*:}")
    [ -z "$said" ] || wrong="$wrong$point: $said"$'\n'
done
tap_is 'and after a kill in the middle of a conversation too' "$wrong" ''
# Each mailbox is a sender of its own.
letters=$(for f in "$T"/ex/sink/new/*; do sed -n '/^$/q; s/^From:.*<\(.*\)>.*/\1/p; s/^In-Reply-To: *//p' "$f" | sort | paste -sd' '; done)
tap_is 'no mail was answered twice' "$(sort <<<"$letters" | uniq -d)" ''
tap_ok 'and nearly all were' test "$(wc -l <<<"$letters")" -ge 36
tap_done
