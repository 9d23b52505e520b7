#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

const struct aistock_embedded_file aistock_embedded_templates[] = {{0, 0, 0}};
const size_t aistock_embedded_template_count = 0;
