import CZlib

/// Unpacks and packs gzip by zlib, in memory.
package enum Gzip {
  package static func unpack(_ packed: [UInt8], path: String) throws -> [UInt8] {
    var stream = z_stream()
    // 15 window bits, +32: gzip or zlib header, found out by zlib.
    guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Diagnostic.noZlib(at: .init(path))
    }
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: max(4096, packed.count * 5))
    var filled = 0
    var state = Z_OK
    packed.withUnsafeBufferPointer { input in
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      while state == Z_OK {
        if filled == output.count { output.append(contentsOf: [UInt8](repeating: 0, count: output.count)) }
        output.withUnsafeMutableBufferPointer { buffer in
          stream.next_out = buffer.baseAddress.map { $0 + filled }
          stream.avail_out = UInt32(buffer.count - filled)
          state = inflate(&stream, Z_NO_FLUSH)
          filled = buffer.count - Int(stream.avail_out)
        }
        // Several members in one file follow each other (`cat a.gz b.gz`).
        if state == Z_STREAM_END, stream.avail_in > 0 { state = inflateReset(&stream) }
        if state == Z_BUF_ERROR, stream.avail_in > 0 { state = Z_OK }
      }
    }
    guard state == Z_STREAM_END else {
      throw Diagnostic(
        "gzip.damaged", .damaged, at: .init(path),
        (en: "The compressed data is damaged or cut short.", zh: "压缩数据损坏或不完整。"),
        remedy: (en: "Copy or export the file again.", zh: "请重新复制或导出文件。"))
    }
    output.removeLast(output.count - filled)
    return output
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
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        state = deflate(&stream, Z_FINISH)
        filled = buffer.count - Int(stream.avail_out)
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
  fileprivate static func noZlib(at place: Place? = nil) -> Diagnostic {
    Diagnostic(
      "gzip.unavailable", .environment, at: place, (en: "zlib does not start.", zh: "zlib 无法启动。"),
      remedy: (en: "Install zlib.", zh: "请安装 zlib。"))
  }
}
