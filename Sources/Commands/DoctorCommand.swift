import ArgumentParser
import Foundation
import MarketData
import Primitives
import RDAgent
import Records
import Store

/// `aistock doctor`: what of the environment and the data is present, stale or wrong.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what of the environment and the data is present, stale or wrong, each with its remedy.",
    discussion:
      "Exit code: 0 where a night can run, 3 where an input is wrong, 4 where the environment lacks something.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let configuration = try global.configuration()
    let checkup = Checkup(configuration: configuration, today: Clock.system.dayInChina)
    let results = checkup.run()
    global.console.answer(
      .array(results.map(\.json)),
      lines: results.map { result in
        let mark = result.state == .good ? "ok     " : result.state == .stale ? "stale  " : "wrong  "
        return mark + result.what + ": " + result.detail + (result.remedy.map { "\n         remedy: " + $0 } ?? "")
      })
    if let worst = results.filter({ $0.state == .wrong }).map(\.exit).max() { throw Ended(exit: worst) }
  }
}

/// The checks of `doctor`, each by itself: one that fails never hides the others.
struct Checkup {
  let configuration: AistockConfiguration
  let today: TradingDay

  enum State: String { case good, stale, wrong }

  struct Result {
    var what: String
    var state: State
    var detail: String
    var remedy: String?
    var exit = Primitives.ExitCode.input

    var json: JSONValue {
      [
        "check": .string(what), "state": .string(state.rawValue), "detail": .string(detail),
        "remedy": .optional(remedy),
      ]
    }
  }

  /// Days without new data that a holiday explains: the longest closure of the exchanges is eleven.
  private static let closureMax: Int32 = 12

  func run() -> [Result] {
    [font(), writable("site", configuration.site.output), writable("archive", configuration.archive.folder), state()]
      + market() + configuration.migrations.map(workspace)
  }

  /// Pango draws Chinese as boxes where no font has it.
  private func font() -> Result {
    let folders = [
      "/usr/share/fonts", "/usr/local/share/fonts", NSHomeDirectory() + "/.fonts",
      NSHomeDirectory() + "/.local/share/fonts",
    ]
    let names = [
      "wqy", "noto sans cjk", "notosanscjk", "source-han", "sourcehan", "droidsansfallback", "uming", "ukai", "simsun",
      "msyh",
    ]
    for folder in folders {
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      if let found = files.first(where: { file in names.contains { file.lowercased().contains($0) } }) {
        return Result(what: "CJK font", state: .good, detail: found)
      }
    }
    return Result(
      what: "CJK font", state: .wrong, detail: "none found", remedy: "apt-get install fonts-wqy-microhei",
      exit: .environment)
  }

  private func writable(_ what: String, _ folder: String) -> Result {
    var existing = folder
    while !FileReader.exists(existing), existing != ".", existing != "/" { existing = Path.folder(of: existing) }
    guard access(existing, W_OK) == 0 else {
      return Result(
        what: what, state: .wrong, detail: "\(existing) cannot be written to",
        remedy: "Change its owner or name another folder.",
        exit: .environment)
    }
    return Result(what: what, state: .good, detail: folder)
  }

  private func state() -> Result {
    guard FileReader.exists(configuration.state) else {
      return Result(what: "state", state: .good, detail: "\(configuration.state) will be made by the first night")
    }
    return guarded("state") {
      let database = try Database(path: configuration.state)
      try database.check()
      let nights = try database.nights()
      let last = nights.last.map { ", last night \($0.tradingDay) (\($0.state.rawValue))" } ?? ""
      return Result(what: "state", state: .good, detail: "\(configuration.state)\(last)")
    }
  }

  private func market() -> [Result] {
    do {
      let market = try Markets.open(configuration.provider)
      let calendar = market.calendar
      let last = calendar[calendar.count - 1]
      let age = today.daysSince1970 - last.daysSince1970
      let isStale = configuration.provider != "demo" && age > Checkup.closureMax
      var results = [
        Result(
          what: "market", state: isStale ? .stale : .good,
          detail: "\(market.location), \(calendar[0]) to \(last)" + (isStale ? ", \(age) days old" : ""),
          remedy: isStale ? "Load newer data." : nil)
      ]
      let index = configuration.index
      results.append(
        market.hasData(index)
          ? Result(what: "index", state: .good, detail: index.name)
          : Result(
            what: "index", state: .wrong, detail: "the market has no \(index)",
            remedy: "Load it, or name another as market.index."))
      let findings = try MarketFindings.absence(
        in: market, instruments: try market.universe("all").instruments,
        fields: ["close", "change", "factor", "volume"])
      results += findings.map {
        Result(
          what: $0.id, state: $0.severity == .serious ? .wrong : .stale, detail: $0.evidence.english,
          remedy: $0.remedy.english)
      }
      return results
    } catch {
      return [wrong("market", error)]
    }
  }

  private func workspace(_ migration: AistockConfiguration.Migration) -> Result {
    guarded("migration \(migration.id)") {
      let evidence = try WorkspaceEvidence(Workspace(folder: migration.workspace))
      let needed: [WorkspaceEvidence.Part] = [.configuration, .reported, .curve, .predictions]
      guard let part = needed.first(where: { evidence.missing[$0] != nil }) else {
        return Result(what: "migration \(migration.id)", state: .good, detail: migration.workspace)
      }
      return Result(
        what: "migration \(migration.id)", state: .stale, detail: "no \(part.rawValue)",
        remedy: evidence.missing[part]?.english)
    }
  }

  private func guarded(_ what: String, _ body: () throws -> Result) -> Result {
    do { return try body() } catch { return wrong(what, error) }
  }

  private func wrong(_ what: String, _ error: any Error) -> Result {
    let diagnostic = (error as? any DiagnosableError)?.diagnostic
    return Result(
      what: what, state: .wrong,
      detail: diagnostic.map { "\($0.place.map { $0.file + ": " } ?? "")\($0.summary)" } ?? "\(error)",
      remedy: diagnostic?.remedy.english, exit: diagnostic?.exit ?? .fault)
  }
}
