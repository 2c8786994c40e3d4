/* Small texts as people read them. What came from a mail passes through here before anything else sees it. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "digest/inside.h"

#define DAY (24 * 60 * 60)

/* Direction marks could show a file name backwards; other format characters hide in words. */
static bool is_hidden(gunichar c)
{
    return (g_unichar_iscntrl(c) && c != '\n') || g_unichar_type(c) == G_UNICODE_FORMAT || c == 0x2028 || c == 0x2029;
}

char *show_words(const char *text, glong limit)
{
    if (text_blank(text))
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    glong count = 0;
    guint gap = 0;
    for (char **line = lines; *line && count < limit; line++) {
        g_strchomp(*line);
        if (text_blank(*line)) {
            gap++;
            continue;
        }
        for (guint i = 0; out->len && i < MIN(gap + 1, 2u); i++)
            g_string_append_c(out, '\n');
        gap = 0;
        for (const char *p = *line; *p && count < limit; p = g_utf8_next_char(p)) {
            gunichar c = g_utf8_get_char(p);
            if (c == '\t')
                c = ' ';
            if (is_hidden(c))
                continue;
            g_string_append_unichar(out, c);
            count++;
        }
    }
    if (count >= limit)
        g_string_append(out, "……（其余见原信）");
    return out->len ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

char *show_line(const char *text, glong limit)
{
    if (text_blank(text))
        return NULL;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) out = g_string_new(NULL);
    glong count = 0;
    bool gap = false;
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c)) {
            gap = out->len > 0;
            continue;
        }
        if (is_hidden(c))
            continue;
        if (count++ >= limit) {
            g_string_append(out, "…");
            break;
        }
        if (gap)
            g_string_append_c(out, ' ');
        gap = false;
        g_string_append_unichar(out, c);
    }
    return out->len ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

char *show_sender(const char *name, const char *address)
{
    g_autofree char *who = show_line(name, 40);
    g_autofree char *where = show_line(address, 100);
    if (who && where && strcmp(who, where) != 0)
        return g_strdup_printf("%s <%s>", who, where);
    return g_strdup(where ? where : who ? who : "（无发件人）");
}

gint64 show_number(const char *cell)
{
    return cell ? g_ascii_strtoll(cell, NULL, 10) : 0;
}

char *show_days(gint64 days)
{
    if (days == 0)
        return g_strdup("今日24:00截止");
    return days > 0 ? g_strdup_printf("还有%d天", (int)days) : g_strdup_printf("已过%d天", (int)-days);
}

char *show_time(gint64 when, gint64 now, GTimeZone *zone)
{
    g_autofree char *day = clock_chinese_day(when, zone);
    g_autofree char *today = clock_chinese_day(now, zone);
    char *full = clock_chinese(when, zone, false);
    if (strcmp(day, today) != 0 || now - when > DAY)
        return full;
    char *near = g_strconcat("今日", strchr(full, ' ') + 1, NULL);
    g_free(full);
    return near;
}

static void more(GString *out, const char *name, gint64 count)
{
    if (count > 0)
        g_string_append_printf(out, "＋%s%d", name, (int)count);
}

char *show_reconciliation(const struct digest *digest)
{
    const struct reconciliation *mails = &digest->mails;
    g_autoptr(GString) out = g_string_new(NULL);
    g_string_append_printf(out, "来信%d＝登记%d＋并入%d＋另存%d", (int)mails->listed, (int)mails->filed,
                           (int)mails->joined, (int)mails->aside);
    more(out, "等待", mails->waiting);
    more(out, "待读", mails->pending);
    more(out, "未取回", mails->unfetched);
    more(out, "已删除", mails->ignored);
    more(out, "重复", mails->copies);
    g_string_append_printf(out, " %s", mails->sound ? "✓" : "✗ 对不上");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *show_period(const struct digest *digest)
{
    g_autofree char *until = clock_chinese(digest->until, digest->zone, true);
    if (digest->since <= 0)
        return g_strdup_printf("从开始收信至%s", until);
    g_autofree char *since = clock_chinese(digest->since, digest->zone, true);
    return g_strdup_printf("%s至%s", since, until);
}

char *show_totals(const struct totals *totals)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_string_append_printf(out, "累计%d：收齐%d｜待补%d｜待核%d｜逾期%d", (int)totals->all, (int)totals->complete,
                           (int)totals->incomplete, (int)totals->review, (int)totals->late);
    if (totals->rejected)
        g_string_append_printf(out, "｜不采用%d", (int)totals->rejected);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

const char *show_form(const struct ruleset *ruleset, const char *campaign, const char *form)
{
    const struct campaign *found = campaign ? ruleset_campaign(ruleset, campaign) : NULL;
    const struct form_rule *rule = found && form ? campaign_form(found, form) : NULL;
    return rule ? rule->title : form ? form : "作品（无登记表）";
}

const char *show_category(const struct ruleset *ruleset, const char *campaign, const char *form, const char *value)
{
    const struct campaign *found = campaign ? ruleset_campaign(ruleset, campaign) : NULL;
    const struct form_rule *rule = found && form ? campaign_form(found, form) : NULL;
    const struct field_rule *field = rule ? form_field(rule, "category") : NULL;
    for (guint i = 0; field && i < field->options->len; i++) {
        const struct option_rule *option = field->options->pdata[i];
        if (!g_strcmp0(option->value, value))
            return option->title;
    }
    return value ? value : "未写类别";
}

char *show_flow(const struct digest *digest)
{
    return g_strdup_printf("新到%d｜补正%d｜补正后收齐%d", (int)digest->fresh, (int)digest->corrected,
                           (int)digest->completed);
}

const char *show_kind(const struct digest *digest)
{
    static const char *const words[] = {[DIGEST_DAILY] = "日报", [DIGEST_WEEKLY] = "周报", [DIGEST_HOURLY] = "快报"};
    return words[digest->kind];
}

char *show_next(const struct digest *digest)
{
    g_autofree char *when = clock_chinese(digest->next, digest->zone, false);
    return g_strdup_printf("下一份：%s%s%s", when, digest->mailed ? "，未收到即异常，请联系" : "",
                           !digest->mailed   ? ""
                           : digest->contact ? digest->contact
                                             : "系统管理员");
}
