import Foundation
import Synchronization

/// Takes an answer line by line and piece by piece, and no more of it than is allowed.
///
/// The thread of the exchange writes; who waits for its end reads it when the time is over, whatever is there then.
final class HTTPReceiver: Sendable {
  /// What an exchange came to.
  struct End: Sendable {
    var status: Int?
    var type: String?
    var body: [UInt8] = []
    var reason: HTTPFailure.Reason?
    /// Bytes of the body as the head states them.
    var length: Int?
    /// The address that a redirection names.
    var location: String?
    /// Whether the head came to its end: libcurl takes half of one for an answer without a body.
    var isHeadWhole = false
  }

  let end = Mutex(End())
  /// Whether nobody waits any more.
  let isOver = Mutex(false)
  let done = DispatchSemaphore(value: 0)
  private let request: BoundedRequest

  init(_ request: BoundedRequest) { self.request = request }

  /// A line of a head.
  ///
  /// - Returns: whether the rest is wanted.
  func take(headLine bytes: UnsafeRawBufferPointer) -> Bool {
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return end.withLock { end in
      // What stands behind a body in pieces says nothing of it.
      if end.isHeadWhole { return true }
      if line.hasPrefix("HTTP/") {
        // Another head takes the place of `100 Continue` and its kind.
        end = End(status: line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
      } else if line.isEmpty {
        guard let status = end.status, status >= 200 else { return true }
        end.isHeadWhole = true
        end.reason = reason(by: end)
        return end.reason == nil || end.reason == .status && request.limits.refusal > 0
      } else {
        HTTPReceiver.note(line, in: &end)
      }
      return true
    }
  }

  private static func note(_ line: String, in end: inout End) {
    let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2 else { return }
    switch parts[0].lowercased() {
    case "content-type":
      end.type = parts[1].split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces) }
    case "content-length": end.length = Int(parts[1])
    case "location": end.location = parts[1]
    default: break
    }
  }

  /// What the head of an answer alone says against it.
  private func reason(by end: End) -> HTTPFailure.Reason? {
    guard let status = end.status else { return .notHTTP }
    if !request.statuses.contains(status) { return .status }
    if let types = request.types, let type = end.type, !types.contains(where: type.lowercased().contains) {
      return .type(type)
    }
    let size = request.limits.size
    return end.length.map { $0 > size } ?? false ? .tooLarge(bytes: size) : nil
  }

  /// A piece of the body, out of any compression.
  ///
  /// - Returns: whether the rest is wanted.
  func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    let size = request.limits.size
    return end.withLock { end in
      switch end.reason {
      case .status:
        end.body += piece.prefix(request.limits.refusal - end.body.count)
        return end.body.count < request.limits.refusal
      case nil where end.body.count + piece.count <= size:
        end.body += piece
        return true
      case nil:
        end.body = []
        end.reason = .tooLarge(bytes: size)
        return false
      default: return false
      }
    }
  }
}
