import Models
import Primitives
import Records
import Testing

/// Windows of several days beside those of qlib's `TSDataSampler` (`Tests/Oracle/make_network_windows.py`).
@Suite struct NetworkWindowTests {
  @Test func gapsAreFilledAsQlibFillsThem() throws {
    let json = try JSONReader.read(file: NetworkFixture.folder + "/windows.json", id: "test.windows")
    let present = try #require(json["present"]?.arrayValue).compactMap(\.stringValue)
    let steps = try #require(json["steps"]?.intValue)
    let start = try #require(json["start"]?.intValue)
    let first = try #require(TradingDay("2020-01-01"))
    let days = present.indices.map { first.advanced(byDays: $0) }
    let rows = zip(days, present).flatMap { day, names in names.map { (day, InstrumentID(canonical: "SH60000\($0)")) } }
    let keys = try RowKeys(rows: rows.map { (day: $0.0, instrument: $0.1) })
    let frame = try Frame(keys: keys, columns: [Column(feature: "row", rows.indices.map { Float($0) })])
    let windowed = frame.windowed(steps, from: days[start], through: days[days.count - 1], since: days[start - steps])
    let input = NetworkInput(windowed)
    // Rows are counted from the first day that is looked at.
    let skipped = keys.offsets[start - steps]
    let expected = try #require(json["windows"]?.arrayValue)
    #expect(windowed.rowCount == expected.count)
    for (row, entry) in expected.enumerated() {
      let item = try #require(entry.arrayValue)
      #expect(windowed.keys.day(ofRow: row).description == item[0].stringValue)
      #expect("SH60000" + (item[1].stringValue ?? "") == windowed.keys.instrument(ofRow: row).name)
      #expect(input.window(ofRow: row).map { $0 + skipped } == item[2].arrayValue?.compactMap(\.intValue), "\(row)")
    }
  }

  @Test func rowsBeforeTheSegmentAreInItsDigest() throws {
    let fixture = try NetworkFixture("gru")
    let windowed = try fixture.windows()
    #expect(windowed.rowCount == 24)
    #expect(windowed.lead?.rowCount == 96)
    let alone = windowed.segment(from: windowed.keys.days[0], through: windowed.keys.days[0])
    #expect(windowed.digest == alone.digest)
    let cut = windowed.selecting(Array(0..<24))
    #expect(cut.lead == nil)
    #expect(cut.steps == nil)
    #expect(cut.digest != windowed.digest)
  }

  @Test func windowsAskForAKindThatTakesThem() throws {
    let text = """
      task:
        model: {class: MODEL, kwargs: {}}
        dataset:
          class: TSDatasetH
          kwargs:
            handler:
              class: Alpha158
              kwargs: {instruments: csi300, start_time: 2015-01-01, fit_start_time: 2015-01-01, fit_end_time: 2016-01-01}
            segments: {train: [2015-01-01, 2016-01-01], test: [2016-01-02, 2017-01-01]}
            STEPS
      """
    func definition(_ model: String, _ steps: String) throws -> ModelDefinition {
      let written = text.replacing("MODEL, kwargs: {}", with: model).replacing("STEPS", with: steps)
      let configuration = try QrunConfiguration(YAMLDocument(written, path: "conf.yaml"))
      return try ModelDefinition([
        DefinitionSource(kind: .configuration, path: "conf.yaml", because: .verbatim(""), configuration: configuration)
      ])
    }
    let network = "GeneralPTNN, kwargs: {pt_model_uri: model.model_cls}"
    #expect(try definition(network, "step_len: 20").dataset.steps == 20)
    #expect(try definition(network, "").dataset.steps == 30)
    #expect(throws: Diagnostic.self) { try definition(network, "step_len: 0") }
    #expect(throws: Diagnostic.self) { try definition(network, "flt_col: A") }
    let trees = #expect(throws: Diagnostic.self) { try definition("LGBModel, kwargs: {}", "step_len: 20") }
    #expect(trees?.id == "model.windows")
  }
}
