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
    // Chinese has no blank between two sentences.
    for key in StringTable.keys where key != "gap" {
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

  @Test("the Chinese has no English sentence, and no punctuation of English behind a Chinese character")
  func chinese() {
    for key in StringTable.keys {
      let text = StringTable.text(key, .chinese) ?? ""
      let characters = Array(text)
      #expect(ForeignText.runs(in: text.filter { $0 != "`" }).isEmpty || text.contains("`"), "\(key): \(text)")
      for (before, mark) in zip(characters, characters.dropFirst()) where ",;:?!.()".contains(mark) {
        #expect(!ForeignText.isHan(before), "\(key): \(text)")
      }
    }
  }

  @Test("a sentence has 20 words at most")
  func length() {
    for key in StringTable.keys {
      let text = StringTable.text(key, .english) ?? ""
      for sentence in text.split(separator: ". ") {
        #expect(sentence.split(separator: " ").count <= 20, "\(key): \(sentence)")
      }
    }
  }

  /// Keys of which the program writes the head, and a record brings the rest.
  private static let families: [String: [String]] = [
    "verdict.": ["PASS", "PASS WITH EXCEPTIONS", "FAIL", "NOT COMPARABLE", "DAMAGED"],
    "rung.": Rung.allCases.map(\.rawValue), "meaning.": Rung.allCases.map(\.rawValue),
    "state.": ["recorded", "shown", "pass", "exceptions", "fail", "not available"],
    "severity.": ["note", "warning", "serious"],
    "stage.": MigrationStage.allCases.map(\.rawValue), "review.": ReviewStatus.State.allCases.map(\.rawValue),
    "cause.": ReviewStatus.Cause.allCases.map(\.rawValue), "act.": ReviewStatement.Act.allCases.map(\.rawValue),
    "signed.": ["act", "person", "author", "time", "night", "manifest", "statement", "note", "exception"],
    "kind.": ArchiveDiff.Entry.Kind.allCases.map(\.rawValue),
    "problem.": ArchiveProblem.Kind.allCases.map(\.rawValue),
    "group.": [
      "quality", "1day.excess_return_with_cost", "1day.excess_return_without_cost", "1day.return_with_cost",
      "1day.return_without_cost", "execution", "other",
    ],
    "metric.": [
      "mean", "std", "annualized_return", "information_ratio", "max_drawdown", "IC", "ICIR", "Rank IC", "Rank ICIR",
      "1day.ffr", "1day.pa", "1day.pos",
    ],
    "identity.": IdentityFact.Key.allCases.map(\.rawValue),
    "chart.": ["first"],
    "side.": ["buy", "sell"], "status.": PreviewStrategy.Status.allCases.map(\.rawValue),
    "term.rules.": PreviewDefinition.Rules.allCases.map(\.rawValue),
    "origin.": ["written", "standard", "replaced", "inert"], "segment.": ["train", "valid", "test"],
    "leak.": ["clean", "leak", "not checked"] + ModelEvaluation.LeakCheck.Name.allCases.map(\.rawValue),
    "figure.": [
      "IC", "ICIR", "IC t", "IC positive", "Rank IC", "Rank ICIR", "Rank IC t", "Rank IC positive",
      "Long-Short Ann Return", "Long-Short Ann Sharpe", "Long-Avg Ann Return", "Long-Avg Ann Sharpe", "Long precision",
      "Short precision", "Autocorrelation", "Turnover top", "Turnover bottom",
    ],
    "loopDecision.": ["accepted", "rejected", "unrecorded"],
    "loopFigure.": ["annual_return", "information_ratio", "max_drawdown", "ic", "rank_ic"],
    "loopText.": ["execution", "value_feedback", "shape_feedback"],
    "selectionRange.": LibrarySelection.RangeBasis.allCases.map(\.rawValue),
    "factor.state.": ["verified", "statistically equal", "failed", "migrated", "not migrated"],
    "factor.standing.": FactorStanding.allCases.map(\.rawValue),
    "month.": (1...12).map(String.init), "weekday.": (0...6).map(String.init),
    "order.": ["verdict", "name", "money"], "attention.": ["fail", "review", "incomplete", "note"],
    "since.": ["verdict", "signOff", "previews", "profit", "factors", "numbers", "files"],
    "method.judged.": Rung.allCases.map(\.rawValue),
    "method.verdict.": Comparison.Verdict.allCases.map(\.rawValue),
    "method.formulas.": ["qlib-sum-238", "standard-252", "qlib-daily", "other"],
    "method.convention.": ["days", "sums", "compounding", "excess", "cost", "market", "ties"],
    "method.format.": [
      "money", "wholeMoney", "percent", "points", "basisPoints", "ratio", "correlation", "price", "equal", "absent",
      "tolerance",
    ],
    "method.basis.": ExchangeRule.Basis.allCases.map(\.rawValue),
    "method.missing.": ["dividends", "intraday", "impact", "warnings", "issue", "announcements", "financing"],
    "manual.exit.": ExitCode.allCases.map { "\($0.rawValue)" },
    "dayState.": ["trading", "rest", "unknown"], "switch.": TradingSwitch.Position.allCases.map(\.rawValue),
    "intent.": TradeIntent.State.allCases.map(\.rawValue), "step.": WatchStatus.Step.State.allCases.map(\.rawValue),
    "watch.": ["refresh", "settle", "trade", "close", "signal", "feedback", "push", "nightly"],
    "factor.against.": ["reference", "implementation", "market", "impl_version", "verdict", "n"],
  ]

  @Test("every word that records bring has its text, and no family has a word too many")
  func families() {
    for (head, words) in StringTableTests.families.sorted(by: { $0.key < $1.key }) {
      let keys = StringTable.keys.filter { $0.hasPrefix(head) }
      #expect(keys == words.map { head + $0 }.sorted(), "\(head)")
    }
  }

  /// What the templates ask for, and what stands between quotes in the sources of the pages.
  private static func asked() throws -> (templates: Set<String>, sources: Set<String>) {
    let root = RepositoryRoot.folder ?? ""
    var asked: Set<String> = []
    for path in RepositoryRoot.files(below: "templates", suffix: ".mustache") {
      let text = try FileReader.text(root + "/" + path)
      for head in ["{{t_", "{{#p_"] {
        for piece in text.split(separator: head, omittingEmptySubsequences: false).dropFirst() {
          asked.insert(String(piece.prefix { $0 != "}" }))
        }
      }
    }
    var quoted: Set<String> = []
    for path in RepositoryRoot.files(below: "Sources/Report", suffix: ".swift") where !path.contains("/StringTable") {
      let pieces = try FileReader.text(root + "/" + path).split(separator: "\"", omittingEmptySubsequences: false)
      quoted.formUnion(pieces.map(String.init))
    }
    return (asked, quoted)
  }

  @Test("every text that a template asks for is there", .enabled(if: RepositoryRoot.folder != nil))
  func templates() throws {
    let asked = try StringTableTests.asked().templates
    #expect(asked.count > 20)
    #expect(asked.subtracting(StringTable.keys).sorted() == [])
  }

  @Test("every text is asked for", .enabled(if: RepositoryRoot.folder != nil))
  func unused() throws {
    let (templates, sources) = try StringTableTests.asked()
    let heads = StringTableTests.families.keys
    let unused = StringTable.keys.filter { key in
      !templates.contains(key) && !sources.contains(key) && !heads.contains { key.hasPrefix($0) }
    }
    #expect(unused == [])
  }
}
