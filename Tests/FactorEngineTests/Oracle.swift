import FactorEngine
import Foundation
import MarketData
import Primitives
import Testing

/// Values that pyqlib 0.9.7 itself computed, kept beside the project; absent elsewhere.
enum Oracle {
  static let folder: String = {
    let source = URL(fileURLWithPath: #filePath)
    let project = source.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["AISTOCK_ORACLE"]
      ?? project.deletingLastPathComponent().appending(path: "shared/oracle").path
  }()

  static let isPresent = FileReader.isFolder(folder)
  static let absence: Comment = "the reference values (../shared/oracle) are not here"

  static let market: any Market = open(Path.join(Path.folder(of: folder), "market/cn"))
  static let edgeMarket: any Market = open(Path.join(folder, "edge_market"))

  private static func open(_ path: String) -> any Market {
    (try? QlibProvider(folder: path)) ?? DemoMarket.make()
  }

  /// An array of float32 with its header.
  struct Array2D {
    var header: JSONValue
    var rows: Int
    var columns: Int
    var values: [Float]

    subscript(row: Int, column: Int) -> Float { values[row * columns + column] }
  }

  static func array(_ name: String) throws -> Array2D {
    let path = Path.join(folder, name)
    let header = try JSONReader.read(file: path + ".json", id: "test.header")
    let shape = try #require(header["shape"]?.arrayValue).compactMap(\.intValue)
    let bytes = try FileReader.unpacked(path + ".bin.gz")
    let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    return Array2D(header: header, rows: shape[0], columns: shape[1], values: values)
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONReader.read(file: Path.join(folder, name), id: "test.json")
  }

  struct OperatorCase {
    var text: String
    var canonical: String
    var type: String
    var window: ExtendedWindow
  }

  static func operatorCases() throws -> [OperatorCase] {
    try #require(json("operators/expressions.json")["expressions"]?.arrayValue).map { item in
      OperatorCase(
        text: item["expr"]?.stringValue ?? "", canonical: item["canonical"]?.stringValue ?? "",
        type: item["inner_dtype"]?.stringValue ?? "",
        window: ExtendedWindow(left: item["ext_left"]?.intValue ?? -1, right: item["ext_right"]?.intValue ?? -1))
    }
  }

  /// Both missing, or the same bits; -0 and 0 count as equal.
  static func same(_ left: Float, _ right: Float) -> Bool {
    left == right || (left.isNaN && right.isNaN)
  }

  /// Steps of float32 between two values of one sign.
  static func ulps(_ left: Float, _ right: Float) -> Int {
    left.isNaN || right.isNaN || (left < 0) != (right < 0)
      ? .max : abs(Int(left.bitPattern) - Int(right.bitPattern))
  }

}
