import MarketData
import Primitives
import TestSupport

/// Transfers between places of a temporary folder.
struct TransferBench {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  @discardableResult
  func carry(
    _ market: any Market, to name: String, _ selection: MarketTransfer.Selection = .init()
  ) throws -> TransferTally {
    var sink = try MarketSinks.open(place.path(name), announced: market.announcedDays)
    return try MarketTransfer(market, selection).run(into: &sink)
  }

  func open(_ name: String) throws -> any Market { try Markets.open(MarketPlaces([place.path(name)])) }

  /// Files of a folder with their bytes, without the program's own list.
  func files(_ name: String) throws -> [String: [UInt8]] { try TransferBench.files(in: place.path(name)) }

  static func files(in folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for path in try FolderWalk(folder).paths where !path.hasPrefix(".aistock") {
      found[path] = try FileReader.bytes(Path.join(folder, path))
    }
    return found
  }
}
