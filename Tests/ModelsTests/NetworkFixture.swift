import Foundation
import Models
import Primitives

/// A network that PyTorch exported, with inputs and PyTorch's outputs (`Tests/Oracle/make_network_fixtures.py`).
struct NetworkFixture {
  let weights: NetworkWeights
  /// Rows, and for windows days, and features.
  let shape: [Int]
  let input: [Float]
  let output: [Float]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Oracle/networks").path

  static func bytes(_ name: String) throws -> [UInt8] { try FileReader.bytes(folder + "/" + name) }

  init(_ name: String) throws {
    weights = try NetworkWeights(NetworkFixture.bytes(name + ".onnx"), path: name + ".onnx")
    let json = try JSONReader.read(file: NetworkFixture.folder + "/\(name).json", id: "test.network")
    func numbers(_ field: String) -> [Double] { (json[field]?.arrayValue ?? []).compactMap(\.doubleValue) }
    shape = numbers("shape").map { Int($0) }
    input = numbers("input").map { Float($0) }
    output = numbers("output").map { Float($0) }
  }

  /// ONNX Runtime for tests: the place in `AISTOCK_ONNXRUNTIME`, or `.onnxruntime/` of the checkout.
  static let runtime: ModelRuntime = {
    var checkout = URL(filePath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    return ModelRuntime(LibraryPlaces(environment: ProcessInfo.processInfo.environment, folder: checkout.path))
  }()

  static var isPresent: Bool { (try? runtime.library(OnnxRuntimeLibrary.self)) != nil }

  /// Days of one instrument a row, from 2020-01-01 on, in `rows` instruments a day.
  static func keys(_ rows: Int, aDay: Int) throws -> RowKeys {
    try RowKeys(
      rows: (0..<rows).map { row in
        (
          day: TradingDay(daysSince1970: 18_262 + Int32(row / aDay)),
          instrument: InstrumentID(canonical: "SH60000\(row % aDay)")
        )
      })
  }

  /// An instrument a row of the fixture, its window on the last of as many days.
  func windows() throws -> Frame {
    let (rows, steps, width) = (shape[0], shape[1], shape[2])
    let days = (0..<steps).map { TradingDay(daysSince1970: 18_262 + Int32($0)) }
    let keys = try RowKeys(
      rows: days.flatMap { day in
        (0..<rows).map { (day: day, instrument: InstrumentID(canonical: "SH6000\($0 + 10)")) }
      })
    let columns = (0..<width).map { column in
      Column(
        feature: "F\(column)",
        days.indices.flatMap { day in (0..<rows).map { input[($0 * steps + day) * width + column] } })
    }
    return try Frame(keys: keys, columns: columns)
      .windowed(steps, from: days[steps - 1], through: days[steps - 1], since: days[0])
  }

  /// A table of single days.
  func frame(rows: Int? = nil, names: [String]? = nil, _ change: (inout [[Float]]) -> Void = { _ in }) throws -> Frame {
    let width = shape.last ?? 0
    let rows = rows ?? shape[0]
    var columns = (0..<width).map { column in (0..<rows).map { input[($0 % shape[0]) * width + column] } }
    change(&columns)
    return try Frame(
      keys: NetworkFixture.keys(rows, aDay: 6),
      columns: columns.enumerated().map { index, values in Column(feature: names?[index] ?? "F\(index)", values) })
  }
}
