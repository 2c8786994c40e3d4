/* check --json. */
#include "cmd/json.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void text(JsonBuilder *json, const char *name, const char *value)
{
    json_builder_set_member_name(json, name);
    if (value)
        json_builder_add_string_value(json, value);
    else
        json_builder_add_null_value(json);
}

static void number(JsonBuilder *json, const char *name, gint64 value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

/* Unknown numbers are negative in facts and null here. */
static void known(JsonBuilder *json, const char *name, gint64 value)
{
    if (value >= 0)
        number(json, name, value);
}

static void instant(JsonBuilder *json, const char *name, gint64 when, GTimeZone *zone)
{
    g_autofree char *shown = when > 0 ? clock_rfc3339(when, zone) : NULL;
    text(json, name, shown);
}

static void begin_array(JsonBuilder *json, const char *name)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
}

static void begin_object(JsonBuilder *json, const char *name)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_object(json);
}

/* A mail that could not be read has all members too, null. */
static void add_message(JsonBuilder *json, const struct message *message, gint64 received, GTimeZone *zone,
                        bool verbose)
{
    begin_object(json, "message");
    text(json, "id", message ? message->id : NULL);
    text(json, "from", message ? message->from.addr : NULL);
    text(json, "from_name", message ? message->from.name : NULL);
    text(json, "subject", message ? message->subject : NULL);
    instant(json, "date", message ? message->date : 0, zone);
    instant(json, "received", received, zone);
    if (verbose && message)
        text(json, "text", message->text);
    json_builder_end_object(json);
}

static void add_value(JsonBuilder *json, const struct field *field, bool flag)
{
    json_builder_set_member_name(json, "value");
    if (!field->value)
        json_builder_add_null_value(json);
    else if (flag)
        json_builder_add_boolean_value(json, !strcmp(field->value, "true"));
    else
        json_builder_add_string_value(json, field->value);
}

static void add_fields(JsonBuilder *json, const struct form_rule *form, const struct submission *submission)
{
    begin_object(json, "fields");
    for (guint i = 0; i < submission->fields->len; i++) {
        const struct field *field = submission->fields->pdata[i];
        const struct field_rule *rule = form ? form_field(form, field->name) : NULL;
        if (rule && rule->type == FIELD_PAPER)
            continue; /* it stands among the files, by its role */
        begin_object(json, field->name);
        add_value(json, field, rule && rule->type == FIELD_YESNO);
        text(json, "raw", field->raw);
        text(json, "from", field->from);
        json_builder_set_member_name(json, "confidence");
        json_builder_add_double_value(json, field->confidence);
        if (field->also && field->also[0]) {
            begin_array(json, "also");
            for (char **also = field->also; *also; also++)
                json_builder_add_string_value(json, *also);
            json_builder_end_array(json);
        }
        if (field->note)
            text(json, "note", field->note);
        json_builder_end_object(json);
    }
    json_builder_end_object(json);
}

/* Only those that are known. */
static void add_facts(JsonBuilder *json, const struct work *work)
{
    for (guint i = 0; i < work_fact_count; i++) {
        const struct fact *fact = &work_facts[i];
        if (fact->kind == FACT_NUMBER)
            known(json, fact->name, work_number(work, fact));
        else if (work_text(work, fact))
            text(json, fact->name, work_text(work, fact));
    }
}

static void add_works(JsonBuilder *json, const struct submission *submission)
{
    begin_array(json, "works");
    for (guint i = 0; i < submission->works->len; i++) {
        const struct work *work = ((const struct numbered *)submission->works->pdata[i])->work;
        json_builder_begin_object(json);
        text(json, "kind", work_kind_name(work->kind));
        text(json, "name", work->name);
        text(json, "type", work->type);
        number(json, "bytes", (gint64)work->bytes);
        text(json, "sha256", work->sha256);
        text(json, "caption", work->caption);
        if (work->caption_from)
            text(json, "caption_from", work->caption_from);
        begin_object(json, "facts");
        add_facts(json, work);
        json_builder_end_object(json);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

/* The lines of a list of works, each with its file. */
static void add_rows(JsonBuilder *json, const struct submission *submission)
{
    if (!submission->rows->len)
        return;
    begin_array(json, "list");
    for (guint i = 0; i < submission->rows->len; i++) {
        const struct roster_row *row = submission->rows->pdata[i];
        const char *file = NULL;
        for (guint k = 0; row->seq && k < submission->works->len; k++) {
            const struct numbered *numbered = submission->works->pdata[k];
            file = numbered->seq == row->seq ? numbered->work->name : file;
        }
        json_builder_begin_object(json);
        known(json, "number", row->number ? row->number : -1);
        text(json, "title", row->title);
        text(json, "author", row->author);
        text(json, "phone", row->phone);
        text(json, "caption", row->caption);
        text(json, "work", file);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void add_findings(JsonBuilder *json, const struct verdict *verdict)
{
    begin_array(json, "findings");
    for (guint i = 0; i < verdict->findings->len; i++) {
        const struct finding *finding = verdict->findings->pdata[i];
        json_builder_begin_object(json);
        text(json, "rule", finding->rule);
        text(json, "severity", severity_name(finding->severity));
        text(json, "subject", finding->subject);
        text(json, "text", finding->text);
        text(json, "clause", finding->clause);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void add_submissions(JsonBuilder *json, const struct handled *handled)
{
    begin_array(json, "submissions");
    for (guint i = 0; i < handled->judged->len; i++) {
        const struct judged *judged = handled->judged->pdata[i];
        const struct submission *submission = judged->submission;
        json_builder_begin_object(json);
        text(json, "campaign", judged->campaign->id);
        text(json, "form", submission->form);
        add_fields(json, submission->form ? campaign_form(judged->campaign, submission->form) : NULL, submission);
        add_works(json, submission);
        add_rows(json, submission);
        add_findings(json, judged->verdict);
        text(json, "verdict", verdict_name(judged->verdict->state));
        begin_array(json, "notes");
        for (guint n = 0; n < submission->notes->len; n++)
            json_builder_add_string_value(json, submission->notes->pdata[n]);
        json_builder_end_array(json);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void add_files(JsonBuilder *json, const struct dossier *dossier, GTimeZone *zone)
{
    begin_array(json, "files");
    for (guint i = 0; dossier && i < dossier->files->len; i++) {
        const struct file *file = dossier->files->pdata[i];
        json_builder_begin_object(json);
        text(json, "name", file->name);
        text(json, "type", file->type);
        number(json, "bytes", (gint64)file->bytes);
        text(json, "sha256", file->sha256);
        text(json, "path", file->path);
        text(json, "role", role_name(file->role));
        text(json, "note", file->note);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    begin_array(json, "links");
    for (guint i = 0; dossier && i < dossier->links->len; i++) {
        const struct link *item = dossier->links->pdata[i];
        json_builder_begin_object(json);
        text(json, "host", item->host);
        text(json, "name", item->name);
        json_builder_set_member_name(json, "bytes");
        if (item->bytes >= 0)
            json_builder_add_int_value(json, item->bytes);
        else
            json_builder_add_null_value(json);
        instant(json, "expires", item->expires, zone);
        text(json, "code", item->code);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void add_reply(JsonBuilder *json, const struct handled *handled)
{
    const struct reply *reply = handled->reply;
    begin_object(json, "reply");
    json_builder_set_member_name(json, "send");
    json_builder_add_boolean_value(json, reply != NULL);
    text(json, "why", handled->reply_why ? handled->reply_why : handled->reason);
    text(json, "to", reply ? reply->to : NULL);
    text(json, "subject", reply ? reply->subject : NULL);
    text(json, "text", reply ? reply->text : NULL);
    for (guint i = 0; reply && i < reply->blanks->len; i++) {
        const struct form_rule *form = reply->blanks->pdata[i];
        g_autofree char *name = g_path_get_basename(form->blank);
        if (i == 0)
            begin_array(json, "attachments");
        json_builder_add_string_value(json, name);
        if (i + 1 == reply->blanks->len)
            json_builder_end_array(json);
    }
    json_builder_end_object(json);
}

static GTimeZone *zone_of(const struct intake *intake, const struct handled *handled)
{
    const struct judged *judged = handled->judged->len ? handled->judged->pdata[0] : NULL;
    const struct campaign *campaign = judged ? judged->campaign : intake->ruleset->campaigns->pdata[0];
    return campaign->zone;
}

static void add_notes(JsonBuilder *json, const struct handled *handled)
{
    begin_array(json, "notes");
    if (!handled->dossier && handled->reason)
        json_builder_add_string_value(json, handled->reason);
    else if (handled->kind->kind == KIND_OTHER)
        json_builder_add_string_value(json, handled->kind->why);
    for (guint i = 0; handled->dossier && i < handled->dossier->notes->len; i++)
        json_builder_add_string_value(json, handled->dossier->notes->pdata[i]);
    json_builder_end_array(json);
}

char *json_mail(const struct intake *intake, const char *file, const struct mail *mail, const struct handled *handled,
                bool verbose)
{
    GTimeZone *zone = zone_of(intake, handled);
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    text(json, "file", file);
    text(json, "sha256", mail->sha256);
    number(json, "bytes", (gint64)mail->bytes);
    add_message(json, handled->dossier ? handled->dossier->message : NULL, handled->received, zone, verbose);
    text(json, "kind", kind_name(handled->kind ? handled->kind->kind : KIND_OTHER));
    text(json, "kind_why", handled->kind ? handled->kind->why : handled->reason);
    add_submissions(json, handled);
    add_files(json, handled->dossier, zone);
    add_notes(json, handled);
    add_reply(json, handled);
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    return json_to_string(root, FALSE);
}
