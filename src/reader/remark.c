/* What of the fresh text is not applied by itself: a sentence like “照片2应为2月3日” is for people. Lines that hold a
 * caption, a label with its value or a number are applied; what is left is weighed by command_remark.
 */
#include <string.h>

#include "base/text.h"
#include "reader/reading.h"

#define MIN_CAPTION 6 /* characters from which on a line within a caption is that caption's */

/* A form in the body, or papers pasted there: no line of it is a remark. */
static bool has_body_form(const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (!g_strcmp0(form->source, BODY_SOURCE))
            return true;
    }
    for (guint i = 0; i < dossier->roster->len; i++)
        if (!g_strcmp0(((const struct roster_row *)dossier->roster->pdata[i])->source, BODY_SOURCE))
            return true;
    return false;
}

static bool holds_field(const struct dossier *dossier, const char *line)
{
    if (!strchr(line, ':') && !strstr(line, "：") && !strstr(line, "为"))
        return false;
    for (guint i = 0; i < dossier->lines->len; i++) {
        const struct form *form = dossier->lines->pdata[i];
        for (guint n = 0; n < form->fields->len; n++) {
            const struct field *field = form->fields->pdata[n];
            const char *value = field->raw && *field->raw ? field->raw : field->value;
            if (value && *value && strstr(line, value))
                return true;
        }
    }
    return false;
}

/* A line that is a caption, begins one, or is part of one. */
static bool holds_caption(const struct dossier *dossier, const char *line)
{
    glong length = g_utf8_strlen(line, -1);
    for (guint i = 0; i < dossier->captions->len; i++) {
        const struct caption *caption = dossier->captions->pdata[i];
        g_autofree char *head = g_utf8_substring(caption->text, 0, MIN(g_utf8_strlen(caption->text, -1), MIN_CAPTION));
        if (strstr(line, head) || (length >= MIN_CAPTION && strstr(caption->text, line)))
            return true;
    }
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        g_autofree char *head =
            work->caption ? g_utf8_substring(work->caption, 0, MIN(g_utf8_strlen(work->caption, -1), MIN_CAPTION))
                          : NULL;
        if (head && *head && (strstr(line, head) || (length >= MIN_CAPTION && strstr(work->caption, line))))
            return true;
    }
    return false;
}

void reading_remark(struct reading *reading)
{
    struct dossier *dossier = reading->dossier;
    const struct commands *commands = reading->data->commands;
    if (has_body_form(dossier))
        return;
    dossier->objection = command_objection(dossier->message, commands, &dossier->demand);
    g_autoptr(GString) left = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(dossier->message->fresh, "\n", -1);
    for (char **line = lines; *line && left->len < 64 * 1024; line++) {
        g_strstrip(*line);
        if (!text_blank(*line) && !holds_caption(dossier, *line) && !holds_field(dossier, *line))
            g_string_append_printf(left, "%s\n", *line);
    }
    dossier->remark = command_remark(left->str, commands);
}
