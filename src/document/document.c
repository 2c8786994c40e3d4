/* The table of readers. */
#include "document/document.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "document/build.h"
#include "document/reader.h"

static const struct {
    const char *type;
    enum document_kind kind;
    document_reader read;
} readers[] = {
    {"text/plain", DOCUMENT_TEXT, text_read},
    {"text/html", DOCUMENT_HTML, html_read},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCUMENT_DOCX, docx_read},
    {"application/msword", DOCUMENT_DOC, doc_read},
    {"application/vnd.ms-excel", DOCUMENT_XLS, xls_read},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOCUMENT_XLSX, xlsx_read},
    {"text/csv", DOCUMENT_CSV, csv_read},
    {"application/vnd.oasis.opendocument.text", DOCUMENT_ODT, odt_read},
    {"application/vnd.oasis.opendocument.spreadsheet", DOCUMENT_ODS, odt_read},
    {"text/rtf", DOCUMENT_RTF, rtf_read},
    {"application/pdf", DOCUMENT_PDF, pdf_read},
    {"image/jpeg", DOCUMENT_SCAN, scan_read},
    {"image/png", DOCUMENT_SCAN, scan_read},
    {"image/tiff", DOCUMENT_SCAN, scan_read},
    {"image/bmp", DOCUMENT_SCAN, scan_read},
    {"image/x-ms-bmp", DOCUMENT_SCAN, scan_read},
    {"image/webp", DOCUMENT_SCAN, scan_read},
};

static int find_reader(const char *type)
{
    for (gsize i = 0; type && i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i].type, type) == 0)
            return (int)i;
    return -1;
}

bool document_readable(const char *type)
{
    return find_reader(type) >= 0;
}

struct document *document_read(GBytes *bytes, const char *type, const char *name, GError **error)
{
    int reader = find_reader(type);
    if (reader < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s: no reader for %s", name ? name : "", type ? type : "?");
        return NULL;
    }
    struct document *document = document_create(readers[reader].kind, name);
    if (g_bytes_get_size(bytes) > DOCUMENT_MAX_BYTES) {
        document->damaged = true;
        document_warn(document, "文件超过%dMB，未读", DOCUMENT_MAX_BYTES / (1024 * 1024));
        return document;
    }
    readers[reader].read(document, bytes);
    return document;
}
