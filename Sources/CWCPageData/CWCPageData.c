#include "CWCPageData.h"

/* The page that `cwc compare --html` writes, in the parts that CWCReport puts together. */

/* #embed is C23, and clang has it in every version of C. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char frame[] = {
#embed "page/page.html"
};

static const unsigned char style[] = {
#embed "page/page.css"
};

static const unsigned char common[] = {
#embed "page/common.js"
};

static const unsigned char charts[] = {
#embed "page/charts.js"
};

static const unsigned char tables[] = {
#embed "page/tables.js"
};

static const unsigned char pictures[] = {
#embed "page/pictures.js"
};

static const cwc_page_data parts[] = {
    {"page.html", frame, sizeof frame},
    {"page.css", style, sizeof style},
    {"common.js", common, sizeof common},
    {"charts.js", charts, sizeof charts},
    {"tables.js", tables, sizeof tables},
    {"pictures.js", pictures, sizeof pictures},
    {0, 0, 0},
};

const cwc_page_data *cwc_page_data_list(void) { return parts; }
