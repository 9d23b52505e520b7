import Foundation
package import Primitives

/// RD-Agent's results API over HTTP (`Contracts.md`, results API): nothing but GET.
///
/// An answer that may come right is asked for again, after pauses that double; a status that says what is wrong is not.
package struct ResultsAPI: Sendable {
  /// What asking may take.
  package struct Limits: Sendable {
    /// For one request.
    package var attempts = 3
    /// Of one attempt, seconds.
    package var seconds = 60.0
    /// Before the second attempt; before each further one twice as long.
    package var pause = 0.5
    /// Of one answer: 50,000 factors take 60 MB.
    package var bytes = 256 << 20

    package init() {}
  }

  private let address: String
  private let limits: Limits

  /// - Parameter address: scheme, host and port, with or without a path; a slash at its end is passed over.
  package init(address: String, limits: Limits = Limits()) {
    self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.limits = limits
  }

  /// Scheme, host and path without what may be a secret.
  package var shown: String {
    guard var parts = URLComponents(string: address) else { return address }
    (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
    return parts.string ?? address
  }

  /// What came back for a route.
  package enum Reply: Sendable, Equatable {
    case found([UInt8])
    /// 404: there is no such thing.
    case absent
  }

  /// Throws the failure of the last attempt; a status of 404 is none.
  package func get(_ route: String, query: [(name: String, value: String)] = []) throws(HTTPFailure) -> Reply {
    var request = BoundedRequest(.get, address + route + ResultsAPI.text(of: query))
    request.headers = ["Accept": "application/json"]
    request.types = ["json"]
    request.limits.seconds = limits.seconds
    request.limits.size = limits.bytes
    do { return .found(try answer(request)) } catch {
      if error.status == 404, error.reason == .status { return .absent }
      throw error
    }
  }

  private func answer(_ request: BoundedRequest) throws(HTTPFailure) -> [UInt8] {
    var pause = limits.pause
    var attempt = 1
    while true {
      do throws(HTTPFailure) { return try request.answer().body } catch {
        guard ResultsAPI.mayPass(error), attempt < limits.attempts else { throw error }
      }
      Thread.sleep(forTimeInterval: pause)
      pause *= 2
      attempt += 1
    }
  }

  /// Whether the same request may have an answer later.
  private static func mayPass(_ failure: HTTPFailure) -> Bool {
    switch failure.reason {
    case .refused, .timedOut, .cut, .broken: true
    case .status: failure.status.map { [408, 429, 500, 502, 503, 504].contains($0) } ?? false
    case .address, .noHost, .certificate, .tooLarge, .notHTTP, .type: false
    }
  }

  /// Everything but letters, digits and `-._~` is escaped: a plus would be read as a blank.
  private static func text(of query: [(name: String, value: String)]) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let parts = query.map { pair in
      pair.name + "=" + (pair.value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
    }
    return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
  }
}
