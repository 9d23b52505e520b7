package import Primitives
package import Records

/// One combination of a sweep's values, as a strategy and a backtest that can run.
package struct SweepPoint: Sendable {
  /// In the order of the axes.
  package var settings: [(name: String, value: JSONValue)]
  package var strategy: StrategyConfig
  package var backtest: BacktestConfig

  /// More combinations than this are refused.
  package static let countMax = 10_000

  /// `topk=30,n_drop=3`: the name of the point's folder.
  package var label: String {
    settings.map { "\($0.name)=\(SweepPoint.text($0.value))" }.joined(separator: ",")
  }

  /// SHA-256 of what the point runs.
  package var digest: String {
    let both: JSONValue = ["strategy": strategy.json, "backtest": backtest.json]
    return SHA256Digest(hashing: both.canonical).hex
  }

  package static func text(_ value: JSONValue) -> String { String(decoding: value.canonical, as: UTF8.self) }

  /// Every combination, the last axis changing first.
  ///
  /// Throws `sweep.setting` for a name that the strategy and the exchange do not have, `sweep.option` for a
  /// name given twice or too many combinations, and `strategy.damaged` or `backtest.damaged` for a value
  /// that a setting does not take.
  package static func all(
    _ axes: [SweepAxis], strategy: StrategyConfig, backtest: BacktestConfig
  ) throws -> [SweepPoint] {
    let names = axes.map(\.name)
    let count = axes.reduce(1) { ($0 > countMax ? countMax : $0) * $1.values.count }
    guard Set(names).count == names.count, count <= countMax else {
      throw Diagnostic(
        "sweep.option", .usage, ["most": .count(countMax)],
        (
          en: "A setting is named twice, or there are more than {most} combinations.",
          zh: "某个设置重复出现，或组合超过 {most} 种。"
        ), remedy: (en: "Name each setting once, with fewer values.", zh: "每个设置只写一次，并减少取值。"))
    }
    var points = [SweepPoint(settings: [], strategy: strategy, backtest: backtest)]
    for axis in axes {
      points = try points.flatMap { point in try axis.values.map { try point.with(axis.name, $0) } }
    }
    return points
  }

  private func with(_ name: String, _ value: JSONValue) throws -> SweepPoint {
    var point = self
    point.settings.append((name, value))
    let place = Diagnostic.Place("--sweep", field: name)
    let parameters = strategy.json["parameters"]
    let path = name.split(separator: ".").map(String.init)
    if parameters?[path] != nil {
      point.strategy = try StrategyConfig(json: strategy.json.setting(["parameters"] + path, to: value), at: place)
    } else if backtest.exchange.json[name] != nil {
      point.backtest = try BacktestConfig(json: backtest.json.setting(["exchange", name], to: value), at: place)
    } else if name == "account" {
      point.backtest = try BacktestConfig(json: backtest.json.setting([name], to: value), at: place)
    } else {
      let known =
        [parameters, backtest.exchange.json].compactMap { $0?.objectValue }.flatMap(\.keys).sorted() + ["account"]
      throw Diagnostic.unknownSetting(name, known)
    }
    return point
  }
}

extension JSONValue {
  fileprivate subscript(path: [String]) -> JSONValue? { path.reduce(Optional(self)) { $0?[$1] } }

  /// The same document with one member replaced, by the path to it.
  fileprivate func setting(_ path: [String], to value: JSONValue) -> JSONValue {
    guard let first = path.first, case .object(var members) = self else { return value }
    members[first] = (members[first] ?? .null).setting(Array(path.dropFirst()), to: value)
    return .object(members)
  }
}

extension Diagnostic {
  fileprivate static func unknownSetting(_ name: String, _ known: [String]) -> Diagnostic {
    guard let nearest = Spelling.nearest(to: name, among: known) else {
      return Diagnostic(
        "sweep.setting", .usage, ["setting": .text(name), "known": .list(known.map { .text($0) })],
        (en: "There is no setting '{setting}'.", zh: "没有设置“{setting}”。"),
        remedy: (en: "Name one of: {known}.", zh: "可用：{known}。"))
    }
    return Diagnostic(
      "sweep.setting", .usage,
      ["setting": .text(name), "nearest": .text(nearest), "known": .list(known.map { .text($0) })],
      (
        en: "There is no setting '{setting}'. Did you mean '{nearest}'?", zh: "没有设置“{setting}”。是否想写“{nearest}”？"
      ), remedy: (en: "Name one of: {known}.", zh: "可用：{known}。"))
  }
}
