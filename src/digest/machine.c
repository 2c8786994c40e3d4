/* The machine and the calendar: whether mail comes in and goes out, room on the disk, how far each campaign is. */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "digest/inside.h"
#include "store/outbox.h"

#define HOUR (60 * 60)
#define DAY (24 * HOUR)
#define SILENT (2 * HOUR)
#define GIGA G_GUINT64_CONSTANT(1000000000)
#define NEAR_DAYS 3
#define WHY 80

static void G_GNUC_PRINTF(2, 3) say(GPtrArray *list, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(list, g_strdup_vprintf(format, args));
    va_end(args);
}

static void poll_of(const struct sources *sources, const struct mailbox *mailbox)
{
    struct digest *digest = sources->digest;
    g_autofree char *key = g_strconcat("polled:", mailbox->address, NULL);
    g_autofree char *text = store_meta(sources->store, key);
    gint64 polled = show_number(text);
    bool several = sources->config->mailboxes->len > 1;
    const char *name = several ? mailbox->address : "";
    digest->well = digest->well && polled > 0 && digest->until - polled <= SILENT;
    if (polled <= 0) {
        say(digest->urgent, "信箱%s还没有成功收过信 → 运行 huizhi doctor", mailbox->address);
        say(digest->machine, "收信%s：还没有成功过", name);
        return;
    }
    if (digest->until - polled > SILENT)
        say(digest->urgent, "信箱%s已%d小时没有收信成功 → 运行 huizhi doctor", mailbox->address,
            (int)((digest->until - polled) / HOUR));
    g_autofree char *when = show_time(polled, digest->until, digest->zone);
    say(digest->machine, "收信%s%s", name, when);
    if (mailbox->authorised <= 0)
        return;
    say(digest->machine, "授权码%s已用%d天", name, (int)((digest->until - mailbox->authorised) / DAY));
}

/* The day's backups: when the last one was made; urgent when it failed, or when two days went by without one. */
static void backup(const struct sources *sources)
{
    struct digest *digest = sources->digest;
    if (!sources->config->backup_path)
        return;
    g_autofree char *made = store_meta(sources->store, "backup.made");
    g_autofree char *failed = store_meta(sources->store, "backup.failed");
    gint64 at = show_number(made);
    g_autofree char *when = at > 0 ? show_time(at, digest->until, digest->zone) : g_strdup("还没有做过");
    g_autofree char *why = show_line(failed, WHY);
    say(digest->machine, "备份%s%s", when, why ? "（最近一次失败）" : at > 0 ? "成功" : "");
    if (why)
        say(digest->urgent, "备份失败：%s → 检查备份盘，再运行 huizhi backup", why);
    else if (at > 0 && digest->until - at > 2 * DAY)
        say(digest->urgent, "已%d天没有备份 → 检查备份盘，再运行 huizhi backup", (int)((digest->until - at) / DAY));
}

static bool disk(const struct sources *sources, GError **error)
{
    guint64 bytes = 0;
    if (!file_free_space(sources->config->state, &bytes, error))
        return false;
    g_autofree char *size = bytes >= GIGA ? g_strdup_printf("%dG", (int)(bytes / GIGA)) : text_size(bytes);
    say(sources->digest->machine, "磁盘余%s", size);
    if (bytes < (guint64)sources->config->min_free)
        say(sources->digest->urgent, "磁盘只余%s，已停止收信 → 清出空间后自动继续", size);
    return true;
}

/* When the queue will be through at the day's budget; nothing is said of one that today's budget carries. */
static bool backlog(const struct sources *sources, gint64 queued, GError **error)
{
    struct digest *digest = sources->digest;
    gint64 sent = outbox_sent(sources->store, digest->until, error);
    if (sent < 0)
        return false;
    gint64 budget = MAX(sources->config->deliver_daily - sources->config->deliver_kept, 1);
    gint64 left = MAX(budget - sent, 0);
    if (sent > 0 || queued > 0)
        say(digest->machine, "今日发信额度余%d封", (int)left);
    if (queued <= left)
        return true;
    gint64 days = (queued - left + budget - 1) / budget;
    g_autofree char *day = clock_chinese_day(digest->until + days * DAY, digest->zone);
    say(digest->machine, "待发%d封，预计%s发完", (int)queued, day);
    say(digest->urgent, "今日发信额度余%d封，待发%d封，催补优先，全部约%s发完", (int)left, (int)queued, day);
    return true;
}

static bool queue(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_UNSENT, 0, 0, 0, error);
    if (!rows)
        return false;
    char **row = rows->cells->pdata[0];
    digest->unsent = show_number(row[0]) + show_number(row[1]);
    if (show_number(row[2]) + show_number(row[3]) > 0)
        say(digest->machine, "去向不明%s封、被退%s封", row[2], row[3]);
    g_autofree char *paused = store_meta(sources->store, "outbox.paused_until");
    gint64 until = show_number(paused);
    if (until > digest->until) {
        g_autofree char *when = clock_chinese(until, digest->zone, false);
        say(digest->urgent, "发信已暂停至%s，待发%d封 → 看日志，登录网页邮箱检查", when, (int)show_number(row[1]));
    }
    return backlog(sources, show_number(row[1]), error);
}

static void totals_free(gpointer data)
{
    struct totals *totals = data;
    g_free(totals->name);
    g_free(totals);
}

static void due_free(gpointer data)
{
    struct due *due = data;
    g_free(due->campaign);
    g_free(due->form);
    g_free(due);
}

static bool count_campaigns(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    digest->totals = g_ptr_array_new_with_free_func(totals_free);
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_TOTALS, 0, 0, 0, error);
    for (guint i = 0; rows && i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        const struct campaign *campaign = ruleset_campaign(sources->ruleset, row[0]);
        struct totals *totals = g_new0(struct totals, 1);
        totals->name = g_strdup(campaign ? campaign->name : row[0]);
        gint64 *const counts[] = {&totals->all,    &totals->complete, &totals->incomplete,
                                  &totals->review, &totals->late,     &totals->rejected};
        for (gsize n = 0; n < G_N_ELEMENTS(counts); n++)
            *counts[n] = show_number(row[n + 1]);
        g_ptr_array_add(digest->totals, totals);
        if (campaign && !digest->office)
            digest->office = g_strdup(campaign->office);
    }
    return rows != NULL;
}

static gint64 day_number(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, zone);
    int year, month, day;
    g_date_time_get_ymd(time, &year, &month, &day);
    g_autoptr(GDate) date = g_date_new_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(date);
}

static void count_form(const struct rows *rows, const struct campaign *campaign, struct due *due, const char *form)
{
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        if (g_strcmp0(row[0], campaign->id) != 0 || g_strcmp0(row[1], form) != 0)
            continue;
        due->all = show_number(row[2]);
        due->incomplete = show_number(row[3]);
    }
}

static void add_due(const struct sources *sources, const struct rows *rows, const struct campaign *campaign,
                    const struct form_rule *form)
{
    struct digest *digest = sources->digest;
    struct due *due = g_new0(struct due, 1);
    due->campaign = g_strdup(campaign->name);
    due->form = g_strdup(form->title);
    due->deadline = form->deadline;
    due->days = day_number(form->deadline, digest->zone) - day_number(digest->until, digest->zone);
    count_form(rows, campaign, due, form->id);
    g_ptr_array_add(digest->deadlines, due);
    if (due->days >= 0 && due->days <= NEAR_DAYS && due->incomplete > 0) {
        g_autofree char *left = show_days(due->days);
        say(digest->urgent, "%s%s，还有%d件待补 → 电话催补", due->form, left, (int)due->incomplete);
    }
}

/* Campaigns that are open at this time. */
static bool count_deadlines(const struct sources *sources, GError **error)
{
    struct digest *digest = sources->digest;
    digest->deadlines = g_ptr_array_new_with_free_func(due_free);
    g_autoptr(Rows) rows = query_digest(sources->store, DIGEST_FORMS, 0, 0, 0, error);
    for (guint c = 0; rows && c < sources->ruleset->campaigns->len; c++) {
        const struct campaign *campaign = sources->ruleset->campaigns->pdata[c];
        if ((campaign->opens && digest->until < campaign->opens) ||
            (campaign->closes && digest->until > campaign->closes))
            continue;
        for (guint f = 0; f < campaign->forms->len; f++) {
            const struct form_rule *form = campaign->forms->pdata[f];
            if (form->deadline)
                add_due(sources, rows, campaign, form);
        }
    }
    return rows != NULL;
}

bool machine_gather(const struct sources *sources, GError **error)
{
    sources->digest->well = true;
    for (guint i = 0; i < sources->config->mailboxes->len; i++)
        poll_of(sources, sources->config->mailboxes->pdata[i]);
    backup(sources);
    return queue(sources, error) && disk(sources, error) && count_campaigns(sources, error) &&
           count_deadlines(sources, error);
}
