import ArgumentParser
import MarketData
import Night
import Primitives

/// `aistock data …`: between the adapters of the data service.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Moves market data between its forms and looks at its health.",
    subcommands: [Export.self, Check.self])

  /// Writes a market as a qlib provider folder.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Writes a market as a qlib provider folder, or its standard test set as CSV.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The market: demo; with --test-set also a qlib provider folder.") var market: String
    @Option(help: "The folder to write; with --test-set a .csv or .csv.gz file.") var output: String
    @Flag(help: "Writes the standard test set, on which factors are compared.") var testSet = false
    @Option(help: "Last day of the test set, YYYY-MM-DD; default: the market's last.") var end: DayArgument?

    func run() throws {
      if testSet { return try exportTestSet() }
      guard end == nil else {
        throw Diagnostic(
          "data.option", .usage, (en: "The option --end belongs to --test-set.", zh: "选项 --end 只用于 --test-set。"),
          remedy: (en: "Leave it out.", zh: "请去掉该选项。"))
      }
      try global.check(output, as: .market, against: [.init(.market, market)])
      guard let market = try Markets.open(market) as? MemoryMarket else {
        throw Diagnostic(
          "data.export-source", .usage,
          (
            en: "Only 'demo' is exported as a folder. A provider folder is one already.",
            zh: "只有 demo 可导出为文件夹，行情目录本身已是该形式。"
          ), remedy: (en: "Copy the folder.", zh: "请直接复制文件夹。"))
      }
      let folder = try StagedFolder(replacing: output, as: .market)
      try market.write(to: folder)
      try folder.commit()
      let count = market.instruments.count
      global.console.answer(
        ["instruments": .integer(count), "days": .integer(market.calendar.count)],
        lines: [.exported(instruments: count, days: market.calendar.count, to: output)])
    }

    /// The test set and, beside it, what it is.
    private func exportTestSet() throws {
      guard TestSet.isFile(output) else {
        throw Diagnostic(
          "data.option", .usage, ["output": .text(output)],
          (en: "'{output}' is not a .csv or .csv.gz file.", zh: "“{output}”不是 .csv 或 .csv.gz 文件。"),
          remedy: (en: "Write --output testset.csv.", zh: "请写成 --output testset.csv。"))
      }
      let beside = String(output.dropLast(output.hasSuffix(".gz") ? ".csv.gz".count : ".csv".count)) + ".json"
      for file in [output, beside] { try global.check(file: file, against: [.init(.market, market)]) }
      let market = try Markets.open(market)
      let testSet = try TestSet(market, choice: TestSetChoice(market, end: end?.day))
      let document = testSet.document(market: Path.lastComponent(market.location))
      try FileWriter.write(output.hasSuffix(".gz") ? Gzip.pack(testSet.csv) : testSet.csv, to: output)
      try FileWriter.write(document.pretty, to: beside)
      global.console.answer(
        document,
        lines: [.exported(testSet, to: output), .digest(testSet.sha256)])
    }
  }

  /// Says what is wrong with a market, with its consequence.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Says what of a market is absent, wrong or damaged, with its consequence.",
      discussion: "Exit code: 1 where a finding is serious, 3 where a file is damaged.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "A qlib provider folder, or demo; default: the configuration's.") var market: String?

    func run() throws {
      let market = try Markets.open(try self.market ?? global.configuration().provider)
      let health = try MarketHealth(market, today: Clock.system.dayInChina)
      global.console.answer(health.json, lines: health.lines)
      if health.isDamaged { throw Ended(exit: .input) }
      if health.isSerious { throw Differs() }
    }
  }
}

extension Message {
  fileprivate static func exported(instruments: Int, days: Int, to output: String) -> Message {
    Message(
      "data.exported", ["instruments": .count(instruments), "days": .count(days), "output": .text(output)],
      en: "{instruments} {instruments:instrument|instruments}, {days} {days:day|days} written to {output}",
      zh: "已写入 {output}：{instruments} 个证券，{days} 个交易日")
  }

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
