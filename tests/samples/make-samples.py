#!/usr/bin/env python3
"""Writes the demo's mailbox: a Maildir with mails of spring 2020 as the office would have found them.

usage: make-samples.py MAILDIR
"""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from mailkit import mail, pdf, photo, receipt_docx, work_docx, write_maildir
from people import (CAPTIONS, CHEN, HE, INDIVIDUAL, NETEASE_LINK, OUYANG, QQ_LINK, RECEIPT, RECEIPT_LINES, SCIENCE,
                    WORK, ZHANG, broken, netease_bounce, newsletter, qq_vacation, receipt_html)

LONG = ("2020年2月26日傍晚，雨后的武汉，某医院发热门诊外，来自江苏邗东的护士们换岗前互相在防护服背后写下名字和“加油”。"
        "她们当中年纪最小的只有二十三岁，已经连续工作了十五天。交班的护士告诉接班的姐妹，三床的老奶奶今天喝了半碗粥，"
        "七床的小伙子核酸检测转为阴性，大家听了都高兴得跳了起来，摄影者在隔离玻璃外记录下这一刻，"
        "玻璃上还贴着患者画的一颗红心，写着“谢谢你们”。")


def receipts():
    yield "receipt", mail("qq", CHEN, "回执表-《东江全科医学》杂志社", "2020-05-06 10:12",
                          "老师好：\n我刊愿意参加征集活动，回执表见附件。\n陈晓燕",
                          files=[("回执表-东江全科医学.docx", receipt_docx(RECEIPT))])
    second = dict(RECEIPT, media_name="《西山临床护理》编辑部", email="xslchl@xishan.example", contact="刘桂兰",
                  landline="0792-8000135", mobile="13500006612", address="江西省九江市西山路3号", other_note="")
    yield "receipt-pasted", mail("qq", ("刘桂兰", "liugl@xishan.example"), "活动回执", "2020-05-07 15:31",
                                 "老师您好，附件打不开，回执直接贴在这里：", html=receipt_html(second))
    yield "receipt-lines", mail("iphone", ("吴桂芳", "wugf@wangjiang.example"), "望江护理回执", "2020-05-08 20:05",
                                RECEIPT_LINES + "\n\n发自我的iPhone")
    open_ended = dict(RECEIPT, media_name="《淮南药学》编辑部", email="hnyx@huainan.example", contact="周立军",
                      landline="", mobile="", other_note="", address="安徽省淮南市舜耕路21号",
                      **{name: None for name in RECEIPT if name.startswith("join_")})
    yield "receipt-open", mail("163", ("周立军", "zhoulj@huainan.example"), "淮南药学编辑部回执表", "2020-05-09 09:20",
                               "回执见附件，请查收。", files=[("回执表.docx", receipt_docx(open_ended))])


def works():
    body = f"您好！报送照片2张，登记表见附件。\n\n照片1：{CAPTIONS[0]}\n照片2：{CAPTIONS[1]}\n"
    yield "work", mail("163", ZHANG, "邗东大学附属医院报送作品2幅", "2020-05-18 11:02", body, files=[
        ("推荐报送作品登记表.docx", work_docx(WORK, "tick")),
        ("照片1.jpg", photo("nurse", 2000000)), ("照片2.jpg", photo("ward", 2000000))])
    second = dict(WORK, unit_name="东江市第二人民医院", unit_contact="马秀珍", unit_mobile="13300007788",
                  unit_landline="0552-3000777", author_name="")
    second.update(author_email="", author_mobile="", author_address="", author_postcode="")
    yield "work-faults", mail("foxmail", ("马秀珍", "maxz@djey.example"), "报送抗疫摄影作品", "2020-05-19 16:44",
                              f"照片1：{CAPTIONS[1]}\n照片2：{LONG}\n", files=[
                                  ("作品登记表.docx", work_docx(second, "wingdings")),
                                  ("照片1.jpg", photo("wechat")), ("照片2.jpg", photo("gate", 2000000))])
    yield "photos-only", mail("iphone", OUYANG, "抗疫照片", "2020-05-20 21:10",
                              "老师您好，照片发您，时间地点都在武汉。\n\n发自我的iPhone",
                              files=[("IMG_2031.jpg", photo("phone", 2000000)), ("IMG_2032.jpg", photo("phone2"))])
    yield "form-only", mail("outlook", ("罗建国", "luojg@jiangbei.example"), "作品登记表（江北健康教育所）", "2020-05-21 08:47",
                            "登记表先发，作品随后。", files=[("作品登记表.docx", work_docx(dict(
                                SCIENCE, unit_name="江北区健康教育所", unit_contact="罗建国"), "control"))])
    yield "both-ticked", mail("qq", ("沈美华", "shenmh@shuiyang.example"), "水阳县医院科普折页", "2020-05-22 10:00",
                              "折页一件，请收。", files=[
                                  ("作品登记表.docx", work_docx(dict(SCIENCE, unit_name="水阳县人民医院", unit_contact="沈美华",
                                                                free_of_charge="both"), "tick-before")),
                                  ("口罩佩戴折页.pdf", pdf("How to wear a mask"))])
    yield "refused", mail("163", ("丁一鸣", "dingym@lupu.example"), "科普海报", "2020-05-23 14:25", "海报一张。", files=[
        ("登记表.docx", work_docx(dict(SCIENCE, unit_name="芦浦社区卫生服务中心", unit_contact="丁一鸣",
                                   free_of_charge=False), "black")),
        ("海报.pdf", pdf("Stay at home"))])
    yield "individual", mail("foxmail", HE, "个人报送：居家防护五句话", "2020-05-25 19:38", "个人作品一件，请查收，谢谢！", files=[
        ("作品登记表-何喆镕.docx", work_docx(dict(INDIVIDUAL, info_source=""))), ("居家防护五句话.pdf", pdf("Five rules"))])
    yield "link", mail("qq", ("贾文静", "jiawj@linhe.example"), "临河医院报送作品", "2020-05-26 17:50", QQ_LINK,
                       files=[("作品登记表.docx", work_docx(dict(WORK, unit_name="临河县医院", unit_contact="贾文静")))])
    yield "link-only", mail("163", ("贾文静", "jiawj2@linhe.example"), "照片合集", "2020-05-26 18:20", NETEASE_LINK)
    yield "late", mail("exchange", ("孙培", "sunpei@beihu.example"), "北湖医学院附属医院作品", "2020-06-01 00:03",
                       "抱歉，昨晚网络故障，现补发。", files=[
                           ("作品登记表.docx", work_docx(dict(SCIENCE, unit_name="北湖医学院附属医院", unit_contact="孙培"))),
                           ("洗手七步法.pdf", pdf("Seven steps"))])
    yield "broken", broken("2020-05-24 16:40")


def others():
    yield "vacation", qq_vacation("2020-05-06 10:13")
    # Our answer to the second receipt does not arrive.
    yield "bounce", netease_bounce("2020-05-07 15:33", "liugl@xishan.example", "NXZ-0002")
    yield "newsletter", newsletter()
    # The fourth form to arrive is the open receipt: its number is NXZ-0004.
    yield "correction", mail("163", ("周立军", "zhoulj@huainan.example"), "Re: 【请补正】回执表 NXZ-0004：共2处",
                             "2020-05-11 09:15", "老师好，补充如下：\n\n手机号码：13900002211\n媒体征集宣传：是\n公众号征集宣传：否\n")
    yield "enquiry", mail("qq", ("黄海涛", "huanght@taozhou.example"), "请问报送作品有数量限制吗", "2020-05-12 11:08",
                          "老师好，我单位想报送摄影作品，请问每个单位最多报几张照片？截止时间是几号？谢谢！")
    yield "thanks", mail("iphone", CHEN, "Re: 【已收到】回执表 NXZ-0001", "2020-05-06 10:40", "收到，谢谢老师！\n\n发自我的iPhone")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    shutil.rmtree(folder, ignore_errors=True)
    mails = [*receipts(), *works(), *others()]
    write_maildir(folder, mails)
    print(f"{len(mails)} mails in {folder}")


if __name__ == "__main__":
    main()
