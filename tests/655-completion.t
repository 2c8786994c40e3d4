#!/bin/bash
# Completion in bash, as bash-completion calls it: every verb, every long option of every verb's help, the fixed words,
# and the numbers of the configuration that the line names.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-huizhi.sh"
READY=/usr/share/bash-completion/bash_completion
[ -e "$READY" ] || { tap_skip 'completion' 'bash-completion is not installed'; tap_done; exit; }

mkdir -p "$T/in/new" "$T/in/cur" "$T/in/tmp" "$T/bin"
ln -s "$HUIZHI" "$T/bin/huizhi"
cp "$ROOT/tests/cases/individual-good/mail.eml" "$T/in/new/1.m"
VIA=maildir config a
mailbox_maildir a zuopin@demo.example "$T/in"
hz a run --once

# What a press of Tab offers at the end of this line, one a line, sorted.
offered() { # WORD… (the last one is being typed)
    PATH=$T/bin:$PATH bash --norc -c '
        set +u; . "$1"; . "$2"; shift 2
        COMP_WORDS=(huizhi "$@") COMP_CWORD=$# COMP_LINE="huizhi $*" COMP_TYPE=9
        COMP_POINT=${#COMP_LINE}
        _huizhi huizhi "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>&1
        printf "%s\n" "${COMPREPLY[@]}"' - "$READY" "$ROOT/contrib/completion/huizhi.bash" "$@" | LC_ALL=C sort
}
verbs=$("$HUIZHI" --help | sed -n 's/^  \([a-z][a-z0-9-]*\).*/\1/p')
tap_ok 'there are verbs' [ "$(wc -w <<<"$verbs")" -gt 15 ]
tap_is 'every verb is offered' "$(offered '')" "$(LC_ALL=C sort <<<"$verbs")"
tap_is 'those that fit' "$(offered ver)" verify
for verb in $verbs; do
    "$HUIZHI" "$verb" --help | sed -nE 's/^ +(-[a-z], )?(--[a-z][a-z0-9-]*).*/\2/p' | LC_ALL=C sort -u >"$T/want"
    tap_is "$verb: every option of its help" "$(offered "$verb" -- | LC_ALL=C sort -u | comm -13 - "$T/want")" ''
done
tap_is 'nothing that is no option' "$(offered verify --o)" '--online'
tap_is 'options before the verb' "$(offered --v | tr '\n' ' ')" '--verbose --version '
tap_is 'words of the usage line' "$(offered decide re | tr '\n' ' ')" 'reject reopen restore return '
tap_is 'states' "$(offered list --state re | tr '\n' ' ')" 'rejected review '
tap_is 'stages' "$(offered check --stage f | tr '\n' ' ')" 'findings form '
tap_is 'numbers of this configuration' "$(offered --config "$T/a.yaml" show NX)" NXZ-0001
tap_is 'where a list of them is meant, too' "$(offered --config "$T/a.yaml" decide NX)" NXZ-0001
tap_is 'files' "$(offered check "$T/a.y")" "$T/a.yaml"
tap_is 'the file of an option' "$(offered export --xlsx "$T/a.y")" "$T/a.yaml"
tap_is 'nothing from a configuration that is not there' "$(offered --config "$T/none.yaml" show NX)" ''
tap_done
