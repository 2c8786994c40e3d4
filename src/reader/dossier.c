/* The dossier's own memory and the names of its roles. What a dossier means is decided by the stages after
 * reading; here it is only a bag that can be freed from any half-filled state.
 */
#include "reader/dossier.h"

static const char *const names[] = {
    [ROLE_FORM] = "form",       [ROLE_STAMPED] = "stamped", [ROLE_BLANK] = "blank",       [ROLE_WORK] = "work",
    [ROLE_CAPTION] = "caption", [ROLE_PLAN] = "plan",       [ROLE_SCHEDULE] = "schedule", [ROLE_INLINE] = "inline",
    [ROLE_ARCHIVE] = "archive", [ROLE_MESSAGE] = "message", [ROLE_OTHER] = "other",
};

const char *role_name(enum file_role role)
{
    g_assert((guint)role < G_N_ELEMENTS(names));
    return names[role];
}

void file_free(struct file *file)
{
    if (!file)
        return;
    g_free(file->name);
    g_free(file->type);
    g_free(file->sha256);
    g_free(file->path);
    g_free(file->staged);
    g_free(file->note);
    g_free(file);
}

void caption_free(struct caption *caption)
{
    if (!caption)
        return;
    g_free(caption->of);
    g_free(caption->name);
    g_free(caption->text);
    g_free(caption);
}

void dossier_free(struct dossier *dossier)
{
    if (!dossier)
        return;
    g_free(dossier->ruleset);
    g_clear_pointer(&dossier->message, message_free);
    g_clear_pointer(&dossier->origin, origin_free);
    g_clear_pointer(&dossier->files, g_ptr_array_unref);
    g_clear_pointer(&dossier->forms, g_ptr_array_unref);
    g_clear_pointer(&dossier->works, g_ptr_array_unref);
    g_clear_pointer(&dossier->roster, g_ptr_array_unref);
    g_clear_pointer(&dossier->links, g_ptr_array_unref);
    g_clear_pointer(&dossier->captions, g_ptr_array_unref);
    g_clear_pointer(&dossier->pictures, g_ptr_array_unref);
    g_clear_pointer(&dossier->lines, g_ptr_array_unref);
    g_clear_pointer(&dossier->entries, g_ptr_array_unref);
    g_free(dossier->entry_token);
    g_clear_pointer(&dossier->notes, g_ptr_array_unref);
    g_free(dossier->objection);
    g_free(dossier->web);
    g_strfreev(dossier->numbers);
    g_free(dossier);
}
