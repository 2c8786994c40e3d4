/* A dossier for people: the same tables that put it on the wire name its members.
 */
#include "reader/dossier.h"
#include "reader/shape.h"

static void print_shape(GString *out, const struct shape *shape, const void *base, const char *place);

/* Line breaks as \n, so that a value stays on its line. */
static void print_text(GString *out, const char *place, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append_printf(out, "%s: ", place);
    for (; *text; text++)
        if (*text == '\n')
            g_string_append(out, "\\n");
        else
            g_string_append_c(out, *text);
    g_string_append_c(out, '\n');
}

static void print_texts(GString *out, const char *place, char *const *texts, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *where = g_strdup_printf("%s[%" G_GSIZE_FORMAT "]", place, i);
        print_text(out, where, texts[i]);
    }
}

static void print_array(GString *out, const struct slot *slot, const GPtrArray *array, const char *place)
{
    for (guint i = 0; array && i < array->len; i++) {
        g_autofree char *where = g_strdup_printf("%s[%u]", place, i);
        print_shape(out, slot->shape, array->pdata[i], where);
    }
}

static void print_number(GString *out, const struct slot *slot, const void *at, const char *place)
{
    switch (slot->kind) {
    case SLOT_INT64:
        g_string_append_printf(out, "%s: %" G_GINT64_FORMAT "\n", place, *(const gint64 *)at);
        break;
    case SLOT_UINT64:
        g_string_append_printf(out, "%s: %" G_GUINT64_FORMAT "\n", place, *(const guint64 *)at);
        break;
    case SLOT_DOUBLE:
        g_string_append_printf(out, "%s: %.3g\n", place, *(const double *)at);
        break;
    case SLOT_BOOL:
        if (*(const bool *)at)
            g_string_append_printf(out, "%s: yes\n", place);
        break;
    case SLOT_GBOOLEAN:
        if (*(const gboolean *)at)
            g_string_append_printf(out, "%s: yes\n", place);
        break;
    default:
        g_string_append_printf(out, "%s: %d\n", place, *(const int *)at);
    }
}

static void print_slot(GString *out, const struct slot *slot, const void *at, const char *place)
{
    const GPtrArray *array;
    char **strings;
    switch (slot->kind) {
    case SLOT_LINE:
    case SLOT_TEXT:
    case SLOT_NAME:
    case SLOT_PATH:
    case SLOT_HASH:
    case SLOT_STAGED:
        print_text(out, place, *(char *const *)at);
        break;
    case SLOT_STRV:
        strings = *(char **const *)at;
        print_texts(out, place, strings, strings ? g_strv_length(strings) : 0);
        break;
    case SLOT_NOTES:
        array = *(GPtrArray *const *)at;
        if (array)
            print_texts(out, place, (char *const *)array->pdata, array->len);
        break;
    case SLOT_STRUCT:
        print_shape(out, slot->shape, at, place);
        break;
    case SLOT_POINTER:
        print_shape(out, slot->shape, *(void *const *)at, place);
        break;
    case SLOT_ARRAY:
        print_array(out, slot, *(GPtrArray *const *)at, place);
        break;
    default:
        print_number(out, slot, at, place);
    }
}

static void print_shape(GString *out, const struct shape *shape, const void *base, const char *place)
{
    for (guint i = 0; i < shape->count; i++) {
        g_autofree char *where = g_strconcat(place, *place ? "." : "", shape->slots[i].name, NULL);
        print_slot(out, &shape->slots[i], (const char *)base + shape->slots[i].offset, where);
    }
}

char *dossier_print(const struct dossier *dossier)
{
    GString *out = g_string_new(NULL);
    print_shape(out, &shape_dossier, dossier, "");
    return g_string_free(out, FALSE);
}
