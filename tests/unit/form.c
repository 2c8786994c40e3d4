/* Layouts of forms that people really make of ours: each drawn in a few lines, every field compared. */
#include "formkit.h"

struct layout_case {
    const char *name, *drawing, *expected;
};

#define RECEIPT_HEAD "> 参与征集公益推广宣传系列活动 回执表\n"
#define WORK_HEAD "> 推荐报送作品登记表\n"
#define JOINS                                                                                                                      \
    "1 | 媒体征集宣传 | < | < | ☑是 □否 | < | <\n2 | 网站征集宣传 | < | < | □是 ☑否 | < | <\n"             \
    "3 | 公众号征集宣传 | < | < | √是 □否 | < | <\n4 | 期刊内页征集宣传 | < | < | □是√ □否 | < | <\n" \
    "5 | 期刊封页征集宣传 | < | < | □是 √否 | < | <\n6 | 参加基层线下扶贫\\n活动宣传 | < | < | □是 □否 | < | <\n"
#define JOINED "join_media=true\njoin_website=false\njoin_wechat=true\njoin_inner_page=true\njoin_cover=false\n"
#define PEOPLE                                                                                                                   \
    "media_name=《青禾医学》杂志社\naddress=安徽省芜湖市长江路8号\nemail=qinghe@126.com\ncontact=王小明\n" \
    "landline=0553-3000890\nmobile=13800001234\n"

static const struct layout_case cases[] = {
    {"receipt: as printed",
     RECEIPT_HEAD "媒体单位名称 | < | 《青禾医学》杂志社 | < | < | < | <\n"
                  "通讯地址 | < | 安徽省芜湖市长江路8号 | < | < | 邮　箱 | qinghe@126.com\n"
                  "联系人 | < | 王　小　明 | 座机号码 | （0553）3000890 | 手机号码 | +86 138-0000-1234\n"
                  "参与征集系列活动方式确认（可多选） | < | < | < | < | < | <\n" JOINS
                  "7 | 其他说明 | < | < | 无 | < | <\n"
                  "特别声明：凡推荐上报的作品，一定保证其真实性。 | < | < | < | < | < | <\n"
                  "> 备注：将电子表格返回至邮箱：yywsqkfh@126.com",
     "#form receipt\n" PEOPLE JOINED "other_note=无"},
    {"receipt: blank",
     RECEIPT_HEAD
     "媒体单位名称 | < |  | < | < | < | <\n通讯地址 | < |  | < | < | 邮　箱 |\n"
     "联系人 | < |  | 座机号码 |  | 手机号码 |\n1 | 媒体征集宣传 | < | < | □是 □否 | < | <\n"
     "2 | 网站征集宣传 | < | < | □是 □否 | < | <\n7 | 其他说明 | < | < |  | < | <\n"
     "特别声明：凡推荐上报的作品，一定保证其真实性。 | < | < | < | < | < | <\n> 备注：返回至邮箱：yywsqkfh@126.com",
     "#form receipt\n"},
    {"receipt: one pair a row, renamed labels, no title",
     "期刊名称：| 《青禾医学》杂志社\n通信地址 | 安徽省芜湖市长江路8号\nE-mail | ｑｉｎｇｈｅ＠126.com\n联系人姓名 | "
     "王小明\n"
     "固定电话 | 0553 3000890\n移动电话 | 138 0000 1234\n媒体宣传 | 是\n网站宣传 | 否\n公众号征集宣传 | √\n备注 | "
     "请寄海报",
     "#form receipt\n" PEOPLE "join_media=true\njoin_website=false\njoin_wechat~true\nother_note=请寄海报"},
    {"receipt: labels in a head, values below",
     RECEIPT_HEAD "媒体单位名称 | 通讯地址 | 邮箱 | 联系人 | 座机号码 | 手机号码\n"
                  "《青禾医学》杂志社 | 安徽省芜湖市长江路8号 | qinghe@126.com | 王小明 | 0553-3000890 | 13800001234",
     "#form receipt\n" PEOPLE},
    {"receipt: head rows and value rows in turns",
     RECEIPT_HEAD "媒体单位名称 | 通讯地址 | 邮箱\n《青禾医学》杂志社 | 安徽省芜湖市长江路8号 | qinghe@126.com\n"
                  "联系人 | 座机号码 | 手机号码\n王小明 | 0553-3000890 | 13800001234\n"
                  "媒体征集宣传 | 网站征集宣传 | 公众号征集宣传\n☑是 □否 | □是 ☑否 | □是 □否",
     "#form receipt\n" PEOPLE "join_media=true\njoin_website=false"},
    {"receipt: label and value in one cell",
     RECEIPT_HEAD
     "媒体单位名称：《青禾医学》杂志社 | <\n通讯地址：安徽省芜湖市长江路8号 | 邮箱：qinghe@126.com\n"
     "联系人：王小明 | 座机号码：0553-3000890\\n手机号码：13800001234\n媒体征集宣传：☑是 □否 | 网站征集宣传：□是 ☑否",
     "#form receipt\n" PEOPLE "join_media=true\njoin_website=false"},
    {"receipt: several pairs in one cell on one line",
     RECEIPT_HEAD "媒体单位名称 | 《青禾医学》杂志社\n通讯地址 | 安徽省芜湖市长江路8号\n"
                  "联系方式 | 联系人：王小明　职务：编辑  座机：0553-3000890 手机：13800001234 邮箱：qinghe@126.com\n"
                  "媒体征集宣传 | 是√ 否",
     "#form receipt\n" PEOPLE "join_media=true"},
    {"receipt: compound labels",
     RECEIPT_HEAD "媒体单位名称 | 《青禾医学》杂志社\n通讯地址及邮编 | 安徽省芜湖市长江路8号　241000\n"
                  "联系人及电话 | 王小明 13800001234、0553-3000890\n电子邮箱 | qinghe@126.com\n媒体征集宣传 | ■是 □否",
     "#form receipt\nmedia_name=《青禾医学》杂志社\naddress=安徽省芜湖市长江路8号 241000\nemail=qinghe@126.com\n"
     "contact=王小明\nlandline=0553-3000890\nmobile=13800001234\njoin_media=true"},
    {"receipt: 电话 may be either, the number decides",
     RECEIPT_HEAD "媒体单位名称 | 《青禾医学》杂志社 | 联系人 | 王小明\n联系电话 | 0553-3000890 / 13800001234 | 邮箱 | "
                  "qinghe@126.com\n"
                  "地址 | 安徽省芜湖市长江路8号 | 媒体征集宣传 | ☒是 ☐否",
     "#form receipt\n" PEOPLE "join_media=true"},
    {"receipt: group label over rows",
     RECEIPT_HEAD
     "媒体单位名称 | < | 《青禾医学》杂志社\n联系人 | 姓名 | 王小明\n^ | 座机 | 0553-3000890\n^ | 手机 | 13800001234\n"
     "^ | 邮箱 | qinghe@126.com\n通讯地址 | < | 安徽省芜湖市长江路8号",
     "#form receipt\n" PEOPLE},
    {"receipt: labels split over lines, extra rows and columns",
     RECEIPT_HEAD "序号 | 项目 | 填写内容 | 说明\n1 | 媒体单\\n位名称 | 《青禾医学》杂志社 | 与公章一致\n2 | "
                  "通讯\\n地址 | 安徽省芜湖市长江路8号 |\n"
                  "3 | 邮　　箱 | qinghe@126.com | 请用常用邮箱\n4 | 联 系 人 | 王小明 |\n5 | 职务 | 编辑 |\n6 | "
                  "座机\\n号码 | 0553-3000890 |\n"
                  "7 | 手机\\n号码 | 13800001234 | 必填\n8 | 传真 | 0553-3000899 |",
     "#form receipt\n" PEOPLE},
    {"receipt: columns 是 and 否 with ticks",
     RECEIPT_HEAD
     "媒体单位名称 | 《青禾医学》杂志社 | <\n联系人 | 王小明 | <\n手机号码 | 13800001234 | <\n参与方式 | 是 | 否\n"
     "媒体征集宣传 | √ |\n网站征集宣传 |  | √\n公众号征集宣传 |  |",
     "#form "
     "receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nmobile=13800001234\njoin_media=true\njoin_website=false"},
    {"receipt: options in cells of their own",
     RECEIPT_HEAD
     "媒体单位名称 | 《青禾医学》杂志社 | < | < | <\n联系人 | 王小明 | < | < | <\n手机号码 | 13800001234 | < | < | <\n"
     "媒体征集宣传 | 是 | √ | 否 |\n网站征集宣传 | 是 |  | 否 | √\n公众号征集宣传 | ☑是 | □否 |  |",
     "#form "
     "receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nmobile=13800001234\njoin_media=true\njoin_website=false\n"
     "join_wechat=true"},
    {"receipt: a list to tick",
     RECEIPT_HEAD "媒体单位名称 | 《青禾医学》杂志社\n联系人 | 王小明\n手机号码 | 13800001234\n"
                  "参与方式 | ☑媒体征集宣传 □网站征集宣传 ☑公众号征集宣传",
     "#form "
     "receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nmobile=13800001234\njoin_media~true\njoin_wechat~true"},
    {"receipt: instructions are no values",
     RECEIPT_HEAD "媒体单位名称 | （请填写全称）\n通讯地址 | （请写明省市）安徽省芜湖市长江路8号\n联系人 | "
                  "请填写联系人姓名\n邮箱 | qinghe@126.com（请用常用邮箱）\n"
                  "座机号码 | ____\n手机号码 | 13800001234（必填）\n媒体征集宣传 | ☑是 □否\n其他说明 | （限200字以内）",
     "#form receipt\naddress=安徽省芜湖市长江路8号\nemail=qinghe@126.com\nmobile=13800001234\njoin_media=true"},
    {"receipt: two different values are both kept",
     RECEIPT_HEAD "媒体单位名称 | 《青禾医学》杂志社\n联系人 | 王小明\n手机号码 | 13800001234\n邮箱 | "
                  "qinghe@126.com\n手机号码 | 13900005678",
     "#form receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nemail=qinghe@126.com\nmobile~13800001234"},
    {"receipt: lines of text",
     "> 您好！现报送回执如下：\n> 媒体单位名称：《青禾医学》杂志社\n> 通讯地址: 安徽省芜湖市长江路8号\n> "
     "联系人：王小明　座机号码：0553-3000890　手机号码：13800001234\n"
     "> 邮　箱\tqinghe@126.com\n> 1、媒体征集宣传：☑是 □否\n> 2、网站征集宣传：否\n> 3、公众号征集宣传（√）\n> "
     "其他说明：请寄海报\n> 此致\n> 敬礼",
     "#form receipt\n" PEOPLE "join_media=true\njoin_website=false\njoin_wechat~true\nother_note=请寄海报"},
    {"receipt: several fields a line, spaces only",
     "> 回执表\n> 媒体单位名称  《青禾医学》杂志社\n> 通讯地址  安徽省芜湖市长江路8号  邮箱  qinghe@126.com\n> 联系人  "
     "王小明  座机号码  0553-3000890  "
     "手机号码  13800001234",
     "#form receipt\n" PEOPLE},
    {"receipt: lines with tabs",
     "> 回执表\n> 媒体单位名称\t联系人\t手机号码\t邮箱\n> 《青禾医学》杂志社\t王小明\t13800001234\tqinghe@126.com",
     "#form receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nmobile=13800001234\nemail=qinghe@126.com"},
    {"receipt: content controls win",
     RECEIPT_HEAD "媒体单位名称 | [media_name=《青禾医学》杂志社]\n通讯地址 | [address=安徽省芜湖市长江路8号]\n邮箱 | "
                  "[email=qinghe@126.com]\n"
                  "联系人 | [contact=王小明]\n座机号码 | [landline=]\n手机号码 | [mobile=13800001234]\n"
                  "媒体征集宣传 | [join_media.true=true]\\n[join_media.false=false]\n网站征集宣传 | "
                  "[join_website=false]\\n[join_website=true]",
     "#form "
     "receipt\nmedia_name=《青禾医学》杂志社\naddress=安徽省芜湖市长江路8号\nemail=qinghe@126.com\ncontact=王小明\n"
     "mobile=13800001234\njoin_media=true\njoin_website=false"},
    {"work: as printed, both parts",
     WORK_HEAD
     "推荐单位名称\\n(个人报送不用填写) | 青禾大学附属医院 | < | < | < | <\n通讯地址 | 江苏省扬州市江中路36号 | < | < "
     "| 邮编 | 225009\n"
     "联系人 | 章琳 | 座机\\n号码 | 0514-80000016 | 手机\\n号码 | 13800005566\n"
     "个人作者姓名 | 欧阳睿 | 邮箱 | ouyang@163.com | 手机\\n号码 | 13900008801\n通讯地址 | 扬州市文昌路5号 | < | < | "
     "邮编 | 225001\n"
     "作品类别： ☑最美抗疫瞬间（摄影图片）  □医学科普作品（文字、图片、视频、） | < | < | < | < | <\n"
     "特别声明： 推荐作品是否自愿无偿提供本次公益活动 ☑是 □否 | < | < | < | < | <\n"
     "作品报送形式 | □媒体单位推荐  ☑个人作者直报（请写明参加活动的信息来源） 信息来源：学会网站 | < | < | < | <\n"
     "作品简介 | 2020年2月，护士摘下口罩。\\n时间：凌晨 | < | < | < | <\n"
     "特别声明： 凡推荐或上报的作品，一定保证其真实性。 | < | < | < | < | <",
     "#form "
     "work\nunit_name=青禾大学附属医院\nunit_address=江苏省扬州市江中路36号\nunit_postcode=225009\nunit_contact=章琳\n"
     "unit_landline=0514-80000016\nunit_mobile=13800005566\nauthor_name=欧阳睿\nauthor_email=ouyang@163.com\n"
     "author_mobile=13900008801\nauthor_address=扬州市文昌路5号\nauthor_postcode=225001\ncategory=photo\nfree_of_"
     "charge=true\n"
     "submitted_by=individual\ninfo_source=学会网站\nsynopsis=2020年2月，护士摘下口罩。\\n时间：凌晨"},
    {"work: only the author, the way of sending follows",
     WORK_HEAD "推荐单位名称\\n(个人报送不用填写) |  | < | < | < | <\n通讯地址 |  | < | < | 邮编 |\n联系人 |  | "
               "座机号码 |  | 手机号码 |\n"
               "个人作者姓名 | 欧阳睿 | 邮箱 | ouyang@163.com | 手机号码 | 13900008801\n通讯地址 | 扬州市文昌路5号 | < "
               "| < | 邮编 | 225001\n"
               "作品类别： □最美抗疫瞬间（摄影图片）  √医学科普作品（文字、图片、视频、） | < | < | < | < | <\n"
               "作品报送形式 | □媒体单位推荐  □个人作者直报（请写明参加活动的信息来源）\\n信息来源： | < | < | < | "
               "<\n作品简介 | 科普折页一份 | < | < | < | <",
     "#form "
     "work\nauthor_name=欧阳睿\nauthor_email=ouyang@163.com\nauthor_mobile=13900008801\nauthor_address="
     "扬州市文昌路5号\n"
     "author_postcode=225001\ncategory=science\nsubmitted_by~individual\nsynopsis=科普折页一份"},
    {"work: parts as headings, labels with the part in them",
     WORK_HEAD "一、推荐单位信息 | <\n单位名称 | 青禾大学附属医院\n单位地址 | 江苏省扬州市江中路36号\n联系人 | "
               "章琳\n联系人手机 | 13800005566\n"
               "二、作者信息 | <\n作者姓名 | 欧阳睿\n作者手机 | 13900008801\n作者邮箱 | ouyang@163.com\n作品类别 | "
               "摄影图片\n是否自愿无偿提供 | 是\n作品简介 | 照片一幅",
     "#form "
     "work\nunit_name=青禾大学附属医院\nunit_address=江苏省扬州市江中路36号\nunit_contact=章琳\nunit_mobile="
     "13800005566\n"
     "author_name=欧阳睿\nauthor_mobile=13900008801\nauthor_email=ouyang@163.com\ncategory=photo\nfree_of_charge="
     "true\nsynopsis=照片一幅"},
    {"work: groups over rows",
     WORK_HEAD "推荐单位 | 单位名称 | 青禾大学附属医院\n^ | 联系人 | 章琳\n^ | 手机 | 13800005566\n个人作者 | 姓名 | "
               "欧阳睿\n^ | 手机 | 13900008801\n"
               "^ | 邮箱 | ouyang@163.com\n作品类别 | < | ■医学科普作品 □最美抗疫瞬间\n作品简介 | < | 折页",
     "#form work\nunit_name=青禾大学附属医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\n"
     "author_mobile=13900008801\nauthor_email=ouyang@163.com\ncategory=science\nsynopsis=折页"},
    {"work: unit and author side by side",
     WORK_HEAD "推荐单位 | < | 个人作者 | <\n单位名称 | 青禾大学附属医院 | 作者姓名 | 欧阳睿\n手机号码 | 13800005566 | "
               "手机号码 | 13900008801\n"
               "通讯地址 | 江中路36号 | 通讯地址 | 文昌路5号\n邮编 | 225009 | 邮编 | 225001\n作品类别 | □最美抗疫瞬间 "
               "☑医学科普作品 | < | <\n作品简介 | 折页 | < | <",
     "#form work\nunit_name=青禾大学附属医院\nunit_mobile=13800005566\nauthor_name=欧阳睿\nauthor_mobile=13900008801\n"
     "unit_address=江中路36号\nauthor_address=文昌路5号\nunit_postcode=225009\nauthor_postcode=225001\ncategory="
     "science\nsynopsis=折页"},
    {"work: a list, one a row",
     WORK_HEAD "推荐单位名称 | 联系人 | 手机号码 | 个人作者姓名 | 手机号码 | 作品类别 | 作品简介\n"
               "青禾医院 | 章琳 | 13800005566 | 欧阳睿 | 13900008801 | 摄影图片 | 照片甲\n"
               "^ | ^ | ^ | 王小明 | 13900008802 | 医学科普作品 | 折页乙\n青山医院 | 李想 | 13800005567 | 张三 | "
               "13900008803 | 摄影 | 照片丙",
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\nauthor_mobile="
     "13900008801\n"
     "category=photo\nsynopsis=照片甲\n"
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=王小明\nauthor_mobile="
     "13900008802\n"
     "category=science\nsynopsis=折页乙\n"
     "#form "
     "work\nunit_name=青山医院\nunit_contact=李想\nunit_mobile=13800005567\nauthor_name=张三\nauthor_mobile="
     "13900008803\n"
     "category=photo\nsynopsis=照片丙"},
    {"work: both options ticked, both boxes of the declaration",
     WORK_HEAD
     "推荐单位名称 | 青禾医院\n联系人 | 章琳\n手机号码 | 13800005566\n作品类别 | ☑最美抗疫瞬间（摄影图片） "
     "☑医学科普作品\n"
     "推荐作品是否自愿无偿提供本次公益活动 | ☑是 ☑否\n作品报送形式 | ☑媒体单位推荐 □个人作者直报\n作品简介 | 照片",
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\ncategory!\nfree_of_charge!\nsubmitted_by="
     "unit\n"
     "synopsis=照片"},
    {"work: an author's place of work is not the recommending unit",
     WORK_HEAD "推荐单位名称 |  \n个人作者姓名 | 欧阳睿\n工作单位 | 青禾医院\n手机号码 | 13900008801\n邮箱 | "
               "ouyang@163.com\n作品类别 | 摄影图片\n作品简介 | 照片",
     "#form "
     "work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\nauthor_email=ouyang@163.com\ncategory=photo\nsubmitted_by~"
     "individual\n"
     "synopsis=照片"},
    {"work: lines of text in parts",
     "> 推荐报送作品登记表\n> 推荐单位名称：青禾医院\n> 通讯地址：江中路36号  邮编：225009\n> "
     "联系人：章琳，手机号码：13800005566\n"
     "> 个人作者姓名：欧阳睿；邮箱：ouyang@163.com；手机号码：13900008801\n> 作品类别：☑最美抗疫瞬间（摄影图片） "
     "□医学科普作品\n"
     "> 推荐作品是否自愿无偿提供本次公益活动：是\n> 作品报送形式：媒体单位推荐\n> "
     "作品简介：凌晨，护士摘下口罩，脸上满是压痕。\n> 作品共两幅。\n> 此致",
     "#form "
     "work\nunit_name=青禾医院\nunit_address=江中路36号\nunit_postcode=225009\nunit_contact=章琳\nunit_mobile="
     "13800005566\n"
     "author_name=欧阳睿\nauthor_email=ouyang@163.com\nauthor_mobile=13900008801\ncategory=photo\nfree_of_charge=true\n"
     "submitted_by=unit\nsynopsis=凌晨，护士摘下口罩，脸上满是压痕。\\n作品共两幅。"},
    {"both forms in one table",
     "回执表 | < | < | <\n媒体单位名称 | 《青禾医学》杂志社 | 联系人 | 王小明\n手机号码 | 13800001234 | 邮箱 | "
     "qinghe@126.com\n媒体征集宣传 | ☑是 □否 | < | <\n"
     "推荐报送作品登记表 | < | < | <\n推荐单位名称 | 青禾医院 | 联系人 | 章琳\n手机号码 | 13800005566 | 邮编 | "
     "225009\n作品类别 | 摄影图片 | < | <\n作品简介 | 照片 | < | <",
     "#form "
     "receipt\nmedia_name=《青禾医学》杂志社\ncontact=王小明\nmobile=13800001234\nemail=qinghe@126.com\njoin_media="
     "true\n"
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nunit_postcode=225009\ncategory=photo\n"
     "submitted_by~unit\nsynopsis=照片"},
    {"two copies of one form",
     WORK_HEAD
     "推荐单位名称 | 青禾医院\n联系人 | 章琳\n手机号码 | 13800005566\n作品类别 | 摄影图片\n作品简介 | 照片甲\n\n"
     "> 推荐报送作品登记表\n推荐单位名称 | 青山医院\n联系人 | 李想\n手机号码 | 13800005567\n作品类别 | "
     "医学科普作品\n作品简介 | 折页乙",
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\ncategory=photo\nsubmitted_by~"
     "unit\nsynopsis=照片甲\n"
     "#form "
     "work\nunit_name=青山医院\nunit_contact=李想\nunit_mobile=13800005567\ncategory=science\nsubmitted_by~"
     "unit\nsynopsis=折页乙"},
    {"one form in two tables",
     WORK_HEAD "推荐单位名称 | 青禾医院\n联系人 | 章琳\n手机号码 | 13800005566\n\n> 作者情况\n个人作者姓名 | "
               "欧阳睿\n手机号码 | 13900008801\n作品类别 | 摄影图片\n作品简介 | 照片甲",
     "#form "
     "work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\nauthor_mobile="
     "13900008801\n"
     "category=photo\nsynopsis=照片甲"},
    {"the notice with its blank forms",
     "> 4. 报送形式与时间\n> 四、咨询方式（活动组委会）\n> 联系人：某先生\n> 邮箱：yywsqkfh@126.com\n> "
     "电话：010-60000001\n> 参与征集公益推广宣传系列活动 回执表\n"
     "媒体单位名称 |  | < | <\n通讯地址 |  | 邮箱 |\n联系人 |  | 手机号码 |\n1 | 媒体征集宣传 | □是 □否 | <\n> "
     "备注：返回至邮箱：yywsqkfh@126.com\n"
     "> 推荐报送作品登记表\n推荐单位名称\\n(个人报送不用填写) |  | < | <\n联系人 |  | 手机号码 |\n个人作者姓名 |  | "
     "手机号码 |\n作品简介 |  | < | <",
     "#form receipt\n#form work\n"},
    {"a signature is no form",
     "> 老师您好，作品见附件。\n> 单位：青禾医院\n> 联系人：王小明\n> 电话：13800001234\n> 邮箱：a@126.com\n> "
     "地址：江中路36号",
     ""},
    {"a mention is no form",
     "> 请查收我社的回执表和作品登记表，谢谢！\n> 附件1：回执表\n> 附件2：推荐报送作品登记表\n> 联系人：王小明 "
     "13800001234",
     ""},
    {"digit boxes and a value in the wrong cell",
     WORK_HEAD
     "推荐单位名称 | 青禾医院 | < | < | < | < | <\n邮编 | 2 | 2 | 5 | 0 | 0 | 9\n联系人 | 章琳 | < | < | < | < | <\n"
     "手机号码 |  | 13800005566 | < | < | < | <\n作品类别 | 摄影图片 | < | < | < | < | <\n作品简介 | 照片 | < | < | < "
     "| < | <",
     "#form "
     "work\nunit_name=青禾医院\nunit_postcode=225009\nunit_contact=章琳\nunit_mobile~13800005566\ncategory=photo\n"
     "submitted_by~unit\nsynopsis=照片"},
    {"notice: both forms blank, as text without tabs",
     "> 电话：010-60000001，13800001111\n> 联系人：张三 李四\n> 邮箱：yywsqkfh@126.com\n"
     "> 参与征集公益推广宣传系列活动 回执表\n> 媒体单位名称\n> 通讯地址      邮 箱\n"
     "> 联系人    座机号码    手机号码\n> 1  媒体征集宣传  □ 是 □ 否\n> 7  其他说明\n"
     "> 备注：报名表请用正楷填写清楚，并将电子表格返回至邮箱：yywsqkfh@126.com\n"
     "> （活动组委会），感谢参与和支持！\n" WORK_HEAD
     "> 推荐单位名称 (个人报送不用填写)\n> 通讯地址      邮编\n> 联系人    座机 号码    手机 号码\n"
     "> 个人作者姓名    邮箱    手机 号码\n> 通讯地址      邮编\n"
     "> 作品类别： □ 最美抗疫瞬间（摄影图片） □ 医学科普作品（文字、图片、视频、）\n"
     "> 作品报送形式  □ 媒体单位推荐 □ 个人作者直报（请写明参加活动的信息来源） 信息来源：\n> 作品简介",
     "#form receipt\n#form work\n"},
    {"notice: its contacts are no values",
     "> 电话：010-60000001，13800001111\n> 联系人：张三 李四\n> 邮箱：yywsqkfh@126.com\n"
     "> 回执如下：\n> 媒体单位名称：青禾医学\n> 联系人：王小明\n> 手机号码：13800001234\n> 媒体征集宣传：是",
     "#form receipt\nmedia_name=青禾医学\ncontact=王小明\nmobile=13800001234\njoin_media=true"},
    {"blank: labels that are asked about",
     "> 媒体单位名称：是填主办单位还是编辑部？\n> 联系人：可以写两位吗？\n> 手机号码：必须是负责人的吗？\n"
     "> 媒体征集宣传：指的是什么？",
     "#form receipt\n"},
    {"blank: instructions",
     "> 媒体单位名称：请写全称，与公章一致。\n> 联系人：写负责本次活动的编辑。\n> 座机号码：加区号。\n"
     "> 手机号码：11位。\n> 媒体征集宣传：在是或否前打√。\n> 其他说明：可不填。",
     "#form receipt\n"},
    {"blank: crossed out",
     RECEIPT_HEAD "媒体单位名称 | / | 联系人 | 无\n手机号码 | — | 媒体征集宣传 | □是 □否\n其他说明 | 无",
     "#form receipt\n"},
    {"work: pairs without a colon on a line",
     "> 作品登记表 个人作者姓名 孙建国 手机 13600004567 邮箱 sun@126.com\n"
     "> 作品类别 摄影图片 是否自愿无偿 是 报送形式 个人作者直报 信息来源 健康报\n> 作品简介 病房一角。",
     "#form work\nauthor_name~孙建国\nauthor_mobile~13600004567\nauthor_email~sun@126.com\ncategory~photo\n"
     "free_of_charge~true\nsubmitted_by~individual\ninfo_source~健康报\nsynopsis~病房一角。"},
    {"receipt: pairs parted by semicolons",
     "> 媒体单位名称：青禾医学；通讯地址：长江路8号；联系人：王小明；手机号码：13800001234；邮箱：a@126.com；\n"
     "> 媒体征集宣传：是；\n> 网站征集宣传：否；\n> 其他说明：请寄海报；",
     "#form receipt\nmedia_name=青禾医学\naddress=长江路8号\ncontact=王小明\nmobile=13800001234\nemail=a@126.com\n"
     "join_media=true\njoin_website=false\nother_note=请寄海报；"},
    {"receipt: a semicolon at each line's end",
     "> 媒体单位名称：青禾医学；\n> 通讯地址：长江路8号；\n> 联系人：王小明；\n> 手机号码：13800001234；",
     "#form receipt\nmedia_name=青禾医学\naddress=长江路8号\ncontact=王小明\nmobile=13800001234"},
    {"receipt: labels in brackets, labels before dashes",
     "> 【媒体单位名称】青禾医学\n> 【通讯地址】：长江路8号\n> 联系人--王小明\n> 手机号码——13800001234\n"
     "> 座机号码 — 0553-3000890",
     "#form receipt\nmedia_name=青禾医学\naddress=长江路8号\ncontact=王小明\nmobile=13800001234\n"
     "landline=0553-3000890"},
    {"work: a synopsis that only ends like a label",
     WORK_HEAD "个人作者姓名 | 欧阳睿 | 手机号码 | 13900008801\n作品简介 | 抗疫组照，见各照片说明。 | < | <",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\nsubmitted_by~individual\n"
     "synopsis=抗疫组照，见各照片说明。"},
    {"work: the same without punctuation",
     WORK_HEAD "个人作者姓名 | 欧阳睿 | 手机号码 | 13900008801\n作品简介 | 见附件照片说明 | < | <",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\nsubmitted_by~individual\nsynopsis=见附件照片说明"},
};

static void check_layouts(const struct ruleset *ruleset)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Document) document = kit_document(cases[i].drawing);
        kit_check(ruleset, cases[i].name, document, cases[i].expected);
    }
}

static void check_places(const struct ruleset *ruleset)
{
    g_autoptr(Document) document =
        kit_document(RECEIPT_HEAD "媒体单位名称 | 青禾\n联系人 | 王小明\n手机号码 | 138-0000\n邮箱 | a#126.com");
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    g_autoptr(GPtrArray) forms = form_find(document, index, "2.1", "回执.docx");
    const struct form *form = forms->len ? forms->pdata[0] : NULL;
    tap_ok(form != NULL, "places: the form is found");
    if (!form)
        return;
    tap_str(form_get(form, "media_name")->from, "回执.docx table 1 row 1 column 2", "places: table, row, column");
    tap_ok(!form_get(form, "landline")->from, "places: no label, no place");
    tap_ok(!form_get(form, "mobile")->valid && form_get(form, "mobile")->note,
           "an ill-formed phone says what is wrong");
    tap_str(form_get(form, "email")->value, "a#126.com", "a mistyped address stays as typed");
    tap_ok(!form_get(form, "email")->valid, "a mistyped address is not well-formed");
    tap_str(form->source, "2.1", "source of the form");
    tap_ok(!form_get(form, "nothing"), "no such field");
}

static const char *line_value(const GPtrArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++)
        if (!strcmp(((const struct field *)fields->pdata[i])->name, name))
            return ((const struct field *)fields->pdata[i])->value;
    return NULL;
}

static void check_lines(const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset_campaign(ruleset, "2020-nixingzhe");
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    g_autoptr(GPtrArray) one =
        form_lines("老师好，更正如下：\n手机号码：139 0000 5678\n联系人更正为李四\n邮箱改为 b@126.com，谢谢！", index,
                   campaign_form(campaign, "receipt"), "正文");
    tap_ok(one->len == 3, "corrections: three fields");
    tap_str(line_value(one, "mobile"), "13900005678", "corrections: with a colon");
    tap_str(line_value(one, "contact"), "李四", "corrections: 更正为");
    tap_str(line_value(one, "email"), "b@126.com", "corrections: 改为");
    g_autoptr(GPtrArray) two =
        form_lines("作者手机号码：13900005678\n作品类别：摄影图片", index, campaign_form(campaign, "work"), "正文");
    tap_str(line_value(two, "author_mobile"), "13900005678", "corrections: the part in the label");
    tap_str(line_value(two, "category"), "photo", "corrections: a choice");
    g_autoptr(GPtrArray) none =
        form_lines("收到，谢谢！手机没电了，回头联系。", index, campaign_form(campaign, "receipt"), "正文");
    tap_ok(none->len == 0, "a thank-you corrects nothing");
    g_autoptr(GPtrArray) vague = form_lines("手机号码：13900005678", index, campaign_form(campaign, "work"), "正文");
    tap_ok(vague->len == 1 && ((struct field *)vague->pdata[0])->confidence < 1.0, "whose number it is was not said");
}

static void check_names(const struct ruleset *ruleset)
{
    const struct campaign *campaign = NULL;
    const struct form_rule *form = NULL;
    tap_ok(form_named("回执表-青禾医学杂志.doc", ruleset, &campaign, &form) && !strcmp(form->id, "receipt"),
           "named: a receipt");
    tap_ok(form_named("【推荐报送作品登记表】欧阳睿.pdf", ruleset, &campaign, &form) && !strcmp(form->id, "work"),
           "named: in brackets");
    tap_ok(form_named("某某编辑部回执表(1).docx", ruleset, &campaign, &form), "named: behind the office's name");
    tap_ok(!form_named("医生填写回执表的瞬间.jpg", ruleset, &campaign, &form), "named: a photograph of one");
    tap_ok(!form_named("体温登记表使用手册.pdf", ruleset, &campaign, &form), "named: a manual");
    tap_ok(!form_named("照片1.jpg", ruleset, &campaign, &form), "named: neither");
}

int main(void)
{
    g_autoptr(Ruleset) ruleset = kit_rules();
    if (!ruleset)
        return 1;
    check_layouts(ruleset);
    check_places(ruleset);
    check_lines(ruleset);
    check_names(ruleset);
    return tap_done();
}
