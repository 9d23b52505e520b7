import Foundation

/// Two folders change places in one step (`renameat2` with `RENAME_EXCHANGE`, Linux 3.15).
enum FolderExchange {
  private typealias Rename =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32
  private static let exchange: UInt32 = 2

  /// Found by name: the headers show the function only under a feature macro.
  private static let rename: Rename? = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Rename.self) }

  /// False where the system or the file system cannot; nothing has happened then.
  static func swap(_ left: String, _ right: String) -> Bool {
    guard let rename else { return false }
    return rename(AT_FDCWD, left, AT_FDCWD, right, exchange) == 0
  }
}
