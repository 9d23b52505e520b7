import Foundation

/// One request over HTTP whose exchange ends in time and takes no more than it may.
///
/// Nothing is sent but what stands here, and nowhere but to the address: redirections are refused unless they are asked
/// for. The call waits for its end; the wait is the system's own, which no change of the date disturbs. A
/// redirection is followed for GET only: what is sent goes nowhere else.
package struct BoundedRequest: Sendable, Equatable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// What becomes of an answer that names another address.
  package enum Redirection: Sendable, Equatable {
    /// It is the end: a failure with its status.
    case refused
    /// It is followed so many times. Headers go to the same scheme, host and port only.
    case followed(Int)
  }

  /// What one exchange may take.
  package struct Limits: Sendable, Equatable {
    /// Bytes of an answer, as they come out of any compression.
    package var size = 16 << 20
    /// Seconds for all of it, however it trickles.
    package var seconds: Double = 10
    /// Bytes that are kept of an answer whose status is not accepted; with 0 the exchange ends at its head.
    package var refusal = 64 << 10

    package init() {}
  }

  package var method: Method
  package var address: String
  package var headers: [String: String] = [:]
  package var body: [UInt8] = []
  package var redirection = Redirection.refused
  /// Statuses whose answer is read; every other one is a failure.
  package var statuses: Set<Int> = Set(200..<300)
  /// Parts of a media type, one of which an answer has that names its type; nil takes every type.
  package var types: [String]?
  package var limits = Limits()

  package init(_ method: Method, _ address: String) {
    self.method = method
    self.address = address
  }

  /// What came back whole.
  package struct Answer: Sendable, Equatable {
    package let status: Int
    /// The media type without its parameters, where the answer names one.
    package let type: String?
    package let body: [UInt8]
  }

  /// Sends it and waits for the end of the exchange.
  package func answer() throws(HTTPFailure) -> Answer {
    guard let url = URL(string: address), url.host?.isEmpty == false, ["http", "https"].contains(url.scheme) else {
      throw HTTPFailure(.address)
    }
    // The end of a line inside of a value would begin a header of its own.
    guard !headers.contains(where: { ($0.key + $0.value).utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 } }) else {
      throw HTTPFailure(.address)
    }
    let end = HTTPExchange(self, url).end()
    if let reason = end.reason { throw HTTPFailure(reason, status: end.status, body: end.body) }
    guard let status = end.status else { throw HTTPFailure(.notHTTP) }
    return Answer(status: status, type: end.type, body: end.body)
  }
}
