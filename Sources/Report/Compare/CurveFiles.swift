import Primitives
import Records

/// The curves that the comparison page draws from, as classic scripts that also load from `file://`: one that names
/// all instances and holds days and indexes, and one an instance, loaded when it is chosen.
struct CurveFiles: Sendable {
  /// Below the site's root.
  static let head = "data/curves.js"

  private let instances: [CompareInstance]
  private let indexes: [NightResult.Index]
  private let days: [TradingDay]
  private let places: [TradingDay: Int]
  /// The view that the comparison opens with.
  private let view: String

  init(_ result: NightResult) {
    instances = CompareInstance.all(result)
    indexes = ([result.index] + result.otherIndexes).filter { !$0.closes.isEmpty }
    view = CompareView(result).fragment
    var days: Set<TradingDay> = []
    // Most runs are of the same days.
    var before: [TradingDay] = []
    for instance in instances {
      let own = instance.closes.map(\.day)
      if own != before { days.formUnion(own) }
      before = own
    }
    if let first = days.min(), let last = days.max() {
      for index in indexes { days.formUnion(index.closes.keys.filter { $0 >= first && $0 <= last }) }
    }
    self.days = days.sorted()
    places = Dictionary(uniqueKeysWithValues: self.days.enumerated().map { ($1, $0) })
  }

  /// One of the scripts.
  struct Source: Sendable {
    var path: String
    /// SHA-256 over everything that it holds, where that is known before it is made.
    var digest: String?
    /// Whether it shows the night, so that another night's may not stand for it.
    var isDated = true
    var make: @Sendable () throws -> [UInt8]
  }

  /// - Parameter digests: of migrations, by their identifiers.
  func sources(_ digests: [String: String]) -> [Source] {
    guard !instances.isEmpty else { return [] }
    // A curve is written by the places of its days among those of all.
    let axis = SHA256Digest(hashing: days.map(\.description).joined(separator: " ")).hex
    let head = Source(path: CurveFiles.head) { CurveFiles.script("window.aistockCurves=", names) }
    return [head]
      + instances.map { instance in
        let digest = instance.key.migration.flatMap { digests[$0] }.map { "\(axis) \($0) \(instance.key.text)" }
        return Source(path: instance.key.file, digest: digest) {
          let call = "aistockCurves.series[" + CurveFiles.quoted(instance.key.text) + "]="
          return CurveFiles.script(call, series(instance))
        }
      }
  }

  private var names: JSONValue {
    [
      "schema": 1, "days": .array(days.map { .string($0.description) }), "series": [:],
      "view": .string(view),
      "indexes": .array(
        indexes.map { index in
          [
            "id": .string(index.instrument.name), "name": CurveFiles.words(index.instrument.shownName), "start": 0,
            "values": .array(days.map { .optional(index.closes[$0]) }),
          ]
        }),
      "instances": .array(
        instances.map { instance in
          [
            "key": .string(instance.key.text), "name": CurveFiles.words(instance.name),
            "href": .string(instance.href), "file": .string(instance.key.file),
            "first": .optional(instance.first), "last": .optional(instance.last),
            "benchmark": .optional(instance.benchmark?.name),
          ]
        }),
    ]
  }

  /// Values over the days from the first on; a day without one is null.
  private func series(_ instance: CompareInstance) -> JSONValue {
    guard let first = instance.closes.first.flatMap({ places[$0.day] }),
      let last = instance.closes.last.flatMap({ places[$0.day] })
    else { return .null }
    var values = [JSONValue](repeating: .null, count: last - first + 1)
    var costs = values
    for (row, close) in instance.closes.enumerated() {
      guard let place = places[close.day] else { continue }
      values[place - first] = .optional(CurveFiles.rounded(close.value, 1e8))
      costs[place - first] = .optional(instance.costs.map { CurveFiles.rounded($0[row], 1e2) })
    }
    return [
      "start": .integer(first), "values": .array(values), "costs": instance.costs == nil ? .null : .array(costs),
    ]
  }

  /// Eight decimals of a net value are finer than any figure of the page.
  private static func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }

  private static func words(_ message: Message) -> JSONValue {
    ["zh-Hans": .string(message.chinese), "en": .string(message.english)]
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONValue.string(text).canonical, as: UTF8.self)
  }

  private static func script(_ call: String, _ value: JSONValue) -> [UInt8] {
    var writer = ByteWriter(capacity: 1 << 16)
    writer.text(call)
    writer.append(value.canonical)
    writer.text(";\n")
    return writer.bytes
  }
}
