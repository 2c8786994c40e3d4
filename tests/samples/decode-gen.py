#!/usr/bin/env python3
"""Mails with headers, file names and bodies as Chinese senders really write them, made by a seed, and the text that
each stands for. The same seed and number give the same bytes.

usage: decode-gen.py FOLDER [SEED [N]]

Writes N mails of each kind (subject, from, name, body) as FOLDER/KIND-00001.eml, and FOLDER/truth.json: an array of
{"file", "kind", "way", "truth"}. `way` tells how the text was written; `truth` is null where nobody could know it
(Big5 without a label). No two ways are the same fault.
"""
import base64
import binascii
import json
import os
import random
import re
import sys

HAN = ("中国期刊协会医药卫生分会回执表登记照片作品说明单位名称联系人手机号码通讯地址邮编征集摄影图片科普最美逆行者报送推荐王小明"
       "李华张三医院编辑部杂志社护理全科医学武汉方舱病区护士抗疫活动宣传参加确认附件一二三四五六七八九十")
GBK = "赵镕堃喆甯頔淼犇祎垚玥珺晞溦瑄翀旻昕曦龑囍"  # mostly in GBK, not in GB2312
RARE = "㐂㑇䶮𠮷𠀀"  # four bytes in GB18030
BACKSLASH = "乗誠丗俓僜漒瀄焅燶"  # second byte 5C or near it
TRADITIONAL = "中國期刊協會醫藥衛生回執表登記照片作品說明單位名稱聯絡人許功蓋"
CLEAN = "中国回执登记照片作品单位名称联系地址征集图片科普医院编辑"


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pick = self.random.choice

    def chance(self, part):
        return self.random.random() < part

    def han(self, low=2, high=12, extra=""):
        pool = HAN + extra * 6
        return "".join(self.pick(pool) for _ in range(self.random.randint(low, high)))

    def phrase(self, extra=""):
        """A subject: mostly Chinese, with the figures and letters that stand among it."""
        parts = [self.han(2, 14, extra)]
        for _ in range(self.random.randint(0, 3)):
            parts.append(self.pick([" 2020", "-1", "（1）", " abc", "：", "《" + self.han(2, 6) + "》", "、", "+", "_", "?", "=",
                                    "“二”", "8", "NXZ-0012 ", "/", ";", ","]))
            parts.append(self.han(1, 8, extra))
        return "".join(parts)

    # ── encoded words ──

    def quoted(self, data):
        lower = self.chance(0.1)
        plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + (b"-.!*+/" if self.chance(0.5) else b"")
        return "".join(chr(b) if b in plain else "_" if b == 32 else ("=%02x" if lower else "=%02X") % b for b in data)

    def word(self, data, label, encoding=None):
        encoding = encoding or self.pick("BBBQbq")
        text = base64.b64encode(data).decode() if encoding in "Bb" else self.quoted(data)
        return f"=?{label}?{encoding}?{text}?="

    def label(self):
        """(label, codec, characters that it is good for)"""
        return self.pick([
            ("utf-8", "utf-8", RARE), ("UTF-8", "utf-8", GBK), ("utf8", "utf-8", ""), ("gb2312", "gb18030", ""),
            ("GB2312", "gb18030", ""), ("GBK", "gb18030", GBK), ("gbk", "gb18030", GBK), ("gb18030", "gb18030", RARE + GBK),
            ("GB18030", "gb18030", RARE)])

    def pieces(self, data, low=1):
        size = self.random.randint(low, max(low, len(data) - 1))
        return [data[i:i + size] for i in range(0, len(data), size)]

    def fold(self):
        return self.pick([" ", "\r\n ", "\r\n\t", "\r\n   ", "  ", "\r\n \t", "\n ", "\t"])

    def plain_words(self):
        label, codec, extra = self.label()
        text = self.phrase(extra)
        size = self.random.randint(3, 20)
        words = [self.word(text[i:i + size].encode(codec), label) for i in range(0, len(text), size)]
        return "words", self.fold().join(words), text

    def split_words(self):
        """Cut anywhere, within characters too; base64 words end with padding then."""
        label, codec, extra = self.label()
        text = self.phrase(extra)
        encoding = self.pick("BBQ")
        cut = self.pieces(text.encode(codec), 5)
        return "split", self.fold().join(self.word(piece, label, encoding) for piece in cut), text

    def split_between(self):
        """The same, but B and Q in turns."""
        label, codec, extra = self.label()
        text = self.phrase(extra)
        cut = self.pieces(text.encode(codec), 5)
        return "split-bq", self.fold().join(self.word(piece, label, "BQ"[i % 2]) for i, piece in enumerate(cut)), text

    def glued(self):
        """No space between the words."""
        label, codec, _ = self.label()
        parts = [self.han(2, 6) for _ in range(self.random.randint(2, 4))]
        return "glued", "".join(self.word(part.encode(codec), label) for part in parts), "".join(parts)

    def mixed(self):
        parts, raw = [], []
        for _ in range(self.random.randint(2, 5)):
            label, codec, extra = self.label()
            parts.append(self.han(2, 8, extra))
            raw.append(self.word(parts[-1].encode(codec), label))
        return "mixed", self.fold().join(raw), "".join(parts)

    def among_plain(self):
        label, codec, _ = self.label()
        text = self.han(2, 10)
        before, after = self.pick(["Re: ", "RE: ", "Fwd: ", "", "[x] "]), self.pick([" (2)", " tail", "", " - a b"])
        return "among", before + self.word(text.encode(codec), label) + after, before + text + after

    def touching(self):
        """Text right beside the word."""
        label, codec, _ = self.label()
        text = self.han(2, 10)
        return "touching", "No.12" + self.word(text.encode(codec), label) + "(2).x", "No.12" + text + "(2).x"

    def gb2312_label(self):
        text = self.han(2, 8, GBK + RARE) + self.pick(GBK + RARE)
        return "gb2312-label", self.word(text.encode("gb18030"), self.pick(["gb2312", "GB2312"])), text

    def other_label(self):
        text = self.han(2, 8, GBK)
        label = self.pick(["x-gbk", "cp936", "CP936", "ms936", "windows-936", "gb_2312-80", "csGB2312", "EUC-CN", "cn-gb",
                           "GB18030-2000", "gb-2312", "gb_2312"])
        return "other-label", self.word(text.encode("gb18030"), label), text

    def wrong_label(self):
        text = self.han(4, 12)
        data, label = self.pick([("utf-8", "gb2312"), ("utf-8", "GBK"), ("utf-8", "iso-8859-1"), ("gb18030", "utf-8"),
                                 ("gb18030", "iso-8859-1"), ("gb18030", "us-ascii"), ("utf-8", "us-ascii"),
                                 ("utf-8", "gb18030"), ("gb18030", "windows-1252"), ("utf-8", "big5")])
        return "wrong-label", self.word(text.encode(data), label), text

    def unknown_label(self):
        text = self.han(4, 12)
        label = self.pick(["unknown", "x-unknown", "unknown-8bit", "default", "none", "x-user-defined", "_autodetect", "0"])
        return "unknown-label", self.word(text.encode(self.pick(["utf-8", "gb18030"])), label), text

    def big5(self):
        text = "".join(self.pick(TRADITIONAL) for _ in range(self.random.randint(2, 12)))
        return "big5", self.word(text.encode("big5"), self.pick(["big5", "Big5", "BIG5", "big5-hkscs", "x-big5", "cp950"])), text

    def escapes(self):
        text = self.han(2, 8)
        label, codec = self.pick([("hz-gb-2312", "hz"), ("HZ-GB-2312", "hz"), ("utf-7", "utf-7"), ("UTF-7", "utf-7"),
                                  ("iso-2022-jp", "iso2022_jp")])
        if codec == "iso2022_jp":
            text = "".join(self.pick("日本中国作品登") for _ in range(self.random.randint(2, 8)))
        return "escapes", self.word(text.encode(codec), label, self.pick("BQ")), text

    def western(self):
        text = self.pick(["café 12", "Zürich", "naïve Résumé", "plain a b"])
        return "western", self.word(text.encode("latin-1"), "iso-8859-1"), text

    def empty(self):
        text = self.han(2, 6)
        label, codec, _ = self.label()
        empty = f"=?{label}?{self.pick('BQ')}??="
        return self.pick([("empty", empty, ""), ("empty", empty + " " + self.word(text.encode(codec), label), text)])

    def broken_base64(self):
        """Padding left out or doubled, spaces and stray characters in it."""
        label, codec, _ = self.label()
        text = self.han(3, 9)
        data = base64.b64encode(text.encode(codec)).decode()
        bare = data.rstrip("=")
        data = self.pick([bare, data + "=", bare + "====", data[:5] + " " + data[5:], data[:6] + "*" + data[6:],
                          data[:4] + "\r\n " + data[4:]])
        return "base64", f"=?{label}?B?{data}?=", text

    def no_end(self):
        label, codec, _ = self.label()
        text = self.han(3, 9)
        whole = self.word(text.encode(codec), label, "B")
        other = self.han(2, 5)
        return self.pick([
            ("no-end", whole[:-2], text), ("no-end", whole[:-1], text),
            ("no-end", whole[:-2] + " " + self.word(other.encode(codec), label), text + other)])

    def spaces_inside(self):
        text = self.han(2, 5) + " " + self.han(2, 5)
        label, codec, _ = self.label()
        data = text.encode(codec)
        return "q-spaces", f"=?{label}?Q?{self.quoted(data).replace('_', ' ')}?=", text

    def eight_bit_q(self):
        text = self.han(2, 8)
        label, codec = self.pick([("gbk", "gb18030"), ("utf-8", "utf-8")])
        return "q-8bit", b"=?%s?Q?%s?=" % (label.encode(), text.encode(codec)), text

    def language(self):
        text = self.han(2, 8)
        return "language", self.word(text.encode("utf-8"), self.pick(["utf-8*zh-cn", "UTF-8*zh"])), text

    def raw(self):
        text = self.pick(["", "Re: "]) + self.han(3, 14, self.pick(["", GBK, BACKSLASH]))
        return "raw", text.encode(self.pick(["utf-8", "gb18030"])), text

    def raw_folded(self):
        one, two = self.han(3, 9), self.han(3, 9)
        codec = self.pick(["utf-8", "gb18030"])
        return "raw", one.encode(codec) + b"\r\n " + two.encode(codec), one + " " + two

    def raw_and_word(self):
        label, codec, _ = self.label()
        one, two = self.han(3, 8), self.han(2, 8)
        return "raw", one.encode(codec) + b" " + self.word(two.encode(codec), label).encode(), one + " " + two

    def raw_big5(self):
        text = "".join(self.pick(TRADITIONAL) for _ in range(self.random.randint(4, 12)))
        return "raw-big5", text.encode("big5"), None

    def emoji(self):
        text = self.han(2, 5) + self.pick("😊🌹👍") + self.han(1, 3)
        data = text.encode("utf-8")
        return "emoji", " ".join(self.word(piece, "UTF-8", "B") for piece in self.pieces(data, 6)), text

    def any_subject(self):
        way, raw, text = self.pick([
            self.plain_words, self.plain_words, self.split_words, self.split_words, self.split_between, self.glued,
            self.mixed, self.among_plain, self.touching, self.gb2312_label, self.other_label, self.wrong_label,
            self.unknown_label, self.big5, self.escapes, self.western, self.empty, self.broken_base64, self.no_end,
            self.spaces_inside, self.eight_bit_q, self.language, self.raw, self.raw, self.raw_folded, self.raw_and_word,
            self.raw_big5, self.emoji])()
        return way, raw if isinstance(raw, bytes) else raw.encode("ascii"), text

    def subject(self):
        way, raw, text = self.any_subject()
        if self.chance(0.05):
            raw = b"\r\n " + raw  # nothing on the first line
        return way, b"From: a@b.example\r\nSubject: " + raw + b"\r\n\r\nx\r\n", text

    # ── names of people ──

    def sender(self):
        label, codec, _ = self.label()
        name = self.han(2, 4, GBK if codec == "gb18030" and label.lower() != "gb2312" else "")
        if self.chance(0.3):
            name += self.pick(["，主编", "（编辑部）", " Ms. Li", ", Dr.", " <x>", "@163.com", '"小"', "(a)", "; b"])
        coded = self.word(name.encode(codec), label)
        cut = " ".join(self.word(piece, label, "B") for piece in self.pieces(name.encode(codec), 4))
        nested, raw = self.han(2, 4), self.han(2, 5, self.pick(["", BACKSLASH, GBK]))
        raw_codec = self.pick(["utf-8", "gb18030"])
        address = "li.hua@office.example"
        way, value, text = self.pick([
            ("bare", f"{coded} <{address}>", name), ("bare", f"{coded} <{address}>", name),
            ("quoted", f'"{coded}" <{address}>', name), ("quoted", f'"{coded}" <{address}>', name),
            ("cut", f"{cut} <{address}>", name), ("cut-quoted", f'"{cut}" <{address}>', name),
            ("folded", f'"{coded}"\r\n\t<{address}>', name), ("tight", f"{coded}<{address}>", name),
            ("tight", f'"{coded}"<{address}>', name), ("comment", f"{address} ({self.word(nested.encode(codec), label)})", nested),
            ("none", address, None), ("none", f"<{address}>", None), ("itself", f'"{address}" <{address}>', address),
            ("escaped", f'"a \\"b\\" c" <{address}>', 'a "b" c'), ("escaped", f'"a\\\\b" <{address}>', "a\\b"),
            ("comma", f'"Li, Hua" <{address}>', "Li, Hua"), ("raw", b"%s <li.hua@office.example>" % raw.encode(raw_codec), raw),
            ("raw", b'"%s" <li.hua@office.example>' % raw.encode(raw_codec), raw),
            ("raw", b'"%s"<li.hua@office.example>' % raw.encode(raw_codec), raw),
            ("within", self.word(f"{nested} <{address}>".encode(codec), label), f"{nested}"),
            ("both", f"{self.word(nested.encode(codec), label)} Li <{address}>", nested + " Li"),
            ("both", f'"Li {self.word(nested.encode(codec), label)}" <{address}>', "Li " + nested),
            ("apostrophes", f"\"'{self.word(nested.encode(codec), label)}'\" <{address}>", nested),
            ("broken", f'"{self.word(nested.encode(codec), label)} <{address}>', nested),
            ("broken", f'{self.word(nested.encode(codec), label)}" <{address}>', nested)])
        value = value if isinstance(value, bytes) else value.encode("ascii")
        return way, b"From: " + value + b"\r\nSubject: s\r\n\r\nx\r\n", text

    # ── file names ──

    def percent(self, data):
        form = self.pick(["%%%02X", "%%%02X", "%%%02x"])
        return "".join(chr(b) if b < 128 and chr(b).isalnum() or b == 46 else form % b for b in data)

    def continued(self, data, label):
        """RFC 2231 sections, cut between the percent signs."""
        text, sections = self.percent(data), []
        size = max(6, len(text) // self.random.randint(2, 5))
        while text:
            end = size
            while end < len(text) and "%" in text[end - 2:end]:
                end += 1
            sections.append(text[:end])
            text = text[end:]
        return [f"filename*0*={label}''{sections[0]}"] + [f"filename*{i}*={s}" for i, s in enumerate(sections[1:], 1)]

    def file_name(self):
        label, codec = self.pick([("utf-8", "utf-8"), ("UTF-8", "utf-8"), ("gbk", "gb18030"), ("gb2312", "gb18030"),
                                  ("GB2312", "gb18030"), ("gb18030", "gb18030")])
        stem = self.han(2, 10, GBK if label == "gbk" else "") + self.pick(["", "", "（1）", "-2020", " 2", "(3)", "_a"])
        name = stem + self.pick([".doc", ".docx", ".jpg", ".JPG", ".pdf", ".zip"])
        data, word = name.encode(codec), None
        word = self.word(data, label, self.pick("BQ"))
        cut = self.fold().join(self.word(piece, label, "B") for piece in self.pieces(data, 8))
        tail = self.word(stem.encode(codec), label) + name[len(stem):]
        raw_name = self.han(2, 8, self.pick(["", BACKSLASH])) + name[len(stem):]
        raw = raw_name.encode(self.pick(["utf-8", "gb18030"]))
        plain = "application/octet-stream"
        sections = self.continued(data, label)
        wrong = self.percent(name.encode("gb18030" if codec == "utf-8" else "utf-8"))
        ascii_name = self.pick(["a b.jpg", "a;b.jpg", "a=b.doc", "IMG_0001.JPG", "a'b.doc", "a,b.doc", "(a).doc"])
        long = self.han(12, 24) + ".docx"
        long_words = "\r\n\t".join(self.word(long[i:i + 8].encode("gb18030"), "gb2312", "B") for i in range(0, len(long), 8))
        way, kind, disposition, text = self.pick([
            ("2047", f'{plain};\r\n\tname="{word}"', f'attachment;\r\n\tfilename="{word}"', name),
            ("2047", f'{plain}; charset="gb18030"; name="{word}"', f'attachment; filename="{word}"', name),
            ("2047-cut", f'{plain};\r\n\tname="{cut}"', f'attachment;\r\n\tfilename="{cut}"', name),
            ("2047-long", f'{plain};\r\n\tname="{long_words}"', f'attachment;\r\n\tfilename="{long_words}"', long),
            ("2047-tail", f'{plain}; name="{tail}"', f'attachment; filename="{tail}"', name),
            ("2047-bare", f"{plain}; name={word}", f"attachment; filename={word}", name),
            ("2047-only-name", f'{plain};\r\n name="{word}"', None, name),
            ("2047-only-name", f'{plain};\r\n name="{word}"', "attachment", name),
            ("2231", plain, f"attachment; filename*={label}'{self.pick(['', 'zh-cn', 'en'])}'{self.percent(data)}", name),
            ("2231", f"{plain}; name*={label}''{self.percent(data)}", None, name),
            ("2231-quoted", plain, f"attachment; filename*=\"{label}''{self.percent(data)}\"", name),
            ("2231-both", f'{plain}; name="{word}"', f"attachment; filename*={label}''{self.percent(data)}", name),
            ("2231-both", plain, f"attachment; filename=\"old.bin\"; filename*={label}''{self.percent(data)}", name),
            ("2231-continued", plain, "attachment;\r\n " + ";\r\n ".join(sections), name),
            ("2231-wrong", plain, f"attachment; filename*={label}''{wrong}", name),
            ("2231-no-charset", plain, f"attachment; filename*=''{self.percent(data)}", name),
            ("2231-shuffled", plain, "attachment; " + "; ".join(reversed(sections)), name),
            ("2231-plain", plain, f'attachment; filename*0="{word[:20]}"; filename*1="{word[20:]}"', name),
            ("percent", plain, f'attachment; filename="{self.percent(name.encode())}"', name),
            ("raw", b'%s; name="%s"' % (plain.encode(), raw), b'attachment; filename="%s"' % raw, raw_name),
            ("raw", b"%s; name=%s" % (plain.encode(), raw), b"attachment; filename=%s" % raw, raw_name),
            ("raw", b'%s;\r\n\tname="%s"' % (plain.encode(), raw), None, raw_name),
            ("ascii", f'{plain}; name="{ascii_name}"', f'attachment; filename="{ascii_name}"', ascii_name),
            ("spaces", f"{plain}; name=photo one.jpg", "attachment; filename=photo one.jpg", "photo one.jpg"),
            ("differ", f'{plain}; name="other.bin"', f'attachment; filename="{word}"', name),
            ("empty", f'{plain}; name="{word}"', 'attachment; filename=""', name),
            ("escaped", f'{plain}; name="a\\"b.doc"', 'attachment; filename="a\\"b.doc"', 'a"b.doc'),
            ("no-quote", f'{plain}; name="{word}', f'attachment; filename="{word}', name),
            ("folder", plain, f'attachment; filename="C:\\Users\\li\\{tail}"', name)])
        as_bytes = lambda value: value if isinstance(value, bytes) else value.encode("ascii")
        head = b"Content-Type: " + as_bytes(kind) + b"\r\nContent-Transfer-Encoding: base64\r\n"
        if disposition:
            head += b"Content-Disposition: " + as_bytes(disposition) + b"\r\n"
        return way, (b"From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
                     b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n'
                     b"--b1\r\n" + head + b"\r\nAAECAwQFBgc=\r\n--b1--\r\n"), text

    # ── bodies ──

    def text(self, extra=""):
        lines = []
        for _ in range(self.random.randint(1, 8)):
            lines.append("" if self.chance(0.15) else self.phrase(extra) + self.pick(["。", "", "：13800001234", "!"]))
        return "\n".join([self.han(4, 9)] + lines) + "\n"

    def base64_of(self, data):
        flat = base64.b64encode(data).decode()
        width = self.pick([76, 76, 60, 72, 4, 71, 998])
        return "".join(flat[i:i + width] + "\r\n" for i in range(0, len(flat), width)).encode()

    def quoted_of(self, data):
        """Quoted-printable with soft breaks anywhere, within characters too."""
        out, line = [], ""
        for byte in data.replace(b"\r\n", b"\n"):
            if byte == 10:
                if line[-1:] == " ":  # a blank at a line's end is lost on the way (RFC 2045, 6.7)
                    line = line[:-1] + "=20"
                out.append(line)
                line = ""
                continue
            piece = chr(byte) if 32 <= byte < 127 and byte != 61 else "=%02X" % byte
            if len(line) + len(piece) > 75 or self.chance(0.02):
                out.append(line + "=")
                line = ""
            line += piece
        return ("\r\n".join(out + [line])).encode()

    def encoded(self, data, how):
        if how == "base64":
            return self.base64_of(data)
        return self.quoted_of(data) if how == "quoted-printable" else data

    def uuencoded(self, data):
        lines = ["begin 644 body.txt"]
        lines += [binascii.b2a_uu(data[i:i + 45]).decode().rstrip("\n") for i in range(0, len(data), 45)]
        return ("\r\n".join(lines + ["`", "end"]) + "\r\n").encode()

    def body(self):
        label, codec = self.pick([("utf-8", "utf-8"), ("UTF-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gb18030"),
                                  ("gb18030", "gb18030")])
        text = self.text(RARE if label in ("utf-8", "gb18030") else GBK if label == "GBK" else "")
        data = text.replace("\n", "\r\n").encode(codec)
        how = self.pick(["base64", "quoted-printable", "8bit"])
        kind, transfer, content = f"text/plain; charset={label}", how, None
        way = self.pick(["plain", "plain", "plain", "spelled", "big5", "gb2312-label", "wrong-label", "unknown-label", "no-label",
                         "no-type", "no-cte", "7bit", "binary", "flowed", "bom", "utf-16", "hz", "uu", "html-meta", "html-wrong-meta",
                         "html", "base64-faults", "qp-faults", "alternative", "trailer"])
        if way == "spelled":
            kind = self.pick(['text/plain;\r\n\tcharset="%s"', "Text/Plain; charset='%s'", "text/plain ; charset = %s", 'TEXT/PLAIN; CHARSET="%s"',
                              'text/plain; format=fixed;charset="%s";', "text/plain;charset=%s; name=x.txt"]) % label
            transfer = self.pick([how.upper(), how + " ", how.capitalize(), how + " (x)"]) if how != "8bit" else how
        elif way == "big5":
            text = "".join(self.pick(TRADITIONAL) for _ in range(40)) + "\n"
            data, kind = text.encode("big5"), "text/plain; charset=" + self.pick(["big5", "Big5", "x-big5"])
        elif way == "gb2312-label":
            text = self.text(GBK + RARE)
            data, kind = text.replace("\n", "\r\n").encode("gb18030"), "text/plain; charset=gb2312"
        elif way == "wrong-label":
            real, shown = self.pick([("utf-8", "gb2312"), ("utf-8", "iso-8859-1"), ("gb18030", "utf-8"), ("gb18030", "iso-8859-1"),
                                     ("gb18030", "us-ascii"), ("utf-8", "us-ascii"), ("utf-8", "GBK")])
            text = self.text()
            data, kind = text.replace("\n", "\r\n").encode(real), f"text/plain; charset={shown}"
        elif way == "unknown-label":
            kind = "text/plain; charset=" + self.pick(["unknown-8bit", "x-unknown", "default", "_iso-2022-jp$ESC"])
        elif way == "no-label":
            kind = "text/plain"
        elif way == "no-cte":
            transfer, how = None, "8bit"
        elif way in ("7bit", "binary"):
            transfer, how = way, "8bit"
        elif way == "flowed":
            paragraphs = ["".join(self.pick(CLEAN) for _ in range(self.random.randint(5, 60))) for _ in range(4)]
            text = "\n".join(paragraphs) + "\n"
            delete = self.chance(0.6)
            if not delete:
                paragraphs = ["word " * self.random.randint(3, 30) + "end" for _ in range(4)]
                text = "\n".join(paragraphs) + "\n"
            width = 20
            rows = []
            for paragraph in paragraphs:
                if delete:
                    cuts = [paragraph[i:i + width] for i in range(0, len(paragraph), width)]
                    rows.append(" \r\n".join(cuts))
                else:
                    words = paragraph.split(" ")
                    cuts = [" ".join(words[i:i + 9]) for i in range(0, len(words), 9)]
                    rows.append(" \r\n".join(cuts))
            data = ("\r\n".join(rows) + "\r\n").encode(codec)
            kind += "; format=flowed" + ("; delsp=yes" if delete else "")
        elif way == "bom":
            data, kind = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "text/plain; charset=" + self.pick(["utf-8", "gb2312"])
        elif way == "utf-16":
            shown = self.pick(["utf-16", "utf-16le", "unicode"])
            data = (b"" if shown == "utf-16le" else b"\xff\xfe") + text.replace("\n", "\r\n").encode("utf-16-le")
            kind, how = f"text/plain; charset={shown}", "base64"
            transfer = how
        elif way == "hz":
            text = self.han(10, 40) + "\n" + self.han(3, 9) + "\n"
            data, kind = text.encode("hz"), "text/plain; charset=hz-gb-2312"
        elif way == "uu":
            content, transfer = self.uuencoded(data), self.pick(["x-uuencode", "uuencode", "X-UUE"])
        elif way == "html-meta":
            text = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head><body>{self.han(4, 30)}</body></html>\n'
            data, kind = text.encode(codec), "text/html"
        elif way == "html-wrong-meta":
            text = f'<html><head><meta charset="{self.pick(["utf-8", "gb2312", "iso-8859-1"])}"></head><body>{self.han(8, 30)}</body></html>\n'
            data, kind = text.encode(codec), f"text/html; charset={label}"
        elif way == "html":
            text = f"<div>{self.han(4, 30)}</div><div>{self.han(2, 9, GBK)}&nbsp;</div>\n"
            data, kind = text.encode(codec), f'text/html;\r\n\tcharset="{label}"'
        elif way == "base64-faults":
            flat = base64.b64encode(data).decode()
            bare = flat.rstrip("=")
            content = self.pick([bare, flat[:20] + "\r\n\r\n" + flat[20:], " " + flat[:30] + "\r\n " + flat[30:], flat[:9] + "!" + flat[9:],
                                 flat + "\r\n--\r\nlist footer, not base64", bare[:-1] if len(bare) % 4 == 3 else flat]).encode() + b"\r\n"
            transfer = "base64"
            if content.decode().strip().endswith(bare[:-1]) and not content.decode().strip().endswith(bare):
                text = None  # the last character is lost
        elif way == "qp-faults":
            content = self.quoted_of(data)
            fault = self.pick(["lower", "spaces", "equals", "bare"])
            if fault == "lower":
                content = re.sub(rb"=[0-9A-F]{2}", lambda found: found.group().lower(), content)
            elif fault == "spaces":
                content = content.replace(b"=\r\n", b"= \t\r\n")
            elif fault == "equals":
                text, content = "a=b c=zz\n" + text, b"a=b c=zz\r\n" + content
            transfer = "quoted-printable"
        elif way == "trailer":
            text += "-- \n" + self.han(3, 8) + "\n"
            data = text.replace("\n", "\r\n").encode(codec)
        content = self.encoded(data, how) if content is None else content
        head = f"From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
        own = "" if way == "no-type" else f"Content-Type: {kind}\r\n"
        own += f"Content-Transfer-Encoding: {transfer}\r\n" if transfer else ""
        if way == "alternative":
            head += 'Content-Type: multipart/alternative; boundary="=_b"\r\n\r\n--=_b\r\n'
            own += "\r\n"
            tail = b"\r\n--=_b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>x</p>\r\n--=_b--\r\n"
            return way, head.encode() + own.encode() + content + tail, text
        return way, (head + own).encode() + b"\r\n" + content, text

KINDS = {"subject": Maker.subject, "from": Maker.sender, "name": Maker.file_name, "body": Maker.body}


def main():
    folder = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2020
    number = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    os.makedirs(folder, exist_ok=True)
    truth = []
    for kind, make in KINDS.items():
        maker = Maker(f"{seed}-{kind}")
        for index in range(1, number + 1):
            way, data, text = make(maker)
            file = f"{kind}-{index:05d}.eml"
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)
            truth.append({"file": file, "kind": kind, "way": way, "truth": text})
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as out:
        json.dump(truth, out, ensure_ascii=False)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
