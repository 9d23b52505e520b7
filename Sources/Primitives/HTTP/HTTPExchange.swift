import Foundation
import FoundationNetworking
import Synchronization

/// One exchange of Foundation's session under a clock of its own.
struct HTTPExchange {
  private let request: BoundedRequest
  private let url: URL

  init(_ request: BoundedRequest, _ url: URL) {
    self.request = request
    self.url = url
  }

  /// What an exchange came to.
  struct End: Sendable {
    var status: Int?
    var type: String?
    var body: [UInt8] = []
    var reason: HTTPFailure.Reason?
  }

  func end() -> End {
    let seconds = max(0, min(request.limits.seconds, 1e6))
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    // Foundation counts whole seconds only, and traps where its own clock runs out during a redirection: the wait
    // below is what ends the exchange.
    let behind = seconds.rounded(.up) + 1
    configuration.timeoutIntervalForRequest = behind
    configuration.timeoutIntervalForResource = behind
    let receiver = Receiver(request, url)
    let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
    let task = session.dataTask(with: foundation(behind))
    task.resume()
    // A service that trickles keeps its connection alive: this wait ends it.
    let isSilent = receiver.done.wait(timeout: .now() + seconds) == .timedOut
    // Taken before the cancellation, which is told as a failure of its own.
    var end = receiver.end.withLock { $0 }
    receiver.isOver.withLock { $0 = true }
    if isSilent { task.cancel() }
    session.invalidateAndCancel()
    // What was refused by its head or its size is refused for that, even where the connection does not end.
    if isSilent, end.reason == nil { end.reason = .timedOut(seconds: seconds) }
    return end
  }

  private func foundation(_ seconds: Double) -> URLRequest {
    var sent = URLRequest(url: url, timeoutInterval: seconds)
    sent.httpMethod = request.method.rawValue
    for (name, value) in request.headers { sent.setValue(value, forHTTPHeaderField: name) }
    if request.method == .post { sent.httpBody = Data(request.body) }
    return sent
  }

  /// Takes an answer piece by piece, and no more of it than is allowed.
  private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    let end = Mutex(End())
    /// Whether nobody waits any more.
    let isOver = Mutex(false)
    let done = DispatchSemaphore(value: 0)
    private let request: BoundedRequest
    private let url: URL
    private let hops = Mutex(0)

    init(_ request: BoundedRequest, _ url: URL) {
      self.request = request
      self.url = url
    }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      let reason = reason(by: response)
      end.withLock {
        $0.status = (response as? HTTPURLResponse)?.statusCode
        $0.type = response.mimeType
        $0.reason = reason
      }
      let isRead = reason == nil || reason == .status && request.limits.refusal > 0
      completionHandler(isRead ? .allow : .cancel)
      if !isRead { done.signal() }
    }

    /// What the head of an answer alone says against it.
    private func reason(by response: URLResponse) -> HTTPFailure.Reason? {
      guard let status = (response as? HTTPURLResponse)?.statusCode else { return .notHTTP }
      if !request.statuses.contains(status) { return .status }
      if let types = request.types, let type = response.mimeType, !types.contains(where: type.lowercased().contains) {
        return .type(type)
      }
      let size = request.limits.size
      return response.expectedContentLength > Int64(size) ? .tooLarge(bytes: size) : nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      let isEnough = end.withLock { end in
        switch end.reason {
        case .status:
          end.body += data.prefix(request.limits.refusal - end.body.count)
          return end.body.count >= request.limits.refusal
        case nil where end.body.count + data.count <= request.limits.size:
          end.body += data
          return false
        case nil:
          end.body = []
          end.reason = .tooLarge(bytes: request.limits.size)
          return true
        default: return false
        }
      }
      if isEnough {
        dataTask.cancel()
        done.signal()
      }
    }

    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
      let next = following(newRequest)
      if next == nil {
        end.withLock {
          $0.status = response.statusCode
          $0.reason = .status
        }
      }
      // Foundation traps where this reply comes behind a cancellation. Before one it is first in their queue.
      isOver.withLock { if !$0 { completionHandler(next) } }
    }

    /// The request behind a redirection, without headers where it goes to somebody else; nil where it is refused.
    private func following(_ new: URLRequest) -> URLRequest? {
      guard case .followed(let most) = request.redirection, let target = new.url, target.host?.isEmpty == false,
        ["http", "https"].contains(target.scheme)
      else { return nil }
      let count = hops.withLock {
        $0 += 1
        return $0
      }
      if count > most { return nil }
      var next = new
      if target.scheme != url.scheme || target.host != url.host || target.port != url.port {
        for name in request.headers.keys { next.setValue(nil, forHTTPHeaderField: name) }
      }
      return next
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      end.withLock { end in
        // Cancelled by ourselves: the reason that is there says why.
        if let error, end.reason == nil { end.reason = HTTPFailure.Reason(error, within: request.limits.seconds) }
      }
      done.signal()
    }
  }
}

extension HTTPFailure.Reason {
  /// The system's own text is not kept: it may hold the address, and the address a secret.
  fileprivate init(_ error: any Error, within seconds: Double) {
    switch (error as? URLError)?.code {
    case .timedOut: self = .timedOut(seconds: seconds)
    case .cannotConnectToHost: self = .refused
    case .cannotFindHost, .dnsLookupFailed: self = .noHost
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
      self = .certificate
    // The scheme of the address is known to be http here: what is not supported is the answer.
    case .unsupportedURL: self = .notHTTP
    // Foundation has no code of its own for a body that ends early or cannot be unpacked.
    case .unknown, .networkConnectionLost, .zeroByteResource, .badServerResponse, .cannotParseResponse,
      .cannotDecodeRawData, .cannotDecodeContentData:
      self = .cut
    default: self = .broken
    }
  }
}
