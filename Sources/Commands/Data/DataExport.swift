import ArgumentParser
import MarketData
import Primitives

/// The twin of `data import`, and the standard test set.
struct DataExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a market in another form, or its standard test set as CSV.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "The market, as --from of data import has it.") var market: String
  @Option(help: "Where it is written, as --to of data import has it; with --test-set a .csv or .csv.gz file.")
  var output: String
  @Flag(help: "Writes the standard test set, on which factors are compared.") var testSet = false
  @OptionGroup var part: TransferOptions

  func run() throws {
    if testSet { return try exportTestSet() }
    try global.check(place: output, against: MarketPlaces(market).inputs + [.init(.factors, part.factors)])
    let tally = try global.carry(try global.source(market, factors: part.factors), part.selection, to: output)
    global.console.answer(tally.json, lines: [.exported(tally, to: MarketPlaces.shown(output))] + tally.remarks)
  }

  /// The test set and, beside it, what it is.
  private func exportTestSet() throws {
    guard CSVMarket.isFile(output) else {
      throw Diagnostic(
        "data.option", .usage, ["output": .text(output)],
        (en: "'{output}' is not a .csv or .csv.gz file.", zh: "“{output}”不是 .csv 或 .csv.gz 文件。"),
        remedy: (en: "Write --output testset.csv.", zh: "请写成 --output testset.csv。"))
    }
    guard part.start == nil, part.universe == nil, part.fields == nil else {
      throw Diagnostic(
        "data.test-set-option", .usage,
        (en: "The standard test set fixes its first day, its stocks and its fields.", zh: "标准测试集的起始日、股票与字段是固定的。"),
        remedy: (en: "Leave --start, --universe and --fields out.", zh: "请去掉 --start、--universe 与 --fields。"))
    }
    let beside = String(output.dropLast(output.hasSuffix(".gz") ? ".csv.gz".count : ".csv".count)) + ".json"
    let inputs: [OutputPlace.Input?] = MarketPlaces(market).inputs + [.init(.factors, part.factors)]
    for file in [output, beside] { try global.check(file: file, against: inputs) }
    let market = try global.source(market, factors: part.factors)
    let testSet = try TestSet(market, choice: TestSetChoice(market, end: part.end?.day))
    let document = testSet.document(market: Path.lastComponent(market.location))
    try FileWriter.write(output.hasSuffix(".gz") ? Gzip.pack(testSet.csv) : testSet.csv, to: output)
    try FileWriter.write(document.pretty, to: beside)
    global.console.answer(
      document,
      lines: [.exported(testSet, to: output), .digest(testSet.sha256)])
  }
}

extension Message {
  fileprivate static func exported(_ testSet: TestSet, to output: String) -> Message {
    Message(
      "data.exported-test-set",
      [
        "rows": .count(testSet.rowCount), "instruments": .count(testSet.choice.entries.count),
        "start": .day(testSet.start), "end": .day(testSet.end), "output": .text(output),
      ],
      en: "{rows} {rows:row|rows}, {instruments} {instruments:instrument|instruments}, {start} to {end}, "
        + "written to {output}",
      zh: "已写入 {output}：{rows} 行，{instruments} 个证券，{start} 至 {end}")
  }

  fileprivate static func digest(_ sha256: String) -> Message {
    Message("data.digest", ["digest": .text(sha256)], en: "SHA-256 {digest}", zh: "SHA-256 {digest}")
  }
}
