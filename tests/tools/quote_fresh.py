#!/usr/bin/env python3
"""What is new in the cases shape-…: what mailprint takes for fresh, line by line, against what the generator set above
the quotation. Prints TAP.

usage: quote_fresh.py MAILPRINT RULES CASES
"""
import glob
import json
import os
import subprocess
import sys

# What is new in each kind of case, and whether the rest is passed on.
NEW = {"reply": (["联系人：王强", "手机号码：13811112222"], False), "thanks": (["收到，谢谢老师！"], False),
       "forward": (["老师好，转上回执，请查收。"], True), "form": (["老师好，回执表见附件，请查收。"], False)}
OTHERS = {"shape-empty-reply", "shape-text-form", "shape-thanks-below-form"}  # cases of their own that bear such names
# The signatures of phones, and Foxmail's, which nothing tells from the text.
SIGNED = {"发自我的iPhone", "发自我的华为手机", "发自我的小米手机", "陈晓燕"}


def main():
    tool, rules, cases = sys.argv[1:4]
    mails = [(kind, path) for kind in NEW for path in sorted(glob.glob(os.path.join(cases, f"shape-*-{kind}", "mail*.eml")))
             if os.path.basename(os.path.dirname(path)) not in OTHERS]
    done = subprocess.run([tool, "mail", rules, "yywsqkfh@126.com", *(path for _, path in mails)], capture_output=True, check=True)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    print(f"1..{len(mails) + 1}")
    failed = 0
    for number, ((kind, path), answer) in enumerate(zip(mails, answers), 1):
        lines, forwarded = NEW[kind]
        fresh = [line.strip() for line in answer["fresh"].split("\n") if line.strip() and line.strip() not in SIGNED]
        good = fresh == lines and answer["forwarded"] == forwarded
        failed += not good
        print(f"{'' if good else 'not '}ok {number} - {os.path.relpath(path, cases)}")
        if not good:
            print(f"#   fresh {fresh}, forwarded {answer['forwarded']}")
    enough = len(answers) == len(mails) >= 130
    print(f"{'' if enough else 'not '}ok {len(mails) + 1} - {len(answers)} of {len(mails)} mails were read")
    return 1 if failed or not enough else 0


if __name__ == "__main__":
    sys.exit(main())
