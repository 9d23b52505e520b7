import Primitives
import Records

/// Expressions and generated factors in one frame, with the checks of the users' own loader.
///
/// Source: `RD:rdagent/scenarios/qlib/experiment/custom_loaders.py`
/// (`CombinedAlpha158DynamicFactorsLoader`, `CombinedAlpha158StaticLoader`); qlib's `NestedDataLoader`.
enum CombinedFrame {
  /// Throws `factor.…` for what the loader refuses.
  static func make(
    _ base: Frame, _ generated: GeneratedFactors, _ file: FeatureSource.FactorFile, from start: TradingDay?,
    through end: TradingDay?
  ) throws -> Frame {
    let days = generated.frame.keys.days
    let first = start ?? days.first ?? TradingDay(daysSince1970: 0)
    let last = end ?? days.last ?? first
    let values = try generated.frame.segment(from: first, through: last).choosing(file.columns, generated.path)
    guard values.rowCount > 0 else {
      throw Diagnostic.noRowBetween(first, last, generated.path)
    }
    if let twice = values.columns.first(where: { column in
      base.columns.contains { $0.group == column.group && $0.name == column.name }
    }) {
      throw Diagnostic.expressionToo(twice.name, generated.path)
    }
    let used = Set(values.keys.codes).map { values.keys.instruments[Int($0)] }.sorted()
    if file.checksInstrumentFormat { try checkForm(used, generated) }
    if let limit = file.instrumentOverlapMin { try checkOverlap(used, base, limit, generated) }
    let joined = try FrameJoin.join(base, values, FrameJoin.Kind(rawValue: file.join) ?? .left)
    if let limit = file.nonMissingRatioMin { try checkFilled(joined, values.columns.count, limit, generated) }
    return file.sortsColumns ? joined.sortingColumns() : joined
  }

  /// `^\d{6}\.(SZ|SH)$` in the loader; here every written form of such a code.
  private static func checkForm(_ instruments: [InstrumentID], _ generated: GeneratedFactors) throws {
    let bad = instruments.filter { !$0.isExchangeCode || $0.name.hasPrefix("BJ") }
    guard let first = bad.first else { return }
    throw Diagnostic(
      "factor.instrument-format", .unsupported, at: .init(generated.path, field: first.name),
      [
        "bad": .count(bad.count), "count": .count(instruments.count),
        "names": .names(bad.prefix(5).map { generated.written[$0] ?? $0.name }),
      ],
      (
        en: "{bad} of {count} instruments are not codes of Shanghai or Shenzhen, such as {names}.",
        zh: "{count} 只证券中有 {bad} 只不是沪深代码，如 {names}。"
      ),
      remedy: (
        en: "Write them as 600000.SH or SH600000, or set `enforce_instrument_format` to false.",
        zh: "请写成 600000.SH 或 SH600000，或把 `enforce_instrument_format` 设为 false。"
      ))
  }

  /// The share of the file's instruments that the expressions know.
  private static func checkOverlap(
    _ instruments: [InstrumentID], _ base: Frame, _ limit: Double, _ generated: GeneratedFactors
  ) throws {
    let known = Set(Set(base.keys.codes).map { base.keys.instruments[Int($0)] })
    let share = Double(instruments.count { known.contains($0) }) / Double(instruments.count)
    guard share < limit else { return }
    let stranger = instruments.first { !known.contains($0) }?.name ?? ""
    throw Diagnostic(
      "factor.overlap", .unsupported, at: .init(generated.path),
      [
        "share": .ratio(share), "count": .count(instruments.count), "limit": .rate(limit), "stranger": .text(stranger),
      ],
      (
        en: "{share} of the file's {count} instruments are in the universe. "
          + "`min_instrument_overlap_ratio` asks for {limit}. One that is not: '{stranger}'.",
        zh: "文件的 {count} 只证券中 {share} 在股票池内，而 `min_instrument_overlap_ratio` 要求 {limit}。不在其中的如“{stranger}”。"
      ),
      remedy: (
        en: "Compute the factors on the same universe, or lower the ratio.", zh: "请在相同的股票池上计算因子，或降低该比例。"
      ))
  }

  /// The share of rows with any generated value.
  private static func checkFilled(
    _ joined: Frame, _ count: Int, _ limit: Double, _ generated: GeneratedFactors
  ) throws {
    let columns = joined.columns.suffix(count)
    let filled = (0..<joined.rowCount).count { row in columns.contains { !$0.values[row].isNaN } }
    let share = joined.rowCount == 0 ? 0 : Double(filled) / Double(joined.rowCount)
    guard share < limit else { return }
    throw Diagnostic(
      "factor.nearly-empty", .unsupported, at: .init(generated.path), ["share": .ratio(share), "limit": .rate(limit)],
      (
        en: "{share} of the rows have a generated value. `min_dynamic_non_nan_ratio` asks for {limit}.",
        zh: "{share} 的行有生成的取值，而 `min_dynamic_non_nan_ratio` 要求 {limit}。"
      ),
      remedy: (
        en: "Compute the factors for the days and stocks of the handler.", zh: "请按处理程序的日期和股票计算因子。"
      ))
  }
}

extension Frame {
  /// Some columns in the order given; nil leaves the frame.
  fileprivate func choosing(_ names: [String]?, _ path: String) throws -> Frame {
    guard let names else { return self }
    let chosen = try names.map { name in
      guard let column = columns.first(where: { $0.name == name }) else {
        throw Diagnostic(
          "factor.unknown", .absent, at: .init(path, line: 1), ["factor": .text(name)],
          (en: "The file has no factor '{factor}'.", zh: "文件中没有因子“{factor}”。"),
          remedy: (en: "Export the factors again, or leave it out.", zh: "请重新导出因子，或去掉它。"))
      }
      return column
    }
    return try Frame(keys: keys, columns: chosen)
  }
}

extension Diagnostic {
  fileprivate static func noRowBetween(_ first: TradingDay, _ last: TradingDay, _ path: String) -> Diagnostic {
    Diagnostic(
      "factor.empty", .absent, at: .init(path), ["first": .day(first), "last": .day(last)],
      (en: "No row lies between {first} and {last}.", zh: "{first} 至 {last} 之间没有行。"),
      remedy: (
        en: "Compute the generated factors for the days of the handler.", zh: "请按处理程序的日期计算生成的因子。"
      ))
  }

  fileprivate static func expressionToo(_ name: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "factor.duplicate", .unsupported, at: .init(path, line: 1), ["factor": .text(name)],
      (en: "'{factor}' is also an expression of the configuration.", zh: "“{factor}”同时是配置中的表达式。"),
      remedy: (en: "Rename the generated factor, or leave it out.", zh: "请重命名该生成因子，或去掉它。"))
  }
}
