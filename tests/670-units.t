#!/bin/bash
# The systemd units: well formed, as closed as they can be, and the program lives with what they forbid: the system
# calls of a run are in the filter, and nothing wants memory that is both writable and executable.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
command -v systemd-analyze >/dev/null || { tap_skip 'units' 'systemd-analyze is not installed'; tap_done; exit; }

mkdir -p "$T/units"
for unit in $(cd "$ROOT/contrib" && ls *.service *.timer); do
    # The program is not installed here, nor are its manual pages.
    sed -e "s#/usr/local/bin/huizhi#$HUIZHI#" -e '/^Documentation=/d' "$ROOT/contrib/$unit" >"$T/units/$unit"
done
for unit in "$T"/units/*; do
    tap_is "$(basename "$unit"): systemd has nothing to say" "$(systemd-analyze verify --man=no "$unit" 2>&1 | grep -F "$(basename "$unit")")" ''
done
for unit in $(cd "$ROOT/contrib" && ls *.service); do
    tap_ok "$unit: exposure at most 1.6 of 10" \
        systemd-analyze security --offline=true --no-pager --threshold=16 "$T/units/$unit"
    sed /^ProtectSystem/d "$T/units/$unit" >"$T/open-$unit"
    systemd-analyze security --offline=true --no-pager --threshold=16 "$T/open-$unit" >"$T/out" 2>&1
    tap_is "$unit: a writable system would be noticed" "$? $(grep -c '→ Overall exposure' "$T/out")" '1 1'
done

# ---- what the filter allows, groups and all
systemd-analyze syscall-filter --no-pager >"$T/groups"
python3 - "$T/groups" "$ROOT/contrib/huizhi.service" >"$T/allowed" <<'PY'
import sys
groups, name = {}, None
for line in open(sys.argv[1]):
    if line.startswith("@"):
        name = line.split()[0]
        groups[name] = []
    elif name and line.strip() and not line.lstrip().startswith("#"):
        groups[name].append(line.strip())
def names(word):
    if not word.startswith("@"):
        return {word}
    return set().union(*(names(inner) for inner in groups[word]))
line = next(line for line in open(sys.argv[2]) if line.startswith("SystemCallFilter="))
allowed = set().union(*(names(word) for word in line.split("=", 1)[1].split()))
print("\n".join(sorted(allowed)))
PY
tap_ok 'the filter was understood' [ "$(wc -l <"$T/allowed")" -gt 200 ]
mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp"
for case in individual-good scan-alone photos-in-word 2021-zip; do
    cp "$ROOT/tests/cases/$case/mail.eml" "$T/in/new/$case.m"
done
VIA=maildir config a
mailbox_maildir a zuopin@demo.example "$T/in"
case $B in
*asan*) tap_skip 'the calls of a run' 'the sanitizers make their own' ;;
*)
    strace -f -qq -o "$T/trace" "$HUIZHI" --config "$T/a.yaml" --now "$NOW" run --once >/dev/null 2>&1
    tap_is 'the run took them in' "$? $(sql a 'SELECT count(*) FROM mail')" '0 4'
    sed -nE 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' "$T/trace" | LC_ALL=C sort -u >"$T/used"
    # restart_syscall is the kernel's own; clone3 is answered by the reader's filter.
    tap_is 'each of its calls is in the filter' "$(LC_ALL=C sort "$T/allowed" | comm -13 - "$T/used" | tr '\n' ' ')" ''

    # prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN): Linux 6.3 and later, prctl(2); inherited like the unit's own filter.
    closed() {
        python3 -c 'import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0 or sys.exit(99)
os.execv(sys.argv[1], sys.argv[1:])' "$@"
    }
    for case in individual-good scan-alone photos-in-word shape-science-pdf; do
        "$HUIZHI" check --json "$ROOT/tests/cases/$case/mail.eml" >"$T/open"
        closed "$HUIZHI" check --json "$ROOT/tests/cases/$case/mail.eml" >"$T/closed"
        code=$?
        if [ $code = 99 ]; then
            tap_skip "$case without writable code" 'the kernel is older than 6.3'
        else
            tap_is "$case without writable code" "$code $(cat "$T/closed")" "0 $(cat "$T/open")"
        fi
    done
    ;;
esac
tap_done
