import Foundation
import Primitives
import Records

/// One more entry in `migrations:` of `aistock.yaml`, with every other byte of the file as it was.
///
/// The text is changed, not the tree: comments, order and line ends stay. What comes out is read before it takes the
/// file's place; where the text does not allow it, nothing is written.
package struct MigrationEntry: Equatable, Sendable {
  package var id: String
  /// Relative to the configuration.
  package var workspace: String
  package var benchmark: String?

  package init(id: String, workspace: String, benchmark: String? = nil) {
    self.id = id
    self.workspace = workspace
    self.benchmark = benchmark
  }

  /// `{id: x, workspace: migrations/x, benchmark: SH000300}`.
  var mapping: String {
    let members = [("id", id), ("workspace", workspace)] + (benchmark.map { [("benchmark", $0)] } ?? [])
    return "{" + members.map { "\($0.0): \(MigrationEntry.scalar($0.1))" }.joined(separator: ", ") + "}"
  }

  /// The line of a list.
  package var line: String { "- " + mapping }

  /// A plain scalar where it reads back as this text, else a quoted one. Only bytes of file names and paths come here.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      text.first.map { $0.isLetter && $0.isASCII } == true && YAMLScalar(plain: text) == .text
      && text.utf8.allSatisfy { $0.isFileNameByte || $0 == UInt8(ascii: "/") }
    return isPlain ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: - The text

  /// The text with the entry; nil where its form does not allow a safe insertion.
  ///
  /// - Parameter text: of a file that was read as a configuration.
  package func inserted(into text: String) -> String? {
    guard let before = tree(text), let changed = candidate(text), let after = tree(changed) else { return nil }
    // Whatever was done to the text, the tree must be the old one and this entry.
    guard var members = before.objectValue ?? (before == .null ? [:] : nil) else { return nil }
    let list = members["migrations"] ?? .null
    guard let items = list == .null ? [] : list.arrayValue else { return nil }
    var own: [String: JSONValue] = ["id": .string(id), "workspace": .string(workspace)]
    if let benchmark { own["benchmark"] = .string(benchmark) }
    members["migrations"] = .array(items + [.object(own)])
    return after == .object(members) ? changed : nil
  }

  /// Null for a file without a value.
  private func tree(_ text: String) -> JSONValue? {
    do { return try YAMLDocument(text, path: "aistock.yaml").root.json } catch let diagnostic as Diagnostic {
      return diagnostic.id == "yaml.empty" ? .null : nil
    } catch { return nil }
  }

  private func candidate(_ text: String) -> String? {
    // Bytes: a carriage return and a line feed are one character to Swift.
    var lines = Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let end = lines.first?.hasSuffix("\r") == true ? "\r" : ""
    guard let place = lines.firstIndex(where: { MigrationEntry.isKey($0) }) else {
      // Behind the last line, which may lack its end.
      if lines.last == "" { lines.removeLast() } else { lines[lines.count - 1] += end }
      lines += ["migrations:" + end, "  " + line + end, ""]
      return lines.joined(separator: "\n")
    }
    let value = MigrationEntry.value(lines[place])
    if value.hasPrefix("[") { return intoFlow(text, lines: lines, place) }
    guard value.isEmpty || value.hasPrefix("#") || value == "~" || value == "null" else { return nil }
    if value == "~" || value == "null" { lines[place] = "migrations:" + end }
    return intoBlock(lines, behind: place, end)
  }

  /// `migrations:` at the beginning of a line.
  private static func isKey(_ line: String) -> Bool {
    guard line.hasPrefix("migrations") else { return false }
    return line.dropFirst("migrations".count).drop { $0 == " " }.hasPrefix(":")
  }

  private static func value(_ line: String) -> String {
    let text = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == "\t" }
    return String(text.reversed().drop { $0 == " " || $0 == "\r" || $0 == "\r\n" }.reversed())
  }

  /// Behind the last line of the last item, with the indent of the items.
  private func intoBlock(_ lines: [String], behind place: Int, _ end: String) -> String {
    var lines = lines
    var indent: Int?
    var last = place
    for offset in (place + 1)..<max(place + 1, lines.count) {
      let text = lines[offset].drop { $0 == " " }
      let own = lines[offset].count - text.count
      if text.isEmpty || text.hasPrefix("\r") { continue }
      if text.hasPrefix("#") {
        // A comment that is indented like an item's members is the item's.
        if let indent, own > indent { last = offset }
        continue
      }
      if indent == nil {
        guard text.hasPrefix("-"), !text.hasPrefix("---") else { break }
        indent = own
      }
      guard let indent, own > indent || (own == indent && text.hasPrefix("-") && !text.hasPrefix("---")) else { break }
      last = offset
    }
    let blank = String(repeating: " ", count: indent ?? 2)
    if last == lines.count - 1 {
      // The last line of the file lacks its end.
      lines[last] += end
      lines.append(blank + line)
    } else {
      lines.insert(blank + line + end, at: last + 1)
    }
    return lines.joined(separator: "\n")
  }

  /// Before the bracket that closes the list; nil where it is not found.
  private func intoFlow(_ text: String, lines: [String], _ place: Int) -> String? {
    let bytes = Array(text.utf8)
    let start = lines[..<place].reduce(0) { $0 + $1.utf8.count + 1 }
    guard let open = bytes[start...].firstIndex(of: UInt8(ascii: "[")),
      let close = MigrationEntry.closing(bytes, from: open)
    else { return nil }
    let last = bytes[close.last]
    let comma = last == UInt8(ascii: "[") ? "" : last == UInt8(ascii: ",") ? " " : ", "
    // Behind the last item, or behind a comment between it and the bracket, which ends with its line.
    let isCommented = bytes[close.last..<close.bracket].contains(UInt8(ascii: "#"))
    let position = isCommented ? close.bracket : close.last + 1
    return String(decoding: bytes[..<position] + Array((comma + mapping).utf8) + bytes[position...], as: UTF8.self)
  }

  /// The bracket that closes a list, and the last byte before it that is no blank and no comment.
  private static func closing(_ bytes: [UInt8], from open: Int) -> (bracket: Int, last: Int)? {
    var depth = 0
    var place = open
    var last = open
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return (place, last) }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        let quote = bytes[place]
        place += 1
        while place < bytes.count, bytes[place] != quote {
          place += quote == UInt8(ascii: "\"") && bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
      case UInt8(ascii: "#") where place > 0 && [0x20, 0x09, 0x0A].contains(bytes[place - 1]):
        while place < bytes.count, bytes[place] != 0x0A { place += 1 }
      default: break
      }
      if place < bytes.count, ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { last = place }
      place += 1
    }
    return nil
  }

  // MARK: - The file

  /// Puts the entry into a configuration's file, whose permissions stay.
  ///
  /// - Returns: false where the text does not allow it, or the outcome is no configuration with this migration; nothing
  ///   is written then.
  /// - Throws: `file.unwritable` (exit 4).
  package func write(into path: String, environment: [String: String]) throws -> Bool {
    // A link stays a link.
    let path = OutputPlace.resolved(path)
    let bytes = try FileReader.bytes(path, as: .configuration)
    guard let text = String(validating: bytes, as: UTF8.self), let changed = inserted(into: text) else { return false }
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileWriter.unwritable(path) }
    let partial = Path.join(Path.folder(of: path), ".\(Path.lastComponent(path)).\(getpid()).partial")
    defer { unlink(partial) }
    // It may hold secrets: nobody else may read it at any time.
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileWriter.unwritable(partial) }
    let new = Array(changed.utf8)
    let isWritten =
      new.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) } == new.count
      && fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
    guard close(descriptor) == 0, isWritten else { throw FileWriter.unwritable(partial) }
    guard
      let read = try? AistockConfiguration.load(partial, environment: environment, secrets: .left),
      read.migrations.last?.id == id
    else { return false }
    // Whoever changed it meanwhile must not lose the change.
    guard try FileReader.bytes(path, as: .configuration) == bytes else { return false }
    guard rename(partial, path) == 0 else { throw FileWriter.unwritable(path) }
    return true
  }
}
