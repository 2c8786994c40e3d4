/* What of the vital signs is worth waking somebody: mail that does not come in, letters that do not leave, what is full
 * or nearly so, backups that fail. And the all-clear: whoever was woken wants to know that it is over.
 */
#include <string.h>

#include "base/log.h"
#include "digest/vital.h"
#include "intake.h"

/* Warnings of these are told too, once a day: there is time to act. */
static const char *const early[] = {"capacity:", "code:", "disk"};
static const char *const watched[] = {"poll:", "login:", "sending", "disk", "capacity:", "code:", "backup"};

static bool begins(const char *name, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(name, list[i]))
            return true;
    return false;
}

static gint64 number_of(struct store *store, const char *key, const char *of)
{
    g_autofree char *name = g_strconcat(key, of, NULL);
    g_autofree char *text = store_meta(store, name);
    return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

/* A mailbox that never worked is told of when it should have by now. */
static bool is_new(const struct intake *intake, const char *name, gint64 now)
{
    if (!g_str_has_prefix(name, "poll:"))
        return false;
    const char *address = name + strlen("poll:");
    gint64 tried = number_of(intake->store, "tried:", address);
    return number_of(intake->store, "polled:", address) <= 0 &&
           (tried <= 0 || now - tried <= intake->config->alert_silent);
}

static void watch_one(struct intake *intake, const struct vital *vital, gint64 now)
{
    const struct config *config = intake->config;
    if (!begins(vital->name, watched, G_N_ELEMENTS(watched)) || is_new(intake, vital->name, now))
        return;
    g_autofree char *text =
        vital->advice ? g_strdup_printf("%s → %s", vital->text, vital->advice) : g_strdup(vital->text);
    g_autofree char *warning = g_strconcat("warning:", vital->name, NULL);
    bool soon = begins(vital->name, early, G_N_ELEMENTS(early));
    if (vital->level == LEVEL_CRITICAL)
        alert_about(config, intake->store, now, vital->name, text);
    else if (vital->level == LEVEL_WARNING && soon)
        alert_daily(config, intake->store, now, warning, text);
    if (vital->level != LEVEL_OK)
        return;
    bool told = alert_over(config, intake->store, vital->name, vital->text);
    if (soon)
        alert_over(config, intake->store, warning, told ? NULL : vital->text);
}

/* Signs that are only there while something is wrong. */
static void watch_absent(struct intake *intake, const GPtrArray *vitals)
{
    if (!vital_named(vitals, "sending"))
        alert_over(intake->config, intake->store, "sending", "发信");
    for (guint i = 0; i < intake->config->mailboxes->len; i++) {
        const struct mailbox *mailbox = intake->config->mailboxes->pdata[i];
        g_autofree char *name = g_strconcat("login:", mailbox->address, NULL);
        if (!vital_named(vitals, name))
            alert_over(intake->config, intake->store, name, mailbox->address);
    }
}

void watch_vitals(struct intake *intake)
{
    gint64 now = clock_now(&intake->clock);
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) vitals =
        vital_gather(intake->config, intake->ruleset, NULL, intake->store, now, false, &failure);
    if (!vitals) {
        log_line(LOG_ERROR, "vital signs: %s", failure->message);
        return;
    }
    for (guint i = 0; i < vitals->len; i++)
        watch_one(intake, vitals->pdata[i], now);
    watch_absent(intake, vitals);
}
