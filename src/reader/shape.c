/* The tables of shape.h. The bounds are generous for honest mail and small enough that a dossier of nothing but
 * maxima is refused by its size alone (WIRE_MAX_BYTES).
 */
#include "reader/shape.h"

#include "base/hash.h"
#include "reader/dossier.h"

#define SHORT 256                        /* ids, types, roles */
#define LINE 4096                        /* names, subjects, addresses, URLs */
#define LONG ((gsize)64 * 1024)          /* a field's or a header's text */
#define BODY ((gsize)256 * 1024)         /* a mail's text; the raw mail keeps the rest */
#define MANY 2000                        /* files, works, forms, headers */
#define FAR (G_GINT64_CONSTANT(1) << 40) /* seconds either side of 1970; bytes of a file */

#define TEXT_SLOT(k, type, member, limit)                                                                              \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member), .bytes = limit                                   \
    }
#define LINE_IN(type, member, limit) TEXT_SLOT(SLOT_LINE, type, member, limit)
#define TEXT_IN(type, member, limit) TEXT_SLOT(SLOT_TEXT, type, member, limit)
#define NAME_IN(type, member) TEXT_SLOT(SLOT_NAME, type, member, SHORT)
#define PATH_IN(type, member) TEXT_SLOT(SLOT_PATH, type, member, LINE)
#define HASH_IN(type, member) TEXT_SLOT(SLOT_HASH, type, member, HASH_HEX)
#define MAYBE(k, type, member, limit)                                                                                  \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member), .bytes = limit, .optional = TRUE                 \
    }
#define NUMBER(k, type, member, low, high)                                                                             \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member), .min = low, .max = high                          \
    }
#define FLAG(k, type, member)                                                                                          \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member)                                                   \
    }
#define STRINGS(k, type, member, most, limit)                                                                          \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member), .max = most, .bytes = limit                      \
    }
#define NESTED(k, type, member, of, most)                                                                              \
    {                                                                                                                  \
        .name = #member, .kind = k, .offset = offsetof(type, member), .shape = &of, .max = most                        \
    }
#define SHAPE(type, table, destroy)                                                                                    \
    {                                                                                                                  \
        .name = #type, .size = sizeof(struct type), .free = destroy, .slots = table, .count = G_N_ELEMENTS(table)      \
    }

static void free_address(gpointer data)
{
    struct address *address = data;
    g_free(address->name);
    g_free(address->addr);
    g_free(address);
}

static void free_header(gpointer data)
{
    struct header *header = data;
    g_free(header->name);
    g_free(header->value);
    g_free(header);
}

static void free_part(gpointer data)
{
    struct part *part = data;
    char *owned[] = {part->path, part->name,    part->type, part->declared, part->content_id,
                     part->text, part->subject, part->from, part->file,     part->sha256};
    for (guint i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_free(part);
}

static const struct slot address_slots[] = {
    MAYBE(SLOT_LINE, struct address, name, LINE),
    MAYBE(SLOT_LINE, struct address, addr, LINE),
};
static const struct shape shape_address = SHAPE(address, address_slots, free_address);

static const struct slot header_slots[] = {
    LINE_IN(struct header, name, SHORT),
    TEXT_IN(struct header, value, LONG),
};
static const struct shape shape_header = SHAPE(header, header_slots, free_header);

/* A part's text stays behind: the message's text and fresh text are all that later stages read. */
static const struct slot part_slots[] = {
    PATH_IN(struct part, path),
    NAME_IN(struct part, name),
    LINE_IN(struct part, type, SHORT),
    LINE_IN(struct part, declared, SHORT),
    MAYBE(SLOT_LINE, struct part, content_id, LINE),
    NUMBER(SLOT_ENUM, struct part, hint, 0, PART_MESSAGE),
    FLAG(SLOT_BOOL, struct part, attachment),
    FLAG(SLOT_BOOL, struct part, cid_used),
    FLAG(SLOT_BOOL, struct part, named),
    MAYBE(SLOT_LINE, struct part, subject, LINE),
    MAYBE(SLOT_LINE, struct part, from, LINE),
    MAYBE(SLOT_STAGED, struct part, file, SHORT),
    MAYBE(SLOT_HASH, struct part, sha256, HASH_HEX),
    NUMBER(SLOT_UINT64, struct part, bytes, 0, FAR),
};
static const struct shape shape_part = SHAPE(part, part_slots, free_part);

static const struct slot message_slots[] = {
    HASH_IN(struct message, sha256),
    NUMBER(SLOT_UINT64, struct message, bytes, 0, FAR),
    MAYBE(SLOT_LINE, struct message, id, LINE),
    MAYBE(SLOT_LINE, struct message, in_reply_to, LINE),
    STRINGS(SLOT_STRV, struct message, references, MANY, LINE),
    NESTED(SLOT_STRUCT, struct message, from, shape_address, 1),
    NESTED(SLOT_STRUCT, struct message, reply_to, shape_address, 1),
    NESTED(SLOT_STRUCT, struct message, sender, shape_address, 1),
    NESTED(SLOT_ARRAY, struct message, to, shape_address, MANY),
    NESTED(SLOT_ARRAY, struct message, cc, shape_address, MANY),
    MAYBE(SLOT_LINE, struct message, delivered_to, LINE),
    MAYBE(SLOT_LINE, struct message, return_path, LINE),
    LINE_IN(struct message, subject, LINE),
    NUMBER(SLOT_INT64, struct message, date, -FAR, FAR),
    NUMBER(SLOT_INT64, struct message, received, -FAR, FAR),
    NESTED(SLOT_ARRAY, struct message, headers, shape_header, MESSAGE_MAX_HEADERS),
    NESTED(SLOT_ARRAY, struct message, parts, shape_part, MESSAGE_MAX_PARTS),
    LINE_IN(struct message, declared, SHORT),
    MAYBE(SLOT_LINE, struct message, report_type, SHORT),
    TEXT_IN(struct message, text, BODY),
    TEXT_IN(struct message, fresh, BODY),
    NESTED(SLOT_STRUCT, struct message, inner, shape_address, 1),
    NUMBER(SLOT_INT64, struct message, inner_date, -FAR, FAR),
    FLAG(SLOT_BOOL, struct message, forwarded),
    STRINGS(SLOT_NOTES, struct message, notes, MANY, LINE),
};
static const struct shape shape_message = SHAPE(message, message_slots, (GDestroyNotify)message_free);

static const struct slot origin_slots[] = {
    NUMBER(SLOT_ENUM, struct origin, kind, 0, ORIGIN_DOUBTFUL),
    LINE_IN(struct origin, why, LINE),
    MAYBE(SLOT_LINE, struct origin, bounced_to, LINE),
    MAYBE(SLOT_LINE, struct origin, bounced_id, LINE),
};
static const struct shape shape_origin = SHAPE(origin, origin_slots, (GDestroyNotify)origin_free);

static const struct slot file_slots[] = {
    NAME_IN(struct file, name),
    LINE_IN(struct file, type, SHORT),
    MAYBE(SLOT_HASH, struct file, sha256, HASH_HEX),
    PATH_IN(struct file, path),
    MAYBE(SLOT_STAGED, struct file, staged, SHORT),
    NUMBER(SLOT_UINT64, struct file, bytes, 0, FAR),
    NUMBER(SLOT_ENUM, struct file, role, 0, ROLE_OTHER),
    FLAG(SLOT_GBOOLEAN, struct file, encrypted),
    FLAG(SLOT_GBOOLEAN, struct file, damaged),
    NUMBER(SLOT_INT, struct file, pictures, 0, 1000000),
    MAYBE(SLOT_TEXT, struct file, note, LINE),
};
static const struct shape shape_file = SHAPE(file, file_slots, (GDestroyNotify)file_free);

static const struct slot field_slots[] = {
    LINE_IN(struct field, name, SHORT),
    MAYBE(SLOT_TEXT, struct field, value, LONG),
    MAYBE(SLOT_TEXT, struct field, raw, LONG),
    MAYBE(SLOT_LINE, struct field, from, LINE),
    NUMBER(SLOT_DOUBLE, struct field, confidence, 0, 1),
    {.name = "also",
     .kind = SLOT_STRV,
     .offset = offsetof(struct field, also),
     .max = 100,
     .bytes = LINE,
     .optional = TRUE},
    FLAG(SLOT_BOOL, struct field, valid),
    FLAG(SLOT_BOOL, struct field, conflict),
    MAYBE(SLOT_TEXT, struct field, note, LINE),
    MAYBE(SLOT_TEXT, struct field, suggestion, LONG),
    MAYBE(SLOT_HASH, struct field, picture, HASH_HEX),
    NUMBER(SLOT_INT, struct field, place[0], 0, 1000),
    NUMBER(SLOT_INT, struct field, place[1], 0, 100000),
    NUMBER(SLOT_INT, struct field, place[2], 0, 100000),
    NUMBER(SLOT_INT, struct field, place[3], 0, 100000),
    NUMBER(SLOT_INT, struct field, place[4], 0, 100000),
};
static const struct shape shape_field = SHAPE(field, field_slots, (GDestroyNotify)field_free);

static const struct slot form_slots[] = {
    LINE_IN(struct form, campaign, SHORT),
    LINE_IN(struct form, id, SHORT),
    PATH_IN(struct form, source),
    NAME_IN(struct form, name),
    FLAG(SLOT_BOOL, struct form, blank),
    FLAG(SLOT_BOOL, struct form, unreadable),
    NUMBER(SLOT_DOUBLE, struct form, score, 0, 1000),
    NESTED(SLOT_ARRAY, struct form, fields, shape_field, 500),
    STRINGS(SLOT_NOTES, struct form, notes, 200, LINE),
    MAYBE(SLOT_LINE, struct form, of, SHORT),
};
static const struct shape shape_form = SHAPE(form, form_slots, (GDestroyNotify)form_free);

static const struct slot work_slots[] = {
    NUMBER(SLOT_ENUM, struct work, kind, 0, WORK_OTHER),
    NAME_IN(struct work, name),
    PATH_IN(struct work, path),
    LINE_IN(struct work, type, SHORT),
    HASH_IN(struct work, sha256),
    NUMBER(SLOT_UINT64, struct work, bytes, 0, FAR),
    MAYBE(SLOT_TEXT, struct work, caption, LONG),
    MAYBE(SLOT_LINE, struct work, caption_from, LINE),
    FLAG(SLOT_BOOL, struct work, damaged),
    FLAG(SLOT_BOOL, struct work, encrypted),
    NUMBER(SLOT_INT64, struct work, width, -1, 100000000),
    NUMBER(SLOT_INT64, struct work, height, -1, 100000000),
    NUMBER(SLOT_INT64, struct work, seconds, -1, FAR),
    NUMBER(SLOT_INT64, struct work, pages, -1, 100000000),
    NUMBER(SLOT_INT64, struct work, surplus, -1, FAR),
    NUMBER(SLOT_INT64, struct work, orientation, -1, 8),
    NUMBER(SLOT_INT64, struct work, quality, -1, 100),
    NUMBER(SLOT_INT64, struct work, resaved, -1, 1),
    NUMBER(SLOT_INT64, struct work, dpi, -1, 1000000),
    NUMBER(SLOT_INT64, struct work, stretch, -1, 1000000),
    MAYBE(SLOT_LINE, struct work, taken, SHORT),
    MAYBE(SLOT_LINE, struct work, camera, SHORT),
    MAYBE(SLOT_LINE, struct work, position, SHORT),
    MAYBE(SLOT_LINE, struct work, fingerprint, 16),
    MAYBE(SLOT_HASH, struct work, thumbnail, HASH_HEX),
    MAYBE(SLOT_LINE, struct work, codecs, SHORT),
    MAYBE(SLOT_LINE, struct work, fonts, LINE),
    MAYBE(SLOT_LINE, struct work, colour, SHORT),
    MAYBE(SLOT_TEXT, struct work, title, LINE),
    MAYBE(SLOT_TEXT, struct work, author, LINE),
};
static const struct shape shape_work = SHAPE(work, work_slots, (GDestroyNotify)work_free);

static const struct slot link_slots[] = {
    LINE_IN(struct link, host, SHORT),
    LINE_IN(struct link, provider, SHORT),
    LINE_IN(struct link, url, LINE),
    MAYBE(SLOT_LINE, struct link, name, LINE),
    NUMBER(SLOT_INT64, struct link, bytes, -1, FAR),
    NUMBER(SLOT_INT64, struct link, expires, -FAR, FAR),
    MAYBE(SLOT_LINE, struct link, code, SHORT),
};
static const struct shape shape_link = SHAPE(link, link_slots, (GDestroyNotify)link_free);

static const struct slot roster_slots[] = {
    NUMBER(SLOT_INT, struct roster_row, number, 0, 100000),
    MAYBE(SLOT_TEXT, struct roster_row, title, LINE),
    MAYBE(SLOT_TEXT, struct roster_row, author, LINE),
    MAYBE(SLOT_TEXT, struct roster_row, phone, LINE),
    MAYBE(SLOT_TEXT, struct roster_row, file, LINE),
    MAYBE(SLOT_TEXT, struct roster_row, caption, LONG),
    PATH_IN(struct roster_row, source),
    NAME_IN(struct roster_row, list),
    NUMBER(SLOT_INT, struct roster_row, table, 0, 100000),
    NUMBER(SLOT_INT, struct roster_row, line, 0, 10000000),
    NUMBER(SLOT_INT, struct roster_row, seq, 0, 0),
};
static const struct shape shape_roster = SHAPE(roster_row, roster_slots, (GDestroyNotify)roster_row_free);

static const struct slot caption_slots[] = {
    NUMBER(SLOT_INT, struct caption, number, 0, 100000),
    MAYBE(SLOT_LINE, struct caption, of, SHORT),
    MAYBE(SLOT_LINE, struct caption, name, LINE),
    TEXT_IN(struct caption, text, LONG),
};
static const struct shape shape_caption = SHAPE(caption, caption_slots, (GDestroyNotify)caption_free);

static const struct slot answer_slots[] = {
    LINE_IN(struct answer, number, LINE),
    LINE_IN(struct answer, label, LINE),
    LINE_IN(struct answer, value, LONG),
};
static const struct shape shape_answer = SHAPE(answer, answer_slots, answer_free);

static void free_picture(gpointer data)
{
    staged_free(data);
}

static const struct slot picture_slots[] = {
    TEXT_SLOT(SLOT_STAGED, struct staged, file, SHORT),
    HASH_IN(struct staged, sha256),
    NUMBER(SLOT_UINT64, struct staged, bytes, 0, FAR),
};
static const struct shape shape_picture = SHAPE(staged, picture_slots, free_picture);

static const struct slot dossier_slots[] = {
    NUMBER(SLOT_INT, struct dossier, version, DOSSIER_VERSION, DOSSIER_VERSION),
    HASH_IN(struct dossier, ruleset),
    NESTED(SLOT_POINTER, struct dossier, message, shape_message, 1),
    NESTED(SLOT_POINTER, struct dossier, origin, shape_origin, 1),
    NUMBER(SLOT_ENUM, struct dossier, command, 0, COMMAND_HELP),
    NUMBER(SLOT_ENUM, struct dossier, talk, 0, TALK_PLAIN),
    FLAG(SLOT_GBOOLEAN, struct dossier, recall),
    FLAG(SLOT_GBOOLEAN, struct dossier, about),
    FLAG(SLOT_GBOOLEAN, struct dossier, claim),
    NUMBER(SLOT_ENUM, struct dossier, confirm, 0, CONFIRM_NO),
    MAYBE(SLOT_TEXT, struct dossier, objection, LONG),
    FLAG(SLOT_GBOOLEAN, struct dossier, demand),
    MAYBE(SLOT_LINE, struct dossier, web, SHORT),
    FLAG(SLOT_GBOOLEAN, struct dossier, remark),
    NESTED(SLOT_ARRAY, struct dossier, files, shape_file, MANY),
    NESTED(SLOT_ARRAY, struct dossier, forms, shape_form, MANY),
    NESTED(SLOT_ARRAY, struct dossier, works, shape_work, MANY),
    NESTED(SLOT_ARRAY, struct dossier, roster, shape_roster, MANY),
    NESTED(SLOT_ARRAY, struct dossier, links, shape_link, MANY),
    NESTED(SLOT_ARRAY, struct dossier, captions, shape_caption, MANY),
    NESTED(SLOT_ARRAY, struct dossier, lines, shape_form, 200),
    NESTED(SLOT_ARRAY, struct dossier, pictures, shape_picture, MANY),
    STRINGS(SLOT_STRV, struct dossier, numbers, 100, SHORT),
    NESTED(SLOT_ARRAY, struct dossier, entries, shape_answer, ANSWERS_MAX),
    MAYBE(SLOT_LINE, struct dossier, entry_token, SHORT),
    STRINGS(SLOT_NOTES, struct dossier, notes, MANY, LINE),
};
const struct shape shape_dossier = SHAPE(dossier, dossier_slots, (GDestroyNotify)dossier_free);
