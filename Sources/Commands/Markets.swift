import MarketData
import Primitives

/// Opens the market that an option or a configuration names.
enum Markets {
  static func open(_ name: String) throws -> any Market {
    if name.hasPrefix("postgresql://") || name.hasPrefix("postgres://") {
      throw Diagnostic(
        "market.postgresql", "markets in PostgreSQL are not read by this version", at: .init(name),
        remedy: "Name a qlib provider folder, or 'demo'.", exit: .environment)
    }
    if name == "demo" { return DemoMarket.make() }
    if TestSet.isFile(name) { return try TestSet.market(csv: name) }
    return try QlibProvider(folder: name)
  }
}
