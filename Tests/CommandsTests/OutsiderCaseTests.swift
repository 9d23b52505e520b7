import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// Where the cases lie.
private enum OutsiderCases {
  static let bugs = SharedMaterial.path("cases/bugs")
  static var arePresent: Bool { FileManager.default.fileExists(atPath: bugs + "/00-base/oracle_report.csv") }
}

/// Cases that others wrote, through the real program; a curve that is right is qlib's own.
@Suite("Cases of outsiders", .enabled(if: OutsiderCases.arePresent, "needs ../shared/cases, which is absent"))
struct OutsiderCaseTests {

  private func run(_ folder: String, conf: String, pred: String = "pred.csv") throws -> (Program.Result, Program) {
    let program = try Program()
    let base = OutsiderCases.bugs + "/" + folder + "/"
    let result = try program.run([
      "backtest", "--market", base + "market", "--conf", base + conf, "--pred", base + pred, "--output", "run",
    ])
    return (result, program)
  }

  /// pyqlib 0.9.7 on the base; the largest relative difference that its loops leave is 4e-16 of the account.
  @Test(
    "windows and numbers that mean the base's give qlib's curve of the base",
    arguments: [
      ("00-base", "conf.yaml"), ("01-window-at-the-calendar", "conf-null.yaml"), ("08-yaml-numbers", "conf.yaml"),
      ("08-yaml-numbers", "conf-exponent.yaml"), ("08-yaml-numbers", "conf-underscore.yaml"),
      ("08-yaml-numbers", "conf-dot.yaml"),
    ])
  func equalsTheBase(folder: String, conf: String) throws {
    let (result, program) = try run(folder, conf: conf)
    #expect(result.exit == 0, "\(result.err)")
    let oracle = try RunTables.readReport(OutsiderCases.bugs + "/00-base/oracle_report.csv")
    let report = try RunTables.readReport(program.path("run/report.csv"))
    #expect(report.map(\.day) == oracle.map(\.day))
    #expect(zip(report, oracle).allSatisfy { isNear($0.account, $1.account, relative: 1e-14) && $0.cash == $1.cash })
  }

  @Test(
    "what cannot be traded on is refused by name",
    arguments: [
      ("01-window-at-the-calendar", "conf-lastday.yaml", "pred.csv", "backtest.window", "2020-09-30"),
      ("01-window-at-the-calendar", "conf-beyond.yaml", "pred.csv", "backtest.window", "2020-09-30"),
      ("01-window-at-the-calendar", "conf-reversed.yaml", "pred.csv", "config.window", "2020-03-02"),
      ("08-yaml-numbers", "conf-quoted.yaml", "pred.csv", "config.quoted-number", "conf-quoted.yaml:14"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-header.csv", "predictions.empty", "2019-12-02"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-empty.csv", "csv.empty", "pred-empty.csv"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-allnan.csv", "predictions.all-missing", "2019-12-02"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-nantext.csv", "predictions.all-missing", "2019-12-02"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-na.csv", "csv.number", "pred-na.csv:708"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-other-year.csv", "predictions.unknown-day", "2009-11-29"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-other-codes.csv", "predictions.unknown-stock", "SZ399900"),
      ("19-rdagent-head-template", "conf_baseline.yaml", "pred.csv", "yaml.jinja", "conf_baseline.yaml:9"),
    ])
  func refused(folder: String, conf: String, pred: String, id: String, named: String) throws {
    let (result, program) = try run(folder, conf: conf, pred: pred)
    #expect(result.exit == 3)
    #expect(result.diagnostics == [id])
    #expect(result.err.contains(named), "\(result.err)")
    #expect(!FileReader.exists(program.path("run")))
  }

  @Test(
    "what runs otherwise than it seems says so",
    arguments: [
      ("01-window-at-the-calendar", "conf-holiday.yaml", "pred.csv", "backtest.moved-start", "2020-01-02"),
      ("01-window-at-the-calendar", "conf-before.yaml", "pred.csv", "backtest.start-before-calendar", "2019-11-01"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-inf.csv", "predictions.infinite", "SH600519"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-one-nan-day.csv", "predictions.missing-scores", "1 of 204 days"),
      ("11-nothing-to-trade-on", "conf.yaml", "pred-constant.csv", "predictions.equal-scores", "204 days"),
      ("19-rdagent-head-template", "conf-dated-but-open-end.yaml", "pred.csv", "backtest.open-end", "2020-09-29"),
      ("19-rdagent-head-template", "conf.yaml", "pred.csv", "backtest.open-end", "2020-09-29"),
    ])
  func runsAndSaysSo(folder: String, conf: String, pred: String, id: String, named: String) throws {
    let (result, program) = try run(folder, conf: conf, pred: pred)
    #expect(result.exit == 0, "\(result.err)")
    let line = try #require(result.err.split(separator: "\n").first { $0.contains("finding \(id): ") })
    #expect(line.contains(named))
    #expect(try !RunTables.readReport(program.path("run/report.csv")).isEmpty)
  }
}
