/* export: the register as a workbook, as CSV files, as JSON; or what is held about one person. */
#include <stdio.h>

#include "base/error.h"
#include "base/words.h"
#include "cmd/cmd.h"
#include "cmd/filter.h"
#include "cmd/person.h"
#include "cmd/sinks.h"

struct wanted {
    char *xlsx, *csv;
    gboolean json;
};

static bool write_csv(const struct book_request *request, const char *folder, GError **error)
{
    struct book_sink *sink = sink_csv(folder, error);
    bool good = sink && book_write(request, sink, error) && sink_csv_finish(sink, error);
    sink_csv_free(sink);
    return good;
}

static bool write_json(const struct book_request *request, GError **error)
{
    g_autofree struct book_sink *sink = sink_json();
    return book_write(request, sink, error);
}

static bool write_all(const struct book_request *request, const struct wanted *wanted, GError **error)
{
    return (!wanted->xlsx || book_write_xlsx(request, wanted->xlsx, error)) &&
           (!wanted->csv || write_csv(request, wanted->csv, error)) && (!wanted->json || write_json(request, error));
}

static int answer(const struct session *session, struct filter *filter, const struct wanted *wanted)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Config) config = cmd_config_load(session, &failure);
    g_autoptr(Ruleset) ruleset = config ? ruleset_load(config->rules, &failure) : NULL;
    g_autoptr(Store) store = ruleset ? store_open(config->state, &failure) : NULL;
    if (!store)
        return cmd_fail(failure);
    struct selection selection;
    gint64 now = clock_now(&session->clock);
    if (!filter_select(filter, ruleset, now, &selection, &failure))
        return cmd_fail(failure);
    struct book_request request = {config, ruleset, store, filter_given(filter) ? &selection : NULL, now};
    return write_all(&request, wanted, &failure) ? 0 : cmd_fail(failure);
}

int cmd_export(const struct session *session, int argc, char **argv)
{
    g_autofree char *xlsx = NULL, *csv = NULL, *person = NULL, *out = NULL;
    struct wanted wanted = {0};
    const GOptionEntry more[] = {
        {"xlsx", 0, 0, G_OPTION_ARG_FILENAME, &xlsx, N_("write a workbook"), "FILE"},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("write a CSV file a sheet into this folder"), "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &wanted.json, N_("print one JSON object a row"), NULL},
        {"person", 0, 0, G_OPTION_ARG_STRING, &person, N_("everything that is held about an address or phone"),
         "ADDRESS"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_("with --person: the folder for it (default: person)"), "DIR"},
        {0}};
    g_autoptr(Filter) filter = filter_create();
    g_autofree GOptionEntry *entries = filter_entries(filter, more);
    g_auto(GStrv) words = NULL;
    int code = 0;
    if (!cmd_options("export", "[--xlsx FILE] [--csv DIR] [--json] [--person ADDRESS [--out DIR]] " FILTER_USAGE,
                     N_("Writes the register: forms, works, what is to be settled, counts."), entries, argc, argv,
                     &words, &code))
        return code;
    wanted.xlsx = xlsx;
    wanted.csv = csv;
    if (person && !words[0] && !xlsx && !csv && !wanted.json)
        return person_export(session, person, out);
    if (words[0] || !(xlsx || csv || wanted.json)) {
        fprintf(stderr,
                _("huizhi export: name what to write: --xlsx FILE, --csv DIR, --json, or --person ADDRESS alone\n"));
        return ERROR_USAGE;
    }
    return answer(session, filter, &wanted);
}
