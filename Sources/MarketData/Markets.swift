import Primitives

/// Opens the market that an option or a configuration names.
package enum Markets {
  /// - Throws: `market.postgresql`, and what the service says of a damaged market.
  package static func open(_ name: String) throws -> any Market {
    if name.hasPrefix("postgresql://") || name.hasPrefix("postgres://") { throw Diagnostic.postgreSQL(name) }
    if name == "demo" { return DemoMarket.make() }
    if TestSet.isFile(name) { return try TestSet.market(csv: name) }
    return try QlibProvider(folder: name)
  }
}

extension Diagnostic {
  fileprivate static func postgreSQL(_ address: String) -> Diagnostic {
    Diagnostic(
      "market.postgresql", .environment, at: .init(address),
      (en: "This version does not read markets in PostgreSQL.", zh: "本版本不读取 PostgreSQL 中的行情。"),
      remedy: (en: "Name a qlib provider folder, or `demo`.", zh: "请指定 qlib 数据目录，或 `demo`。"))
  }
}
