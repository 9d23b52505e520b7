import CEmbedded

/// The Python script that turns a recorder's pickles into plain forms, for RD-Agent's environment.
package enum ExporterScript {
  package static var source: [UInt8] {
    let file = aistock_embedded_exporter
    return [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
