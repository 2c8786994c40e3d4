/* decide, note, assign, extend, accept-late: people's words about submissions and single works. What one command says
 * about one submission is told in one letter; all of it takes effect, or nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/desk.h"
#include "desk/decision.h"

struct word {
    enum ruling_action action;
    char *value;
    const char *why;
    const char *day; /* extend: as typed */
};

struct flags {
    char *actor, *why;
    gboolean silent;
};

static struct ruling *ruling_of(const struct desk *desk, const struct target *target, const struct word *word)
{
    struct ruling *ruling = g_new0(struct ruling, 1);
    ruling->submission = target->submission;
    ruling->work = target->work;
    ruling->actor = g_strdup(desk->actor);
    ruling->at = desk->now;
    ruling->action = word->action;
    ruling->value = g_strdup(word->value);
    ruling->why = g_strdup(word->why);
    return ruling;
}

static bool refuse(GError **error, const char *number, const char *what)
{
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "%s %s", number, _(what));
    return false;
}

static bool day_of(const struct desk *desk, const struct target *target, struct word *word, GError **error)
{
    g_autofree char *prefix = NULL;
    int number, seq;
    gint64 until = 0;
    const struct campaign *campaign =
        number_parse(target->number, &prefix, &number, &seq) ? ruleset_by_prefix(desk->intake->ruleset, prefix) : NULL;
    if (!campaign)
        return refuse(error, target->number, N_("belongs to no campaign of these rules"));
    g_autoptr(GError) failure = NULL;
    if (!clock_parse_day_end(word->day, campaign->zone, &until, &failure))
        return refuse(error, word->day, N_("is no day; write it as 2020-06-15"));
    g_free(word->value);
    word->value = g_strdup_printf("%" G_GINT64_FORMAT, until);
    return true;
}

static void report(const struct decision *decision, const struct word *word)
{
    const struct submission *submission = decision->refiled->submission;
    printf("%s：%s", submission->number, desk_state(decision->refiled));
    if (submission->held)
        printf("，暂停使用");
    if (decision->recalled)
        printf("，撤下未发的答复%d封", (int)decision->recalled);
    if (decision->letter == LETTER_QUEUED)
        printf("，答复待发");
    else if (decision->letter == LETTER_WITHHELD && word->action != RULING_REOPEN)
        printf("，不答复：%s", decision->withheld);
    putchar('\n');
}

/* None of them may be without a meaning. */
static bool make_sense(const struct refiled *refiled, const GPtrArray *fresh, GError **error)
{
    static const char *const words[] = {[MISFIT_NOT_LATE] = N_("is not late"),
                                        [MISFIT_NO_DEADLINE] = N_("has no deadline that could be extended"),
                                        [MISFIT_LATER_ALREADY] = N_("has a later deadline already by the rules"),
                                        [MISFIT_NOTHING_REOPENED] = N_("has no decision that could be reopened"),
                                        [MISFIT_NOT_HELD] = N_("is not held"),
                                        [MISFIT_WHOLE_ONLY] =
                                            N_("is a single work; this is said of a whole submission")};
    for (guint i = 0; i < fresh->len; i++) {
        const struct ruling *ruling = fresh->pdata[i];
        enum misfit misfit = decision_misfit(refiled, ruling);
        const char *whole = refiled->submission->number;
        g_autofree char *number = ruling->work ? number_format_work(whole, ruling->work) : g_strdup(whole);
        if (misfit != MISFIT_NONE)
            return refuse(error, number, words[misfit]);
    }
    return true;
}

/* All that the command says about the submission of targets[at]. */
static bool take_one(const struct desk *desk, const GPtrArray *targets, guint at, struct word *word, bool silent,
                     GPtrArray *decisions, GError **error)
{
    const struct target *first = targets->pdata[at];
    g_autoptr(GPtrArray) rulings = g_ptr_array_new_with_free_func((GDestroyNotify)ruling_free);
    if (word->day && !day_of(desk, first, word, error))
        return false;
    for (guint i = at; i < targets->len; i++)
        if (((const struct target *)targets->pdata[i])->submission == first->submission)
            g_ptr_array_add(rulings, ruling_of(desk, targets->pdata[i], word));
    g_autoptr(Decision) decision = decision_take(desk->intake, first->submission, rulings, silent, error);
    if (!decision || !make_sense(decision->refiled, rulings, error))
        return false;
    g_ptr_array_add(decisions, g_steal_pointer(&decision));
    return true;
}

static bool is_first(const GPtrArray *targets, guint at)
{
    for (guint i = 0; i < at; i++)
        if (((const struct target *)targets->pdata[i])->submission ==
            ((const struct target *)targets->pdata[at])->submission)
            return false;
    return true;
}

static bool take_all(const struct desk *desk, const GPtrArray *targets, struct word *word, bool silent, GError **error)
{
    struct store *store = desk->intake->store;
    g_autoptr(GPtrArray) decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
    bool good = store_begin(store, error);
    for (guint i = 0; good && i < targets->len; i++)
        if (is_first(targets, i))
            good = take_one(desk, targets, i, word, silent, decisions, error);
    if (!good || !store_commit(store, error)) {
        store_rollback(store);
        return false;
    }
    for (guint i = 0; i < decisions->len; i++)
        report(decisions->pdata[i], word);
    return true;
}

static bool whole_only(const GPtrArray *targets, enum ruling_action action, GError **error)
{
    bool whole = action == RULING_EXTEND || action == RULING_ACCEPT_LATE || action == RULING_ASSIGN;
    for (guint i = 0; whole && i < targets->len; i++) {
        const struct target *target = targets->pdata[i];
        if (target->work)
            return refuse(error, target->number, N_("is a single work; this is said of a whole submission"));
    }
    return true;
}

static int run(const struct session *session, const struct flags *flags, char **words, guint numbers, struct word *word)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Desk) desk = desk_open(session, flags->actor, &failure);
    g_autoptr(GPtrArray) targets = desk ? desk_targets(desk, words, numbers, &failure) : NULL;
    int code = 0;
    if (!targets || !whole_only(targets, word->action, &failure) ||
        !take_all(desk, targets, word, flags->silent, &failure))
        code = cmd_fail(failure);
    else if (ruling_group(word->action) == RULINGS_HELD)
        desk_shelve(desk);
    g_free(word->value);
    return code;
}

#define ACTOR(flags)                                                                                                   \
    {                                                                                                                  \
        "actor", 0, 0, G_OPTION_ARG_STRING, &(flags).actor, N_("who says so; default: the user"), "NAME"               \
    }
#define SILENT(flags)                                                                                                  \
    {                                                                                                                  \
        "silent", 0, 0, G_OPTION_ARG_NONE, &(flags).silent, N_("queue no letter to the participant"), NULL             \
    }

static int too_few(const char *verb, const char *arguments)
{
    fprintf(stderr, _("huizhi %s: it takes %s (huizhi %s --help)\n"), verb, arguments, verb);
    return ERROR_USAGE;
}

static void flags_clear(struct flags *flags)
{
    g_free(flags->actor);
    g_free(flags->why);
}

/* decide's own actions; the rest are verbs. */
static bool is_decision(const char *name, enum ruling_action *action)
{
    return ruling_parse(name, action) &&
           (ruling_group(*action) == RULINGS_DECIDED || ruling_group(*action) == RULINGS_HELD);
}

static int decide(const struct session *session, const struct flags *flags, char **words)
{
    guint count = g_strv_length(words);
    struct word word = {.why = flags->why && *flags->why ? flags->why : NULL};
    if (count < 2)
        return too_few("decide", _("one or more numbers and an action"));
    if (!is_decision(words[count - 1], &word.action)) {
        fprintf(stderr, _("huizhi decide: “%s” is no action: accept, return, reject, reopen, hold, restore\n"),
                words[count - 1]);
        return ERROR_USAGE;
    }
    if (word.action == RULING_RETURN && !word.why) {
        fprintf(stderr, _("huizhi decide: return needs --why: what the participant is to change\n"));
        return ERROR_USAGE;
    }
    return run(session, flags, words, count - 1, &word);
}

int cmd_decide(const struct session *session, int argc, char **argv)
{
    struct flags flags = {0};
    const GOptionEntry entries[] = {{"why", 0, 0, G_OPTION_ARG_STRING, &flags.why,
                                     N_("the reason; of return and reject the letter gives it"), "TEXT"},
                                    ACTOR(flags),
                                    SILENT(flags),
                                    {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("decide", "N… accept|return|reject|reopen|hold|restore [--why TEXT]",
                    N_("The office's word about submissions (NXZ-0012) or single works (0012-03)."), entries, argc,
                    argv, &words, &code))
        code = decide(session, &flags, words);
    flags_clear(&flags);
    return code;
}

/* The verbs whose last word is their text. */
static int with_text(const struct session *session, int argc, char **argv, const struct verb *verb,
                     enum ruling_action action)
{
    struct flags flags = {0};
    const GOptionEntry entries[] = {ACTOR(flags), SILENT(flags), {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options(verb->name, verb->arguments, verb->summary, entries, argc, argv, &words, &code)) {
        guint count = g_strv_length(words);
        const char *text = count ? words[count - 1] : "";
        struct word word = {.action = action};
        if (action == RULING_NOTE)
            word.why = text;
        else if (action == RULING_EXTEND)
            word.day = text;
        else
            word.value = strcmp(text, "-") != 0 ? g_strdup(text) : NULL;
        code =
            count < 2 || !*text ? too_few(verb->name, verb->arguments) : run(session, &flags, words, count - 1, &word);
    }
    flags_clear(&flags);
    return code;
}

int cmd_note(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"note", "N… TEXT", N_("A remark for colleagues; the participant never sees it."),
                                     NULL};
    return with_text(session, argc, argv, &verb, RULING_NOTE);
}

int cmd_assign(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"assign", "N… PERSON", N_("Who looks after these submissions; - for nobody."),
                                     NULL};
    return with_text(session, argc, argv, &verb, RULING_ASSIGN);
}

int cmd_extend(const struct session *session, int argc, char **argv)
{
    static const struct verb verb = {"extend", "N… DATE", N_("A later deadline (2020-06-15, the whole day) for these."),
                                     NULL};
    return with_text(session, argc, argv, &verb, RULING_EXTEND);
}

int cmd_accept_late(const struct session *session, int argc, char **argv)
{
    struct flags flags = {0};
    const GOptionEntry entries[] = {ACTOR(flags), SILENT(flags), {0}};
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (cmd_options("accept-late", "N…", N_("Late submissions count as in time."), entries, argc, argv, &words,
                    &code)) {
        struct word word = {.action = RULING_ACCEPT_LATE};
        guint count = g_strv_length(words);
        code = count ? run(session, &flags, words, count, &word) : too_few("accept-late", _("one or more numbers"));
    }
    flags_clear(&flags);
    return code;
}
