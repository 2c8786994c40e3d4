/* The digest as plain text: the first screen in the shape that an office reads on a phone, then the sections. */
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "digest/inside.h"

static void G_GNUC_PRINTF(2, 3) put(GString *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(out, format, args);
    va_end(args);
}

static void put_list(GString *out, const char *title, const GPtrArray *list, bool numbered)
{
    if (list->len == 0)
        return;
    put(out, "■ %s（%u）\n", title, list->len);
    for (guint i = 0; i < list->len; i++)
        if (numbered)
            put(out, "%u %s\n", i + 1, (const char *)list->pdata[i]);
        else
            put(out, "· %s\n", (const char *)list->pdata[i]);
}

static void put_first_screen(GString *out, const struct digest *digest)
{
    g_autofree char *period = show_period(digest);
    g_autofree char *clock_of = show_time(digest->until, digest->until, digest->zone);
    put(out, "%s\n%s%s%s\n", digest->headline, digest->office ? digest->office : "", digest->office ? "　" : "",
        period);
    if (digest->duty)
        put(out, "值班：%s　截至%s\n", digest->duty, clock_of);
    put_list(out, "急", digest->urgent, true);
    put_list(out, "请您定", digest->decide, false);
    if (digest->urgent->len + digest->decide->len == 0)
        put(out, "■ 今日没有待办事项\n");
    g_autofree char *mails = show_reconciliation(digest);
    put(out, "■ 本期%s\n", mails);
    g_autofree char *flow = show_flow(digest);
    put(out, "■ 本期%s\n", flow);
    for (guint i = 0; i < digest->totals->len; i++) {
        const struct totals *totals = digest->totals->pdata[i];
        g_autofree char *line = show_totals(totals);
        put(out, "■ %s\n  %s\n", totals->name, line);
    }
    for (guint i = 0; i < digest->deadlines->len; i++) {
        const struct due *due = digest->deadlines->pdata[i];
        g_autofree char *day = clock_chinese_day(due->deadline, digest->zone);
        g_autofree char *left = show_days(due->days);
        put(out, "■ %s %s截止，%s：收到%d，待补%d\n", due->form, day, left, (int)due->all, (int)due->incomplete);
    }
    put(out, "■ ");
    for (guint i = 0; i < digest->machine->len; i++)
        put(out, "%s%s", i ? "｜" : "", (const char *)digest->machine->pdata[i]);
    g_autofree char *next = show_next(digest);
    put(out, "\n%s\n", next);
}

static void put_tallies(GString *out, const struct digest *digest)
{
    for (guint i = 0; i < digest->tallies->len; i++) {
        const struct breakdown *tally = digest->tallies->pdata[i];
        bool single = tally->title == tally_units && tally->rows->len &&
                      ((const struct breakdown_row *)tally->rows->pdata[0])->all < 2;
        if (tally->title == tally_days || tally->rows->len == 0 || single)
            continue;
        put(out, "%s：", tally->title);
        for (guint n = 0; n < tally->rows->len && n < 12; n++) {
            const struct breakdown_row *row = tally->rows->pdata[n];
            if (tally->title == tally_units && row->all < 2)
                break;
            put(out, "%s%s%d", n ? "｜" : "", row->name, (int)row->all);
            if (row->fresh > 0)
                put(out, "（+%d）", (int)row->fresh);
        }
        put(out, "\n");
    }
}

static void put_item(GString *out, const struct item *item, const struct digest *digest)
{
    g_autofree char *when = item->when > 0 ? clock_chinese(item->when, digest->zone, false) : NULL;
    put(out, "%s%s%s%s%s%s%s%s\n", item->number ? item->number : "·", " ", item->title, item->tag ? "【" : "",
        item->tag ? item->tag : "", item->tag ? "】" : "", when ? "　" : "", when ? when : "");
    for (guint i = 0; i < item->lines->len; i++)
        put(out, "    %s\n", (const char *)item->lines->pdata[i]);
    if (!item->words)
        return;
    g_auto(GStrv) lines = g_strsplit(item->words, "\n", -1);
    for (char **line = lines; *line; line++)
        put(out, "    │ %s\n", *line);
}

static void put_section(GString *out, const struct section *section, const struct digest *digest)
{
    if (section->items->len == 0 && !section->none)
        return;
    put(out, "\n━━ %s（%d）\n", section->title, (int)section->total);
    if (section->items->len == 0)
        put(out, "%s\n", section->none);
    for (guint i = 0; i < section->items->len; i++)
        put_item(out, section->items->pdata[i], digest);
    if (section->total > (gint64)section->items->len && section->title != section_aside)
        put(out, "……其余%d件见《登记册.xlsx》\n", (int)(section->total - section->items->len));
}

/* Mail programs make links of addresses in plain text; full-width marks read the same and are none. */
static char *without_links(const char *text)
{
    g_autoptr(GString) out = g_string_new(text);
    g_string_replace(out, "://", "：//", 0);
    g_string_replace(out, "www.", "www．", 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *digest_text(const struct digest *digest)
{
    g_autoptr(GString) out = g_string_new(NULL);
    put_first_screen(out, digest);
    put(out, "\n━━ 来件分布\n");
    put_tallies(out, digest);
    for (guint i = 0; i < digest->sections->len; i++)
        put_section(out, digest->sections->pdata[i], digest);
    return without_links(out->str);
}
