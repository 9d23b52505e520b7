// Bytes compiled into the binary: page templates, the demo's evidence, the exporter's script.
#ifndef AISTOCK_CEMBEDDED_H
#define AISTOCK_CEMBEDDED_H

#include <stddef.h>

struct aistock_embedded_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

// Files by name, in no order that matters.
extern const struct aistock_embedded_file aistock_embedded_templates[];
extern const size_t aistock_embedded_template_count;

extern const struct aistock_embedded_file aistock_embedded_demo[];
extern const size_t aistock_embedded_demo_count;

extern const struct aistock_embedded_file aistock_embedded_exporter;

#endif
