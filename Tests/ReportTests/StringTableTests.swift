import Archive
import Foundation
import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("The texts of the site")
struct StringTableTests {
  @Test("every key has a text in both languages, and the Chinese of the pages is Chinese")
  func complete() {
    #expect(StringTable.keys.count > 100)
    for key in StringTable.keys {
      for language in Language.allCases {
        #expect(StringTable.text(key, language)?.isEmpty == false, "\(key) in \(language.rawValue)")
      }
    }
  }

  @Test("no key stands twice, in the pages' table and in the terms'")
  func distinct() {
    #expect(Set(StringTable.keys).count == StringTable.keys.count)
  }

  @Test("the English has no Chinese in it")
  func english() {
    for key in StringTable.keys {
      let text = StringTable.text(key, .english) ?? ""
      #expect(
        !text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(key): \(text)")
    }
  }

  @Test("every text that a template asks for is there", .enabled(if: RepositoryRoot.folder != nil))
  func templates() throws {
    var asked: Set<String> = []
    for path in RepositoryRoot.files(below: "templates", suffix: ".mustache") {
      let text = try FileReader.text((RepositoryRoot.folder ?? "") + "/" + path)
      for piece in text.split(separator: "{{t_").dropFirst() {
        asked.insert(String(piece.prefix { $0 != "}" }))
      }
    }
    #expect(asked.count > 20)
    #expect(asked.subtracting(StringTable.keys).sorted().isEmpty)
  }

  @Test("every word that records bring has its text")
  func words() {
    let verdicts = ["PASS", "PASS WITH EXCEPTIONS", "FAIL", "NOT COMPARABLE", "DAMAGED"].map {
      "verdict." + $0
    }
    let rungs = ["reported", "recomputed", "replayed", "reinferred", "retrained", "realistic"]
    let keys =
      verdicts + rungs.map { "rung." + $0 } + rungs.map { "meaning." + $0 }
      + ["pass", "exceptions", "fail", "not available"].map { "state." + $0 }
      + ["note", "warning", "serious"].map { "severity." + $0 }
      + MigrationStage.allCases.map { "stage." + $0.rawValue }
      + ReviewStatus.State.allCases.map { "review." + $0.rawValue }
      + ReviewStatus.Cause.allCases.map { "cause." + $0.rawValue }
      + ReviewStatement.Act.allCases.map { "act." + $0.rawValue }
      + ArchiveDiff.Entry.Kind.allCases.map { "kind." + $0.rawValue }
      + ["changed", "missing", "added", "broken link", "unreadable"].map { "problem." + $0 }
    for key in keys { #expect(StringTable.text(key, .chinese) != nil, "\(key)") }
  }
}
