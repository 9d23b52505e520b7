import CEmbedded

/// A script for RD-Agent's Python: one file, joined from its parts.
enum PythonScript {
  /// The table of audit rules stands before the part that reads it.
  static func joined(_ parts: [aistock_embedded_file]) -> [UInt8] {
    var script: [UInt8] = []
    for part in parts {
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
