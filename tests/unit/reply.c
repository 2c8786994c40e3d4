/* Replies of the 2020 campaign, from hand-made submissions and findings to the finished text. With SHOW=1 each
 * mail is printed, to be read as its receiver will.
 */
#include "reply/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "mail/message.h"
#include "reply/faults.h"
#include "reply/view.h"
#include "tap.h"

struct sample {
    struct submission submission;
    struct verdict verdict;
    struct judged judged;
};

static const struct campaign *campaign;
static struct message message = {.subject = "作品报送", .from = {"陈晓燕", "chenxy@example.com"}};

static gint64 at(const char *time)
{
    gint64 instant = 0;
    g_assert_true(clock_parse(time, campaign->zone, &instant, NULL));
    return instant;
}

static struct sample *sample_new(const char *form, enum verdict_state state)
{
    struct sample *sample = g_new0(struct sample, 1);
    sample->submission = (struct submission){.number = "NXZ-0012",
                                             .form = (char *)form,
                                             .received = at("2020-05-20 14:05"),
                                             .revision = 1,
                                             .fields = g_ptr_array_new_with_free_func(g_free),
                                             .works = g_ptr_array_new_with_free_func(g_free),
                                             .links = g_ptr_array_new_with_free_func(g_free),
                                             .failures = g_ptr_array_new(),
                                             .notes = g_ptr_array_new()};
    sample->verdict = (struct verdict){state, g_ptr_array_new_with_free_func(g_free)};
    sample->judged = (struct judged){campaign, &sample->submission, &sample->verdict};
    return sample;
}

static void sample_free(struct sample *sample)
{
    for (guint i = 0; i < sample->submission.works->len; i++)
        g_free(((struct numbered *)sample->submission.works->pdata[i])->work);
    g_ptr_array_unref(sample->submission.fields);
    g_ptr_array_unref(sample->submission.works);
    g_ptr_array_unref(sample->submission.links);
    g_ptr_array_unref(sample->submission.failures);
    g_ptr_array_unref(sample->submission.notes);
    g_ptr_array_unref(sample->verdict.findings);
    g_free(sample);
}
typedef struct sample Sample;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)

static void add_field(struct sample *sample, const char *name, const char *value)
{
    struct field *field = g_new0(struct field, 1);
    field->name = (char *)name;
    field->value = (char *)value;
    g_ptr_array_add(sample->submission.fields, field);
}

static void add_work(struct sample *sample, enum work_kind kind, const char *name, guint64 bytes)
{
    struct numbered *numbered = g_new0(struct numbered, 1);
    numbered->seq = (int)sample->submission.works->len + 1;
    numbered->work = g_new0(struct work, 1);
    numbered->work->kind = kind;
    numbered->work->name = (char *)name;
    numbered->work->bytes = bytes;
    g_ptr_array_add(sample->submission.works, numbered);
}

static void add_finding(struct sample *sample, const char *rule, enum severity severity, const char *subject,
                        const char *text)
{
    struct finding *finding = g_new0(struct finding, 1);
    finding->rule = (char *)rule;
    finding->severity = severity;
    finding->subject = (char *)subject;
    finding->text = (char *)text;
    g_ptr_array_add(sample->verdict.findings, finding);
}

static struct reply *compose(struct sample *first, struct sample *second)
{
    g_autoptr(GPtrArray) judged = g_ptr_array_new();
    g_ptr_array_add(judged, &first->judged);
    if (second)
        g_ptr_array_add(judged, &second->judged);
    g_autoptr(GError) error = NULL;
    struct reply *reply = reply_compose(judged, &message, at("2020-05-20 14:06"), false, &error);
    if (!reply)
        printf("# %s\n", error->message);
    else if (g_getenv("SHOW"))
        printf("────────────────────────────── %s\n主题：%s\n\n%s\n", reply->template, reply->subject, reply->text);
    return reply;
}

static void add_unit(struct sample *sample)
{
    add_field(sample, "unit_name", "邗东大学附属医院宣传处");
    add_field(sample, "unit_contact", "章若琳");
}

static void test_receipt(void)
{
    g_autoptr(Sample) sample = sample_new("receipt", VERDICT_COMPLETE);
    add_field(sample, "media_name", "《东江全科医学》杂志社");
    add_field(sample, "contact", "陈 晓燕");
    add_field(sample, "join_media", "true");
    add_field(sample, "join_website", "false");
    add_field(sample, "join_wechat", "true");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply ? reply->template : NULL, "complete-receipt", "a complete receipt has words of its own");
    tap_str(reply->to, "chenxy@example.com", "to the sender");
    tap_str(reply->subject, "【已收到】回执表 NXZ-0012", "the number stands in the subject");
    tap_str(reply->text,
            "陈 晓燕老师，您好！\n\n"
            "《东江全科医学》杂志社的回执表已于5月20日 14:05收到，编号NXZ-0012。\n✓ 内容完整，无需补充。\n"
            "登记的参与方式：媒体征集宣传、公众号征集宣传。\n\n"
            "如有变动，回复本邮件说明即可。感谢贵单位的支持！\n\n"
            "中国期刊协会医药卫生期刊分会（活动组委会）\n"
            "邮箱：yywsqkfh@126.com｜本邮件由系统发出，直接回复即可，工作人员会看到。\n",
            "the whole text of a complete receipt");
}

static void test_incomplete_receipt(void)
{
    g_autoptr(Sample) sample = sample_new("receipt", VERDICT_INCOMPLETE);
    add_field(sample, "contact", NULL);
    add_field(sample, "media_name", "《东江全科医学》杂志社");
    add_finding(sample, "field.missing", SEVERITY_FIX, "email", "“邮箱”未填写。");
    add_finding(sample, "field.missing", SEVERITY_FIX, "contact", "“联系人”未填写。");
    add_finding(sample, "field.missing", SEVERITY_FIX, "mobile", "“手机号码”和“座机号码”都未填写，请至少填写一项。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->subject, "【请补正】回执表 NXZ-0012：共3处", "how many faults stand in the subject");
    tap_ok(g_str_has_prefix(reply->text, "您好！\n"), "no name, no 老师");
    tap_ok(strstr(reply->text, "✗ “邮箱”、“联系人”未填写。\n"), "equal faults stand in one line");
    tap_ok(strstr(reply->text, "✗ “手机号码”和“座机号码”都未填写"), "a sentence with two names is left alone");
    tap_ok(strstr(reply->text, "· 写明“邮箱：……”“联系人：……”“手机号码：……”，或附上改好的回执表\n"),
           "the next step shows how to write it");
    tap_ok(strstr(reply->text, "请于5月27日前"), "five working days after now, when the deadline is over");
}

static void test_incomplete_work(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_INCOMPLETE);
    add_unit(sample);
    for (int i = 0; i < 5; i++) {
        static const char *const names[] = {"IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg", "IMG_4.jpg", "5.jpg"};
        add_work(sample, WORK_PHOTO, names[i], i == 0 ? 1200000 : 3400000);
    }
    add_finding(sample, "photo.size", SEVERITY_FIX, "IMG_1.jpg",
                "照片“IMG_1.jpg”只有 1.2M，通知要求 2M 及以上，请发送相机原图。");
    add_finding(sample, "photo.caption.missing", SEVERITY_FIX, "IMG_2.jpg",
                "照片“IMG_2.jpg”缺文字说明，请写明时间、地点、人物、事件。");
    add_finding(sample, "photo.caption.missing", SEVERITY_FIX, "IMG_3.jpg",
                "照片“IMG_3.jpg”缺文字说明，请写明时间、地点、人物、事件。");
    add_finding(sample, "photo.caption.length", SEVERITY_FIX, "IMG_1.jpg",
                "照片“IMG_1.jpg”的文字说明160字，要求不超过150字，请删减10字。");
    add_finding(sample, "source.missing", SEVERITY_FIX, "info_source", "个人作者直报请写明参加活动的“信息来源”。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->subject, "【请补正】作品 NXZ-0012：共5处", "subject of an incomplete work");
    tap_str(reply->text,
            "章若琳老师，您好！\n\n"
            "邗东大学附属医院宣传处报送的作品已于5月20日 14:05收到，编号NXZ-0012，共照片5张。\n"
            "其中有5处需要补正，其余不必重发。\n\n"
            "→ 请于5月31日前直接回复本邮件，回信中请：\n"
            "· 附上符合要求的作品文件（照片须是原图；普通附件，每封不超过50M，可分几封）\n"
            "· 写明“照片1说明：……”“照片2说明：……”“照片3说明：……”\n"
            "· 写明“信息来源：……”，或附上改好的作品登记表\n\n"
            "需要补正的是：\n"
            "✗ 个人作者直报请写明参加活动的“信息来源”。\n"
            "照片1（IMG_1.jpg）\n"
            "✗ 只有 1.2M，通知要求 2M 及以上，请发送相机原图。\n"
            "✗ 文字说明160字，要求不超过150字，请删减10字。\n"
            "照片2、3\n"
            "✗ 缺文字说明，请写明时间、地点、人物、事件。\n\n"
            "如已无原图或无法提供，请回复“无原图”或“无法提供”，由工作人员酌处。\n\n"
            "如用手机回信，可复制下面两线之间的各行，在冒号后填写，粘贴到回信里：\n"
            "———— 复制从这里开始 ————\n"
            "信息来源：\n照片1说明：\n照片2说明：\n照片3说明：\n"
            "———— 到这里为止 ————\n\n"
            "已收到、不必重发的：\n"
            "✓ 照片4、5\n\n"
            "中国期刊协会医药卫生期刊分会（活动组委会）\n"
            "邮箱：yywsqkfh@126.com｜本邮件由系统发出，直接回复即可，工作人员会看到。\n",
            "the whole text of an incomplete work");
}

/* What the examples leave out is not forgotten, and what people look at is told beside what is asked for. */
static void test_more_than_examples(void)
{
    g_autoptr(Sample) sample = sample_new("receipt", VERDICT_INCOMPLETE);
    add_finding(sample, "field.missing", SEVERITY_FIX, "mobile", "“手机号码”和“座机号码”都未填写。");
    add_finding(sample, "field.format", SEVERITY_FIX, "mobile", "“手机号码”格式不正确。");
    add_finding(sample, "field.missing", SEVERITY_FIX, "join", "六项都未勾选。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_ok(strstr(reply->text, "· 写明“手机号码：……”等，或附上改好的回执表\n"), "a fault that is no one field's: 等");

    g_autoptr(Sample) photos = sample_new("work", VERDICT_INCOMPLETE);
    for (int i = 0; i < 4; i++) {
        static const char *const names[] = {"1.jpg", "2.jpg", "3.jpg", "4.jpg"};
        add_work(photos, WORK_PHOTO, names[i], 2500000);
        add_finding(photos, "photo.caption.missing", SEVERITY_FIX, names[i], "缺文字说明。");
    }
    add_finding(photos, "declaration.refused", SEVERITY_REVIEW, "free_of_charge", "选择了“否”。");
    g_autoptr(Reply) four = compose(photos, NULL);
    tap_ok(strstr(four->text, "“照片3说明：……”等\n"), "three examples of four");
    tap_ok(strstr(four->text, "另有1处由工作人员核对，不必重发：\n· 选择了“否”。\n"), "what people look at");
}

static void test_complete_work(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_COMPLETE);
    add_unit(sample);
    add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
    add_work(sample, WORK_PHOTO, "2.jpg", 2500000);
    add_work(sample, WORK_DOCUMENT, "海报.pdf", 900000);
    add_finding(sample, "photo.recompressed", SEVERITY_NOTE, "1.jpg",
                "照片“1.jpg”像是聊天软件转发的，如有原图请补发。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->template, "complete-work", "a complete work");
    tap_ok(strstr(reply->text, "共照片2张、文件1件。"), "counts by kind");
    tap_ok(strstr(reply->text, "另请留意：照片“1.jpg”像是聊天软件转发的，如有原图请补发。\n"), "a hint is told");
    tap_ok(strstr(reply->text, "评审结果另行通知"), "complete is not chosen");
}

static void test_late(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_LATE);
    sample->submission.received = at("2020-06-01 00:03");
    add_field(sample, "author_name", "欧阳睿哲");
    add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
    add_finding(sample, "deadline", SEVERITY_LATE, NULL, "截止时间是5月31日。");
    add_finding(sample, "declaration.missing", SEVERITY_FIX, "free_of_charge", "“是否自愿无偿”未勾选。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->template, "late", "late");
    tap_ok(strstr(reply->text, "于5月31日截止，来件到达时间为6月1日 00:03"), "with both times");
    tap_ok(strstr(reply->text, "现在不必处理：\n✗ “是否自愿无偿”未勾选。\n"), "and what else there is");
}

static void test_review(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_REVIEW);
    add_unit(sample);
    add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
    add_finding(sample, "declaration.refused", SEVERITY_REVIEW, "free_of_charge",
                "“推荐作品是否自愿无偿提供本次公益活动”选择了“否”，由工作人员与您联系确认。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->template, "review", "review");
    tap_ok(strstr(reply->text, "有1处需要工作人员核对，5月27日前与您联系"), "until when people answer");

    g_autoptr(Sample) scan = sample_new("receipt", VERDICT_REVIEW);
    scan->submission.unreadable = true;
    add_finding(scan, "form.unreadable", SEVERITY_REVIEW, "回执.jpg",
                "“回执.jpg”是回执表，但系统不能准确读出其中的文字。");
    g_autoptr(Reply) unreadable = compose(scan, NULL);
    tap_str(unreadable->template, "unreadable", "a scan alone");
    add_work(scan, WORK_PHOTO, "1.jpg", 2500000);
    add_finding(scan, "work.duplicate", SEVERITY_REVIEW, "1.jpg", "“1.jpg”与NXZ-0003中的文件相同。");
    g_autoptr(Reply) both = compose(scan, NULL);
    tap_str(both->template, "review", "a scan and something else");
}

static void test_link(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_INCOMPLETE);
    add_unit(sample);
    struct link *link = g_new0(struct link, 1);
    *link = (struct link){.host = "wx.mail.qq.com",
                          .provider = "QQ邮箱超大附件",
                          .name = "抗疫照片.zip",
                          .bytes = 134247000,
                          .expires = at("2020-06-25 21:59")};
    g_ptr_array_add(sample->submission.links, link);
    add_finding(sample, "link.oversized", SEVERITY_FIX, "wx.mail.qq.com", "“抗疫照片.zip”是QQ邮箱超大附件的下载链接。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->template, "link", "only a cloud link");
    tap_ok(strstr(reply->text, "✗ “抗疫照片.zip”（134M，QQ邮箱超大附件链接，2020年6月25日 21:59到期）\n"),
           "the link's facts");
    tap_ok(strstr(reply->text, "主题均写“NXZ-0012”"), "how to send it again");
    tap_ok(strstr(reply->text, "已收到、不必重发的：\n✓ 作品登记表\n"), "what need not be sent again");
    link->name = NULL;
    add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
    g_autoptr(Reply) nameless = compose(sample, NULL);
    tap_ok(strstr(nameless->text, "✗ 一个文件（134M，QQ邮箱超大附件链接，") && !strstr(nameless->text, "“章若琳”"),
           "a link without a name does not borrow the person's");
    tap_ok(strstr(nameless->text, "✓ 作品登记表\n✓ 照片1\n"), "a photo that came beside the link is listed");
    *link = (struct link){.host = "pan.baidu.com", .provider = "百度网盘", .bytes = -1};
    g_autoptr(Reply) bare = compose(sample, NULL);
    tap_ok(strstr(bare->text, "✗ 一个文件（百度网盘链接）\n"), "a link of which nothing is known");
    add_finding(sample, "form.missing", SEVERITY_FIX, NULL, "没有收到“作品登记表”。");
    g_autoptr(Reply) more = compose(sample, NULL);
    tap_str(more->template, "incomplete", "a link and more: all in one list");
}

/* Works that are only a link, and no form: nothing arrived that need not be sent again. */
static void test_nothing_kept(void)
{
    g_autoptr(Sample) sample = sample_new(NULL, VERDICT_INCOMPLETE);
    add_finding(sample, "form.missing", SEVERITY_FIX, NULL, "没有收到“作品登记表”。");
    add_finding(sample, "link.oversized", SEVERITY_FIX, "pan.baidu.com", "来信中的文件是百度网盘的下载链接。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_ok(strstr(reply->text, "有2处需要补正。\n") && !strstr(reply->text, "不必重发"),
           "nothing arrived: nothing is said to be kept");
}

static void test_several(void)
{
    g_autoptr(Sample) one = sample_new("receipt", VERDICT_COMPLETE);
    add_field(one, "media_name", "《东江全科医学》杂志社");
    g_autoptr(Sample) two = sample_new("work", VERDICT_INCOMPLETE);
    two->submission.number = "NXZ-0013";
    add_unit(two);
    add_finding(two, "work.missing", SEVERITY_FIX, NULL, "只收到登记表，没有收到作品文件。");
    g_autoptr(Reply) reply = compose(one, two);
    tap_str(reply->template, "several", "two submissions in one mail");
    tap_str(reply->subject, "【请补正】共2件：NXZ-0012、NXZ-0013", "both numbers; something is asked for");
    tap_ok(strstr(reply->text, "【1】NXZ-0012 回执表（《东江全科医学》杂志社）\n✓ 材料已收齐"), "the first");
    tap_ok(strstr(reply->text, "【2】NXZ-0013 作品登记表（邗东大学附属医院宣传处）\n需要补正1处"), "the second");
    tap_ok(strstr(reply->text, "✗ 只收到登记表，没有收到作品文件。\n"), "its fault");
    tap_ok(strstr(reply->text, "请在回信中写明对应的编号"), "which number the correction is for");
}

static void test_several_complete(void)
{
    g_autoptr(Sample) one = sample_new("receipt", VERDICT_COMPLETE);
    add_field(one, "media_name", "《东江全科医学》杂志社");
    add_field(one, "contact", "陈晓燕");
    add_field(one, "join_wechat", "true");
    g_autoptr(Sample) two = sample_new("receipt", VERDICT_COMPLETE);
    two->submission.number = "NXZ-0013";
    add_field(two, "media_name", "《东江护理》编辑部");
    add_field(two, "contact", "吴芳");
    add_field(two, "join_wechat", "false");
    g_autoptr(Reply) reply = compose(one, two);
    tap_str(reply->subject, "【已收到】共2件：NXZ-0012、NXZ-0013", "nothing is asked for");
    tap_ok(!strstr(reply->text, "补正时"), "and no correction is spoken of");
    tap_ok(strstr(reply->text, "登记的参与方式：公众号征集宣传。\n"), "a receipt's ways to take part");
    tap_ok(strstr(reply->text, "各项宣传方式均登记为不参加。\n"), "or that there is none");
    tap_ok(g_str_has_prefix(reply->text, "您好！\n"), "two persons on the forms: neither is addressed alone");
}

static void test_several_authors(void)
{
    g_autoptr(Sample) one = sample_new("work", VERDICT_COMPLETE);
    add_unit(one);
    add_field(one, "author_name", "孙建国");
    g_autoptr(Sample) two = sample_new("work", VERDICT_COMPLETE);
    two->submission.number = "NXZ-0013";
    add_field(two, "author_name", "周杰");
    g_autoptr(Reply) reply = compose(one, two);
    tap_ok(strstr(reply->text, "【1】NXZ-0012 作品登记表（邗东大学附属医院宣传处，作者孙建国）\n"), "unit and author");
    tap_ok(strstr(reply->text, "【2】NXZ-0013 作品登记表（作者周杰）\n"), "an author alone");
}

static void test_again(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_COMPLETE);
    sample->judged.again = true;
    add_unit(sample);
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_ok(strstr(reply->text, "您补充的材料已收到，并入NXZ-0012一并核对。"), "a correction is told from a first mail");
}

static void test_names(void)
{
    static const struct {
        const char *name, *greeting;
    } cases[] = {
        {"王主任", "王主任，您好！\n"},
        {"李老师", "李老师，您好！\n"},
        {"张三、李四", "张三、李四老师，您好！\n"},
        {"http://evil.example/", "您好！\n"},
        {"13800001234", "您好！\n"},
        {"这一栏里写了一整段话而不是姓名所以不应当作为称呼", "您好！\n"},
        {"  ", "您好！\n"},
        {"王\n小明", "王 小明老师，您好！\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Sample) sample = sample_new("work", VERDICT_COMPLETE);
        add_field(sample, "unit_contact", cases[i].name);
        g_autoptr(Reply) reply = compose(sample, NULL);
        tap_ok(g_str_has_prefix(reply->text, cases[i].greeting), cases[i].greeting);
    }
}

static void test_plain(void)
{
    static const char *const templates[] = {"enquiry", "toolarge", "closed", "status", "help"};
    for (guint i = 0; i < G_N_ELEMENTS(templates); i++) {
        g_autoptr(GError) error = NULL;
        GVariant *extra = g_variant_new_parsed("{'size': <'82M'>, 'now': <'5月20日 14:06'>, 'count': <1>, 'items': "
                                               "<[{'number': <'NXZ-0012'>, 'title': <'守护'>, 'state': <'已收齐'>}]>}");
        message.received = at("2020-05-20 14:05");
        g_autoptr(Reply) reply = reply_plain(campaign, templates[i], &message, extra, &error);
        tap_ok(reply && *reply->subject && strstr(reply->text, "本邮件由系统发出"), templates[i]);
        if (reply && g_getenv("SHOW"))
            printf("────────────────────────────── %s\n主题：%s\n\n%s\n", reply->template, reply->subject, reply->text);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Reply) none = reply_plain(campaign, "no-such", &message, NULL, &error);
    tap_ok(!none && strstr(error->message, "no-such.mustache"), "an unknown template is refused by name");
}

static char *plain_text(const char *template, const char *received)
{
    g_autoptr(GError) error = NULL;
    message.received = received ? at(received) : 0;
    g_autoptr(Reply) reply = reply_plain(campaign, template, &message, NULL, &error);
    if (reply && g_getenv("SHOW"))
        printf("────────────────────────────── %s\n主题：%s\n\n%s\n", reply->template, reply->subject, reply->text);
    return reply ? g_strdup(reply->text) : g_strdup(error->message);
}

static void test_deadlines(void)
{
    g_autofree char *open = plain_text("enquiry", "2020-05-10 23:59");
    tap_ok(strstr(open, "请于5月10日前") && strstr(open, "请于5月31日前") && !strstr(open, "逾期"),
           "before the deadlines both are told");
    g_autofree char *half = plain_text("enquiry", "2020-05-11 00:01");
    tap_ok(!strstr(half, "请于5月10日前") && strstr(half, "已于5月10日截止") && strstr(half, "请于5月31日前"),
           "one deadline has passed");
    tap_ok(strstr(half, "逾期"), "and what comes later is still registered, as late");
    g_autofree char *over = plain_text("enquiry", "2020-06-02 08:00");
    tap_ok(!strstr(over, "请于5月") && strstr(over, "已于5月31日截止"), "both have passed");
    g_autofree char *undated = plain_text("closed", NULL);
    tap_ok(strstr(undated, "来信已收到并留存。"), "a mail without a date: no empty place where the date would stand");
    g_autofree char *large = plain_text("toolarge", NULL);
    tap_ok(!strstr(large, "已于到达") && !strstr(large, "已于收到"), "nor of one that is too large");
}

static void test_address(void)
{
    g_autoptr(Sample) sample = sample_new("receipt", VERDICT_COMPLETE);
    message.reply_to.addr = "office@example.com";
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_str(reply->to, "office@example.com", "Reply-To stands for From");
    message.reply_to.addr = campaign->mailbox;
    g_autoptr(Reply) own = compose(sample, NULL);
    tap_str(own->to, "chenxy@example.com", "but not when it names ourselves");
    message.reply_to.addr = NULL;
}

static void test_lines(void)
{
    g_autofree char *line = faults_line(" a\r\n\tb\u202egpj.exe ", 100);
    tap_str(line, "a b gpj.exe", "line breaks and text-direction tricks are taken out");
    g_autofree char *cut = faults_line("一二三四五", 3);
    tap_str(cut, "一二三…", "a long text is cut");
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
    static const int values[] = {1, 2, 3, 5, 6, 9};
    g_array_append_vals(numbers, values, G_N_ELEMENTS(values));
    g_autofree char *text = faults_numbers(numbers);
    tap_str(text, "1–3、5、6、9", "numbers in a row");
}

static void test_many(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_INCOMPLETE);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 200; i++) {
        add_work(sample, WORK_PHOTO, "1.jpg", 1000000);
        g_ptr_array_add(texts, g_strdup_printf("照片“1.jpg”只有 %dK，请发送相机原图。", i));
        add_finding(sample, "photo.size", SEVERITY_FIX, "1.jpg", texts->pdata[i]);
        add_finding(sample, "photo.caption.missing", SEVERITY_FIX, "1.jpg", "照片“1.jpg”缺文字说明。");
    }
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_ok(strstr(reply->text, "照片7（1.jpg）\n✗ 只有 6K"), "works of equal names keep their own faults");
    tap_ok(strstr(reply->text, "照片1–200\n✗ 缺文字说明。\n"), "the same fault of 200 photos takes one line");
    tap_ok(strstr(reply->text, "（另有190件也需补正，见附件“补正清单”。）"), "a very long list is cut, and says so");
    tap_ok(strstr(reply->text, "照片10说明：\n————") && !strstr(reply->text, "照片11说明："),
           "as are the lines to copy");
    const struct reply_file *sheet = reply->sheets->len == 1 ? reply->sheets->pdata[0] : NULL;
    tap_str(sheet ? sheet->name : NULL, "补正清单 NXZ-0012.xlsx", "a list to fill in goes along");
    g_autoptr(Reply) twice = compose(sample, NULL);
    const struct reply_file *same = twice->sheets->len == 1 ? twice->sheets->pdata[0] : NULL;
    tap_ok(sheet && same && g_bytes_equal(sheet->bytes, same->bytes), "which is the same when it is made again");
    sample->verdict.state = VERDICT_LATE;
    g_autoptr(Reply) late = compose(sample, NULL);
    tap_ok(late->sheets->len == 0 && !strstr(late->text, "补正清单"), "who is not asked to mend anything gets none");
}

/* A list of ten faults is told in the mail. */
static void test_ten(void)
{
    g_autoptr(Sample) sample = sample_new("work", VERDICT_INCOMPLETE);
    for (int i = 0; i < 10; i++) {
        add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
        add_finding(sample, "photo.caption.missing", SEVERITY_FIX, "1.jpg", "缺文字说明。");
    }
    g_autoptr(Reply) ten = compose(sample, NULL);
    tap_ok(ten->sheets->len == 0 && !strstr(ten->text, "补正清单"), "ten faults: no list goes along");
    add_finding(sample, "source.missing", SEVERITY_FIX, "info_source", "请写明“信息来源”。");
    g_autoptr(Reply) eleven = compose(sample, NULL);
    tap_ok(eleven->sheets->len == 1 && strstr(eleven->text, "已列成附件“补正清单”"), "eleven: one goes along");
}

/* Without a form the whole of it stands there to be copied. */
static void test_fill_form(void)
{
    g_autoptr(Sample) sample = sample_new(NULL, VERDICT_INCOMPLETE);
    add_work(sample, WORK_PHOTO, "1.jpg", 2500000);
    add_finding(sample, "form.missing", SEVERITY_FIX, NULL, "没有收到“作品登记表”。");
    g_autoptr(Reply) reply = compose(sample, NULL);
    tap_ok(strstr(reply->text, "————\n推荐单位名称：\n推荐单位通讯地址：\n"), "the form's first lines");
    tap_ok(strstr(reply->text, "作品类别（最美抗疫瞬间/医学科普作品）：\n是否自愿无偿提供（是/否）：\n"),
           "with what may be answered");
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Ruleset) ruleset = ruleset_load(g_getenv("RULES") ? g_getenv("RULES") : "rules", &error);
    campaign = ruleset ? ruleset_campaign(ruleset, "2020-nixingzhe") : NULL;
    if (!tap_ok(campaign, "the campaign and its replies load")) {
        printf("# %s\n", error ? error->message : "no campaign");
        return tap_done();
    }
    test_receipt();
    test_incomplete_receipt();
    test_incomplete_work();
    test_more_than_examples();
    test_complete_work();
    test_late();
    test_review();
    test_link();
    test_nothing_kept();
    test_several();
    test_several_complete();
    test_several_authors();
    test_again();
    test_names();
    test_plain();
    test_deadlines();
    test_address();
    test_lines();
    test_many();
    test_ten();
    test_fill_form();
    return tap_done();
}
