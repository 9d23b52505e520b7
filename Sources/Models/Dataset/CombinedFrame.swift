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
    let values = generated.frame.segment(from: first, through: last)
    guard values.rowCount > 0 else {
      throw Diagnostic(
        "factor.empty", "no row lies between \(first) and \(last)", at: .init(generated.path),
        remedy: "Compute the generated factors for the days of the handler.")
    }
    if let twice = values.columns.first(where: { column in
      base.columns.contains { $0.group == column.group && $0.name == column.name }
    }) {
      throw Diagnostic(
        "factor.duplicate", "'\(twice.name)' is an expression of the configuration too", at: .init(generated.path, line: 1),
        remedy: "Rename the generated factor, or leave it out.")
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
    let shown = bad.prefix(5).map { generated.written[$0] ?? $0.name }.joined(separator: ", ")
    throw Diagnostic(
      "factor.instrument-format",
      "\(bad.count) of \(instruments.count) instruments are no codes of Shanghai or Shenzhen: \(shown)",
      at: .init(generated.path, field: first.name),
      remedy: "Write them as 600000.SH or SH600000, or set enforce_instrument_format to false.")
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
      "factor.overlap",
      "\(NumberText.percent(share)) of the file's \(instruments.count) instruments are in the universe, "
        + "at least \(NumberText.percent(limit)) is asked (min_instrument_overlap_ratio); '\(stranger)' is not",
      at: .init(generated.path), remedy: "Compute the factors on the same universe, or lower the ratio.")
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
      "factor.nearly-empty",
      "\(NumberText.percent(share)) of the rows have a generated value, at least \(NumberText.percent(limit)) is asked "
        + "(min_dynamic_non_nan_ratio)",
      at: .init(generated.path), remedy: "Compute the factors for the days and stocks of the handler.")
  }

  private enum NumberText {
    static func percent(_ share: Double) -> String { "\((share * 1e4).rounded() / 1e2) %" }
  }
}
