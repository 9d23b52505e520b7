import Foundation
import Primitives
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
