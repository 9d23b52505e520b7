import Primitives
import Records

/// The daily bars of 通达信: `{sh,sz,bj}/lday/sh600000.day` below its folder `vipdoc` (`TDXDayFile`).
///
/// Prices are raw yuan, volumes shares. There is no factor: that is in `factors.csv` of the folder (`FactorFile`), or named.
/// `all` has the A shares from their first to their last day, `index` the indexes, `other` funds, bonds and B shares.
package enum TDXMarket {
  package static let prefix = "tdx:"

  /// - Throws: `tdx.missing` where the folder has no bars; what `TDXDayFile` says of a file.
  package static func raw(_ folder: String) throws -> MemoryMarket {
    var paths: [(code: TDXCode, path: String)] = []
    var unknown: [String] = []
    for exchange in ["bj", "sh", "sz"] {
      let days = Path.join(folder, "\(exchange)/lday")
      guard FileReader.isFolder(days) else { continue }
      for name in try FileReader.names(in: days) where name.hasSuffix(".day") {
        if let code = TDXCode(file: name) {
          paths.append((code, Path.join(days, name)))
        } else {
          unknown.append(name)
        }
      }
    }
    let files = try paths.concurrentMap { entry throws in try TDXDayFile(entry.path, code: entry.code) }
    let calendar = TradingCalendar(days: Set(files.flatMap(\.days)).sorted())
    guard calendar.count > 0 else { throw Diagnostic.noBars(folder) }
    let filled = files.filter { !$0.days.isEmpty }
    let series = filled.concurrentMap { $0.series(on: calendar) }
    func universe(_ name: String, _ kind: TDXCode.Kind) -> Universe? {
      let members = filled.filter { $0.code.kind == kind }.map { file in
        Universe.Member(
          instrument: file.code.instrument,
          spans: [.init(start: file.days[0], end: file.days[file.days.count - 1])])
      }
      return members.isEmpty && kind != .stock ? nil : Universe(name: name, members: members)
    }
    return MemoryMarket(
      location: prefix + folder, calendar: calendar,
      universes: [universe("all", .stock), universe("index", .index), universe("other", .other)].compactMap(\.self),
      bars: Dictionary(uniqueKeysWithValues: zip(filled.map(\.code.instrument), series)),
      findings: unknown.isEmpty ? [] : [HealthFinding(.unknownKinds(unknown))])
  }
}

extension Diagnostic {
  fileprivate static func noBars(_ folder: String) -> Diagnostic {
    Diagnostic(
      "tdx.missing", .absent, at: .init(folder),
      (
        en: "The folder has no daily bars of TDX in sh/lday, sz/lday or bj/lday.",
        zh: "文件夹的 sh/lday、sz/lday、bj/lday 中没有通达信日线。"
      ), remedy: (en: "Name the folder vipdoc as `tdx:FOLDER`.", zh: "请以 `tdx:文件夹` 指定 vipdoc 文件夹。"))
  }
}

extension Finding {
  fileprivate static func unknownKinds(_ names: [String]) -> Finding {
    Finding(
      "market.tdx-unknown", .note, ["count": .count(names.count), "names": .names(names.prefix(3))],
      title: (en: "Files of unknown kinds", zh: "未知品种的文件"),
      evidence: (
        en: "{count} {count:file has|files have} a code whose units are unknown: {names}.",
        zh: "有 {count} 个文件的代码单位未知：{names}。"
      ), consequence: (en: "They are not read.", zh: "这些文件未读取。"),
      remedy: (en: "None is needed for stocks and indexes.", zh: "股票与指数无需处理。"))
  }
}
