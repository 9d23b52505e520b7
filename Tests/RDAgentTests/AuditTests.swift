import Primitives
import RDAgent
import TestSupport
import Testing

@Suite("The audit of reference code")
struct AuditTests {
  private func audit(_ source: [UInt8]) throws -> [AuditFinding] {
    let folder = try TemporaryFolder()
    return try ReferenceAudit(path: try folder.write(source, to: "factor.py")).findings
  }

  private func identifiers(_ source: String) throws -> [String] { try audit(Array(source.utf8)).map(\.id) }

  @Test("each line of the marked source is found with what it says, and nothing else is")
  func marked() throws {
    let found = try audit(Array(MarkedPython.source.utf8))
    #expect(found.map { "\($0.line) \($0.id)" }.sorted() == MarkedPython.expected)
    #expect(found.allSatisfy { !$0.reason.isEmpty && !$0.symbol.isEmpty && !$0.text.isEmpty })
    let first = try #require(found.first)
    #expect(first.text.hasPrefix("import subprocess") && first.symbol == "subprocess")
  }

  @Test("a factor as RD-Agent writes it is clean")
  func factor() throws {
    let source = """
      import pandas as pd


      def calculate_GapStd_5D():
          df = pd.read_hdf("daily_pv.h5", key="data").sort_index()
          gap = df["$open"] / df["$close"].groupby(level="instrument").shift(1) - 1.0
          factor = gap.groupby(level="instrument").transform(lambda s: s.rolling(5, min_periods=5).std())
          result = factor.to_frame("GapStd_5D").astype("float32")
          result.to_hdf("result.h5", key="data", mode="w")


      if __name__ == "__main__":
          calculate_GapStd_5D()

      """
    #expect(try identifiers(source) == [])
    #expect(try identifiers(source.replacing("shift(1)", with: "shift(-1)")) == ["audit.look-ahead"])
    #expect(try identifiers(source.replacing("\"result.h5\"", with: "\"other.h5\"")) == ["audit.file-write"])
    #expect(try identifiers(source.replacing("\n", with: "\r\n")) == [])
    #expect(try identifiers("\u{FEFF}" + source) == [])
  }

  @Test(
    "what is no Python is refused with its line, not judged",
    arguments: [
      ("x = 'a\n", 1), ("x = (1,\ny = 2\n", 1), ("x = 1)\n", 1), ("a = 1\nx = [1)\n", 2), ("x = 1 \\ \ny\n", 1),
      ("x = $close\n", 1), ("a\n\"\"\"\n\n", 2), ("x = f'{a'\n", 1), ("import\n", 1), ("from x import (a\n", 1),
      ("x = f\"" + String(repeating: "{f'", count: 50) + "\n", 1),
    ])
  func unreadable(_ source: String, _ line: Int) throws {
    let error = #expect(throws: Diagnostic.self) { try identifiers(source) }
    #expect(error?.id == "audit.unreadable" && error?.exit == .input)
    #expect(error?.place?.line == line)
  }

  @Test("bytes that are no UTF-8, a zero byte, an endless file", arguments: [[0x78, 0xFF, 0x0A], [0x78, 0x00, 0x0A]])
  func bytes(_ source: [UInt8]) throws {
    #expect(throws: Diagnostic.self) { try audit(source) }
    #expect(throws: Diagnostic.self) { try audit([UInt8](repeating: 0x0A, count: (4 << 20) + 1)) }
  }

  @Test("an encoding that hides code is named")
  func encoding() throws {
    #expect(try identifiers("# -*- coding: utf-7 -*-\n") == ["audit.encoding"])
    #expect(try identifiers("#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n") == ["audit.encoding"])
    #expect(try identifiers("# -*- coding: UTF-8 -*-\nx = 1\n") == [])
    #expect(try identifiers("x = 1\n# coding: utf-7\n") == [], "only the first two lines count, and code ends them")
  }

  @Test("no beginning of a source traps")
  func prefixes() throws {
    let bytes = Array(MarkedPython.source.utf8)
    var read = 0
    for end in stride(from: 0, to: bytes.count, by: 23) {
      do {
        _ = try audit(Array(bytes[..<end]))
        read += 1
      } catch let error as Diagnostic { #expect(error.id == "audit.unreadable") }
    }
    #expect(read > 20)
  }

  @Test("a folder's own modules may be imported, because they are judged too")
  func folder() throws {
    let folder = try TemporaryFolder()
    try folder.write("from . import b\nimport lib.c\nimport d\n", to: "lib/__init__.py")
    try folder.write("import lib\nimport numpy\n", to: "lib/b.py")
    try folder.write("import os\nos.system('x')\n", to: "lib/deep/e.py")
    try folder.write("import evil\n", to: "lib/.hidden/e.py")
    let audit = try ReferenceAudit(path: folder.path("lib"))
    #expect(audit.files.count == 3)
    #expect(
      audit.findings.map { "\(Path.lastComponent($0.file)):\($0.line) \($0.id) \($0.symbol)" } == [
        "__init__.py:3 audit.import d", "e.py:2 audit.process system",
      ])
    let error = #expect(throws: Diagnostic.self) { try ReferenceAudit(path: folder.path("lib/.hidden/none")) }
    #expect(error?.id == "file.missing")
    try folder.write("", to: "empty/readme.txt")
    #expect(throws: Diagnostic.self) { try ReferenceAudit(path: folder.path("empty")) }
  }
}
