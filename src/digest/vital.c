/* The vital signs of the traffic: whether mail comes in, whether letters leave. */
#include "digest/vital_inside.h"

#include "base/clock.h"
#include "digest/digest.h"
#include "digest/inside.h"
#include "store/outbox.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

void vital_free(struct vital *vital)
{
    if (!vital)
        return;
    g_free(vital->name);
    g_free(vital->text);
    g_free(vital->advice);
    g_free(vital->label);
    g_free(vital);
}

struct vital *vital_add(struct examination *exam, const char *name, const char *of, enum level level,
                        const char *format, ...)
{
    struct vital *vital = g_new0(struct vital, 1);
    va_list args;
    va_start(args, format);
    vital->text = g_strdup_vprintf(format, args);
    va_end(args);
    vital->name = of ? g_strdup_printf("%s:%s", name, of) : g_strdup(name);
    vital->level = level;
    g_ptr_array_add(exam->vitals, vital);
    return vital;
}

void vital_number(struct vital *vital, const char *label, gint64 value, const char *unit, gint64 warning,
                  gint64 critical)
{
    vital->label = g_strdup(label);
    vital->value = value;
    vital->unit = unit;
    vital->warning = warning;
    vital->critical = critical;
}

gint64 vital_meta(struct store *store, const char *key, const char *of)
{
    g_autofree char *name = g_strconcat(key, of, NULL);
    g_autofree char *text = store_meta(store, name);
    return show_number(text);
}

char *vital_age(gint64 seconds)
{
    if (seconds < 2 * HOUR)
        return g_strdup_printf("%d分钟", (int)(MAX(seconds, 0) / MINUTE));
    if (seconds < 2 * DAY)
        return g_strdup_printf("%d小时", (int)(seconds / HOUR));
    return g_strdup_printf("%d天", (int)(seconds / DAY));
}

static void examine_poll(struct examination *exam, const struct mailbox *mailbox)
{
    const char *address = mailbox->address;
    gint64 polled = vital_meta(exam->store, "polled:", address), silent = exam->config->alert_silent;
    gint64 age = exam->now - polled;
    struct vital *vital;
    if (polled <= 0) {
        vital = vital_add(exam, "poll", address, LEVEL_CRITICAL, "信箱%s还没有成功收过信", address);
    } else {
        g_autofree char *text = vital_age(age);
        bool late = age > silent;
        vital = vital_add(exam, "poll", address, late ? LEVEL_CRITICAL : LEVEL_OK,
                          late ? "信箱%s已%s没有收信成功" : "信箱%s %s前收过信", address, text);
        g_autofree char *label = g_strdup_printf("poll_%s", address);
        vital_number(vital, label, MAX(age, 0), "s", 0, silent);
    }
    if (vital->level != LEVEL_OK)
        vital->advice = g_strdup("运行 huizhi doctor");
    if (vital_meta(exam->store, "refused:", address) > polled) {
        vital = vital_add(exam, "login", address, LEVEL_CRITICAL, "信箱%s登录被拒绝", address);
        vital->advice = g_strdup("核对授权码，运行 huizhi doctor");
    }
}

gint64 vital_backlog(const struct config *config, struct store *store, gint64 queued, gint64 now, GError **error)
{
    gint64 sent = outbox_sent(store, now, error);
    if (sent < 0)
        return -1;
    gint64 budget = MAX(config->deliver_daily - config->deliver_kept, 1), left = MAX(budget - sent, 0);
    return queued <= left ? 0 : (queued - left + budget - 1) / budget;
}

static bool examine_queue(struct examination *exam, GError **error)
{
    const struct health *health = &exam->health;
    gint64 until = vital_meta(exam->store, "outbox.paused_until", "");
    if (until > exam->now) {
        g_autofree char *when = clock_chinese(until, exam->zone, false);
        struct vital *vital =
            vital_add(exam, "sending", NULL, until - exam->now > HOUR ? LEVEL_CRITICAL : LEVEL_WARNING,
                      "发信已暂停至%s，待发%d封", when, (int)health->queued);
        vital->advice = g_strdup("看日志，登录网页邮箱检查");
    }
    gint64 days = vital_backlog(exam->config, exam->store, health->queued, exam->now, error);
    if (days < 0)
        return false;
    struct vital *vital;
    if (days > 0) {
        g_autofree char *day = clock_chinese_day(exam->now + days * DAY, exam->zone);
        vital = vital_add(exam, "backlog", NULL, days > 2 ? LEVEL_WARNING : LEVEL_OK, "待发%d封，预计%s发完",
                          (int)health->queued, day);
    } else {
        vital = vital_add(exam, "backlog", NULL, LEVEL_OK, "待发%d封", (int)health->queued);
    }
    vital_number(vital, "queued", health->queued, "", 0, 0);
    vital = vital_add(exam, "held", NULL, LEVEL_OK, "暂存%d封", (int)health->held);
    vital_number(vital, "held", health->held, "", 0, 0);
    vital =
        vital_add(exam, "unsure", NULL, health->unsure ? LEVEL_WARNING : LEVEL_OK, "去向不明%d封", (int)health->unsure);
    vital_number(vital, "unsure", health->unsure, "", 1, 0);
    if (health->unsure)
        vital->advice = g_strdup("在“已发送”里核对");
    return true;
}

static void examine_mails(struct examination *exam)
{
    const struct health *health = &exam->health;
    bool stuck = health->stuck > 0;
    struct vital *vital = vital_add(exam, "mails", NULL, stuck ? LEVEL_WARNING : LEVEL_OK,
                                    stuck ? "有%2$d封来信超过1小时没有登记（待处理%1$d封）" : "待处理来信%1$d封",
                                    (int)health->pending, (int)health->stuck);
    vital_number(vital, "pending", health->pending, "", 0, 0);
    vital = vital_add(exam, "unread", NULL, LEVEL_OK, "近%d天读不出的来信%d封", HEALTH_DAYS, (int)health->unread);
    vital_number(vital, "unread", health->unread, "", 0, 0);
}

static void examine_digest(struct examination *exam)
{
    gint64 last = exam->ruleset ? digest_last(exam->store) : 0, age = exam->now - last;
    if (last <= 0) {
        vital_add(exam, "digest", NULL, LEVEL_OK, "还没有写过日报");
        return;
    }
    bool late = age > 26 * HOUR;
    g_autofree char *text = vital_age(age);
    struct vital *vital =
        vital_add(exam, "digest", NULL, late ? LEVEL_WARNING : LEVEL_OK, late ? "日报已%s没有写" : "日报%s前", text);
    vital_number(vital, "digest", MAX(age, 0), "s", 26 * HOUR, 0);
}

GPtrArray *vital_gather(const struct config *config, const struct ruleset *ruleset, const char *why,
                        struct store *store, gint64 now, bool deep, GError **error)
{
    g_autoptr(GPtrArray) vitals = g_ptr_array_new_with_free_func((GDestroyNotify)vital_free);
    g_autoptr(GTimeZone) zone = ruleset ? digest_zone(ruleset) : g_time_zone_new_offset(8 * HOUR);
    struct examination exam = {config, ruleset, why, store, now, zone, {0}, vitals};
    if (!health_read(store, now, &exam.health, error))
        return NULL;
    for (guint i = 0; i < config->mailboxes->len; i++) {
        examine_poll(&exam, config->mailboxes->pdata[i]);
        vital_capacity(&exam, config->mailboxes->pdata[i]);
        vital_code(&exam, config->mailboxes->pdata[i]);
    }
    if (!examine_queue(&exam, error))
        return NULL;
    examine_mails(&exam);
    vital_disk(&exam);
    vital_backup(&exam);
    examine_digest(&exam);
    if (deep)
        vital_database(&exam);
    vital_rules(&exam);
    return g_steal_pointer(&vitals);
}

const struct vital *vital_named(const GPtrArray *vitals, const char *name)
{
    for (guint i = 0; i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        if (g_str_equal(vital->name, name))
            return vital;
    }
    return NULL;
}

enum level vital_worst(const GPtrArray *vitals)
{
    static const int rank[] = {[LEVEL_OK] = 0, [LEVEL_WARNING] = 1, [LEVEL_UNKNOWN] = 2, [LEVEL_CRITICAL] = 3};
    enum level worst = LEVEL_OK;
    for (guint i = 0; i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        if (rank[vital->level] > rank[worst])
            worst = vital->level;
    }
    return worst;
}
