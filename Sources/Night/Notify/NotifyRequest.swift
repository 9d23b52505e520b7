import Foundation
package import Primitives

/// What one channel is sent: address and body, in the form that its service documents.
package struct NotifyRequest: Equatable {
  package var url: String
  package var body: [UInt8]

  /// - Parameter seconds: of the clock, which DingTalk and Feishu sign.
  package init(_ channel: NotifyChannel, _ news: NightNews, _ language: Language, at seconds: Double) {
    url = channel.url
    switch channel.kind {
    case .webhook: body = news.json.canonical
    case .wecom: body = NotifyRequest.wecom(news, language).canonical
    case .dingtalk:
      body = NotifyRequest.dingtalk(news, language).canonical
      if let secret = channel.secret {
        url = NotifyRequest.signed(channel.url, secret: secret, milliseconds: Int64(seconds * 1000))
      }
    case .feishu:
      body = NotifyRequest.feishu(news, language, secret: channel.secret, seconds: Int64(seconds)).canonical
    }
  }

  // MARK: - WeCom

  /// Bytes of `content` at most (developer.work.weixin.qq.com, path/91770, markdown).
  private static let wecomMax = 4096

  private static func wecom(_ news: NightNews, _ language: Language) -> JSONValue {
    ["msgtype": "markdown", "markdown": ["content": .string(news.markdown(language, bytesMax: wecomMax))]]
  }

  // MARK: - DingTalk

  /// A message may have 20,000 bytes (open.dingtalk.com, custom robots); the rest is room for its frame.
  private static let dingtalkMax = 16_000

  private static func dingtalk(_ news: NightNews, _ language: Language) -> JSONValue {
    [
      "msgtype": "markdown",
      "markdown": [
        "title": .string(news.title[language]), "text": .string(news.markdown(language, bytesMax: dingtalkMax)),
      ],
    ]
  }

  /// The address with `timestamp` and `sign`: the code of `timestamp\nsecret` under the secret, in base64, as a part of
  /// a query (open.dingtalk.com, security settings of custom robots).
  private static func signed(_ url: String, secret: String, milliseconds: Int64) -> String {
    let code = HMACSHA256.code(of: Array("\(milliseconds)\n\(secret)".utf8), key: Array(secret.utf8))
    let sign = Data(code).base64EncodedString().utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "+"): text += "%2B"
      case UInt8(ascii: "/"): text += "%2F"
      case UInt8(ascii: "="): text += "%3D"
      default: text += String(decoding: [byte], as: UTF8.self)
      }
    }
    return url + (url.contains("?") ? "&" : "?") + "timestamp=\(milliseconds)&sign=\(sign)"
  }

  // MARK: - Feishu

  /// A request may have 20 KB (open.feishu.cn, custom bots); Chinese letters take three bytes each way.
  private static let feishuMax = 16_000

  private static func feishu(
    _ news: NightNews, _ language: Language, secret: String?, seconds: Int64
  ) -> JSONValue {
    let lines = news.text(language, bytesMax: feishuMax).split(separator: "\n", omittingEmptySubsequences: false)
    let post: JSONValue = [
      "title": .string(news.title[language]),
      "content": .array(lines.dropFirst().map { [["tag": "text", "text": .string(String($0))]] }),
    ]
    var members: [String: JSONValue] = [
      "msg_type": "post",
      "content": ["post": .object([language == .chinese ? "zh_cn" : "en_us": post])],
    ]
    if let secret {
      members["timestamp"] = .string("\(seconds)")
      members["sign"] = .string(feishuSign(secret: secret, seconds: seconds))
    }
    return .object(members)
  }

  /// The code of nothing under `timestamp\nsecret`, in base64 (open.feishu.cn, security settings of custom bots).
  private static func feishuSign(secret: String, seconds: Int64) -> String {
    Data(HMACSHA256.code(of: [], key: Array("\(seconds)\n\(secret)".utf8))).base64EncodedString()
  }
}
