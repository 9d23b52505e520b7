package import Primitives
package import Records

/// A market with further fields from panels; a field of a panel is used like any other, `$db_pe`.
///
/// A panel's field gets the rows of the instrument's own close, missing where the panel has no row (the
/// left join of RD-Agent's static factors, `Contracts.md`, panels), so that it can be compared with prices.
package struct PanelMarket: Market {
  private let base: any Market
  private let panels: [PanelFile]
  private let series: [InstrumentID: [String: FieldSeries]]
  /// What of the panels could not be used, and what their units look like.
  package let findings: [Finding]

  /// Throws `panel.field-twice` for a field that is in the market or in another panel already.
  package init(_ base: any Market, panels: [PanelFile]) throws {
    self.base = base
    self.panels = panels
    var owner: [String: String] = [:]
    for name in try base.fieldNames() ?? [] { owner[name] = base.location }
    var series: [InstrumentID: [String: FieldSeries]] = [:]
    var findings: [Finding] = []
    for panel in panels {
      for field in panel.fields {
        if let other = owner[field] {
          throw Diagnostic(
            "panel.field-twice", .damaged, at: .init(panel.path, line: 1, field: field),
            ["field": .text(field), "other": .text(other)],
            (en: "The field '{field}' is in {other} already.", zh: "字段“{field}”已存在于 {other}。"),
            remedy: (en: "Rename the column, or leave it out.", zh: "请重命名该列，或去掉它。"))
        }
        owner[field] = panel.path
      }
      findings += try PanelMarket.place(panel, in: base, into: &series)
    }
    self.series = series
    for panel in panels { findings += try PanelUnits.findings(panel, series, in: base) }
    self.findings = findings
  }

  package var location: String { base.location }
  package var calendar: TradingCalendar { base.calendar }
  package var fallback: Finding? { base.fallback }
  package var hasPeriods: Bool { base.hasPeriods }
  package var universeNames: [String] { base.universeNames }
  package func universe(_ name: String) throws -> Universe { try base.universe(name) }
  package var recordedInstruments: [InstrumentID]? { base.recordedInstruments }
  package func formFindings() throws -> [HealthFinding] { try base.formFindings() }

  package func hasData(_ instrument: InstrumentID) -> Bool {
    base.hasData(instrument) || series[instrument] != nil
  }

  package func series(_ field: String, of instrument: InstrumentID) throws -> FieldSeries? {
    try series[instrument]?[field.lowercased()] ?? base.series(field, of: instrument)
  }

  package func fieldNames() throws -> [String]? {
    try base.fieldNames().map { ($0 + panels.flatMap(\.fields)).sorted() }
  }

  package func digest(universes: [String], fields: [String], instruments: [InstrumentID])
    throws
    -> String
  {
    let own = try base.digest(universes: universes, fields: fields, instruments: instruments)
    let extra = Set(panels.flatMap(\.fields)).intersection(fields.map { $0.lowercased() }).sorted()
    if extra.isEmpty { return own }
    var hasher = SHA256Hasher()
    hasher.update(Array(own.utf8))
    for instrument in instruments.sorted() {
      for field in extra {
        guard let values = series[instrument]?[field] else { continue }
        QlibTextFiles.bin(values).withUnsafeBytes {
          hasher.update(labelled: "\(instrument.name)/\(field)", $0)
        }
      }
    }
    return hasher.finish().hex
  }

  private static func place(
    _ panel: PanelFile, in base: any Market,
    into series: inout [InstrumentID: [String: FieldSeries]]
  ) throws -> [Finding] {
    var strangers: [InstrumentID] = []
    var outside = 0
    for instrument in panel.instruments {
      guard let close = try base.series("close", of: instrument), close.count > 0 else {
        strangers.append(instrument)
        continue
      }
      var columns = panel.fields.map { _ in [Float](repeating: .nan, count: close.count) }
      for row in panel.rows[instrument] ?? [] {
        guard let index = base.calendar.index(of: row.day), close.range.contains(index) else {
          outside += 1
          continue
        }
        for column in columns.indices { columns[column][index - close.start] = row.values[column] }
      }
      for (field, values) in zip(panel.fields, columns) {
        series[instrument, default: [:]][field] = FieldSeries(start: close.start, values: values)
      }
    }
    var findings: [Finding] = []
    if !strangers.isEmpty {
      findings.append(
        Finding(
          "panel.instrument-unknown", .warning,
          ["panel": .text(panel.path), "count": .count(strangers.count), "names": .sample(strangers)],
          title: (en: "The panel has unknown instruments", zh: "面板中有未知代码"),
          evidence: (
            en: "{panel}: {count} {count:instrument is|instruments are} not in the market: {names}.",
            zh: "{panel}：{count} 个代码不在行情中：{names}。"
          ), consequence: (en: "Their rows are not used.", zh: "这些行不会被使用。"),
          remedy: (en: "Check the codes, or load the instruments.", zh: "请核对代码，或导入相应证券。")))
    }
    if outside > 0 {
      findings.append(
        Finding(
          "panel.day-unknown", .warning, ["panel": .text(panel.path), "rows": .count(outside)],
          title: (en: "The panel has unknown days", zh: "面板中有未知日期"),
          evidence: (
            en: "{panel}: {rows} {rows:row lies|rows lie} on days that the instrument does not have.",
            zh: "{panel}：有 {rows} 行的日期在该证券的行情中不存在。"
          ), consequence: (en: "These rows are not used.", zh: "这些行不会被使用。"),
          remedy: (en: "Export the panel on the market's own trading days.", zh: "请按行情的交易日导出面板。")))
    }
    return findings
  }
}
