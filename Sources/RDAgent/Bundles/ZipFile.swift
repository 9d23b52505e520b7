import CZip
import Foundation
import Primitives

/// A zip file in memory, opened by libzip for reading only.
///
/// It lives no longer than the bytes that it was made of, which stay where they are meanwhile.
struct ZipFile: ~Copyable {
  /// What libzip tells of a member.
  struct Member {
    /// As it stands in the file, but for NULs, which are blanks here.
    var name: [UInt8]
    var size: Int
    var packed: Int
    var crc: UInt32
    /// 0: stored, 8: deflated.
    var method: Int
    var isEncrypted: Bool
    /// The mode of Unix, 0 where the file was made on another system.
    var mode: UInt32
  }

  private let handle: OpaquePointer

  /// - Throws: libzip's own reason, as its consistency check says it.
  init(_ bytes: UnsafeRawBufferPointer) throws(BundleRefusal) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error) else {
      throw BundleRefusal(.unreadable(String(cString: zip_error_strerror(&error))))
    }
    guard let handle = zip_open_from_source(source, Int32(ZIP_CHECKCONS | ZIP_RDONLY), &error) else {
      zip_source_free(source)
      throw BundleRefusal(.unreadable(String(cString: zip_error_strerror(&error))))
    }
    self.handle = handle
  }

  deinit { zip_discard(handle) }

  var count: Int { max(0, Int(zip_get_num_entries(handle, 0))) }

  func member(_ index: Int) throws(BundleRefusal) -> Member {
    var status = zip_stat_t()
    zip_stat_init(&status)
    let wanted = UInt64(
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
    var (system, attributes): (UInt8, UInt32) = (0, 0)
    guard let name = zip_get_name(handle, UInt64(index), ZIP_FL_ENC_RAW),
      zip_stat_index(handle, UInt64(index), 0, &status) == 0, status.valid & wanted == wanted,
      zip_file_get_external_attributes(handle, UInt64(index), 0, &system, &attributes) == 0
    else { throw BundleRefusal(.unreadable(String(cString: zip_strerror(handle)))) }
    let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
    return Member(
      name: Array(bytes), size: Int(clamping: status.size), packed: Int(clamping: status.comp_size), crc: status.crc,
      method: Int(status.comp_method), isEncrypted: status.encryption_method != UInt16(ZIP_EM_NONE),
      mode: attributes >> 16)
  }

  private static let pieceSize = 1 << 18

  /// Reads a member to its end, where libzip compares size and CRC-32.
  ///
  /// - Parameter size: as it is stated; nothing beyond is unpacked.
  func content(_ index: Int, size: Int) throws(BundleRefusal) -> [UInt8] {
    guard let file = zip_fopen_index(handle, UInt64(index), 0) else {
      throw BundleRefusal(.unreadable(String(cString: zip_strerror(handle))))
    }
    defer { zip_fclose(file) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(ZipFile.pieceSize, size + 1))
    while true {
      let got = zip_fread(file, &piece, UInt64(piece.count))
      if got == 0 { return content }
      guard got > 0 else { throw BundleRefusal(.unreadable(String(cString: zip_file_strerror(file)))) }
      guard content.count + Int(got) <= size else { throw BundleRefusal(.grows(size)) }
      content += piece.prefix(Int(got))
    }
  }
}

extension Message {
  /// The library's own words.
  fileprivate static func unreadable(_ reason: String) -> Message {
    Message(
      "bundle.zip-damaged", ["reason": .text(reason)], en: "The zip file cannot be read: {reason}.",
      zh: "无法读取 zip 文件：{reason}。")
  }

  fileprivate static func grows(_ most: Int) -> Message {
    Message(
      "bundle.grows", ["most": .count(most)], en: "A member unpacks to more than its stated {most} bytes.",
      zh: "某成员解压后超过其声明的 {most} 字节。")
  }
}
