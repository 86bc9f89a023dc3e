#include "CWCEmbeddedFiles.h"

/* To ship a file: put it into its folder, and two entries here. Models are .cwm files, named as
   they name themselves; the page is what `cwc compare --html` writes, in the parts that CWCReport
   puts together. */

/* #embed is C23, and clang has it in every version of C. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char main_visual_cwm[] = {
#embed "models/main-visual.cwm"
};

static const unsigned char main_cwm[] = {
#embed "models/main.cwm"
};

static const unsigned char main_msssim_cwm[] = {
#embed "models/main-msssim.cwm"
};

static const unsigned char lite_cwm[] = {
#embed "models/lite.cwm"
};

static const unsigned char seed_cwm[] = {
#embed "models/seed.cwm"
};

static const unsigned char page_html[] = {
#embed "page/page.html"
};

static const unsigned char page_css[] = {
#embed "page/page.css"
};

static const unsigned char common_js[] = {
#embed "page/common.js"
};

static const unsigned char charts_js[] = {
#embed "page/charts.js"
};

static const unsigned char tables_js[] = {
#embed "page/tables.js"
};

static const unsigned char pictures_js[] = {
#embed "page/pictures.js"
};

static const cwc_embedded_file files[] = {
    {"models", "main-visual.cwm", main_visual_cwm, sizeof main_visual_cwm},
    {"models", "main.cwm", main_cwm, sizeof main_cwm},
    {"models", "main-msssim.cwm", main_msssim_cwm, sizeof main_msssim_cwm},
    {"models", "lite.cwm", lite_cwm, sizeof lite_cwm},
    {"models", "seed.cwm", seed_cwm, sizeof seed_cwm},
    {"page", "page.html", page_html, sizeof page_html},
    {"page", "page.css", page_css, sizeof page_css},
    {"page", "common.js", common_js, sizeof common_js},
    {"page", "charts.js", charts_js, sizeof charts_js},
    {"page", "tables.js", tables_js, sizeof tables_js},
    {"page", "pictures.js", pictures_js, sizeof pictures_js},
};

const cwc_embedded_file *cwc_embedded_files(size_t *count) {
    *count = sizeof files / sizeof *files;
    return files;
}
