import Foundation
import Primitives
import Synchronization
import TestSupport
import Testing

/// One exchange over HTTP against a server that does what it likes. Size, compression and cut answers: `HTTPQuoteTests`.
@Suite struct BoundedRequestTests {
  private static func text(_ status: String = "200 OK", _ body: String = "", _ others: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\(others)"
      + "Connection: close\r\n\r\n\(body)"
  }

  private func failure(_ request: BoundedRequest) -> HTTPFailure? {
    do throws(HTTPFailure) {
      _ = try request.answer()
      return nil
    } catch { return error }
  }

  @Test("a request sends method, headers and body, and brings the whole answer back")
  func wholeExchange() throws {
    let server = try LocalServer { $0.send(BoundedRequestTests.text("201 Created", #"{"id":7}"#)) }
    var request = BoundedRequest(.post, server.address + "/orders")
    request.headers = ["X-Token": "secret", "Content-Type": "application/json"]
    request.body = Array(#"{"lots":3}"#.utf8)
    let answer = try request.answer()
    #expect(answer.status == 201 && answer.type == "application/json")
    #expect(String(decoding: answer.body, as: UTF8.self) == #"{"id":7}"#)
    #expect(server.requests == ["POST /orders HTTP/1.1"])
    #expect(server.bodies == [Array(#"{"lots":3}"#.utf8)])
    #expect(server.heads.first?.contains("X-Token: secret") == true)
  }

  @Test("an answer with another status is a failure that keeps the beginning of its body")
  func refusalBody() throws {
    let server = try LocalServer { $0.send(BoundedRequestTests.text("409 Conflict", #"{"error":"halted"}"#)) }
    var request = BoundedRequest(.get, server.address)
    let found = failure(request)
    #expect(found?.reason == .status && found?.status == 409)
    #expect(String(decoding: found?.body ?? [], as: UTF8.self) == #"{"error":"halted"}"#)
    request.limits.refusal = 4
    #expect(failure(request)?.body == Array(#"{"er"#.utf8))
    #expect(found?.message.english == "The service answers with status 409.")
  }

  @Test("a redirection is refused unless asked for, and then followed only so often")
  func redirections() throws {
    let server = try LocalServer {
      $0.send(BoundedRequestTests.text("302 Found", "", "Location: /again\r\n"))
    }
    var request = BoundedRequest(.get, server.address + "/first")
    #expect(failure(request)?.status == 302)
    #expect(server.requests.count == 1)
    request.redirection = .followed(2)
    let found = failure(request)
    #expect(found?.reason == .status && found?.status == 302)
    #expect(server.requests.count == 4)
  }

  @Test("a token does not follow a redirection to another port")
  func tokenStays() throws {
    let other = try LocalServer { $0.send(BoundedRequestTests.text("200 OK", "{}")) }
    let target = other.address
    let server = try LocalServer {
      $0.send(BoundedRequestTests.text("302 Found", "", "Location: \(target)/x\r\n"))
    }
    var request = BoundedRequest(.get, server.address)
    request.headers = ["X-Token": "secret"]
    request.redirection = .followed(1)
    #expect(try request.answer().status == 200)
    #expect(other.heads.first?.isEmpty == false)
    #expect(other.heads.first?.contains { $0.contains("secret") } == false)
  }

  @Test("an answer that is cut at any byte, inside of its head too, is a failure and ends nothing")
  func cutAnywhere() throws {
    let whole = Array(BoundedRequestTests.text("200 OK", "{}").utf8)
    let count = Mutex(0)
    let server = try LocalServer { connection in
      connection.send(Array(whole.prefix(count.withLock { $0 })))
    }
    for place in 0..<whole.count {
      count.withLock { $0 = place }
      let found = failure(BoundedRequest(.get, server.address))
      #expect(found?.reason == .cut, "\(place): \(String(describing: found))")
    }
    count.withLock { $0 = whole.count }
    #expect(try BoundedRequest(.get, server.address).answer().body == Array("{}".utf8))
  }

  @Test("what is sent to one address is never sent to another, and a header holds no second one")
  func postStays() throws {
    let other = try LocalServer { $0.send(BoundedRequestTests.text("200 OK", "{}")) }
    let target = other.address
    let server = try LocalServer { $0.send(BoundedRequestTests.text("307 Moved", "", "Location: \(target)/x\r\n")) }
    var request = BoundedRequest(.post, server.address)
    request.body = [1]
    request.redirection = .followed(3)
    #expect(failure(request)?.status == 307 && other.requests.isEmpty)
    request.headers = ["X-Token": "a\r\nX-Other: b"]
    #expect(failure(request)?.reason == .address && server.requests.count == 1)
  }

  @Test("an answer that is announced by 100 Continue, or has lines behind its pieces, is the one that follows")
  func announced() throws {
    let server = try LocalServer {
      $0.send(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Type: text/html\r\n\r\n")
    }
    let answer = try BoundedRequest(.get, server.address).answer()
    #expect(answer.status == 200 && answer.type == "application/json" && answer.body == Array("{}".utf8))
  }

  @Test("a service that takes a request and never ends its answer is known by its status")
  func slowEnd() throws {
    let server = try LocalServer { connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
      Thread.sleep(forTimeInterval: 0.8)
    }
    var request = BoundedRequest(.get, server.address)
    request.limits.seconds = 0.4
    let found = failure(request)
    #expect(found?.reason == .timedOut(seconds: 0.4) && found?.status == 200)
  }

  @Test(
    "an address without a host or of another scheme sends nothing",
    arguments: ["http://", "ftp://a/b", "127.0.0.1:9876", "", "http://a b/"])
  func otherAddress(address: String) {
    #expect(failure(BoundedRequest(.get, address))?.reason == .address)
  }
}
