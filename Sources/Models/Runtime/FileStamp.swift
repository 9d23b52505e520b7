import Foundation

/// Size and times of a file: the key of what was read from it, and no more than that.
struct FileStamp: Equatable, Sendable {
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int
  private let inode: UInt64

  /// Nil where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int64(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
    inode = UInt64(status.st_ino)
  }
}
