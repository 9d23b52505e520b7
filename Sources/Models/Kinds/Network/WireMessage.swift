/// The fields of a message in protocol buffers' wire form, as far as reading a network's structure needs them.
struct WireMessage {
  enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  let fields: [(number: Int, value: Value)]

  /// Nil for bytes that are no message: cut, or of another form.
  init?(_ bytes: ArraySlice<UInt8>) {
    var place = bytes.startIndex
    var fields: [(number: Int, value: Value)] = []
    func number() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: 0, to: 64, by: 7) {
        guard place < bytes.endIndex else { return nil }
        let byte = bytes[place]
        place += 1
        value |= UInt64(byte & 0x7F) << UInt64(shift)
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
    func taken(_ count: UInt64) -> ArraySlice<UInt8>? {
      guard count <= UInt64(bytes.endIndex - place) else { return nil }
      defer { place += Int(count) }
      return bytes[place..<(place + Int(count))]
    }
    while place < bytes.endIndex {
      guard let key = number(), key >> 3 >= 1, key >> 3 <= 0x1FFF_FFFF else { return nil }
      let value: Value? =
        switch key & 7 {
        case 0: number().map { .number($0) }
        case 1: taken(8).map { .bytes($0) }
        case 2: number().flatMap(taken).map { .bytes($0) }
        case 5: taken(4).map { .bytes($0) }
        default: nil
        }
      guard let value else { return nil }
      fields.append((Int(key >> 3), value))
    }
    self.fields = fields
  }

  func all(_ number: Int) -> [ArraySlice<UInt8>] {
    fields.compactMap { field in
      if field.number == number, case .bytes(let bytes) = field.value { bytes } else { nil }
    }
  }

  func text(_ number: Int) -> String { all(number).last.map { String(decoding: $0, as: UTF8.self) } ?? "" }

  /// The last number of a field; nil where it is not written.
  func number(_ number: Int) -> UInt64? {
    fields.lazy.compactMap { field in
      if field.number == number, case .number(let value) = field.value { value } else { nil }
    }.last
  }

  /// The numbers of a repeated field, written one by one or packed.
  func numbers(_ number: Int) -> [UInt64] {
    fields.flatMap { field -> [UInt64] in
      guard field.number == number else { return [] }
      switch field.value {
      case .number(let value): return [value]
      case .bytes(let packed):
        var values: [UInt64] = []
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in packed where shift < 64 {
          value |= UInt64(byte & 0x7F) << shift
          shift += 7
          if byte & 0x80 == 0 {
            values.append(value)
            (value, shift) = (0, 0)
          }
        }
        return values
      }
    }
  }

  /// A field of bytes in wire form: appended to a message it is one more of its field.
  static func written(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(number) << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
