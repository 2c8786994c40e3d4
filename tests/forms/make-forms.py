#!/usr/bin/python3
"""Forms as offices fill them in, with what was written into them: make-forms.py FOLDER [COUNT] [SEED].

Every file is a format × a layout × wordings × a way to tick × a filling; beside it stands NAME.truth (words.Filling.lines). The list
FOLDER/manifest is read by tests/tools/forms_score.c. All people and offices are invented. What LibreOffice saved is kept below $CACHE.
"""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import drawn
import receipts
import rtf
import sheet
import web
import word
import works
from office import Office
from paper import CARRIES, Break, Cell, Table, plain
from words import GB, MARKS, PLAIN, Filling, Words

# name, extension, what it can carry (paper.CARRIES), what LibreOffice makes it from and how
FORMATS = [
    ('docx', 'docx', 'docx', None), ('doc', 'doc', 'doc', ('docx', 'doc')), ('wps', 'wps', 'doc', ('docx', 'doc')), ('rtf-office', 'rtf', 'rtf-office', ('docx', 'rtf')),
    ('odt', 'odt', 'odt', ('docx', 'odt')), ('xlsx', 'xlsx', 'xlsx', None), ('xls', 'xls', 'xls', ('xlsx', 'xls')), ('et', 'et', 'xls', ('xlsx', 'xls')),
    ('ods', 'ods', 'xls', ('xlsx', 'ods')), ('csv', 'csv', 'csv', None), ('csv-gb', 'csv', 'csv', None), ('txt', 'txt', 'txt', None),
    ('txt-tabs', 'txt', 'tabs', None),
    ('rtf', 'rtf', 'rtf', None), ('html-word', 'html', 'html', None), ('html-wps', 'html', 'html', None), ('html-qq', 'html', 'html', None),
    ('html-foxmail', 'html', 'html', None), ('html-outlook', 'html', 'html', None), ('html-office', 'html', 'weboffice', ('docx', 'html')),
    ('pdf', 'pdf', 'pdf', ('docx', 'pdf')), ('pdf-tagged', 'pdf', 'pdf', ('docx', 'pdf-tagged')),
    ('pdf-drawn', 'pdf', 'drawn', None), ('pdf-cairo', 'pdf', 'cairo', None), ('pdf-fillable', 'pdf', 'fillable', None), ('pdf-sheet', 'pdf', 'xls', ('xlsx', 'pdf-sheet')),
]
LAYOUTS = [('receipt', *entry) for entry in receipts.LAYOUTS] + [('work', *entry) for entry in works.LAYOUTS]
TITLES = {'receipt': receipts.TITLES, 'work': works.TITLES}
LISTED = ['unit_name', 'unit_contact', 'unit_mobile', 'author_name', 'author_mobile', 'author_email', 'category', 'synopsis']


def filling(rng, form, mark, **how):
    f = Filling(rng, form, **how)
    f.tracked, f.controls = mark == 'tracked', mark == 'fields'
    return f


def both(rng, mark):
    """The receipt and the registration form in one file."""
    f, g = filling(rng, 'receipt', mark), filling(rng, 'work', mark)
    w = Words(rng, mark)
    between = rng.choice(['', Break('登记表')])
    return ['回执表'] + receipts.printed(w, f) + [between, '推荐报送作品登记表'] + works.printed(w, g), [f, g]


def copies(rng, mark):
    """One registration form a work."""
    blocks, forms = [], []
    between = rng.choice([lambda i: '', lambda i: Break('作品%d' % (i + 2))])
    for _ in range(3):
        f = filling(rng, 'work', mark, part='unit')
        f.fill('unit_name')
        blocks += ['推荐报送作品登记表'] + works.printed(Words(rng, mark), f) + [between(len(forms))]
        forms.append(f)
    return blocks[:-1], forms


def listed(rng, mark):
    """A list of works: one row each."""
    rows, forms = [['序号', '推荐单位名称', '联系人', '手机号码', '个人作者姓名', '手机号码', '邮箱', '作品类别', '作品简介']], []
    for i in range(rng.randint(2, 9)):
        f = filling(rng, 'work', mark, fields=LISTED, whole=True)
        f.choose('category', rng.choice(['photo', 'science']))
        forms.append(f)
        rows.append([str(i + 1)] + [{'photo': '摄影图片', 'science': '医学科普作品'}[f.value[n]] if n == 'category' else f(n) for n in LISTED])
    return ['推荐报送作品登记表（汇总）', Table(rows)], forms


SEVERAL = [('both', 'both-forms', both, {'mixed': True}), ('work', 'copies', copies, {'mixed': True}), ('work', 'list', listed, {'marks': ['typed']})]


def suits(carry, options):
    """Whether a layout can be drawn in a format."""
    if carry == 'tabs':
        return not (options.get('lines') or options.get('nested') or options.get('styled') or options.get('merged'))
    if carry == 'txt':
        return options.get('lines', False)
    if carry in ('xlsx', 'xls', 'csv'):
        return not (options.get('lines') or options.get('nested') or options.get('styled'))
    if carry == 'fillable':
        return not any(options.get(k) for k in ('lines', 'nested', 'styled', 'marks', 'crowded'))
    if carry in ('drawn', 'cairo') and options.get('nested'):
        return False
    return 'underline' in CARRIES[carry] or not options.get('styled')


class Deck:
    """Draws each card once before any comes again."""

    def __init__(self, rng, cards):
        self.rng, self.cards, self.left = rng, cards, []

    def draw(self, fits=lambda card: True):
        for again in (False, True):
            if again:
                self.left = list(self.cards)
                self.rng.shuffle(self.left)
            for card in self.left:
                if fits(card):
                    self.left.remove(card)
                    return card


def fill(rng, entry, mark, flat):
    form, name, maker, options = entry
    if entry in SEVERAL:
        blocks, forms = maker(rng, mark)
        return blocks, forms
    f = filling(rng, form, mark, fields=options.get('fields'), flat=flat)
    body = maker(Words(rng, mark), f)
    blocks = [rng.choice(TITLES[form])] + body
    if rng.random() < 0.3:
        blocks = ['各位老师：', '现将我处材料报送如下，请查收。'] + blocks
    if rng.random() < 0.5:
        blocks += ['备注：请用正楷填写清楚，并将电子表格返回至邮箱：yywsqkfh@126.com'] if isinstance(body[0], Table) else ['', '谢谢！']
    return blocks, [f]


def write_tabs(path, blocks):
    """A table pasted where only plain text is taken: a row a line, tabs between the cells."""
    with open(path, 'w', encoding='utf-8') as f:
        for block in blocks:
            for row in block.rows if isinstance(block, Table) else [[Cell(block)]]:
                f.write('\t'.join(plain(c.content).replace('\n', ' ') for c in row) + '\n')


def write(path, carry, blocks, rng, name):
    if carry in ('docx', 'doc', 'rtf-office', 'odt', 'pdf', 'weboffice'):
        word.write(path, blocks, rng)
    elif carry in ('xlsx', 'xls'):
        sheet.write(path, blocks, rng)
    elif carry == 'csv':
        sheet.write_csv(path, blocks, 'gb18030' if name == 'csv-gb' else rng.choice(['utf-8', 'utf-8-sig']))
    elif carry == 'rtf':
        rtf.write(path, blocks, rng)
    elif carry == 'drawn':
        drawn.write(path, blocks, rng)
    elif carry == 'fillable':
        drawn.write(path, blocks, rng, drawn.Fillable)
    elif carry == 'cairo':
        drawn.print_out(path, blocks, rng)
    elif carry == 'html':
        web.write(path, blocks, name.split('-')[1], rng)
    elif carry == 'tabs':
        write_tabs(path, blocks)
    else:
        with open(path, 'w', encoding='utf-8') as f:
            f.write('\n'.join(plain(b) for b in blocks) + '\n')


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 840
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2020)
    only = os.environ.get('ONLY', '').split()
    formats = [f for f in FORMATS if not only or f[0] in only]
    os.makedirs(os.path.join(folder, 'sources'), exist_ok=True)
    office = Office(os.environ.get('CACHE') or os.path.join(folder, 'cache'))
    layouts = {f[0]: Deck(rng, [e for e in LAYOUTS + SEVERAL * (f[2] != 'tabs') if suits(f[2], e[3])]) for f in formats}
    marks = {f[0]: Deck(rng, [m for m in MARKS if m in {'drawn': GB, 'fillable': []}.get(f[2], PLAIN) or m in CARRIES[f[2]]]) for f in formats}
    with open(os.path.join(folder, 'manifest'), 'w', encoding='utf-8') as manifest:
        for i in range(count):
            name, ext, carry, converted = formats[i % len(formats)]
            entry = layouts[name].draw()
            mark = marks[name].draw(lambda m: m in entry[3].get('marks', MARKS) and not (m == 'sheetbox' and entry[3].get('mixed'))) or 'ballot'
            blocks, forms = fill(rng, entry, mark, carry == 'tabs')
            path = os.path.join(folder, 'form%04d.%s' % (i, ext))
            if converted:
                source = os.path.join(folder, 'sources', 'form%04d.%s' % (i, converted[0]))
                write(source, carry, blocks, rng, name)
                office.want(source, converted[1], path)
            else:
                write(path, carry, blocks, rng, name)
            with open(path + '.truth', 'w', encoding='utf-8') as truth:
                for f in forms:
                    truth.write('form %s\n%s' % (f.form, f.lines()))
            manifest.write('\t'.join([path, name, '%s-%s' % (entry[0], entry[1]), mark, path + '.truth']) + '\n')
    office.run()


main()
