"""What is written on a form: wordings of labels, ways to tick, and what people type, with what must be read from it.

A content is text or a list of runs: text, or (kind, text) with a kind of paper.py. The truth is the contract's: what a careful secretary
would file. Where two readings are right both are accepted; what is truly arguable is left out.
"""

# The label's wordings: those of the notice, and those that public forms print for the same field. The last ones carry remarks or padding.
ORGANISATION = ['单位名称', '单位', '单位名称（盖章）', '单位名称（公章）', '媒体名称', '期刊名称', '推荐单位', '参评单位', '报送单位', '工作单位', '公司名称',
                '所在单位（学校）', '杂志名称：', '單位名稱', '单位名称（全称，与公章一致）']
PERSON = ['联系人', '联系人姓名', '项目联系人', '联 系 人', '联系人：', '联系\n人', '联系人（必填）', '聯絡人']
MOBILE = ['手机号码', '手机\n号码', '手机', '移动电话', '手机号', '手 机', '手机号码（请填写常用手机）', '手机:']
LANDLINE = ['座机号码', '座机\n号码', '固定电话', '办公电话', '座机', '固定电话（含区号）', '住宅电话', '座　　机']
PHONE = ['电话', '联系电话', '联系方式', '电　　话', '聯絡電話', '联系\n电话']
EMAIL = ['邮箱', '邮　箱', '电子邮箱', 'E-MAIL', 'E-mail', 'Email', '邮件', '电子邮件', '电子信箱', '常用邮箱', '电子邮箱（E-mail）']
ADDRESS = ['通讯地址', '通信地址', '联系地址', '办公地址', '地址', '地　址', '通讯地址：', '通讯地址（请写明省市）', '通讯\n地址']
POSTCODE = ['邮编', '邮政编码', '邮码', '邮　　编', '邮编：', '邮政\n编码']
SYNOPSIS = ['作品简介', '内容简介', '作品说明', '文字说明', '图片说明', '作品简介（300字以内）', '作品\n简介', '作 品\n简 介']
LABELS = {
    'media_name': ['媒体单位名称', '媒体单位名称（盖章）', '媒体单位\n名称'] + ORGANISATION, 'address': ADDRESS, 'email': EMAIL, 'contact': PERSON,
    'landline': LANDLINE, 'mobile': MOBILE,
    'join_media': ['媒体征集宣传'], 'join_website': ['网站征集宣传', '网站征集\n宣传'], 'join_wechat': ['公众号征集宣传', '微信公众号征集宣传'],
    'join_inner_page': ['期刊内页征集宣传', '内页征集宣传'], 'join_cover': ['期刊封页征集宣传', '封页征集宣传'],
    'join_outreach': ['参加基层线下扶贫\n活动宣传', '参加基层线下扶贫活动宣传', '参加基层线下扶贫 活动宣传'], 'other_note': ['其他说明', '其它说明', '其他说明：'],
    'unit_name': ['推荐单位名称', '推荐单位名称\n(个人报送不用填写)', '推荐单位', '报送单位名称', '推荐单位（盖章）'], 'unit_address': ADDRESS,
    'unit_postcode': POSTCODE, 'unit_contact': PERSON, 'unit_landline': LANDLINE, 'unit_mobile': MOBILE,
    'author_name': ['个人作者姓名', '作者姓名', '作　者', '作者姓名（笔名）', '作者真实姓名', '个人作者\n姓名', '主创人员及其分工'], 'author_email': EMAIL,
    'author_mobile': MOBILE, 'author_address': ADDRESS, 'author_postcode': POSTCODE, 'category': ['作品类别', '作品类型', '作品类别（单选）'],
    'free_of_charge': ['是否自愿无偿提供', '推荐作品是否自愿无偿提供本次公益活动', '作品是否自愿无偿\n提供本次公益活动'],
    'submitted_by': ['作品报送形式', '报送形式', '作品报送\n形式'], 'info_source': ['信息来源', '参加活动的信息来源', '信息来源：'], 'synopsis': SYNOPSIS,
    'phone': PHONE, 'unit_phone': PHONE, 'author_phone': PHONE, 'name': ['姓名', '姓　　名', '姓 名', '姓   名', '姓\n名'],
}
RECEIPT = ['media_name', 'address', 'email', 'contact', 'landline', 'mobile']
JOINS = ['join_media', 'join_website', 'join_wechat', 'join_inner_page', 'join_cover', 'join_outreach']
UNIT = ['unit_name', 'unit_address', 'unit_postcode', 'unit_contact', 'unit_landline', 'unit_mobile']
AUTHOR = ['author_name', 'author_email', 'author_mobile', 'author_address', 'author_postcode']
CHOICES = ['category', 'free_of_charge', 'submitted_by']
FORMS = {'receipt': RECEIPT + JOINS + ['other_note'], 'work': UNIT + AUTHOR + CHOICES + ['info_source', 'synopsis']}

# Ways to tick: plain characters; symbols and fields of an office format; evidence of style only; a floating box.
PLAIN = ['ballot', 'tick', 'after', 'before', 'black', 'cross', 'paren', 'bracket', 'typed', 'letter', 'capital', 'spaced', 'bare', 'check', 'heavy',
         'circle', 'square', 'kou', 'behind', 'close', 'tight', 'slash', 'left']
GB = [m for m in PLAIN if m not in ('ballot', 'cross', 'spaced', 'check', 'heavy', 'behind')]  # what GB 2312 has the characters of
SYMBOLS = ['sym', 'sym2', 'control', 'fields', 'sheetbox', 'legacy', 'eq', 'tracked']
BOXES = ['sym', 'sym2', 'control', 'fields', 'sheetbox', 'legacy', 'eq']  # these show well when neither or both are ticked
STYLED = ['underline', 'bold', 'highlight', 'strike']
MARKS = PLAIN + SYMBOLS + STYLED + ['floating']
OPTIONS = {'category': [('photo', '最美抗疫瞬间', '（摄影图片）'), ('science', '医学科普作品', '（文字、图片、视频、）')],
           'submitted_by': [('unit', '媒体单位推荐', ''), ('individual', '个人作者直报', '（请写明参加活动的信息来源）')]}
YESNO = [(True, '是', ''), (False, '否', '')]
ASKED = [YESNO, [(True, '参加', ''), (False, '不参加', '')], [(True, '愿意', ''), (False, '不愿意', '')], [(True, '同意', ''), (False, '不同意', '')]]
ON = {'ballot': '☑', 'tick': '√', 'before': '□√', 'black': '■', 'cross': '☒', 'letter': 'v', 'capital': 'V', 'spaced': '☑ ', 'check': '✓', 'heavy': '✔',
      'circle': '●', 'square': '[√]', 'kou': '√', 'bracket': '(√)', 'tight': '■'}
OFF = {'cross': '☐', 'spaced': '□ ', 'circle': '○', 'square': '[ ]', 'kou': '口', 'bracket': '( )'}


def option(mark, label, remark, on):
    """One printed option as runs."""
    words = label + remark
    if mark == 'after':
        return ['□' + words + ('√' if on else '')]
    if mark in ('behind', 'close'):
        return [words + ({'behind': '☑', 'close': '√'}[mark] if on else '□')]
    if mark == 'slash':
        return [words + ('√' if on else '')]
    if mark == 'bare':
        return [words + ('√' if on else '')]
    if mark == 'paren':
        return [label + ('（√）' if on else '（　）') + remark]
    if mark == 'typed':
        return [words] if on else []
    if mark == 'left':
        return ['□' + words] if on else []
    if mark == 'fields':
        mark = 'control'
    if mark == 'sheetbox':
        return [(mark, ('+' if on else '-') + label)]
    if mark in ('sym', 'sym2', 'control', 'legacy', 'eq'):
        return [(mark, 'on' if on else 'off'), words]
    if mark == 'tracked':
        return [('del', '□'), ('ins', '☑'), words] if on else ['□' + words]
    if mark == 'floating':
        return [('floating', '√'), '□' + words] if on else ['□' + words]
    if mark in ('underline', 'bold', 'highlight'):
        return ['□', (mark, label) if on else label, remark]
    if mark == 'strike':
        return ['□', label if on else ('strike', label), remark]
    return [(ON[mark] if on else OFF.get(mark, '□')) + words]


class Words:
    """Labels and ticks of one form. Each wording of a label comes round in turn over all forms of a run."""
    turn = {}

    def __init__(self, rng, mark):
        self.rng, self.mark = rng, mark

    def __call__(self, name):
        labels = LABELS[name]
        if name not in Words.turn:
            Words.turn[name] = self.rng.randrange(len(labels))
        Words.turn[name] += 1
        return labels[Words.turn[name] % len(labels)]

    def line(self, name):
        """The label as it stands in running text."""
        return self(name).replace('\n', '').rstrip('：:') + '：'

    def tick(self, f, name, sep='  ', answers=YESNO):
        """The options of a choice with the filling's tick in it. An open choice is printed as on the blank form."""
        value = f.value[name]
        runs = []
        mark = self.mark if value not in (None, '!') or self.mark in BOXES else self.rng.choice(['black', 'bracket'] if self.mark in GB else ['ballot', 'cross'])
        for key, label, remark in OPTIONS.get(name, answers):
            one = option(mark, label, remark, value is not None and value in (key, '!'))
            between = {'tight': '', 'close': '', 'slash': ' / '}.get(mark, sep) if sep != '\n' else sep
            runs += ([between] if runs and one else []) + one
        if mark in STYLED + ['floating']:
            f.unsure.add(name)
        if mark == 'floating':
            f.accept[name] = [None, value]
        return runs

    def beside(self, f, name, tick='√'):
        """Cells of 是 | √ | 否 | blank."""
        cells = []
        for key, label, remark in OPTIONS.get(name, YESNO):
            value = f.value[name]
            cells += [label, tick if value is not None and value in (key, '!') else '']
        return cells


PEOPLE = ['王小明', '欧阳睿哲', '李倩', '章若琳', '陈晓燕', '司马南星', '周舟', '张三', '阿卜杜拉·买买提', '古丽娜尔·艾合买提', '鄂尔德尼·巴图', 'Anna Keller',
          'John Q. Smith', '林知夏']
OFFICES = ['《青禾医学》杂志社', '邗东大学附属医院宣传处', '青山市中医院', '《东江全科医学》编辑部', '解放军第302医院', '中华青禾医学会', '青禾医药（集团）有限公司',
           '东江省疾病预防控制中心', '《Qinghe Medicine》编辑部']
STREETS = ['安徽省芜湖市长江路8号', '江苏省扬州市江中路368号3-502室', '北京市朝阳区安定门外大街12号楼419室', '上海市（浦东新区）世纪大道1号',
           '新疆维吾尔自治区青山市团结路66号A座', '广东省东江市邮电大道5号']
NOTES = ['可提供公众号头条位置2次，另需活动海报（竖版）源文件。', '可刊登封二1期；内页2期。', '请寄样刊两册', '公众号粉丝约3.5万人，可置顶7天']
SYNOPSES = ['2020年2月18日凌晨，青山医院感染三科，护士李倩摘下防护镜，脸上满是压痕。', '作品共3幅，均为原创。', '护士在病房外记录。\n时间：凌晨\n地点：青山医院',
            '　　疫情发生后，青山市中医院派出首批12名队员。\n　　作品记录了队员出征、抵达、交接班的三个瞬间。\n　　摄于2020年2月至3月。',
            '以漫画讲解七步洗手法，适合6岁以上儿童。', '1.海报《在家这样消毒》\n2.折页《口罩怎么戴》\n3.视频（3分20秒）', '拍摄者本人在“红区”工作了45天。']
SOURCES = ['学会网站', '中国高校科技期刊研究会网站通知', '同事转发', '微信公众号“青禾医学”']
NONE = ['无', '/', '——', '无', '－']


def wide(text):
    """Digits, letters, @ and hyphens as a Chinese input method leaves them in full-width mode."""
    return ''.join(chr(ord(c) + 0xFEE0) if '!' <= c <= '~' else c for c in text)


def spread(rng, name):
    if not all('一' <= c <= '鿿' for c in name):
        return name
    return rng.choice([name, name, name, '　'.join(name), ' '.join(name), name + ' ', '　' + name])


class Typed:
    """What stands in the cell, the values that are right (the first is the contract's), and further numbers that must be reported."""

    def __init__(self, content, *accept, also=()):
        self.content, self.accept, self.also = content, list(accept) or [content], list(also)


def mobile(rng):
    n = rng.choice(['138', '139', '150', '186', '199']) + '%08d' % rng.randrange(10 ** 8)
    other = '137%08d' % rng.randrange(10 ** 8)
    three, four = '%s-%s-%s' % (n[:3], n[3:7], n[7:]), '%s %s %s' % (n[:3], n[3:7], n[7:])
    if rng.random() < 0.08:
        return Typed(n + rng.choice(['/', '、', '，', '；', '\n', ' ']) + other, n, also=[other])
    return Typed(rng.choice([n, n, n, n, '+86 ' + n, '+86-' + n, '0086-' + n, '＋８６ ' + n, '+86' + three, three, four, wide(n), n + '（微信同号）',
                             n + ' ', '%s  %s' % (n[:3], n[3:]), '（86）' + n]), n)


def landline(rng):
    area, local = rng.choice(['010', '021', '0553', '0514']), '6%07d' % rng.randrange(10 ** 7)
    n, ext, other = area + '-' + local, '%03d' % rng.randrange(100, 999), '6%07d' % rng.randrange(10 ** 7)
    draw = rng.random()
    if draw < 0.1:
        return Typed(rng.choice(['%s-%s', '%s转%s', '%s 转 %s', '%s转分机%s', '%s－%s']) % (n, ext), n + '-' + ext)
    if draw < 0.16:
        return Typed(n + rng.choice(['/', '、', '，', '；', '\n']) + area + '-' + other, n, also=[area + '-' + other])
    return Typed(rng.choice([n, n, n, '（%s）%s' % (area, local), '(%s)%s' % (area, local), '%s %s' % (area, local), area + local, area + '－' + local,
                             wide(n), area + '—' + local, '%s-%s %s' % (area, local[:4], local[4:]), '+86-%s-%s' % (area[1:], local)]), n)


def email(rng):
    n = '%s%d@%s' % (rng.choice(['qinghe', 'wang.xm', 'dj_qkyx', 'oyrz-photo']), rng.randrange(1000),
                     rng.choice(['126.com', '163.com', 'qq.com', 'hospital.edu.cn', 'vip.sina.com']))
    user, host = n.split('@')
    return Typed(rng.choice([n, n, n, n, user + '＠' + host, n + ' ', user + ' @' + host, user + '@ ' + host, wide(n), ('link', n), ('link', n), n + '（常用）',
                             user + '@' + host.replace('.', '．')]), n)


def postcode(rng):
    n = '%06d' % rng.randrange(100000, 900000)
    return Typed(rng.choice([n, n, n, wide(n), ' '.join(n), n + ' ']), n)


def address(rng):
    n = rng.choice(STREETS)
    if rng.random() < 0.12:
        at = n.find('市') + 1 or n.find('区') + 1
        return Typed(n[:at] + '\n' + n[at:], n[:at] + '\n' + n[at:], n)
    if rng.random() < 0.1:
        return Typed(''.join(wide(c) if c.isdigit() or c in '-A' else c for c in n), n)
    return Typed(n)


def text(rng, pool):
    n = rng.choice(pool)
    lines = [line.strip('　') for line in n.split('\n')]
    typed = n if rng.random() < 0.85 else ''.join(wide(c) if c.isdigit() else c for c in n)
    return Typed(typed, '\n'.join(lines), '\n\n'.join(lines))


VALUES = {'mobile': mobile, 'landline': landline, 'email': email, 'postcode': postcode, 'address': address,
          'contact': lambda r: person(r), 'author_name': lambda r: person(r), 'media_name': lambda r: Typed(r.choice(OFFICES)),
          'unit_name': lambda r: Typed(r.choice(OFFICES)), 'info_source': lambda r: Typed(r.choice(SOURCES)),
          'other_note': lambda r: text(r, NOTES), 'synopsis': lambda r: text(r, SYNOPSES)}


def person(rng):
    n = rng.choice(PEOPLE)
    return Typed(spread(rng, n), n)


class Filling:
    """Values of one form's fields: `self(name)` is what is typed, `accept` the values that are right, `value` of a choice its answer.

    `fields`: those that the layout has; `whole`: nothing left open; `part`: unit, author or both; `flat`: no line breaks.
    """

    def __init__(self, rng, form, fields=None, whole=False, part=None, flat=False):
        self.rng, self.form, self.names, self.flat = rng, form, FORMS[form], flat
        self.typed, self.accept, self.also, self.value, self.unsure, self.skipped = {}, {}, {}, {}, set(), set()
        self.tracked = self.controls = False
        part = part or rng.choice(['both', 'both', 'unit', 'author'])
        for name in self.names:
            absent = fields is not None and name not in fields
            other = not whole and ((part == 'unit' and name.startswith('author_')) or (part == 'author' and name.startswith('unit_')))
            if absent or other or (not whole and rng.random() < 0.08):
                self.clear(name)
                if not absent and not whole and name not in JOINS + CHOICES + ['media_name'] and rng.random() < 0.3:
                    self.typed[name] = rng.choice(NONE)
                    if name in ('other_note', 'synopsis', 'info_source'):
                        self.accept[name] = [self.typed[name].replace('－', '-'), self.typed[name], None]
            else:
                self.fill(name)
        for name in ('address', 'postcode'):
            one, two = 'unit_' + name, 'author_' + name
            if form == 'work' and self.value[one] and self.value[two] and rng.random() < 0.04:
                self.put(two, Typed('同上', '同上', None, *self.accept[one]))
        if not any(v for v in self.accept.values() if v[0] is not None):
            self.fill(self.names[0])

    def clear(self, name):
        self.typed[name], self.accept[name], self.value[name] = '', [None], None
        self.also.pop(name, None)

    def fill(self, name):
        rng = self.rng
        if name in JOINS + ['free_of_charge']:
            self.choose(name, '!' if rng.random() < 0.02 else rng.random() < 0.6)
        elif name in OPTIONS:
            self.choose(name, '!' if rng.random() < 0.02 else rng.choice(OPTIONS[name])[0])
        else:
            typed = None
            while not typed or (self.flat and '\n' in typed.content):
                typed = VALUES.get(name, VALUES.get(name.split('_')[-1]))(rng)
            self.put(name, typed)

    def choose(self, name, value):
        self.typed[name], self.accept[name], self.value[name] = '', [value], value

    def put(self, name, typed):
        self.typed[name], self.accept[name], self.value[name], self.also[name] = typed.content, typed.accept, typed.accept[0], typed.also

    def __call__(self, name):
        """What is typed; in a document with tracked changes sometimes over an older value, in one with controls in a control."""
        content = self.typed[name]
        if self.controls and isinstance(content, str):
            return [('filled', content) if content else ('prompt', self.rng.choice(['单击或点击此处输入文字。', '单击此处输入文字。', '请输入']))]
        if self.tracked and isinstance(content, str) and content and '\n' not in content and self.rng.random() < 0.5:
            keep = self.rng.randrange(len(content))
            return [content[:keep], ('del', self.rng.choice(['原先填写', '010', '某某'])), ('ins', content[keep:])]
        return [content] if isinstance(content, tuple) else content

    def one_phone(self, prefix=''):
        """The form has a single cell for phones: what was typed tells which it is."""
        keep = self.rng.choice(['mobile', 'mobile', 'landline'])
        self.clear(prefix + ('landline' if keep == 'mobile' else 'mobile'))
        if self.value[prefix + keep] is None:
            self.clear(prefix + keep)
        return prefix + keep

    def derived(self):
        """Who sent it in, when only one part is filled."""
        filled = {p for p in ('unit', 'author') if any(self.accept[n][0] is not None for n in self.names if n.startswith(p + '_'))}
        return {frozenset(['unit']): 'unit', frozenset(['author']): 'individual'}.get(frozenset(filled))

    def lines(self):
        """The truth: NAME, then the values that are right; ~NAME must not be certain; +NAME is a further number."""
        out = ''
        for name in self.names:
            if name in self.skipped:
                continue
            accept = self.accept[name]
            if name == 'submitted_by' and None in accept:
                accept = [self.derived()] + [v for v in accept if v is not None or len(accept) > 1]
            texts = ['' if v is None else {True: 'true', False: 'false'}[v] if isinstance(v, bool) else v for v in accept]
            out += '\t'.join([('~' if name in self.unsure else '') + name] + [t.replace('\\', '\\\\').replace('\n', '\\n') for t in texts]) + '\n'
            for number in self.also.get(name, []):
                out += '+%s\t%s\n' % (name, number)
        return out
