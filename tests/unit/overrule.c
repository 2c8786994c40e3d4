/* What rulings make of findings: each action, over the whole and over a work, before and after something came. */
#include "judge/overrule.h"

#include <string.h>

#include "tap.h"

enum { BEFORE = 100, AT = 200, AFTER = 300, LATER = 400 };

struct sample {
    struct submission submission;
    struct verdict verdict;
    GPtrArray *rulings;
};

static void add_finding(struct sample *sample, const char *rule, enum severity severity, int work)
{
    struct finding *finding = g_new0(struct finding, 1);
    finding->rule = g_strdup(rule);
    finding->severity = severity;
    finding->work = work ? number_format_work(sample->submission.number, work) : NULL;
    finding->text = g_strdup(rule);
    g_ptr_array_add(sample->verdict.findings, finding);
}

static void finding_free(gpointer data)
{
    struct finding *finding = data;
    g_free(finding->rule);
    g_free(finding->subject);
    g_free(finding->work);
    g_free(finding->text);
    g_free(finding);
}

/* Three works that came BEFORE, of which 1 and 2 have faults; a field is missing; and it was late. */
static struct sample *sample_new(void)
{
    struct sample *sample = g_new0(struct sample, 1);
    sample->submission.number = g_strdup("NXZ-0012");
    sample->submission.received = sample->submission.came = BEFORE;
    sample->submission.works = g_ptr_array_new_with_free_func((GDestroyNotify)numbered_free);
    for (int i = 1; i <= 3; i++) {
        struct numbered *numbered = g_new0(struct numbered, 1);
        g_autofree char *name = g_strdup_printf("%d.jpg", i);
        numbered->seq = i;
        numbered->work = work_create(WORK_PHOTO, name, "2", "image/jpeg", "", 1);
        numbered->arrived = numbered->touched = BEFORE;
        g_ptr_array_add(sample->submission.works, numbered);
    }
    sample->verdict.findings = g_ptr_array_new_with_free_func(finding_free);
    add_finding(sample, "photo.size", SEVERITY_FIX, 1);
    add_finding(sample, "work.duplicate", SEVERITY_REVIEW, 2);
    add_finding(sample, "field.missing", SEVERITY_FIX, 0);
    add_finding(sample, "deadline", SEVERITY_LATE, 0);
    sample->verdict.state = VERDICT_LATE;
    sample->rulings = g_ptr_array_new_with_free_func((GDestroyNotify)ruling_free);
    return sample;
}

static void sample_free(struct sample *sample)
{
    g_free(sample->submission.number);
    g_free(sample->submission.held);
    g_free(sample->submission.assigned);
    g_ptr_array_unref(sample->submission.works);
    g_ptr_array_unref(sample->verdict.findings);
    g_ptr_array_unref(sample->rulings);
    g_free(sample);
}
typedef struct sample Sample;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)

static void rule(struct sample *sample, enum ruling_action action, int work, gint64 at)
{
    struct ruling *ruling = g_new0(struct ruling, 1);
    ruling->id = (gint64)sample->rulings->len + 1;
    ruling->work = work;
    ruling->at = at;
    ruling->action = action;
    ruling->why = action == RULING_RETURN ? g_strdup("请换一张") : NULL;
    g_ptr_array_add(sample->rulings, ruling);
}

static void rule_until(struct sample *sample, gint64 until)
{
    rule(sample, RULING_EXTEND, 0, AT);
    struct ruling *ruling = sample->rulings->pdata[sample->rulings->len - 1];
    ruling->value = g_strdup_printf("%" G_GINT64_FORMAT, until);
}

static void new_mail(struct sample *sample, int work, bool file)
{
    sample->submission.came = AFTER;
    struct numbered *numbered = work ? sample->submission.works->pdata[work - 1] : NULL;
    if (numbered)
        numbered->touched = AFTER;
    if (numbered && file)
        numbered->arrived = AFTER;
}

/* The findings above a note, "rule rule …", behind the state. */
static char *outcome(struct sample *sample)
{
    verdict_overrule(&sample->verdict, &sample->submission, sample->rulings);
    GString *text = g_string_new(verdict_name(sample->verdict.state));
    for (guint i = 0; i < sample->verdict.findings->len; i++) {
        const struct finding *finding = sample->verdict.findings->pdata[i];
        if (finding->severity != SEVERITY_NOTE)
            g_string_append_printf(text, " %s", finding->rule);
    }
    return g_string_free(text, FALSE);
}

static void becomes(struct sample *sample, const char *want, const char *what)
{
    g_autofree char *got = outcome(sample);
    tap_str(got, want, what);
    sample_free(sample);
}

static const struct finding *last(const struct sample *sample)
{
    return sample->verdict.findings->pdata[sample->verdict.findings->len - 1];
}

static void test_accept(void)
{
    struct sample *s = sample_new();
    becomes(s, "late photo.size work.duplicate field.missing deadline", "nobody said anything");
    rule(s = sample_new(), RULING_ACCEPT, 0, AT);
    becomes(s, "complete", "accepted as a whole");
    rule(s = sample_new(), RULING_ACCEPT, 0, AT);
    new_mail(s, 1, true);
    becomes(s, "incomplete photo.size field.missing",
            "a mail came since: works left alone stay accepted, as does the lateness");
    rule(s = sample_new(), RULING_ACCEPT, 0, AT);
    new_mail(s, 1, true);
    rule(s, RULING_ACCEPT, 0, LATER);
    becomes(s, "complete", "accepted again");
    rule(s = sample_new(), RULING_ACCEPT, 1, AT);
    becomes(s, "late work.duplicate field.missing deadline", "one work accepted");
    rule(s = sample_new(), RULING_ACCEPT, 1, AT);
    new_mail(s, 1, false);
    becomes(s, "late photo.size work.duplicate field.missing deadline", "its caption changed since: judged afresh");
    rule(s = sample_new(), RULING_ACCEPT, 0, AT);
    rule(s, RULING_REOPEN, 0, LATER);
    becomes(s, "late photo.size work.duplicate field.missing deadline", "reopened");
    rule(s = sample_new(), RULING_ACCEPT, 0, AT);
    rule(s, RULING_REOPEN, 1, LATER);
    becomes(s, "complete", "reopening a work leaves the whole accepted");
}

static void test_return(void)
{
    struct sample *s = sample_new();
    rule(s, RULING_ACCEPT, 0, AT);
    rule(s, RULING_RETURN, 3, AFTER);
    g_autofree char *got = outcome(s);
    tap_str(got, "incomplete desk.return", "a work goes back after the whole was accepted");
    tap_str(last(s)->text, "“3.jpg”请修改后重发：请换一张。", "in a sentence with the reason");
    tap_str(last(s)->subject, "3.jpg", "about the work");
    tap_str(last(s)->work, "NXZ-0012-03", "by its number");
    sample_free(s);
    rule(s = sample_new(), RULING_RETURN, 3, AT);
    rule(s, RULING_ACCEPT, 0, AFTER);
    becomes(s, "complete", "accepting the whole afterwards settles it");
    rule(s = sample_new(), RULING_ACCEPT, 0, BEFORE);
    rule(s, RULING_RETURN, 3, AT);
    new_mail(s, 3, true);
    becomes(s, "incomplete field.missing", "a new file settles it");
    rule(s = sample_new(), RULING_RETURN, 3, AT);
    new_mail(s, 1, true);
    becomes(s, "late photo.size work.duplicate field.missing deadline desk.return", "a file for another work does not");
    rule(s = sample_new(), RULING_RETURN, 3, AT);
    new_mail(s, 3, false);
    becomes(s, "late photo.size work.duplicate field.missing deadline desk.return", "nor does a caption");
    rule(s = sample_new(), RULING_ACCEPT_LATE, 0, AT);
    rule(s, RULING_RETURN, 0, AT);
    becomes(s, "incomplete photo.size work.duplicate field.missing desk.return", "the whole goes back");
    rule(s = sample_new(), RULING_ACCEPT_LATE, 0, AT);
    rule(s, RULING_RETURN, 0, AT);
    new_mail(s, 0, false);
    becomes(s, "incomplete photo.size work.duplicate field.missing", "until anything comes");
}

static void test_reject(void)
{
    struct sample *s = sample_new();
    rule(s, RULING_REJECT, 0, AT);
    new_mail(s, 1, true);
    g_autofree char *got = outcome(s);
    tap_ok(g_str_has_prefix(got, "rejected"), "rejected, whatever comes");
    sample_free(s);
    rule(s = sample_new(), RULING_REJECT, 1, AT);
    g_autofree char *one = outcome(s);
    tap_str(one, "late work.duplicate field.missing deadline", "a rejected work has no faults");
    tap_str(last(s)->text, "“1.jpg”不采用。", "but a note");
    tap_ok(last(s)->overruled, "that letters do not repeat");
    sample_free(s);
    s = sample_new();
    for (int i = 1; i <= 3; i++)
        rule(s, RULING_REJECT, i, AT);
    g_autofree char *all = outcome(s);
    tap_ok(g_str_has_prefix(all, "rejected"), "every work rejected");
    sample_free(s);
}

static void test_late(void)
{
    struct sample *s = sample_new();
    rule_until(s, BEFORE);
    becomes(s, "incomplete photo.size work.duplicate field.missing", "in time by the later deadline");
    rule_until(s = sample_new(), BEFORE - 1);
    becomes(s, "late photo.size work.duplicate field.missing deadline", "late even so");
    rule(s = sample_new(), RULING_ACCEPT_LATE, 0, AT);
    becomes(s, "incomplete photo.size work.duplicate field.missing", "late, and taken");
}

static void test_standing(void)
{
    g_autoptr(Sample) s = sample_new();
    struct form_rule form = {.id = (char *)"work", .takes_works = true, .deadline = 50};
    struct campaign campaign = {.forms = g_ptr_array_new()};
    g_ptr_array_add(campaign.forms, &form);
    rule(s, RULING_HOLD, 2, AT);
    submission_stand(&s->submission, &campaign, s->rulings);
    struct numbered *second = s->submission.works->pdata[1];
    tap_ok(second->held && !s->submission.held && s->submission.deadline == 50, "a work is held");
    rule(s, RULING_RESTORE, 2, AT);
    rule(s, RULING_HOLD, 0, AT);
    rule_until(s, LATER);
    submission_stand(&s->submission, &campaign, s->rulings);
    tap_ok(!second->held && s->submission.held && s->submission.deadline == LATER,
           "restored; the whole is held, and has longer");
    g_autofree char *got = outcome(s);
    tap_str(got, "incomplete photo.size work.duplicate field.missing", "holding changes no verdict");
    g_ptr_array_unref(campaign.forms);
}

int main(void)
{
    test_accept();
    test_return();
    test_reject();
    test_late();
    test_standing();
    return tap_done();
}
