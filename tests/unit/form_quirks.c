/* What offices do to a form: other scripts, other people's names in it, the form's own words left where a value goes,
 * parts side by side, the same thing said twice. */
#include "formkit.h"

#define RECEIPT "> 回执表\n"
#define WORK "> 推荐报送作品登记表\n"

#define LEVELS "单位信息 | < | < | 联系方式 | < | <\n"
#define LEVELS_TICKED                                                                                                                                                \
    "媒体征集宣传 | 网站征集宣传 | 公众号征集宣传 | 期刊内页征集宣传 | 期刊封页征集宣传 | 参加基层线下扶贫活动宣传\n" \
    "☑是 □否 | □是 ☑否 | □是 □否 | ☑是 □否 | □是 ☑否 | ☑是 □否\n其他说明 | 请寄样刊 | < | < | < | <"
#define LEVELS_READ                                                                                                    \
    "media_name=青禾医院\naddress=长江路8号\nemail=a@126.com\ncontact=王小明\nlandline=0553-3000890\n"      \
    "mobile=13800001234\njoin_media=true\njoin_website=false\njoin_inner_page=true\njoin_cover=false\n"                \
    "join_outreach=true\nother_note=请寄样刊"

static const struct {
    const char *name, *drawing, *expected;
} cases[] = {
    {"traditional characters, the whole receipt",
     "> 參與徵集公益推廣宣傳系列活動 回執表\n媒體單位名稱 | < | 《青禾醫學》雜誌社 | < | < | < | <\n"
     "通訊地址 | < | 安徽省蕪湖市長江路8號 | < | < | 郵　箱 | qinghe@126.com\n"
     "聯繫人 | < | 王小明 | 座機號碼 | 0553-3000890 | 手機號碼 | 13800001234\n"
     "參與徵集系列活動方式確認（可多選） | < | < | < | < | < | <\n1 | 媒體徵集宣傳 | < | < | ☑是 □否 | < | <\n"
     "2 | 網站徵集宣傳 | < | < | □是 ☑否 | < | <\n4 | 期刊內頁徵集宣傳 | < | < | □是√ □否 | < | <\n"
     "6 | 參加基層線下扶貧活動宣傳 | < | < | □是 □否 | < | <\n7 | 其他說明 | < | < | 請寄海報 | < | <",
     "#form receipt\nmedia_name=《青禾醫學》雜誌社\naddress=安徽省蕪湖市長江路8號\nemail=qinghe@126.com\n"
     "contact=王小明\nlandline=0553-3000890\nmobile=13800001234\njoin_media=true\njoin_website=false\n"
     "join_inner_page=true\nother_note=請寄海報"},
    {"traditional characters, the whole registration",
     "> 推薦報送作品登記表\n推薦單位名稱 | 青禾大學附屬醫院 | < | < | < | <\n"
     "通訊地址 | 江蘇省揚州市江中路36號 | < | < | 郵編 | 225009\n"
     "聯繫人 | 章琳 | 座機號碼 | 0514-80000016 | 手機號碼 | 13800005566\n"
     "個人作者姓名 | 歐陽睿 | 郵箱 | ouyang@163.com | 手機號碼 | 13900008801\n"
     "作品類別： ☑最美抗疫瞬間（攝影圖片）  □醫學科普作品（文字、圖片、視頻） | < | < | < | < | <\n"
     "特別聲明： 推薦作品是否自願無償提供本次公益活動 ☑是 □否 | < | < | < | < | <\n"
     "作品報送形式 | □媒體單位推薦  ☑個人作者直報（請寫明參加活動的信息來源） 信息來源：學會網站 | < | < | < | <\n"
     "作品簡介 | 照片一幅 | < | < | < | <",
     "#form work\nunit_name=青禾大學附屬醫院\nunit_address=江蘇省揚州市江中路36號\nunit_postcode=225009\n"
     "unit_contact=章琳\nunit_landline=0514-80000016\nunit_mobile=13800005566\nauthor_name=歐陽睿\n"
     "author_email=ouyang@163.com\nauthor_mobile=13900008801\ncategory=photo\nfree_of_charge=true\n"
     "submitted_by=individual\ninfo_source=學會網站\nsynopsis=照片一幅"},
    {"traditional words that are no mere characters; a fax is no telephone",
     RECEIPT "單位名稱 | 青禾醫學雜誌社\n通訊地址 | 長江路8號\n聯絡人 | 王小明 | 電子郵件 | qinghe@126.com\n"
             "傳真電話 | 0553-3000891 | 聯絡電話 | 0553-3000890\n行動電話 | 13800001234 | 郵遞區號 | 241000",
     "#form receipt\nmedia_name=青禾醫學雜誌社\naddress=長江路8號\ncontact=王小明\nemail=qinghe@126.com\n"
     "landline=0553-3000890\nmobile=13800001234"},
    {"a fax alone",
     RECEIPT "单位名称 | 青禾医院\n联系人 | 王小明\n传真 | 0553-3000891\n邮箱 | a@126.com\n媒体征集宣传 | 是",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nemail=a@126.com\njoin_media=true"},
    {"telephone and fax in one label, in text",
     "> 单位：青禾医学杂志社\n> 联系人：王小明\n> 电话/传真：0553-3000890\n> 手机：13800001234（微信同号）\n"
     "> Email：qinghe＠126.com\n> 邮编：241000\n> 媒体征集宣传：是  网站征集宣传：否",
     "#form receipt\nmedia_name=青禾医学杂志社\ncontact=王小明\nlandline=0553-3000890\nmobile=13800001234\n"
     "email=qinghe@126.com\njoin_media=true\njoin_website=false"},
    {"a compound label of which only a part is a field",
     WORK "个人作者姓名 | 欧阳睿 | 现工作单位及职务 | 青禾医院 主任医师\n手机号码 | 13900008801 | 邮箱 | a@126.com\n"
          "通讯地址及邮编 | 文昌路5号 225001 | < | <\n作品类别 | 摄影图片 | < | <\n作品简介 | 照片 | < | <",
     "#form work\nauthor_name=欧阳睿\nauthor_email=a@126.com\nauthor_mobile=13900008801\nauthor_address=文昌路5号\n"
     "author_postcode=225001\ncategory=photo\nsubmitted_by~individual\nsynopsis=照片"},
    {"one label in two cells, a teacher who is not the author",
     WORK "参赛学校(或单位) | 全称 | 青禾大学\n^ | 联系人 | 章琳\n个人作者姓名 | < | 欧阳睿\n指导老师 | 姓名 | 李老师\n"
          "^ | 手机 | 13800009999\n手机号码 | < | 13900008801\n作品类别 | < | 摄影图片\n作品简介 | < | 照片",
     "#form work\nunit_name=青禾大学\nunit_contact=章琳\nauthor_name=欧阳睿\nauthor_mobile=13900008801\n"
     "category=photo\nsynopsis=照片"},
    {"the teacher before the author, both by 姓名",
     WORK "参赛学校 | 全称 | 青禾大学\n指导老师 | 姓名 | 李老师\n^ | 电话 | 13800009999\n^ | 邮箱 | li@126.com\n"
          "作者 | 姓名 | 欧阳睿\n^ | 电话 | 13900008801\n作品类别 | < | 摄影图片\n作品简介 | < | 照片",
     "#form work\nunit_name=青禾大学\nauthor_name=欧阳睿\nauthor_mobile=13900008801\ncategory=photo\nsynopsis=照片"},
    {"the teacher under a heading of his own",
     WORK "作者姓名 | 欧阳睿\n手机 | 13900008801\n作品类别 | 摄影图片\n二、指导老师信息 | <\n姓名 | 李老师\n"
          "手机 | 13800009999\n三、作品信息 | <\n作品简介 | 照片",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\ncategory=photo\nsubmitted_by~individual\n"
     "synopsis=照片"},
    {"the teacher in one row",
     WORK "作者姓名 | 欧阳睿 | 手机 | 13900008801 | <\n指导老师 | 姓名 | 李老师 | 手机 | 13800009999\n"
          "作品类别 | 摄影图片 | < | < | <\n作品简介 | 照片 | < | < | <",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\ncategory=photo\nsubmitted_by~individual\n"
     "synopsis=照片"},
    {"where the author works is not who recommends",
     WORK "作者姓名（笔名） | 欧阳睿（小睿）\n作者单位 | 青禾医院\n联系方式 | 13900008801\nE-MAIL | a@126.com\n"
          "作品类别 | 摄影图片\n作品简介 | 照片",
     "#form work\nauthor_name=欧阳睿（小睿）\nauthor_mobile=13900008801\nauthor_email=a@126.com\ncategory=photo\n"
     "submitted_by~individual\nsynopsis=照片"},
    {"an address without a label behind the telephone",
     WORK "推荐单位名称 | 青禾医院 | < | <\n联系人 | 章琳 | < | <\n个人作者姓名 | 欧阳睿 | < | <\n"
          "联系电话 | 13900008801 | ouyang@163.com | <\n作品简介 | 照片 | < | <",
     "#form work\nunit_name=青禾医院\nunit_contact=章琳\nauthor_name=欧阳睿\nauthor_mobile=13900008801\n"
     "author_email~ouyang@163.com\nsynopsis=照片"},
    {"unit and author side by side without a head",
     WORK "推荐单位名称 | 青禾医院 | 个人作者姓名 | 欧阳睿\n联系人 | 章琳 | 邮箱 | a@126.com\n"
          "手机号码 | 13800005566 | 手机号码 | 13900008801\n作品简介 | 照片 | < | <",
     "#form work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\n"
     "author_email=a@126.com\nauthor_mobile=13900008801\nsynopsis=照片"},
    {"the unit's own address is not the author's",
     WORK "推荐单位名称 | 青禾医院\n联系人 | 章琳\n手机号码 | 13800005566\n单位邮箱 | unit@126.com\n"
          "个人作者姓名 | 欧阳睿\n邮箱 | ouyang@163.com\n作品简介 | 照片",
     "#form work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\n"
     "author_email=ouyang@163.com\nsynopsis=照片"},
    {"a journal called 联系人",
     RECEIPT "媒体单位名称 | 《联系人》杂志社 | 联系人 | 王小明\n手机号码 | 13800001234 | 邮箱 | a@126.com",
     "#form receipt\nmedia_name=《联系人》杂志社\ncontact=王小明\nmobile=13800001234\nemail=a@126.com"},
    {"the same without marks",
     RECEIPT "单位 | 联系人杂志社 | 联系人 | 王小明\n手机号码 | 13800001234 | 邮箱 | a@126.com",
     "#form receipt\nmedia_name=联系人杂志社\ncontact=王小明\nmobile=13800001234\nemail=a@126.com"},
    {"words of labels as values",
     WORK "单位 | 编辑部 | 联系人 | 章琳 | 职务 | 主编\n手机 | 13800005566 | 作者 | 欧阳睿 | 邮箱 | a@126.com\n"
          "作品简介 | 照片 | < | < | < | <",
     "#form work\nunit_name=编辑部\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\n"
     "author_email=a@126.com\nsynopsis=照片"},
    {"labels in two languages",
     RECEIPT "单位名称 Organization | 青禾医院\nAddress 地址 | 长江路8号\n邮箱 E-mail | a@126.com\n"
             "联系人 Contact Person | Anna Keller\n座机 Tel. | 0553-3000890\n手机 Mobile | 13800001234\n"
             "其他说明 Remarks | 请寄样刊",
     "#form receipt\nmedia_name=青禾医院\naddress=长江路8号\nemail=a@126.com\ncontact=Anna Keller\n"
     "landline=0553-3000890\nmobile=13800001234\nother_note=请寄样刊"},
    {"labels in two languages in running text",
     RECEIPT "> 单位名称 Organization：青禾医院\n> 联系人 Contact Person：Anna Keller\n> 手机 Mobile：13800001234\n"
             "> 邮箱 E-mail：a@126.com",
     "#form receipt\nmedia_name=青禾医院\nemail=a@126.com\ncontact=Anna Keller\nmobile=13800001234"},
    {"an English name behind its label is a value",
     RECEIPT "> 单位名称 青禾医院\n> 联系人 Anna Keller\n> 手机 13800001234\n> 邮箱：a@126.com",
     "#form receipt\nmedia_name~青禾医院\nemail=a@126.com\ncontact~Anna Keller\nmobile~13800001234"},
    {"an English label under the author's heading",
     WORK "个人作者 | 姓名 | 欧阳睿\n^ | E-mail | a@126.com\n^ | 手机 | 13900008801\n作品类别 | < | 摄影图片\n"
          "作品简介 | < | 照片",
     "#form work\nauthor_name=欧阳睿\nauthor_email=a@126.com\nauthor_mobile=13900008801\ncategory=photo\n"
     "submitted_by~individual\nsynopsis=照片"},
    {"headings over heads",
     RECEIPT LEVELS "单位名称 | 地址 | 联系人 | 手机 | 座机 | 邮箱\n"
                    "青禾医院 | 长江路8号 | 王小明 | 13800001234 | 0553-3000890 | a@126.com\n"
                    "参与方式 | < | < | < | < | <\n" LEVELS_TICKED,
     "#form receipt\n" LEVELS_READ},
    {"csv: headings over heads",
     RECEIPT "单位信息 | | | 联系方式 | |\n单位名称 | 地址 | 联系人 | 手机 | 座机 | 邮箱\n"
             "青禾医院 | 长江路8号 | 王小明 | 13800001234 | 0553-3000890 | a@126.com\n"
             "参与方式 | | | | |\n" LEVELS_TICKED,
     "#form receipt\n" LEVELS_READ},
    {"a wide label over others keeps what stands beside it",
     RECEIPT "联系方式 | < | 13800001234 | <\n单位 | 联系人 | 邮箱 | 地址\n青禾医院 | 王小明 | a@126.com | 长江路8号",
     "#form receipt\nmedia_name=青禾医院\naddress=长江路8号\nemail=a@126.com\ncontact=王小明\nmobile=13800001234"},
    {"answers below their questions, some empty",
     RECEIPT "> 1．单位名称：\n> \n> 2．联系地址：\n> 长江路8号\n> 3．联系人：\n> \n> （4）座机：\n> 0553-3000890\n"
             "> 5．手机号码：\n> 13800001234",
     "#form receipt\naddress=长江路8号\nlandline=0553-3000890\nmobile=13800001234"},
    {"a remark about the number behind the name",
     RECEIPT "单位 | 青禾医院\n联系人及手机 | 王小明， 13800001234（微信同号）\n邮箱 | a@126.com（常用）",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nmobile=13800001234\nemail=a@126.com"},
    {"rules around what was written into a blank",
     RECEIPT "> 单位：____青禾医院______\n> 联系人：___王小明___\n> 手机：____13800001234____\n> 邮箱：__a@126.com__",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nmobile=13800001234\nemail=a@126.com"},
    {"csv: a hint behind an empty cell is no value",
     RECEIPT "序号 | 项目 | 填写内容 | 说明\n1 | 单位 | 青禾医院 | 与公章一致\n2 | 联系人 | 王小明 |\n"
             "3 | 座机 | | 区号-号码\n4 | 手机 | | 必填\n5 | 邮箱 | a@126.com |",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nemail=a@126.com"},
    {"what ran into one cell is not certain",
     RECEIPT "单位 | 青禾医院联系地址\n联系人 | 王小明☑\n手机 | 13800001234\n通讯地址 | 长江路8号 E-MAIL",
     "#form receipt\nmedia_name~青禾医院联系地址\ncontact~王小明☑\nmobile=13800001234\n"
     "address~长江路8号 E-MAIL"},
    {"blank: what editors and examples print",
     RECEIPT "单位 | 单击此处输入文字。 | 联系人 | 点击或点按此处输入文字。\n手机号码 | 例：13800000000 | 邮箱 | "
             "如：abc@126.com\n通讯地址 | 例：北京市朝阳区XX路X号 | 其他说明 | 请填写\n座机号码 | Click or tap here to "
             "enter text. | 媒体征集宣传 | □是 □否",
     "#form receipt\n"},
    {"blank: dummies",
     RECEIPT "单位 | ×××× | 联系人 | xxx\n手机号码 | 1XXXXXXXXXX | 邮箱 | xxx@xx.com\n媒体征集宣传 | □是 □否 | < | <",
     "#form receipt\n"},
    {"seals and dates to complete are no values",
     RECEIPT "单位名称（盖章） | （盖章） | 联系人 | 年 月 日\n手机号码 | 13800001234 | 邮箱 | a@126.com\n"
             "通讯地址 |      年   月   日 | 其他说明 | （公章）",
     "#form receipt\nmobile=13800001234\nemail=a@126.com"},
    {"seals behind values",
     RECEIPT "单位名称 | 青禾医院（盖章） | 联系人 | 王小明（签字）\n手机号码 | 13800001234 | 邮箱 | a@126.com\n"
             "其他说明 | 同意。\\n（盖章）\\n2020年 月 日 | < | <",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nmobile=13800001234\nemail=a@126.com\nother_note=同意。"},
    {"an example above the value; a month is no open date",
     WORK "个人作者姓名 | 例：张三\\n欧阳睿\n手机号码 | 13900008801\n作品类别 | 摄影图片\n"
          "作品简介 | 例：照片拍摄于武汉。\\n护士摘下口罩。\\n2020年2月",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\ncategory=photo\nsubmitted_by~individual\n"
     "synopsis=护士摘下口罩。\\n2020年2月"},
    {"two values each: kept, less sure",
     RECEIPT "单位名称 | 青禾医院 | 联系人 | 王小明\n手机号码 | 13800001234 | 手机号码 | 13900005678\n"
             "联系人 | 李四 | 邮箱 | a@126.com\n媒体征集宣传 | ☑是 □否 | < | <\n媒体征集宣传 | □是 ☑否 | < | <",
     "#form receipt\nmedia_name=青禾医院\ncontact~王小明\nmobile~13800001234\nemail=a@126.com\njoin_media~true"},
    {"a form below the notice's text",
     "> 通知：请各单位填写回执表。\n> 联系人：张三 李四\n> 电话：010-60000001\n> 邮箱：yywsqkfh@126.com\n"
     "> 2020年4月15日\n> 附件：回执表\n媒体单位名称 | 青禾 | 联系人 | 王小明\n手机号码 | 13800001234 | 邮箱 | "
     "a@126.com\n"
     "> 备注：返回至邮箱：yywsqkfh@126.com",
     "#form receipt\nmedia_name=青禾\ncontact=王小明\nmobile=13800001234\nemail=a@126.com"},
    {"a copy a row, labels and all",
     WORK "推荐单位名称 | 青禾医院 | 联系人 | 章琳 | 手机号码 | 13800005566\n"
          "推荐单位名称 | 青山医院 | 联系人 | 李想 | 手机号码 | 13800005567",
     "#form work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nsubmitted_by~unit\n"
     "#form work\nunit_name=青山医院\nunit_contact=李想\nunit_mobile=13800005567\nsubmitted_by~unit"},
    {"text: a wrapped address, a second number below, an empty label, padding of blanks",
     "> 作品登记表\n> 推荐单位名称：____青禾医院____\n> 通讯地址：江苏省扬州市\n> 江中路36号3-502室\n> 联系人：___张 "
     "三___ "
     "座机号码：0514-80000016\n> 0514-80000017\n> 手机号码：\n> 作者姓名：欧阳睿\n> 邮箱：____\n> 邮编：___3 7 7 5 6 "
     "8___\n"
     "> 作品类别（单选）：\n> [ ]最美抗疫瞬间（摄影图片）\n> [√]医学科普作品（文字、图片、视频、）\n> 作品报送形式：\n"
     "> □媒体单位推荐\n> v个人作者直报（请写明参加活动的信息来源）\n> 作品简介：照片",
     "#form work\nunit_name=青禾医院\nunit_address=江苏省扬州市\\n江中路36号3-502室\nunit_contact=张三\n"
     "unit_landline=0514-80000016\nauthor_name=欧阳睿\nauthor_postcode=377568\ncategory=science\n"
     "submitted_by=individual\nsynopsis=照片"},
    {"text: columns of tabs",
     "> 回执表\n> 现工作单位及职务\t青禾杂志社 编辑\n> 单位名称（全称）\t青禾医学\n> 移动电话\t\n> 联系人\t王小明\n"
     "> 媒体征集宣传（请选择）\t是（√）  否（　）\n> 网站征集宣传（请选择）\t是（　）  否（√）",
     "#form receipt\nmedia_name~青禾杂志社编辑\ncontact=王小明\njoin_media=true\njoin_website=false"},
    {"a heading written downwards, a column of instructions",
     RECEIPT "单\\n位\\n信\\n息 | 参评单位 | 青禾医院 |\n^ | 联系人 | 王小明 |\n^ | 手机号码 | 13800001234 |\n"
             "参\\n与 | 媒体征集宣传 | □是 | 请在□内打√\n^ | 网站征集宣传（请在□内打“√”） | □是 ☑否 |",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nmobile=13800001234\njoin_media~true\njoin_website=false"},
    {"options at the head of columns, their ticks below",
     WORK "个人作者姓名 | 欧阳睿 | <\n手机号码 | 13900008801 | <\n作品类别 | 最美抗疫瞬间（摄影图片） | 医学科普作品\n"
          "^ |  | √\n作品简介 | 照片 | <",
     "#form work\nauthor_name=欧阳睿\nauthor_mobile=13900008801\ncategory=science\nsubmitted_by~individual\n"
     "synopsis=照片"},
    {"none is no address; what an address leaves of its postcode",
     WORK "推荐单位名称 | 青禾医院\n通讯地址 | 无\n联系人 | 章琳\n手机号码 | 13800005566\n个人作者姓名 | 欧阳睿\n"
          "通讯地址及邮编 | 上海市（浦东新区）世纪大道1号（邮编：225001）\n作品简介 | 照片",
     "#form work\nunit_name=青禾医院\nunit_contact=章琳\nunit_mobile=13800005566\nauthor_name=欧阳睿\n"
     "author_address=上海市（浦东新区）世纪大道1号\nauthor_postcode=225001\nsynopsis=照片"},
    {"things to take part in, ticked in one cell",
     RECEIPT "单位 | 青禾医院\n联系人 | 王小明\n手机 | 13800001234\n"
             "参与方式（可多选） | ☑媒体征集宣传 □网站征集宣传\\n☑参加基层线下扶贫活动宣传",
     "#form receipt\nmedia_name=青禾医院\ncontact=王小明\nmobile=13800001234\njoin_media~true\njoin_outreach~true"},
};

static const struct field *only(const GPtrArray *forms, const char *name)
{
    return forms->len == 1 ? form_get(forms->pdata[0], name) : NULL;
}

/* What was lost or said twice is told. */
static void check_notes(const struct ruleset *ruleset)
{
    g_autoptr(FormIndex) index = form_index_create(ruleset);
    g_autoptr(Document) document =
        kit_document(RECEIPT "单位 | 青禾\n联系人 | 王小明\n联系人 | 李四\n手机 | 13800001234\n媒体征集宣传 | 是 否\n"
                             "网站征集宣传 | □是 否\n公众号征集宣传 | □是 □否\n座机及手机 | 0553-3000890，13800001234");
    g_autoptr(GPtrArray) forms = form_find(document, index, "1", "表.docx");
    const struct field *contact = only(forms, "contact"), *lost = only(forms, "join_media");
    tap_ok(contact && contact->also && !strcmp(contact->also[0], "李四") && contact->note, "both values are kept");
    tap_ok(forms->len == 1 && ((const struct form *)forms->pdata[0])->notes->len == 1, "the form says so once");
    tap_ok(lost && !lost->value && lost->confidence < 1 && lost->note, "no box and no tick: not sure that it is open");
    lost = only(forms, "join_website");
    tap_ok(lost && !lost->value && lost->confidence < 1 && lost->note, "one box of two: something may be lost");
    lost = only(forms, "join_wechat");
    tap_ok(lost && !lost->value && lost->confidence >= 1 && !lost->note, "both boxes empty: open for certain");
    const struct field *landline = only(forms, "landline");
    tap_str(landline ? landline->raw : NULL, "0553-3000890，13800001234", "raw is as typed");
}

int main(void)
{
    g_autoptr(Ruleset) ruleset = kit_rules();
    if (!ruleset)
        return 1;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Document) document = kit_document(cases[i].drawing);
        if (g_str_has_prefix(cases[i].name, "csv:"))
            document->kind = DOCUMENT_CSV;
        kit_check(ruleset, cases[i].name, document, cases[i].expected);
    }
    check_notes(ruleset);
    return tap_done();
}
