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
      throw Diagnostic.lockUnwritable(folder, "\(String(cString: strerror(errno)))")
    }
    if FileReader.isFolder(path) { throw Diagnostic.lockUnwritable(path, String(cString: strerror(EISDIR))) }
    try FileReader.refuseIrregular(path)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw Diagnostic.lockUnwritable(path, String(cString: strerror(errno))) }
    guard NightLock.take(descriptor) else {
      close(descriptor)
      throw Diagnostic(
        "night.locked", .locked, at: .init(path), (en: "Another run holds the lock.", zh: "另一次运行正持有锁。"),
        remedy: (en: "Wait until it ends; the lock goes with its process.", zh: "请等待其结束；进程退出后锁自动释放。"))
    }
  }

  deinit { close(descriptor) }

  /// Whether another process holds a lock; false where there is no such file. The look itself lasts a moment.
  package static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  /// Takes the lock, past the moment of a look.
  private static func take(_ descriptor: Int32) -> Bool {
    for attempt in 0..<5 {
      if attempt > 0 { usleep(20_000) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    }
    return false
  }
}

extension Diagnostic {
  fileprivate static func lockUnwritable(_ path: String, _ why: String) -> Diagnostic {
    Diagnostic(
      "night.lock-unwritable", .environment, at: .init(path), ["why": .text(why)],
      (en: "The lock file cannot be made: {why}.", zh: "无法建立锁文件：{why}。"),
      remedy: (en: "Check that you may write there.", zh: "请检查该处的写权限。"))
  }
}
