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
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Diagnostic(
        "night.locked", .locked, at: .init(path), (en: "Another run holds the lock.", zh: "另一次运行正持有锁。"),
        remedy: (en: "Wait until it ends; the lock goes with its process.", zh: "请等待其结束；进程退出后锁自动释放。"))
    }
  }

  deinit { close(descriptor) }
}

extension Diagnostic {
  fileprivate static func lockUnwritable(_ path: String, _ why: String) -> Diagnostic {
    Diagnostic(
      "night.lock-unwritable", .environment, at: .init(path), ["why": .text(why)],
      (en: "The lock file cannot be made: {why}.", zh: "无法建立锁文件：{why}。"),
      remedy: (en: "Check that you may write there.", zh: "请检查该处的写权限。"))
  }
}
