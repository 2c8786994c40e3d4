"""Layouts of the registration form (作品登记表), as receipts.py has those of the receipt."""
from paper import Cell, Table, mix
from receipts import wide
from words import AUTHOR, PLAIN, UNIT

PROMISE = '特别声明：\n凡推荐或上报的作品，一定保证其真实性、科学性，作品属原创，图文责任自负。\n该作品版权归原作者所有，仅供本次公益活动推广宣传之用，禁止用于商业宣传。'


def choices(w, f, span=1, label=1, sep='  '):
    rows = [(w('category'), w.tick(f, 'category', sep)), (w('free_of_charge'), w.tick(f, 'free_of_charge', sep)),
            (w('submitted_by'), w.tick(f, 'submitted_by', sep)), (w('info_source'), f('info_source')), (w('synopsis'), f('synopsis'))]
    return [[wide(a, label), wide(b, span)] for a, b in rows]


def printed_rows(w, f):
    return [['推荐单位名称\n(个人报送不用填写)', wide(f('unit_name'), 5)],
            ['通讯地址', wide(f('unit_address'), 3), '邮编', f('unit_postcode')],
            ['联系人', f('unit_contact'), '座机\n号码', f('unit_landline'), '手机\n号码', f('unit_mobile')],
            ['个人作者姓名', f('author_name'), '邮箱', f('author_email'), '手机\n号码', f('author_mobile')],
            ['通讯地址', wide(f('author_address'), 3), '邮编', f('author_postcode')],
            [wide(mix('作品类别：  ', w.tick(f, 'category', ' ')), 6)],
            [wide(mix('特别声明：  推荐作品是否自愿无偿提供本次公益活动  ', w.tick(f, 'free_of_charge', ' ')), 6)],
            ['作品报送形式', wide(mix(w.tick(f, 'submitted_by', '\n'), '\n信息来源：', f('info_source')), 5)],
            ['作品简介', wide(f('synopsis'), 5)], [wide(PROMISE, 6)]]


def printed(w, f):
    return [Table(printed_rows(w, f))]


def split_source(w, f):
    """The way of sending over two rows."""
    rows = printed_rows(w, f)
    rows[7:8] = [[Cell('作品报送形式', 1, 2), wide(w.tick(f, 'submitted_by'), 5)], [Cell(None), wide(mix('信息来源：', f('info_source')), 5)]]
    return [Table(rows)]


def pairs(w, f):
    return [Table([[w(n), f(n)] for n in UNIT + AUTHOR] + choices(w, f))]


def author_first(w, f):
    return [Table(choices(w, f)[:3] + [[w(n), f(n)] for n in AUTHOR + UNIT] + choices(w, f)[3:])]


def headed(w, f):
    return [Table([[wide('一、推荐单位信息', 4)], [w('unit_name'), wide(f('unit_name'), 3)],
                   [w('unit_address'), f('unit_address'), w('unit_postcode'), f('unit_postcode')],
                   [w('unit_contact'), f('unit_contact'), w('unit_landline'), f('unit_landline')], [w('unit_mobile'), wide(f('unit_mobile'), 3)],
                   [wide('二、作者信息', 4)], [w('name'), f('author_name'), w('author_email'), f('author_email')],
                   [w('author_mobile'), f('author_mobile'), w('author_postcode'), f('author_postcode')],
                   [w('author_address'), wide(f('author_address'), 3)], [wide('三、作品信息', 4)]] + choices(w, f, 3))]


def grouped(unit, author):
    def maker(w, f):
        say = lambda n: {'unit_name': '单位名称', 'author_name': w('name')}.get(n) or w(n)
        rows = [[Cell(unit, 1, 6) if not i else Cell(None), say(n), f(n)] for i, n in enumerate(UNIT)]
        rows += [[Cell(author, 1, 5) if not i else Cell(None), say(n), f(n)] for i, n in enumerate(AUTHOR)]
        return [Table(rows + choices(w, f, 1, 2))]
    return maker


def beside(w, f):
    """The unit's part on the left, the author's on the right."""
    return [Table([[wide('推荐单位', 2), wide('个人作者', 2)], ['单位名称', f('unit_name'), '作者姓名', f('author_name')],
                   ['通讯地址', f('unit_address'), '通讯地址', f('author_address')], ['邮编', f('unit_postcode'), '邮编', f('author_postcode')],
                   ['联系人', f('unit_contact'), '邮箱', f('author_email')], ['手机', f('unit_mobile'), '手机', f('author_mobile')],
                   ['座机', f('unit_landline'), '', '']] + choices(w, f, 3))]


def worded(w, f):
    """The part stands in each label's own words, the order is another."""
    names = [('author_name', '作者姓名'), ('author_mobile', '作者手机'), ('author_email', '作者邮箱'), ('author_address', '作者通讯地址'),
             ('author_postcode', '作者邮编'), ('unit_name', '推荐单位'), ('unit_contact', '单位联系人'), ('unit_mobile', '联系人手机号码'),
             ('unit_landline', '单位座机'), ('unit_address', '推荐单位通讯地址'), ('unit_postcode', '推荐单位邮编')]
    return [Table([[label, f(n)] for n, label in names] + choices(w, f))]


def in_cell(w, f):
    c = lambda n: mix(w.line(n), f(n))
    return [Table([[wide(c('unit_name'), 2)], [c('unit_address'), c('unit_postcode')], [c('unit_contact'), mix(c('unit_landline'), '\n', c('unit_mobile'))],
                   [c('author_name'), mix(c('author_email'), '\n', c('author_mobile'))], [c('author_address'), c('author_postcode')],
                   [wide(mix('作品类别：', w.tick(f, 'category')), 2)], [wide(mix('是否自愿无偿：', w.tick(f, 'free_of_charge')), 2)],
                   [wide(mix('作品报送形式：', w.tick(f, 'submitted_by')), 2)], [wide(c('info_source'), 2)], [wide(c('synopsis'), 2)]])]


def crowded(w, f):
    """A cell for the unit, a cell for the author, each with all that is asked."""
    c = lambda n: mix(w.line(n), f(n))
    unit = mix(c('unit_name'), '\n', c('unit_address'), '　　', c('unit_postcode'), '\n', c('unit_contact'), '　　', c('unit_landline'), '　　', c('unit_mobile'))
    author = mix(c('author_name'), '　　', c('author_mobile'), '\n', c('author_email'), '\n', c('author_address'), '　　', c('author_postcode'))
    return [Table([['推荐单位', unit], ['个人作者', author]] + choices(w, f, 1, 1, '\n'))]


def above(w, f):
    """Each label above its value."""
    rows = []
    for names in (['unit_name', 'unit_address', 'unit_postcode'], ['unit_contact', 'unit_landline', 'unit_mobile'],
                  ['author_name', 'author_email', 'author_mobile'], ['author_address', 'author_postcode', None]):
        rows += [[w(n) if n else '' for n in names], [f(n) if n else '' for n in names]]
    return [Table(rows), Table(choices(w, f))]


def eight(w, f):
    four = lambda names: sum([[w(n), f(n)] for n in names], [])
    return [Table([four(['unit_name', 'unit_contact', 'unit_mobile', 'unit_landline']),
                   [w('unit_address'), wide(f('unit_address'), 5), w('unit_postcode'), f('unit_postcode')],
                   four(['author_name', 'author_mobile', 'author_email', 'author_postcode']), [w('author_address'), wide(f('author_address'), 7)]] +
                  choices(w, f, 6, 2))]


def extras(w, f):
    """More is asked than the notice asks: the work's title, a teacher, skills, opinions and seals."""
    return [Table([['编号（组委会填写）', '', f.rng.choice(['作品名称', '参赛作品名称', '题目']), '《逆行》'], [w('unit_name'), wide(f('unit_name'), 3)],
                   [w('unit_address'), f('unit_address'), w('unit_postcode'), f('unit_postcode')], [w('unit_contact'), f('unit_contact'), '职务', '宣传干事'],
                   [w('unit_landline'), f('unit_landline'), w('unit_mobile'), f('unit_mobile')], [w('author_name'), f('author_name'), '性别', '女'],
                   [w('author_email'), f('author_email'), w('author_mobile'), f('author_mobile')],
                   [w('author_address'), f('author_address'), w('author_postcode'), f('author_postcode')],
                   ['计算机水平', wide('□精通； □会使用办公软件；□不会操作', 3)]] + choices(w, f, 3) +
                  [['指导老师', '赵老师', '指导老师电话', '13700000001'], ['推荐单位意见', wide('同意推荐。\n（盖章）　　2020年5月20日', 3)], ['审核意见', wide('', 3)], ['备注', wide('', 3)]])]


def teacher(w, f):
    """Another person's part, with the same labels as the author's: 指导老师 > 姓名, 电话."""
    rows = [[wide(f.rng.choice(['参赛作品名称', '作品标题', '题目', '作品名称']), 2), '《逆行》']]
    for group, names in (('作者', AUTHOR), ('推荐单位', UNIT)):
        rows += [[Cell(group, 1, len(names)) if not i else Cell(None), {'unit_name': '单位名称', 'author_name': w('name')}.get(n) or w(n), f(n)]
                 for i, n in enumerate(names)]
    rows += [[Cell('指导老师', 1, 3), '姓名', '赵静之'], [Cell(None), '联系电话', '13700000001'], [Cell(None), '傳真電話', '010-60000009']]
    return [Table(rows + choices(w, f, 1, 2))]


def instructed(w, f):
    return [Table([[wide('填表说明：1.单位推荐的填写第一部分；2.个人作者填写第二部分；3.请在□内打“√”；4.作品简介不超过300字。', 4)],
                   [w('unit_name'), wide(f('unit_name'), 3)], [w('unit_address'), f('unit_address'), w('unit_postcode'), f('unit_postcode')],
                   [w('unit_contact'), f('unit_contact'), w('unit_mobile'), f('unit_mobile')], [w('unit_landline'), wide(f('unit_landline'), 3)],
                   [w('author_name') + '（须为原创作者）', wide(f('author_name'), 3)], [w('author_mobile'), f('author_mobile'), w('author_email'), f('author_email')],
                   [w('author_address'), f('author_address'), w('author_postcode'), f('author_postcode')],
                   ['作品类别\n（请在□内打“√”）', wide(w.tick(f, 'category', '\n'), 3)], ['是否自愿无偿提供\n（必选）', wide(w.tick(f, 'free_of_charge'), 3)],
                   ['作品报送形式\n（二选一）', wide(w.tick(f, 'submitted_by', '\n'), 3)], [w('info_source'), wide(f('info_source'), 3)],
                   [w('synopsis'), wide(f('synopsis'), 3)]])]


def columns(w, f):
    """Options as columns with a tick in the cell below; yes and no with a tick beside."""
    tick = f.rng.choice(['√', '√', '✓', '✔'])
    value = f.value['category']
    on = lambda key: tick if value is not None and value in (key, '!') else ''
    return [Table([[w(n), wide(f(n), 4)] for n in UNIT + AUTHOR] +
                  [[Cell('作品类别', 1, 2), wide('最美抗疫瞬间（摄影图片）', 2), wide('医学科普作品', 2)], [Cell(None), wide(on('photo'), 2), wide(on('science'), 2)],
                   [w('free_of_charge')] + w.beside(f, 'free_of_charge', tick), [w('submitted_by')] + w.beside(f, 'submitted_by', tick),
                   [w('info_source'), wide(f('info_source'), 4)], [w('synopsis'), wide(f('synopsis'), 4)]])]


def compound(w, f):
    """通讯地址及邮编 in one cell, in both parts."""
    def both(part):
        street, code = f.typed[part + '_address'], f.typed[part + '_postcode']
        if not street or not code or '同上' in (street, code) or f.value[part + '_address'] is None or f.value[part + '_postcode'] is None:
            for n in ('_address', '_postcode'):
                f.clear(part + n)
            return ''
        return mix(street, f.rng.choice(['，', ' ', '　', '\n', '（邮编：', '　邮编：']), code) if f.rng.random() < 0.8 else mix(code, ' ', street)
    rows = []
    for part in ('unit', 'author'):
        name, rest = (('unit_name', ['unit_contact', 'unit_landline', 'unit_mobile']), ('author_name', ['author_email', 'author_mobile']))[part == 'author']
        runs = both(part)
        if '（邮编：' in runs:
            runs = runs + ['）']
        rows += [[w(name), f(name)], ['通讯地址及邮编', runs]] + [[w(n), f(n)] for n in rest]
    return [Table(rows + choices(w, f))]


def phones(w, f):
    unit, author = f.one_phone('unit_'), 'author_mobile'
    return [Table([[w('unit_name'), wide(f('unit_name'), 3)], [w('unit_contact'), f('unit_contact'), w('phone'), f(unit)],
                   [w('unit_address'), f('unit_address'), w('unit_postcode'), f('unit_postcode')],
                   [w('author_name'), f('author_name'), '联系方式', f(author)], [w('author_address'), f('author_address'), w('author_postcode'), f('author_postcode')],
                   [w('author_email'), wide(f('author_email'), 3)]] + choices(w, f, 3))]


def two_tables(w, f):
    rows = printed_rows(w, f)
    return [Table(rows[:3]), '', Table(rows[3:])]


def framed(w, f):
    return [Table([[[Table(printed_rows(w, f))]]])]


def inner(w, f):
    unit, author = (Table([[w(n), f(n)] for n in names]) for names in (UNIT, AUTHOR))
    return [Table([['推荐单位信息', [unit]], ['个人作者信息', [author]]] + choices(w, f))]


def lines(w, f):
    c = lambda n: mix(w.line(n), f(n))
    return [c(n) for n in UNIT + AUTHOR] + [mix('作品类别：', w.tick(f, 'category')), mix('推荐作品是否自愿无偿提供本次公益活动：', w.tick(f, 'free_of_charge')),
                                            mix('作品报送形式：', w.tick(f, 'submitted_by')), c('info_source'), c('synopsis')]


def paired_lines(w, f):
    c = lambda n: mix(w.line(n), f(n))
    return [c('unit_name'), mix(c('unit_address'), '  ', c('unit_postcode')), mix(c('unit_contact'), '，', c('unit_landline'), '，', c('unit_mobile')),
            c('author_name'), mix(c('author_email'), '；', c('author_mobile')), mix(c('author_address'), '\t', c('author_postcode')),
            mix('作品类别：', w.tick(f, 'category')), mix('推荐作品是否自愿无偿提供本次公益活动：', w.tick(f, 'free_of_charge')),
            mix('作品报送形式：', w.tick(f, 'submitted_by')), c('info_source'), c('synopsis')]


def blanks(w, f):
    c = lambda n: mix(w.line(n), '___', f(n), '_____')
    return [c(n) for n in UNIT] + [c(n) for n in AUTHOR] + [mix(w.line('category'), '\n', w.tick(f, 'category', '\n')),
                                                              mix(w.line('free_of_charge'), w.tick(f, 'free_of_charge')),
                                                              mix(w.line('submitted_by'), '\n', w.tick(f, 'submitted_by', '\n')), c('info_source'),
                                                              mix(w.line('synopsis'), f('synopsis'))]


LAYOUTS = [
    ('printed', printed, {'mixed': True}), ('split-source', split_source, {'merged': True}), ('pairs', pairs, {}), ('author-first', author_first, {}), ('headed', headed, {}),
    ('groups', grouped('推荐单位', '个人作者'), {'merged': True}), ('letters', grouped('推\n荐\n单\n位', '个\n人\n作\n者'), {'merged': True}),
    ('infos', grouped('单位信息', '个人信息'), {'merged': True}), ('beside', beside, {'merged': True}), ('worded', worded, {}), ('in-cell', in_cell, {}), ('crowded', crowded, {'crowded': True}),
    ('above', above, {'merged': True}), ('eight', eight, {}), ('extras', extras, {}), ('teacher', teacher, {'merged': True}), ('instructed', instructed, {}), ('columns', columns, {'marks': ['tick'], 'merged': True}),
    ('compound', compound, {}), ('phones', phones, {}), ('two-tables', two_tables, {'mixed': True}), ('framed', framed, {'nested': True}),
    ('inner', inner, {'nested': True}), ('lines', lines, {'lines': True}), ('paired-lines', paired_lines, {'marks': PLAIN, 'lines': True}),
    ('blanks', blanks, {'marks': PLAIN, 'lines': True}),
]
TITLES = ['推荐报送作品登记表', '作品登记表', '最美“逆行者”作品登记表', '附件2 推荐报送作品登记表', '作品报送登记表']
