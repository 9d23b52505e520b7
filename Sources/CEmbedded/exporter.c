#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char source[] = {
#embed "../RDAgent/Exporter/export_recorder.py"
};

const struct aistock_embedded_file aistock_embedded_exporter = {
    "export_recorder.py", source, sizeof source};
