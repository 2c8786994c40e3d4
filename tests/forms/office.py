"""Forms saved by LibreOffice in the formats that nobody writes by hand. One run converts many files; results are kept by the hash of
what was converted, so that a second run costs nothing.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

PDF = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"%s"}}'
FILTERS = {'doc': 'doc:MS Word 97', 'rtf': 'rtf:Rich Text Format', 'odt': 'odt:writer8', 'html': 'html:HTML (StarWriter)', 'pdf': PDF % 'false',
           'pdf-tagged': PDF % 'true', 'xls': 'xls:MS Excel 97', 'ods': 'ods:calc8', 'pdf-sheet': 'pdf:calc_pdf_Export'}


class Office:
    def __init__(self, cache):
        self.cache, self.waiting = cache, {}
        os.makedirs(cache, exist_ok=True)

    def want(self, source, target, path):
        """`path` is to be `source` saved as `target`; done by run()."""
        with open(source, 'rb') as f:
            name = hashlib.sha256(f.read()).hexdigest()[:24]
        self.waiting.setdefault(target, []).append((source, os.path.join(self.cache, target, name), path))

    def run(self):
        for target, jobs in self.waiting.items():
            missing = {kept: source for source, kept, _ in jobs if not os.path.exists(kept)}
            if missing:
                self.convert(target, missing)
            for _, kept, path in jobs:
                if os.path.exists(path):
                    os.unlink(path)
                shutil.copy(kept, path)

    def convert(self, target, missing):
        os.makedirs(os.path.join(self.cache, target), exist_ok=True)
        ext = FILTERS[target].split(':')[0]
        with tempfile.TemporaryDirectory() as work:
            sources = []
            for kept, source in missing.items():
                sources.append(os.path.join(work, os.path.basename(kept) + os.path.splitext(source)[1]))
                shutil.copy(source, sources[-1])
            result = subprocess.run(['soffice', '-env:UserInstallation=file://' + os.path.abspath(os.path.join(self.cache, 'profile')), '--headless', '--convert-to',
                                     FILTERS[target], '--outdir', os.path.join(work, 'out')] + sources, capture_output=True, text=True, timeout=600)
            for kept in missing:
                made = os.path.join(work, 'out', os.path.basename(kept) + '.' + ext)
                if not os.path.exists(made):
                    sys.exit('soffice made no %s: %s' % (target, result.stderr))
                shutil.move(made, kept)
