/* Labels as public forms really print them, each to the field that it means. */
#include "form/labels.h"
#include "base/text.h"
#include "formkit.h"

static const struct {
    const char *form, *label, *field; /* field: "a+b" for a compound label; "-" for a label of no field here */
} cases[] = {
    {"receipt", "单位", "media_name"},
    {"receipt", "工作单位", "media_name"},
    {"receipt", "单位名称", "media_name"},
    {"receipt", "单位名称（盖章）", "media_name"},
    {"receipt", "单位名称（公章）", "media_name"},
    {"receipt", "媒体名称", "media_name"},
    {"receipt", "期刊名称", "media_name"},
    {"receipt", "参评单位", "media_name"},
    {"receipt", "所在单位（学校）", "media_name"},
    {"receipt", "公司名称", "media_name"},
    {"receipt", "联系人", "contact"},
    {"receipt", "联　系　人：", "contact"},
    {"receipt", "联系人姓名", "contact"},
    {"receipt", "项目联系人", "contact"},
    {"receipt", "2、联系人", "contact"},
    {"receipt", "手机", "mobile"},
    {"receipt", "手机号", "mobile"},
    {"receipt", "移动电话", "mobile"},
    {"receipt", "固定电话", "landline"},
    {"receipt", "座机", "landline"},
    {"receipt", "办公电话", "landline"},
    {"receipt", "住宅电话", "landline"},
    {"receipt", "E-MAIL", "email"},
    {"receipt", "Email：", "email"},
    {"receipt", "电子邮箱", "email"},
    {"receipt", "电子信箱", "email"},
    {"receipt", "常用邮箱", "email"},
    {"receipt", "邮件", "email"},
    {"receipt", "通信地址", "address"},
    {"receipt", "联系地址", "address"},
    {"receipt", "办公地址", "address"},
    {"receipt", "地　　址", "address"},
    {"receipt", "地址 Address", "address"},
    {"receipt", "Contact Person 联系人", "contact"},
    {"receipt", "传真", "-"},
    {"receipt", "邮　　编", "-"},
    {"receipt", "联系人/手机", "contact+mobile"},
    {"receipt", "通讯地址、邮箱", "address+email"},
    {"receipt", "本刊通讯地址", "address"},
    {"receipt", "聯絡人", "contact"},
    {"receipt", "（一）媒体征集宣传", "join_media"},
    {"work", "姓名", "author_name"},
    {"work", "姓   名", "author_name"},
    {"work", "作者姓名（笔名）", "author_name"},
    {"work", "作者真实姓名", "author_name"},
    {"work", "主创人员及其分工", "author_name"},
    {"work", "作者手机", "author_mobile"},
    {"work", "作者的邮箱", "author_email"},
    {"work", "推荐单位", "unit_name"},
    {"work", "推荐单位名称\n(个人报送不用填写)", "unit_name"},
    {"work", "单位联系人", "unit_contact"},
    {"work", "内容简介", "synopsis"},
    {"work", "作品说明", "synopsis"},
    {"work", "文字说明", "synopsis"},
    {"work", "图片说明", "synopsis"},
    {"work", "作品类型", "category"},
    {"work", "信息来源：", "info_source"},
    {"receipt", "推荐单位", "media_name"},
    {"receipt", "报送单位", "media_name"},
    {"receipt", "單位名稱", "media_name"},
    {"receipt", "媒體單位名稱", "media_name"},
    {"receipt", "公司名稱", "media_name"},
    {"receipt", "雜誌社名稱", "media_name"},
    {"receipt", "现工作单位", "media_name"},
    {"receipt", "联 系 人", "contact"},
    {"receipt", "聯繫人", "contact"},
    {"receipt", "联络人", "contact"},
    {"receipt", "手机号码", "mobile"},
    {"receipt", "手機", "mobile"},
    {"receipt", "手機號碼", "mobile"},
    {"receipt", "行動電話", "mobile"},
    {"receipt", "座机号码", "landline"},
    {"receipt", "固話", "landline"},
    {"receipt", "辦公電話", "landline"},
    {"receipt", "電話", "landline"},
    {"receipt", "电话", "landline"},
    {"receipt", "联系电话", "landline"},
    {"receipt", "联系方式", "landline"},
    {"receipt", "聯絡電話", "landline"},
    {"receipt", "傳真", "-"},
    {"receipt", "傳真電話", "-"},
    {"receipt", "传真电话", "-"},
    {"receipt", "传真号码", "-"},
    {"receipt", "职务", "-"},
    {"receipt", "邮编", "-"},
    {"receipt", "邮码", "-"},
    {"receipt", "邮政编码", "-"},
    {"receipt", "郵遞區號", "-"},
    {"receipt", "负责人电话", "-"},
    {"receipt", "E-mail", "email"},
    {"receipt", "Email", "email"},
    {"receipt", "e-mail：", "email"},
    {"receipt", "E－MAIL", "email"},
    {"receipt", "Ｅ-mail", "email"},
    {"receipt", "E mail", "email"},
    {"receipt", "邮箱", "email"},
    {"receipt", "电子邮件", "email"},
    {"receipt", "電子郵件", "email"},
    {"receipt", "電子郵箱", "email"},
    {"receipt", "電子信箱", "email"},
    {"receipt", "郵箱", "email"},
    {"receipt", "QQ邮箱", "email"},
    {"receipt", "通讯地址", "address"},
    {"receipt", "地址", "address"},
    {"receipt", "通訊地址", "address"},
    {"receipt", "聯絡地址", "address"},
    {"receipt", "其他说明", "other_note"},
    {"receipt", "備註", "other_note"},
    {"receipt", "备注", "other_note"},
    {"receipt", "其他說明", "other_note"},
    {"work", "推荐单位名称", "unit_name"},
    {"work", "报送单位", "unit_name"},
    {"work", "参评单位", "unit_name"},
    {"work", "参赛学校(或单位)全称", "unit_name"},
    {"work", "推薦單位名稱", "unit_name"},
    {"work", "单位名称（公章）", "unit_name"},
    {"work", "邮编", "unit_postcode"},
    {"work", "邮政编码", "unit_postcode"},
    {"work", "邮码", "unit_postcode"},
    {"work", "邮　　编", "unit_postcode"},
    {"work", "郵編", "unit_postcode"},
    {"work", "郵政編碼", "unit_postcode"},
    {"work", "郵遞區號", "unit_postcode"},
    {"work", "個人作者姓名", "author_name"},
    {"work", "作者姓名", "author_name"},
    {"work", "联系人", "unit_contact"},
    {"work", "联系人姓名", "unit_contact"},
    {"work", "项目联系人", "unit_contact"},
    {"work", "作者手机号码", "author_mobile"},
    {"work", "作者手機", "author_mobile"},
    {"work", "作者邮箱", "author_email"},
    {"work", "作者E-mail", "author_email"},
    {"work", "作品简介", "synopsis"},
    {"work", "作品簡介", "synopsis"},
    {"work", "作品类别", "category"},
    {"work", "作品類別", "category"},
    {"work", "信息來源", "info_source"},
    {"work", "通讯地址及邮编", "unit_address+unit_postcode"},
    {"work", "指导老师", "-"},
    {"work", "传真", "-"},
    {"work", "职称", "-"},
    {"work", "性别", "-"},
    {"work", "作品编号", "-"},
    {"work", "指导老师电话", "-"},
};

static const struct {
    const char *form, *words;
} nothing[] = {
    {"receipt", "《青禾医学》杂志社"},
    {"receipt", "青禾出版公司"},
    {"receipt", "联系人杂志社"},
    {"receipt", "王小明"},
    {"receipt", "请查收"},
    {"work", "个人作者直报"},
    {"work", "媒体单位推荐"},
    {"work", "北京市长安街1号邮政大厦"},
};

static char *fields_of(const struct label_index *index, const struct label *label)
{
    GString *names = g_string_new(NULL);
    for (int i = 0; i < label->count; i++) {
        const struct label_entry *entry = label->entries[i];
        int chosen = entry->count ? entry->fields[0] : -1;
        for (int k = 0; k < entry->count; k++)
            if (label->part >= 0 && labels_part_id(index, labels_field(index, entry->fields[k])->part) == label->part)
                chosen = entry->fields[k];
        g_string_append_printf(names, "%s%s", i ? "+" : "", chosen < 0 ? "-" : labels_field(index, chosen)->name);
    }
    return g_string_free(names, FALSE);
}

int main(void)
{
    g_autoptr(Ruleset) ruleset = kit_rules();
    if (!ruleset)
        return 1;
    const struct campaign *campaign = ruleset_campaign(ruleset, "2020-nixingzhe");
    g_autoptr(LabelIndex) receipt = labels_create(campaign_form(campaign, "receipt"), ruleset, true);
    g_autoptr(LabelIndex) work = labels_create(campaign_form(campaign, "work"), ruleset, true);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct label_index *index = strcmp(cases[i].form, "work") ? receipt : work;
        g_autofree char *fold = text_fold(cases[i].label);
        struct label label;
        g_autofree char *got = labels_find(index, fold, &label) ? fields_of(index, &label) : g_strdup("none");
        tap_str(got, cases[i].field, fold);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(nothing); i++) {
        const struct label_index *index = strcmp(nothing[i].form, "work") ? receipt : work;
        g_autofree char *fold = text_fold(nothing[i].words);
        struct label label;
        tap_ok(!labels_find(index, fold, &label), nothing[i].words);
    }
    return tap_done();
}
