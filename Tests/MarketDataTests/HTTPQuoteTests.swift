import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// What a source over HTTP may do wrong, against a server that does it.
@Suite struct HTTPQuoteTests {
  private static let table = "symbol,price,time\nSH600000,10.5,2024-01-02 10:00\n"
  private let now = MarketTime(TestSupport.day("2024-01-02"), minute: 600)

  private static func head(
    _ status: String = "200 OK", type: String? = "text/csv", length: Int? = nil, _ others: String = ""
  ) -> String {
    "HTTP/1.1 \(status)\r\n" + (type.map { "Content-Type: \($0)\r\n" } ?? "")
      + (length.map { "Content-Length: \($0)\r\n" } ?? "") + others + "Connection: close\r\n\r\n"
  }

  private func ask(
    _ server: LocalServer, path: String = "/quotes", _ change: (inout BoundedRequest.Limits) -> Void = { _ in }
  ) throws -> [RawQuote] {
    var limits = BoundedRequest.Limits()
    change(&limits)
    return try HTTPQuotes(address: server.address + path, limits: limits).snapshot(
      of: [InstrumentID(canonical: "SH600000")], at: now)
  }

  private func failure(
    _ server: LocalServer, _ change: (inout BoundedRequest.Limits) -> Void = { _ in }
  ) -> Diagnostic? {
    diagnostic { _ = try ask(server, path: "/quotes?token=secret", change) }
  }

  @Test("quotes are read under every type that sources use", arguments: ["text/csv", "text/plain; charset=utf-8", nil])
  func goodAnswer(type: String?) throws {
    let server = try LocalServer { $0.send(HTTPQuoteTests.head(type: type) + HTTPQuoteTests.table) }
    #expect(try ask(server).map(\.price) == [10.5])
    #expect(server.requests == ["GET /quotes?symbols=SH600000 HTTP/1.1"])
  }

  @Test("a status other than 200 is named, and nothing of its body is read", arguments: [204, 404, 500])
  func otherStatus(status: Int) throws {
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head("\(status) Anything") + HTTPQuoteTests.table)
    }
    let found = failure(server)
    #expect(found?.id == "quotes.status" && found?.exit == .environment)
    #expect(found?.summary.english == "The source answers with status \(status).")
    #expect(found?.place?.file.contains("secret") == false)
  }

  @Test("symbols go to no other address than the one that was configured", arguments: [301, 302, 307])
  func redirectIsNotFollowed(status: Int) throws {
    let other = try LocalServer { $0.send(HTTPQuoteTests.head() + HTTPQuoteTests.table) }
    let place = other.address + "/elsewhere"
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head("\(status) Moved", length: 0, "Location: \(place)\r\n"))
    }
    let found = failure(server)
    #expect(found?.id == "quotes.status")
    #expect(found?.summary.english == "The source answers with status \(status).")
    #expect(other.requests.isEmpty)
  }

  @Test("a page where quotes should be is refused by its type, however long it is")
  func wrongType() throws {
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(type: "text/html"))
      while connection.send("<p>Sign in</p>") { usleep(1000) }
    }
    let found = failure(server) { $0.size = 4096 }
    #expect(found?.id == "quotes.content-type" && found?.exit == .input)
    #expect(found?.summary.english.contains("text/html") == true)
  }

  @Test("an answer that says it is too large is refused before its body")
  func announcedSize() throws {
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(length: BoundedRequest.Limits().size + 1))
      while connection.send("1") { usleep(1000) }
    }
    let found = failure(server)
    #expect(found?.id == "quotes.too-large" && found?.exit == .input)
    #expect(found?.summary.english == "The answer is larger than 16,777,216 bytes.")
  }

  @Test("an answer without an end is cut at the limit of bytes")
  func endlessAnswer() throws {
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head())
      let piece = [UInt8](repeating: UInt8(ascii: "1"), count: 1 << 16)
      // As a network paces it. Foundation's queue does not come to a cancellation while the loopback is full.
      while connection.send(piece) { usleep(1000) }
    }
    #expect(failure(server) { $0.size = 1 << 20 }?.id == "quotes.too-large")
  }

  @Test("the limit holds for what comes out of the compression")
  func compressedBomb() throws {
    let bomb = try Gzip.pack([UInt8](repeating: UInt8(ascii: "1"), count: 8 << 20))
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(length: bomb.count, "Content-Encoding: gzip\r\n"))
      connection.send(bomb)
    }
    #expect(bomb.count < 1 << 16)
    #expect(failure(server) { $0.size = 1 << 20 }?.id == "quotes.too-large")
  }

  @Test("a compressed answer within the limit is read")
  func compressedAnswer() throws {
    let packed = try Gzip.pack(Array(HTTPQuoteTests.table.utf8))
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(length: packed.count, "Content-Encoding: gzip\r\n"))
      connection.send(packed)
    }
    #expect(try ask(server).map(\.price) == [10.5])
  }

  @Test("a source that says nothing, or trickles, ends at the limit of time", arguments: [true, false])
  func silentSource(trickles: Bool) throws {
    let server = try LocalServer { connection in
      if trickles { connection.send(HTTPQuoteTests.head()) }
      let end = ContinuousClock.now + .seconds(5)
      while ContinuousClock.now < end, !trickles || connection.send("1") { usleep(20_000) }
    }
    let begin = ContinuousClock.now
    let found = failure(server) { $0.seconds = 0.3 }
    #expect(found?.id == "quotes.unreachable" && found?.exit == .environment)
    #expect(found?.summary.english.contains("There was no whole answer within 1 second.") == true)
    #expect(ContinuousClock.now - begin < .seconds(4))
  }

  @Test("a body that is shorter than its length is never taken for quotes")
  func truncatedBody() throws {
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(length: HTTPQuoteTests.table.utf8.count + 40) + HTTPQuoteTests.table)
    }
    let found = failure(server)
    #expect(found?.id == "quotes.unreachable" && found?.exit == .environment)
    #expect(found?.summary.english.contains("The answer is cut short or cannot be decoded.") == true)
  }

  @Test("a chunked body without its last chunk is never taken for quotes")
  func truncatedChunks() throws {
    let table = HTTPQuoteTests.table
    let chunk = String(table.utf8.count, radix: 16) + "\r\n" + table + "\r\n"
    let server = try LocalServer { $0.send(HTTPQuoteTests.head("200 OK", "Transfer-Encoding: chunked\r\n") + chunk) }
    let found = failure(server)
    #expect(found?.id == "quotes.unreachable")
    #expect(found?.summary.english.contains("The answer is cut short or cannot be decoded.") == true)
  }

  @Test("a compressed body that is cut or damaged is never taken for quotes", arguments: [true, false])
  func damagedCompression(isCut: Bool) throws {
    var packed = try Gzip.pack(Array(HTTPQuoteTests.table.utf8))
    if isCut { packed.removeLast(12) } else { packed[packed.count / 2] ^= 0xFF }
    let bytes = packed
    let server = try LocalServer { connection in
      connection.send(HTTPQuoteTests.head(length: bytes.count, "Content-Encoding: gzip\r\n"))
      connection.send(bytes)
    }
    #expect(failure(server) != nil)
  }

  @Test(
    "bytes that are not HTTP are refused by name", arguments: ["", "SSH-2.0-OpenSSH_9.2\r\n", "instrument,price\n"])
  func otherProtocol(text: String) throws {
    let server = try LocalServer { $0.send(text) }
    // The system's library takes some of them for an answer without a head, whose type is then none of quotes.
    #expect(["quotes.unreachable", "quotes.content-type"].contains(failure(server)?.id))
  }

  @Test("a port on which nobody listens is named")
  func refusedConnection() throws {
    let address = try LocalServer { _ in }.address
    let found = diagnostic {
      _ = try HTTPQuotes(address: address).snapshot(of: [InstrumentID(canonical: "SH600000")], at: now)
    }
    #expect(found?.id == "quotes.unreachable" && found?.exit == .environment)
    #expect(found?.summary.english == "The source does not answer: Nobody accepts the connection.")
    #expect(found?.summary.chinese == "数据源没有响应：连接被拒绝。")
  }

  @Test(
    "an address that is not http is refused before anything is sent", arguments: ["file:///etc/passwd", "ftp://a/b"])
  func otherScheme(address: String) {
    let found = diagnostic { _ = try HTTPQuotes(address: address).snapshot(of: [], at: now) }
    #expect(found?.id == "quotes.address" && found?.exit == .usage)
  }
}
