#!/usr/bin/python3
"""Forms as offices fill them in, with what was written into them: make-forms.py FOLDER [COUNT] [SEED].

Every file is a layout × a wording × a way to tick × a filling, as .docx, .html or .txt; beside it stands NAME.truth. The list
FOLDER/manifest is read by tests/tools/forms_score.c. All people and offices are invented.
"""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import paper
from words import Filling, Words, MARKS, tick

RECEIPT_JOINS = ['join_media', 'join_website', 'join_wechat', 'join_inner_page', 'join_cover', 'join_outreach']
RECEIPT = ['media_name', 'address', 'email', 'contact', 'landline', 'mobile']
UNIT = ['unit_name', 'unit_address', 'unit_postcode', 'unit_contact', 'unit_landline', 'unit_mobile']
AUTHOR = ['author_name', 'author_email', 'author_mobile', 'author_address', 'author_postcode']
CELL = paper.Cell


def row(*cells):
    return [c if isinstance(c, CELL) else CELL(c) for c in cells]


def wide(content, span):
    return CELL(content, span)


# Receipts ---------------------------------------------------------------------------------------------------

def joins(w, f, span=1, numbered=False):
    rows = []
    for i, name in enumerate(RECEIPT_JOINS):
        cells = [CELL(str(i + 1))] if numbered else []
        rows.append(cells + [wide(w(name), span), wide(tick(w.mark, f, name), span)])
    return rows


def receipt_printed(w, f):
    return [row(wide(w('media_name'), 2), wide(f('media_name'), 5)),
            row(wide(w('address'), 2), wide(f('address'), 3), w('email'), f('email')),
            row(wide(w('contact'), 2), f('contact'), w('landline'), f('landline'), w('mobile'), f('mobile')),
            row(wide('参与征集系列活动方式确认（可多选）', 7))] + \
           [row(str(i + 1), wide(w(n), 3), wide(tick(w.mark, f, n), 3)) for i, n in enumerate(RECEIPT_JOINS)] + \
           [row('7', wide(w('other_note'), 3), wide(f('other_note'), 3)),
            row(wide('特别声明：凡推荐上报的作品，一定保证其真实性、科学性，作品原创，文图自负。', 7))]


def receipt_pairs(w, f):
    return [row(w(n), f(n)) for n in RECEIPT] + joins(w, f) + [row(w('other_note'), f('other_note'))]


def receipt_four(w, f):
    names = RECEIPT
    rows = [row(w(names[i]), f(names[i]), w(names[i + 1]), f(names[i + 1])) for i in range(0, 6, 2)]
    return rows + joins(w, f, 2) + [row(wide(w('other_note'), 2), wide(f('other_note'), 2))]


def receipt_head(w, f):
    return [row(*[w(n) for n in RECEIPT]), row(*[f(n) for n in RECEIPT]),
            row(*[w(n) for n in RECEIPT_JOINS]), row(*[tick(w.mark, f, n) for n in RECEIPT_JOINS])]


def receipt_in_cell(w, f):
    c = lambda n: w(n).rstrip('：:') + '：' + f(n)
    rows = [row(wide(c('media_name'), 2)), row(c('address'), c('email')), row(c('contact'), c('landline') + '\n' + c('mobile'))]
    names = RECEIPT_JOINS
    for i in range(0, 6, 2):
        rows.append(row(*[[w(n).rstrip('：:') + '：'] + tick(w.mark, f, n) for n in names[i:i + 2]]))
    return rows + [row(wide(c('other_note'), 2))]


def receipt_group(w, f):
    return [row(wide(w('media_name'), 2), f('media_name')), row(wide(w('address'), 2), f('address')),
            row(CELL('联系人', 1, 4), '姓名', f('contact')), row(None, w('landline'), f('landline')),
            row(None, w('mobile'), f('mobile')), row(None, w('email'), f('email'))] + \
           [row(wide(w(n), 2), tick(w.mark, f, n)) for n in RECEIPT_JOINS] + [row(wide(w('other_note'), 2), f('other_note'))]


def receipt_numbered(w, f):
    rows = [row('序号', '项目', '填写内容', '说明')]
    hints = {'media_name': '与公章一致', 'email': '请用常用邮箱', 'mobile': '必填'}
    for i, n in enumerate(RECEIPT):
        rows.append(row(str(i + 1), w(n), f(n), hints.get(n, '')))
    for i, n in enumerate(RECEIPT_JOINS):
        rows.append(row(str(i + 7), w(n), tick(w.mark, f, n), ''))
    return rows + [row('13', w('other_note'), f('other_note'), '')]


def receipt_columns(w, f):
    rows = [row(w(n), wide(f(n), 2)) for n in RECEIPT] + [row('参与方式', '是', '否')]
    for n in RECEIPT_JOINS:
        v = f.truth[n]
        rows.append(row(w(n), '√' if v in (True, '!') else '', '√' if v in (False, '!') else ''))
    return rows + [row(w('other_note'), wide(f('other_note'), 2))]


def receipt_extra(w, f):
    rows = [row(w('media_name'), f('media_name'), '国内刊号', 'CN11-0000'), row(w('address'), wide(f('address'), 3)),
            row(w('contact'), f('contact'), '职务', '编辑'), row(w('mobile'), f('mobile'), '传真', '010-60000009'),
            row(w('landline'), f('landline'), w('email'), f('email')), row('微信号', 'wx_qinghe', '', '')]
    return rows + joins(w, f, 2) + [row(w('other_note'), wide(f('other_note'), 3)), row(wide('（盖章）　　　年　月　日', 4))]


def receipt_gapped(w, f):
    """Columns of air between label and value, as spreadsheets pasted into a mail have."""
    return [row(w(n), f(n), '', '') for n in RECEIPT] + [row(w(n), tick(w.mark, f, n), '', '') for n in RECEIPT_JOINS] + \
           [row(w('other_note'), f('other_note'), '', '')]


def receipt_lines(w, f, colon='：'):
    lines = [[w(n).replace('\n', '').rstrip('：:') + colon + f(n)] for n in RECEIPT]
    lines += [['%d、' % (i + 1) + w(n).replace('\n', '').rstrip('：:') + colon] + tick(w.mark, f, n) for i, n in enumerate(RECEIPT_JOINS)]
    return lines + [[w('other_note').rstrip('：:') + colon + f('other_note')]]


def receipt_paired_lines(w, f):
    c = lambda n: w(n).replace('\n', '').rstrip('：:') + '：' + f(n)
    lines = [[c('media_name')], [c('address')], [c('contact') + '　' + c('landline') + '　' + c('mobile')], [c('email')]]
    lines += [[w(n).replace('\n', '').rstrip('：:') + '  '] + tick(w.mark, f, n) for n in RECEIPT_JOINS]
    return lines


# Registration forms -----------------------------------------------------------------------------------------

def work_choices(w, f, span):
    return [row(w('category'), wide(tick(w.mark, f, 'category'), span)),
            row(w('free_of_charge'), wide(tick(w.mark, f, 'free_of_charge'), span)),
            row(w('submitted_by'), wide(tick(w.mark, f, 'submitted_by') + ['（请写明参加活动的信息来源）\n信息来源：' + f('info_source')], span)),
            row(w('synopsis'), wide(f('synopsis'), span))]


def work_printed(w, f):
    return [row(w('unit_name') + '\n(个人报送不用填写)', wide(f('unit_name'), 5)),
            row(w('unit_address'), wide(f('unit_address'), 3), w('unit_postcode'), f('unit_postcode')),
            row(w('unit_contact'), f('unit_contact'), w('unit_landline'), f('unit_landline'), w('unit_mobile'), f('unit_mobile')),
            row(w('author_name'), f('author_name'), w('author_email'), f('author_email'), w('author_mobile'), f('author_mobile')),
            row(w('author_address'), wide(f('author_address'), 3), w('author_postcode'), f('author_postcode')),
            row(wide(['作品类别： '] + tick(w.mark, f, 'category'), 6)),
            row(wide(['特别声明： 推荐作品是否自愿无偿提供本次公益活动 '] + tick(w.mark, f, 'free_of_charge'), 6)),
            row(CELL('作品报送形式', 1, 2), wide(tick(w.mark, f, 'submitted_by') + ['（请写明参加活动的信息来源）'], 5)),
            row(None, wide('信息来源：' + f('info_source'), 5)),
            row(w('synopsis'), wide(f('synopsis'), 5)),
            row(wide('特别声明： 凡推荐或上报的作品，一定保证其真实性、科学性，作品属原创，图文责任自负。', 6))]


def work_pairs(w, f):
    return [row(w(n), f(n)) for n in UNIT + AUTHOR] + work_choices(w, f, 1)


def work_headed(w, f):
    return [row(wide('一、推荐单位信息', 4)), row(w('unit_name'), wide(f('unit_name'), 3)),
            row('通讯地址', f('unit_address'), '邮编', f('unit_postcode')), row('联系人', f('unit_contact'), '座机', f('unit_landline')),
            row('手机', wide(f('unit_mobile'), 3)), row(wide('二、作者信息', 4)), row(w('author_name'), f('author_name'), '邮箱', f('author_email')),
            row('手机', f('author_mobile'), '邮编', f('author_postcode')), row('地址', wide(f('author_address'), 3))] + work_choices(w, f, 3)


def work_groups(w, f):
    return [row(CELL('推荐单位', 1, 6), '单位名称', f('unit_name')), row(None, '通讯地址', f('unit_address')), row(None, '邮编', f('unit_postcode')),
            row(None, '联系人', f('unit_contact')), row(None, '座机', f('unit_landline')), row(None, '手机', f('unit_mobile')),
            row(CELL('个人作者', 1, 5), '姓名', f('author_name')), row(None, '邮箱', f('author_email')), row(None, '手机', f('author_mobile')),
            row(None, '通讯地址', f('author_address')), row(None, '邮编', f('author_postcode'))] + \
           [[wide(r[0].content, 2), CELL(r[1].content)] for r in work_choices(w, f, 1)]


def work_beside(w, f):
    return [row(wide('推荐单位', 2), wide('个人作者', 2)), row('单位名称', f('unit_name'), '作者姓名', f('author_name')),
            row('通讯地址', f('unit_address'), '通讯地址', f('author_address')), row('邮编', f('unit_postcode'), '邮编', f('author_postcode')),
            row('联系人', f('unit_contact'), '邮箱', f('author_email')), row('手机', f('unit_mobile'), '手机', f('author_mobile')),
            row('座机', f('unit_landline'), '', '')] + work_choices(w, f, 3)


def work_worded(w, f):
    """The part stands in each label's own words, the order is another."""
    names = [('author_name', '作者姓名'), ('author_mobile', '作者手机'), ('author_email', '作者邮箱'), ('author_address', '作者通讯地址'),
             ('author_postcode', '作者邮编'), ('unit_name', '推荐单位'), ('unit_contact', '单位联系人'), ('unit_mobile', '联系人手机号码'),
             ('unit_landline', '单位座机'), ('unit_address', '推荐单位通讯地址'), ('unit_postcode', '推荐单位邮编')]
    return [row(label, f(n)) for n, label in names] + work_choices(w, f, 1)


def work_in_cell(w, f):
    c = lambda label, n: label + '：' + f(n)
    return [row(wide(c('推荐单位名称', 'unit_name'), 2)), row(c('通讯地址', 'unit_address'), c('邮编', 'unit_postcode')),
            row(c('联系人', 'unit_contact'), c('座机号码', 'unit_landline') + '\n' + c('手机号码', 'unit_mobile')),
            row(c('个人作者姓名', 'author_name'), c('邮箱', 'author_email') + '\n' + c('手机号码', 'author_mobile')),
            row(c('通讯地址', 'author_address'), c('邮编', 'author_postcode')),
            row(wide(['作品类别：'] + tick(w.mark, f, 'category'), 2)), row(wide(['是否自愿无偿：'] + tick(w.mark, f, 'free_of_charge'), 2)),
            row(wide(['作品报送形式：'] + tick(w.mark, f, 'submitted_by'), 2)), row(wide(c('信息来源', 'info_source'), 2)),
            row(wide(c('作品简介', 'synopsis'), 2))]


def work_lines(w, f):
    c = lambda label, n: label + '：' + f(n)
    return [[c('推荐单位名称', 'unit_name')], [c('通讯地址', 'unit_address') + '  ' + c('邮编', 'unit_postcode')],
            [c('联系人', 'unit_contact') + '，' + c('座机号码', 'unit_landline') + '，' + c('手机号码', 'unit_mobile')],
            [c('个人作者姓名', 'author_name')], [c('邮箱', 'author_email') + '；' + c('手机号码', 'author_mobile')],
            [c('通讯地址', 'author_address') + '\t' + c('邮编', 'author_postcode')], ['作品类别：'] + tick(w.mark, f, 'category'),
            ['推荐作品是否自愿无偿提供本次公益活动：'] + tick(w.mark, f, 'free_of_charge'), ['作品报送形式：'] + tick(w.mark, f, 'submitted_by'),
            [c('信息来源', 'info_source')], [c('作品简介', 'synopsis')]]


def work_list_head():
    return row('序号', '推荐单位名称', '联系人', '手机号码', '个人作者姓名', '手机号码', '邮箱', '作品类别', '作品简介')


def work_list_row(i, w, f):
    return row(str(i), f('unit_name'), f('unit_contact'), f('unit_mobile'), f('author_name'), f('author_mobile'), f('author_email'),
               {'photo': '摄影图片', 'science': '医学科普作品', None: '', '!': '☑摄影图片 ☑医学科普作品'}[f.truth['category']], f('synopsis'))


LIST_FIELDS = ['unit_name', 'unit_contact', 'unit_mobile', 'author_name', 'author_mobile', 'author_email', 'category', 'synopsis']
PLAIN = ['ballot', 'tick', 'after', 'before', 'black', 'cross', 'paren', 'bracket', 'typed', 'letter', 'spaced']

# name, form, rows or lines, fields that the layout has (None: all), ways to tick (None: all)
TABLES = [
    ('printed', 'receipt', receipt_printed, None, None), ('pairs', 'receipt', receipt_pairs, None, None),
    ('four', 'receipt', receipt_four, None, None), ('head', 'receipt', receipt_head, RECEIPT + RECEIPT_JOINS, None),
    ('in-cell', 'receipt', receipt_in_cell, None, PLAIN + ['sym', 'control']), ('group', 'receipt', receipt_group, None, None),
    ('numbered', 'receipt', receipt_numbered, None, None), ('columns', 'receipt', receipt_columns, None, ['tick']),
    ('extra', 'receipt', receipt_extra, None, None), ('gapped', 'receipt', receipt_gapped, None, None),
    ('printed', 'work', work_printed, None, None), ('pairs', 'work', work_pairs, None, None), ('headed', 'work', work_headed, None, None),
    ('groups', 'work', work_groups, None, None), ('beside', 'work', work_beside, None, None), ('worded', 'work', work_worded, None, None),
    ('in-cell', 'work', work_in_cell, None, PLAIN),
]
LINES = [
    ('lines', 'receipt', receipt_lines, None, PLAIN), ('half-colon', 'receipt', lambda w, f: receipt_lines(w, f, ': '), None, PLAIN),
    ('paired-lines', 'receipt', receipt_paired_lines, RECEIPT + RECEIPT_JOINS, PLAIN), ('lines', 'work', work_lines, None, PLAIN),
]
TITLES = {'receipt': ['参与征集公益推广宣传系列活动 回执表', '回执表', '“最美逆行者”公益活动回执表', '回 执'],
          'work': ['推荐报送作品登记表', '作品登记表', '最美“逆行者”作品登记表']}


def draw(maker, form, fields, marks, rng, kind):
    mark = rng.choice([m for m in (marks or MARKS) if paper.can(kind, m)])
    f = Filling(rng, form, fields)
    return maker(Words(rng, mark), f), f, mark


def single(entry, rng, kind):
    name, form, maker, fields, marks = entry
    body, f, mark = draw(maker, form, fields, marks, rng, kind)
    title = rng.choice(TITLES[form])
    blocks = [[title]] + ([body] if entry in TABLES else body)
    before = rng.random()
    if before < 0.3:
        blocks = [['各位老师：'], ['现将我处材料报送如下，请查收。']] + blocks
    if rng.random() < 0.5:
        blocks += [['备注：请用正楷填写清楚，并将电子表格返回至邮箱：yywsqkfh@126.com']] if entry in TABLES else [[''], ['谢谢！']]
    return '%s-%s' % (form, name), mark, blocks, [(form, f)]


def nested(rng, kind):
    body, f, mark = draw(receipt_printed, 'receipt', None, None, rng, kind)
    return 'receipt-framed', mark, [['回执表'], [row(paper.Cell([paper.Table(body)]))]], [('receipt', f)]


def both(rng, kind):
    one, f, mark = draw(receipt_printed, 'receipt', None, None, rng, kind)
    two, g, _ = draw(work_printed, 'work', None, [mark], rng, kind)
    return 'both-forms', mark, [['回执表'], one, [''], ['推荐报送作品登记表'], two], [('receipt', f), ('work', g)]


def copies(rng, kind):
    forms, blocks = [], []
    for _ in range(3):
        body, f, mark = draw(rng.choice([work_printed, work_pairs]), 'work', None, ['ballot'], rng, kind)
        f.fill('unit_name')
        blocks += [['推荐报送作品登记表'], body, ['']]
        forms.append(('work', f))
    # The unit's name was filled after the table was drawn: draw again with the same filling.
    blocks = []
    for form, f in forms:
        blocks += [['推荐报送作品登记表'], work_printed(Words(rng, 'ballot'), f), ['']]
    return 'work-copies', 'ballot', blocks, forms


def listed(rng, kind):
    rows, forms = [work_list_head()], []
    for i in range(rng.randint(2, 9)):
        f = Filling(rng, 'work', LIST_FIELDS, whole=True)
        rows.append(work_list_row(i + 1, None, f))
        forms.append(('work', f))
    return 'work-list', 'typed', [['推荐报送作品登记表（汇总）'], rows], forms


def split_table(rng, kind):
    body, f, mark = draw(work_printed, 'work', None, None, rng, kind)
    return 'work-two-tables', mark, [['推荐报送作品登记表'], body[:3], [''], body[3:]], [('work', f)]


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2020)
    os.makedirs(folder, exist_ok=True)
    special = [nested, both, copies, listed, split_table]
    with open(os.path.join(folder, 'manifest'), 'w', encoding='utf-8') as manifest:
        for i in range(count):
            kind = ('docx', 'docx', 'html', 'txt')[i % 4]
            pool = LINES if kind == 'txt' else TABLES + special + LINES
            entry = pool[rng.randrange(len(pool))]
            layout, mark, blocks, forms = entry(rng, kind) if callable(entry) else single(entry, rng, kind)
            path = os.path.join(folder, 'form%04d.%s' % (i, kind))
            paper.write(path, kind, blocks)
            with open(path + '.truth', 'w', encoding='utf-8') as truth:
                for form, f in forms:
                    truth.write('form %s\n%s' % (form, f.lines()))
            manifest.write('\t'.join([path, kind, layout, mark, path + '.truth']) + '\n')


main()
