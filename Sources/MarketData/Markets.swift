import Primitives

/// Opens the market that an option or a configuration names.
package enum Markets {
  /// - Throws: what the service says of a market that is missing, damaged or out of reach.
  package static func open(_ name: String) throws -> any Market {
    if PostgreSQLAddress.isAddress(name) { return try PostgreSQLMarket(address: name) }
    if SQLiteMarket.isFile(name) { return try SQLiteMarket(path: name) }
    if name == "demo" { return DemoMarket.make() }
    if TestSet.isFile(name) { return try TestSet.market(csv: name) }
    return try QlibProvider(folder: name)
  }
}
