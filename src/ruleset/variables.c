/* The names that a reply's template may use: one list for the loader, which refuses others, and for
 * reply/view.c, which fills them. Grouped as the view nests them.
 */
#include "ruleset/ruleset.h"

const char *const ruleset_reply_variables[] = {
    /* every reply */
    "campaign",
    "office",
    "contacts",
    "mailbox",
    "max_mail",
    "subject",  /* of the mail that is answered */
    "received", /* "5月9日 14:05" */
    "came",     /* this mail, where `received` is the submission's first; "" when unknown */
    "now",
    "delayed", /* true when the answer comes more than a day after the mail */

    /* one submission; at the top, and in each of `submissions` */
    "number",      /* "NXZ-0012" */
    "form",        /* title of its form, "" without one */
    "takes_works", /* true for a submission of works */
    "name",        /* the person to address, "" when unknown */
    "titled",      /* the name ends with a title already (王主任) */
    "unit",        /* whose submission it is, "" when unknown */
    "author",      /* who made the works, "" when the form does not say */
    "again",       /* an earlier reply spoke of it: this mail brought more, or corrections */
    "changed",     /* what this mail brought to it, when `again`: "照片2、照片3的说明、手机号码"; "" */
    "deadline",    /* "5月31日" */
    "complete",
    "incomplete",
    "review",
    "late",
    "rejected",
    "fix_by",    /* until when corrections are taken, "6月5日" */
    "fix_over",  /* this mail came after that day */
    "days_left", /* whole days until then; absent on the day itself */
    "answer_by", /* until when people answer */
    "join_list", /* titles of what was answered with yes, "A、B" */

    /* what arrived */
    "papers", /* titles of the papers that the form asks for and that are there, "A、B" */
    "count",  /* works; absent when there is none */
    "kinds",  /* one a kind: count, last and one of: */
    "is_photo",
    "is_document",
    "is_video",
    "is_audio",
    "is_text",
    "is_other",
    "ok_works", /* works without a fault, one a kind: numbers "1–3、5", is_photo … */
    "ok_count",
    "form_ok", /* the form has no fault */
    "kept",    /* the form or a work has none: something need not be sent again */

    /* what is wrong */
    "faults",      /* how many, all together; in an item: its list */
    "faulty",      /* works with a fault */
    "form_faults", /* one line each: text */
    "items",       /* works with faults of their own: no, file, size, faults */
    "shared",      /* the same faults of several works: numbers, faults */
    "more",        /* works not listed for length */
    "links",       /* file, size, provider, expires */
    "review_count",
    "reviews", /* what people look at: text */
    "notes",   /* hints: text */
    "no",
    "file",
    "size",
    "text",
    "numbers",
    "provider",
    "expires",
    "first",
    "last",

    /* what the answer must bring */
    "needs_form",
    "needs_files",
    "needs_captions",
    "needs_fields",
    "needs_papers",
    "needs_revision", /* a person sent the whole back */
    "caption_items",  /* the first of the works that need a caption: no */
    "field_titles",   /* the first of the fields to fill in: title */
    "paper_titles",   /* the papers to send: title */
    "title",
    "more_captions", /* there are more than these */
    "more_fields",
    "fill",          /* there are lines to copy and fill in: */
    "fill_fields",   /* title of each field, with what may be answered */
    "fill_captions", /* no of each work that needs a caption */
    "sheet",         /* so many faults that a list to be filled in goes along */

    /* several submissions in one mail */
    "submissions",
    "submission_count",
    "corrections", /* at least one is to be corrected */

    /* what people decided; one a decision: no and file of the work (none: the whole), is_photo, why, deadline and */
    "decisions",
    "accepted",
    "returned",
    "refused",
    "extended",
    "late_accepted",
    "why", /* of what is returned or refused */

    /* answers to questions and commands */
    "forms",   /* of the campaign: form, takes_works, deadline and */
    "over",    /* the deadline had passed when the mail came */
    "blank",   /* there is a blank form to send */
    "served",  /* one of several campaigns of this mailbox, each in the same answer: */
    "follows", /* another one stands before */
    "goes_on", /* another one comes behind */
    "state",
    "todo",

    /* the conversation */
    "passed",  /* words of the mail were passed on to people */
    "same_as", /* when the mail came that this one repeats */
    "code",    /* confirms a withdrawal, until */
    "until",
    "spent", /* the code was used, or is too old */
    "none",  /* nothing was sent in from this address */
    NULL,
};

const char *const ruleset_reply_sections[] = {
    "delayed",        "takes_works",
    "titled",         "again",
    "complete",       "incomplete",
    "review",         "late",
    "rejected",       "fix_over",
    "kinds",          "is_photo",
    "is_document",    "is_video",
    "is_audio",       "is_text",
    "is_other",       "ok_works",
    "form_ok",        "kept",
    "form_faults",    "items",
    "shared",         "links",
    "reviews",        "notes",
    "first",          "last",
    "needs_form",     "needs_files",
    "needs_captions", "needs_fields",
    "needs_papers",   "needs_revision",
    "caption_items",  "field_titles",
    "paper_titles",   "more_captions",
    "more_fields",    "fill",
    "fill_fields",    "fill_captions",
    "sheet",          "submissions",
    "corrections",    "decisions",
    "accepted",       "returned",
    "refused",        "extended",
    "late_accepted",  "forms",
    "over",           "blank",
    "served",         "follows",
    "goes_on",        NULL,
};
