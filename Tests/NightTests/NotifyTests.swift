import Foundation
import Night
import Primitives
import Records
import Synchronization
import TestSupport
import Testing

@Suite("The night told to others")
struct NotifyTests {
  private var news: NightNews {
    var result = NightResult(
      day: day("2024-01-31"), toolVersion: "1.0", market: "cn", isDemo: false, migrations: [], previews: [],
      index: .init(instrument: InstrumentID(canonical: "SH000300"), closes: [:]))
    result.failures = [StepFailure(step: .archive, diagnostic: NotifyTests.failure)]
    return NightNews(result: result)
  }

  private static let failure = Diagnostic(
    "test.failure", .environment, (en: "The disk is full.", zh: "磁盘已满。"), remedy: (en: "Make room.", zh: "请腾出空间。"))

  private func request(_ kind: NotifyChannel.Kind, secret: String? = nil, at seconds: Double = 1_700_000_000) throws
    -> (url: String, body: JSONValue)
  {
    let channel = NotifyChannel(kind: kind, url: "https://example.org/send?key=k", secret: secret)
    let request = NotifyRequest(channel, news, .chinese, at: seconds)
    return (request.url, try JSONReader.read(request.body))
  }

  // MARK: - Forms

  @Test("each service is sent the form that it documents")
  func forms() throws {
    let wecom = try request(.wecom).body
    #expect(wecom["msgtype"]?.stringValue == "markdown")
    #expect(wecom["markdown"]?["content"]?.stringValue?.hasPrefix("# aistock 夜报 2024-01-31\n") == true)
    let dingtalk = try request(.dingtalk)
    #expect(dingtalk.url == "https://example.org/send?key=k", "without a secret nothing is signed")
    #expect(dingtalk.body["markdown"]?["title"]?.stringValue == "aistock 夜报 2024-01-31")
    #expect(dingtalk.body["markdown"]?["text"]?.stringValue?.isEmpty == false)
    let feishu = try request(.feishu).body
    #expect(feishu["msg_type"]?.stringValue == "post")
    let post = feishu["content"]?["post"]?["zh_cn"]
    #expect(post?["title"]?.stringValue == "aistock 夜报 2024-01-31")
    #expect(post?["content"]?.arrayValue?.first?.arrayValue?.first?["tag"]?.stringValue == "text")
    #expect(feishu["sign"] == nil)
  }

  @Test("the generic document has day, verdicts, changes and no link")
  func document() throws {
    let body = try request(.webhook).body
    #expect(body["trading_day"]?.stringValue == "2024-01-31")
    #expect(body["verdicts"]?.objectValue?.isEmpty == true)
    #expect(body["changes"]?.arrayValue?.isEmpty == true)
    #expect(body["failures"]?.arrayValue?.first?["step"]?.stringValue == "archive")
    #expect(body["occasions"]?.arrayValue?.compactMap(\.stringValue) == ["failure"])
    #expect(!String(decoding: body.canonical, as: UTF8.self).contains("://"))
  }

  /// Computed with Python's `hmac`, `base64` and `urllib.parse.quote_plus`, as both services' pages show it.
  @Test("signatures are those that the services compute")
  func signatures() throws {
    let url = try request(.dingtalk, secret: "SECtest").url
    #expect(
      url
        == "https://example.org/send?key=k&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D")
    let feishu = try request(.feishu, secret: "demo").body
    #expect(feishu["timestamp"]?.stringValue == "1700000000")
    #expect(feishu["sign"]?.stringValue == "8oT2n3SMKFfEnDoiwer8BUM/SjKLwe9SqoEIHlhDTKo=")
  }

  @Test("a message for WeCom has at most 4,096 bytes, whatever the night found")
  func wecomSize() {
    var result = news.result
    result.attention = (0..<200).map {
      AttentionItem(
        .fail, .verdict, .init(.migration, "m\($0)"), title: .verbatim("标题很长的一句话"), cause: .verbatim("原因同样很长的一句话"),
        amountNote: .verbatim("无"), remedy: .verbatim("处理"))
    }
    let markdown = NightNews(result: result).markdown(.chinese, bytesMax: 4096)
    #expect(markdown.utf8.count <= 4096)
    #expect(markdown.contains("见页面。"), "what is left out is said")
  }

  @Test("only scheme and host of an address are ever shown")
  func shownAddress() {
    func shown(_ url: String) -> String { NotifyChannel(kind: .webhook, url: url).shown }
    #expect(shown("https://hooks.example.org/T0/secret?key=secret") == "https://hooks.example.org")
    #expect(shown("https://user:secret@example.org:8443/x") == "https://example.org:8443")
    #expect(shown("https://example.org?secret") == "https://example.org")
  }

  // MARK: - Delivery

  private static func limits(attempt: Double = 0.5) -> Delivery.Limits {
    var limits = Delivery.Limits()
    limits.attempt = attempt
    limits.pause = 0.01
    return limits
  }

  /// - Parameter attempt: seconds; the first exchange of a process alone takes one on a busy machine.
  private func deliver(
    to address: String, kind: NotifyChannel.Kind = .webhook, attempt: Double = 6
  ) -> Diagnostic? {
    let channel = NotifyChannel(kind: kind, url: address + "/hook/secret")
    do {
      try Delivery(channel: channel, limits: NotifyTests.limits(attempt: attempt), clock: .system).send {
        NotifyRequest(channel, news, .english, at: $0)
      }
      return nil
    } catch let diagnostic as Diagnostic { return diagnostic } catch { return nil }
  }

  private static func answer(_ status: String, _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  }

  @Test("what is taken is sent once, with the document as its body")
  func taken() throws {
    let server = try LocalServer { $0.send(NotifyTests.answer("204 No Content", "")) }
    #expect(deliver(to: server.address) == nil)
    #expect(server.requests == ["POST /hook/secret HTTP/1.1"])
    let body = try JSONReader.read(try #require(server.bodies.first))
    #expect(body["trading_day"]?.stringValue == "2024-01-31")
  }

  @Test("a service that answers 500 is asked three times and named without its secret")
  func serverFault() throws {
    let server = try LocalServer { $0.send(NotifyTests.answer("500 Internal Server Error", "no")) }
    let diagnostic = try #require(deliver(to: server.address))
    #expect(server.requests.count == 3)
    #expect(diagnostic.id == "notify.undelivered")
    #expect(diagnostic.severity == .warning)
    #expect(!diagnostic.text(.english).contains("secret/") && !diagnostic.text(.english).contains("/hook"))
    #expect(diagnostic.summary.english.contains("3 attempts"))
  }

  @Test("a service that fails once is told the second time")
  func secondAttempt() throws {
    let count = Counter()
    let server = try LocalServer {
      $0.send(count.next() == 1 ? NotifyTests.answer("503 Busy", "") : NotifyTests.answer("200 OK", #"{"errcode":0}"#))
    }
    #expect(deliver(to: server.address, kind: .wecom) == nil)
    #expect(server.requests.count == 2)
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock {
        $0 += 1
        return $0
      }
    }
  }

  @Test("a definite no is not asked again")
  func refusal() throws {
    let missing = try LocalServer { $0.send(NotifyTests.answer("404 Not Found", "")) }
    #expect(deliver(to: missing.address)?.summary.english.contains("status 404") == true)
    #expect(missing.requests.count == 1)
    let robot = try LocalServer {
      $0.send(NotifyTests.answer("200 OK", #"{"errcode":310000,"errmsg":"sign not match"}"#))
    }
    let told = deliver(to: robot.address, kind: .dingtalk)?.summary.english
    #expect(told?.contains("code 310000, 'sign not match'") == true)
    #expect(robot.requests.count == 1)
    let feishu = try LocalServer { $0.send(NotifyTests.answer("200 OK", #"{"code":19021,"msg":"sign match fail"}"#)) }
    #expect(deliver(to: feishu.address, kind: .feishu)?.summary.english.contains("code 19021") == true)
  }

  @Test("a code in the body is named, whatever the status", arguments: ["200 OK", "400 Bad Request"])
  func codeInBody(status: String) throws {
    let server = try LocalServer {
      $0.send(NotifyTests.answer(status, #"{"code":9499,"msg":"Bad Request","data":{}}"#))
    }
    #expect(deliver(to: server.address, kind: .feishu)?.summary.english.contains("code 9499, 'Bad Request'") == true)
    let chat = try LocalServer {
      $0.send(NotifyTests.answer(status, #"{"errcode":93000,"errmsg":"invalid webhook url"}"#))
    }
    #expect(deliver(to: chat.address, kind: .wecom)?.summary.english.contains("code 93000") == true)
    #expect(server.requests.count == 1 && chat.requests.count == 1)
  }

  @Test("a service that takes the message and never ends its answer is told once")
  func slowEnd() throws {
    let server = try LocalServer { connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
      Thread.sleep(forTimeInterval: 0.6)
    }
    #expect(deliver(to: server.address, attempt: 0.3) == nil)
    #expect(server.requests.count == 1)
  }

  @Test("a redirection is not followed")
  func redirection() throws {
    let other = try LocalServer { $0.send(NotifyTests.answer("200 OK", "")) }
    let target = other.address
    let server = try LocalServer {
      $0.send("HTTP/1.1 302 Found\r\nLocation: \(target)/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }
    #expect(deliver(to: server.address) != nil)
    #expect(other.requests.isEmpty)
  }

  @Test(
    "a service that hangs, closes, or is not there ends in time", arguments: ["hangs", "closes", "trickles", "absent"])
  func silence(_ fault: String) throws {
    let server = try LocalServer { connection in
      switch fault {
      case "hangs": Thread.sleep(forTimeInterval: 1)
      case "trickles":
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<8 where connection.send(" ") { Thread.sleep(forTimeInterval: 0.1) }
      default: break
      }
    }
    let address = fault == "absent" ? "http://127.0.0.1:1" : server.address
    let begin = ContinuousClock.now
    let diagnostic = deliver(to: address, kind: .wecom, attempt: 0.3)
    #expect(diagnostic?.id == "notify.undelivered")
    #expect(ContinuousClock.now - begin < .seconds(6))
  }

  @Test("all attempts together end within their time")
  func totalTime() throws {
    let server = try LocalServer { _ in Thread.sleep(forTimeInterval: 0.6) }
    let channel = NotifyChannel(kind: .webhook, url: server.address)
    var limits = NotifyTests.limits(attempt: 5)
    limits.total = 0.5
    let begin = ContinuousClock.now
    #expect(throws: Diagnostic.self) {
      try Delivery(channel: channel, limits: limits, clock: .system).send {
        NotifyRequest(channel, news, .english, at: $0)
      }
    }
    #expect(ContinuousClock.now - begin < .seconds(3))
  }
}
