#!/bin/bash
# huizhi-reader: whole mails in the real sandbox, printed; then all of them at once through the pool.
. "$(dirname "$0")/lib.sh"
build huizhi-reader
build tools/reader_pool
M=$T/mails
mkdir -p "$M"
python3 "$ROOT/tests/tools/reader_mails.py" "$M" || { echo "Bail out! no mails"; exit 1; }

declare -A DONE
# got MAIL: what the reader prints of it, without the message
got() {
    [ -n "${DONE[$1]:-}" ] || DONE[$1]=$("$B/huizhi-reader" --rules "$ROOT/rules" "$M/$1.eml" 2>&1)
    grep -v '^message\.' <<<"${DONE[$1]}"
}
ROLES=(form stamped blank work caption plan schedule inline archive message other)
# roles MAIL: "name role" of each file; names are unique in these mails
roles() {
    got "$1" | awk -v names="${ROLES[*]}" 'BEGIN { split(names, role, " ") }
        /^files\[[0-9]+\]\.name: / { sub(/^[^:]*: /, ""); name = $0 }
        /^files\[[0-9]+\]\.role: / { print name " " role[$2 + 1] }'
}
values() { got "$1" | sed -n "s/^$2: //p"; }
count() { values "$1" "$2" | wc -l; }

tap_is 'an archive is unpacked, names of Windows decoded, litter left out' "$(roles archive)" '登记表.docx form
照片.zip archive
采样.jpg work
夜班.jpg work
照片说明.docx caption
evil.jpg work'
tap_like 'an entry has the path of its part, its archive and its folder' "$(got archive)" '^files\[2\]\.path: 3/照片\.zip/照片/采样\.jpg$'
tap_unlike 'no path climbs' "$(got archive)" '\.\./'
tap_is 'captions come from the list in the archive' "$(values archive 'works\[0\]\.caption')" '2020年2月，青桐市，护士在社区采样。'
tap_like 'an archive in an archive' "$(got archive-nested)" '^files\[3\]\.path: 2/全部\.zip/图\.zip/1\.jpg$'
tap_like 'an archive behind a password' "$(got archive-locked)" '^files\[1\]\.encrypted: yes$'
tap_is 'holds no work' "$(count archive-locked 'works\[.*\]\.name')" 0
tap_like 'a broken archive is damaged' "$(got archive-broken)" '^files\[1\]\.damaged: yes$'
tap_like 'and so is what was broken off' "$(got archive-broken)" '^works\[0\]\.damaged: yes$'
tap_like 'a bomb is stopped' "$(got bomb)" '^files\[0\]\.note: .*其余未解压$'

tap_is 'the same form twice is one' "$(count twins 'forms\[.*\]\.id')" 1
tap_is 'two senders are two forms' "$(count two-receipts 'forms\[.*\]\.id')" 2
tap_is 'a scan beside the form is its stamped copy' "$(roles stamped-pdf)" '回执表.docx form
回执表（盖章）.pdf stamped'
tap_is 'and no form of its own' "$(count stamped-pdf 'forms\[.*\]\.id')" 1
tap_like 'a scan alone is a form for a person to read' "$(got scan-only)" '^forms\[0\]\.unreadable: yes$'
tap_like 'and the note says why' "$(got scan-only)" '^files\[0\]\.note: .*没有读到表格'
tap_is 'attached and in the body: the attached one wins' "$(values body-differs 'forms\[0\]\.fields\[3\]\.value')" 孙静怡
tap_is 'and it is one form' "$(count body-differs 'forms\[.*\]\.id')" 1
tap_is 'the difference is noted' "$(values body-differs 'forms\[0\]\.notes\[0\]')" '联系人：附件为“孙静怡”，正文为“许文博”，以附件为准'
tap_is 'a form in the body alone' "$(values body-only 'forms\[0\]\.source')" body
tap_is 'a form that is only quoted is none' "$(count quoted 'forms\[.*\]\.id')" 0
tap_is 'a form in a forwarded mail is one' "$(values forwarded 'forms\[0\]\.id')" receipt
tap_is 'and the mail is listed' "$(roles forwarded)" '报送.eml message
回执表.docx form'
tap_like 'a form as old .doc' "$(got old-doc)" '^files\[0\]\.note: .*\.docx'
tap_is 'its photograph is a work' "$(values old-doc 'works\[0\]\.name')" 采样.jpg
tap_like 'a form behind a password' "$(got locked-form)" '^forms\[0\]\.unreadable: yes$'
tap_like 'a work behind a password' "$(got locked-work)" '^works\[0\]\.encrypted: yes$'
tap_like 'an empty photograph is a damaged work' "$(got empty-photo)" '^works\[0\]\.damaged: yes$'
tap_like 'pictures in a document are asked for as files' "$(got pictures-in-document)" '^files\[1\]\.note: .*3张图片'
tap_is 'articles are works; letters, notes, tables and programs are not' "$(roles article)" '登记表.docx form
洗手.docx work
推荐函.docx other
说明.txt other
名册.xlsx other
安装.exe other'
tap_is "a signature's picture is no work" "$(roles decoration)" 'logo.png inline
采样.jpg work'
tap_like 'too many parts' "$(got many)" '1000'

tap_is 'reading is repeatable' "$("$B/huizhi-reader" --rules "$ROOT/rules" "$M/archive.eml")" "$("$B/huizhi-reader" --rules "$ROOT/rules" "$M/archive.eml")"
mkdir "$T/kept"
"$B/huizhi-reader" --rules "$ROOT/rules" --staging "$T/kept" "$M/twins.eml" >/dev/null
tap_is 'only files of the mail stay in the staging folder' "$(ls "$T/kept")" f0001
tap_like 'help' "$("$B/huizhi-reader" --help)" '\-\-rules'
tap_like 'rules that do not load are said' "$("$B/huizhi-reader" --rules "$T" "$M/twins.eml" 2>&1)" '^huizhi-reader: .'

# All of them at once: the same dossiers as one by one.
for mail in "$M"/*.eml; do
    name=$(basename "$mail" .eml)
    got "$name" >/dev/null
    printf '%s\n' "${DONE[$name]}" | grep -v '^huizhi-reader: ' >"$T/$name.alone"
done
mkdir "$T/pool"
tap_ok 'the pool reads them all, twenty times each' "$B/tools/reader_pool" "$B/huizhi-reader" "$ROOT/rules" "$T/pool" 20 "$M"/*.eml
different=0
for mail in "$M"/*.eml; do
    name=$(basename "$mail" .eml)
    cmp -s "$T/pool/$name" "$T/$name.alone" || { different=$((different + 1)); echo "# $name differs"; }
done
tap_is 'and finds the same as one by one' "$different" 0

# Only the reader, in its sandbox, may have strangers' bytes decoded.
heavy='poppler|tesseract|lept|vips|avformat|avcodec|qpdf|ytnef'
tap_unlike 'huizhi itself links no decoder' "$(ldd "$B/huizhi")" "$heavy"
tap_like 'huizhi-reader does' "$(ldd "$B/huizhi-reader")" "$heavy"
tap_done
