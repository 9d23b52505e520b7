#include "CNumber.h"

#include <charconv>

namespace {

template <typename Number>
aistock_number_end read(const unsigned char *first, const unsigned char *last, Number *value) {
  const char *begin = reinterpret_cast<const char *>(first);
  const char *end = reinterpret_cast<const char *>(last);
  Number number;
  const std::from_chars_result result = std::from_chars(begin, end, number);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) return aistock_number_none;
  if (result.ec != std::errc()) return aistock_number_beyond;
  *value = number;
  return aistock_number_read;
}

template <typename Number>
int write(Number value, unsigned char *text) {
  char *begin = reinterpret_cast<char *>(text);
  return static_cast<int>(std::to_chars(begin, begin + 64, value, std::chars_format::fixed).ptr - begin);
}

}  // namespace

aistock_number_end aistock_number_double(const unsigned char *first, const unsigned char *last, double *value) {
  return read(first, last, value);
}

aistock_number_end aistock_number_float(const unsigned char *first, const unsigned char *last, float *value) {
  return read(first, last, value);
}

int aistock_number_write_double(double value, unsigned char *text) { return write(value, text); }

int aistock_number_write_float(float value, unsigned char *text) { return write(value, text); }
