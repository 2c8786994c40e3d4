"""What is written on a form: the wordings of labels, the ways to tick, and fillings with what should be read from them."""

LABELS = {
    'media_name': ['媒体单位名称', '期刊名称', '媒体名称', '媒体单位名称（盖章）', '单位名称', '杂志名称：'],
    'address': ['通讯地址', '通信地址', '联系地址', '地　址', '通讯地址：'], 'email': ['邮箱', '邮　箱', '电子邮箱', 'E-mail', 'Email', '电子信箱'],
    'contact': ['联系人', '联 系 人', '联系人姓名', '联系人：'], 'landline': ['座机号码', '座机\n号码', '固定电话', '办公电话', '座机'],
    'mobile': ['手机号码', '手机\n号码', '手机', '移动电话', '手机号'],
    'join_media': ['媒体征集宣传'], 'join_website': ['网站征集宣传'], 'join_wechat': ['公众号征集宣传', '微信公众号征集宣传'],
    'join_inner_page': ['期刊内页征集宣传', '内页征集宣传'], 'join_cover': ['期刊封页征集宣传', '封页征集宣传'],
    'join_outreach': ['参加基层线下扶贫\n活动宣传', '参加基层线下扶贫活动宣传'], 'other_note': ['其他说明', '备注', '其它说明'],
    'unit_name': ['推荐单位名称', '推荐单位', '报送单位名称'], 'unit_address': ['通讯地址', '通信地址', '地址'], 'unit_postcode': ['邮编', '邮政编码', '邮　编'],
    'unit_contact': ['联系人', '联系人姓名'], 'unit_landline': ['座机号码', '座机\n号码', '固定电话'], 'unit_mobile': ['手机号码', '手机\n号码', '手机'],
    'author_name': ['个人作者姓名', '作者姓名', '作　者'], 'author_email': ['邮箱', '电子邮箱', 'E-mail'], 'author_mobile': ['手机号码', '手机\n号码', '手机'],
    'author_address': ['通讯地址', '通信地址', '地址'], 'author_postcode': ['邮编', '邮政编码'], 'category': ['作品类别', '作品类型'],
    'free_of_charge': ['是否自愿无偿提供', '推荐作品是否自愿无偿提供本次公益活动'], 'submitted_by': ['作品报送形式', '报送形式'], 'synopsis': ['作品简介', '作品说明', '内容简介'],
}

# Ways to tick. Those in STYLES are evidence of style only.
MARKS = ['ballot', 'tick', 'after', 'before', 'black', 'cross', 'paren', 'bracket', 'typed', 'letter', 'spaced', 'sym', 'sym2', 'control', 'legacy',
         'eq', 'underline', 'bold', 'highlight', 'strike', 'left']
OPTIONS = {'category': [('photo', '最美抗疫瞬间', '（摄影图片）'), ('science', '医学科普作品', '（文字、图片、视频、）')],
           'submitted_by': [('unit', '媒体单位推荐', ''), ('individual', '个人作者直报', '')]}
YESNO = [(True, '是', ''), (False, '否', '')]


def option(mark, label, remark, on):
    """One option as runs: text, or (kind, text)."""
    empty, words = '□', label + remark
    if mark == 'after':
        return [empty + label + remark + ('√' if on else '')]
    if mark == 'paren':
        return [label + ('（√）' if on else '（　）')]
    if mark == 'bracket':
        return [('(√)' if on else '( )') + words]
    if mark == 'typed':
        return [words] if on else []
    if mark == 'left':
        return [empty + words] if on else []
    if mark in ('sym', 'sym2', 'control', 'legacy', 'eq'):
        return [(mark, 'on' if on else 'off'), words]
    if mark in ('underline', 'bold', 'highlight'):
        return [empty, (mark, label) if on else label, remark]
    if mark == 'strike':
        return [empty, label if on else ('strike', label), remark]
    glyph = {'ballot': '☑', 'tick': '√', 'before': '□√', 'black': '■', 'cross': '☒', 'letter': 'v', 'spaced': '☑ '}[mark]
    off = {'cross': '☐', 'spaced': '□ '}.get(mark, empty)
    return [(glyph if on else off) + words]


def tick(mark, filling, name):
    """The printed options of a choice with the filling's tick in it. An open choice is printed as on the blank form."""
    value = filling.truth[name]
    options = OPTIONS.get(name, YESNO)
    runs = []
    if value in (None, '!'):
        mark = 'ballot'
    for i, (key, label, remark) in enumerate(options):
        runs += ([' ' if mark in ('ballot', 'black') else '  '] if i and runs else []) + option(mark, label, remark, value is not None and value in (key, '!'))
    return runs


class Words:
    def __init__(self, rng, mark):
        self.mark, self.rng = mark, rng

    def __call__(self, name):
        return self.rng.choice(LABELS[name])


PEOPLE = ['王小明', '欧阳睿哲', '李倩', '章若琳', '陈晓燕', '司马南星', '周　舟', '张 三']
OFFICES = ['《青禾医学》杂志社', '邗东大学附属医院宣传处', '青山市中医院', '《东江全科医学》编辑部', '解放军第302医院', '中华青禾医学会']
STREETS = ['安徽省芜湖市长江路8号', '江苏省扬州市江中路368号3-502室', '北京市朝阳区安定门外大街12号楼419室', '上海市（浦东新区）世纪大道1号']
TEXTS = ['2020年2月18日凌晨，青山医院感染三科，护士李倩摘下防护镜，脸上满是压痕。', '作品共3幅，均为原创。', '可提供公众号头条位置2次，另需活动海报（竖版）源文件。',
         '护士在病房外记录。\n时间：凌晨\n地点：青山医院', '无']


class Filling:
    """Values for the fields of a form: `self(name)` is what is typed, `truth` what must be read."""

    def __init__(self, rng, form, fields, whole=False):
        self.rng, self.typed, self.truth, self.form = rng, {}, {}, form
        from_form = {'receipt': ['media_name', 'address', 'email', 'contact', 'landline', 'mobile', 'join_media', 'join_website', 'join_wechat',
                                 'join_inner_page', 'join_cover', 'join_outreach', 'other_note'],
                     'work': ['unit_name', 'unit_address', 'unit_postcode', 'unit_contact', 'unit_landline', 'unit_mobile', 'author_name', 'author_email',
                              'author_mobile', 'author_address', 'author_postcode', 'category', 'free_of_charge', 'submitted_by', 'info_source', 'synopsis']}
        self.names = from_form[form]
        part = rng.choice(['both', 'both', 'unit', 'author'])
        for name in self.names:
            absent = fields is not None and name not in fields
            other = not whole and ((part == 'unit' and name.startswith('author_')) or (part == 'author' and name.startswith('unit_')))
            if absent or other or (not whole and rng.random() < 0.1):
                self.typed[name], self.truth[name] = '', None
            else:
                self.fill(name)
        if not any(self.truth[n] for n in self.names):
            self.fill(self.names[0])

    def derived(self):
        """Who sent it in, when only one part is filled."""
        filled = {p for p in ('unit', 'author') if any(self.truth[n] for n in self.names if n.startswith(p + '_'))}
        return {frozenset(['unit']): 'unit', frozenset(['author']): 'individual'}.get(frozenset(filled))

    def __call__(self, name):
        return self.typed[name]

    def fill(self, name):
        self.typed[name], self.truth[name] = self.value(name)

    def value(self, name):
        rng = self.rng
        if name.startswith('join_') or name == 'free_of_charge':
            return '', '!' if rng.random() < 0.02 else rng.random() < 0.6
        if name in OPTIONS:
            return '', '!' if rng.random() < 0.02 else rng.choice(OPTIONS[name])[0]
        if name.endswith('mobile'):
            tail = '%08d' % rng.randrange(10 ** 8)
            n = rng.choice(['138', '139', '150', '186']) + tail
            wide = ''.join(chr(ord(c) + 0xFEE0) for c in n)
            return rng.choice([n, n, '+86 ' + n, '%s-%s-%s' % (n[:3], n[3:7], n[7:]), '%s %s %s' % (n[:3], n[3:7], n[7:]), wide, n + '（微信同号）']), n
        if name.endswith('landline'):
            area, local = rng.choice(['010', '021', '0553', '0514']), '6%07d' % rng.randrange(10 ** 7)
            n = area + '-' + local
            return rng.choice([n, n, '（%s）%s' % (area, local), '%s %s' % (area, local), area + local, area + '－' + local]), n
        if name.endswith('postcode'):
            n = '%06d' % rng.randrange(100000, 900000)
            return rng.choice([n, n, ''.join(chr(ord(c) + 0xFEE0) for c in n)]), n
        if name.endswith('email'):
            n = 'qinghe%d@%s' % (rng.randrange(1000), rng.choice(['126.com', '163.com', 'qq.com', 'hospital.edu.cn']))
            return rng.choice([n, n, n.replace('@', '＠'), n + ' ']), n
        if name.endswith('contact') or name == 'author_name':
            n = rng.choice(PEOPLE)
            bare = n.replace('　', '').replace(' ', '')
            return rng.choice([n, n, '　'.join(bare)]), bare
        if name in ('media_name', 'unit_name'):
            n = rng.choice(OFFICES)
            return n, n
        if name.endswith('address'):
            n = rng.choice(STREETS)
            return n, n
        if name == 'info_source':
            n = rng.choice(['学会网站', '中国高校科技期刊研究会网站通知', '同事转发'])
            return n, n
        n = rng.choice(TEXTS)
        return n, n

    def lines(self):
        out = ''
        for name in self.names:
            value = self.truth[name]
            if name == 'submitted_by' and value is None:
                value = self.derived()
            text = '' if value is None else 'true' if value is True else 'false' if value is False else value
            out += '%s\t%s\n' % (name, text.replace('\\', '\\\\').replace('\n', '\\n'))
        return out
