#!/bin/bash
# Archives, winmail.dat and films in whole mails, read in the real sandbox; then their readers fed with mutations.
. "$(dirname "$0")/lib.sh"
build huizhi-reader
build fuzz/parts
M=$T/mails
mkdir -p "$M"
python3 "$ROOT/tests/tools/parts_mails.py" "$M" || { echo "Bail out! no mails"; exit 1; }

got() { "$B/huizhi-reader" --rules "$ROOT/rules" "$M/$1.eml" 2>&1; }
ROLES=(form stamped blank work caption plan schedule inline archive message other)
# files MAIL: "path role flags" of each file
files() {
    got "$1" | awk -v names="${ROLES[*]}" 'BEGIN { split(names, role, " ") }
        function out() { if (path != "") print path " " role[r + 1] flags; path = flags = ""; r = 0 }
        /^files\[[0-9]+\]\.name: / { out() }
        /^files\[[0-9]+\]\.path: / { sub(/^[^:]*: /, ""); path = $0 }
        /^files\[[0-9]+\]\.role: / { r = $2 }
        /^files\[[0-9]+\]\.encrypted: yes/ { flags = flags " encrypted" }
        /^files\[[0-9]+\]\.damaged: yes/ { flags = flags " damaged" }
        END { out() }' | sort
}
note() { got "$1" | sed -n 's/^files\[0\]\.note: //p'; }
first() { files "$1" | head -1; }

tap_is 'zip: names in UTF-8, litter of macOS and Windows left out' "$(files zip)" '2 archive
2/作品.zip/照片/1.jpg work
2/作品.zip/照片/2.jpg work'
tap_is 'zip: names in GBK, a backslash as separator' "$(files zip-gbk)" '2 archive
2/作品.zip/照片/采样.jpg work'
tap_is 'zip: the Unicode field of Info-ZIP before the name' "$(files zip-unicode)" '2 archive
2/作品.zip/采样➀.jpg work'
tap_is 'zip: no path climbs or is absolute' "$(files zip-climbing)" '2 archive
2/作品.zip/a.jpg work
2/作品.zip/c.jpg work
2/作品.zip/etc/b.jpg work'
tap_is 'zip in zip in zip' "$(files zip-in-zip | tail -1)" '2/作品.zip/内.zip/再内.zip/照片/1.jpg work'
tap_is 'deeper nesting is not followed, and said' "$(first zip-deep)" '2 archive damaged'
tap_is 'a bomb is stopped, and said' "$(first zip-bomb)" '2 archive damaged'
tap_is 'so are too many entries' "$(first zip-many)" '2 archive damaged'
tap_is 'rar 4' "$(files rar4)" '2 archive
2/作品.rar/照片/采样.jpg work
2/作品.rar/说明.txt caption'
tap_is 'rar 5' "$(files rar5)" '2 archive
2/作品.rar/照片/1.jpg work
2/作品.rar/照片/2.jpg work'
tap_is 'rar 5 with its headers behind a password' "$(files rar5-locked)" '2 archive encrypted'
tap_is 'tar and tar.gz' "$(files tar)" '2 archive
2/作品.tar/照片/1.jpg work
2/作品.tar/照片/2.jpg work
3 archive
3/其他.tar.gz/照片/1.jpg work'
tap_is '7z' "$(files 7z)" '2 archive
2/作品.7z/1.jpg work'
for mail in 7z-locked 7z-hidden zip-aes zip-locked; do
    tap_is "$mail: a password" "$(files $mail)" '2 archive encrypted'
done
tap_is 'volumes are no archives that can be opened' "$(files split)" '2 archive damaged
3 archive damaged
4 archive damaged
5 archive damaged
6 archive damaged
7 archive damaged'
tap_is 'and their note says what they are' "$(note split)" '分卷压缩包的一卷，单独打不开'
tap_is 'a volume of rar 5' "$(files rar5-part)" '2 archive damaged'
tap_is 'volumes of rar 4' "$(files rar4-part)" '2 archive damaged
3 archive damaged'
tap_is 'what is only named like a volume is opened' "$(files rar-named-part)" '2 archive
2/作品.part1.rar/照片/1.jpg work'
tap_is 'a volume inside an archive' "$(files volume-in-zip)" '2 archive
2/作品.zip/集.7z.002 archive damaged'

tap_is 'winmail.dat: its files, names in UTF-16 and in GBK' "$(files tnef)" '2 archive
2/winmail.dat/登记表➀.docx form damaged
2/winmail.dat/采样.jpg work'
tap_unlike 'its text is not needed when there is another' "$(got tnef)" '这是正文'
tap_like 'its text is the body of a mail that has none' "$(got tnef-body)" '^message\.text: 这是正文，请查收。'
tap_like 'so is its RTF' "$(got tnef-rtf)" '^message\.text: 这是正文 \(RTF\)'
tap_like 'so is its HTML' "$(got tnef-html)" '^message\.text: 照片如下'
tap_is 'whose small pictures are decoration, large ones works' "$(files tnef-html)" '2 archive
2/winmail.dat/图片.jpg inline
2/winmail.dat/采样.jpg work'
tap_is 'names in another code page' "$(files tnef-big5 | tail -1)" '2/winmail.dat/採樣.jpg work'
tap_is 'an archive in it' "$(files tnef-zip | tail -1)" '2/winmail.dat/作品.zip/1.jpg work'
tap_is 'a mail in it' "$(files tnef-mail | tail -1)" '2/winmail.dat/转发的信/采样.jpg work'
tap_like 'a large one' "$(files tnef-large)" '^2 archive
2/winmail.dat/采样.*jpg work$'
tap_is 'one that was cut off is damaged, its first file is there' "$(files tnef-cut)" '2 archive damaged
2/winmail.dat/登记表➀.docx form damaged'
tap_is 'so is garbage' "$(files tnef-garbage)" '2 archive damaged'

tap_like 'a film is measured in the sandbox' "$(got film)" 'works\[0\]\.seconds: 2
works\[0\]\.thumbnail: [0-9a-f]{64}
works\[0\]\.codecs: mov: h264, aac'
tap_like 'its picture is staged' "$(got film)" '^pictures\[0\]\.sha256: [0-9a-f]{64}$'
tap_like 'a recording too' "$(got film)" 'works\[1\]\.codecs: mp3: mp3'
tap_is 'both are whole' "$(files film)" '2 work
3 work'
tap_is 'a film that was cut off is damaged' "$(files film-cut)" '2 work damaged'
tap_is 'a list of files and unknown bytes under a film'\''s name are damaged' "$(files film-list)" '2 work damaged
3 work damaged'
tap_is 'so is an empty one' "$(files film-empty)" '2 work damaged'
tap_is 'a large picture in the text is a work, a small one is decoration' "$(files inline)" '2.2 work
2.3 inline'

# Mutations: FUZZ of each kind a file.
F=$T/fuzz
mkdir -p "$F"
python3 "$ROOT/tests/tools/tnef.py" "$F"
python3 - "$M" "$F" <<'END'
import email, os, sys
for mail in ("zip", "zip-aes", "rar4", "rar5", "tar", "7z", "7z-hidden", "film", "film-cut"):
    with open(os.path.join(sys.argv[1], mail + ".eml"), "rb") as file:
        parts = [part for part in email.message_from_binary_file(file).walk() if part.get_filename()]
    for index, part in enumerate(parts):
        ending = {"film": (".mp4", ".mp3")[index], "film-cut": ".mp4"}.get(mail, "")
        with open(os.path.join(sys.argv[2], f"{mail}-{index}{ending}"), "wb") as out:
            out.write(part.get_payload(decode=True))
END
N=${FUZZ:-60}
tap_ok "mutated archives, films and winmail.dat: $N cut off and $N changed of each" \
    bash -c '"$@" >"$0" 2>&1 || { tail -30 "$0"; exit 1; }' "$T/fuzz.log" "$B/fuzz/parts" "$N" "$N" 1 "$F"/*
grep '^# ' "$T/fuzz.log" | sed "s|$F/||"
tap_done
