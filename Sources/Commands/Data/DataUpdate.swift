import ArgumentParser
import MarketData
import Primitives

/// Appends the days that a folder lacks.
struct DataUpdate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Appends the days that a provider folder lacks, checked on the days that both have.",
    discussion: """
      Every stock must agree on its common days. Where the source's adjustment factors have another base, new rows are \
      brought to the folder's base; its history keeps its bytes. Exit code: 1 where a stock does not agree; nothing is \
      written then.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    name: [.customLong("from"), .customLong("market")],
    help: "Where the new days are read, as --from of data import has it.")
  var from: String
  @Option(
    name: [.customLong("to"), .customLong("output")],
    help: "The provider folder that is continued; written by data import or data export.") var to: String
  @Option(help: "Adjustment factors of raw prices: a CSV of instrument,day,factor.") var factors: String?
  @Option(help: "Common days with a close that every stock needs at least.") var overlap = MarketUpdate.overlapMin

  func run() throws {
    guard overlap > 0 else {
      throw Diagnostic(
        "data.overlap", .usage, ["overlap": .count(overlap)],
        (en: "The overlap must be at least 1 day, and is {overlap}.", zh: "重叠天数至少为 1，给出的是 {overlap}。"),
        remedy: (en: "Leave --overlap out, or give 1 or more.", zh: "请去掉 --overlap，或给 1 以上的数。"))
    }
    try global.check(to, as: .market, against: MarketPlaces(from).inputs + [.init(.factors, factors)])
    let target = try QlibProvider(folder: to)
    let source = try global.source(from, factors: factors)
    let update = try MarketUpdate(target, from: source, overlap: overlap)
    var members = update.tally.json.objectValue ?? [:]
    members["from"] = .string(source.location)
    members["to"] = .string(to)
    if !update.tally.days.isEmpty { _ = try global.carry(update.market, .init(), to: to) }
    global.console.answer(.object(members), lines: [.updated(update.tally, to)] + update.tally.remarks)
  }
}

extension Message {
  fileprivate static func updated(_ tally: UpdateTally, _ folder: String) -> Message {
    guard let first = tally.days.first, let last = tally.days.last else {
      return Message(
        "data.up-to-date", ["folder": .text(folder)], en: "{folder} has every day of the source",
        zh: "{folder} 已包含来源的全部交易日")
    }
    return Message(
      "data.updated",
      [
        "folder": .text(folder), "days": .count(tally.days.count), "first": .day(first), "last": .day(last),
        "instruments": .count(tally.appended + tally.new.count), "rows": .count(tally.rows),
      ],
      en: "{days} {days:day|days} from {first} to {last} appended to {folder}: {rows} {rows:row|rows} of {instruments} "
        + "{instruments:instrument|instruments}",
      zh: "已向 {folder} 追加 {days} 个交易日（{first} 至 {last}）：{instruments} 个证券共 {rows} 行")
  }
}
