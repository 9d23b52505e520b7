import Foundation
import Primitives

/// The allowed-signers file of OpenSSH (ssh-keygen(1), "ALLOWED SIGNERS"), as far as it says whose a key is.
///
/// Whether a key may sign at a moment is decided by `ssh-keygen` alone. Here validity does not count: a key that
/// has expired is still its owner's.
struct AllowedSigners {
  private var lines: [(principals: [String], key: [UInt8])] = []

  /// A file that is not there names nobody.
  init(file path: String) throws {
    guard FileReader.exists(path) else { return }
    for line in String(decoding: try FileReader.bytes(path), as: UTF8.self).split(whereSeparator: \.isNewline) {
      let tokens = AllowedSigners.tokens(line)
      guard let principals = tokens.first, !principals.hasPrefix("#"),
        let kind = tokens.dropFirst().firstIndex(where: AllowedSigners.isKeyKind), kind + 1 < tokens.count,
        let key = Data(base64Encoded: tokens[kind + 1])
      else { continue }
      lines.append((principals.split(separator: ",").map(String.init), Array(key)))
    }
  }

  /// Whether any line gives this key to one of these people, by name or by a pattern that matches it.
  func gives(_ key: [UInt8], to people: [String]) -> Bool {
    let names = Set(people.map(PersonName.init))
    return lines.contains { line in
      line.key == key
        && line.principals.contains { principal in
          names.contains(PersonName(principal)) || people.contains { AllowedSigners.matches($0, principal) }
        }
    }
  }

  /// `*` stands for any text and `?` for one character.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    guard pattern.contains("*") || pattern.contains("?") else { return false }
    var expression = "^"
    for character in pattern {
      switch character {
      case "*": expression += ".*"
      case "?": expression += "."
      default: expression += NSRegularExpression.escapedPattern(for: String(character))
      }
    }
    return name.range(of: expression + "$", options: [.regularExpression, .caseInsensitive]) != nil
  }

  private static func isKeyKind(_ token: String) -> Bool {
    ["ssh-", "ecdsa-", "sk-"].contains { token.hasPrefix($0) }
  }

  /// Words between blanks; blanks inside quotation marks do not part.
  private static func tokens(_ line: Substring) -> [String] {
    var tokens: [String] = []
    var token = ""
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case " ", "\t":
        if isQuoted {
          token.append(character)
        } else if !token.isEmpty {
          tokens.append(token)
          token = ""
        }
      default: token.append(character)
      }
    }
    return token.isEmpty ? tokens : tokens + [token]
  }
}

extension SSHSignature {
  /// The public key inside an armoured signature (OpenSSH PROTOCOL.sshsig); nil for what is none.
  static func publicKey(of armoured: [UInt8]) -> [UInt8]? {
    let lines = String(decoding: armoured, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let first = lines.first, first.hasPrefix("-----BEGIN SSH SIGNATURE"),
      let data = Data(base64Encoded: lines.dropFirst().prefix { !$0.hasPrefix("-----") }.joined())
    else { return nil }
    let bytes = Array(data)
    let head = Array("SSHSIG".utf8)
    guard bytes.starts(with: head), bytes.count >= head.count + 8 else { return nil }
    let size = bytes[(head.count + 4)..<(head.count + 8)].reduce(0) { $0 << 8 | Int($1) }
    let start = head.count + 8
    guard size > 0, bytes.count >= start + size else { return nil }
    return Array(bytes[start..<(start + size)])
  }
}
