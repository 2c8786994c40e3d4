/* The dossier on the wire: its type string, then its body as a GVariant, little endian.
 *
 * The bytes come from a process that has just read a stranger's mail, so they are treated as a stranger's too.
 * Reading goes in three steps: the body must be a normal GVariant of exactly our type; every value must be
 * within the bounds of its slot (shape.c) and the values must agree with each other; and what was built must
 * serialize to the very same bytes, so that nothing but what wire_write writes is ever accepted.
 */
#include "reader/wire.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "reader/shape.h"

#define ALIGNMENT 8 /* of a serialized GVariant */

static const char *type_of_slot(enum slot_kind kind)
{
    static const char *const types[] = {
        [SLOT_LINE] = "s",   [SLOT_TEXT] = "s",   [SLOT_NAME] = "s",     [SLOT_PATH] = "s",  [SLOT_HASH] = "s",
        [SLOT_STAGED] = "s", [SLOT_ENUM] = "i",   [SLOT_INT] = "i",      [SLOT_INT64] = "x", [SLOT_UINT64] = "t",
        [SLOT_DOUBLE] = "d", [SLOT_BOOL] = "b",   [SLOT_GBOOLEAN] = "b", [SLOT_STRV] = "as", [SLOT_NOTES] = "as",
        [SLOT_STRUCT] = "",  [SLOT_POINTER] = "", [SLOT_ARRAY] = "a",
    };
    return types[kind];
}

static void append_type(GString *type, const struct shape *shape)
{
    g_string_append_c(type, '(');
    for (guint i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        g_string_append(type, slot->optional ? "m" : "");
        g_string_append(type, type_of_slot(slot->kind));
        if (slot->shape)
            append_type(type, slot->shape);
    }
    g_string_append_c(type, ')');
}

static char *type_string(const struct shape *shape)
{
    GString *type = g_string_new(NULL);
    append_type(type, shape);
    return g_string_free(type, FALSE);
}

static gsize header_size(const char *type)
{
    gsize length = strlen(type) + 1;
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Writing ---------------------------------------------------------------------------------------------- */

static gboolean is_text(enum slot_kind kind)
{
    return kind == SLOT_TEXT || kind == SLOT_NOTES;
}

static gboolean allowed(gunichar c, enum slot_kind kind)
{
    if (is_text(kind) && (c == '\n' || c == '\t'))
        return TRUE;
    return c >= 0x20 && c != 0x7f;
}

/* The text as a slot of that kind may hold it: valid, without control characters, cut at a character's edge. */
static char *clean(const char *text, enum slot_kind kind, gsize limit)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    GString *out = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        gsize length = (gsize)(g_utf8_next_char(at) - at);
        if (out->len + length > limit)
            break;
        if (c == '\r' && is_text(kind))
            continue;
        if (!allowed(c, kind))
            g_string_append_c(out, ' ');
        else if (kind == SLOT_NAME && c == '/')
            g_string_append_c(out, '_');
        else
            g_string_append_len(out, at, (gssize)length);
    }
    if (kind == SLOT_NAME && (!*out->str || g_str_equal(out->str, ".") || g_str_equal(out->str, "..")))
        g_string_assign(out, "_");
    return g_string_free(out, FALSE);
}

/* What is made here floats until it is put into its container. */
static GVariant *make_shape(const struct shape *shape, const void *base);

static GVariant *make_string(const struct slot *slot, const char *text)
{
    return g_variant_new_take_string(clean(text, slot->kind, slot->bytes));
}

static GVariant *make_strings(const struct slot *slot, const char *const *strings, gsize count)
{
    count = MIN(count, (gsize)slot->max);
    g_autofree GVariant **children = g_new(GVariant *, count + 1);
    for (gsize i = 0; i < count; i++)
        children[i] = make_string(slot, strings[i]);
    return g_variant_new_array(G_VARIANT_TYPE_STRING, children, count);
}

static GVariant *make_array(const struct slot *slot, const GPtrArray *array)
{
    gsize count = array ? MIN(array->len, (gsize)slot->max) : 0;
    g_autofree GVariant **children = g_new(GVariant *, count + 1);
    for (gsize i = 0; i < count; i++)
        children[i] = make_shape(slot->shape, array->pdata[i]);
    if (count > 0)
        return g_variant_new_array(NULL, children, count);
    g_autofree char *type = type_string(slot->shape);
    return g_variant_new_array(G_VARIANT_TYPE(type), NULL, 0);
}

static GVariant *make_number(const struct slot *slot, const void *at)
{
    double fraction;
    switch (slot->kind) {
    case SLOT_INT64:
        return g_variant_new_int64(CLAMP(*(const gint64 *)at, slot->min, slot->max));
    case SLOT_UINT64:
        return g_variant_new_uint64(MIN(*(const guint64 *)at, (guint64)slot->max));
    case SLOT_DOUBLE:
        fraction = *(const double *)at;
        return g_variant_new_double(isnan(fraction) ? (double)slot->min
                                                    : CLAMP(fraction, (double)slot->min, (double)slot->max));
    case SLOT_BOOL:
        return g_variant_new_boolean(*(const bool *)at);
    case SLOT_GBOOLEAN:
        return g_variant_new_boolean(*(const gboolean *)at != FALSE);
    default:
        return g_variant_new_int32((gint32)CLAMP(*(const int *)at, slot->min, slot->max));
    }
}

static GVariant *make_value(const struct slot *slot, const void *at)
{
    const char *const *strings;
    const GPtrArray *notes;
    switch (slot->kind) {
    case SLOT_LINE:
    case SLOT_TEXT:
    case SLOT_NAME:
    case SLOT_PATH:
    case SLOT_HASH:
    case SLOT_STAGED:
        return make_string(slot, *(char *const *)at);
    case SLOT_STRV:
        strings = *(const char *const *const *)at;
        return make_strings(slot, strings, strings ? g_strv_length((GStrv)strings) : 0);
    case SLOT_NOTES:
        notes = *(GPtrArray *const *)at;
        return make_strings(slot, notes ? (const char *const *)notes->pdata : NULL, notes ? notes->len : 0);
    case SLOT_STRUCT:
        return make_shape(slot->shape, at);
    case SLOT_POINTER:
        return make_shape(slot->shape, *(void *const *)at);
    case SLOT_ARRAY:
        return make_array(slot, *(GPtrArray *const *)at);
    default:
        return make_number(slot, at);
    }
}

/* A char * or a GStrv that may be NULL. */
static GVariant *make_optional(const struct slot *slot, const void *at)
{
    const GVariantType *type = slot->kind == SLOT_STRV ? G_VARIANT_TYPE_STRING_ARRAY : G_VARIANT_TYPE_STRING;
    return g_variant_new_maybe(type, *(void *const *)at ? make_value(slot, at) : NULL);
}

static GVariant *make_shape(const struct shape *shape, const void *base)
{
    g_autofree GVariant **children = g_new(GVariant *, shape->count);
    for (guint i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        const char *at = (const char *)base + slot->offset;
        children[i] = slot->optional ? make_optional(slot, at) : make_value(slot, at);
    }
    return g_variant_new_tuple(children, shape->count);
}

static GVariant *little_endian(GVariant *variant)
{
    return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref(variant) : g_variant_byteswap(variant);
}

GBytes *wire_write(const struct dossier *dossier)
{
    g_autofree char *type = type_string(&shape_dossier);
    g_autoptr(GVariant) native = g_variant_ref_sink(make_shape(&shape_dossier, dossier));
    g_autoptr(GVariant) body = little_endian(native);

    gsize start = header_size(type), size = g_variant_get_size(body);
    char *bytes = g_malloc0(start + size);
    memcpy(bytes, type, strlen(type));
    g_variant_store(body, bytes + start);
    return g_bytes_new_take(bytes, start + size);
}

/* Checking --------------------------------------------------------------------------------------------- */

static bool check_shape(const struct shape *shape, GVariant *tuple, const char *place, GError **error);

G_GNUC_PRINTF(3, 4)
static bool refuse(GError **error, const char *place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "dossier: %s: %s", place, message);
    return false;
}

static bool is_hash(const char *text)
{
    return strlen(text) == HASH_HEX && strspn(text, "0123456789abcdef") == HASH_HEX;
}

static bool is_staged(const char *text)
{
    return strlen(text) == 5 && text[0] == 'f' && strspn(text + 1, "0123456789") == 4;
}

static bool is_relative(const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    return *path && *path != '/' && !g_strv_contains((const char *const *)steps, "..");
}

static bool is_name(const char *name)
{
    return *name && !strchr(name, '/') && !g_str_equal(name, ".") && !g_str_equal(name, "..");
}

static bool check_string(const struct slot *slot, const char *text, const char *place, GError **error)
{
    if (strlen(text) > slot->bytes)
        return refuse(error, place, "too long");
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (!allowed(g_utf8_get_char(at), slot->kind))
            return refuse(error, place, "control character");
    if (slot->kind == SLOT_HASH && !is_hash(text))
        return refuse(error, place, "not a SHA-256");
    if (slot->kind == SLOT_STAGED && !is_staged(text))
        return refuse(error, place, "not the name of a staged file");
    if (slot->kind == SLOT_PATH && !is_relative(text))
        return refuse(error, place, "not a relative path");
    if (slot->kind == SLOT_NAME && !is_name(text))
        return refuse(error, place, "not a base name");
    return true;
}

static bool check_count(const struct slot *slot, GVariant *array, const char *place, GError **error)
{
    if (g_variant_n_children(array) > (gsize)slot->max)
        return refuse(error, place, "more than %" G_GINT64_FORMAT, slot->max);
    return true;
}

static bool check_strings(const struct slot *slot, GVariant *array, const char *place, GError **error)
{
    if (!check_count(slot, array, place, error))
        return false;
    for (gsize i = 0; i < g_variant_n_children(array); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(array, i);
        if (!check_string(slot, g_variant_get_string(child, NULL), place, error))
            return false;
    }
    return true;
}

static bool check_array(const struct slot *slot, GVariant *array, const char *place, GError **error)
{
    if (!check_count(slot, array, place, error))
        return false;
    for (gsize i = 0; i < g_variant_n_children(array); i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(array, i);
        g_autofree char *where = g_strdup_printf("%s[%" G_GSIZE_FORMAT "]", place, i);
        if (!check_shape(slot->shape, child, where, error))
            return false;
    }
    return true;
}

static bool check_number(const struct slot *slot, GVariant *value, const char *place, GError **error)
{
    bool within = true;
    if (slot->kind == SLOT_DOUBLE) {
        double number = g_variant_get_double(value);
        within = number >= (double)slot->min && number <= (double)slot->max; /* false for NaN */
    } else if (slot->kind == SLOT_UINT64) {
        within = g_variant_get_uint64(value) <= (guint64)slot->max;
    } else if (slot->kind != SLOT_BOOL && slot->kind != SLOT_GBOOLEAN) {
        gint64 number = slot->kind == SLOT_INT64 ? g_variant_get_int64(value) : g_variant_get_int32(value);
        within = number >= slot->min && number <= slot->max;
    }
    return within || refuse(error, place, "out of range");
}

static bool check_slot(const struct slot *slot, GVariant *child, const char *place, GError **error)
{
    g_autoptr(GVariant) value = slot->optional ? g_variant_get_maybe(child) : g_variant_ref(child);
    if (!value)
        return true;
    switch (slot->kind) {
    case SLOT_LINE:
    case SLOT_TEXT:
    case SLOT_NAME:
    case SLOT_PATH:
    case SLOT_HASH:
    case SLOT_STAGED:
        return check_string(slot, g_variant_get_string(value, NULL), place, error);
    case SLOT_STRV:
    case SLOT_NOTES:
        return check_strings(slot, value, place, error);
    case SLOT_STRUCT:
    case SLOT_POINTER:
        return check_shape(slot->shape, value, place, error);
    case SLOT_ARRAY:
        return check_array(slot, value, place, error);
    default:
        return check_number(slot, value, place, error);
    }
}

static bool check_shape(const struct shape *shape, GVariant *tuple, const char *place, GError **error)
{
    for (guint i = 0; i < shape->count; i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(tuple, i);
        g_autofree char *where = g_strconcat(place, *place ? "." : "", shape->slots[i].name, NULL);
        if (!check_slot(&shape->slots[i], child, where, error))
            return false;
    }
    return true;
}

/* Building: after the check nothing here can fail ------------------------------------------------------- */

static void *build_shape(const struct shape *shape, GVariant *tuple);
static void fill_shape(const struct shape *shape, GVariant *tuple, void *base);

static GPtrArray *build_array(const struct slot *slot, GVariant *array)
{
    gsize count = g_variant_n_children(array);
    GPtrArray *built = g_ptr_array_new_full((guint)count, slot->kind == SLOT_NOTES ? g_free : slot->shape->free);
    for (gsize i = 0; i < count; i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(array, i);
        g_ptr_array_add(built, slot->kind == SLOT_NOTES ? (void *)g_variant_dup_string(child, NULL)
                                                        : build_shape(slot->shape, child));
    }
    return built;
}

static void fill_slot(const struct slot *slot, GVariant *value, void *at)
{
    switch (slot->kind) {
    case SLOT_LINE:
    case SLOT_TEXT:
    case SLOT_NAME:
    case SLOT_PATH:
    case SLOT_HASH:
    case SLOT_STAGED:
        *(char **)at = g_variant_dup_string(value, NULL);
        break;
    case SLOT_ENUM:
    case SLOT_INT:
        *(int *)at = g_variant_get_int32(value);
        break;
    case SLOT_INT64:
        *(gint64 *)at = g_variant_get_int64(value);
        break;
    case SLOT_UINT64:
        *(guint64 *)at = g_variant_get_uint64(value);
        break;
    case SLOT_DOUBLE:
        *(double *)at = g_variant_get_double(value);
        break;
    case SLOT_BOOL:
        *(bool *)at = g_variant_get_boolean(value);
        break;
    case SLOT_GBOOLEAN:
        *(gboolean *)at = g_variant_get_boolean(value);
        break;
    case SLOT_STRV:
        *(GStrv *)at = g_variant_dup_strv(value, NULL);
        break;
    case SLOT_NOTES:
    case SLOT_ARRAY:
        *(GPtrArray **)at = build_array(slot, value);
        break;
    case SLOT_STRUCT:
        fill_shape(slot->shape, value, at);
        break;
    case SLOT_POINTER:
        *(void **)at = build_shape(slot->shape, value);
        break;
    }
}

static void fill_shape(const struct shape *shape, GVariant *tuple, void *base)
{
    for (guint i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        g_autoptr(GVariant) child = g_variant_get_child_value(tuple, i);
        g_autoptr(GVariant) value = slot->optional ? g_variant_get_maybe(child) : g_variant_ref(child);
        if (value)
            fill_slot(slot, value, (char *)base + slot->offset);
    }
}

static void *build_shape(const struct shape *shape, GVariant *tuple)
{
    void *built = g_malloc0(shape->size);
    fill_shape(shape, tuple, built);
    return built;
}

/* Agreement: what one part of the dossier says of another ------------------------------------------------ */

/* Every path once; the same staged file always with the same hash and size; no hash without a staged file. */
static GHashTable *index_files(const GPtrArray *files, GError **error)
{
    g_autoptr(GHashTable) by_path = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) by_staged = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < files->len; i++) {
        struct file *file = files->pdata[i];
        if (!file->staged != !file->sha256) {
            refuse(error, file->path, "a hash without a staged file");
            return NULL;
        }
        if (!g_hash_table_insert(by_path, file->path, file)) {
            refuse(error, file->path, "two files have this path");
            return NULL;
        }
        if (!file->staged)
            continue;
        const struct file *other = g_hash_table_lookup(by_staged, file->staged);
        if (other && (!g_str_equal(other->sha256, file->sha256) || other->bytes != file->bytes)) {
            refuse(error, file->path, "two contents for one staged file");
            return NULL;
        }
        g_hash_table_insert(by_staged, file->staged, file);
    }
    return g_steal_pointer(&by_path);
}

static bool has_picture(const struct dossier *dossier, const char *sha256)
{
    for (guint i = 0; i < dossier->pictures->len; i++)
        if (g_str_equal(((const struct staged *)dossier->pictures->pdata[i])->sha256, sha256))
            return true;
    return false;
}

static bool agrees(const struct dossier *dossier, GError **error)
{
    g_autoptr(GHashTable) files = index_files(dossier->files, error);
    if (!files)
        return false;
    for (guint i = 0; i < dossier->works->len; i++) {
        const struct work *work = dossier->works->pdata[i];
        const struct file *file = g_hash_table_lookup(files, work->path);
        if (!file || g_strcmp0(file->sha256, work->sha256) || file->bytes != work->bytes)
            return refuse(error, work->path, "a work without its file");
        if (work->thumbnail && !has_picture(dossier, work->thumbnail))
            return refuse(error, work->path, "a thumbnail without its bytes");
    }
    for (guint i = 0; i < dossier->forms->len; i++) {
        const struct form *form = dossier->forms->pdata[i];
        if (!g_str_equal(form->source, "body") && !g_hash_table_contains(files, form->source))
            return refuse(error, form->source, "a form without its file");
    }
    for (guint i = 0; i < dossier->message->parts->len; i++) {
        const struct part *part = dossier->message->parts->pdata[i];
        if (!part->file != !part->sha256)
            return refuse(error, part->path, "a hash without a staged file");
    }
    return true;
}

/* The body behind the type string; NULL with *error when the frame is not ours. */
static GVariant *open_body(GBytes *bytes, GError **error)
{
    g_autofree char *type = type_string(&shape_dossier);
    gsize size, start = header_size(type);
    const char *data = g_bytes_get_data(bytes, &size);
    if (size > WIRE_MAX_BYTES) {
        refuse(error, "frame", "more than %d bytes", WIRE_MAX_BYTES);
        return NULL;
    }
    if (size <= start || memcmp(data, type, strlen(type) + 1) != 0) {
        refuse(error, "frame", "not written by this version of huizhi-reader");
        return NULL;
    }
    g_autoptr(GBytes) rest = g_bytes_new_from_bytes(bytes, start, size - start);
    g_autoptr(GVariant) stored = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), rest, FALSE));
    if (!g_variant_is_normal_form(stored)) {
        refuse(error, "frame", "not in normal form");
        return NULL;
    }
    return little_endian(stored);
}

struct dossier *wire_read(GBytes *bytes, GError **error)
{
    g_autoptr(GVariant) body = open_body(bytes, error);
    if (!body || !check_shape(&shape_dossier, body, "", error))
        return NULL;
    g_autoptr(Dossier) dossier = build_shape(&shape_dossier, body);
    if (!agrees(dossier, error))
        return NULL;
    g_autoptr(GBytes) again = wire_write(dossier);
    if (!g_bytes_equal(again, bytes)) {
        refuse(error, "frame", "not as huizhi-reader writes it");
        return NULL;
    }
    return g_steal_pointer(&dossier);
}
