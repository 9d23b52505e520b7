import Foundation
import Primitives

/// One request to the driver on this machine, and its answer (HTTP/1.1, RFC 9112); `URLSession` cannot read its headers.
struct DriverRequest {
  private let port: UInt16
  private let bytes: [UInt8]

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// - Parameter address: `http://127.0.0.1:PORT/PATH`.
  init(_ method: String, _ address: String, _ body: [UInt8]) throws {
    guard let url = URL(string: address), let number = url.port.flatMap({ UInt16(exactly: $0) }) else {
      throw Failure(description: "no address of a driver: \(address)")
    }
    port = number
    let head =
      "\(method) \(url.path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json; charset=utf-8\r\n"
      + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    bytes = Array(head.utf8) + body
  }

  /// Waits a minute for each piece of the answer.
  func answer() throws -> (status: Int, body: JSONValue) {
    let socket = try connected()
    defer { close(socket) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(socket, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(description: "the driver takes no request") }
      sent += count
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var end: Int?
    while end.map({ answer.count < $0 }) ?? true {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { throw Failure(description: "the driver does not answer within a minute") }
      answer += piece.prefix(count)
      if end == nil { end = try DriverRequest.end(of: answer) }
    }
    let head = String(decoding: answer.prefix(16), as: UTF8.self).split(separator: " ")
    guard head.count > 1, let status = Int(head[1]), let start = DriverRequest.bodyStart(of: answer) else {
      throw Failure(description: "the driver answers without a status")
    }
    return (status, try JSONReader.read(Array(answer[start...])))
  }

  private func connected() throws -> Int32 {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(socket)
      throw Failure(description: "the driver does not listen")
    }
    return socket
  }

  /// How long the whole answer is; nil while its head is not there.
  private static func end(of answer: [UInt8]) throws -> Int? {
    guard let start = bodyStart(of: answer) else { return nil }
    let head = String(decoding: answer[..<start], as: UTF8.self).lowercased()
    guard let length = head.firstMatch(of: /content-length: *(\d+)/).flatMap({ Int($0.1) }) else {
      throw Failure(description: "the driver does not say how long its answer is")
    }
    return start + length
  }

  private static func bodyStart(of answer: [UInt8]) -> Int? {
    guard let blank = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    return blank.upperBound
  }
}
