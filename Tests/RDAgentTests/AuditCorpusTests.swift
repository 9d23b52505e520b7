import Primitives
import RDAgent
import TestSupport
import Testing

@Suite("The audit on a corpus of tricks and of honest code")
struct AuditCorpusTests {
  private func audit(_ source: String) throws -> [AuditFinding] {
    let folder = try TemporaryFolder()
    return try ReferenceAudit(path: try folder.write(source, to: "factor.py")).findings
  }

  @Test("every trick is found", arguments: AuditTricks.all)
  func tricks(_ source: String) throws {
    let found = try audit(source)
    #expect(!found.isEmpty, "\(source)")
  }

  @Test("honest code has the findings that are true of it, and no other", arguments: HonestFactors.all)
  func honest(_ source: String) throws {
    let found = try audit(source)
    #expect(found.map { "\($0.line) \($0.id)" }.sorted() == HonestFactors.expected(source), "\(source)")
    for finding in found { #expect(!finding.remedy.english.isEmpty && !finding.remedy.chinese.isEmpty) }
  }

  @Test("the corpus is as large as it is said to be")
  func corpusSize() {
    #expect(AuditTricks.all.count >= 120)
    #expect(HonestFactors.all.filter { HonestFactors.expected($0).isEmpty }.count >= 40)
  }

  @Test("code nested without end is refused, and long code is not")
  func nesting() throws {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("f(", ")"), ("lambda: ", "1")] {
      let source =
        "x = " + String(repeating: open, count: 5000) + "1"
        + String(repeating: close.first == "1" ? "" : close, count: 5000) + "\n"
      if open == "-" { continue }
      let error = #expect(throws: Diagnostic.self) { try audit(source) }
      #expect(error?.id == "audit.unreadable")
    }
    #expect(try audit("x = " + Array(repeating: "1", count: 5000).joined(separator: " + ") + "\n").isEmpty)
    #expect(throws: Diagnostic.self) { try audit("x = a" + String(repeating: ".b", count: 5000) + "\n") }
  }
}
