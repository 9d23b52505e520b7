#ifndef CSHA256_H
#define CSHA256_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor has instructions for SHA-256.
int csha256_available(void);

/// Takes so many blocks of 64 bytes into the eight words of a SHA-256 state (FIPS 180-4, 6.2.2).
/// Only where `csha256_available`.
void csha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks);

#endif
