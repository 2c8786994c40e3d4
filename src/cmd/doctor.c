/* doctor: what is wrong and what to do about it, one line a thing. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/share.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "deliver/deliver.h"
#include "digest/vital.h"
#include "intake.h"
#include "source/source.h"
#include "store/query.h"

struct visit {
    guint faults;
    int code; /* of the first fault */
};

static void good(const char *what, const char *detail)
{
    printf("✓ %s%s%s\n", what, detail ? "：" : "", detail ? detail : "");
}

static void bad(struct visit *visit, const char *what, const GError *error, const char *advice)
{
    printf("✗ %s：%s\n%s%s%s", what, error->message, advice ? "  → " : "", advice ? advice : "", advice ? "\n" : "");
    if (visit->faults++ == 0)
        visit->code = error_exit_code(error);
}

static void visit_disk(struct visit *visit, const struct config *config)
{
    g_autoptr(GError) failure = NULL;
    guint64 free_bytes = 0;
    if (!file_make_dirs(config->state, &failure) || !file_free_space(config->state, &free_bytes, &failure)) {
        bad(visit, "状态文件夹", failure, "检查 state 所指文件夹及其权限");
        return;
    }
    g_autofree char *size = text_size(free_bytes);
    g_autofree char *text = g_strdup_printf("%s，余 %s", config->state, size);
    if (free_bytes >= (guint64)config->min_free) {
        good("磁盘", text);
        return;
    }
    g_set_error(&failure, HUIZHI_ERROR, ERROR_IO, "%s，少于 intake.min_free", text);
    bad(visit, "磁盘", failure, "清出空间，或把 state 移到更大的磁盘");
}

static void visit_modes(struct visit *visit, const struct config *config)
{
    const char *const folders[] = {config->state, config->works_folder, config->digest_folder, config->deliver_path};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *wrong = folders[i] ? share_fault(folders[i], config->group) : NULL;
        if (!wrong)
            continue;
        g_autoptr(GError) failure = g_error_new(HUIZHI_ERROR, ERROR_CONFIG, "%s", wrong);
        g_autofree char *advice =
            g_strdup_printf("chmod -R g-w,o-rwx '%s'%s%s%s", folders[i], config->group ? "；chgrp -R " : "",
                            config->group ? config->group : "", config->group ? " 同一文件夹" : "");
        bad(visit, "权限", failure, advice);
        return;
    }
    good("权限", config->group ? config->group : "仅属主及其用户组可读");
}

/* Without one, nothing is wrong: it is only not known what people answered by hand. */
static void visit_sent(const struct mailbox *mailbox, struct source *source)
{
    g_auto(GStrv) folders = source_folders(source, FOLDER_SENT, NULL);
    g_autofree char *what = g_strdup_printf("已发送 %s", mailbox->address);
    g_autofree char *list = folders ? g_strjoinv("、", folders) : g_strdup("");
    good(what, *list ? list : "没有找到，看不到人工答复（folders.sent 可写明文件夹名）");
}

static void visit_source(struct visit *visit, const struct mailbox *mailbox)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *what = g_strdup_printf("收信 %s", mailbox->address);
    g_autoptr(Source) source = source_open(mailbox, &failure);
    g_auto(GStrv) folders = source ? source_folders(source, FOLDER_MAIL, &failure) : NULL;
    if (!folders) {
        bad(visit, what, failure,
            failure->code == ERROR_LOGIN ? "授权码在网页邮箱“设置→POP3/SMTP/IMAP”里生成，填入密码文件"
                                         : "检查主机名、端口、网络");
        return;
    }
    g_autofree char *list = g_strjoinv("、", folders);
    good(what, list);
    for (char **folder = folders; *folder; folder++) {
        guint64 validity = 0;
        if (!source_select(source, *folder, &validity, &failure)) {
            bad(visit, *folder, failure, "检查该文件夹，或写入 folders.exclude");
            return;
        }
    }
    visit_sent(mailbox, source);
}

static void visit_post(struct visit *visit, const struct config *config, const struct mailbox *mailbox,
                       const struct ruleset *ruleset)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *what = g_strdup_printf("发信 %s", mailbox->address);
    g_autofree char *path = ruleset_common(ruleset, "refusals.yaml");
    g_autoptr(Refusals) refusals = refusals_load(path, &failure);
    g_autoptr(Post) post = NULL;
    if (refusals && config->deliver_via == DELIVER_MAILDIR)
        post = post_open_maildir(config->deliver_path, &failure);
    else if (refusals)
        post = post_open_smtp(&mailbox->smtp, mailbox->address, refusals, &failure);
    if (post)
        good(what, config->deliver_via == DELIVER_MAILDIR ? config->deliver_path : mailbox->smtp.host);
    else
        bad(visit, what, failure, "检查 smtp 的主机名、端口、授权码");
}

static void visit_database(struct visit *visit, const struct config *config)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Store) store = store_open(config->state, &failure);
    g_autoptr(Rows) rows = store ? query_rows(store, QUERY_COUNTS, NULL, &failure) : NULL;
    if (!rows) {
        bad(visit, "数据库", failure, "从备份恢复，或检查权限");
        return;
    }
    char **row = rows->cells->pdata[0];
    g_autofree char *released = store_meta(store, "released");
    g_autofree char *text = g_strdup_printf("登记%s，来信%s，待发%s%s", row[0], row[5], row[8],
                                            released ? "" : "；新装：答复暂存，核对后运行 huizhi send --release");
    good("数据库", text);
}

/* Tesseract looks for its data in one of these. */
static void visit_scans(void)
{
    static const char *const places[] = {"/usr/share/tesseract-ocr/5/tessdata",
                                         "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
                                         "/usr/local/share/tessdata"};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = g_build_filename(places[i], "chi_sim.traineddata", NULL);
        if (access(path, R_OK) == 0) {
            good("扫描件的文字识别", path);
            return;
        }
    }
    puts("· 没有文字识别的中文数据，扫描件和照片上的表格只按文件名认出\n  → 安装 tesseract-ocr-chi-sim");
}

static void visit_calendar(const struct session *session, const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset->campaigns->pdata[0];
    guint year = calendar_year(clock_now(&session->clock), campaign->zone);
    g_autofree char *text = g_strdup_printf("%u年", year);
    if (calendar_knows(ruleset->calendar, year))
        good("节假日安排", text);
    else
        printf("· 没有%s的节假日安排，工作日按周一至周五计算\n  → 把国务院办公厅的放假通知填入规则文件夹的 "
               "common/holidays.yaml\n",
               text);
}

/* What will be wrong: mailboxes that fill up, codes that expire, backups that are missing, the disk. */
static void visit_vitals(const struct intake *intake, gint64 now)
{
    static const char *const shown[] = {"capacity:", "code:", "backup", "disk"};
    g_autoptr(GPtrArray) vitals = vital_gather(intake->config, intake->ruleset, NULL, intake->store, now, false, NULL);
    for (guint i = 0; vitals && i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        for (gsize n = 0; n < G_N_ELEMENTS(shown) && vital->level != LEVEL_OK; n++)
            if (g_str_has_prefix(vital->name, shown[n]))
                printf("· %s\n  → %s\n", vital->text, vital->advice ? vital->advice : "");
    }
}

int cmd_doctor(const struct session *session, int argc, char **argv)
{
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("doctor", "",
                     "Config, rules, reader, disk, database, login, sending: what is wrong and what to do.", NULL, argc,
                     argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    good("配置", config->file ? config->file : "（无配置文件，用默认值）");
    struct visit visit = {0};
    visit_disk(&visit, config);
    g_autoptr(Intake) intake = intake_open(config, &session->clock, &failure);
    if (!intake) {
        bad(&visit, "规则与读取程序", failure, "huizhi rules check 会指出位置");
        return visit.code;
    }
    g_autofree char *sandbox = pool_sandbox(intake->pool);
    good("规则", config->rules);
    visit_calendar(session, intake->ruleset);
    good("读取程序的隔离", sandbox);
    visit_scans();
    visit_database(&visit, config);
    visit_modes(&visit, config);
    for (guint i = 0; i < config->mailboxes->len; i++) {
        visit_source(&visit, config->mailboxes->pdata[i]);
        visit_post(&visit, config, config->mailboxes->pdata[i], intake->ruleset);
    }
    visit_vitals(intake, clock_now(&session->clock));
    if (config->mailboxes->len == 0)
        printf("· 没有配置信箱（huizhi config --sample 有样例）\n");
    if (visit.faults)
        printf("共%u处问题\n", visit.faults);
    else
        puts("一切正常");
    return visit.code;
}
