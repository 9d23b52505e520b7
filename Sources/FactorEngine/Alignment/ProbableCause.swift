import MarketData
import Primitives

/// Guesses from the values alone why a factor differs, the likeliest first.
struct ProbableCause {
  /// Share of cells that a guess has to explain.
  static let shareMin = 0.99
  /// Distance, relative, at which a cell counts as explained.
  static let near = 1e-5
  /// Fewer cells prove nothing.
  static let cellsMin = 10
  /// So many missing cells are looked at.
  static let missingMax = 2000

  let reference: ReferenceValues
  let ours: [Float]
  let values: [Float]

  /// Nil where no guess explains the values.
  func cause(_ alignment: Alignment, _ code: FactorCode, in market: any Market) throws -> Message? {
    if alignment.verdict.isEqual { return nil }
    if try needsFullWindows(alignment, code, market) { return .fullWindows }
    return scaled() ?? shifted()
  }

  // MARK: Full windows

  /// Whether everything that differs is missing in the reference alone, where the window has a gap.
  private func needsFullWindows(_ alignment: Alignment, _ code: FactorCode, _ market: any Market)
    throws -> Bool
  {
    guard alignment.missingMismatches > 0, alignment.outsideCount == 0 else { return false }
    let rows = ours.indices.filter { ours[$0].isNaN != values[$0].isNaN }
    for row in rows.prefix(ProbableCause.missingMax) {
      guard values[row].isNaN, let index = market.calendar.index(of: reference.days[row]) else {
        return false
      }
      let instrument = reference.instruments[Int(reference.codes[row])]
      let hasGap = try code.fields.contains { field in
        let series = try market.series(field, of: instrument) ?? .empty
        let first = index - code.lookback
        return first < series.start || (first...index).contains { series[$0].isNaN }
      }
      if !hasGap { return false }
    }
    return true
  }

  // MARK: Scale and sign

  private func scaled() -> Message? {
    let rows = ours.indices.filter {
      ours[$0].isFinite && values[$0].isFinite && ours[$0] != 0 && values[$0] != 0
    }
    guard rows.count >= ProbableCause.cellsMin else { return nil }
    let ratios = rows.map { Double(values[$0]) / Double(ours[$0]) }.sorted()
    let ratio = ratios[ratios.count / 2]
    let explained = ratios.count { abs($0 / ratio - 1) <= ProbableCause.near }
    guard abs(ratio - 1) > 1e-3, Double(explained) >= ProbableCause.shareMin * Double(rows.count)
    else { return nil }
    if abs(ratio + 1) <= ProbableCause.near { return .oppositeSign }
    return .scaled(by: ratio)
  }

  // MARK: Shift

  private func shifted() -> Message? {
    var rowsOfCode = [[Int]](repeating: [], count: reference.instruments.count)
    for (row, code) in reference.codes.enumerated() { rowsOfCode[Int(code)].append(row) }
    for (offset, cause) in [(-1, Message.shiftedBack), (1, .shiftedAhead)] {
      var compared = 0
      var explained = 0
      for rows in rowsOfCode {
        for (place, row) in rows.enumerated() where rows.indices.contains(place + offset) {
          let (here, there) = (ours[rows[place + offset]], values[row])
          if here.isNaN || there.isNaN { continue }
          compared += 1
          let distance = abs(Double(here) - Double(there))
          if distance <= ProbableCause.near * abs(Double(there)) { explained += 1 }
        }
      }
      if compared >= ProbableCause.cellsMin,
        Double(explained) >= ProbableCause.shareMin * Double(compared)
      {
        return cause
      }
    }
    return nil
  }
}

extension Message {
  fileprivate static let fullWindows = Message(
    "factor.full-windows",
    en: "The reference asks for full windows (`min_periods`). Operators of qlib are content with one observation. "
      + "Write `If(Count(x,N)==N,...,Log(0*x-1))`.",
    zh: "参考值要求完整窗口（`min_periods`），而 qlib 算子只需一个观测。请写 `If(Count(x,N)==N,...,Log(0*x-1))`。")
  fileprivate static let oppositeSign = Message(
    "factor.opposite-sign", en: "The reference has the opposite sign.", zh: "参考值符号相反。")

  fileprivate static func scaled(by ratio: Double) -> Message {
    Message(
      "factor.scaled", ["ratio": .number(ratio)],
      en: "The reference is {ratio} times the value here. It has another unit or scale.",
      zh: "参考值是此处值的 {ratio} 倍，单位或量纲不同。")
  }

  fileprivate static let shiftedBack = Message(
    "factor.shifted-back", en: "The reference's value of a day is the value here of the row before.",
    zh: "参考值某日的取值等于此处前一行的值。")
  fileprivate static let shiftedAhead = Message(
    "factor.shifted-ahead", en: "The reference's value of a day is the value here of the row after.",
    zh: "参考值某日的取值等于此处后一行的值。")
}
