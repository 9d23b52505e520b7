import Metrics
import Primitives
import Reconciliation
import Records
import Report
import TestSupport
import Testing

/// The page on methods: every entry once, where links to it lead.
struct MethodsPageTests {
  private static let rule = ExchangeRule(
    id: "limit.main", from: day("1996-12-16"), text: .verbatim("Ten percent."), basis: .read,
    source: .verbatim("trading rules"), page: "example.com/rules", notApplied: .verbatim("No list."))

  private func page(_ path: String, rules: [ExchangeRule] = [rule]) throws -> String {
    var night = TinySite.input
    night.rules = rules
    let sink = MemorySink()
    try SiteBuilder.build(night, TinySite.settings, to: sink)
    return String(decoding: try #require(sink.files[path]), as: UTF8.self)
  }

  @Test func everyFormulaToleranceAndRuleHasItsPlace() throws {
    for path in ["methods.html", "en/methods.html"] {
      let text = try page(path)
      for entry in FormulaCatalogue.entries {
        let slug = String(entry.id.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        #expect(text.contains("<tr id=\"formula-\(slug)\">"), "\(entry.id)")
      }
      for name in Tolerances.Name.allCases { #expect(text.contains("<code>\(name.rawValue)</code>"), "\(name)") }
      for rung in Rung.allCases { #expect(text.contains("id=\"rung-\(rung.rawValue)\""), "\(rung)") }
      #expect(text.contains("id=\"rule-limit-main-1996-12-16\""))
      #expect(text.contains("example.com/rules"))
    }
  }

  @Test func aNightWithoutRulesSaysSo() throws {
    let text = try page("en/methods.html", rules: [])
    #expect(text.contains("This night holds no table of rules.") && !text.contains("rule-limit"))
  }

  @Test func theManualHasEveryCommandAndExitCode() throws {
    let text = try page("manual.html")
    for id in ["command-nightly", "command-factors-compute", "command-models-train"] {
      #expect(text.contains("<h2 id=\"\(id)\">"), "\(id)")
    }
    for code in ExitCode.allCases { #expect(text.contains("id=\"exit-\(code.rawValue)\""), "\(code)") }
    #expect(text.contains("href=\"aistock.1\""))
    #expect(try page("en/manual.html").contains("href=\"../aistock.1\""))
  }

  /// Every line is text or a request that `man(7)` knows; a dash is escaped so that it can be copied.
  @Test func theManPageHasNoRequestThatManDoesNotKnow() throws {
    let text = try page("aistock.1")
    let lines = text.split(separator: "\n").map(String.init)
    let known: Set<Substring> = [".TH", ".SH", ".SS", ".B", ".TP", ".PP", ".nf", ".fi"]
    for line in lines where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(known.contains(line.prefix { $0 != " " }), "\(line)")
    }
    #expect(lines.first?.hasPrefix(".TH AISTOCK 1 ") == true)
    #expect(lines.contains(".SS \"factors compute\"") && lines.contains("\\fB\\-\\-json\\fR"))
    #expect(!text.contains(" --") && !text.contains("`"))
  }
}
