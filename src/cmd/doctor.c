/* doctor: what is wrong and what to do about it, one line a thing. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/screen.h"
#include "base/share.h"
#include "base/text.h"
#include "base/words.h"
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

static void say(enum tint tint, const char *sign, const char *what, const char *detail, const char *advice)
{
    screen_put(stdout, tint, sign);
    printf(detail ? _(" %s: %s\n") : " %s\n", what, detail);
    if (advice)
        printf("  → %s\n", advice);
}

static void good(const char *what, const char *detail)
{
    say(TINT_GOOD, "✓", what, detail, NULL);
}

/* Nothing is wrong, and yet people should know. */
static void remark(const char *what, const char *advice)
{
    say(TINT_CARE, "·", what, NULL, advice);
}

static void bad(struct visit *visit, const char *what, const GError *error, const char *advice)
{
    say(TINT_BAD, "✗", what, error->message, advice);
    if (visit->faults++ == 0)
        visit->code = error_exit_code(error);
}

static void visit_disk(struct visit *visit, const struct config *config)
{
    g_autoptr(GError) failure = NULL;
    guint64 free_bytes = 0;
    if (!file_make_dirs(config->state, &failure) || !file_free_space(config->state, &free_bytes, &failure)) {
        bad(visit, _("state folder"), failure, _("look at the folder that state names, and who may write there"));
        return;
    }
    g_autofree char *size = text_size(free_bytes);
    g_autofree char *text = g_strdup_printf(_("%s, %s free"), config->state, size);
    if (free_bytes >= (guint64)config->min_free) {
        good(_("disk"), text);
        return;
    }
    g_set_error(&failure, HUIZHI_ERROR, ERROR_IO, _("%s, less than intake.min_free"), text);
    bad(visit, _("disk"), failure, _("make room, or move state to a larger disk"));
}

static void visit_modes(struct visit *visit, const struct config *config)
{
    const char *const folders[] = {config->state, config->works_folder, config->digest_folder, config->deliver_path};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *wrong = folders[i] ? share_fault(folders[i], config->group) : NULL;
        if (!wrong)
            continue;
        g_autoptr(GError) failure = g_error_new(HUIZHI_ERROR, ERROR_CONFIG, "%s", wrong);
        g_autofree char *advice = config->group ? g_strdup_printf("chgrp -R '%s' '%s'; chmod -R g-w,o-rwx '%s'",
                                                                  config->group, folders[i], folders[i])
                                                : g_strdup_printf("chmod -R g-w,o-rwx '%s'", folders[i]);
        bad(visit, _("permissions"), failure, advice);
        return;
    }
    good(_("permissions"), config->group ? config->group : _("only the owner and its group may read"));
}

/* Without one, nothing is wrong: it is only not known what people answered by hand. */
static void visit_sent(const struct mailbox *mailbox, struct source *source)
{
    g_auto(GStrv) folders = source_folders(source, FOLDER_SENT, NULL);
    g_autofree char *what = g_strdup_printf(_("sent mail of %s"), mailbox->address);
    g_autofree char *list = folders ? g_strjoinv("、", folders) : g_strdup("");
    good(what,
         *list ? list : _("not found: what people answer by hand is not seen (folders.sent may name the folder)"));
}

static void visit_source(struct visit *visit, const struct mailbox *mailbox)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *what = g_strdup_printf(_("mailbox %s"), mailbox->address);
    g_autoptr(Source) source = source_open(mailbox, &failure);
    g_auto(GStrv) folders = source ? source_folders(source, FOLDER_MAIL, &failure) : NULL;
    if (!folders) {
        bad(visit, what, failure,
            failure->code == ERROR_LOGIN ? _("the web mail makes the authorisation code, under 设置→POP3/SMTP/IMAP; "
                                             "write it into the password file")
                                         : _("look at host, port and network"));
        return;
    }
    g_autofree char *list = g_strjoinv("、", folders);
    good(what, list);
    for (char **folder = folders; *folder; folder++) {
        guint64 validity = 0;
        if (!source_select(source, *folder, &validity, &failure)) {
            bad(visit, *folder, failure, _("look at that folder, or add it to folders.exclude"));
            return;
        }
    }
    visit_sent(mailbox, source);
}

static void visit_post(struct visit *visit, const struct config *config, const struct mailbox *mailbox,
                       const struct ruleset *ruleset)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *what = g_strdup_printf(_("sending as %s"), mailbox->address);
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
        bad(visit, what, failure, _("look at host, port and authorisation code of smtp"));
}

static void visit_database(struct visit *visit, const struct config *config)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Store) store = store_open(config->state, &failure);
    g_autoptr(Rows) rows = store ? query_rows(store, QUERY_COUNTS, NULL, &failure) : NULL;
    if (!rows) {
        bad(visit, _("database"), failure, _("restore it from a backup, or look at its permissions"));
        return;
    }
    char **row = rows->cells->pdata[0];
    g_autofree char *released = store_meta(store, "released");
    g_autofree char *text =
        g_strdup_printf(_("submissions %s, mails %s, letters that wait %s%s"), row[0], row[5], row[8],
                        released ? "" : _("; new installation: letters are held until huizhi send --release"));
    good(_("database"), text);
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
            good(_("reading scans"), path);
            return;
        }
    }
    remark(
        _("reading scans: there is no data for Chinese; forms on scans and photographs are known by their names only"),
        _("install tesseract-ocr-chi-sim"));
}

static void visit_calendar(const struct session *session, const struct ruleset *ruleset)
{
    const struct campaign *campaign = ruleset->campaigns->pdata[0];
    guint year = calendar_year(clock_now(&session->clock), campaign->zone);
    g_autofree char *text = g_strdup_printf("%u", year);
    g_autofree char *gap =
        g_strdup_printf(_("public holidays: nothing is known of %u, Monday to Friday count as working days"), year);
    if (calendar_knows(ruleset->calendar, year))
        good(_("public holidays"), text);
    else
        remark(gap, _("enter them into common/holidays.yaml of the rules, as the State Council announces them"));
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
    gboolean offline = FALSE;
    const GOptionEntry entries[] = {{"offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_("ask no server"), NULL}, {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("doctor", "[--offline]",
                     N_("Config, rules, reader, disk, database, login, sending: what is wrong and what to do."),
                     entries, argc, argv, &words, &code))
        return code;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return cmd_fail(failure);
    good(_("configuration"), config->file ? config->file : _("(no file; the defaults)"));
    struct visit visit = {0};
    visit_disk(&visit, config);
    g_autoptr(Intake) intake = intake_open(config, &session->clock, &failure);
    if (!intake) {
        bad(&visit, _("rules and reader"), failure, _("huizhi rules check tells the place"));
        return visit.code;
    }
    g_autofree char *sandbox = pool_sandbox(intake->pool);
    good(_("rules"), config->rules);
    visit_calendar(session, intake->ruleset);
    good(_("sandbox of the reader"), sandbox);
    visit_scans();
    visit_database(&visit, config);
    visit_modes(&visit, config);
    for (guint i = 0; !offline && i < config->mailboxes->len; i++) {
        visit_source(&visit, config->mailboxes->pdata[i]);
        visit_post(&visit, config, config->mailboxes->pdata[i], intake->ruleset);
    }
    visit_vitals(intake, clock_now(&session->clock));
    if (config->mailboxes->len == 0)
        remark(_("no mailbox is configured"), _("huizhi config --sample shows how"));
    if (visit.faults)
        printf(ngettext("%u thing is wrong\n", "%u things are wrong\n", visit.faults), visit.faults);
    else
        puts(_("All is well"));
    return visit.code;
}
