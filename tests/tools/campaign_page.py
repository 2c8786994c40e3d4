#!/usr/bin/env python3
"""Runs every example of contrib/campaign.zh.md. TAP.

usage: campaign_page.py PROGRAM FOLDER    FOLDER: empty, for working in

A comment before a block says what it is: `head`, `field`, `rule`, `reply FILE` go into the campaign of the page, where
they stay; after `wrong` or `warns` they go into a fresh copy of the template, that must be refused, or warned of. A block
of sh is run; each line of a block of text must stand in what the last command printed.
"""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
sys.dont_write_bytecode = True
from mailkit import cell, choices, docx, paragraphs, photo, row, table, yes_no

BLOCK = re.compile(r"(?:<!-- (.*?) -->\n)?```(\w*)\n(.*?)```\n", re.S)
NOW = "2026-05-01T10:00:00"


def own_form():
    """A form as somebody draws it: no content controls, the title over a table."""
    ticked = choices("ballot", [("摄影图片", False), ("文稿", True)])
    return docx(paragraphs("作品报送表"), table(4, [
        row("投稿人", "陶清和", "工作单位", ""), row("联系电话", "13800003366", "邮箱", "taoqh@linhe.example"),
        row("作品名称", cell("江畔晨光", 3)), row("投稿类别", cell(ticked, 3)), row("是否原创", cell(yes_no("ballot", True), 3))]))


class Page:
    def __init__(self, program, folder):
        self.program, self.folder, self.count, self.failed = program, folder, 0, 0
        self.campaign = os.path.join(folder, "rules", "2026-meihao")
        self.output = ""
        os.makedirs(os.path.join(folder, "rules"))
        os.symlink(os.path.join(ROOT, "rules", "common"), os.path.join(folder, "rules", "common"))
        os.symlink(os.path.join(ROOT, "contrib"), os.path.join(folder, "contrib"))
        for name, data in (("我的报送表.docx", own_form()), ("照片.jpg", photo("page"))):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)

    def ok(self, good, what, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {what}")
        if not good:
            print("".join(f"# {line}\n" for line in (why + self.output).splitlines()), end="")

    def run(self, *words):
        now = () if "--now" in words else ("--now", NOW)
        done = subprocess.run([self.program, *now, *words], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.output = done.stdout + done.stderr
        return done.returncode

    def put(self, campaign, kind, text):
        path = os.path.join(campaign, "campaign.yaml")
        with open(path) as file:
            yaml = file.read()
        word, _, rest = kind.partition(" ")
        if word == "head":
            for line in text.splitlines():
                key = line.split(":")[0]
                yaml, n = re.subn(rf"^{key}:.*$", line.replace("\\", r"\\"), yaml, flags=re.M)
                assert n == 1, key
        elif word == "field":
            yaml = yaml.replace("\n\n# ── 三", f"\n{text}\n# ── 三", 1) if "\n\n# ── 三" in yaml else \
                yaml.replace("\n# ── 三", f"\n{text}\n# ── 三", 1)
        elif word == "rule":
            yaml += "\n" + text
        elif word == "replace":
            assert yaml.count(rest) == 1, rest
            yaml = yaml.replace(rest, text.strip())
        elif word == "reply":
            with open(os.path.join(campaign, "replies", rest), "w") as file:
                file.write(text)
            return
        else:
            raise ValueError(kind)
        with open(path, "w") as file:
            file.write(yaml)

    def example(self, kind, text):
        first = text.strip().splitlines()[0].strip()
        for word in ("wrong", "warns"):
            if not kind.startswith(word + " "):
                continue
            copy = os.path.join(self.folder, "rules", "fresh")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(os.path.join(ROOT, "contrib", "campaign-template"), copy)
            self.put(copy, kind[len(word) + 1:], text)
            code = self.run("rules", "check", "rules/fresh")
            shutil.rmtree(copy)
            self.ok(code == (78 if word == "wrong" else 0), f"{word}: {first}", f"exit {code}\n")
            return
        self.put(self.campaign, kind, text)
        code = self.run("rules", "check", "rules/2026-meihao")
        self.ok(code == 0 and "\n·" not in self.output, f"{kind}: {first}", f"exit {code}\n")

    def shell(self, text):
        for line in text.splitlines():
            words = line.split()
            if words[0] == "huizhi":
                code = self.run(*words[1:])
            else:
                code = subprocess.run(words, cwd=self.folder).returncode
            self.ok(code == 0, line, f"exit {code}\n")


def main():
    page = Page(os.path.abspath(sys.argv[1]), sys.argv[2])
    with open(os.path.join(ROOT, "contrib", "campaign.zh.md")) as file:
        text = file.read()
    for kind, language, block in BLOCK.findall(text):
        if kind:
            page.example(kind, block)
        elif language == "sh":
            page.shell(block)
        elif language == "text":
            for line in block.splitlines():
                page.ok(line in page.output, f"shown: {line.strip()}")
    # What the page's own rules say of its own form.
    page.run("rules", "try", "rules/2026-meihao", "我的报送表.docx", "照片.jpg")
    for line in ("[请补正 unit.needed] 投文稿请写明工作单位。", "[请补正 title.length] 作品名称“江畔晨光”有4个字，请不要超过3个字。",
                 "[提示 email.public] 邮箱“taoqh@linhe.example”看上去不常用", "[请补正 photo.wide] 照片“照片.jpg”宽只有320像素",
                 "[请补正 field.missing] “授权书”未填写。", "[请补正 field.missing] “组别”未填写。"):
        page.ok(line in page.output, f"a rule of the page: {line}")
    print(f"1..{page.count}")
    sys.exit(page.failed > 0)


if __name__ == "__main__":
    main()
