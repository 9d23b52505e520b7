import Primitives
import Synchronization

/// The newest frame that expressions gave on one market, for datasets one after another: results of one task share the
/// factors that they began with.
///
/// One frame is kept, and none beyond `cellsMax`, so that memory stays bounded.
package final class FactorFrames: Sendable {
  private let kept = Mutex<(key: String, frame: Frame)?>(nil)

  /// 512 MB of values.
  static let cellsMax = 128 << 20

  package init() {}

  /// - Parameter key: all that decides the frame beside the market.
  func frame(_ key: String, make: () throws -> Frame) rethrows -> Frame {
    let known = kept.withLock { kept in
      // What is not wanted again makes room before the next one is made.
      if kept?.key != key { kept = nil }
      return kept?.frame
    }
    if let known { return known }
    let frame = try make()
    if frame.rowCount * frame.columns.count <= FactorFrames.cellsMax { kept.withLock { $0 = (key, frame) } }
    return frame
  }
}
