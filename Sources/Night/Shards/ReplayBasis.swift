import Ladder
import MarketData
import Models
import Primitives
import Records

/// The basis of this machine, each part found out once.
final class LocalBasis {
  private let market: any Market
  private var basis: ReplayBasis
  private var content: String?

  init(_ market: any Market, _ configuration: AistockConfiguration) throws {
    self.market = market
    basis = ReplayBasis(
      version: ToolVersion.current, program: SHA256Digest(hashing: try FileReader.bytes("/proc/self/exe")).hex,
      lightGBM: ModelRuntime.lightGBMDigest, onnxRuntime: ModelRuntime.onnxRuntimeDigest, market: "",
      marketStamp: try Markets.stamp(of: market),
      level: configuration.archive.level)
  }

  /// - Parameter other: a basis whose market is taken for equal, unread, where its stamp is, as a night does.
  func basis(besides other: ReplayBasis? = nil) throws -> ReplayBasis {
    var basis = basis
    let isSame = basis.marketStamp != nil && basis.marketStamp == other?.marketStamp
    basis.market = try other.flatMap { isSame ? $0.market : nil } ?? wholeContent()
    return basis
  }

  private func wholeContent() throws -> String {
    if let content { return content }
    let digest = try market.digest(
      universes: market.universeNames, fields: try market.fieldNames() ?? LocalBasis.fields,
      instruments: try market.recordedInstruments ?? market.universe("all").instruments)
    content = digest
    return digest
  }

  /// Where a market cannot list them.
  private static let fields = ["amount", "change", "close", "factor", "high", "low", "open", "volume", "vwap"]
}

/// What all replays of a shard rest on beside their migrations. Where it is equal on two machines, so are the outcomes.
struct ReplayBasis: Equatable {
  /// Version and SHA-256 of the program: builds of one version may compute something else.
  var version: String
  var program: String
  /// SHA-256 of LightGBM's library; nil where there is none, so that two rungs are not available.
  var lightGBM: String?
  /// SHA-256 of ONNX Runtime's library; nil where there is none.
  var onnxRuntime: String?
  /// SHA-256 of the market's whole content.
  var market: String
  /// Sign of what the market was read from; nil where a shard does not tell it.
  var marketStamp: String?
  /// The archive's level decides what of the evidence is kept.
  var level: Int

  /// What is not the same, each with both values.
  func differences(from other: ReplayBasis) -> [Message] {
    var list: [Message] = []
    if version != other.version || program != other.program {
      list.append(
        .differs(.program, "\(version) (\(program.prefix(12)))", "\(other.version) (\(other.program.prefix(12)))"))
    }
    if market != other.market { list.append(.differs(.market, "\(market.prefix(12))", "\(other.market.prefix(12))")) }
    if lightGBM != other.lightGBM {
      list.append(.differs(.lightGBM, "\(lightGBM?.prefix(12) ?? "–")", "\(other.lightGBM?.prefix(12) ?? "–")"))
    }
    if onnxRuntime != other.onnxRuntime {
      list.append(
        .differs(.onnxRuntime, "\(onnxRuntime?.prefix(12) ?? "–")", "\(other.onnxRuntime?.prefix(12) ?? "–")"))
    }
    if level != other.level { list.append(.differs(.level, "\(level)", "\(other.level)")) }
    return list
  }

  var json: JSONValue {
    [
      "version": .string(version), "program": .string(program), "lightgbm": .optional(lightGBM),
      "onnxruntime": .optional(onnxRuntime), "market": .string(market), "market_stamp": .optional(marketStamp),
      "archive_level": .integer(level),
    ]
  }

}

extension ReplayBasis {
  init?(_ json: JSONValue) {
    guard let version = json["version"]?.stringValue, let program = json["program"]?.stringValue,
      let market = json["market"]?.stringValue, let level = json["archive_level"]?.intValue
    else { return nil }
    self.init(
      version: version, program: program, lightGBM: json["lightgbm"]?.stringValue,
      onnxRuntime: json["onnxruntime"]?.stringValue, market: market, marketStamp: json["market_stamp"]?.stringValue,
      level: level)
  }
}

extension Message {
  /// One thing that is not the same: what it is, here and in the shard.
  static func differs(_ what: Message, _ here: String, _ there: String) -> Message {
    Message(
      "collect.differs-word", ["what": .message(what), "here": .text(here), "there": .text(there)],
      en: "{what} is {here} here and {there} there", zh: "{what}在此处为 {here}，在该分片为 {there}")
  }

  fileprivate static let program = Message("collect.program-name", en: "the program", zh: "程序")
  fileprivate static let market = Message("collect.market-name", en: "the market's content", zh: "行情内容")
  fileprivate static let lightGBM = Message("collect.lightgbm-name", en: "LightGBM's library", zh: "LightGBM 库")
  fileprivate static let onnxRuntime = Message(
    "collect.onnxruntime-name", en: "ONNX Runtime's library", zh: "ONNX Runtime 库")
  fileprivate static let level = Message("collect.level-name", en: "the archive's level", zh: "归档级别")
}
