import Foundation
import Synchronization

/// A server on this machine that answers with whatever bytes a test says, right or wrong.
///
/// It listens on a port of the system's choice and serves one connection after the other until the object goes.
package final class LocalServer: Sendable {
  private let descriptor: Int32
  private let asked = Mutex<[(head: [String], body: [UInt8])]>([])
  /// `http://127.0.0.1:PORT`.
  package let address: String

  /// One client that waits for its answer.
  package struct Connection: Sendable {
    fileprivate let descriptor: Int32
    /// The first line of what it asks: `GET /path HTTP/1.1`.
    package let request: String
    /// What came behind its head.
    package let body: [UInt8]

    /// Whether the client still takes bytes.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
          Foundation.send(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return false }
        sent += count
      }
      return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }
  }

  private struct NoSocket: Error {}

  /// - Parameter answer: called with each connection once its request is read; the connection ends with it.
  package init(_ answer: @escaping @Sendable (Connection) -> Void) throws {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    guard socket >= 0, isListening else { throw NoSocket() }
    descriptor = socket
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(socket, nil, nil)
        guard client >= 0 else { break }
        let request = LocalServer.request(of: client)
        self?.asked.withLock { $0.append(request) }
        answer(Connection(descriptor: client, request: request.head.first ?? "", body: request.body))
        shutdown(client, Int32(SHUT_RDWR))
        close(client)
      }
      // Closed here, where nobody asks it any more: the system gives its number to the next server.
      close(socket)
    }
  }

  /// Wakes the thread that waits for a client.
  deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The first lines of the requests, in their order: `GET /path HTTP/1.1`.
  package var requests: [String] { heads.map { $0.first ?? "" } }

  /// All lines of the heads of the requests, in their order.
  package var heads: [[String]] { asked.withLock { $0.map(\.head) } }

  /// What came behind the heads of the requests, in their order.
  package var bodies: [[UInt8]] { asked.withLock { $0.map(\.body) } }

  private static func request(of client: Int32) -> (head: [String], body: [UInt8]) {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    func read() -> Bool {
      let count = recv(client, &piece, piece.count, 0)
      if count > 0 { bytes += piece.prefix(count) }
      return count > 0
    }
    let end = Array("\r\n\r\n".utf8)
    var head: [UInt8]?
    while head == nil {
      if let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) {
        head = Array(bytes[..<place])
      } else if !read() {
        head = bytes
      }
    }
    let lines = String(decoding: head ?? [], as: UTF8.self).split(separator: "\r\n")
    let length =
      lines.lazy.map { $0.lowercased() }.first { $0.hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    let start = (head?.count ?? 0) + end.count
    while bytes.count < start + length, read() {}
    return (lines.map { String($0) }, Array(bytes.dropFirst(start)))
  }
}
