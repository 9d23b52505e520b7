#pragma once
#include <stddef.h>
#include <stdint.h>

// ONNX Runtime's C interface is one table of function pointers, whose order no version changes. Debian has no package
// of its header, so this names the places that are used, and what the functions there take. All of them were there in
// the first version of the table.
//
// Handles stay opaque. A function that can fail returns a status, which is null where it succeeded.

typedef void (*aistock_ort_function)(void);
typedef const aistock_ort_function *aistock_ort_table;

enum {
  AISTOCK_ORT_FLOAT = 1,
  AISTOCK_ORT_VERSION = 1,
};

#define AISTOCK_ORT(table, place, result, ...) ((result(*)(__VA_ARGS__))(table)[place])

/// The table behind `OrtGetApiBase`; null where the library has none of the version.
static inline aistock_ort_table aistock_ort_open(void *get_base) {
  const aistock_ort_function *base = ((const aistock_ort_function *(*)(void))get_base)();
  return AISTOCK_ORT(base, 0, aistock_ort_table, uint32_t)(AISTOCK_ORT_VERSION);
}

static inline const char *aistock_ort_version(void *get_base) {
  const aistock_ort_function *base = ((const aistock_ort_function *(*)(void))get_base)();
  return AISTOCK_ORT(base, 1, const char *, void)();
}

static inline const char *aistock_ort_message(aistock_ort_table t, const void *status) {
  return AISTOCK_ORT(t, 2, const char *, const void *)(status);
}

static inline void aistock_ort_unheard(void *own, int level, const char *category, const char *id, const char *place,
                                       const char *text) {}

/// An environment whose log goes nowhere: what fails comes back as a status.
static inline void *aistock_ort_environment(aistock_ort_table t, void **out) {
  typedef void (*logger)(void *, int, const char *, const char *, const char *, const char *);
  return AISTOCK_ORT(t, 4, void *, logger, void *, int, const char *, void **)(aistock_ort_unheard, NULL, 4, "aistock",
                                                                            out);
}

static inline void *aistock_ort_session(aistock_ort_table t, const void *environment, const void *bytes, size_t count,
                                        const void *options, void **out) {
  return AISTOCK_ORT(t, 8, void *, const void *, const void *, size_t, const void *, void **)(environment, bytes, count,
                                                                                           options, out);
}

static inline void *aistock_ort_run(aistock_ort_table t, void *session, const char *input, const void *value,
                                    const char *output, void **out) {
  return AISTOCK_ORT(t, 9, void *, void *, const void *, const char *const *, const void *const *, size_t,
                     const char *const *, size_t, void **)(session, NULL, &input, &value, 1, &output, 1, out);
}

static inline void *aistock_ort_options(aistock_ort_table t, void **out) {
  return AISTOCK_ORT(t, 10, void *, void **)(out);
}

/// How much a graph is rewritten: 0 not at all, 1 without a change of arithmetic.
static inline void *aistock_ort_set_optimization(aistock_ort_table t, void *options, int level) {
  return AISTOCK_ORT(t, 23, void *, void *, int)(options, level);
}

static inline void *aistock_ort_set_threads(aistock_ort_table t, void *options, int count) {
  return AISTOCK_ORT(t, 24, void *, void *, int)(options, count);
}

/// A tensor of float32 over memory of the caller.
static inline void *aistock_ort_tensor(aistock_ort_table t, const void *memory, float *values, size_t count,
                                       const int64_t *shape, size_t rank, void **out) {
  return AISTOCK_ORT(t, 49, void *, const void *, void *, size_t, const int64_t *, size_t, int, void **)(
      memory, values, count * sizeof(float), shape, rank, AISTOCK_ORT_FLOAT, out);
}

static inline void *aistock_ort_data(aistock_ort_table t, void *value, void **out) {
  return AISTOCK_ORT(t, 51, void *, void *, void **)(value, out);
}

static inline void *aistock_ort_element_type(aistock_ort_table t, const void *shape, int *out) {
  return AISTOCK_ORT(t, 60, void *, const void *, int *)(shape, out);
}

static inline void *aistock_ort_element_count(aistock_ort_table t, const void *shape, size_t *out) {
  return AISTOCK_ORT(t, 64, void *, const void *, size_t *)(shape, out);
}

static inline void *aistock_ort_shape(aistock_ort_table t, const void *value, void **out) {
  return AISTOCK_ORT(t, 65, void *, const void *, void **)(value, out);
}

/// Memory of the processor, as a plain device.
static inline void *aistock_ort_memory(aistock_ort_table t, void **out) {
  return AISTOCK_ORT(t, 69, void *, int, int, void **)(0, 0, out);
}

static inline void aistock_ort_release(aistock_ort_table t, int place, void *handle) {
  AISTOCK_ORT(t, place, void, void *)(handle);
}

/// Places of the functions that release a handle.
enum {
  AISTOCK_ORT_STATUS = 93,
  AISTOCK_ORT_MEMORY = 94,
  AISTOCK_ORT_SESSION = 95,
  AISTOCK_ORT_VALUE = 96,
  AISTOCK_ORT_SHAPE = 99,
  AISTOCK_ORT_OPTIONS = 100,
};
