/* mailbox: how full the mailboxes are, and making room in them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "care/backup.h"
#include "care/room.h"
#include "cmd/cmd.h"
#include "digest/vital.h"

#define DAY 86400

struct wish {
    char *older, *folder, *address, *backup;
    gboolean yes;
};

static void wish_clear(struct wish *wish)
{
    g_free(wish->older);
    g_free(wish->folder);
    g_free(wish->address);
    g_free(wish->backup);
}

static bool is_meant(const struct wish *wish, const struct mailbox *mailbox)
{
    return !wish->address || !g_ascii_strcasecmp(wish->address, mailbox->address);
}

static void print_fill(const struct mailbox *mailbox, const struct fill *fill, gint64 now)
{
    g_autofree char *used = text_size((guint64)fill->used), *daily = text_size((guint64)MAX(fill->daily, 0));
    printf("%s：已用%s", mailbox->address, used);
    if (fill->limit > 0) {
        g_autofree char *limit = text_size((guint64)fill->limit);
        printf("，共%s（%d%%）", limit, (int)(fill->used * 100 / fill->limit));
    } else {
        printf("，容量不详（可在 capacity 写明）");
    }
    printf("，近日每天约%s", daily);
    if (fill->days >= 0) {
        g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
        g_autofree char *day = clock_chinese_day(now + fill->days * DAY, zone);
        printf("，预计%s满（%d天后）", day, (int)fill->days);
    }
    puts("");
}

/* Measured now: whoever asks wants to know. */
static int status(const struct config *config, struct store *store, const struct wish *wish, gint64 now)
{
    int code = 0;
    for (guint i = 0; i < config->mailboxes->len; i++) {
        struct mailbox *mailbox = config->mailboxes->pdata[i];
        if (!is_meant(wish, mailbox))
            continue;
        struct fill fill;
        g_autoptr(GError) failure = NULL;
        g_autoptr(Source) source = source_open(mailbox, &failure);
        if (!source || !room_measure(mailbox, source, store, now, true, &failure)) {
            code = cmd_fail(failure);
            continue;
        }
        if (vital_fill(config, mailbox, store, now, &fill))
            print_fill(mailbox, &fill, now);
        else
            printf("%s：服务器不报告容量；在 capacity 写明后开始计算\n", mailbox->address);
    }
    return code;
}

/* "30d", "12h"; -1 when it is none. */
static gint64 seconds_of(const char *text)
{
    char *end = NULL;
    gint64 count = g_ascii_strtoll(text, &end, 10);
    gint64 unit = !strcmp(end, "d") ? DAY : !strcmp(end, "h") ? 3600 : 0;
    return end > text && unit && count >= 0 && count <= 36500 ? count * unit : -1;
}

static int clear(const struct config *config, struct store *store, const struct wish *wish, gint64 now)
{
    gint64 age = seconds_of(wish->older ? wish->older : "30d");
    const char *where = wish->backup ? wish->backup : config->backup_path;
    if (age < 0 || !where) {
        fprintf(stderr, _("huizhi mailbox: %s\n"),
                age < 0 ? "--older-than needs days or hours, like 30d" : "set backup.path, or name --backup DIR");
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    g_autofree char *backup = backup_find(where, &failure);
    if (!backup)
        return cmd_fail(failure);
    struct clearing clearing = {wish->folder, now - age, backup, wish->yes, isatty(STDERR_FILENO)};
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const struct mailbox *mailbox = config->mailboxes->pdata[i];
        struct cleared cleared = {0};
        if (!is_meant(wish, mailbox))
            continue;
        bool good = room_clear(config, mailbox, store, &clearing, now, &cleared, &failure);
        g_autofree char *size = text_size(cleared.bytes);
        printf("%s：%s%u封（%s）；不在原处%u封，本机或备份中未能核实而保留%u封\n", mailbox->address,
               wish->yes ? "已清除" : "可清除", cleared.count, size, cleared.absent, cleared.unsafe);
        if (!good)
            return cmd_fail(failure);
    }
    if (!wish->yes)
        puts("以上只是预览，没有删除任何邮件；加 --yes 执行");
    return 0;
}

static int act(const struct session *session, const char *action, const struct wish *wish)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Store) store = config ? store_open(config->state, &failure) : NULL;
    if (!store)
        return cmd_fail(failure);
    if (wish->address && !config_mailbox(config, wish->address)) {
        fprintf(stderr, _("huizhi mailbox: %s is no mailbox of the configuration\n"), wish->address);
        return ERROR_USAGE;
    }
    gint64 now = clock_now(&session->clock);
    return !strcmp(action, "status") ? status(config, store, wish, now) : clear(config, store, wish, now);
}

int cmd_mailbox(const struct session *session, int argc, char **argv)
{
    struct wish wish = {0};
    const GOptionEntry entries[] = {
        {"mailbox", 0, 0, G_OPTION_ARG_STRING, &wish.address, N_("only this one"), "ADDRESS"},
        {"older-than", 0, 0, G_OPTION_ARG_STRING, &wish.older, N_("received longer ago (default: 30d)"), "AGE"},
        {"folder", 0, 0, G_OPTION_ARG_STRING, &wish.folder, N_("only of this folder"), "NAME"},
        {"backup", 0, 0, G_OPTION_ARG_FILENAME, &wish.backup,
         N_("the backup that must hold them (default: backup.path)"), "DIR"},
        {"yes", 0, 0, G_OPTION_ARG_NONE, &wish.yes, N_("remove them; else they are only counted"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(
            "mailbox", "status | clear",
            N_("How full the mailboxes are; removing from the server what is safely filed: each mail whose raw "
               "file and whose copy in the newest backup were hashed again and are sound."),
            entries, argc, argv, &words, &code)) {
        wish_clear(&wish);
        return code;
    }
    if (words[0] && !words[1] && (!strcmp(words[0], "status") || !strcmp(words[0], "clear"))) {
        code = act(session, words[0], &wish);
    } else {
        fprintf(stderr, _("huizhi mailbox: status or clear? (huizhi mailbox --help)\n"));
        code = ERROR_USAGE;
    }
    wish_clear(&wish);
    return code;
}
