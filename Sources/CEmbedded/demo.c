#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Evidence of two RD-Agent results over the demo market; how it was made is in each metadata.json.
static const unsigned char demo_faithful_conf_yaml[] = {
#embed "demo/demo-faithful/conf.yaml"
};
static const unsigned char demo_faithful_export_json[] = {
#embed "demo/demo-faithful/export.json"
};
static const unsigned char demo_faithful_indicators_1day_csv[] = {
#embed "demo/demo-faithful/indicators_1day.csv"
};
static const unsigned char demo_faithful_label_csv_gz[] = {
#embed "demo/demo-faithful/label.csv.gz"
};
static const unsigned char demo_faithful_metadata_json[] = {
#embed "demo/demo-faithful/metadata.json"
};
static const unsigned char demo_faithful_model_txt[] = {
#embed "demo/demo-faithful/model.txt"
};
static const unsigned char demo_faithful_positions_csv_gz[] = {
#embed "demo/demo-faithful/positions.csv.gz"
};
static const unsigned char demo_faithful_pred_csv_gz[] = {
#embed "demo/demo-faithful/pred.csv.gz"
};
static const unsigned char demo_faithful_qlib_res_csv[] = {
#embed "demo/demo-faithful/qlib_res.csv"
};
static const unsigned char demo_faithful_report_normal_1day_csv[] = {
#embed "demo/demo-faithful/report_normal_1day.csv"
};
static const unsigned char demo_wrong_fees_conf_yaml[] = {
#embed "demo/demo-wrong-fees/conf.yaml"
};
static const unsigned char demo_wrong_fees_export_json[] = {
#embed "demo/demo-wrong-fees/export.json"
};
static const unsigned char demo_wrong_fees_indicators_1day_csv[] = {
#embed "demo/demo-wrong-fees/indicators_1day.csv"
};
static const unsigned char demo_wrong_fees_label_csv_gz[] = {
#embed "demo/demo-wrong-fees/label.csv.gz"
};
static const unsigned char demo_wrong_fees_metadata_json[] = {
#embed "demo/demo-wrong-fees/metadata.json"
};
static const unsigned char demo_wrong_fees_model_txt[] = {
#embed "demo/demo-wrong-fees/model.txt"
};
static const unsigned char demo_wrong_fees_positions_csv_gz[] = {
#embed "demo/demo-wrong-fees/positions.csv.gz"
};
static const unsigned char demo_wrong_fees_pred_csv_gz[] = {
#embed "demo/demo-wrong-fees/pred.csv.gz"
};
static const unsigned char demo_wrong_fees_qlib_res_csv[] = {
#embed "demo/demo-wrong-fees/qlib_res.csv"
};
static const unsigned char demo_wrong_fees_report_normal_1day_csv[] = {
#embed "demo/demo-wrong-fees/report_normal_1day.csv"
};

static const struct aistock_embedded_file files[] = {
    {"demo-faithful/conf.yaml", demo_faithful_conf_yaml, sizeof demo_faithful_conf_yaml},
    {"demo-faithful/export.json", demo_faithful_export_json, sizeof demo_faithful_export_json},
    {"demo-faithful/indicators_1day.csv", demo_faithful_indicators_1day_csv, sizeof demo_faithful_indicators_1day_csv},
    {"demo-faithful/label.csv.gz", demo_faithful_label_csv_gz, sizeof demo_faithful_label_csv_gz},
    {"demo-faithful/metadata.json", demo_faithful_metadata_json, sizeof demo_faithful_metadata_json},
    {"demo-faithful/model.txt", demo_faithful_model_txt, sizeof demo_faithful_model_txt},
    {"demo-faithful/positions.csv.gz", demo_faithful_positions_csv_gz, sizeof demo_faithful_positions_csv_gz},
    {"demo-faithful/pred.csv.gz", demo_faithful_pred_csv_gz, sizeof demo_faithful_pred_csv_gz},
    {"demo-faithful/qlib_res.csv", demo_faithful_qlib_res_csv, sizeof demo_faithful_qlib_res_csv},
    {"demo-faithful/report_normal_1day.csv", demo_faithful_report_normal_1day_csv, sizeof demo_faithful_report_normal_1day_csv},
    {"demo-wrong-fees/conf.yaml", demo_wrong_fees_conf_yaml, sizeof demo_wrong_fees_conf_yaml},
    {"demo-wrong-fees/export.json", demo_wrong_fees_export_json, sizeof demo_wrong_fees_export_json},
    {"demo-wrong-fees/indicators_1day.csv", demo_wrong_fees_indicators_1day_csv, sizeof demo_wrong_fees_indicators_1day_csv},
    {"demo-wrong-fees/label.csv.gz", demo_wrong_fees_label_csv_gz, sizeof demo_wrong_fees_label_csv_gz},
    {"demo-wrong-fees/metadata.json", demo_wrong_fees_metadata_json, sizeof demo_wrong_fees_metadata_json},
    {"demo-wrong-fees/model.txt", demo_wrong_fees_model_txt, sizeof demo_wrong_fees_model_txt},
    {"demo-wrong-fees/positions.csv.gz", demo_wrong_fees_positions_csv_gz, sizeof demo_wrong_fees_positions_csv_gz},
    {"demo-wrong-fees/pred.csv.gz", demo_wrong_fees_pred_csv_gz, sizeof demo_wrong_fees_pred_csv_gz},
    {"demo-wrong-fees/qlib_res.csv", demo_wrong_fees_qlib_res_csv, sizeof demo_wrong_fees_qlib_res_csv},
    {"demo-wrong-fees/report_normal_1day.csv", demo_wrong_fees_report_normal_1day_csv, sizeof demo_wrong_fees_report_normal_1day_csv},
};

size_t aistock_demo_count(void) { return sizeof files / sizeof files[0]; }
struct aistock_embedded_file aistock_demo_file(size_t index) { return files[index]; }
