// Bytes compiled into the binary: page templates and the evidence of the demo.
