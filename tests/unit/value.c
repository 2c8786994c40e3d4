/* Typed values: everything that people type into a cell for a phone, an address, a name. */
#include <string.h>

#include "form/value.h"
#include "tap.h"

struct value_case {
    enum field_type type;
    const char *typed, *value, *also; /* value NULL: empty; also: "a|b" */
    bool valid;
};

static const struct value_case cases[] = {
    {FIELD_MOBILE, "13800001234", "13800001234", NULL, true},
    {FIELD_MOBILE, "+86 138-0000-1234", "13800001234", NULL, true},
    {FIELD_MOBILE, "（+86）138 0000 1234", "13800001234", NULL, true},
    {FIELD_MOBILE, "0086-13800001234", "13800001234", NULL, true},
    {FIELD_MOBILE, "１３８００００１２３４", "13800001234", NULL, true},
    {FIELD_MOBILE, "138－0000－1234（微信同号）", "13800001234", NULL, true},
    {FIELD_MOBILE, "13800001234、13900005678", "13800001234", "13900005678", true},
    {FIELD_MOBILE, "13800001234 13900005678 010-60000001", "13800001234", "13900005678|010-60000001", true},
    {FIELD_MOBILE, "010-60000001/13800001234", "13800001234", "010-60000001", true},
    {FIELD_MOBILE, "1380000123", "1380000123", NULL, false},
    {FIELD_MOBILE, "138000012345", "138000012345", NULL, false},
    {FIELD_MOBILE, "12800001234", "12800001234", NULL, false},
    {FIELD_MOBILE, "010-60000001", "010-60000001", NULL, false},
    {FIELD_MOBILE, "无", NULL, NULL, true},
    {FIELD_MOBILE, "____", NULL, NULL, true},
    {FIELD_LANDLINE, "010-60000001", "010-60000001", NULL, true},
    {FIELD_LANDLINE, "（010）60000001", "010-60000001", NULL, true},
    {FIELD_LANDLINE, "01060000001", "010-60000001", NULL, true},
    {FIELD_LANDLINE, "010 6000 0001", "010-60000001", NULL, true},
    {FIELD_LANDLINE, "+86-10-60000001", "010-60000001", NULL, true},
    {FIELD_LANDLINE, "0553—3000890", "0553-3000890", NULL, true},
    {FIELD_LANDLINE, "0553-3000890转806", "0553-3000890-806", NULL, true},
    {FIELD_LANDLINE, "010-60000001-806", "010-60000001-806", NULL, true},
    {FIELD_LANDLINE, "(021)60000001 ext. 12", "021-60000001-12", NULL, true},
    {FIELD_LANDLINE, "400-800-1234", "400-800-1234", NULL, true},
    {FIELD_LANDLINE, "010-60000001；0553-3000890", "010-60000001", "0553-3000890", true},
    {FIELD_LANDLINE, "60000001", "60000001", NULL, false},
    {FIELD_LANDLINE, "13800001234", "13800001234", NULL, true},
    {FIELD_PHONE, "13800001234/010-60000001", "13800001234", "010-60000001", true},
    {FIELD_EMAIL, "a.b_c@126.com", "a.b_c@126.com", NULL, true},
    {FIELD_EMAIL, "ａｂｃ＠１２６．ｃｏｍ", "abc@126.com", NULL, true},
    {FIELD_EMAIL, "邮箱：abc @126.com。", "abc@126.com", NULL, true},
    {FIELD_EMAIL, "abc@126.com；def@qq.com", "abc@126.com", "def@qq.com", true},
    {FIELD_EMAIL, "mailto:abc@126.com", "abc@126.com", NULL, true},
    {FIELD_EMAIL, "abc#126.com", "abc#126.com", NULL, false},
    {FIELD_EMAIL, "abc(at)126.com", "abc(at)126.com", NULL, false},
    {FIELD_EMAIL, "abc@126", "abc@126", NULL, false},
    {FIELD_EMAIL, "abc@126.con", "abc@126.con", NULL, false},
    {FIELD_EMAIL, "123456789", "123456789", NULL, false},
    {FIELD_EMAIL, "暂无", NULL, NULL, true},
    {FIELD_POSTCODE, "100013", "100013", NULL, true},
    {FIELD_POSTCODE, "１０００１３", "100013", NULL, true},
    {FIELD_POSTCODE, "1 0 0 0 1 3", "100013", NULL, true},
    {FIELD_POSTCODE, "邮编：100013", "100013", NULL, true},
    {FIELD_POSTCODE, "10013", "10013", NULL, false},
    {FIELD_POSTCODE, "1000134", "1000134", NULL, false},
    {FIELD_NAME, "王　小　明", "王小明", NULL, true},
    {FIELD_NAME, " 王小明 ", "王小明", NULL, true},
    {FIELD_NAME, "王小明　李四", "王小明 李四", NULL, true},
    {FIELD_NAME, "王小明 13800001234", "王小明", "13800001234", true},
    {FIELD_NAME, "解放军第302医院", "解放军第302医院", NULL, true},
    {FIELD_NAME, "___王小明___", "王小明", NULL, true},
    {FIELD_NAME, "/", NULL, NULL, true},
    {FIELD_NAME, "123456", "123456", NULL, false},
    {FIELD_TEXT, "无", "无", NULL, true},
    {FIELD_TEXT, "北京市 朝阳区　８号", "北京市朝阳区 8号", NULL, true},
    {FIELD_TEXT, " \t\n ", NULL, NULL, true},
    {FIELD_TEXT, "——", NULL, NULL, true},
    {FIELD_YESNO, "愿意", "true", NULL, true},
    {FIELD_YESNO, "不同意", "false", NULL, true},
};

int main(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct field field = {0};
        value_read(&field, cases[i].type, cases[i].typed);
        g_autofree char *also = field.also ? g_strjoinv("|", field.also) : NULL;
        bool good = !g_strcmp0(field.value, cases[i].value) && !g_strcmp0(also, cases[i].also) &&
                    field.valid == cases[i].valid && (field.valid || field.note);
        if (!tap_ok(good, strchr(cases[i].typed, '\n') ? "white space" : cases[i].typed))
            printf("#   got [%s] also [%s] valid %d, want [%s] also [%s]\n", field.value ? field.value : "-",
                   also ? also : "-", field.valid, cases[i].value ? cases[i].value : "-",
                   cases[i].also ? cases[i].also : "-");
        g_free(field.value);
        g_free(field.raw);
        g_free(field.note);
        g_strfreev(field.also);
    }
    g_auto(GStrv) phones = value_phones("联系：13800001234，座机（010）60000001-8，邮编100013，房间502");
    g_autofree char *all = g_strjoinv(" ", phones);
    tap_str(all, "13800001234 010-60000001-8", "phones in a sentence");
    return tap_done();
}
