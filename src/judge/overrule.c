/* Rulings over findings: none is ever lost, an overruled one becomes a note. */
#include "judge/overrule.h"

#include <string.h>

struct bench {
    struct verdict *verdict;
    const struct submission *submission;
    const GPtrArray *rulings;
};

static void soften(struct finding *finding)
{
    if (finding->severity == SEVERITY_NOTE)
        return;
    finding->severity = SEVERITY_NOTE;
    finding->overruled = true;
}

/* The work that a finding is about; NULL: the submission as a whole, or its form. */
static const struct numbered *work_of(const struct bench *bench, const struct finding *finding)
{
    const struct submission *submission = bench->submission;
    for (guint i = 0; finding->work && submission->number && i < submission->works->len; i++) {
        const struct numbered *numbered = submission->works->pdata[i];
        g_autofree char *number = number_format_work(submission->number, numbered->seq);
        if (!strcmp(number, finding->work))
            return numbered;
    }
    return NULL;
}

static void judge_lateness(const struct bench *bench)
{
    const struct ruling *extended = ruling_standing(bench->rulings, RULINGS_EXTENDED, 0);
    gint64 until = extended && extended->value ? g_ascii_strtoll(extended->value, NULL, 10) : 0;
    bool in_time = until && bench->submission->received <= until;
    bool accepted = ruling_standing(bench->rulings, RULINGS_LATE, 0) != NULL;
    for (guint i = bench->verdict->findings->len; i-- > 0;) {
        struct finding *finding = bench->verdict->findings->pdata[i];
        if (finding->severity != SEVERITY_LATE)
            continue;
        if (in_time)
            g_ptr_array_remove_index(bench->verdict->findings, i);
        else if (accepted)
            soften(finding);
    }
}

static void accept_whole(const struct bench *bench, gint64 at)
{
    bool afresh = bench->submission->came > at;
    for (guint i = 0; i < bench->verdict->findings->len; i++) {
        struct finding *finding = bench->verdict->findings->pdata[i];
        const struct numbered *work = work_of(bench, finding);
        bool seen =
            work ? work->touched <= at : finding->severity == SEVERITY_LATE && bench->submission->received <= at;
        if (!afresh || seen)
            soften(finding);
    }
}

static void soften_work(const struct bench *bench, const struct numbered *numbered)
{
    for (guint i = 0; i < bench->verdict->findings->len; i++)
        if (work_of(bench, bench->verdict->findings->pdata[i]) == numbered)
            soften(bench->verdict->findings->pdata[i]);
}

/* `say`: a sentence with one %s for what it is about, and one for the reason. */
static void add(const struct bench *bench, const char *rule, enum severity severity, const struct numbered *numbered,
                const char *say, const char *why)
{
    const struct submission *submission = bench->submission;
    struct finding *finding = g_new0(struct finding, 1);
    g_autofree char *about = numbered ? g_strdup_printf("“%s”", numbered->work->name) : g_strdup("来件");
    finding->rule = g_strdup(rule);
    finding->severity = severity;
    finding->resend = severity == SEVERITY_FIX && numbered;
    finding->subject = numbered ? g_strdup(numbered->work->name) : NULL;
    finding->work = numbered && submission->number ? number_format_work(submission->number, numbered->seq) : NULL;
    finding->text = g_strconcat(about, say, !why || !*why ? "" : "：", why && *why ? why : "", NULL);
    if (!g_str_has_suffix(finding->text, "。")) {
        g_autofree char *open = finding->text;
        finding->text = g_strconcat(open, "。", NULL);
    }
    finding->overruled = severity == SEVERITY_NOTE;
    g_ptr_array_add(bench->verdict->findings, finding);
}

static void rule_work(const struct bench *bench, const struct numbered *numbered, const struct ruling *whole)
{
    const struct ruling *ruling = ruling_standing(bench->rulings, RULINGS_DECIDED, numbered->seq);
    if (!ruling)
        return;
    bool settled = whole && whole->action == RULING_ACCEPT && whole->id > ruling->id;
    switch (ruling->action) {
    case RULING_ACCEPT:
        if (numbered->touched <= ruling->at)
            soften_work(bench, numbered);
        break;
    case RULING_RETURN:
        if (!settled && numbered->arrived <= ruling->at)
            add(bench, "desk.return", SEVERITY_FIX, numbered, "请修改后重发", ruling->why);
        break;
    case RULING_REJECT:
        soften_work(bench, numbered);
        add(bench, "desk.reject", SEVERITY_NOTE, numbered, "不采用", ruling->why);
        break;
    default:
        break;
    }
}

static bool rejected(const struct bench *bench, const struct ruling *whole)
{
    const GPtrArray *works = bench->submission->works;
    if (whole && whole->action == RULING_REJECT)
        return true;
    for (guint i = 0; i < works->len; i++) {
        const struct numbered *numbered = works->pdata[i];
        const struct ruling *ruling = ruling_standing(bench->rulings, RULINGS_DECIDED, numbered->seq);
        if (!ruling || ruling->action != RULING_REJECT)
            return false;
    }
    return works->len > 0;
}

void verdict_overrule(struct verdict *verdict, const struct submission *submission, const GPtrArray *rulings)
{
    const struct bench bench = {.verdict = verdict, .submission = submission, .rulings = rulings};
    if (!rulings->len)
        return;
    judge_lateness(&bench);
    const struct ruling *whole = ruling_standing(rulings, RULINGS_DECIDED, 0);
    if (whole && whole->action == RULING_ACCEPT)
        accept_whole(&bench, whole->at);
    for (guint i = 0; i < submission->works->len; i++)
        rule_work(&bench, submission->works->pdata[i], whole);
    if (whole && whole->action == RULING_RETURN && submission->came <= whole->at)
        add(&bench, "desk.return", SEVERITY_FIX, NULL, "退回修改", whole->why);
    if (whole && whole->action == RULING_REJECT)
        add(&bench, "desk.reject", SEVERITY_NOTE, NULL, "不采用", whole->why);
    verdict->state = rejected(&bench, whole) ? VERDICT_REJECTED : verdict_weigh(verdict->findings);
}
