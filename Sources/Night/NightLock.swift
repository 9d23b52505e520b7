import Foundation
import Primitives

/// One night at a time: an advisory lock that the kernel takes back when the process ends, however it ends.
package final class NightLock {
  private let descriptor: Int32

  /// Throws `night.locked` (exit 75) where another process holds it.
  package init(path: String) throws {
    let folder = Path.folder(of: path)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Diagnostic(
        "night.lock-unwritable", "the folder of the lock cannot be made", at: .init(folder),
        remedy: "Check that you may write there.", exit: .environment)
    }
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Diagnostic(
        "night.lock-unwritable", String(cString: strerror(errno)), at: .init(path),
        remedy: "Check that you may write there.", exit: .environment)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Diagnostic(
        "night.locked", "another run holds the lock", at: .init(path),
        remedy: "Wait until it ends; the lock goes with its process.", exit: .locked)
    }
  }

  deinit { close(descriptor) }
}
