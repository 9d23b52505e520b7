import CEmbedded

/// The Python script for RD-Agent's environment: recorders' pickles, factors and their values in plain forms.
package enum ExporterScript {
  package static var source: [UInt8] {
    PythonScript.joined((0..<aistock_exporter_count()).map(aistock_exporter_file))
  }
}
