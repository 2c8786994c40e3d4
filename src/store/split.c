/* Splitting. Contributions are what a submission comes to, so they are what is divided: the new submission gets a copy
 * of each that fills in the form, and from all of them what belongs to its works. Both are then folded, and unless
 * every work and line stands on one side, with the caption that it had, nothing is split.
 */
#include "store/split.h"

#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "store/db.h"
#include "store/filing.h"

struct job {
    struct store *store;
    const struct split *split;
    GPtrArray *brought;       /* struct contribution of the first, as they were */
    struct submission *whole; /* their fold */
    gint64 to;
    char *number, *first; /* of the new one; of the first */
};

typedef struct job Job;
static void job_clear(struct job *job)
{
    g_clear_pointer(&job->brought, g_ptr_array_unref);
    submission_free(job->whole);
    g_free(job->number);
    g_free(job->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* The number that a work has in the new submission; 0: it stays. */
static int moved(const struct split *split, int seq)
{
    for (guint i = 0; i < split->works->len; i++)
        if (g_array_index(split->works, int, i) == seq)
            return (int)i + 1;
    return 0;
}

static bool refuse(const struct job *job, const char *why, GError **error)
{
    g_set_error(error, HUIZHI_ERROR, ERROR_USAGE, "%s %s", job->first, why);
    return false;
}

/* A caption without a number went to a file's name, or to the work that it is the caption of now. */
static int caption_goes(const struct job *job, const struct caption *caption)
{
    if (caption->number)
        return moved(job->split, caption->number);
    for (guint i = 0; i < job->whole->works->len; i++) {
        const struct numbered *numbered = job->whole->works->pdata[i];
        if (caption->name ? !g_strcmp0(caption->name, numbered->work->name)
                          : !g_strcmp0(caption->text, numbered->work->caption))
            return moved(job->split, numbered->seq);
    }
    return 0;
}

/* Whether anything of it concerns the works that move. */
static bool concerns(const struct job *job, const struct contribution *one)
{
    if (one->form || one->fields->len || one->claim || one->web || one->rows->len)
        return true;
    for (guint i = 0; i < one->works->len; i++)
        if (moved(job->split, ((const struct numbered *)one->works->pdata[i])->seq))
            return true;
    for (guint i = 0; i < one->captions->len; i++)
        if (caption_goes(job, one->captions->pdata[i]))
            return true;
    return false;
}

static bool move_works(const struct job *job, gint64 from, gint64 to, GError **error)
{
    const GArray *works = job->split->works;
    for (guint i = 0; i < works->len; i++) {
        gint64 seq = g_array_index(works, int, i);
        if (!db_run(job->store, error,
                    "UPDATE contribution SET reserved=max(reserved,?2) WHERE id=?1 AND EXISTS (SELECT 1 FROM"
                    " contribution_work WHERE contribution=?1 AND seq=?2)",
                    "ii", from, seq) ||
            !db_run(job->store, error,
                    "UPDATE contribution_work SET contribution=?3, seq=-?4, replaces=CASE replaces WHEN ?2 THEN ?4"
                    " ELSE 0 END WHERE contribution=?1 AND seq=?2",
                    "iiii", from, seq, to, (gint64)i + 1))
            return false;
    }
    return db_run(job->store, error, "UPDATE contribution_work SET seq=-seq WHERE contribution=? AND seq<0", "i", to);
}

static bool move_captions(const struct job *job, const struct contribution *one, gint64 to, GError **error)
{
    for (guint i = 0; i < one->captions->len; i++) {
        const struct caption *caption = one->captions->pdata[i];
        int seq = caption_goes(job, caption);
        if (seq && !db_run(job->store, error,
                           "UPDATE contribution_caption SET contribution=?3, number=?2 WHERE"
                           " contribution=?1 AND number=?4 AND name IS ?5 AND text=?6",
                           "iiiiss", one->id, (gint64)seq, to, (gint64)caption->number, caption->name, caption->text))
            return false;
    }
    return true;
}

/* Lines of a list, as the fold tells them apart. */
static bool move_rows(const struct job *job, gint64 from, gint64 to, GError **error)
{
    for (guint i = 0; i < job->whole->rows->len; i++) {
        const struct roster_row *row = job->whole->rows->pdata[i];
        if (moved(job->split, row->seq) &&
            !db_run(job->store, error,
                    "UPDATE contribution_row SET contribution=?2 WHERE contribution=?1 AND CASE WHEN"
                    " coalesce(title,?3) IS NOT NULL THEN title IS ?3 AND author IS ?4 WHEN coalesce(file,?5) IS NOT"
                    " NULL THEN file IS ?5 ELSE author IS ?4 AND caption IS ?6 END",
                    "iissss", from, to, row->title, row->author, row->file, row->caption))
            return false;
    }
    return true;
}

static bool divide(const struct job *job, const struct contribution *one, GError **error)
{
    if (!db_run(job->store, error,
                "INSERT INTO contribution(submission,mail,actor,received,campaign,form,form_name,unreadable,claim,web)"
                " SELECT ?2,mail,actor,received,campaign,form,form_name,unreadable,claim,web FROM contribution"
                " WHERE id=?1",
                "ii", one->id, job->to))
        return false;
    gint64 copy = sqlite3_last_insert_rowid(job->store->db);
    return db_run(job->store, error,
                  "INSERT INTO contribution_field(contribution,position,name,value,raw,place,confidence,also,valid,"
                  "conflict,note,suggestion,picture,area) SELECT ?2,position,name,value,raw,place,confidence,also,"
                  "valid,conflict,note,suggestion,picture,area FROM contribution_field WHERE contribution=?1",
                  "ii", one->id, copy) &&
           move_works(job, one->id, copy, error) && move_captions(job, one, copy, error) &&
           move_rows(job, one->id, copy, error);
}

/* Its row; what stands in it is written when it is judged. */
static bool create(struct job *job, GError **error)
{
    job->number = filing_number(job->store, job->split->prefix, error);
    if (!job->number ||
        !db_run(job->store, error,
                "INSERT INTO submission(number,campaign,form,form_name,unreadable,sender,title,received,revision,state,"
                "filed_at,updated_at,deadline,fix_by) SELECT ?2,campaign,form,form_name,unreadable,sender,title,"
                "received,revision,state,?3,?3,deadline,fix_by FROM submission WHERE id=?1",
                "isi", job->split->from, job->number, job->split->now))
        return false;
    job->to = sqlite3_last_insert_rowid(job->store->db);
    return true;
}

/* The new number of what was `column` in submission ?2. */
#define NOW(column)                                                                                                    \
    "(SELECT a.seq FROM work w JOIN work_alias a ON a.number=w.number WHERE w.submission=?2 AND a.submission=?1 AND"   \
    " w.seq=" column ")"

/* In this order; ?1 to, ?2 from. */
static const char *const steps[] = {
    "UPDATE work_alias SET seq=" NOW("work_alias.seq") ", submission=?1 WHERE submission=?2 AND " NOW(
        "work_alias.seq") " IS NOT NULL",
    "INSERT INTO ruling(submission,work,actor,at,action,value,why,mail) SELECT ?1," NOW(
        "r.work") ",actor,at,action,value,why,mail FROM ruling r WHERE submission=?2 AND CASE WHEN work IS NULL THEN"
                  " action<>'note' ELSE " NOW("r.work") " IS NOT NULL END ORDER BY id",
    "UPDATE OR IGNORE proposal SET submission=?1, work=" NOW("proposal.work") " WHERE submission=?2 AND " NOW(
        "proposal.work") " IS NOT NULL",
    "UPDATE token SET submission=?1, work=" NOW("token.work") " WHERE submission=?2 AND " NOW(
        "token.work") " IS NOT NULL",
};

static bool name_works(const struct job *job, GError **error)
{
    const GArray *works = job->split->works;
    for (guint i = 0; i < works->len; i++) {
        g_autofree char *old = number_format_work(job->first, g_array_index(works, int, i));
        if (!db_run(job->store, error, "INSERT INTO work_alias(number,submission,seq) VALUES(?,?,?)", "sii", old,
                    job->to, (gint64)i + 1))
            return false;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!db_run(job->store, error, steps[i], "ii", job->to, job->split->from))
            return false;
    return true;
}

/* Says in its letter, and to whoever looks at it, where it comes from. */
static bool leave_note(const struct job *job, GError **error)
{
    const GArray *works = job->split->works;
    g_autoptr(Contribution) note = contribution_create();
    g_autoptr(Submission) known = submission_fold(job->brought);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "由%s分出单独登记：", job->first);
    for (guint i = 0; i < works->len; i++) {
        g_autofree char *old = number_format_work(job->first, g_array_index(works, int, i));
        g_autofree char *now = number_format_work(job->number, (int)i + 1);
        g_string_append_printf(text, "%s%s现为%s", i ? "、" : "", old, now);
    }
    g_string_append(text, "，原编号仍可使用");
    g_ptr_array_add(note->notes, g_string_free(text, FALSE));
    note->actor = g_strdup(job->split->actor);
    note->received = note->came = job->split->now;
    note->campaign = g_strdup(job->whole->campaign);
    return filing_identity(job->store, job->to, known, error) && filing_contribute(job->store, known, note, error);
}

/* Each work is there once, under the number and with the caption that it should have. */
static bool all_stand(const struct job *job, const struct submission *stay, const struct submission *gone)
{
    guint found = 0;
    for (guint i = 0; i < job->whole->works->len; i++) {
        const struct numbered *was = job->whole->works->pdata[i];
        int seq = moved(job->split, was->seq);
        const struct submission *side = seq ? gone : stay;
        for (guint k = 0; k < side->works->len; k++) {
            const struct numbered *is = side->works->pdata[k];
            found += is->seq == (seq ? seq : was->seq) && !strcmp(is->work->sha256, was->work->sha256) &&
                     !g_strcmp0(is->work->caption, was->work->caption) &&
                     !g_strcmp0(is->work->title, was->work->title) && !g_strcmp0(is->work->author, was->work->author);
        }
    }
    return found == job->whole->works->len && stay->works->len + gone->works->len == found &&
           stay->rows->len + gone->rows->len == job->whole->rows->len;
}

static bool prove(const struct job *job, GError **error)
{
    g_autoptr(GPtrArray) first = filing_contributions(job->store, job->split->from, error);
    g_autoptr(GPtrArray) second = first ? filing_contributions(job->store, job->to, error) : NULL;
    if (!second)
        return false;
    g_autoptr(Submission) stay = submission_fold(first);
    g_autoptr(Submission) gone = submission_fold(second);
    return all_stand(job, stay, gone) ||
           refuse(job, "cannot be split: what belongs to which of these works cannot be told apart", error);
}

static bool read_first(struct job *job, GError **error)
{
    const struct split *split = job->split;
    job->first = filing_number_of(job->store, split->from, error);
    job->brought = job->first ? filing_contributions(job->store, split->from, error) : NULL;
    if (!job->brought)
        return false;
    job->whole = submission_fold(job->brought);
    return job->whole->works->len > split->works->len || refuse(job, "would have no work any more", error);
}

gint64 split_submission(struct store *store, const struct split *split, GError **error)
{
    g_auto(Job) job = {.store = store, .split = split};
    if (!read_first(&job, error) || !create(&job, error) || !name_works(&job, error))
        return 0;
    for (guint i = 0; i < job.brought->len; i++) {
        const struct contribution *one = job.brought->pdata[i];
        if (concerns(&job, one) && !divide(&job, one, error))
            return 0;
    }
    return prove(&job, error) && leave_note(&job, error) ? job.to : 0;
}
