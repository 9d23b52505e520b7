import Foundation
package import Primitives

/// RD-Agent's results API over HTTP (`Contracts.md`, results API).
///
/// An answer that may come right is asked for again, after pauses that double; a status that says what is wrong is not.
/// What changes something there is asked for once, unless asking twice is asking once. Nothing is ever deleted, and no
/// redirection is followed.
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
    /// Of one bundle, which a model's weights may fill.
    package var bundleBytes = 256 << 20
    package var bundleSeconds = 600.0
    /// RD-Agent's own six steps over all of its workspaces, for which it sets no limit itself.
    package var materializeSeconds = 3600.0
    /// Seconds that are left for everything; nil: there is no hurry.
    package var left: (@Sendable () -> Double)?

    package init() {}

    /// What of so many seconds is left.
    fileprivate func left(of seconds: Double) -> Double { min(seconds, max(0.001, left?() ?? seconds)) }
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
    do { return .found(try answer(request).body) } catch {
      if error.status == 404, error.reason == .status { return .absent }
      throw error
    }
  }

  /// The zip file of a bundle as it came, whole; nil where there is no such bundle.
  package func bundle(_ id: BundleID) throws(HTTPFailure) -> BoundedRequest.Answer? {
    var request = BoundedRequest(.get, address + "/artifacts/bundle/" + id.text)
    request.headers = ["Accept": "application/x-zip-compressed, application/zip"]
    request.types = ["application/x-zip-compressed", "application/zip"]
    request.limits.seconds = limits.bundleSeconds
    request.limits.size = limits.bundleBytes
    do { return try answer(request) } catch {
      if error.status == 404, error.reason == .status { return nil }
      throw error
    }
  }

  /// Tells RD-Agent that a bundle was received. Telling it twice is telling it once.
  ///
  /// - Returns: the body of the answer.
  package func confirm(_ id: BundleID) throws(HTTPFailure) -> [UInt8] {
    var request = post("/ops/sync-confirm")
    request.headers["Content-Type"] = "application/json"
    request.body = (["asset_bundle_id": .string(id.text), "status": "synced"] as JSONValue).canonical
    return try answer(request).body
  }

  /// Asks RD-Agent to solidify what is pending and to export its catalogs, once: a second time would begin it anew.
  ///
  /// - Returns: the body of the answer, also of status 500, which tells of each step.
  package func materialize() throws(HTTPFailure) -> [UInt8] {
    var request = post("/ops/materialize-and-refresh")
    request.statuses = [200, 500]
    request.limits.seconds = limits.materializeSeconds
    return try request.answer().body
  }

  private func post(_ route: String) -> BoundedRequest {
    var request = BoundedRequest(.post, address + route)
    request.headers = ["Accept": "application/json"]
    request.types = ["json"]
    request.limits.seconds = limits.seconds
    request.limits.size = limits.bytes
    return request
  }

  /// A page of the registry's solidified loops, for `IncrementalPages`; no rows where there is no such route.
  func incremental(_ cursor: String?, _ limit: Int) throws(HTTPFailure) -> [UInt8] {
    var query = [(name: "limit", value: "\(limit)")]
    if let cursor { query.append((name: "last_sync_time", value: cursor)) }
    switch try get(ResultsAPI.incremental, query: query) {
    case .found(let bytes): return bytes
    case .absent: return Array("{\"loops\":[]}".utf8)
    }
  }

  static let incremental = "/catalog/incremental"

  private func answer(_ request: BoundedRequest) throws(HTTPFailure) -> BoundedRequest.Answer {
    var request = request
    let seconds = request.limits.seconds
    var pause = limits.pause
    var attempt = 1
    while true {
      request.limits.seconds = limits.left(of: seconds)
      do throws(HTTPFailure) { return try request.answer() } catch {
        guard ResultsAPI.mayPass(error), attempt < limits.attempts, limits.left(of: pause + 0.01) > pause else {
          throw error
        }
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
  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private static func text(of query: [(name: String, value: String)]) -> String {
    let parts = query.map { pair in
      pair.name + "=" + (pair.value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
    }
    return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
  }

  /// An identifier as one segment of a path; nil for one that would lead elsewhere.
  static func segment(_ identifier: String) -> String? {
    guard !identifier.isEmpty, ![".", ".."].contains(identifier), !identifier.contains(".."),
      !identifier.contains(where: { "/\\".contains($0) || $0.isNewline || $0 == "\0" })
    else { return nil }
    return identifier.addingPercentEncoding(withAllowedCharacters: plain)
  }

  /// What RD-Agent says of a failure: the text of `detail`, or the beginning of what it is; nil where it says nothing.
  static func detail(_ body: [UInt8]) -> String? {
    guard let detail = (try? JSONReader.read(body))?["detail"] else { return nil }
    return String((detail.stringValue ?? String(decoding: detail.canonical, as: UTF8.self)).prefix(200))
  }
}
