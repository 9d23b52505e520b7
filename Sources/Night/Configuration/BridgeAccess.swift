import MarketData
import Primitives
import Records

/// The address and the token of a bridge beside a QMT client, as a configuration gives them.
extension ConfigurationReader {
  /// A token written as `NAME: "${VARIABLE}"`, or kept alone in the file that `NAME_file` names; nil where neither stands.
  ///
  /// Throws `config.two-tokens`, `config.token` and `config.token-file` (exit 3); none of them repeats the token.
  func token(_ fields: YAMLFields, _ name: String) throws -> String? {
    let fileName = name + "_file"
    let file = try fields.text(fileName).map(path)
    guard let text = try secretText(fields, name) else {
      guard let file else { return nil }
      let place = document.place(fields[fileName], field: fields.path + "." + fileName)
      if secrets == .left { return "" }
      return try checkedToken(try ConfigurationReader.line(of: file, at: place), at: place)
    }
    let place = document.place(fields[name], field: fields.path + "." + name)
    if file != nil { throw Diagnostic.twoTokens(at: place) }
    // A token whose variable is left out is not looked at.
    return secrets == .left && text.contains("${") ? text : try checkedToken(text, at: place)
  }

  /// Throws `config.bridge` (exit 3) for an address over which a token would be sent in the clear.
  func checkBridge(_ address: String, _ fields: YAMLFields, _ name: String) throws {
    guard !address.isBridgeAddress, !(secrets == .left && address.contains("${")) else { return }
    throw Diagnostic.bridgeAddress(at: document.place(fields[name], field: fields.path + "." + name))
  }

  /// The bridge's own rule: 16 to 256 printable ASCII characters without a blank.
  private func checkedToken(_ text: String, at place: Diagnostic.Place) throws -> String {
    guard (16...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Diagnostic.token(at: place)
    }
    return text
  }

  /// What a file of one line holds.
  private static func line(of file: String, at place: Diagnostic.Place) throws -> String {
    guard let text = try? FileReader.text(file) else { throw Diagnostic.tokenFile(file, at: place) }
    return String(text.reversed().drop { $0.isNewline }.reversed())
  }
}

extension Diagnostic {
  fileprivate static func bridgeAddress(at place: Place) -> Diagnostic {
    Diagnostic(
      "config.bridge", .usage, at: place,
      (
        en: "The bridge is reached over loopback or TLS only.", zh: "只能经本机回环地址或 TLS 连接桥接服务。"
      ),
      remedy: (
        en: "Write `http://127.0.0.1:9876` behind a tunnel, or an `https://` address.",
        zh: "经隧道使用 `http://127.0.0.1:9876`，或使用 `https://` 地址。"
      ), exit: .input)
  }

  fileprivate static func token(at place: Place) -> Diagnostic {
    Diagnostic(
      "config.token", .usage, at: place,
      (en: "The token is none that a bridge takes.", zh: "该令牌不符合桥接服务的要求。"),
      remedy: (
        en: "Use 16 to 256 printable ASCII characters without a blank: `qmt_bridge.py --make-token FILE`.",
        zh: "请用 16 至 256 个可打印 ASCII 字符、不含空格：`qmt_bridge.py --make-token FILE`。"
      ), exit: .input)
  }

  fileprivate static func twoTokens(at place: Place) -> Diagnostic {
    Diagnostic(
      "config.two-tokens", .usage, at: place,
      (en: "A token and a file of a token stand side by side.", zh: "令牌与令牌文件同时给出。"),
      remedy: (en: "Keep one of the two.", zh: "请只保留其中之一。"), exit: .input)
  }

  fileprivate static func tokenFile(_ file: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "config.token-file", .absent, at: place, ["path": .text(file)],
      (en: "The token's file {path} cannot be read.", zh: "无法读取令牌文件 {path}。"),
      remedy: (
        en: "Write the token there, or name its environment variable in `token`.", zh: "请将令牌写入该文件，或在 `token` 中引用环境变量。"
      ))
  }
}
