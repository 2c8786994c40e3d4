/* Our own list of faults, come back filled in: which cells answer what. Each row bears the number that we gave, so what
 * stands in it is as unmistakable as a “照片2说明：…” line. Excel, WPS and LibreOffice may have saved it in any format
 * that document/ reads, and people may have moved, sorted or removed rows and columns.
 */
#ifndef HUIZHI_FORM_ANSWERS_H
#define HUIZHI_FORM_ANSWERS_H

#include "document/document.h"

/* The heads of its columns; the first, the fourth and the fifth make it ours. */
#define ANSWERS_NUMBER "编号"
#define ANSWERS_FILE "文件"
#define ANSWERS_FAULT "需要补正的内容"
#define ANSWERS_LABEL "填写项"
#define ANSWERS_VALUE "请填写"
/* In the fourth column: a work's caption; a field's row has its label there. */
#define ANSWERS_CAPTION "文字说明"

/* The same of the workbook of forms that the office types in (digest/entries.h): its second column is called otherwise,
 * so that neither is ever taken for the other. A cell of it bears the token, behind this word. */
#define ENTRIES_LABEL "栏目"
#define ENTRIES_TOKEN "口令"

#define ANSWERS_MAX 2000

struct answer {
    char *number; /* as it stands there: "NXZ-0012" or, of a work, "NXZ-0012-07" */
    char *label;
    char *value; /* one line, never empty */
};

/* The filled rows of every such list in a document, in its order; NULL when there is no such list, an empty array when
 * nothing in it is filled in. */
GPtrArray *answers_find(const struct document *document);

/* The same of the office's workbook; *token: the text of the cell that bears the token, owned by the caller, NULL when
 * there is none. */
GPtrArray *answers_find_entries(const struct document *document, char **token);
void answer_free(gpointer answer);

#endif
