/* Reads forms and compares them with what was written into them.
 *
 *   forms_score RULES show FILE…              every form of each file, field by field
 *   forms_score RULES score MANIFEST [WRONG]  a table format × layout × marks, sums, and every wrong field to WRONG
 *
 * A line of the manifest: path, format, layout, marks, truth, tab-separated. The truth file has a line "form ID" for
 * each form in the document's order and below it a line a field: name, then every value that is right, tab-separated
 * (empty: no value, "!": both ticked). "~name": a right value must not be certain. "+name": a further number that the
 * field must report. A PDF does not tell where a paragraph ends: there, line breaks are not compared.
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
    int files, fields, fields_good, marks, marks_good;
    int forms_wrong;   /* not the form, or not so many, as were written */
    int certain_wrong; /* wrong values at confidence 1.0 */
    int too_sure;      /* right values at confidence 1.0 where the evidence is of style only */
};

struct session {
    struct ruleset *ruleset;
    struct form_index *index;
    struct magic *magic;
    GTree *tallies; /* "format\tlayout\tmarks", and "\tformat" and so on for the sums → struct tally */
    struct tally native, pdf;
    FILE *wrong; /* NULL: not wanted */
};

/* A line of the manifest, being scored. */
struct paper {
    const char *path, *format;
    struct tally tally;
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
    return form_find(document, run->index, "1", name);
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
    to->too_sure += from->too_sure;
}

/* A line that was broken in a PDF stands for a break, a space or nothing. */
static bool same_wrapped(const char *got, const char *want)
{
    for (;; got++, want++) {
        while (*got == '\n' || *want == '\n') {
            bool broken = *got == '\n';
            got += broken;
            want += *want == '\n' || (broken && *want == ' ');
        }
        if (*got != *want)
            return false;
        if (!*got)
            return true;
    }
}

static bool same(const struct paper *paper, const char *got, const char *want)
{
    got = got ? got : "";
    return g_str_has_prefix(paper->format, "pdf") ? same_wrapped(got, want) : !strcmp(got, want);
}

/* Whether the field has one of the values that are right. */
static bool is_right(const struct paper *paper, const struct field *field, char **wants)
{
    for (char **want = wants; field && *want; want++) {
        g_autofree char *value = g_strcompress(*want);
        if (!strcmp(value, "!") ? field->conflict && !field->value
                                : !field->conflict && same(paper, field->value, value))
            return true;
    }
    return false;
}

static void report(struct session *run, const struct paper *paper, const char *name, const char *want,
                   const struct field *field, const char *why)
{
    if (!run->wrong)
        return;
    g_autofree char *got = g_strescape(field && field->value ? field->value : "-", NULL);
    g_autofree char *shown = g_strcompress(got);
    g_strdelimit(shown, "\n", '|');
    fprintf(run->wrong, "%s\t%s\twant %s\tgot %s%s\t%.2f%s\n", paper->path, name, want, shown,
            field && field->conflict ? " (conflict)" : "", field ? field->confidence : 0, why);
}

static void compare_also(struct session *run, struct paper *paper, const struct form *form, const char *name,
                         const char *want)
{
    const struct field *field = form ? form_get(form, name) : NULL;
    bool good = field && field->also && g_strv_contains((const char *const *)field->also, want);
    paper->tally.fields++;
    paper->tally.fields_good += good;
    if (!good)
        report(run, paper, name, want, field, "\tALSO");
}

static void compare(struct session *run, struct paper *paper, const struct form *form, const char *name, char **wants)
{
    bool unsure = *name == '~';
    name += unsure;
    const struct field *field = form ? form_get(form, name) : NULL;
    bool mark = !strcmp(name, "category") || !strcmp(name, "submitted_by") || !strcmp(name, "free_of_charge") ||
                g_str_has_prefix(name, "join_");
    bool good = is_right(paper, field, wants);
    bool sure = field && (field->value || field->conflict) && field->confidence >= 1.0;
    struct tally *tally = &paper->tally;
    tally->fields += !mark;
    tally->fields_good += !mark && good;
    tally->marks += mark;
    tally->marks_good += mark && good;
    tally->certain_wrong += !good && sure;
    tally->too_sure += good && sure && unsure;
    if (!good || (sure && unsure)) {
        g_autofree char *want = g_strjoinv(" or ", wants);
        report(run, paper, name, want, field, good ? "\tTOO SURE" : sure ? "\tCERTAIN" : "");
    }
}

static const struct form *next_form(struct session *run, struct paper *paper, GPtrArray *forms, guint at,
                                    const char *want)
{
    const struct form *form = forms && at < forms->len ? forms->pdata[at] : NULL;
    bool wrong = !form || strcmp(form->id, want) != 0;
    paper->tally.forms_wrong += wrong;
    if (wrong && run->wrong)
        fprintf(run->wrong, "%s\tform %u\twant %s\tgot %s\n", paper->path, at + 1, want, form ? form->id : "none");
    return wrong ? NULL : form;
}

static void score_paper(struct session *run, struct paper *paper, const char *truth)
{
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) forms = read_forms(run, paper->path);
    if (!g_file_get_contents(truth, &text, NULL, NULL)) {
        fprintf(stderr, "%s: cannot read\n", truth);
        exit(2);
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint at = 0;
    const struct form *form = NULL;
    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", -1);
        if (g_str_has_prefix(lines[i], "form "))
            form = next_form(run, paper, forms, at++, lines[i] + 5);
        else if (*lines[i] == '+')
            compare_also(run, paper, form, parts[0] + 1, parts[1]);
        else if (*lines[i])
            compare(run, paper, form, parts[0], parts + 1);
    }
    if (forms && forms->len > at) {
        paper->tally.forms_wrong++;
        if (run->wrong)
            fprintf(run->wrong, "%s\t%u forms\twant %u\n", paper->path, forms->len, at);
    }
    paper->tally.files++;
}

static void add_to(struct session *run, const char *one, const char *two, const char *three, const struct tally *tally)
{
    g_autofree char *key = g_strjoin("\t", one, two, three, NULL);
    struct tally *sum = g_tree_lookup(run->tallies, key);
    if (!sum) {
        sum = g_new0(struct tally, 1);
        g_tree_insert(run->tallies, g_strdup(key), sum);
    }
    add(sum, tally);
}

static gboolean print_tally(gpointer key, gpointer value, gpointer data)
{
    const struct tally *t = value;
    g_auto(GStrv) parts = g_strsplit(key, "\t", 3);
    (void)data;
    printf("%-12s %-20s %-10s %5d %6d/%-6d %6.2f%% %5d/%-5d %6.2f%% %5d %5d %5d\n", parts[0], parts[1], parts[2],
           t->files, t->fields_good, t->fields, 100.0 * t->fields_good / MAX(t->fields, 1), t->marks_good, t->marks,
           100.0 * t->marks_good / MAX(t->marks, 1), t->forms_wrong, t->certain_wrong, t->too_sure);
    return FALSE;
}

static void print_sum(const char *name, const struct tally *t)
{
    printf("%s: %d files, fields %d/%d (%.2f%%), marks %d/%d (%.2f%%), wrong forms %d, wrong and certain %d, too sure "
           "%d\n",
           name, t->files, t->fields_good, t->fields, 100.0 * t->fields_good / MAX(t->fields, 1), t->marks_good,
           t->marks, 100.0 * t->marks_good / MAX(t->marks, 1), t->forms_wrong, t->certain_wrong, t->too_sure);
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
        struct paper paper = {.path = parts[0], .format = parts[1]};
        score_paper(run, &paper, parts[4]);
        add_to(run, parts[1], parts[2], parts[3], &paper.tally);
        add_to(run, parts[1], "*", "*", &paper.tally);
        add_to(run, "*", parts[2], "*", &paper.tally);
        add_to(run, "*", "*", parts[3], &paper.tally);
        add(g_str_has_prefix(parts[1], "pdf") ? &run->pdf : &run->native, &paper.tally);
    }
    printf("%-12s %-20s %-10s %5s %13s %7s %11s %7s %5s %5s %5s\n", "format", "layout", "marks", "files", "fields", "",
           "marks", "", "forms", "wrong", "sure");
    g_tree_foreach(run->tallies, print_tally, NULL);
    print_sum("native", &run->native);
    print_sum("pdf", &run->pdf);
    return 0;
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
        fprintf(stderr, "usage: forms_score RULES show FILE… | RULES score MANIFEST [WRONG]\n");
        return 64;
    }
    struct session run = {.wrong = !strcmp(argv[2], "score") && argc > 4 ? fopen(argv[4], "w") : NULL};
    run.ruleset = ruleset_load(argv[1], &error);
    run.index = run.ruleset ? form_index_create(run.ruleset) : NULL;
    run.magic = run.ruleset ? magic_create(&error) : NULL;
    if (!run.magic) {
        fprintf(stderr, "%s\n", error->message);
        return 78;
    }
    run.tallies = g_tree_new_full(compare_keys, NULL, g_free, g_free);
    int status = !strcmp(argv[2], "show") ? show(&run, argc - 3, argv + 3) : score(&run, argv[3]);
    if (run.wrong)
        fclose(run.wrong);
    g_tree_unref(run.tallies);
    magic_free(run.magic);
    form_index_free(run.index);
    ruleset_free(run.ruleset);
    return status;
}
