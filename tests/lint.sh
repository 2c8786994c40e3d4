#!/bin/bash
# What a reviewer should not have to say: include directions, doors to libraries, sizes, format, words, manual pages,
# scripts. One line a finding (file:line: what), then a count; exit 1 when there is any. Called by `make lint`, which
# also builds the manual pages whose folder is the first argument's man/.
set -u
cd "$(dirname "$0")/.." || exit 74
build=${1:-build}
findings=$(mktemp) || exit 73
trap 'rm -f "$findings"' EXIT

mapfile -t code < <(find src tests -name '*.[ch]' | sort)
mapfile -t source < <(find src -name '*.[ch]' | sort)
mapfile -t files < <(find Makefile README.md src tests rules db contrib -type f ! -name '*.pyc' 2>/dev/null | sort)

# A folder includes base, itself and the folders before it; each library has one door.
directions() {
    awk '
    BEGIN {
        count = split("base config ruleset net source spool mail document form work reader submission judge store " \
                      "reply deliver digest talk desk care cmd", names, " ")
        for (i = 1; i <= count; i++) rank[names[i]] = i
        door["libetpan/"] = "^src/(net|source|deliver)/"
        door["gmime/"] = "^src/(mail|reply)/"
        door["libxml/"] = door["archive.h"] = door["archive_entry.h"] = door["gsf/"] = "^src/document/"
        door["tesseract/"] = door["leptonica/"] = door["allheaders.h"] = "^src/document/"
        door["poppler"] = "^src/(document|work)/"
        door["vips/"] = door["libavformat/"] = door["libavcodec/"] = door["libavutil/"] = "^src/work/"
        door["libswscale/"] = door["qpdf/"] = "^src/work/"
        door["libytnef/"] = door["ytnef.h"] = "^src/mail/"
        door["libfyaml.h"] = "^src/base/yaml\\.c$"
        door["gnutls/"] = "^src/(net/|base/hash\\.c$)"
        door["magic.h"] = "^src/base/magic\\.c$"
        door["seccomp.h"] = door["linux/landlock.h"] = "^src/reader/"
        door["sqlite3.h"] = "^src/(store|judge)/"
        door["json-glib/"] = "^src/cmd/"
        door["systemd/"] = "^src/([a-z]+\\.c$|cmd/)"
        door["xlsxwriter.h"] = "^src/(reply|digest)/"
        door["pango/"] = "^src/digest/"
        door["cairo"] = "^src/(document|digest)/"
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, part, "\""); split(part[2], to, "/"); split(FILENAME, from, "/")
        own = from[3] == "" ? "" : from[2]
        if (own == "" || part[2] !~ /\// || to[1] == own) next
        if (!(to[1] in rank)) print FILENAME ":" FNR ": includes " part[2] ", which is in no known folder"
        else if (own == "source" && part[2] == "spool/spool.h") next
        else if (!(own in rank)) print FILENAME ":" FNR ": " own "/ is in no known place of the order"
        else if (rank[to[1]] > rank[own])
            print FILENAME ":" FNR ": " own "/ must not include " part[2] ", which comes later"
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, part, /[<>]/)
        for (name in door)
            if (index(part[2], name) == 1) {
                if (FILENAME !~ door[name]) print FILENAME ":" FNR ": is not the door to <" part[2] ">"
                else if (FILENAME ~ /\.h$/) print FILENAME ":" FNR ": a header with the types of <" part[2] ">"
            }
    }' "${source[@]}"
}

# A function is what lies between { and } in the first column; its name stands on the lines before.
sizes() {
    awk '
    FNR == 1 { if (name != "") file_end(); name = FILENAME; head = ""; start = 0 }
    { lines = FNR }
    /^[a-zA-Z].*\(/ { head = $0 }
    /^{/ { start = FNR }
    /^}/ && start {
        if (FNR - start + 1 > 80) {
            sub(/\(.*/, "", head); sub(/.*[ *]/, "", head)
            print FILENAME ":" start ": function " head " has " FNR - start + 1 " lines, at most 80"
        }
        start = 0
    }
    END { file_end() }
    function file_end() {
        limit = name ~ /\.h$/ && name !~ /^tests/ ? 150 : 700
        if (lines > limit) print name ":" lines ": the file has " lines " lines, at most " limit
    }' "${code[@]}"
}

# The top level is given: what else lies there has lost its way.
strays() {
    for entry in *; do
        case $entry in
        Makefile | README.md | LICENSE | src | rules | db | tests | contrib | build | build-*) ;;
        *) echo "$entry:1: does not belong to the top level" ;;
        esac
    done
}

words() {
    grep -nwIE 'TO''DO|FIX''ME|X''XX' "${files[@]}" /dev/null | sed 's/^\([^:]*:[0-9]*:\)/\1 word of unfinished work: /'
    grep -nIE '(^|[^a-zA-Z0-9_.])/(wo''rk|ro''ot|ho''me)/' "${files[@]}" /dev/null |
        sed 's/^\([^:]*:[0-9]*:\)/\1 path of one machine: /'
    grep -nIE -d skip '[[:space:]]+$' "${code[@]}" contrib/* contrib/*/* | sed 's/^\([^:]*:[0-9]*:\).*/\1 white space at the end/'
}

format() {
    clang-format --dry-run -Werror "${code[@]}" 2>&1 | grep -E ': (error|warning):' |
        sed -E 's/^([^:]*:[0-9]+):[0-9]+: error: .*/\1: not as clang-format writes it/' | sort -u
}

# Leaks are what ASan looks for (cppcheck does not know g_autofree); there are no threads; a string may be looked at
# before its length is compared, as it ends with a NUL.
check() {
    mkdir -p "$build/cppcheck"
    cppcheck --quiet --std=c17 --library=posix --library=gtk --enable=warning,performance,portability --inline-suppr \
        --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=memleak --suppress=readdirCalled --suppress=arrayIndexThenCheck \
        -Isrc -I"$build" -j "$(nproc)" --cppcheck-build-dir="$build/cppcheck" \
        --template='{file}:{line}: {message} ({id})' src 2>&1 | grep -v '^$'
}

manuals() {
    for page in "$build"/man/*.[15]; do
        [ -e "$page" ] || continue
        # Whether the pages that it refers to are installed is the machine's affair.
        mandoc -Tlint -Wstyle "$page" 2>&1 | grep -v 'referenced manual not found' |
            sed -E 's/^mandoc: //'
    done
}

scripts() {
    local script shell
    for script in "${files[@]}"; do
        case $script in
        *.sh | *.t)
            shell=sh
            head -1 "$script" | grep -q bash && shell=bash
            "$shell" -n "$script" 2>&1 | sed -E "s#^.*: line ([0-9]+):#$script:\1:#; s#^[^:]*: ([0-9]+): #$script:\1: #"
            ;;
        *.py)
            python3 -c 'import ast, sys
try:
    ast.parse(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1])
except SyntaxError as error:
    print("%s:%s: %s" % (sys.argv[1], error.lineno, error.msg))' "$script"
            ;;
        esac
    done
}

for tool in clang-format cppcheck mandoc python3; do
    command -v "$tool" >/dev/null || {
        echo "lint: $tool is missing; run: make deps" >&2
        exit 69
    }
done
for what in directions sizes strays words format manuals scripts check; do
    "$what"
done >"$findings"
cat "$findings"
count=$(wc -l <"$findings")
echo "lint: $count finding(s) in ${#files[@]} files"
[ "$count" -eq 0 ]
