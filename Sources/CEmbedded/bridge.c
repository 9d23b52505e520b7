#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char script[] = {
#embed "../Execution/Bridge/script/qmt_bridge.py"
};

const struct aistock_embedded_file aistock_embedded_bridge = {"qmt_bridge.py", script, sizeof script};
