/* Decisions by mail, line by line. */
#include "tap.h"

#include <string.h>

#include "digest/equip.h"
#include "store/token.h"
#include "submission/orders.h"

static char *show(const struct order *order)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!order->good) {
        g_string_printf(out, "%s%s%s", order->meant ? "?" : "-", order->why ? " " : "", order->why ? order->why : "");
        return g_string_free(g_steal_pointer(&out), FALSE);
    }
    for (guint i = 0; i < order->items->len; i++) {
        const struct order_item *item = &g_array_index(order->items, struct order_item, i);
        g_string_append_printf(out, "%s%s%d", i ? "+" : "", item->prefix, item->number);
        if (item->work)
            g_string_append_printf(out, "-%d", item->work);
    }
    g_string_append_printf(out, " %s", order->sets ? "set" : ruling_name(order->action));
    if (order->text)
        g_string_append_printf(out, " [%s]", order->text);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void says(const struct orders *orders, const char *text, const char *want)
{
    g_autoptr(GPtrArray) found = orders_read(orders, text);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        g_autofree char *one = show(found->pdata[i]);
        g_string_append_printf(out, "%s%s", i ? " | " : "", one);
    }
    tap_str(out->str, want, text);
}

static void lines(const struct orders *orders)
{
    says(orders, "0123 同意", "123 accept");
    says(orders, "NXZ-0123-07 退回 说明过长", "NXZ123-7 return [说明过长]");
    says(orders, "nxz0123同意。", "NXZ123 accept");
    says(orders, "０１２３－０７　退回：说明过长，请压缩", "123-7 return [说明过长，请压缩]");
    says(orders, "0112 改 手机=13800001234", "112 set [手机=13800001234]");
    says(orders, "0112 改 手机＝１３８００００１２３４", "112 set [手机＝13800001234]");
    says(orders, "87 撤下", "87 hold");
    says(orders, "0087-03 恢复使用", "87-3 restore");
    says(orders, "0123 不采用 与主题无关", "123 reject [与主题无关]");
    says(orders, "0123 延期到 6月10日", "123 extend [6月10日]");
    says(orders, "0123 逾期可收", "123 accept_late");
    says(orders, "0123 备注 作者来过电话，问证书？", "123 note [作者来过电话，问证书？]");
    says(orders, "0123 交 李老师", "123 assign [李老师]");
    says(orders, "0123：同意，谢谢", "123 accept [谢谢]");
    says(orders, "0123 请退回，说明过长", "123 return [说明过长]");
    says(orders, "0123、0124 和 0125 同意", "123+124+125 accept");
    says(orders, "“0123 同意”", "123 accept");
    says(orders, "您好：\n\n0123 同意\n0124 撤下\n\n谢谢！\n发自我的iPhone", "123 accept | 124 hold");
    says(orders, "0123 同意；0124 退回 说明过长；请重写", "123 accept | 124 return [说明过长；请重写]");
    says(orders, "0123 OK", "123 accept");
}

static void cautious(const struct orders *orders)
{
    says(orders, "0123 同意吗？", "?");
    says(orders, "0123 同意？", "? 带有条件或疑问");
    says(orders, "0123 同意不了", "?");
    says(orders, "0123 同意，但说明要改短", "? 带有条件或疑问");
    says(orders, "0123 先撤下", "?");
    says(orders, "0123 不采用？", "? 带有疑问");
    says(orders, "0123 退回", "? 请写明要对方修改什么");
    says(orders, "0123 延期", "? 请写明延期到哪一天");
    says(orders, "0123 改 手机", "? 请写成：编号 改 栏目=内容");
    says(orders, "1、0123 同意", "?");
    says(orders, "2020-06-10 同意", "-");
    says(orders, "13800001234 同意", "-");
    says(orders, "0000 同意", "-");
    says(orders, "同意", "-");
    says(orders, "0123", "?");
    says(orders, "0123 再看看", "?");
    says(orders, "010-60000001", "-");
    says(orders, "李敏\n--\n0123 同意", "-");
    says(orders, "", "");
    g_autoptr(GString) much = g_string_new(NULL);
    for (int i = 0; i < 2000; i++)
        g_string_append(much, "0123 同意；0124 同意；");
    g_autoptr(GPtrArray) bounded = orders_read(orders, much->str);
    tap_ok(bounded->len <= ORDERS_MOST, "a long line is cut");
    g_string_truncate(much, 0);
    for (int i = 0; i < 2000; i++)
        g_string_append(much, "0123 同意\n");
    g_autoptr(GPtrArray) many = orders_read(orders, much->str);
    tap_ok(many->len == ORDERS_MOST, "so are many lines");
}

static void value_is(const char *text, const char *want)
{
    g_autoptr(GPtrArray) values = orders_values(text);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < values->len; i++) {
        const struct order_value *value = values->pdata[i];
        g_string_append_printf(out, "%s%s→%s", i ? " | " : "", value->label, value->value);
    }
    tap_str(out->str, want, text);
}

static void day_is(const char *text, const char *want)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
    g_autofree char *day = orders_day(text, 1591056000, zone); /* 2020-06-02 */
    tap_str(day ? day : "none", want, text);
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Orders) orders = orders_load("rules/common/decisions.yaml", &error);
    tap_ok(orders != NULL, error ? error->message : "the words load");
    if (!orders)
        return tap_done();
    lines(orders);
    cautious(orders);
    value_is("手机=13800001234", "手机→13800001234");
    value_is("手机=13800001234, 邮箱＝a@b.example", "手机→13800001234 | 邮箱→a@b.example");
    value_is("地址=北京市东城区，1号楼，联系人=李敏", "地址→北京市东城区，1号楼 | 联系人→李敏");
    value_is("座机=", "座机→");
    value_is("没有", "");
    day_is("6月10日", "2020-06-10");
    day_is("2020-6-10", "2020-06-10");
    day_is("2020年6月10日", "2020-06-10");
    day_is("６月１０号", "2020-06-10");
    day_is("6/10", "2020-06-10");
    day_is("15日", "2020-06-15");
    day_is("6月31日", "none");
    day_is("2020-10", "none");
    day_is("明天", "none");
    g_autofree char *first = token_find("口令 ABCDEFGHJKLMNPQRSTUVWXYZ（只\n主题：确认码 22223333444455556666 7777");
    tap_ok(!g_strcmp0(first, "ABCDEFGHJKLMNPQRSTUVWXYZ"), "a code in a subject further down is not the token");
    g_autofree char *broken = token_find("确认码 2222333344445555 66667777 ABCDEFGHJKLMNPQRSTUVWXYZ");
    tap_ok(!g_strcmp0(broken, "222233334444555566667777"), "a broken code before another");
    /* However a mailer breaks the examples of our letter, no piece of them is a decision. */
    bool none = true;
    for (const char *at = EQUIP_EXAMPLES; *at; at = g_utf8_next_char(at)) {
        g_autoptr(GPtrArray) found = orders_read(orders, at);
        for (guint i = 0; i < found->len; i++)
            none = none && !((const struct order *)found->pdata[i])->good;
    }
    tap_ok(none, "no piece of the examples is a decision");
    return tap_done();
}
