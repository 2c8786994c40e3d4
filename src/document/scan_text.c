/* Characters of a page, by tesseract: the Chinese data only, loaded when the first page asks for it.
 *
 * Threads would only wait for each other: OMP_THREAD_LIMIT=1 stands in the environment that the program was started
 * with (the library reads it once, when it is loaded). The engine lives for one document: to begin anew for each page
 * would cost a tenth of its time.
 */
#include <string.h>
#include <time.h>

#include <tesseract/capi.h>

#include "document/scan.h"

#define LANGUAGE "chi_sim"
#define RESOLUTION 200
#define DEADLINE 8 /* seconds of the processor's time a page */
#define TRY_DEADLINE 3
#define ALL_DEADLINE 12 /* a document */
#define MAX_SYMBOLS 8000
#define TRY_WIDTH 900 /* of the part that is read to see whether a page lies right */
#define TRY_HEIGHT 420

/* Opaque: tesseract's handle. */
struct scan_engine {
    TessBaseAPI *api;
    double end; /* of the processor's time that the document has */
};

static double processor_seconds(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct scan_engine *scan_engine_start(void)
{
    TessBaseAPI *api = TessBaseAPICreate();
    if (!api || TessBaseAPIInit2(api, NULL, LANGUAGE, OEM_LSTM_ONLY) != 0) {
        if (api)
            TessBaseAPIDelete(api);
        return NULL;
    }
    TessBaseAPISetVariable(api, "debug_file", "/dev/null");
    struct scan_engine *engine = g_new0(struct scan_engine, 1);
    engine->api = api;
    engine->end = processor_seconds() + ALL_DEADLINE;
    return engine;
}

void scan_engine_stop(struct scan_engine *engine)
{
    TessBaseAPIEnd(engine->api);
    TessBaseAPIDelete(engine->api);
    g_free(engine);
}

static void add_symbol(GArray *symbols, TessResultIterator *at, int line)
{
    int left, top, right, bottom;
    char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
    struct scan_symbol symbol = {.line = line, .sure = TessResultIteratorConfidence(at, RIL_SYMBOL) / 100};
    if (text && *text && strlen(text) < sizeof symbol.text && g_utf8_validate(text, -1, NULL) &&
        TessPageIteratorBoundingBox((TessPageIterator *)at, RIL_SYMBOL, &left, &top, &right, &bottom)) {
        symbol.box = (struct pdf_box){left, top, right, bottom};
        TessPageIteratorBoundingBox((TessPageIterator *)at, RIL_TEXTLINE, &left, &symbol.top, &right, &symbol.bottom);
        g_strlcpy(symbol.text, text, sizeof symbol.text);
        g_array_append_val(symbols, symbol);
    }
    if (text)
        TessDeleteText(text);
}

static GArray *read_symbols(TessBaseAPI *engine)
{
    GArray *symbols = g_array_new(FALSE, FALSE, sizeof(struct scan_symbol));
    TessResultIterator *at = TessBaseAPIGetIterator(engine);
    int line = 0;
    if (!at)
        return symbols;
    do {
        line += TessPageIteratorIsAtBeginningOf((TessPageIterator *)at, RIL_TEXTLINE) != 0;
        add_symbol(symbols, at, line);
    } while (symbols->len < MAX_SYMBOLS && TessResultIteratorNext(at, RIL_SYMBOL));
    TessResultIteratorDelete(at);
    return symbols;
}

static bool is_late(void *deadline, int words)
{
    (void)words;
    return processor_seconds() > *(const double *)deadline;
}

/* Recognises a part of a page; gives up where it takes too long. */
static GArray *recognise(struct scan_engine *engine, const struct picture *page, double seconds)
{
    TessBaseAPI *api = engine->api;
    double deadline = MIN(processor_seconds() + seconds, engine->end);
    if (deadline <= processor_seconds())
        return NULL;
    TessBaseAPISetPageSegMode(api, PSM_SINGLE_BLOCK);
    TessBaseAPISetImage(api, page->grey, page->width, page->height, 1, page->width);
    TessBaseAPISetSourceResolution(api, RESOLUTION);
    ETEXT_DESC *monitor = TessMonitorCreate();
    TessMonitorSetCancelFunc(monitor, is_late);
    TessMonitorSetCancelThis(monitor, &deadline);
    GArray *symbols = TessBaseAPIRecognize(api, monitor) == 0 ? read_symbols(api) : NULL;
    TessMonitorDelete(monitor);
    TessBaseAPIClear(api);
    return symbols;
}

GArray *scan_recognise(struct scan_engine *engine, const struct picture *page)
{
    return recognise(engine, page, DEADLINE);
}

/* The part of a page with the most ink. */
static struct picture *cut_part(const struct picture *page)
{
    int width = MIN(TRY_WIDTH, page->width), height = MIN(TRY_HEIGHT, page->height), best_x = 0, best_y = 0;
    g_autoptr(Picture) ink = plane_ink(page);
    guint most = 0;
    for (int y = 0; y + height <= page->height; y += height / 2)
        for (int x = 0; x + width <= page->width; x += width / 2) {
            guint found = 0;
            for (int v = y; v < y + height; v += 3)
                for (int u = x; u < x + width; u += 3)
                    found += ink->grey[(gsize)v * (gsize)page->width + (gsize)u] > 60;
            if (found > most) {
                most = found;
                best_x = x;
                best_y = y;
            }
        }
    struct picture *part = picture_create(width, height);
    for (int y = 0; y < height; y++)
        memcpy(part->grey + (gsize)y * (gsize)width, page->grey + (gsize)(best_y + y) * (gsize)page->width + best_x,
               (gsize)width);
    return part;
}

double scan_try(struct scan_engine *engine, const struct picture *page)
{
    g_autoptr(Picture) part = cut_part(page);
    g_autoptr(GArray) symbols = recognise(engine, part, TRY_DEADLINE);
    double sum = 0;
    for (guint i = 0; symbols && i < symbols->len; i++)
        sum += g_array_index(symbols, struct scan_symbol, i).sure;
    return symbols && symbols->len >= 8 ? sum / symbols->len : 0;
}
