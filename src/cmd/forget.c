/* forget, purge: personal data leaves the machine, at somebody's request or after its time. Without --yes it is only
 * counted.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/words.h"
#include "care/forget.h"
#include "cmd/desk.h"
#include "cmd/person.h"

struct wanted {
    char *actor;
    gboolean yes;
    char **keep;
    char *campaign, *before; /* purge */
    const char *who;         /* forget */
};

/* A line a row: before, one column, between, another, after. */
static void print_all(const struct rows *rows, const char *before, guint column, const char *between, guint more,
                      const char *after)
{
    for (guint i = 0; i < rows->cells->len; i++) {
        char **row = rows->cells->pdata[i];
        printf("%s%s%s%s%s\n", before, row[column], between, row[more] ? row[more] : "", after);
    }
}

static bool print_tables(struct store *store, GError **error)
{
    gint64 all = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint n = 0; erase_table(n); n++) {
        gint64 count = erase_count(store, n, error);
        if (count < 0)
            return false;
        all += count;
        if (count)
            g_string_append_printf(text, "%s%s %d", text->len ? "，" : "", erase_table(n), (int)count);
    }
    printf("  数据库记录 %d条%s%s%s\n", (int)all, all ? "（" : "", text->str, all ? "）" : "");
    return true;
}

/* What goes. *nothing: there is none of it. */
static bool print_going(struct store *store, const struct forget_plan *plan, bool *nothing, GError **error)
{
    g_autoptr(Rows) submissions = erase_rows(store, ERASE_SUBMISSIONS, error);
    g_autoptr(Rows) mails = submissions ? erase_rows(store, ERASE_MAILS, error) : NULL;
    g_autoptr(Rows) letters = mails ? erase_rows(store, ERASE_LETTERS, error) : NULL;
    g_autoptr(Rows) content = letters ? erase_rows(store, ERASE_CONTENT, error) : NULL;
    if (!content)
        return false;
    *nothing = !submissions->cells->len && !mails->cells->len && !letters->cells->len;
    if (*nothing)
        return true;
    printf("  报送 %u件\n", submissions->cells->len);
    print_all(submissions, "    ", 0, " ", 1, "");
    printf("  原始邮件 %u封，附件及图片 %u个，信件 %u封\n", mails->cells->len, content->cells->len,
           letters->cells->len);
    printf("  作品目录 %u个，汇总报告 %u处，待寄目录 %u封\n", plan->folders, plan->digests->len, plan->out->len);
    return print_tables(store, error);
}

/* What stays, and what this machine cannot delete. */
static bool print_staying(struct store *store, GError **error)
{
    g_autoptr(Rows) shared = erase_rows(store, ERASE_SHARED, error);
    g_autoptr(Rows) touched = shared ? erase_rows(store, ERASE_TOUCHED, error) : NULL;
    g_autoptr(Rows) named = touched ? erase_rows(store, ERASE_NAMED, error) : NULL;
    g_autoptr(Rows) remains = named ? erase_rows(store, ERASE_REMAINS, error) : NULL;
    if (!remains)
        return false;
    print_all(shared, "保留：邮件", 0, "还带有别人的报送（", 3, "），原件与附件不删；连同这些编号一起 forget 才会删除");
    for (guint i = 0; i < touched->cells->len; i++)
        printf("将重新审核：%s\n", ((char **)touched->cells->pdata[i])[1]);
    for (guint i = 0; i < named->cells->len; i++)
        printf("另有 %s 填有同一电话或邮箱，不删；需要时另行 forget\n", ((char **)named->cells->pdata[i])[0]);
    for (guint i = 0; i < remains->cells->len; i++) {
        char **row = remains->cells->pdata[i];
        printf("服务器上仍有：%s %s %s封（UID %s），请在网页邮箱中删除\n", row[0], row[1], row[2], row[3]);
    }
    puts("已寄出的信、寄给各人的日报、导出的表格和备份不在此列：备份到期前仍含这些资料，恢复备份后须再执行一次");
    return true;
}

static bool wish_of(const struct desk *desk, const struct wanted *wanted, struct erase_wish *wish, char **key,
                    GError **error)
{
    if (wanted->who)
        return person_parse(desk->intake->ruleset, wanted->who, wish, key, error);
    if (wanted->campaign) {
        wish->by = ERASE_CAMPAIGN;
        wish->key = wanted->campaign;
        return true;
    }
    const struct campaign *first = desk->intake->ruleset->campaigns->pdata[0];
    wish->by = ERASE_BEFORE;
    return clock_parse(wanted->before, first->zone, &wish->before, error);
}

static bool lock_all(const struct desk *desk, int *locks, GError **error)
{
    static const char *const names[] = {"intake", "outbox", "shelf"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if ((locks[i] = store_lock(desk->config->state, names[i], error)) < 0) {
            g_prefix_error(error, _("stop the service for this: "));
            return false;
        }
    return true;
}

static bool finish(const struct desk *desk, GError **error)
{
    guint files = 0;
    if (!forget_finish(desk->intake, &files, error))
        return false;
    if (files)
        printf("已从磁盘删除%u个文件或文件夹\n", files);
    return true;
}

static bool pending(struct store *store, guint *count, GError **error)
{
    g_autoptr(Rows) open = erasure_open(store, error);
    *count = open ? open->cells->len : 0;
    return open != NULL;
}

/* An earlier one that was interrupted is finished first. */
static bool proceed(const struct desk *desk, const struct erase_wish *wish, const struct wanted *wanted, GError **error)
{
    struct store *store = desk->intake->store;
    guint left = 0;
    if ((wanted->yes && !finish(desk, error)) || !pending(store, &left, error))
        return false;
    if (left)
        printf("上一次删除没有做完，还有%u项：加 --yes 再执行一次即可完成\n", left);
    bool nothing = false;
    g_autoptr(ForgetPlan) plan = forget_find(desk->intake, wish, error);
    if (!plan)
        return false;
    puts(wanted->yes ? "删除：" : "将会删除（现在只是清点；确认后加 --yes）：");
    if (!print_going(store, plan, &nothing, error))
        return false;
    if (nothing) {
        puts("  没有找到任何资料");
        return true;
    }
    return print_staying(store, error) &&
           (!wanted->yes || (forget_rows(desk->intake, wish, plan, desk->actor, error) && finish(desk, error)));
}

static int answer(const struct session *session, const struct wanted *wanted)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, wanted->actor, &failure);
    if (!desk)
        return cmd_fail(failure);
    g_autofree char *key = NULL;
    g_auto(GStrv) office = forget_office(desk->config);
    struct erase_wish wish = {.spare = office, .keep = wanted->keep};
    int locks[3] = {-1, -1, -1};
    bool good = wish_of(desk, wanted, &wish, &key, &failure) && (!wanted->yes || lock_all(desk, locks, &failure)) &&
                proceed(desk, &wish, wanted, &failure);
    for (gsize i = 0; i < G_N_ELEMENTS(locks); i++)
        if (locks[i] >= 0)
            close(locks[i]);
    if (good && wanted->yes)
        desk_shelve(desk);
    return good ? 0 : cmd_fail(failure);
}

static void wanted_clear(struct wanted *wanted)
{
    g_free(wanted->actor);
    g_free(wanted->campaign);
    g_free(wanted->before);
    g_strfreev(wanted->keep);
}

int cmd_forget(const struct session *session, int argc, char **argv)
{
    struct wanted wanted = {0};
    const GOptionEntry entries[] = {
        {"yes", 0, 0, G_OPTION_ARG_NONE, &wanted.yes, N_("delete; without it everything is only counted"), NULL},
        {"keep", 0, 0, G_OPTION_ARG_STRING_ARRAY, &wanted.keep, N_("this submission stays (may be repeated)"),
         "NUMBER"},
        {"actor", 0, 0, G_OPTION_ARG_STRING, &wanted.actor, N_("who asks for it; default: the user"), "NAME"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("forget", "ADDRESS | PHONE | NUMBER [--keep NUMBER] [--yes]",
                    N_("Deletes everything that is held about a person: mails, files, rows, works, digests."), entries,
                    argc, argv, &words, &code)) {
        wanted.who = words[0];
        if (!words[0] || words[1]) {
            fprintf(stderr, _("huizhi forget: name one address, phone or number (huizhi forget --help)\n"));
            code = ERROR_USAGE;
        } else {
            code = answer(session, &wanted);
        }
    }
    wanted_clear(&wanted);
    return code;
}

int cmd_purge(const struct session *session, int argc, char **argv)
{
    struct wanted wanted = {0};
    const GOptionEntry entries[] = {
        {"campaign", 0, 0, G_OPTION_ARG_STRING, &wanted.campaign, N_("everything that was sent in for it"), "ID"},
        {"before", 0, 0, G_OPTION_ARG_STRING, &wanted.before, N_("everything received before that day"), "DATE"},
        {"yes", 0, 0, G_OPTION_ARG_NONE, &wanted.yes, N_("delete; without it everything is only counted"), NULL},
        {"actor", 0, 0, G_OPTION_ARG_STRING, &wanted.actor, N_("who asks for it; default: the user"), "NAME"},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("purge", "--campaign ID | --before DATE [--yes]", N_("Erases personal data after its time."),
                    entries, argc, argv, &words, &code)) {
        if (words[0] || !wanted.campaign == !wanted.before) {
            fprintf(stderr, _("huizhi purge: name either --campaign ID or --before DATE\n"));
            code = ERROR_USAGE;
        } else {
            code = answer(session, &wanted);
        }
    }
    wanted_clear(&wanted);
    return code;
}
