/* status: one line and an exit code for monitoring (Nagios plug-ins' guidelines), more for people. */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "digest/vital.h"

static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

/* A text of ours in the first line: what plug-ins may not say there becomes harmless. */
static void put_text(GString *out, const char *text)
{
    for (; *text; text++)
        g_string_append_c(out, *text == '|' || (guchar)*text < 0x20 ? ' ' : *text);
}

/* "'label'=value unit;warning;critical" */
static void put_number(GString *out, const struct vital *vital)
{
    g_string_append_printf(out, " '%s'=%" G_GINT64_FORMAT "%s", vital->label, vital->value, vital->unit);
    if (!vital->warning && !vital->critical)
        return;
    g_string_append_c(out, ';');
    if (vital->warning)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, vital->warning);
    g_string_append_c(out, ';');
    if (vital->critical)
        g_string_append_printf(out, vital->unit[0] == 'B' ? "%" G_GINT64_FORMAT ":" : "%" G_GINT64_FORMAT,
                               vital->critical);
}

/* What is wrong, the worst first; when nothing is, whether mail comes in. */
static void print_line(const GPtrArray *vitals)
{
    static const enum level order[] = {LEVEL_CRITICAL, LEVEL_UNKNOWN, LEVEL_WARNING};
    enum level worst = vital_worst(vitals);
    g_autoptr(GString) line = g_string_new("HUIZHI ");
    g_string_append(line, words[worst]);
    const char *before = " - ";
    for (gsize n = 0; n < G_N_ELEMENTS(order); n++)
        for (guint i = 0; i < vitals->len; i++) {
            const struct vital *vital = vitals->pdata[i];
            if (vital->level != order[n])
                continue;
            g_string_append(line, before);
            put_text(line, vital->text);
            before = "；";
        }
    for (guint i = 0; worst == LEVEL_OK && i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        if (!g_str_has_prefix(vital->name, "poll:") && strcmp(vital->name, "disk") != 0)
            continue;
        g_string_append(line, before);
        put_text(line, vital->text);
        before = "；";
    }
    g_string_append(line, " |");
    for (guint i = 0; i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        if (vital->label)
            put_number(line, vital);
    }
    puts(line->str);
}

static void print_rest(const GPtrArray *vitals)
{
    for (guint i = 0; i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        g_autoptr(GString) text = g_string_new(NULL);
        put_text(text, vital->text);
        printf("[%s] %s%s%s\n", words[vital->level], text->str, vital->advice ? " → " : "",
               vital->advice ? vital->advice : "");
    }
}

static void print_json(const GPtrArray *vitals, gint64 now)
{
    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    json_builder_set_member_name(json, "status");
    json_builder_add_string_value(json, words[vital_worst(vitals)]);
    json_builder_set_member_name(json, "at");
    json_builder_add_int_value(json, now);
    json_builder_set_member_name(json, "checks");
    json_builder_begin_array(json);
    for (guint i = 0; i < vitals->len; i++) {
        const struct vital *vital = vitals->pdata[i];
        json_builder_begin_object(json);
        json_builder_set_member_name(json, "name");
        json_builder_add_string_value(json, vital->name);
        json_builder_set_member_name(json, "status");
        json_builder_add_string_value(json, words[vital->level]);
        json_builder_set_member_name(json, "text");
        json_builder_add_string_value(json, vital->text);
        json_builder_set_member_name(json, "advice");
        json_builder_add_string_value(json, vital->advice);
        json_builder_set_member_name(json, "value");
        if (vital->label)
            json_builder_add_int_value(json, vital->value);
        else
            json_builder_add_null_value(json);
        json_builder_set_member_name(json, "unit");
        json_builder_add_string_value(json, vital->label ? vital->unit : NULL);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    g_autofree char *text = json_to_string(root, FALSE);
    puts(text);
}

/* What keeps us from looking is itself an answer: a line and 3. */
static int unknown(const GError *error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    put_text(text, error->message);
    printf("HUIZHI UNKNOWN - %s\n", text->str);
    return LEVEL_UNKNOWN;
}

int cmd_status(const struct session *session, int argc, char **argv)
{
    gboolean json = FALSE, brief = FALSE;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("one JSON object"), NULL},
                                    {"brief", 0, 0, G_OPTION_ARG_NONE, &brief, N_("the first line only"), NULL},
                                    {0}};
    g_auto(GStrv) rest = NULL;
    int code = 0;
    if (!cmd_options(
            "status", "[--brief | --json]",
            N_("For monitoring: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, a line with numbers for graphs, then a "
               "line a check. Asks no server, writes nothing."),
            entries, argc, argv, &rest, &code))
        return code ? LEVEL_UNKNOWN : 0;
    g_autoptr(GError) failure = NULL, broken = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    if (!config)
        return unknown(failure);
    g_autoptr(Ruleset) ruleset = ruleset_load(config->rules, &broken);
    g_autoptr(Store) store = store_open_reading(config->state, &failure);
    if (!store)
        return unknown(failure);
    gint64 now = clock_now(&session->clock);
    g_autoptr(GPtrArray) vitals =
        vital_gather(config, ruleset, broken ? broken->message : NULL, store, now, true, &failure);
    if (!vitals)
        return unknown(failure);
    if (json) {
        print_json(vitals, now);
    } else {
        print_line(vitals);
        if (!brief)
            print_rest(vitals);
    }
    return vital_worst(vitals);
}
