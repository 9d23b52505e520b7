import Primitives
import Records

/// What the sizes of a panel's values say about their units (`contracts.md` 9.3 and 11, 26 to 28).
///
/// Documents disagree about 10,000 yuan and yuan, hands and shares, percent and fraction; only the
/// values tell, and the report says which it is.
enum PanelUnits {
  /// A median market value above this is in yuan, below it in 10,000 yuan (`contracts.md` 9.3).
  static let yuanMin = 1e8
  /// A median daily turnover below this is a fraction, not percent.
  static let percentMin = 0.1
  /// How far from what a unit makes of a flow its median share may be, as a factor.
  static let shareSlack = 3.0

  static func findings(
    _ panel: PanelFile, _ series: [InstrumentID: [String: FieldSeries]], in market: any Market
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for field in panel.fields {
      let values = panel.instruments.flatMap { instrument in
        series[instrument]?[field].map { $0.values(in: $0.range) } ?? []
      }
      findings += of(field, values, panel.path)
    }
    findings += try flows(panel, series, market)
    return findings
  }

  private static func of(_ field: String, _ values: [Float], _ path: String) -> [Finding] {
    switch field {
    case "db_total_mv", "db_circ_mv":
      guard let median = median(values.filter { $0 > 0 }.map(Double.init)) else { return [] }
      let unit = median > yuanMin ? "yuan" : "10,000 yuan"
      return [
        note(
          "panel.unit", "\(path): the median of '\(field)' is \(shown(median)): it is in \(unit).",
          "A factor that mixes it with amounts in another unit is off by 10,000.",
          "Write the factor for this unit, or scale the column.")
      ]
    case "db_turnover_rate", "db_turnover_rate_f":
      guard let median = median(values.filter { $0 > 0 }.map(Double.init)), median < percentMin
      else { return [] }
      return [
        warning(
          "panel.unit", "\(path): the median of '\(field)' is \(shown(median)): it is a fraction.",
          "RD-Agent's own column is in percent: factors come out 100 times smaller.",
          "Multiply the column by 100, or write the factor for fractions.")
      ]
    case "db_pe", "db_pe_ttm":
      let losses = values.count { $0 <= 0 }
      if losses == 0 { return [] }
      return [
        note(
          "panel.ratio-not-positive", "\(path): '\(field)' is 0 or negative in \(losses) cells.",
          "Its inverse is infinite or negative there.",
          "Invert positive values only: If($\(field)>0,1/$\(field),Log(0*$\(field)-1)).")
      ]
    default: return []
    }
  }

  /// Buying orders of all sizes make up the day: their sum beside close times volume, and beside volume.
  private static func flows(
    _ panel: PanelFile, _ series: [InstrumentID: [String: FieldSeries]], _ market: any Market
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for kind in ["amt", "vol"] {
      let parts = ["sm", "md", "lg", "elg"].map { "mf_\($0)_buy_\(kind)" }
      guard parts.allSatisfy(panel.fields.contains) else { continue }
      var shares: [Double] = []
      for instrument in panel.instruments {
        guard let own = series[instrument], let close = try market.series("close", of: instrument),
          let volume = try market.series("volume", of: instrument)
        else { continue }
        let factor = try market.series("factor", of: instrument)
        for index in close.range {
          let bought = parts.reduce(0.0) { $0 + Double(own[$1]?[index] ?? .nan) }
          // Adjusted close times adjusted volume is the real amount; volume times factor real shares.
          let whole =
            kind == "amt"
            ? Double(close[index]) * Double(volume[index])
            : Double(volume[index]) * (factor.map { Double($0[index]) } ?? 1)
          let share = bought / whole
          if share.isFinite { shares.append(share) }
        }
      }
      guard let median = median(shares) else { continue }
      // Shares that the units give: yuan or shares, and 10,000 yuan or hands of a hundred.
      let units =
        kind == "amt" ? [("yuan", 1.0), ("10,000 yuan", 1e-4)] : [("shares", 1), ("hands", 0.01)]
      let unit = units.first { median <= $0.1 * shareSlack && median >= $0.1 / shareSlack }
      let text =
        "\(panel.path): all buying orders ('mf_*_buy_\(kind)') are \(shown(median)) of the day's "
        + "\(kind == "amt" ? "amount" : "volume"): "
        + (unit.map { "they are in \($0.0)." }
          ?? "they fit neither \(units[0].0) nor \(units[1].0).")
      let consequence = "A factor that divides them by the day's own is off by that much."
      findings.append(
        unit?.1 == 1
          ? note("panel.unit", text, "They can be set against the day's own.", "None needed.")
          : warning("panel.unit", text, consequence, "Scale the columns, or the factor."))
    }
    return findings
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  /// Three digits are enough to tell units apart.
  private static func shown(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value.description }
    var scale = 1.0
    while abs(value) / scale >= 1000 { scale *= 10 }
    while abs(value) / scale < 100 { scale /= 10 }
    let digits = (value / scale).rounded()
    return (scale >= 1 ? digits * scale : digits / (1 / scale).rounded()).description
  }

  private static func note(
    _ id: String, _ evidence: String, _ consequence: String, _ remedy: String
  )
    -> Finding
  {
    Finding(
      id: id, severity: .note, evidence: evidence, consequence: consequence, remedy: remedy)
  }

  private static func warning(
    _ id: String, _ evidence: String, _ consequence: String, _ remedy: String
  ) -> Finding {
    Finding(
      id: id, severity: .warning, evidence: evidence, consequence: consequence, remedy: remedy)
  }
}
