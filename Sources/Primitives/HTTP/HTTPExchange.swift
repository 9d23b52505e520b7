import CCurl
import Foundation
import Synchronization

/// One exchange of libcurl under a clock of its own.
///
/// Foundation's session, which stands on the same library, ends the process where an answer is cut inside of its head.
struct HTTPExchange: Sendable {
  private let request: BoundedRequest
  private let url: URL

  init(_ request: BoundedRequest, _ url: URL) {
    self.request = request
    self.url = url
  }

  private static let hasStarted = aistock_curl_start() != 0

  func end() -> HTTPReceiver.End {
    let seconds = max(0, min(request.limits.seconds, 1e6))
    let receiver = HTTPReceiver(request)
    guard HTTPExchange.hasStarted else { return HTTPReceiver.End(reason: .broken) }
    Thread.detachNewThread {
      HTTPExchange.blockBrokenPipes()
      perform(receiver, behind: seconds + 1)
      receiver.done.signal()
    }
    // The library looks for names and closes connections as long as it likes: this wait ends the exchange.
    let isSilent = receiver.done.wait(timeout: .now() + seconds) == .timedOut
    var end = receiver.end.withLock { $0 }
    receiver.isOver.withLock { $0 = true }
    // What was refused by its head or its size is refused for that, even where the connection does not end.
    if isSilent, end.reason == nil { end.reason = .timedOut(seconds: seconds) }
    return end
  }

  // MARK: - On the thread of the exchange

  /// A service that hangs up while TLS writes would end the process otherwise: the signal goes to the thread that wrote.
  private static func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private func perform(_ receiver: HTTPReceiver, behind seconds: Double) {
    var (target, hops) = (url, 0)
    while true {
      let code = ask(target, receiver, behind: seconds)
      let next = receiver.end.withLock { end -> URL? in
        if end.reason == nil, !end.isHeadWhole || code != CURLE_OK {
          end.reason = HTTPFailure.Reason(code, within: request.limits.seconds)
        }
        return following(end, from: target)
      }
      guard case .followed(let most) = request.redirection, hops < most, let next, !receiver.isOver.withLock({ $0 })
      else { return }
      (target, hops) = (next, hops + 1)
      receiver.end.withLock { $0 = HTTPReceiver.End() }
    }
  }

  /// Where a redirection leads; nil for an answer that is none. What was sent to one is never sent to another.
  private func following(_ end: HTTPReceiver.End, from url: URL) -> URL? {
    guard request.method == .get, end.isHeadWhole, let status = end.status, [301, 302, 303, 307, 308].contains(status),
      let target = end.location.flatMap({ URL(string: $0, relativeTo: url)?.absoluteURL }),
      target.host?.isEmpty == false, ["http", "https"].contains(target.scheme)
    else { return nil }
    return target
  }

  private func ask(_ target: URL, _ receiver: HTTPReceiver, behind seconds: Double) -> CURLcode {
    guard let handle = curl_easy_init() else { return CURLE_OUT_OF_MEMORY }
    defer { curl_easy_cleanup(handle) }
    var lines = ["Expect:"]
    if target.scheme == url.scheme, target.host == url.host, target.port == url.port {
      lines += request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { list = curl_slist_append(list, line) }
    defer { curl_slist_free_all(list) }
    let context = Unmanaged.passUnretained(receiver).toOpaque()
    _ = aistock_curl_text(handle, CURLOPT_URL, target.absoluteString)
    _ = aistock_curl_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = aistock_curl_text(handle, CURLOPT_USERAGENT, "aistock/\(ToolVersion.current)")
    // Every compression that the library can undo.
    _ = aistock_curl_text(handle, CURLOPT_ACCEPT_ENCODING, "")
    _ = aistock_curl_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    _ = aistock_curl_long(handle, CURLOPT_NOSIGNAL, 1)
    _ = aistock_curl_long(handle, CURLOPT_NOPROGRESS, 0)
    _ = aistock_curl_long(handle, CURLOPT_TIMEOUT_MS, Int(seconds * 1000))
    _ = aistock_curl_list(handle, CURLOPT_HTTPHEADER, list)
    for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_XFERINFODATA] {
      _ = aistock_curl_context(handle, option, context)
    }
    _ = aistock_curl_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      HTTPExchange.passed(bytes, size * count, context) { $0.take(headLine: $1) }
    }
    _ = aistock_curl_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      HTTPExchange.passed(bytes, size * count, context) { $0.take($1) }
    }
    _ = aistock_curl_progress(handle) { context, _, _, _, _ in
      guard let context else { return 1 }
      return Unmanaged<HTTPReceiver>.fromOpaque(context).takeUnretainedValue().isOver.withLock { $0 } ? 1 : 0
    }
    return request.body.withUnsafeBytes { body in
      if request.method == .post {
        _ = aistock_curl_long(handle, CURLOPT_POST, 1)
        _ = aistock_curl_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        // Kept by its address for as long as the exchange lasts.
        _ = aistock_curl_context(
          handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress ?? UnsafeRawPointer(context)))
      }
      return curl_easy_perform(handle)
    }
  }

  /// How many bytes were taken; fewer than came end the exchange.
  private static func passed(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (HTTPReceiver, UnsafeRawBufferPointer) -> Bool
  ) -> Int {
    guard let context else { return 0 }
    let receiver = Unmanaged<HTTPReceiver>.fromOpaque(context).takeUnretainedValue()
    // No byte is a piece too, and more than none would be said of it.
    return take(receiver, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : count == 0 ? 1 : 0
  }
}

extension HTTPFailure.Reason {
  /// The library's own text is not kept: it may hold the address, and the address a secret.
  fileprivate init(_ code: CURLcode, within seconds: Double) {
    switch code {
    case CURLE_COULDNT_CONNECT: self = .refused
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .noHost
    case CURLE_OPERATION_TIMEDOUT: self = .timedOut(seconds: seconds)
    case CURLE_URL_MALFORMAT: self = .address
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      self = .certificate
    // The scheme of the address is known to be http here: what is not supported is the answer.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM: self = .notHTTP
    // The end of a head that is no whole one comes without an error.
    case CURLE_OK, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_BAD_CONTENT_ENCODING,
      CURLE_WRITE_ERROR:
      self = .cut
    default: self = .broken
    }
  }
}
