"""The cases of the 2021 campaign: applications with a plan and a schedule, slips for the public advertisement."""
import os
import sys

from mailkit import archive, cell, docx, mail, paragraphs, pdf, photo, receipt_docx, row, table, text_docx
from people import CHEN, HE, RECEIPT

OFFICE_2021 = "zgyywsqkfh2021@126.com"
CAMPAIGN = "2021-zhuli-jiceng"
TAO = ("陶清和", "taoqh@linhe.example")
LU = ("卢雨桐", "luyt@yunling.example")
JUNE = "2021-06-03 15:20"

PROPOSAL = {"unit_name": "《林河临床医学》编辑部", "contact": "陶清和", "phone": "13800003366",
            "email": "taoqh@linhe.example", "address": "贵州省遵义市林河西路21号",
            "activity": "送刊下乡暨基层医院论文写作培训"}
LABELS = [("unit_name", "申请单位"), ("contact", "联系人"), ("phone", "联系电话"), ("email", "邮箱"),
          ("address", "通讯地址"), ("activity", "拟承办活动")]
ADVERT = {"journal": "《云岭护理学刊》", "contact": "卢雨桐", "phone": "0871-60000452", "email": "luyt@yunling.example",
          "pages": "封三，2021年第7期"}
ADVERT_LABELS = [("journal", "期刊名称"), ("contact", "联系人"), ("phone", "联系电话"), ("email", "邮箱"),
                 ("pages", "刊登版面")]

PLAN = """“不忘初心 助力基层”走进林河活动方案
一、活动目的
结合党史学习教育，把送刊下乡、送医下乡、送服务下乡落到实处，为革命老区的基层医院解决论文写作和临床规范化培训的实际困难。
二、活动内容
组织编委专家六人到林河县人民医院开展专业指导、义诊和学术讲座各一场，向县乡两级医院捐赠医学图书三百册、期刊二十种，设立“医学书刊微馆”两处。
三、组织分工
编辑部负责联络和书刊，编委会负责讲座与义诊，林河县人民医院负责场地和组织听众。"""
SCHEDULE = """“不忘初心 助力基层”走进林河活动计划书
第一阶段（6月上旬）：与林河县人民医院确认场地、科室需求和听众人数，落实专家名单和交通。
第二阶段（6月中旬）：书刊装箱发运，微馆书架安装，印制讲座资料二百份，发布活动通知。
第三阶段（6月下旬）：现场活动两天，第一天讲座与培训，第二天义诊与捐赠；活动后一周内提交总结和照片。
经费由编辑部自筹，预计一万二千元，不向参加单位收取任何费用。"""
LETTER = """尊敬的活动组委会：
我单位拟牵头承办走基层、办实事活动，现提出申请，请予审核。
附件：1.活动方案
2.计划书
"""


def form_docx(title, labels, values):
    """A table of labels and values, as an office makes one."""
    rows = [row(label, cell(values.get(name) or "")) for name, label in labels]
    return docx(paragraphs(title), table(2, rows))


def application(values):
    return form_docx("“不忘初心 助力基层”主题实践系列活动\n承办申请表", LABELS, values)


def lines(labels, values):
    return "\n".join(f"{label}：{values[name]}" for name, label in labels if values.get(name))


def register(case, values, fix, submitted, silent):
    """The decorator and the words of make-cases.py."""

    def proposal(verdict, findings=(), **more):
        return {"campaign": CAMPAIGN, "form": "proposal", "verdict": verdict, "findings": list(findings),
                "works": [], **more}

    def advert(verdict, findings=(), **more):
        return dict(proposal(verdict, findings, **more), form="advert")

    def mail_2021(sender, subject, text, files=(), date=JUNE, shape="163", **more):
        return mail(shape, sender, subject, date, text, files=list(files), to=more.pop("to", OFFICE_2021), **more)

    def apply(files, values_=PROPOSAL, **more):
        return mail_2021(TAO, "承办申请", LETTER, [("承办申请表.docx", application(values_))] + list(files), **more)

    PLAN_FILE = ("活动方案.docx", text_docx(PLAN))
    SCHEDULE_FILE = ("计划书.docx", text_docx(SCHEDULE))
    ROLES = lambda *pairs: [{"name": name, "role": role} for name, role in pairs]

    @case
    def _2021_proposal():
        return (apply([PLAN_FILE, SCHEDULE_FILE]),
                submitted(proposal("complete", fields=values(**PROPOSAL)), to=TAO[1],
                          files=ROLES(("承办申请表.docx", "form"), ("活动方案.docx", "plan"), ("计划书.docx", "schedule"))))

    @case
    def _2021_no_schedule():
        expect = submitted(proposal("incomplete", [fix("field.missing", "schedule")], fields=values(**PROPOSAL)),
                           files=ROLES(("承办申请表.docx", "form"), ("活动方案.docx", "plan")))
        expect["reply"]["text"] = "~· 附上“计划书”（Word 或 PDF 文件"
        return apply([PLAN_FILE]), expect

    @case
    def _2021_neither():
        """The letter's list of enclosures is no plan."""
        letter = ("卫生报送.docx", text_docx(LETTER + "《林河临床医学》编辑部（盖章）\n2021年6月3日"))
        return (apply([letter], {**PROPOSAL, "phone": "", "address": ""}),
                submitted(proposal("incomplete", [fix("field.missing", "plan"), fix("field.missing", "schedule"),
                                                  fix("field.missing", "phone")]),
                          files=ROLES(("承办申请表.docx", "form"), ("卫生报送.docx", "other"))))

    @case
    def _2021_last_day():
        return (apply([PLAN_FILE, SCHEDULE_FILE], date="2021-06-10 23:58"),
                submitted(proposal("complete")))

    @case
    def _2021_late():
        return (apply([PLAN_FILE, SCHEDULE_FILE], date="2021-06-11 00:02"),
                submitted(proposal("late", [fix("deadline", None, "late")])))

    @case
    def _2021_advert():
        slip = form_docx("公益广告刊登回执", ADVERT_LABELS, ADVERT)
        return (mail_2021(LU, "公益广告刊登回执", "回执见附件。", [("公益广告刊登回执.docx", slip)]),
                submitted(advert("complete", fields=values(**ADVERT)), to=LU[1]))

    @case
    def _2021_advert_short():
        text = lines(ADVERT_LABELS, {**ADVERT, "phone": "", "email": "", "pages": ""})
        return (mail_2021(LU, "参加公益广告联盟", "公益广告刊登回执\n" + text + "\n联系电话：\n邮箱：\n刊登版面：\n"),
                submitted(advert("incomplete", [fix("field.missing", "phone"), fix("field.missing", "pages")],
                                 fields=values(journal=ADVERT["journal"], pages=None))))

    @case
    def _2021_both():
        """An application and a slip for the advertisement in one mail; the photograph of the place is no work."""
        slip = form_docx("公益广告刊登回执", ADVERT_LABELS, ADVERT)
        files = [("公益广告刊登回执.docx", slip), PLAN_FILE, SCHEDULE_FILE, ("会场照片.jpg", photo("hall"))]
        return (apply(files),
                submitted(proposal("complete"), advert("complete", fields=values(**ADVERT)),
                          files=ROLES(("承办申请表.docx", "form"), ("公益广告刊登回执.docx", "form"),
                                      ("活动方案.docx", "plan"), ("计划书.docx", "schedule"), ("会场照片.jpg", "other"))))

    @case
    def _2021_old_form():
        """A slip of 2020 long after its deadline, while 2021 is open; sent to the old mailbox."""
        old = {"campaign": "2020-nixingzhe", "form": "receipt", "verdict": "late",
               "findings": [fix("deadline", None, "late")]}
        expect = submitted(old)
        expect["reply"]["subject"] = "~^【征集已结束】"
        return (mail("qq", CHEN, "回执表", JUNE, "补交去年的回执表。", files=[("回执表.docx", receipt_docx(RECEIPT))]), expect)

    @case
    def _2021_enquiry():
        expect = {"kind": "enquiry", "submissions": [], "reply": {"send": True, "subject": "~助力基层", "text": "~6月10日"}}
        return mail_2021(HE, "关于走基层", "老师好，我们想牵头办一场义诊，计划书有固定格式吗？"), expect

    @case
    def _2021_template():
        forms = ["承办申请表.docx", "公益广告刊登回执.docx"]
        return (mail_2021(TAO, "模板", ""),
                {"kind": "command", "submissions": [], "reply": {"send": True, "attachments": forms}})

    @case
    def _2021_template_closed():
        """No form is to be filled in after the last day."""
        return (mail_2021(TAO, "模板", "", date="2022-01-03 10:00"),
                {"kind": "command", "submissions": [], "reply": {"send": True, "subject": "~^【活动已结束】"}})

    @case
    def _2021_lines():
        text = "组委会老师好，我们申请承办，信息如下：\n" + lines(LABELS, PROPOSAL) + "\n方案和计划见附件。"
        return (mail_2021(TAO, "申请承办走基层活动", text, [("走进林河活动方案.docx", text_docx(PLAN)),
                                                     ("日程安排表.docx", text_docx(SCHEDULE))], shape="iphone"),
                submitted(proposal("complete", fields=values(**PROPOSAL)),
                          files=ROLES(("走进林河活动方案.docx", "plan"), ("日程安排表.docx", "schedule"))))

    @case
    def _2021_zip():
        packed = archive(("承办材料/附件1 活动方案.docx", text_docx(PLAN)), ("承办材料/附件2 计划书.pdf", pdf()))
        return (apply([("承办材料.zip", packed)]),
                submitted(proposal("complete"),
                          files=ROLES(("承办申请表.docx", "form"), ("承办材料.zip", "archive"),
                                      ("附件1 活动方案.docx", "plan"), ("附件2 计划书.pdf", "schedule"))))

    @case
    def _2021_one_document():
        """Plan and schedule as two chapters of one document, whose name tells nothing."""
        whole = text_docx("目录\n一、活动方案\n二、计划书\n一、活动方案\n" + PLAN + "\n二、计划书\n" + SCHEDULE)
        return (apply([("林河.docx", whole)]),
                submitted(proposal("complete"), files=[{"role": "form"}, {"name": "林河.docx", "role": "plan",
                                                                          "note": "~含计划书"}]))

    @case
    def _2021_alone():
        """Papers without any form: what the letter's lines say is the form."""
        text = LETTER + "联系人：陶清和\n联系电话：13800003366\n"
        return (mail_2021(TAO, "走进林河", text, [PLAN_FILE, SCHEDULE_FILE]),
                submitted(proposal("incomplete", [fix("field.missing", "unit_name")],
                                   fields=values(unit_name=None, contact="陶清和", phone="13800003366"))))

    @case
    def _2021_locked():
        return (apply([PLAN_FILE, ("计划书.docx", locked_document())]),
                submitted(proposal("incomplete", [fix("work.encrypted", "schedule")])))


def locked_document():
    """A compound file as Office writes one around an encrypted document."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "document"))
    from compound import compound
    return compound({"EncryptionInfo": bytes(range(200)), "EncryptedPackage": bytes(range(256)) * 20})
