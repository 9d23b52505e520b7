#include "CEmbedded.h"
int aistock_embedded_placeholder;
