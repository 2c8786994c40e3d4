/* backup and restore. */
#include "care/backup.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "cmd/cmd.h"

int cmd_backup(const struct session *session, int argc, char **argv)
{
    int keep = -1;
    const GOptionEntry entries[] = {
        {"keep", 0, 0, G_OPTION_ARG_INT, &keep, N_("how many stay there (default: backup.keep; 0: all)"), "N"}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(
            "backup", "[DIR] [--keep N]",
            N_("Copies the database and every file that it speaks of to DIR (default: backup.path), while others "
               "work. Files that are there already are not copied again."),
            entries, argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    const char *given = words[0] ? words[0] : config->backup_path;
    if (!given || (words[0] && words[1])) {
        fprintf(stderr, _("huizhi backup: name one folder, or set backup.path (huizhi backup --help)\n"));
        return ERROR_USAGE;
    }
    g_autofree char *backups = g_canonicalize_filename(given, NULL);
    guint stay = keep >= 0 ? (guint)keep : (guint)config->backup_keep;
    struct backup_report report = {0};
    bool good =
        backup_make(config, backups, clock_now(&session->clock), stay, isatty(STDERR_FILENO), NULL, &report, &failure);
    if (good) {
        g_autofree char *size = text_size(report.bytes);
        printf("%s\n共%u个文件（%s），新复制%u个\n", report.folder, report.files, size, report.copied);
        if (report.missing)
            printf("✗ %u个文件缺失或损坏，没有备份；运行 huizhi verify 查看\n", report.missing);
    }
    code = !good ? cmd_fail(failure) : report.missing ? ERROR_INPUT : 0;
    backup_report_clear(&report);
    return code;
}

int cmd_restore(const struct session *session, int argc, char **argv)
{
    gboolean force = FALSE;
    g_autofree char *given = NULL, *aside = NULL;
    const GOptionEntry entries[] = {
        {"state", 0, 0, G_OPTION_ARG_FILENAME, &given, N_("restore into this folder (default: state)"), "NEW"},
        {"force", 0, 0, G_OPTION_ARG_NONE, &force, N_("set aside what is there"), NULL},
        {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options(
            "restore", "DIR [--state NEW] [--force]",
            N_("Puts the newest backup in DIR, or the backup DIR itself, into an empty state folder. Every reply "
               "is held until \"huizhi send --release\"."),
            entries, argc, argv, &words, &code))
        return code;
    if (!words[0] || words[1]) {
        fprintf(stderr, _("huizhi restore: name the folder of the backups (huizhi restore --help)\n"));
        return ERROR_USAGE;
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = given ? NULL : cmd_config_load(session, &failure);
    if (failure)
        return cmd_fail(failure);
    g_autofree char *state = g_canonicalize_filename(given ? given : config->state, NULL);
    g_autofree char *folder = backup_find(words[0], &failure);
    gint64 held = 0;
    if (!folder || !restore_state(folder, state, force, isatty(STDERR_FILENO), clock_now(&session->clock), &aside,
                                  &held, &failure))
        return cmd_fail(failure);
    printf("已从%s恢复到%s\n", folder, state);
    if (aside)
        printf("原有的数据在%s\n", aside);
    printf("配置和规则在%s/restored，密码文件须另行写入\n暂存答复%d封：核对后运行 huizhi send --release\n", state,
           (int)held);
    return 0;
}
