/* The pieces of the xlsx reader: workbook and cells (xlsx.c), styles and number formats (xlsx_style.c), check boxes
 * and what else floats over a sheet (xlsx_control.c). Shared by those files only.
 */
#ifndef HUIZHI_DOCUMENT_XLSX_H
#define HUIZHI_DOCUMENT_XLSX_H

#include "document/build.h"
#include "document/package.h"
#include "document/reader.h"
#include "document/xml.h"

#define XLSX_MAX_CONTROLS 500

/* How a number shows. */
enum xlsx_format { FORMAT_GENERAL, FORMAT_DATE, FORMAT_TIME, FORMAT_DATE_TIME, FORMAT_ZEROS, FORMAT_PERCENT };

/* How the text of a cell or of a run looks. */
struct xlsx_look {
    unsigned style;
    bool symbol; /* in a symbol font, named by: */
    char font[24];
};

/* A format of cells (cellXfs). */
struct xlsx_cell_style {
    enum xlsx_format format;
    int zeros; /* FORMAT_ZEROS: the least number of digits */
    struct xlsx_look look;
};

/* All of xl/styles.xml: struct xlsx_cell_style by index. Empty for NULL. */
GArray *xlsx_styles(const struct xml *tree);
/* <rPr> of a run or <font>. */
struct xlsx_look xlsx_look(const struct xml_node *properties);

/* A number as the sheet shows it: dates as 2020-05-01 or 2020-05-01 08:30, digits as typed (%.15g). Owned. */
char *xlsx_number(double value, const struct xlsx_cell_style *style, bool from_1904);

/* A check box or an option button over a sheet. */
struct xlsx_control {
    int row, column; /* from 1, of its top left corner */
    int offset;      /* in its cell: sorts several of one cell */
    bool on;
    char *shape;   /* its id, without the prefix of VML */
    char *caption; /* may be blank */
};
void xlsx_control_free(struct xlsx_control *control);

/* The controls of a sheet by row, column and offset; counts the pictures of its drawing, and adds the text of boxes
 * that float over it to `floating` (struct block). `path` is the sheet's own, `sheet` its tree. */
GPtrArray *xlsx_controls(struct document *document, const struct package *package, const char *path,
                         const struct xml *sheet, GPtrArray *floating);

/* A part as a tree, or NULL. `damaged` is set when it is cut off, or when it is there and is no XML. */
struct xml *xlsx_tree(const struct package *package, const char *path, bool *damaged);

/* The target of a relation of `path` ("xl/workbook.xml") by id, or of the first whose type ends as given; a path
 * inside the package, owned; NULL when there is none. */
char *xlsx_related(const struct package *package, const char *path, const char *id, const char *type_ending);

#endif
