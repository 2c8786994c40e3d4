# Completion of huizhi for bash, with bash-completion: install as /usr/share/bash-completion/completions/huizhi.
#
# Verbs, options and fixed words are asked of the program itself (its --help), so that this file never lags behind it;
# numbers are those of the configuration that the command line names, when it can be read at once.

# The help, in English and undisturbed by the user's settings; nothing that it does may take long.
_huizhi_help() {
    LC_ALL=C.UTF-8 LANGUAGE='' timeout 2 "$program" "$@" --help 2>/dev/null
}

_huizhi_numbers() {
    local config=() file=${HUIZHI_CONFIG:-/etc/huizhi/huizhi.yaml} i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --config | -c) file=${COMP_WORDS[i + 1]/#\~/$HOME} config=(--config "$file") ;;
        esac
    done
    # Without a configuration the program would look into, and make, the usual state folder.
    [ -r "$file" ] || return
    timeout 2 "$program" "${config[@]}" list --csv 2>/dev/null </dev/null | sed -n 's/^\([A-Z]\{1,\}-[0-9]\{1,\}\),.*/\1/p'
}

# Lower-case words of a verb's usage line are typed as they stand: rules check, decide N accept|return …; those in the
# brackets of an option are its argument's.
_huizhi_words() {
    sed -e 's/\[[^]]*--[^]]*\]//g' -e 's/--[^ ]* *[^ ]*//g' <<<"$usage" | tr -s '[]| ' '\n' | grep -x '[a-z][a-z0-9-]*'
}

# The option before the cursor takes a value: a file, one of the words that its line of the help lists, or anything.
_huizhi_value() {
    local line
    line=$(grep -E -- "^ +(-[a-z], )?$prev(=| )" <<<"$help" | head -1)
    case $line in
    *"$prev=FILE"* | *"$prev=DIR"* | *"$prev=FOLDER"*) _filedir ;;
    *"$prev=STATE"* | *"$prev=STAGE"* | *"$prev=KIND"*)
        COMPREPLY=($(compgen -W "$(sed 's/.*=[A-Z]* *//; s/^[^:]*: //; s/ or /,/; s/,/ /g' <<<"$line")" -- "$cur"))
        ;;
    *"$prev=NUMBER"*) COMPREPLY=($(compgen -W "$(_huizhi_numbers)" -- "$cur")) ;;
    *"$prev="*) ;;
    *) return 1 ;;
    esac
}

_huizhi() {
    local cur prev words cword split help usage verb='' i program=$1
    _init_completion -s || return
    case $prev in
    --config | -c) _filedir; return ;;
    --now) return ;;
    esac
    for ((i = 1; i < cword; i++)); do
        case ${words[i]} in
        --config | -c | --now) i=$((i + 1)) ;;
        -*) ;;
        *) verb=${words[i]}; break ;;
        esac
    done
    if [ -z "$verb" ]; then
        help=$(_huizhi_help)
        case $cur in
        -*) COMPREPLY=($(compgen -W '--config --now --help --version --verbose --quiet' -- "$cur")) ;;
        *) COMPREPLY=($(compgen -W "$(sed -n 's/^  \([a-z][a-z0-9-]*\).*/\1/p' <<<"$help")" -- "$cur")) ;;
        esac
        return
    fi
    help=$(_huizhi_help "$verb")
    usage=$(sed -n "1s/^[^:]*: huizhi $verb *//p" <<<"$help")
    case $prev in
    --*) _huizhi_value && return ;;
    esac
    case $cur in
    -*)
        COMPREPLY=($(compgen -W "--help --config --now $(sed -n 's/^ *\(-[a-z], \)\{0,1\}\(--[a-z0-9-]*\).*/\2/p' <<<"$help")" -- "$cur"))
        return
        ;;
    esac
    COMPREPLY=($(compgen -W "$(_huizhi_words)" -- "$cur"))
    if grep -qE '(^|[[ ])(N|NUMBER)(…|[] ]|$)' <<<"$usage"; then
        COMPREPLY+=($(compgen -W "$(_huizhi_numbers)" -- "$cur"))
    fi
    if grep -qE '(^|[[ ])(FILE|FOLDER|DIR)(…|[] ]|$)' <<<"$(sed 's/--[^ ]* *[A-Z]*//g' <<<"$usage")"; then
        _filedir
    fi
} && complete -F _huizhi huizhi
