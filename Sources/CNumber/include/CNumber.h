/* Numbers and text by C++17's std::from_chars and std::to_chars, which round correctly and know no locale. */
#ifndef AISTOCK_CNUMBER_H
#define AISTOCK_CNUMBER_H

typedef enum {
  /* The text from first to last is one decimal number, and value its nearest. */
  aistock_number_read = 0,
  /* It is none, or something follows it. */
  aistock_number_none = 1,
  /* Its nearest number is zero or infinite; value is as it was. */
  aistock_number_beyond = 2
} aistock_number_end;

#ifdef __cplusplus
extern "C" {
#endif

/* A minus may stand before the digits, a plus may not. */
aistock_number_end aistock_number_double(const unsigned char *first, const unsigned char *last, double *value);
aistock_number_end aistock_number_float(const unsigned char *first, const unsigned char *last, float *value);

/* The shortest digits that read back as the value, without an exponent; returns how many bytes it took of at most 64. For
   magnitudes from 0.0001 to 2^53. */
int aistock_number_write_double(double value, unsigned char *text);
int aistock_number_write_float(float value, unsigned char *text);

#ifdef __cplusplus
}
#endif

#endif
