"""Layouts of the receipt (回执表): the notice's own, and what offices make of it. Each takes words and a filling and returns blocks.

LAYOUTS: name, maker, and what may differ: `fields` that the layout has (None: all), `marks` that suit it (None: all), `lines` when it is running
text that a plain body can hold too, `merged` when it cannot do without merged cells, `nested`, `styled`, `mixed` when options share a cell with text, `crowded` when several labels do.
"""
from paper import Cell, Table, mix
from words import ASKED, JOINS, PLAIN, RECEIPT

ANSWERED = '参与征集系列活动方式确认（可多选）'
DECLARED = '特别声明：凡推荐上报的作品，一定保证其真实性、科学性，作品原创，文图自负。'
HINT = '特别提示：由主办单位联合支持单位统一制作参与活动报名H5、宣传网页、飘窗、排行榜等电子宣传推广产品。如另有其他需求可联系支持单位沟通协调。'


def wide(content, span):
    return Cell(content, span)


def joins(w, f, label=1, answer=1, sep='  '):
    return [[wide(w(n), label), wide(w.tick(f, n, sep), answer)] for n in JOINS]


def printed(w, f):
    return [Table([[wide('媒体单位名称', 2), wide(f('media_name'), 5)],
                   [wide('通讯地址', 2), wide(f('address'), 3), '邮 箱', f('email')],
                   [wide('联系人', 2), f('contact'), '座机号码', f('landline'), '手机号码', f('mobile')], [wide(ANSWERED, 7)]] +
                  [[str(i + 1), wide(w(n), 3), wide(w.tick(f, n, ' '), 3)] for i, n in enumerate(JOINS)] +
                  [['7', wide('其他说明', 3), wide(f('other_note'), 3)], [wide([HINT, '\n', DECLARED], 7)]])]


def pairs(w, f):
    return [Table([[w(n), f(n)] for n in RECEIPT] + joins(w, f) + [[w('other_note'), f('other_note')]])]


def reordered(w, f):
    names = ['contact', 'mobile', 'landline', 'email', 'media_name', 'address']
    return [Table(joins(w, f) + [[w('other_note'), f('other_note')]] + [[w(n), f(n)] for n in names])]


def four(w, f):
    rows = [[w(RECEIPT[i]), f(RECEIPT[i]), w(RECEIPT[i + 1]), f(RECEIPT[i + 1])] for i in range(0, 6, 2)]
    return [Table(rows + joins(w, f, 2, 2) + [[wide(w('other_note'), 2), wide(f('other_note'), 2)]])]


def six(w, f):
    rows = [sum([[w(n), f(n)] for n in RECEIPT[i:i + 3]], []) for i in (0, 3)]
    rows += [sum([[w(n), w.tick(f, n, '\n')] for n in JOINS[i:i + 3]], []) for i in (0, 3)]
    return [Table(rows + [[w('other_note'), wide(f('other_note'), 5)]])]


def eight(w, f):
    names = ['media_name', 'contact', 'mobile', 'landline']
    return [Table([sum([[w(n), f(n)] for n in names], []), [w('address'), wide(f('address'), 3), w('email'), wide(f('email'), 3)]] +
                  [sum([[wide(w(n), 2), wide(w.tick(f, n), 2)] for n in JOINS[i:i + 2]], []) for i in (0, 2, 4)] +
                  [[wide(w('other_note'), 2), wide(f('other_note'), 6)]])]


def head(w, f):
    return [Table([[w(n) for n in RECEIPT], [f(n) for n in RECEIPT], [w(n) for n in JOINS], [w.tick(f, n, '\n') for n in JOINS]])]


def above(w, f):
    """Each label above its value, a few in a row."""
    rows = []
    for names in (['media_name', 'contact'], ['mobile', 'landline'], ['email', 'address']):
        rows += [[w(n) for n in names], [f(n) for n in names]]
    return [Table(rows), '参与方式', Table(joins(w, f) + [[w('other_note'), f('other_note')]])]


def in_cell(w, f):
    c = lambda n: mix(w.line(n), f(n))
    rows = [[wide(c('media_name'), 2)], [c('address'), c('email')], [c('contact'), mix(c('landline'), '\n', c('mobile'))]]
    rows += [[mix(w.line(n), w.tick(f, n, ' ')) for n in JOINS[i:i + 2]] for i in (0, 2, 4)]
    return [Table(rows + [[wide(c('other_note'), 2)]])]


def crowded(w, f):
    """Several labels with their values in one cell, parted by spaces."""
    c = lambda n: mix(w.line(n), f(n))
    return [Table([[c('media_name')], [mix(c('contact'), '　　', c('landline'), '　　', c('mobile'))], [mix(c('address'), '    ', c('email'))]]),
            Table(joins(w, f)), Table([[w('other_note'), f('other_note')]])]


def group(w, f):
    return [Table([[wide(w('media_name'), 2), f('media_name')], [wide(w('address'), 2), f('address')],
                   [Cell('联系人', 1, 4), w('name'), f('contact')], [Cell(None), w('landline'), f('landline')], [Cell(None), w('mobile'), f('mobile')],
                   [Cell(None), w('email'), f('email')]] + joins(w, f, 2) + [[wide(w('other_note'), 2), f('other_note')]])]


def letters(w, f):
    """Group labels down the side, a letter a line."""
    rows = [[Cell('单\n位\n信\n息', 1, 6) if i == 0 else Cell(None), w(n), f(n)] for i, n in enumerate(RECEIPT)]
    rows += [[Cell('参\n与\n方\n式', 1, 6) if i == 0 else Cell(None), w(n), w.tick(f, n)] for i, n in enumerate(JOINS)]
    return [Table(rows + [[wide(w('other_note'), 2), f('other_note')]])]


def numbered(w, f):
    hints = {'media_name': '与公章一致', 'email': '请用常用邮箱', 'mobile': '必填', 'landline': '区号-号码', 'join_media': '请在□内打√'}
    names = RECEIPT + JOINS
    return [Table([['序号', '项目', '填写内容', '说明']] +
                  [[str(i + 1), w(n), w.tick(f, n) if n in JOINS else f(n), hints.get(n, '')] for i, n in enumerate(names)] +
                  [['13', w('other_note'), f('other_note'), '']])]


def columns(w, f):
    tick = f.rng.choice(['√', '√', '✓', '✔', '对', 'V'])
    rows = [[w(n), wide(f(n), 2)] for n in RECEIPT] + [['参与方式', '是', '否']]
    for n in JOINS:
        v = f.value[n]
        rows.append([w(n), tick if v in (True, '!') else '', tick if v in (False, '!') else ''])
    return [Table(rows + [[w('other_note'), wide(f('other_note'), 2)]])]


def beside(w, f):
    tick = f.rng.choice(['√', '√', '✓', '对', '✔'])
    rows = [[w(n), wide(f(n), 4)] for n in RECEIPT] + [[w(n)] + w.beside(f, n, tick) for n in JOINS]
    return [Table(rows + [[w('other_note'), wide(f('other_note'), 4)]])]


def extra(w, f):
    return [Table([[w('media_name'), f('media_name'), '国内刊号', 'CN11-0000'], [w('address'), wide(f('address'), 3)],
                   [w('contact'), f('contact'), '职务', '编辑'], [w('mobile'), f('mobile'), '传真', '010-60000009'],
                   [w('landline'), f('landline'), w('email'), f('email')], ['微信号', 'wx_qinghe', '发行量', '3万册']] + joins(w, f, 2, 2) +
                  [[w('other_note'), wide(f('other_note'), 3)], ['单位意见', wide('同意参加。\n（盖章）　　　2020年5月6日', 3)],
                   ['组委会\n审核意见', wide('', 3)]])]


def gapped(w, f):
    """Columns of air between label and value, as spreadsheets have."""
    return [Table([[w(n), f(n), '', ''] for n in RECEIPT] + [[w(n), w.tick(f, n), '', ''] for n in JOINS] + [[w('other_note'), f('other_note'), '', '']])]


def instructed(w, f):
    """Instructions stand in cells of their own and beside the labels."""
    how = '（请在□内打“√”）'
    rows = [[wide('填表说明：1.请用正楷填写；2.联系人、手机号码为必填项；3.邮箱用于接收确认通知。', 4)]]
    rows += [[w('media_name'), wide(f('media_name'), 3)], [w('contact'), f('contact'), w('mobile'), f('mobile')],
             [w('landline'), f('landline'), w('email'), f('email')], [w('address'), wide(f('address'), 3)], [wide('参与方式' + how, 4)]]
    return [Table(rows + joins(w, f, 2, 2) + [[w('other_note') + '\n（如无可不填）', wide(f('other_note'), 3)]])]


def remarks(w, f):
    """Every label carries a remark."""
    say = {'media_name': '单位名称（全称，与公章一致）', 'address': '通讯地址（用于邮寄证书）', 'email': '电子邮箱（接收确认通知）', 'contact': '联系人（请填一位）',
           'landline': '座机号码（区号-电话）', 'mobile': '手机号码（必填）'}
    return [Table([[say[n], f(n)] for n in RECEIPT] + [[w(n) + '（请选择）', w.tick(f, n)] for n in JOINS] + [['其他说明（可另附页）', f('other_note')]])]


def padded(w, f):
    say = {'media_name': '媒 体 单 位 名 称', 'address': '地　　　址', 'email': '邮　　　箱', 'contact': '联　系　人', 'landline': '座　　　机', 'mobile': '手　　　机'}
    return [Table([[say[n], f(n)] for n in RECEIPT] + joins(w, f) + [['其 他 说 明', f('other_note')]])]


def split_labels(w, f):
    say = {'media_name': '媒体单位\n名称', 'address': '通讯\n地址', 'email': '电子\n邮箱', 'contact': '联系\n人', 'landline': '座机\n号码', 'mobile': '手机\n号码'}
    rows = [[say[a], f(a), say[b], f(b)] for a, b in (('media_name', 'contact'), ('mobile', 'landline'), ('email', 'address'))]
    return [Table(rows + joins(w, f, 2, 2) + [['其他\n说明', wide(f('other_note'), 3)]])]


def framed(w, f):
    """The whole form in one cell of a frame."""
    return [Table([[[printed(w, f)[0]]]])]


def inner(w, f):
    """The ticks stand in a table of their own within a cell."""
    return [Table([[w(n), f(n)] for n in RECEIPT] + [['参与方式', [Table(joins(w, f))]], [w('other_note'), f('other_note')]])]


def one_phone(w, f):
    phone = f.one_phone()
    return [Table([[w('media_name'), wide(f('media_name'), 3)], [w('contact'), f('contact'), w('phone'), f(phone)],
                   [w('address'), f('address'), w('email'), f('email')]] + joins(w, f, 2, 2) + [[w('other_note'), wide(f('other_note'), 3)]])]


def unlabelled(w, f):
    """The e-mail address stands without a label in the cell after the phone's."""
    return [Table([[w('media_name'), wide(f('media_name'), 4)], [w('contact'), f('contact'), '手机、邮箱', f('mobile'), f('email')],
                   [w('landline'), f('landline'), w('address'), wide(f('address'), 2)]] + joins(w, f, 2, 3) + [[w('other_note'), wide(f('other_note'), 4)]])]


def school(w, f):
    """A label in two cells, the second of which qualifies the first."""
    return [Table([['参赛学校(或单位)', '全称', f('media_name')], [wide(w('contact'), 2), f('contact')], [wide(w('mobile'), 2), f('mobile')],
                   [wide(w('landline'), 2), f('landline')], [wide(w('email'), 2), f('email')], [wide(w('address'), 2), f('address')]] +
                  joins(w, f, 2, 1) + [[wide(w('other_note'), 2), f('other_note')]])]


def compound(w, f):
    """Post and address, office and post: two things under one label."""
    if f.value['address'] and isinstance(f.typed['address'], str) and '\n' not in f.typed['address']:
        postcode, plain = '%06d' % f.rng.randrange(100000, 900000), f.accept['address']
        how = f.rng.choice(['%s，%s', '%s %s', '%s（%s）', '%s　邮编：%s'])
        f.typed['address'] = how % (f.typed['address'], postcode)
        f.accept['address'] = plain + [how.replace('　', gap) % (plain[0], postcode) for gap in (' ', '')]
    if f.value['media_name']:
        f.accept['media_name'] = f.accept['media_name'] + [f.typed['media_name'] + gap + '编辑部主任' for gap in (' ', '')]
        f.typed['media_name'] += ' 编辑部主任'
    return [Table([['现工作单位及职务', wide(f('media_name'), 3)], ['通讯地址及邮编', wide(f('address'), 3)],
                   [w('contact'), f('contact'), w('mobile'), f('mobile')], [w('landline'), f('landline'), w('email'), f('email')]] + joins(w, f, 2, 2) +
                  [[w('other_note'), wide(f('other_note'), 3)]])]


def two_tables(w, f):
    return ['一、基本信息', Table([[w(n), f(n)] for n in RECEIPT]), '二、参与方式（请在□内打√）', Table(joins(w, f) + [[w('other_note'), f('other_note')]])]


def chosen(w, f):
    """One cell lists the ways to take part, those taken are ticked: an unticked one was left open, or refused."""
    runs = []
    for i, n in enumerate(JOINS):
        on = f.value[n] is True
        f.accept[n], f.value[n] = ([True] if on else [None, False]), True if on else None
        runs += ['' if not i else f.rng.choice(['　', '　', '\n']), ('☑' if on else '□') + w(n).replace('\n', '').replace(' ', '')]
    return [Table([[w(n), f(n)] for n in RECEIPT] + [['参与方式\n（可多选）', runs], [w('other_note'), f('other_note')]])]


def levels(w, f):
    """Headings over headings: a group over its labels, the values below."""
    one, two = ['media_name', 'address', 'contact'], ['mobile', 'landline', 'email']
    return [Table([[wide('单位信息', 3), wide('联系方式', 3)], [w(n) for n in one + two], [f(n) for n in one + two], [wide('参与方式', 6)],
                   [w(n) for n in JOINS], [w.tick(f, n, '\n') for n in JOINS], [w('other_note'), wide(f('other_note'), 5)]])]


def bilingual(w, f):
    say = {'media_name': '单位名称 Organization', 'address': '地址 Address', 'email': '邮箱 E-mail', 'contact': '联系人 Contact Person', 'landline': '座机 Tel.',
           'mobile': '手机 Mobile'}
    return [Table([[say[n], f(n)] for n in RECEIPT] + joins(w, f) + [['其他说明 Remarks', f('other_note')]])]


def starred(w, f):
    """Labels that are numbered or starred; answers in other words than 是 and 否."""
    how, answers = f.rng.choice(['*%s', '%s*', '★%s', '※%s', '(%s)']), f.rng.choice(ASKED)
    rows = [[how % w(n).replace('\n', '') if how != '(%s)' else '%d.%s' % (i + 1, w(n)), f(n)] for i, n in enumerate(RECEIPT)]
    rows += [['%d、%s' % (i + 1, w(n)), w.tick(f, n, '  ', answers)] for i, n in enumerate(JOINS)]
    return [Table(rows + [[w('other_note'), f('other_note')], ['填表人', '赵静之'], ['填表日期', '2020年5月6日']])]


def ways(w, f):
    """One cell for all ways to reach them, each with its own name."""
    return [Table([[w('media_name'), f('media_name')], [w('contact'), f('contact')],
                   ['联系方式', mix('座机：', f('landline'), f.rng.choice(['\n', '　　', '；']), '手机：', f('mobile'))], [w('email'), f('email')],
                   [w('address'), f('address')]] + joins(w, f) + [[w('other_note'), f('other_note')]])]


def person_and_phone(w, f):
    """联系人及手机 in one cell."""
    if f.value['contact'] is None or f.value['mobile'] is None:
        f.clear('contact')
        f.clear('mobile')
    both = mix(f('contact'), f.rng.choice([' ', '　', '，', '、', '\n']), f('mobile')) if f.value['contact'] else ''
    return [Table([[w('media_name'), f('media_name')], [f.rng.choice(['联系人及手机号码', '联系人及联系电话', '联系人、手机', '联系人/手机']), both], [w('landline'), f('landline')],
                   [w('email'), f('email')], [w('address'), f('address')]] + joins(w, f) + [[w('other_note'), f('other_note')]])]


def below(w, f):
    """Running text, each answer on the line below its question."""
    return [mix('%d．' % (i + 1), w.line(n), '\n', f(n)) for i, n in enumerate(RECEIPT)] + \
           [mix('%d．' % (i + 7), w.line(n), '\n', w.tick(f, n)) for i, n in enumerate(JOINS)]


def blanks(w, f):
    """Lines with underscores, the answers typed in between."""
    c = lambda n: mix(w.line(n), '____', f(n), '______')
    return [c('media_name'), c('address'), mix(c('contact'), ' ', c('mobile')), c('landline'), c('email')] + \
           [mix('%d．' % (i + 1), w.line(n), w.tick(f, n)) for i, n in enumerate(JOINS)] + [mix(w.line('other_note'), f('other_note'))]


def underlined(w, f):
    """Lines with underlined blanks, as Word draws them."""
    def c(n):
        value = f(n)
        return mix(w.line(n), ('underline', '　　'), ('underline', value) if isinstance(value, str) and value else value, ('underline', '　　　　'))
    for n in RECEIPT:
        if isinstance(f.typed[n], str):
            f.typed[n] = f.typed[n].replace('\n', ' ' if n in ('mobile', 'landline') else '')
            f.accept[n] = [a and a.replace('\n', '') for a in f.accept[n]]
    return [c(n) for n in RECEIPT] + [mix(w.line(n), w.tick(f, n)) for n in JOINS] + [mix(w.line('other_note'), f('other_note'))]


def tabbed(w, f):
    c = lambda n: mix(w.line(n), f(n))
    return [c('media_name'), mix(c('contact'), '\t', c('mobile'), '\t', c('landline')), mix(c('email'), '\t\t', c('address'))] + \
           [mix(w.line(n).rstrip('：'), '\t', w.tick(f, n)) for n in JOINS]


def lines(w, f):
    return [mix(w.line(n), f(n)) for n in RECEIPT] + [mix('%d、' % (i + 1), w.line(n), w.tick(f, n)) for i, n in enumerate(JOINS)] + \
           [mix(w.line('other_note'), f('other_note'))]


def half_colon(w, f):
    c = lambda n: w.line(n).rstrip('：') + ': '
    return [mix(c(n), f(n)) for n in RECEIPT] + [mix('(%d) ' % (i + 1), c(n), w.tick(f, n)) for i, n in enumerate(JOINS)] + \
           [mix(c('other_note'), f('other_note'))]


def paired_lines(w, f):
    c = lambda n: mix(w.line(n), f(n))
    return [c('media_name'), c('address'), mix(c('contact'), '　', c('landline'), '　', c('mobile')), c('email')] + \
           [mix(w.line(n), w.tick(f, n)) for n in JOINS]


def bracketed(w, f):
    """Labels in 【】."""
    c = lambda n: '【%s】' % w.line(n).rstrip('：')
    return [mix(c(n), f(n)) for n in RECEIPT] + [mix(c(n), w.tick(f, n)) for n in JOINS] + [mix(c('other_note'), f('other_note'))]


SHORT = RECEIPT + JOINS
LAYOUTS = [
    ('printed', printed, {}), ('pairs', pairs, {}), ('reordered', reordered, {}), ('four', four, {}), ('six', six, {}), ('eight', eight, {}),
    ('head', head, {'fields': SHORT, 'merged': True}), ('above', above, {'merged': True}), ('in-cell', in_cell, {}), ('crowded', crowded, {'crowded': True}), ('group', group, {'merged': True}),
    ('letters', letters, {'merged': True}), ('numbered', numbered, {}), ('columns', columns, {'marks': ['tick'], 'merged': True}), ('beside', beside, {'marks': ['tick'], 'merged': True}),
    ('extra', extra, {}), ('gapped', gapped, {}), ('instructed', instructed, {}), ('remarks', remarks, {}), ('padded', padded, {}),
    ('split-labels', split_labels, {}), ('framed', framed, {'nested': True}), ('inner', inner, {'nested': True}), ('one-phone', one_phone, {}),
    ('unlabelled', unlabelled, {}), ('school', school, {}), ('compound', compound, {}), ('two-tables', two_tables, {}),
    ('levels', levels, {'merged': True}), ('bilingual', bilingual, {}), ('starred', starred, {}), ('ways', ways, {'crowded': True}),
    ('person-and-phone', person_and_phone, {'crowded': True}), ('below', below, {'marks': PLAIN, 'lines': True, 'fields': SHORT}),
    ('chosen', chosen, {'marks': ['ballot']}), ('blanks', blanks, {'marks': PLAIN, 'lines': True}),
    ('underlined', underlined, {'marks': PLAIN, 'styled': True}), ('tabbed', tabbed, {'marks': PLAIN, 'lines': True, 'fields': SHORT}),
    ('lines', lines, {'lines': True}), ('half-colon', half_colon, {'marks': PLAIN, 'lines': True}),
    ('paired-lines', paired_lines, {'marks': PLAIN, 'lines': True, 'fields': SHORT}), ('bracketed', bracketed, {'marks': PLAIN, 'lines': True}),
]
TITLES = ['参与征集公益推广宣传系列活动 回执表', '回执表', '“最美逆行者”公益活动回执表', '回 执', '附件1：回执表', '关于参与征集公益推广宣传系列活动的回执']
