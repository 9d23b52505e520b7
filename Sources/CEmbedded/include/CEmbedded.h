// Bytes compiled into the binary: page templates, the demo's evidence, the scripts for RD-Agent's Python, audit rules.
#ifndef AISTOCK_CEMBEDDED_H
#define AISTOCK_CEMBEDDED_H

#include <stddef.h>

struct aistock_embedded_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

// Page templates and their style sheet; the index runs from 0 to the count.
size_t aistock_template_count(void);
struct aistock_embedded_file aistock_template_file(size_t index);

// Files of the demo's RD-Agent results, named `<result>/<file>`.
size_t aistock_demo_count(void);
struct aistock_embedded_file aistock_demo_file(size_t index);

// The reference of the expression language in each language, made from the doc comments of its operators.
extern const struct aistock_embedded_file aistock_embedded_operators;
extern const struct aistock_embedded_file aistock_embedded_operators_in_chinese;

// The manual of the command line, made from its own help.
extern const struct aistock_embedded_file aistock_embedded_manual;

// Parts of the exporter's script in their order; the rules of the audit, which it shares with the program.
size_t aistock_exporter_count(void);
struct aistock_embedded_file aistock_exporter_file(size_t index);
extern const struct aistock_embedded_file aistock_embedded_audit_rules;
extern const struct aistock_embedded_file aistock_embedded_bridge;

// Parts of the trainer's script in their order.
size_t aistock_trainer_count(void);
struct aistock_embedded_file aistock_trainer_file(size_t index);

#endif
