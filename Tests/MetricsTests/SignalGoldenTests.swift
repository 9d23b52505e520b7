import Metrics
import Primitives
import Records
import TestSupport
import Testing

/// A signal's daily evaluation beside qlib's own functions: `Tests/Oracle/make_signal_golden.py`.
@Suite(.enabled(if: RepositoryRoot.folder != nil)) struct SignalGoldenTests {
  private static func path(_ name: String) -> String { (RepositoryRoot.folder ?? "") + "/Tests/Oracle/signal/" + name }

  private static func document() throws -> PredictionQuality {
    let table = try CSVTable(file: path("panel.csv"))
    let pairs = PredictionPairs(
      predictions: try PanelTable(table, value: "score"), labels: try PanelTable(table, value: "label", isFloat32: true)
    )
    return QualityEvaluation.document(pairs, label: .verbatim("made"), digest: "")
  }

  static let columns: [(name: String, value: @Sendable (PredictionQuality.Day) -> Double?)] = [
    ("ic", { $0.ic }), ("rank_ic", { $0.rankIC }), ("long_short_r", { $0.longShort }),
    ("long_avg_r", { $0.longAverage }),
    ("long_prec", { $0.longPrecision }), ("short_prec", { $0.shortPrecision }),
    ("pred_autocorr", { $0.autocorrelation }),
    ("top", { $0.topTurnover }), ("bottom", { $0.bottomTurnover }),
  ]

  /// What is in float32 in qlib agrees to the bit, the rest to the last digits.
  @Test(arguments: columns.map(\.name))
  func everyDayAgrees(name: String) throws {
    let value = try #require(Self.columns.first { $0.name == name }).value
    let wanted = try CSVTable(file: Self.path("daily.csv"))
    let column = try wanted.column(name)
    let days = try Self.document().days
    #expect(days.count == wanted.rowCount)
    for (row, day) in days.enumerated() {
      // On the first day qlib ranks scores that no stock has: there is nothing to compare with.
      if row == 0, ["top", "bottom"].contains(name) {
        #expect(value(day) == nil)
        continue
      }
      let golden = try wanted.double(row: row, column: column)
      let own = value(day) ?? .nan
      let isExact = name.hasPrefix("long_short") || name.hasPrefix("long_avg") || name.hasSuffix("prec")
      #expect(
        isExact ? own == golden || (own.isNaN && golden.isNaN) : Tolerance.absolute(1e-12).accepts(own, golden),
        "\(day.day): \(own), \(golden)")
    }
  }

  @Test func groupsAgreeWithTheReference() throws {
    let wanted = try CSVTable(file: Self.path("groups.csv"))
    for group in try Self.document().groups {
      let column = try wanted.column("group\(group.group)")
      let values = try (0..<wanted.rowCount).map { try wanted.double(row: $0, column: column) }
      #expect(group.count == values.count && group.missing == 0)
      #expect(isNear(group.mean, values.reduce(0, +) / Double(values.count), relative: 1e-10), "group \(group.group)")
    }
  }

  @Test func annualFiguresAgreeToTheBit() throws {
    let golden = try JSONReader.read(file: Self.path("figures.json"), id: "test.golden")["figures"]?.objectValue ?? [:]
    let document = try Self.document()
    #expect(golden.count == 4)
    for (name, value) in golden {
      #expect(document.figure(name)?.value == value.doubleValue, "\(name)")
    }
  }

  @Test func missingDaysAreCountedBesideEachFigure() throws {
    let document = try Self.document()
    let auto = try #require(document.figure("Autocorrelation"))
    #expect(auto.count == document.days.count - 1 && auto.missing == 1)
    let ic = try #require(document.figure("IC"))
    #expect(ic.count == document.days.count && ic.missing == 0)
    let t = try #require(document.figure("IC t")?.value)
    let ratio = try #require(document.figure("ICIR")?.value)
    #expect(isNear(t, ratio * Double(ic.count).squareRoot()))
    let share = try #require(document.figure("IC positive")?.value)
    #expect(isNear(share, Double(document.days.count { ($0.ic ?? 0) > 0 }) / Double(ic.count)))
    #expect(document.months.map(\.month) == ["2024-01", "2024-02"])
    #expect(document.months.map(\.count).reduce(0, +) == ic.count)
  }

  @Test func tooFewStocksGiveReasonsNotNumbers() throws {
    let one = try PanelTable([(day: day("2024-01-02"), instrument: "SH600000", value: 1)])
    let document = QualityEvaluation.document(
      PredictionPairs(predictions: one, labels: one), label: .verbatim(""), digest: "")
    #expect(
      document.figures.allSatisfy { $0.name.hasPrefix("Long-Avg Ann Return") || ($0.value == nil && $0.reason != nil) })
    #expect(document.groups.allSatisfy { $0.mean == nil && $0.missing == 1 })
  }
}

/// The same on RD-Agent's baseline: 1,776 days of csi300, by real qlib.
@Suite(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
struct BaselineSignalTests {
  @Test func everyDayOfTheBaselineAgrees() throws {
    let pairs = PredictionPairs(
      predictions: try PanelTable(csv: SharedMaterial.path("oracle/baseline/pred.csv.gz"), value: "score"),
      labels: try PanelTable(
        csv: SharedMaterial.path("oracle/baseline/label.csv.gz"), value: "label", isFloat32: true))
    let document = QualityEvaluation.document(pairs, label: .verbatim(""), digest: "")
    let wanted = try CSVTable(file: SharedMaterial.path("oracle/metrics/signal_daily.csv"))
    #expect(wanted.rowCount == document.days.count)
    for (name, value) in SignalGoldenTests.columns.prefix(7) {
      let column = try wanted.column(name)
      let isFloat = ["long_short_r", "long_avg_r"].contains(name)
      let wrong = try document.days.indices.filter { row in
        let golden = try wanted.double(row: row, column: column)
        let own = value(document.days[row]) ?? .nan
        return isFloat ? Float(own) != Float(golden) : !Tolerance.absolute(1e-12).accepts(own, golden)
      }
      #expect(
        wrong.isEmpty,
        "\(name): \(wrong.count) days, first \(wrong.first.map { document.days[$0].day.description } ?? "")")
    }
    let figures = try JSONReader.read(file: SharedMaterial.path("oracle/metrics/signal.json"), id: "test.oracle")
    for (name, golden) in figures.objectValue ?? [:] where name != "dtypes" {
      let own = try #require(document.figure(name)?.value, "\(name)")
      let value = try #require(golden.doubleValue)
      #expect(name.hasPrefix("Long") ? own == value : isNear(own, value), "\(name): \(own), \(value)")
    }
  }
}
