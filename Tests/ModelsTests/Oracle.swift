import Foundation
import Models
import Primitives

/// Reference data made by real qlib, kept beside the checkout (`../shared/oracle`); tests that need
/// it are skipped where it is absent.
enum Oracle {
  static let folder: String = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appending(path: "shared/oracle").path
  }()

  static var isPresent: Bool { FileReader.exists(folder + "/processors/cases.json") }

  /// An array of float32 or float64 with its header.
  struct Table {
    let columns: [(group: String, name: String)]
    let rowCount: Int
    /// Row by row; float32 values are exact.
    let values: [Double]
    let type: String

    func column(_ index: Int) -> [Double] {
      (0..<rowCount).map { values[$0 * columns.count + index] }
    }
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONReader.read(file: folder + "/" + name, id: "test.oracle")
  }

  static func table(_ name: String) throws -> Table {
    let header = try json(name + ".json")
    let type = header["dtype"]?.stringValue ?? ""
    let columns = (header["columns"]?.arrayValue ?? []).map { item -> (group: String, name: String) in
      if let pair = item.arrayValue { return (pair[0].stringValue ?? "", pair[1].stringValue ?? "") }
      return ("feature", item.stringValue ?? "")
    }
    let bytes = try FileReader.unpacked(folder + "/" + name + ".bin.gz")
    let values: [Double] = bytes.withUnsafeBytes { raw in
      type == "float64"
        ? (0..<(raw.count / 8)).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        : (0..<(raw.count / 4)).map { Double(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)) }
    }
    return Table(
      columns: columns, rowCount: columns.isEmpty ? 0 : values.count / columns.count, values: values, type: type)
  }

  static func keys(_ name: String) throws -> RowKeys {
    let table = try CSVTable(file: folder + "/" + name)
    return try RowKeys(
      rows: (0..<table.rowCount).map {
        (try table.day(row: $0, column: 0), try table.instrument(row: $0, column: 1))
      })
  }

  /// A frame of float32 columns.
  static func frame(_ name: String, keys: RowKeys) throws -> Frame {
    let table = try table(name)
    return try Frame(
      keys: keys,
      columns: table.columns.indices.map { index in
        Column(
          group: table.columns[index].group, name: table.columns[index].name,
          values: .float(table.column(index).map { Float($0) }))
      })
  }
}

/// Equal to the bit, all NaN alike.
func isSame(_ left: Double, _ right: Double) -> Bool {
  left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
}
