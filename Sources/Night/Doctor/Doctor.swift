import Foundation
import Ladder
import MarketData
import Models
package import Primitives
import RDAgent
import Records
import Simulation
import Store

/// The checks of `doctor`, each by itself: one that fails never hides the others.
package struct Doctor {
  private let configuration: AistockConfiguration
  private let today: TradingDay

  package init(_ configuration: AistockConfiguration, today: TradingDay) {
    self.configuration = configuration
    self.today = today
  }

  /// Days without new data that a holiday explains.
  static let closureMax = Int(ExchangeCalendar.closureMax)
  /// Trading days that are known ahead, at least: before the year's end its successor's notice is out.
  private static let comingMin = 3

  package func run() -> [DoctorResult] {
    [
      font(), writable("site", .site, configuration.site.output),
      writable("archive", .archive, configuration.archive.folder), state(),
    ]
      + stateServer() + market() + configuration.migrations.map(workspace)
  }

  /// A browser on this machine shows the Chinese pages as boxes where no font has it.
  private func font() -> DoctorResult {
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
        return DoctorResult(what: "CJK font", title: .font, state: .good, detail: .verbatim(found))
      }
    }
    return DoctorResult(
      what: "CJK font", title: .font, state: .wrong, detail: .noFont,
      remedy: .installFont, exit: .environment)
  }

  private func writable(_ what: String, _ title: Message, _ folder: String) -> DoctorResult {
    var existing = folder
    while !FileReader.exists(existing), existing != ".", existing != "/" { existing = Path.folder(of: existing) }
    guard access(existing, W_OK) == 0 else {
      return DoctorResult(
        what: what, title: title, state: .wrong, detail: .notWritable(existing), remedy: .changeOwner,
        exit: .environment)
    }
    return DoctorResult(what: what, title: title, state: .good, detail: .verbatim(folder))
  }

  private func state() -> DoctorResult {
    guard FileReader.exists(configuration.state) else {
      return DoctorResult(what: "state", title: .state, state: .good, detail: .noStateYet(configuration.state))
    }
    return guarded("state", .state) {
      let database = try Database(path: configuration.state)
      try database.check()
      let last = try database.nights().last
      return DoctorResult(
        what: "state", title: .state, state: .good,
        detail: last.map { .lastNight($0, in: configuration.state) } ?? .verbatim(configuration.state))
    }
  }

  /// How the server of the state stands to the file; asks for what was noted of its rows, not for the rows.
  private func stateServer() -> [DoctorResult] {
    guard let server = configuration.stateServer, FileReader.exists(configuration.state) else { return [] }
    return [
      guarded("state server", .stateServer) {
        let standing = try Database(path: configuration.state).standing(at: server, isThorough: false)
        if let problem = standing.problem { return wrong("state server", .stateServer, problem) }
        return DoctorResult(
          what: "state server", title: .stateServer, state: standing.isCurrent ? .good : .stale,
          detail: standing.message, remedy: standing.isCurrent ? nil : .pushState)
      }
    ]
  }

  private func market() -> [DoctorResult] {
    do {
      let market = try Markets.open(configuration.provider)
      let origin = MarketOrigin(market, today: today)
      let isDemo = market.location == "demo"
      let isStale =
        !isDemo && (origin.missedDays.map { $0 > 0 } ?? (origin.ageDays.map { $0 > Doctor.closureMax } ?? true))
      var results = [
        DoctorResult(
          what: "market", title: .market, state: isStale ? .stale : .good,
          detail: isDemo ? .extent(of: market) : origin.line,
          remedy: isStale ? .loadNewer : nil),
        comingDays(market),
      ]
      let index = configuration.index
      results.append(
        market.hasData(index)
          ? DoctorResult(what: "index", title: .index, state: .good, detail: .verbatim(index.name))
          : DoctorResult(what: "index", title: .index, state: .wrong, detail: .noIndex(index), remedy: .loadIndex))
      let check = try MarketCheck(market, today: today, limits: .ofTheExchanges)
      results += check.findings.map(\.finding).filter { $0.severity != .note }.map { finding in
        DoctorResult(
          what: finding.id, title: finding.title,
          state: check.isDamaged && finding.severity == .serious ? .wrong : .doubtful,
          detail: finding.evidence, remedy: finding.remedy)
      }
      return results
    } catch {
      return [wrong("market", .market, error)]
    }
  }

  private func workspace(_ migration: AistockConfiguration.Migration) -> DoctorResult {
    let (what, title) = ("migration \(migration.id)", Message.migration(migration.id))
    return guarded(what, title) {
      let evidence = try WorkspaceEvidence(Workspace(folder: migration.workspace))
      let needed: [WorkspaceEvidence.Part] = [.configuration, .reported, .curve, .predictions]
      let isConverted = RecordedWeights.areNeeded(among: evidence.names)
      if isConverted {
        guard let place = configuration.trainer else {
          return DoctorResult(
            what: what, title: title, state: .stale, detail: .noPython, remedy: .setPython, exit: .environment)
        }
        _ = try PythonRun(python: place.python, environment: place.environment).located()
      }
      if isConverted || evidence.names.contains(NetworkKind().weightsFile), ModelRuntime.onnxRuntimeDigest == nil {
        return DoctorResult(
          what: what, title: title, state: .stale, detail: .noOnnxRuntime, remedy: .fetchOnnxRuntime, exit: .environment
        )
      }
      guard let part = needed.first(where: { evidence.missing[$0] != nil }) else {
        return DoctorResult(what: what, title: title, state: .good, detail: .verbatim(migration.workspace))
      }
      return DoctorResult(
        what: what, title: title, state: .stale, detail: .missing(part), remedy: evidence.missing[part])
    }
  }

  /// How far ahead the trading days are known.
  private func comingDays(_ market: any Market) -> DoctorResult {
    let coming = (market.calendar.days + market.comingDays).filter { $0 > today }
    let isKnown = market.location == "demo" || coming.count >= Doctor.comingMin
    return DoctorResult(
      what: "calendar", title: .calendar, state: isKnown ? .good : .stale,
      detail: (coming.last ?? market.comingDays.last).map { .known(until: $0, by: market) } ?? .nothingAnnounced,
      remedy: isKnown ? nil : .addDays)
  }

  private func guarded(_ what: String, _ title: Message, _ body: () throws -> DoctorResult) -> DoctorResult {
    do { return try body() } catch { return wrong(what, title, error) }
  }

  private func wrong(_ what: String, _ title: Message, _ error: any Error) -> DoctorResult {
    let diagnostic = (error as? any DiagnosableError)?.diagnostic
    return DoctorResult(
      what: what, title: title, state: .wrong, detail: diagnostic.map { .placed($0) } ?? .verbatim("\(error)"),
      remedy: diagnostic?.remedy, exit: diagnostic?.exit ?? .fault)
  }
}

/// What is checked.
extension Message {
  fileprivate static let font = Message("doctor.font", en: "CJK font", zh: "中文字体")
  fileprivate static let site = Message("doctor.site", en: "site", zh: "站点")
  fileprivate static let archive = Message("doctor.archive", en: "archive", zh: "归档")
  fileprivate static let state = Message("doctor.state", en: "state", zh: "状态文件")
  fileprivate static let stateServer = Message("doctor.state-server", en: "state on its server", zh: "状态服务器")
  fileprivate static let market = Message("doctor.market", en: "market", zh: "行情")
  fileprivate static let index = Message("doctor.index", en: "index", zh: "指数")
  fileprivate static let calendar = Message("doctor.calendar", en: "trading days", zh: "交易日")

  fileprivate static func migration(_ id: String) -> Message {
    Message("doctor.migration", ["id": .text(id)], en: "migration {id}", zh: "迁移 {id}")
  }
}

/// How it stands.
extension Message {
  fileprivate static let noFont = Message("doctor.no-font", en: "none found", zh: "未找到")
  fileprivate static let installFont = Message(
    "doctor.install-font", en: "Run `apt-get install fonts-wqy-microhei`.",
    zh: "请运行 `apt-get install fonts-wqy-microhei`。")
  fileprivate static let noOnnxRuntime = Message(
    "doctor.no-onnxruntime", en: "The workspace holds a network, and ONNX Runtime's library is missing.",
    zh: "工作区有网络模型，但缺少 ONNX Runtime 库。")
  fileprivate static let fetchOnnxRuntime = Message(
    "doctor.fetch-onnxruntime", en: "Run `make onnxruntime`.", zh: "请运行 `make onnxruntime`。")
  fileprivate static let noPython = Message(
    "doctor.no-python", en: "The workspace holds PyTorch's weights alone, and no Python is set to convert them.",
    zh: "工作区只有 PyTorch 的权重，而没有配置用于转换的 Python。")
  fileprivate static let setPython = Message(
    "doctor.set-python", en: "Set `rdagent.python` to a Python that has torch.",
    zh: "请把 `rdagent.python` 设为带有 torch 的 Python。")
  fileprivate static let changeOwner = Message(
    "doctor.change-owner", en: "Change its owner or name another folder.", zh: "请更改其属主，或指定其他文件夹。")
  fileprivate static let pushState = Message(
    "doctor.push-state", en: "Run `aistock state push`.", zh: "请运行 `aistock state push`。")
  fileprivate static let loadNewer = Message("doctor.load-newer", en: "Load newer data.", zh: "请导入更新的数据。")
  fileprivate static let loadIndex = Message(
    "doctor.load-index", en: "Load it, or name another as market.index.", zh: "请导入该指数，或将 market.index 改为其他指数。")

  fileprivate static func notWritable(_ folder: String) -> Message {
    Message("doctor.not-writable", ["folder": .text(folder)], en: "{folder} cannot be written to", zh: "{folder} 不可写")
  }

  fileprivate static func noStateYet(_ path: String) -> Message {
    Message(
      "doctor.no-state-yet", ["path": .text(path)], en: "{path} will be made by the first night",
      zh: "{path} 将在首次夜间任务中建立")
  }

  fileprivate static func lastNight(_ night: NightRecord, in path: String) -> Message {
    let (path, day) = (MessageArgument.text(path), MessageArgument.day(night.tradingDay))
    return switch night.state {
    case .running:
      Message(
        "doctor.night-running", ["path": path, "day": day], en: "{path}, last night {day} (running)",
        zh: "{path}，最近一夜 {day}（运行中）")
    case .done:
      Message(
        "doctor.night-done", ["path": path, "day": day], en: "{path}, last night {day} (done)",
        zh: "{path}，最近一夜 {day}（已完成）")
    case .failed:
      Message(
        "doctor.night-failed", ["path": path, "day": day], en: "{path}, last night {day} (failed)",
        zh: "{path}，最近一夜 {day}（失败）")
    }
  }

  fileprivate static func extent(of market: any Market) -> Message {
    let calendar = market.calendar
    return Message(
      "doctor.extent",
      [
        "market": .text(market.location), "start": .day(calendar[0]), "end": .day(calendar[calendar.count - 1]),
      ], en: "{market}, {start} to {end}", zh: "{market}，{start} 至 {end}")
  }

  fileprivate static func known(until day: TradingDay, by market: any Market) -> Message {
    let source: Message =
      if let path = market.announcer { .verbatim(path) } else {
        market.announcedDays.isEmpty ? .exchangeNotices : .verbatim(market.location)
      }
    return Message(
      "doctor.calendar-known", ["day": .day(day), "source": .message(source)],
      en: "trading days known until {day}, by {source}", zh: "交易日已知至 {day}，依据{source}")
  }

  fileprivate static let exchangeNotices = Message(
    "doctor.exchange-notices-word", en: "the exchange's notices", zh: "交易所公告")

  fileprivate static let nothingAnnounced = Message(
    "doctor.calendar-unknown", en: "no trading day behind the data is known", zh: "数据之后的交易日未知")
  fileprivate static let addDays = Message(
    "doctor.add-days",
    en:
      "Write the coming days into calendars/day_future.txt or the file of market.calendar, or install a newer version.",
    zh: "请把未来交易日写入 calendars/day_future.txt 或 market.calendar 指定的文件，或安装新版本。")

  fileprivate static func noIndex(_ index: InstrumentID) -> Message {
    Message(
      "doctor.no-index", ["index": .instrument(index)], en: "the market has no {index}", zh: "行情中没有 {index}")
  }

  fileprivate static func missing(_ part: WorkspaceEvidence.Part) -> Message {
    switch part {
    case .configuration: Message("doctor.no-configuration", en: "no configuration", zh: "没有配置")
    case .reported: Message("doctor.no-metrics", en: "no recorded metrics", zh: "没有记录的指标")
    case .curve: Message("doctor.no-curve", en: "no recorded curve", zh: "没有记录的净值曲线")
    case .predictions: Message("doctor.no-predictions", en: "no predictions", zh: "没有预测")
    case .labels: Message("doctor.no-labels", en: "no labels", zh: "没有标签")
    case .positions: Message("doctor.no-positions", en: "no positions", zh: "没有持仓")
    case .trades: Message("doctor.no-trades", en: "no orders", zh: "没有委托")
    case .model: Message("doctor.no-model", en: "no model", zh: "没有模型")
    }
  }

  fileprivate static func placed(_ diagnostic: Diagnostic) -> Message {
    guard let place = diagnostic.place else { return diagnostic.summary }
    let file = place.line.map { "\(place.file):\($0)" } ?? place.file
    return Message(
      "doctor.placed", ["file": .text(file), "summary": .message(diagnostic.summary)], en: "{file}: {summary}",
      zh: "{file}：{summary}")
  }
}
