import CZlib

/// Unpacks and packs gzip by zlib, in memory.
package enum Gzip {
  /// How many members a file may have.
  package enum Members: Sendable {
    /// One behind the other, as `cat a.gz b.gz` leaves them (RFC 1952, 2.2).
    case any
    /// Exactly one, and nothing behind it: what `pack` writes.
    case one
  }

  /// The most that deflate makes of a byte, rounded up (zlib's `zlib_tech`: 1032:1).
  private static let ratioMax = 1040

  /// Unpacks a file's bytes.
  ///
  /// - Parameters:
  ///   - path: of the file, for messages.
  ///   - kind: how many bytes the content may have; nothing beyond is held in memory.
  /// - Throws: `gzip.damaged` where the data is cut, damaged, or has more members than it may;
  ///   `file.too-large` where the content exceeds its limit.
  package static func unpack(
    _ packed: [UInt8], path: String, as kind: FileKind = .table, members: Members = .any
  ) throws -> [UInt8] {
    var stream = z_stream()
    // 15 window bits, +16: gzip headers only.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Diagnostic.noZlib(at: .init(path))
    }
    defer { inflateEnd(&stream) }
    let limit = kind.bytesMax
    // One byte more than is permitted tells content at the limit from content beyond it.
    var output = [UInt8](repeating: 0, count: min(guess(packed), limit) + 1)
    var (filled, taken, count) = (0, 0, 1)
    var state = Z_OK
    packed.withUnsafeBufferPointer { input in
      while state == Z_OK, filled <= limit {
        if filled == output.count {
          output.append(contentsOf: repeatElement(0, count: min(output.count, limit + 1 - output.count)))
        }
        let (given, room) = (min(input.count - taken, pieceMax), min(output.count - filled, pieceMax))
        output.withUnsafeMutableBufferPointer { buffer in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + taken })
          stream.avail_in = UInt32(given)
          stream.next_out = buffer.baseAddress.map { $0 + filled }
          stream.avail_out = UInt32(room)
          state = inflate(&stream, Z_NO_FLUSH)
        }
        taken += given - Int(stream.avail_in)
        filled += room - Int(stream.avail_out)
        if state == Z_STREAM_END, taken < input.count {
          count += 1
          state = members == .any ? inflateReset(&stream) : Z_DATA_ERROR
        }
        // The output is full, or the next piece of the input is due.
        if state == Z_BUF_ERROR, taken < input.count || filled == output.count, filled <= limit { state = Z_OK }
      }
    }
    guard filled <= limit else { throw Diagnostic.unpacksTooLarge(path, kind) }
    guard state == Z_STREAM_END else {
      throw count > 1 && members == .one ? Diagnostic.behindTheMember(path) : Diagnostic.damagedGzip(path)
    }
    output.removeLast(output.count - filled)
    return output
  }

  /// Bytes that zlib takes or gives in one call: it counts in 32 bits.
  private static let pieceMax = 1 << 30

  /// The size that the last four bytes state (RFC 1952, 2.3.1), held to what deflate can reach.
  private static func guess(_ packed: [UInt8]) -> Int {
    let stated = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return max(4096, min(stated, packed.count * ratioMax))
  }

  /// Packed without name or time, so that equal content gives equal bytes.
  package static func pack(_ bytes: [UInt8], level: Int32 = 6) throws -> [UInt8] {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else {
      throw Diagnostic.noZlib()
    }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
    var state = Z_OK
    var filled = 0
    bytes.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { buffer in
        var taken = 0
        while state == Z_OK {
          let (given, room) = (min(input.count - taken, pieceMax), min(buffer.count - filled, pieceMax))
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + taken })
          stream.avail_in = UInt32(given)
          stream.next_out = buffer.baseAddress.map { $0 + filled }
          stream.avail_out = UInt32(room)
          state = deflate(&stream, taken + given == input.count ? Z_FINISH : Z_NO_FLUSH)
          taken += given - Int(stream.avail_in)
          filled += room - Int(stream.avail_out)
        }
      }
    }
    guard state == Z_STREAM_END else {
      throw Diagnostic(
        "gzip.failed", .fault, ["bytes": .count(bytes.count)],
        (en: "zlib could not pack {bytes} {bytes:byte|bytes}.", zh: "zlib 无法压缩 {bytes} 字节。"),
        remedy: (en: "Report this message.", zh: "请报告此信息。"))
    }
    output.removeLast(output.count - filled)
    return output
  }
}

extension Diagnostic {
  fileprivate static func damagedGzip(_ path: String) -> Diagnostic {
    Diagnostic(
      "gzip.damaged", .damaged, at: .init(path),
      (en: "The compressed data is damaged or cut short.", zh: "压缩数据损坏或不完整。"),
      remedy: (en: "Copy or export the file again.", zh: "请重新复制或导出文件。"))
  }

  fileprivate static func behindTheMember(_ path: String) -> Diagnostic {
    Diagnostic(
      "gzip.damaged", .damaged, at: .init(path),
      (en: "Bytes stand behind the end of the compressed data.", zh: "压缩数据的末尾之后还有字节。"),
      remedy: (en: "Restore the file from a copy.", zh: "请从副本恢复该文件。"))
  }

  fileprivate static func noZlib(at place: Place? = nil) -> Diagnostic {
    Diagnostic(
      "gzip.unavailable", .environment, at: place, (en: "zlib does not start.", zh: "zlib 无法启动。"),
      remedy: (en: "Install zlib.", zh: "请安装 zlib。"))
  }
}
