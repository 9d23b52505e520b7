#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char page[] = {
#embed "../../templates/page.mustache"
};
static const unsigned char tonight[] = {
#embed "../../templates/tonight.mustache"
};
static const unsigned char migration[] = {
#embed "../../templates/migration.mustache"
};
static const unsigned char migration_style[] = {
#embed "../../templates/migration.css"
};
static const unsigned char previews[] = {
#embed "../../templates/previews.mustache"
};
static const unsigned char preview[] = {
#embed "../../templates/preview.mustache"
};
static const unsigned char live_script[] = {
#embed "../../templates/live.js"
};
static const unsigned char reload_script[] = {
#embed "../../templates/reload.js"
};
static const unsigned char expectation[] = {
#embed "../../templates/expectation.mustache"
};
static const unsigned char live[] = {
#embed "../../templates/live.mustache"
};
static const unsigned char compare[] = {
#embed "../../templates/compare.mustache"
};
static const unsigned char compare_script[] = {
#embed "../../templates/compare.js"
};
static const unsigned char range_script[] = {
#embed "../../templates/range.js"
};
static const unsigned char compare_style[] = {
#embed "../../templates/compare.css"
};
static const unsigned char cells_style[] = {
#embed "../../templates/cells.css"
};
static const unsigned char status[] = {
#embed "../../templates/status.mustache"
};
static const unsigned char archive[] = {
#embed "../../templates/archive.mustache"
};
static const unsigned char changes[] = {
#embed "../../templates/changes.mustache"
};
static const unsigned char factors[] = {
#embed "../../templates/factors.mustache"
};
static const unsigned char factor[] = {
#embed "../../templates/factor.mustache"
};
static const unsigned char library[] = {
#embed "../../templates/library.mustache"
};
static const unsigned char library_factors[] = {
#embed "../../templates/library-factors.mustache"
};
static const unsigned char library_parts[] = {
#embed "../../templates/library-parts.mustache"
};
static const unsigned char loop_page[] = {
#embed "../../templates/loop.mustache"
};
static const unsigned char loop_row[] = {
#embed "../../templates/loop-row.mustache"
};
static const unsigned char library_factor[] = {
#embed "../../templates/library-factor.mustache"
};
static const unsigned char library_style[] = {
#embed "../../templates/library.css"
};
static const unsigned char operators[] = {
#embed "../../templates/operators.mustache"
};
static const unsigned char methods[] = {
#embed "../../templates/methods.mustache"
};
static const unsigned char manual_page[] = {
#embed "../../templates/manual.mustache"
};
static const unsigned char chart[] = {
#embed "../../templates/chart.mustache"
};
static const unsigned char quality[] = {
#embed "../../templates/quality.mustache"
};
static const unsigned char contents[] = {
#embed "../../templates/contents.mustache"
};
static const unsigned char verdict[] = {
#embed "../../templates/verdict.mustache"
};
static const unsigned char rungs[] = {
#embed "../../templates/rungs.mustache"
};
static const unsigned char nights[] = {
#embed "../../templates/nights.mustache"
};
static const unsigned char icons[] = {
#embed "../../templates/icons.mustache"
};
static const unsigned char icon[] = {
#embed "../../templates/icon.svg"
};
static const unsigned char page_schema[] = {
#embed "../../templates/page.schema.json"
};
static const unsigned char migrations[] = {
#embed "../../templates/migrations.mustache"
};
static const unsigned char migration_table[] = {
#embed "../../templates/migration-table.mustache"
};
static const unsigned char count_bar[] = {
#embed "../../templates/count-bar.mustache"
};
static const unsigned char attention_row[] = {
#embed "../../templates/attention-row.mustache"
};
static const unsigned char unchanged_row[] = {
#embed "../../templates/unchanged-row.mustache"
};
static const unsigned char tonight_style[] = {
#embed "../../templates/tonight.css"
};
static const unsigned char changes_style[] = {
#embed "../../templates/changes.css"
};
static const unsigned char archive_style[] = {
#embed "../../templates/archive.css"
};
static const unsigned char library_script[] = {
#embed "../../templates/library.js"
};
static const unsigned char tables_script[] = {
#embed "../../templates/tables.js"
};
static const unsigned char migrations_style[] = {
#embed "../../templates/tables.css"
};
static const unsigned char charts_style[] = {
#embed "../../templates/charts.css"
};
static const unsigned char charts_script[] = {
#embed "../../templates/charts.js"
};
static const unsigned char marks_script[] = {
#embed "../../templates/marks.js"
};
static const unsigned char lines_script[] = {
#embed "../../templates/lines.js"
};
static const unsigned char style[] = {
#embed "../../templates/style.css"
};

static const unsigned char reference[] = {
#embed "../FactorEngine/FactorEngine.docc/Operators.md"
};

static const unsigned char chinese_reference[] = {
#embed "../FactorEngine/FactorEngine.docc/OperatorsInChinese.md"
};

static const unsigned char manual[] = {
#embed "../Commands/Commands.docc/Manual.md"
};

const struct aistock_embedded_file aistock_embedded_manual = {"Manual.md", manual, sizeof manual};
const struct aistock_embedded_file aistock_embedded_operators = {"Operators.md", reference, sizeof reference};
const struct aistock_embedded_file aistock_embedded_operators_in_chinese = {
    "OperatorsInChinese.md", chinese_reference, sizeof chinese_reference};

static const struct aistock_embedded_file files[] = {
    {"page.mustache", page, sizeof page},
    {"tonight.mustache", tonight, sizeof tonight},
    {"migration.mustache", migration, sizeof migration},
    {"migration.css", migration_style, sizeof migration_style},
    {"previews.mustache", previews, sizeof previews},
    {"preview.mustache", preview, sizeof preview},
    {"live.js", live_script, sizeof live_script},
    {"reload.js", reload_script, sizeof reload_script},
    {"expectation.mustache", expectation, sizeof expectation},
    {"live.mustache", live, sizeof live},
    {"compare.mustache", compare, sizeof compare},
    {"compare.js", compare_script, sizeof compare_script},
    {"range.js", range_script, sizeof range_script},
    {"compare.css", compare_style, sizeof compare_style},
    {"cells.css", cells_style, sizeof cells_style},
    {"archive.mustache", archive, sizeof archive},
    {"status.mustache", status, sizeof status},
    {"changes.mustache", changes, sizeof changes},
    {"factors.mustache", factors, sizeof factors},
    {"factor.mustache", factor, sizeof factor},
    {"library.mustache", library, sizeof library},
    {"library-factors.mustache", library_factors, sizeof library_factors},
    {"library-parts.mustache", library_parts, sizeof library_parts},
    {"loop.mustache", loop_page, sizeof loop_page},
    {"loop-row.mustache", loop_row, sizeof loop_row},
    {"library-factor.mustache", library_factor, sizeof library_factor},
    {"library.css", library_style, sizeof library_style},
    {"operators.mustache", operators, sizeof operators},
    {"methods.mustache", methods, sizeof methods},
    {"manual.mustache", manual_page, sizeof manual_page},
    {"chart.mustache", chart, sizeof chart},
    {"quality.mustache", quality, sizeof quality},
    {"contents.mustache", contents, sizeof contents},
    {"verdict.mustache", verdict, sizeof verdict},
    {"rungs.mustache", rungs, sizeof rungs},
    {"nights.mustache", nights, sizeof nights},
    {"icons.mustache", icons, sizeof icons},
    {"icon.svg", icon, sizeof icon},
    {"page.schema.json", page_schema, sizeof page_schema},
    {"migrations.mustache", migrations, sizeof migrations},
    {"migration-table.mustache", migration_table, sizeof migration_table},
    {"count-bar.mustache", count_bar, sizeof count_bar},
    {"attention-row.mustache", attention_row, sizeof attention_row},
    {"unchanged-row.mustache", unchanged_row, sizeof unchanged_row},
    {"tonight.css", tonight_style, sizeof tonight_style},
    {"archive.css", archive_style, sizeof archive_style},
    {"changes.css", changes_style, sizeof changes_style},
    {"library.js", library_script, sizeof library_script},
    {"tables.js", tables_script, sizeof tables_script},
    {"tables.css", migrations_style, sizeof migrations_style},
    {"charts.css", charts_style, sizeof charts_style},
    {"charts.js", charts_script, sizeof charts_script},
    {"marks.js", marks_script, sizeof marks_script},
    {"lines.js", lines_script, sizeof lines_script},
    {"style.css", style, sizeof style},
};

size_t aistock_template_count(void) { return sizeof files / sizeof files[0]; }
struct aistock_embedded_file aistock_template_file(size_t index) { return files[index]; }
