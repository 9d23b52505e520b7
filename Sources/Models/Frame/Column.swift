/// The two floating types a column of a qlib frame has: float32 from the loader, float64 behind a
/// rank.
protocol FrameNumber: BinaryFloatingPoint, Sendable {
  /// The order of this key is numeric order; NaN is not asked.
  associatedtype Key: FixedWidthInteger & UnsignedInteger
  var orderedKey: Key { get }
  init(orderedKey: Key)
}

extension Float: FrameNumber {
  var orderedKey: UInt32 {
    bitPattern & 0x8000_0000 == 0 ? bitPattern | 0x8000_0000 : ~bitPattern
  }

  init(orderedKey key: UInt32) {
    self.init(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7FFF_FFFF)
  }
}

extension Double: FrameNumber {
  var orderedKey: UInt64 {
    bitPattern & (1 << 63) == 0 ? bitPattern | (1 << 63) : ~bitPattern
  }

  init(orderedKey key: UInt64) {
    self.init(bitPattern: key & (1 << 63) == 0 ? ~key : key & ~(1 << 63))
  }
}

/// The values of a column in the type qlib keeps them in; NaN is missing.
package enum ColumnValues: Equatable, Sendable {
  case float([Float])
  case double([Double])

  package var count: Int {
    switch self {
    case .float(let values): values.count
    case .double(let values): values.count
    }
  }

  /// numpy's name of the type.
  package var type: String {
    switch self {
    case .float: "float32"
    case .double: "float64"
    }
  }

  package subscript(row: Int) -> Double {
    switch self {
    case .float(let values): Double(values[row])
    case .double(let values): values[row]
    }
  }

  /// A unit in the last place of a value.
  func spacing(_ row: Int) -> Double {
    switch self {
    case .float(let values): Double(values[row].ulp)
    case .double(let values): values[row].ulp
    }
  }

  package func selecting(_ rows: Range<Int>) -> ColumnValues {
    switch self {
    case .float(let values): .float(Array(values[rows]))
    case .double(let values): .double(Array(values[rows]))
    }
  }

  package func selecting(_ rows: [Int]) -> ColumnValues {
    switch self {
    case .float(let values): .float(rows.map { values[$0] })
    case .double(let values): .double(rows.map { values[$0] })
    }
  }
}

/// A column under qlib's two-level name: the group (`feature`, `label`) and its own name.
package struct Column: Equatable, Sendable {
  package var group: String
  package var name: String
  package var values: ColumnValues

  package init(group: String, name: String, values: ColumnValues) {
    self.group = group
    self.name = name
    self.values = values
  }

  package init(feature name: String, _ values: [Float]) {
    self.init(group: "feature", name: name, values: .float(values))
  }

  package init(label name: String, _ values: [Float]) {
    self.init(group: "label", name: name, values: .float(values))
  }
}
