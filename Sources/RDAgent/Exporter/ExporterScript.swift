import CEmbedded

/// The Python script for RD-Agent's environment: recorders' pickles, factors and their values in plain forms.
package enum ExporterScript {
  /// One file, joined from its parts; the table of audit rules stands before the part that reads it.
  package static var source: [UInt8] {
    var script: [UInt8] = []
    for index in 0..<aistock_exporter_count() {
      let part = aistock_exporter_file(index)
      if String(cString: part.name) == "audit.py" {
        script += Array("\n\nAUDIT_RULES = ".utf8) + bytes(aistock_embedded_audit_rules)
      }
      script += bytes(part)
    }
    return script
  }

  private static func bytes(_ file: aistock_embedded_file) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
