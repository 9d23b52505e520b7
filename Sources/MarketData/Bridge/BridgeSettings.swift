import Primitives

/// What a folder asks the bridge for.
///
/// | File | Holds |
/// |---|---|
/// | `bridge.json` | `bridge`, the address; `start`, the first day; optional `end`, and `token_file`, `token` in the folder by default |
/// | `token` | the bridge's token, alone |
/// | `instruments.txt` | a code a line, further cells of qlib's form are passed over; indexes are read as such |
/// | `factors.csv` | adjustment factors, where adjusted prices are wanted (`FactorFile`) |
struct BridgeSettings {
  private let address: String
  private let token: String
  let instruments: [InstrumentID]
  let start: TradingDay
  let end: TradingDay?

  /// - Throws: `market.bridge-settings` (exit 3) with file and field; `market.bridge-address` for an address over which the
  ///   token would go in the clear; `market.bridge-token-file`.
  init(folder: String) throws {
    let path = Path.join(folder, "bridge.json")
    guard FileReader.exists(path) else { throw Diagnostic.noSettings(path) }
    let document = try JSONReader.read(file: path, id: "market.bridge-settings", duplicates: .refused)
    let members = document.objectValue ?? [:]
    func wrong(_ field: String) -> Diagnostic { .settings(path, field) }
    if let stranger = members.keys.sorted().first(where: { !["bridge", "start", "end", "token_file"].contains($0) }) {
      throw wrong(stranger)
    }
    func day(_ field: String) throws -> TradingDay? {
      guard let value = members[field], value != .null else { return nil }
      guard let day = value.stringValue.flatMap({ TradingDay($0) }) else { throw wrong(field) }
      return day
    }
    guard let bridge = members["bridge"]?.stringValue else { throw wrong("bridge") }
    guard bridge.isBridgeAddress else { throw Diagnostic.address(path) }
    guard let start = try day("start") else { throw wrong("start") }
    address = bridge.hasSuffix("/") ? String(bridge.dropLast()) : bridge
    self.start = start
    end = try day("end")
    token = try BridgeSettings.token(Path.join(folder, members["token_file"]?.stringValue ?? "token"))
    instruments = try BridgeSettings.instruments(Path.join(folder, "instruments.txt"))
  }

  private static func token(_ path: String) throws -> String {
    guard let text = try? FileReader.text(path),
      case let line = String(text.reversed().drop { $0.isNewline }.reversed()), (16...256).contains(line.utf8.count),
      line.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw Diagnostic.tokenFile(path) }
    return line
  }

  private static func instruments(_ path: String) throws -> [InstrumentID] {
    var found: Set<InstrumentID> = []
    for (number, line) in QlibCalendarFile.lines(try FileReader.bytes(path, as: .configuration)) {
      let code = String(decoding: line.prefix { $0 != 0x09 && $0 != 0x20 && $0 != 0x2C }, as: UTF8.self)
      guard let instrument = InstrumentID(code), instrument.isExchangeCode else {
        throw Diagnostic.code(code, path, line: number)
      }
      found.insert(instrument)
    }
    return found.sorted()
  }

  /// As messages name the bridge.
  var shown: String { address }

  /// What the bridge answers on a path.
  ///
  /// QMT may fetch history first, so that an answer takes its time.
  func get(_ path: String) throws -> JSONValue {
    var request = BoundedRequest(.get, address + path)
    request.headers["Authorization"] = "Bearer " + token
    request.statuses = [200]
    request.types = ["json"]
    request.limits.size = 64 << 20
    request.limits.seconds = 300
    let body: [UInt8]
    do throws(HTTPFailure) { body = try request.answer().body } catch {
      if error.status == 401 { throw Diagnostic.token(shown) }
      throw Diagnostic.away(shown, BridgeSettings.message(error))
    }
    guard let value = try? JSONReader.read(body, duplicates: .refused) else {
      throw Diagnostic.away(shown, .noDocument)
    }
    return value
  }

  /// The bridge's own words where it gave some.
  private static func message(_ failure: HTTPFailure) -> Message {
    guard let error = (try? JSONReader.read(failure.body))?["error"], let id = error["id"]?.stringValue,
      let text = error["message"]?.stringValue
    else { return failure.message }
    return Message(
      "market.bridge-says", ["id": .text(id), "text": .text(text)], en: "The bridge says {id}: {text}",
      zh: "桥接服务报告 {id}：{text}")
  }
}

extension String {
  /// Loopback in the clear, or any host over TLS: what a token may be sent to. What stands before an `@` is no host.
  package var isBridgeAddress: Bool {
    guard !contains("@"), utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
    if hasPrefix("https://") { return count > 8 }
    guard hasPrefix("http://") else { return false }
    let host = dropFirst(7).prefix { $0 != "/" && $0 != ":" }
    return host == "127.0.0.1" || host == "localhost"
  }
}

extension Message {
  fileprivate static let noDocument = Message("market.bridge-no-json", en: "The answer is no JSON.", zh: "应答不是 JSON。")
}

extension Diagnostic {
  fileprivate static func noSettings(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.bridge-settings-missing", .absent, at: .init(path),
      (en: "The file that names the bridge is missing.", zh: "缺少指定桥接服务的文件。"),
      remedy: (
        en: "Write a JSON object with `bridge`, the address, and `start`, the first day.",
        zh: "请写一个 JSON 对象，`bridge` 为地址，`start` 为首日。"
      ))
  }

  fileprivate static func settings(_ path: String, _ field: String) -> Diagnostic {
    Diagnostic(
      "market.bridge-field", .damaged, at: .init(path, field: field), ["field": .text(field)],
      (en: "The member '{field}' is missing, unknown or of another form.", zh: "成员“{field}”缺失、未知或形式不对。"),
      remedy: (
        en: "Write the address as `bridge`, days as `start` and `end`, a file as `token_file`.",
        zh: "请用 `bridge` 写地址，`start` 与 `end` 写日期，`token_file` 写文件名。"
      ))
  }

  fileprivate static func address(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.bridge-address", .usage, at: .init(path, field: "bridge"),
      (en: "The bridge is reached over loopback or TLS only.", zh: "只能经本机回环地址或 TLS 连接桥接服务。"),
      remedy: (
        en: "Write `http://127.0.0.1:9876` behind a tunnel, or an `https://` address.",
        zh: "经隧道使用 `http://127.0.0.1:9876`，或使用 `https://` 地址。"
      ), exit: .input)
  }

  fileprivate static func tokenFile(_ path: String) -> Diagnostic {
    Diagnostic(
      "market.bridge-token-file", .absent, at: .init(path),
      (en: "The file holds no token that a bridge takes.", zh: "该文件不含桥接服务可用的令牌。"),
      remedy: (
        en: "Copy the file that `qmt_bridge.py --make-token FILE` wrote.",
        zh: "请复制 `qmt_bridge.py --make-token FILE` 写出的文件。"
      ))
  }

  fileprivate static func code(_ code: String, _ path: String, line: Int) -> Diagnostic {
    Diagnostic(
      "market.bridge-code", .damaged, at: .init(path, line: line), ["code": .text(code)],
      (en: "'{code}' is no code of an exchange.", zh: "“{code}”不是交易所代码。"),
      remedy: (en: "Write a code a line, as SH600000.", zh: "请每行写一个代码，如 SH600000。"))
  }

  fileprivate static func token(_ shown: String) -> Diagnostic {
    Diagnostic(
      "market.bridge-token", .environment, at: .init(shown),
      (en: "The bridge does not accept the token.", zh: "桥接服务不接受该令牌。"),
      remedy: (en: "Use the token that the bridge was started with.", zh: "请使用桥接服务启动时的令牌。"))
  }

  fileprivate static func away(_ shown: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "market.bridge-away", .environment, at: .init(shown), ["reason": .message(reason)],
      (en: "The bridge cannot be asked for bars. {reason}", zh: "无法向桥接服务请求日线。{reason}"),
      remedy: (en: "Start the bridge and QMT, and log in.", zh: "请启动桥接服务与 QMT 并登录。"))
  }
}
