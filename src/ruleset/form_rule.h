/* A form as a campaign describes it: its titles, its parts, its fields with their labels and options. Part of a
 * ruleset, which owns it.
 */
#ifndef HUIZHI_RULESET_FORM_RULE_H
#define HUIZHI_RULESET_FORM_RULE_H

#include <glib.h>
#include <stdbool.h>

#include "ruleset/spot.h"

enum field_type {
    FIELD_TEXT, /* any text */
    FIELD_NAME, /* a person's or a unit's name: padding between Han characters removed */
    FIELD_EMAIL,
    FIELD_MOBILE,   /* 11 digits, 1[3-9]… */
    FIELD_LANDLINE, /* 010-60000001, 010-60000001-806 */
    FIELD_PHONE,    /* either */
    FIELD_POSTCODE, /* six digits */
    FIELD_YESNO,    /* "true" | "false" */
    FIELD_CHOICE,   /* one of the options' values */
    FIELD_PAPER,    /* the name of a file that comes with the form, or a long text in the form itself */
};

struct option_rule {
    char *title;  /* as replies show it: "媒体单位推荐" */
    char *value;  /* "photo"; of a yes/no field "true" and "false" */
    GStrv labels; /* what stands beside the box: 最美抗疫瞬间, 摄影图片; folded with text_fold */
};

struct field_rule {
    char *name;  /* "unit_mobile" */
    char *title; /* how replies and digests call it: "推荐单位手机号码" */
    enum field_type type;
    bool required;      /* column `required` of the checks' table `field` */
    char *part;         /* "unit", "author"; NULL when the form has no parts */
    char *like;         /* meaning of labels.yaml: "unit_name"; NULL: none */
    GStrv labels;       /* all labels that mean this field (the campaign's and rules/common/labels.yaml's), folded */
    guint own;          /* how many of them the campaign names itself: the first ones */
    GStrv names;        /* of a paper: what only file names need to say (方案, 日程), folded */
    GPtrArray *options; /* struct option_rule; empty but for yes/no and choice */
    struct spot at;
};

/* A part of a form begins at a label (推荐单位名称; 个人作者姓名); fields whose label stands in several parts belong to
 * the part that began last. `value` is what the field `submitted_by` (form_rule.part_field) becomes when only this part
 * is filled. */
struct part_rule {
    char *id;
    GStrv begins; /* folded labels */
    char *value;  /* NULL: nothing is derived */
};

struct form_rule {
    char *id;                 /* "receipt" */
    char *title;              /* "回执表" */
    char *sheet;              /* what a workbook's sheet is called: "回执"; the title unless told */
    GStrv titles;             /* folded titles that name the form */
    GStrv anchors;            /* folded labels that only this form has */
    bool takes_works;         /* photographs and PDFs belong to it */
    gint64 deadline;          /* last second of its day; 0: none */
    char *blank, *blank_hash; /* the form to fill in, below rules/, and its SHA-256; NULL: none */
    char *part_field;         /* choice field derived from the filled part; NULL: none */
    GPtrArray *parts;         /* struct part_rule */
    GPtrArray *fields;        /* struct field_rule, in the form's own order */
    struct spot at, deadline_at;
};

/* Borrowed; NULL when the form has no such field. */
const struct field_rule *form_field(const struct form_rule *form, const char *name);
bool form_rule_papers(const struct form_rule *form); /* it asks for papers: a field of that type */

#endif
