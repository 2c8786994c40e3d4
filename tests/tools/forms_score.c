/* Reads forms and compares them with what was written into them.
 *
 *   forms_score RULES show FILE…        every form of each file, field by field
 *   forms_score RULES score MANIFEST    a table format × layout × marks
 *
 * A line of the manifest: path, format, layout, marks, truth, tab-separated. The truth file has a line "form ID" for
 * each form in the document's order and below it a line "name<TAB>value" a field; no value: empty, "!": both ticked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/magic.h"
#include "base/text.h"
#include "document/document.h"
#include "form/form.h"
#include "ruleset/ruleset.h"

struct tally {
    int files, fields, fields_good, marks, marks_good, forms_wrong, certain_wrong;
};

struct session {
    struct ruleset *ruleset;
    struct form_index *index;
    struct magic *magic;
    GTree *tallies; /* "format\tlayout\tmarks" → struct tally */
    struct tally all;
    bool loud;
};

static GPtrArray *read_forms(struct session *run, const char *path)
{
    g_autofree char *bytes = NULL, *name = g_path_get_basename(path);
    gsize length = 0;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    g_autofree char *type = magic_type(run->magic, bytes, length, name);
    g_autoptr(GBytes) all = g_bytes_new(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(Document) document = document_read(all, type, name, &error);
    if (!document) {
        fprintf(stderr, "%s (%s): %s\n", path, type, error ? error->message : "?");
        return NULL;
    }
    if (document->kind == DOCUMENT_SCAN && g_str_has_suffix(type, "pdf"))
        document_scan(document, all, SCAN_MAX_PAGES);
    GPtrArray *forms = form_find(document, run->index, "1", name);
    /* Of a scan its suggestions are compared. */
    for (guint i = 0; i < forms->len; i++)
        for (guint k = 0; k < ((struct form *)forms->pdata[i])->fields->len; k++) {
            struct field *field = ((struct form *)forms->pdata[i])->fields->pdata[k];
            if (!field->value)
                field->value = g_strdup(field->suggestion);
        }
    return forms;
}

static void show_form(const struct form *form)
{
    printf("  %s %s score %.2f%s%s\n", form->campaign, form->id, form->score, form->blank ? " blank" : "",
           form->unreadable ? " unreadable" : "");
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_autofree char *also = field->also ? g_strjoinv(" | ", field->also) : g_strdup("");
        printf("    %-16s %s  [%s]  %s %.2f%s%s%s%s%s\n", field->name, field->value ? field->value : "-",
               field->raw ? field->raw : "", field->from ? field->from : "(no label)", field->confidence,
               field->valid ? "" : " ill-formed", field->conflict ? " conflict" : "", *also ? " also " : "", also,
               field->note ? field->note : "");
    }
    for (guint i = 0; i < form->notes->len; i++)
        printf("    note %s\n", (const char *)form->notes->pdata[i]);
}

static int show(struct session *run, int count, char **files)
{
    for (int i = 0; i < count; i++) {
        g_autoptr(GPtrArray) forms = read_forms(run, files[i]);
        printf("%s: %u forms\n", files[i], forms ? forms->len : 0);
        for (guint k = 0; forms && k < forms->len; k++)
            show_form(forms->pdata[k]);
    }
    return 0;
}

static void add(struct tally *to, const struct tally *from)
{
    to->files += from->files;
    to->fields += from->fields;
    to->fields_good += from->fields_good;
    to->marks += from->marks;
    to->marks_good += from->marks_good;
    to->forms_wrong += from->forms_wrong;
    to->certain_wrong += from->certain_wrong;
}

static void compare(struct session *run, const char *path, const struct form *form, const char *name, const char *want,
                    struct tally *tally)
{
    const struct field *field = form ? form_get(form, name) : NULL;
    const struct form_rule *rule =
        form ? campaign_form(ruleset_campaign(run->ruleset, form->campaign), form->id) : NULL;
    const struct field_rule *field_rule = rule ? form_field(rule, name) : NULL;
    bool mark = field_rule ? field_rule->type == FIELD_YESNO || field_rule->type == FIELD_CHOICE
                           : !strcmp(want, "true") || !strcmp(want, "false") || !strcmp(want, "!");
    bool conflict = !strcmp(want, "!");
    const char *value = conflict || !*want ? NULL : want;
    bool good = field && !g_strcmp0(field->value, value) && field->conflict == conflict;
    bool certain = field && !good && (field->value || field->conflict) && field->confidence >= 1.0;
    tally->fields += !mark;
    tally->fields_good += !mark && good;
    tally->marks += mark;
    tally->marks_good += mark && good;
    tally->certain_wrong += certain;
    if (!good && run->loud)
        printf("# %s %s: got [%s]%s %.2f want [%s]%s\n", path, name, field && field->value ? field->value : "-",
               field && field->conflict ? " conflict" : "", field ? field->confidence : 0, want,
               certain ? "  CERTAIN" : "");
}

static void score_file(struct session *run, const char *path, const char *truth, struct tally *tally)
{
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) forms = read_forms(run, path);
    if (!g_file_get_contents(truth, &text, NULL, NULL)) {
        fprintf(stderr, "%s: cannot read\n", truth);
        exit(2);
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint at = 0;
    const struct form *form = NULL;
    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], "form ")) {
            form = forms && at < forms->len ? forms->pdata[at] : NULL;
            at++;
            bool wrong = !form || strcmp(form->id, lines[i] + 5) != 0;
            tally->forms_wrong += wrong;
            if (wrong && run->loud)
                printf("# %s: form %u is %s, want %s\n", path, at, form ? form->id : "none", lines[i] + 5);
        } else if (*lines[i]) {
            g_auto(GStrv) pair = g_strsplit(lines[i], "\t", 2);
            g_autofree char *want = g_strcompress(pair[1] ? pair[1] : "");
            compare(run, path, form, pair[0], want, tally);
        }
    }
    if (forms && forms->len != at) {
        tally->forms_wrong++;
        if (run->loud)
            printf("# %s: %u forms, want %u\n", path, forms->len, at);
    }
    tally->files++;
}

static gboolean print_tally(gpointer key, gpointer value, gpointer data)
{
    const struct tally *t = value;
    g_auto(GStrv) parts = g_strsplit(key, "\t", 3);
    (void)data;
    printf("%-6s %-22s %-14s %5d  %6d/%-6d %6d/%-6d %5d %5d\n", parts[0], parts[1], parts[2], t->files, t->fields_good,
           t->fields, t->marks_good, t->marks, t->forms_wrong, t->certain_wrong);
    return FALSE;
}

static int score(struct session *run, const char *manifest)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(manifest, &text, NULL, NULL))
        return 2;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", 5);
        if (g_strv_length(parts) < 5)
            continue;
        struct tally one = {0};
        score_file(run, parts[0], parts[4], &one);
        char *key = g_strjoin("\t", parts[1], parts[2], parts[3], NULL);
        struct tally *sum = g_tree_lookup(run->tallies, key);
        if (!sum) {
            sum = g_new0(struct tally, 1);
            g_tree_insert(run->tallies, g_strdup(key), sum);
        }
        g_free(key);
        add(sum, &one);
        add(&run->all, &one);
    }
    printf("%-6s %-22s %-14s %5s  %13s %13s %5s %5s\n", "format", "layout", "marks", "files", "fields", "marks",
           "forms", "sure");
    g_tree_foreach(run->tallies, print_tally, NULL);
    const struct tally *all = &run->all;
    printf("all: %d files, fields %d/%d (%.2f%%), marks %d/%d (%.2f%%), wrong forms %d, wrong at confidence 1.0: %d\n",
           all->files, all->fields_good, all->fields, 100.0 * all->fields_good / MAX(all->fields, 1), all->marks_good,
           all->marks, 100.0 * all->marks_good / MAX(all->marks, 1), all->forms_wrong, all->certain_wrong);
    bool pass = all->files && all->fields_good >= 0.995 * all->fields && all->marks_good >= 0.99 * all->marks &&
                !all->certain_wrong && !all->forms_wrong;
    return pass ? 0 : 1;
}

static gint compare_keys(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return strcmp(a, b);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc < 4) {
        fprintf(stderr, "usage: forms_score RULES show FILE… | RULES score MANIFEST\n");
        return 64;
    }
    struct session run = {.loud = g_getenv("LOUD") != NULL};
    run.ruleset = ruleset_load(argv[1], &error);
    run.index = run.ruleset ? form_index_create(run.ruleset) : NULL;
    run.magic = run.ruleset ? magic_create(&error) : NULL;
    if (!run.magic) {
        fprintf(stderr, "%s\n", error->message);
        return 78;
    }
    run.tallies = g_tree_new_full(compare_keys, NULL, g_free, g_free);
    int status = !strcmp(argv[2], "show") ? show(&run, argc - 3, argv + 3) : score(&run, argv[3]);
    g_tree_unref(run.tallies);
    magic_free(run.magic);
    form_index_free(run.index);
    ruleset_free(run.ruleset);
    return status;
}
