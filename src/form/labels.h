/* The labels of one form as they are really printed. Labels come folded from the ruleset; here they are found
 * with numbers before them, with the part named in them (作者手机), or two in one (通讯地址及邮编).
 */
#ifndef HUIZHI_FORM_LABELS_H
#define HUIZHI_FORM_LABELS_H

#include <glib.h>
#include <stdbool.h>

#include "ruleset/ruleset.h"

#define LABEL_MAX_FIELDS 8

struct label_entry {
    char *fold;
    int fields[LABEL_MAX_FIELDS]; /* indexes in form_rule.fields: 手机号码 stands for one in each part */
    int count;                    /* 0: a label of another form, or a heading */
    int begins;                   /* index of the part that begins here; -1 */
    bool anchor;
    bool person;    /* somebody who is no field here (指导老师): what stands under it is theirs */
    bool long_text; /* 简介, 说明 …: its value is prose of several lines */
};

/* What a text means as a label: one entry, or several for a compound label. */
struct label {
    const struct label_entry *entries[3];
    int count;
    int part;   /* part named in the label's own words (作者手机); -1 */
    bool exact; /* the label itself, but for numbering */
    bool guess; /* unknown words stand before it: good in a cell of its own, not in running text */

    double confidence;
};

struct label_index {
    const struct form_rule *rule;
    GHashTable *entries; /* fold → struct label_entry */
    char **english;      /* folded words of labels in two languages; the ruleset's; NULL when none */
};
typedef struct label_index LabelIndex;

/* The labels of a form, and those of no field here (labels.yaml's other and other_person), which end a value; with
 * `forms` also those of the ruleset's other forms. */
struct label_index *labels_create(const struct form_rule *rule, const struct ruleset *ruleset, bool forms);
void labels_free(struct label_index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LabelIndex, labels_free)

bool labels_find(const struct label_index *index, const char *fold, struct label *label);
/* The part whose beginning shares words with a heading (作者信息 → author); -1 when none or several do. */
int labels_part(const struct label_index *index, const char *fold);
int labels_part_id(const struct label_index *index, const char *id);

const struct field_rule *labels_field(const struct label_index *index, int field);
/* True when the label means at least one field of this form. */
bool label_has_fields(const struct label *label);
/* True when a text names somebody who is no field here: 指导老师, 指导老师信息. */
bool labels_person(const struct label_index *index, const char *fold);
/* True when all its fields are yes/no or choices. */
bool label_is_choice(const struct label_index *index, const struct label *label);

#endif
