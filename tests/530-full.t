#!/bin/bash
# A full disk, at any point: the run ends with 74 before anything is acknowledged, an alert is raised, and once there
# is room the next run goes on and ends with the database of an undisturbed run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
OFFICE=zhengji@example.org
make_samples "$T/samples"
mkdir -p "$T/first/new" "$T/first/cur" "$T/first/tmp"
for kind in receipt vacation receipt-open correction enquiry individual; do
    cp -p "$T"/samples/new/*."$kind" "$T/first/new/"
done
# A configuration with a copy of the mails; all is released.
install_it() { # NAME [MIN_FREE]
    cp -rp "$T/first" "$T/$1.md"
    VIA=maildir config "$1" "intake: {min_free: ${2:-0}}"$'\n''reply: {mode: send}'
    mailbox_maildir "$1" $OFFICE "$1.md" '    after: seen'
}
state_of() { # NAME
    dump "$1"
    (cd "$T/$1.md" && find . -type f | sort)
}
seen() { find "$T/$1.md/cur" -name '*:2,S' | wc -l; }
safe() { sql "$1" "SELECT count(*) FROM sighting WHERE state IN ('filed','acknowledged')" 2>/dev/null || echo 0; }
install_it calm
hz calm send --release
hz calm run --once
state_of calm >"$T/calm.dump"
tap_is 'the undisturbed run' "$(seen calm) $(find "$T/calm.sink/new" -type f | wc -l)" '6 4'

# ---- too little room to begin with
install_it less 9000G
tap_like 'less than intake.min_free: 74' "$(hz_says less run --once)" '^74 .*disk nearly full'
tap_is 'nothing is fetched, nothing told' "$(sql less 'SELECT count(*) FROM mail') $(seen less)" '0 0'
tap_like 'an alert is raised' "$(alerts less)" '磁盘'
lines=$(alerts less | wc -l)
hz less run --once
tap_is 'once an hour' "$(alerts less | wc -l)" "$lines"

# ---- a small disk
if [ "$(id -u)" = 0 ] && mkdir "$T/probe" && mount -t tmpfs -o size=64k none "$T/probe" 2>/dev/null; then
    umount "$T/probe"
    install_it disk
    hz disk send --release
    cp -rp "$T/disk.state" "$T/disk.before"
    disk() { # SIZE: the state on a disk of that size
        mount -t tmpfs -o "size=$1,mode=755" none "$T/disk.state" && cp -rp "$T/disk.before/." "$T/disk.state/"
    }
    trap 'umount -l "$T/disk.state" 2>/dev/null; cleanup' EXIT
    full=0 wrong=''
    used=$(du -sk "$T/disk.before" | cut -f1)
    for more in 40 120 200 280 360 440; do
        size=$((used + more))k
        rm -rf "$T/disk.md" "$T/disk.alerts" "$T/disk.sink"
        cp -rp "$T/first" "$T/disk.md"
        disk $size
        hz disk run --once
        code=$?
        if [ $code != 0 ]; then
            full=$((full + 1))
            [ $code = 74 ] || wrong="$wrong $size: exit $code: $(cat "$T/err")"
            alerts disk | grep -q 磁盘 || wrong="$wrong $size: no alert"
            [ "$(seen disk)" -le "$(safe disk)" ] || wrong="$wrong $size: told before it was safe"
            mount -o remount,size=64m "$T/disk.state"
            hz disk run --once || wrong="$wrong $size: next run: $(cat "$T/err")"
        fi
        state_of disk | sed 's/disk\.md/calm.md/' | diff "$T/calm.dump" - >"$T/diff" || wrong="$wrong $size: $(head -5 "$T/diff")"
        hz disk verify || wrong="$wrong $size: verify: $(grep ✗ "$T/out")"
        umount "$T/disk.state"
    done
    tap_is "a full disk ends the run with 74 and loses nothing" "$wrong" ''
    tap_ok "it was full $full times" test $full -ge 2
else
    tap_skip 'a small disk' 'cannot mount a tmpfs'
fi

# ---- No space left at single calls, from the Nth on
if ! strace -o /dev/null -e trace=none true 2>/dev/null; then
    tap_skip 'no space left at any call' 'strace may not trace here'
    tap_done
fi
install_it base
hz base send --release
wrong='' stopped=0
while read -r call count; do
    rm -rf "$T/e.state" "$T/e.md" "$T/e.sink" "$T/e.alerts"
    install_it e
    cp -rp "$T/base.state" "$T/e.state"
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 \
        strace -o /dev/null -e "trace=$call" -e "inject=$call:error=ENOSPC:when=$count+" \
        "$HUIZHI" --config "$T/e.yaml" --now "$NOW" run --once >"$T/out" 2>"$T/err"
    code=$?
    [ $code != 0 ] && stopped=$((stopped + 1))
    case $code in 0 | 74) ;; *) wrong="$wrong $call $count: exit $code: $(cat "$T/err")" ;; esac
    [ "$(seen e)" -le "$(safe e)" ] || wrong="$wrong $call $count: told before it was safe"
    # An hour later, when letters that could not be written are due again.
    NOW=2020-06-02T12:00:00 hz e run --once || wrong="$wrong $call $count: next run: $(cat "$T/err")"
    state_of e | diff "$T/calm.dump" - >"$T/diff" || wrong="$wrong $call $count: $(head -5 "$T/diff")"
    hz e verify || wrong="$wrong $call $count: verify: $(grep ✗ "$T/out")"
done <<'POINTS'
pwrite64 1
pwrite64 40
pwrite64 120
pwrite64 220
pwrite64 300
write 1
write 3
write 5
fdatasync 2
fdatasync 6
fdatasync 12
fsync 1
fsync 4
syncfs 1
syncfs 2
syncfs 3
rename 2
mkdir 6
mkdir 14
linkat 1
linkat 3
link 2
POINTS
tap_is 'no space left from any call on: 74, and the next run goes on' "$wrong" ''
tap_ok "so many runs were stopped: $stopped" test $stopped -ge 12
tap_done
