#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char head[] = {
#embed "../RDAgent/Trainer/script/head.py"
};
static const unsigned char scopes[] = {
#embed "../RDAgent/Exporter/script/scopes.py"
};
static const unsigned char audit[] = {
#embed "../RDAgent/Exporter/script/audit.py"
};
static const unsigned char job[] = {
#embed "../RDAgent/Trainer/script/job.py"
};
static const unsigned char rows[] = {
#embed "../RDAgent/Trainer/script/rows.py"
};
static const unsigned char network[] = {
#embed "../RDAgent/Trainer/script/network.py"
};
static const unsigned char training[] = {
#embed "../RDAgent/Trainer/script/training.py"
};
static const unsigned char weights[] = {
#embed "../RDAgent/Trainer/script/weights.py"
};
static const unsigned char onnx[] = {
#embed "../RDAgent/Trainer/script/onnx.py"
};
static const unsigned char last[] = {
#embed "../RDAgent/Trainer/script/main.py"
};

// The audit is the exporter's.
static const struct aistock_embedded_file files[] = {
    {"head.py", head, sizeof head},
    {"scopes.py", scopes, sizeof scopes},
    {"audit.py", audit, sizeof audit},
    {"job.py", job, sizeof job},
    {"rows.py", rows, sizeof rows},
    {"network.py", network, sizeof network},
    {"training.py", training, sizeof training},
    {"weights.py", weights, sizeof weights},
    {"onnx.py", onnx, sizeof onnx},
    {"main.py", last, sizeof last},
};

size_t aistock_trainer_count(void) { return sizeof files / sizeof files[0]; }
struct aistock_embedded_file aistock_trainer_file(size_t index) { return files[index]; }
