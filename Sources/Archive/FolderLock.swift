import Foundation
import Primitives

/// Keeps a second process from writing the head of an archive at the same time; it waits and ends with the value.
///
/// The lock is on the folder itself, so that no file of it remains.
final class FolderLock {
  private let descriptor: Int32

  /// Throws `file.unwritable` where the folder cannot be made or opened.
  init(_ folder: String) throws {
    if !FileReader.isFolder(folder) {
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw FileWriter.unwritable(folder)
      }
    }
    descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriter.unwritable(folder) }
    // A file system without locks has no second writer that could wait: the archive is written all the same.
    _ = flock(descriptor, LOCK_EX)
  }

  deinit { close(descriptor) }
}
