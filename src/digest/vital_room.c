/* The vital signs of what fills up, wears out or breaks: disk, mailboxes, authorisation codes, backups, the database,
 * the rules.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "digest/vital_inside.h"

#define HOUR 3600
#define DAY 86400
#define FAR 3650          /* days: what lies further ahead is not foreseeable */
#define DISK_WARNING 14   /* days */
#define DISK_CRITICAL 3   /* days */
#define FULL_WARNING 70   /* percent */
#define FULL_CRITICAL 85  /* percent */
#define CODE_WARNING 150  /* days: NetEase's codes expire after 180 */
#define CODE_CRITICAL 180 /* days */
#define BACKUP_WARNING (26 * HOUR)
#define BACKUP_CRITICAL (3 * DAY)
#define CHECK_MILLISECONDS 400

static gint64 days_until(gint64 room, gint64 daily)
{
    gint64 days = daily > 0 ? MAX(room, 0) / daily : -1;
    return days > FAR ? -1 : days;
}

static gint64 daily_growth(const struct health *health, gint64 now)
{
    if (health->since <= 0)
        return 0;
    return health->grown / CLAMP((now - health->since + DAY - 1) / DAY, 1, HEALTH_DAYS);
}

gint64 vital_disk_days(const struct config *config, struct store *store, guint64 free_bytes, gint64 now)
{
    struct health health = {0};
    g_autoptr(GError) ignored = NULL;
    if (!health_read(store, now, &health, &ignored))
        return -1;
    return days_until((gint64)free_bytes - config->min_free, daily_growth(&health, now));
}

void vital_disk(struct examination *exam)
{
    guint64 bytes = 0;
    g_autoptr(GError) failure = NULL;
    if (!file_free_space(exam->config->state, &bytes, &failure)) {
        vital_add(exam, "disk", NULL, LEVEL_UNKNOWN, "%s", failure->message);
        return;
    }
    gint64 least = exam->config->min_free;
    gint64 days = days_until((gint64)bytes - least, daily_growth(&exam->health, exam->now));
    g_autofree char *size = text_size(bytes);
    g_autofree char *ahead = days >= 0 ? g_strdup_printf("，按近%d天约够%d天", HEALTH_DAYS, (int)days) : g_strdup("");
    bool full = bytes < (guint64)least;
    enum level level = full || (days >= 0 && days < DISK_CRITICAL) ? LEVEL_CRITICAL
                       : days >= 0 && days < DISK_WARNING          ? LEVEL_WARNING
                                                                   : LEVEL_OK;
    struct vital *vital = full ? vital_add(exam, "disk", NULL, level, "磁盘只余%s，已停止收信", size)
                               : vital_add(exam, "disk", NULL, level, "磁盘余%s%s", size, ahead);
    vital_number(vital, "disk_free", (gint64)bytes, "B", 0, least);
    if (level != LEVEL_OK)
        vital->advice = g_strdup("清出空间，或把 state 移到更大的磁盘");
}

bool vital_fill(const struct config *config, const struct mailbox *mailbox, struct store *store, gint64 now,
                struct fill *fill)
{
    (void)config;
    g_autofree char *key = g_strconcat("capacity:", mailbox->address, NULL);
    g_autofree char *text = store_meta(store, key);
    *fill = (struct fill){.days = -1};
    if (!text || sscanf(text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &fill->used, &fill->limit,
                        &fill->at) != 3)
        return false;
    if (mailbox->capacity > 0)
        fill->limit = mailbox->capacity;
    gint64 since = health_listed(store, mailbox->address, fill->at, NULL);
    fill->used += MAX(since, 0);
    gint64 week = health_received(store, mailbox->address, now, 7, NULL) / 7;
    gint64 fortnight = health_received(store, mailbox->address, now, 14, NULL) / 14;
    fill->daily = MAX(week, fortnight);
    if (fill->limit > 0)
        fill->days = days_until(fill->limit - fill->used, fill->daily);
    return true;
}

void vital_capacity(struct examination *exam, const struct mailbox *mailbox)
{
    struct fill fill;
    if (!vital_fill(exam->config, mailbox, exam->store, exam->now, &fill) || fill.limit <= 0)
        return;
    gint64 percent = fill.used >= fill.limit ? 100 : fill.used * 100 / fill.limit;
    enum level level = percent >= FULL_CRITICAL ? LEVEL_CRITICAL : percent >= FULL_WARNING ? LEVEL_WARNING : LEVEL_OK;
    g_autofree char *used = text_size((guint64)fill.used), *limit = text_size((guint64)fill.limit);
    g_autofree char *day = fill.days >= 0 ? clock_chinese_day(exam->now + fill.days * DAY, exam->zone) : NULL;
    g_autofree char *ahead = day ? g_strdup_printf("，预计%s满", day) : g_strdup("");
    struct vital *vital = vital_add(exam, "capacity", mailbox->address, level, "信箱%s已用%d%%（%s／%s）%s",
                                    mailbox->address, (int)percent, used, limit, ahead);
    g_autofree char *label = g_strdup_printf("full_%s", mailbox->address);
    vital_number(vital, label, percent, "%", FULL_WARNING, FULL_CRITICAL);
    if (level != LEVEL_OK)
        vital->advice = g_strdup("备份后运行 huizhi mailbox clear");
}

/* When the code was made: as the operator says, else when its file was written. */
static gint64 code_since(const struct mailbox *mailbox)
{
    struct stat info;
    if (mailbox->authorised > 0)
        return mailbox->authorised;
    const char *file = mailbox->imap.password.file;
    return file && stat(file, &info) == 0 ? info.st_mtime : 0;
}

void vital_code(struct examination *exam, const struct mailbox *mailbox)
{
    gint64 since = mailbox->source == SOURCE_IMAP ? code_since(mailbox) : 0;
    if (since <= 0 || since > exam->now)
        return;
    gint64 days = (exam->now - since) / DAY;
    enum level level = days >= CODE_CRITICAL ? LEVEL_CRITICAL : days >= CODE_WARNING ? LEVEL_WARNING : LEVEL_OK;
    struct vital *vital =
        vital_add(exam, "code", mailbox->address, level, "信箱%s的授权码已用%d天", mailbox->address, (int)days);
    g_autofree char *label = g_strdup_printf("code_%s", mailbox->address);
    vital_number(vital, label, days, "", CODE_WARNING, CODE_CRITICAL);
    if (level != LEVEL_OK)
        vital->advice = g_strdup_printf("授权码%d天后失效，请在网页邮箱新建并写入密码文件", CODE_CRITICAL);
}

void vital_backup(struct examination *exam)
{
    gint64 last = vital_meta(exam->store, "backup.made", ""), age = exam->now - last;
    g_autofree char *failed = store_meta(exam->store, "backup.failed");
    if (failed && *failed) {
        vital_add(exam, "backup", NULL, LEVEL_CRITICAL, "备份失败：%s", failed)->advice =
            g_strdup("检查 backup.path，再运行 huizhi backup");
        return;
    }
    if (last <= 0) {
        bool wanted = exam->config->backup_path != NULL;
        vital_add(exam, "backup", NULL, wanted ? LEVEL_WARNING : LEVEL_OK, "还没有备份");
        return;
    }
    enum level level = age > BACKUP_CRITICAL ? LEVEL_CRITICAL : age > BACKUP_WARNING ? LEVEL_WARNING : LEVEL_OK;
    if (!exam->config->backup_path)
        level = LEVEL_OK;
    g_autofree char *text = vital_age(age);
    struct vital *vital = vital_add(exam, "backup", NULL, level, "上次备份在%s前", text);
    vital_number(vital, "backup", MAX(age, 0), "s", BACKUP_WARNING, BACKUP_CRITICAL);
}

void vital_database(struct examination *exam)
{
    bool whole = true;
    g_autofree char *broken = store_check_quickly(exam->store, CHECK_MILLISECONDS, &whole);
    if (broken)
        vital_add(exam, "database", NULL, LEVEL_CRITICAL, "数据库损坏：%s", broken)->advice =
            g_strdup("用 huizhi restore 从备份恢复");
    else
        vital_add(exam, "database", NULL, LEVEL_OK, whole ? "数据库完好" : "数据库较大，只检查了一部分");
}

void vital_rules(struct examination *exam)
{
    if (!exam->ruleset) {
        vital_add(exam, "rules", NULL, LEVEL_CRITICAL, "规则有误：%s", exam->why ? exam->why : "")->advice =
            g_strdup("huizhi rules check 会指出位置");
        return;
    }
    vital_add(exam, "rules", NULL, LEVEL_OK, "规则有效");
    guint year = calendar_year(exam->now, exam->zone);
    if (!calendar_knows(exam->ruleset->calendar, year))
        vital_add(exam, "holidays", NULL, LEVEL_WARNING, "没有%u年的节假日安排", year)->advice =
            g_strdup("填入规则文件夹的 common/holidays.yaml");
}
