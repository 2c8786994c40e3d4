/* What a printer would look at in a flat work (poster, leaflet, booklet): notice 二（一）1（2） asks for 清晰可读,
 * 图片不变形, 色彩保真度. For work/ only.
 */
#ifndef HUIZHI_WORK_PREFLIGHT_H
#define HUIZHI_WORK_PREFLIGHT_H

#include "work/work.h"

/* Fills pages, dpi, stretch, fonts, colour; damaged for a PDF that does not open or has no page, encrypted for one that
 * wants a password to be read. Looks at no more than 100 pages and 2,000 pictures. */
void preflight_measure(struct work *work, GBytes *bytes);

#endif
