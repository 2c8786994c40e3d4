/* Contributions and submissions: making, copying, freeing. */
#include "submission/inside.h"

struct contribution *contribution_create(void)
{
    struct contribution *contribution = g_new0(struct contribution, 1);
    contribution->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    contribution->works = g_ptr_array_new_with_free_func((GDestroyNotify)numbered_free);
    contribution->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
    contribution->failures = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    contribution->captions = g_ptr_array_new_with_free_func((GDestroyNotify)caption_free);
    contribution->rows = g_ptr_array_new_with_free_func((GDestroyNotify)roster_row_free);
    contribution->notes = g_ptr_array_new_with_free_func(g_free);
    return contribution;
}

void contribution_free(struct contribution *contribution)
{
    if (!contribution)
        return;
    g_free(contribution->actor);
    g_free(contribution->campaign);
    g_free(contribution->form);
    g_free(contribution->form_name);
    g_free(contribution->web);
    g_ptr_array_unref(contribution->fields);
    g_ptr_array_unref(contribution->works);
    g_ptr_array_unref(contribution->links);
    g_ptr_array_unref(contribution->failures);
    g_ptr_array_unref(contribution->captions);
    g_ptr_array_unref(contribution->rows);
    g_ptr_array_unref(contribution->notes);
    g_free(contribution);
}

void numbered_free(struct numbered *numbered)
{
    if (!numbered)
        return;
    work_free(numbered->work);
    g_free(numbered->duplicate_of);
    g_free(numbered->held);
    g_free(numbered);
}

struct numbered *numbered_copy(const struct numbered *numbered)
{
    struct numbered *copy = g_new0(struct numbered, 1);
    copy->seq = numbered->seq;
    copy->replaces = numbered->replaces;
    copy->work = work_copy(numbered->work);
    copy->duplicate_of = g_strdup(numbered->duplicate_of);
    copy->arrived = numbered->arrived;
    copy->touched = numbered->touched;
    copy->held = g_strdup(numbered->held);
    return copy;
}

struct link *link_copy(const struct link *from)
{
    struct link *copy = g_new0(struct link, 1);
    *copy = *from;
    copy->host = g_strdup(from->host);
    copy->provider = g_strdup(from->provider);
    copy->url = g_strdup(from->url);
    copy->name = g_strdup(from->name);
    copy->code = g_strdup(from->code);
    return copy;
}

struct file *file_copy(const struct file *file)
{
    struct file *copy = g_new0(struct file, 1);
    *copy = *file;
    copy->name = g_strdup(file->name);
    copy->type = g_strdup(file->type);
    copy->sha256 = g_strdup(file->sha256);
    copy->path = g_strdup(file->path);
    copy->staged = g_strdup(file->staged);
    copy->note = g_strdup(file->note);
    return copy;
}

void submission_free(struct submission *submission)
{
    if (!submission)
        return;
    g_free(submission->number);
    g_free(submission->campaign);
    g_free(submission->form);
    g_free(submission->form_name);
    g_free(submission->sender);
    g_free(submission->web);
    g_free(submission->held);
    g_free(submission->assigned);
    g_clear_pointer(&submission->fields, g_ptr_array_unref);
    g_clear_pointer(&submission->works, g_ptr_array_unref);
    g_clear_pointer(&submission->links, g_ptr_array_unref);
    g_clear_pointer(&submission->failures, g_ptr_array_unref);
    g_clear_pointer(&submission->rows, g_ptr_array_unref);
    g_clear_pointer(&submission->notes, g_ptr_array_unref);
    g_free(submission);
}

gint64 submission_deadline(const struct submission *submission, const struct campaign *campaign)
{
    return submission->deadline > 0 ? submission->deadline : campaign_deadline(campaign, submission->form);
}

gint64 submission_fix_by(const struct submission *submission, const struct campaign *campaign)
{
    return submission->fix_by > 0 ? MAX(submission->fix_by, submission_deadline(submission, campaign)) : 0;
}
