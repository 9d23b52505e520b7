import Primitives
import Synchronization

/// RD-Agent's results API on this machine, with its defects: it takes the confirmation of a bundle that it does not know.
package final class ResearchService: Sendable {
  private let server: LocalServer
  private let desk: Desk

  package var address: String { server.address }
  /// First lines of all requests, in their order.
  package var requests: [String] { server.requests }
  /// Identifiers of bundles, in the order of the requests.
  package var confirmed: [String] { desk.confirmed.withLock { $0 } }
  package var fetched: [String] {
    requests.filter { $0.hasPrefix("GET /artifacts/bundle/") }.map { String($0.dropFirst(22).prefix { $0 != " " }) }
  }

  /// - Parameters:
  ///   - loops: the bundle of each, by `TASK/LOOP`.
  ///   - bundles: zip files by identifier.
  ///   - first: answers before the service does; whether it did.
  package init(
    loops: [String: String], bundles: [String: [UInt8]],
    first: @escaping @Sendable (LocalServer.Connection) -> Bool = { _ in false }
  ) throws {
    let desk = Desk(loops: loops, bundles: bundles)
    self.desk = desk
    server = try LocalServer { connection in
      desk.note(connection)
      if !first(connection) { desk.answer(connection) }
    }
  }

  /// An answer with its length.
  package static func reply(
    _ body: [UInt8], status: String = "200 OK", type: String? = "application/json"
  ) -> [UInt8] {
    let head = "HTTP/1.1 \(status)\r\n" + (type.map { "Content-Type: \($0)\r\n" } ?? "")
    return Array((head + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n").utf8) + body
  }

  package static func reply(_ text: String, status: String = "200 OK", type: String = "application/json") -> [UInt8] {
    reply(Array(text.utf8), status: status, type: type)
  }

  /// In pieces, as RD-Agent sends a bundle.
  package static func chunked(_ body: [UInt8], type: String = "application/x-zip-compressed") -> [UInt8] {
    var bytes = Array("HTTP/1.1 200 OK\r\ncontent-type: \(type)\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    for start in stride(from: 0, to: body.count, by: 1000) {
      let piece = body[start..<min(start + 1000, body.count)]
      bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    return bytes + Array("0\r\n\r\n".utf8)
  }

  private final class Desk: Sendable {
    let confirmed = Mutex<[String]>([])
    private let loops: [String: String]
    private let bundles: [String: [UInt8]]

    init(loops: [String: String], bundles: [String: [UInt8]]) { (self.loops, self.bundles) = (loops, bundles) }

    func note(_ connection: LocalServer.Connection) {
      guard connection.request.hasPrefix("POST /ops/sync-confirm"),
        let id = (try? JSONReader.read(connection.body))?["asset_bundle_id"]?.stringValue
      else { return }
      confirmed.withLock { $0.append(id) }
    }

    func answer(_ connection: LocalServer.Connection) {
      let path = connection.request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      switch path {
      case "/health": connection.send(ResearchService.reply(#"{"status":"ok"}"#))
      case "/ops/sync-confirm": connection.send(ResearchService.reply(#"{"status":"ok","message":"marked"}"#))
      case let path where path.hasPrefix("/catalog/incremental"):
        connection.send(ResearchService.reply((["loops": .array(rows)] as JSONValue).canonical))
      case let path where path.hasPrefix("/artifacts/bundle/"):
        guard let bytes = bundles[String(path.dropFirst(18))] else { fallthrough }
        connection.send(ResearchService.chunked(bytes))
      default: connection.send(ResearchService.reply(#"{"detail":"not found"}"#, status: "404 Not Found"))
      }
    }

    /// All loops at any cursor, as a service whose clock stands still.
    private var rows: [JSONValue] {
      let marked = confirmed.withLock { Set($0) }
      return loops.sorted { $0.key < $1.key }.map { loop, bundle in
        let parts = loop.split(separator: "/")
        return [
          "task_run_id": .string(String(parts[0])), "loop_id": .integer(Int(parts[1]) ?? -1),
          "asset_bundle_id": .string(bundle), "updated_at_utc": "2026-01-01T00:00:00+00:00",
          "sync_status": marked.contains(bundle) ? "synced" : "pending", "factors": [],
        ]
      }
    }
  }
}
