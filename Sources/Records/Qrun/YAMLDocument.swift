package import Primitives
import Yams

/// A YAML tree with every scalar kept as the text that stands in the file, and its line.
///
/// Scalars are read as strings because a YAML reader would turn `2010-01-04` into a time and
/// `000300` into a number; anchors and aliases are resolved.
package indirect enum YAMLValue: Equatable, Sendable {
  case scalar(String, quoted: Bool, line: Int)
  case sequence([YAMLValue], line: Int)
  case mapping([(key: String, value: YAMLValue)], line: Int)

  package static func == (left: YAMLValue, right: YAMLValue) -> Bool { left.json == right.json }

  /// Counted from 1.
  package var line: Int {
    switch self {
    case .scalar(_, _, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// The value of a key, nil where absent or where this is no mapping.
  package subscript(key: String) -> YAMLValue? {
    guard case .mapping(let members, _) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The text of a scalar; nil for an unquoted null (`~`, `null`, nothing).
  package var text: String? {
    guard case .scalar(let text, let quoted, _) = self else { return nil }
    if !quoted, ["", "~", "null", "Null", "NULL", "None"].contains(text) { return nil }
    return text
  }

  package var isNull: Bool {
    if case .scalar = self { text == nil } else { false }
  }

  package var items: [YAMLValue]? {
    guard case .sequence(let items, _) = self else { return nil }
    return items
  }

  package var members: [(key: String, value: YAMLValue)]? {
    guard case .mapping(let members, _) = self else { return nil }
    return members
  }

  /// The tree as JSON, scalars typed as YAML 1.1 types them (dates stay text), for hashing.
  package var json: JSONValue {
    switch self {
    case .scalar(let text, let quoted, _): YAMLValue.typed(text, quoted: quoted)
    case .sequence(let items, _): .array(items.map(\.json))
    case .mapping(let members, _):
      .object(Dictionary(members.map { ($0.key, $0.value.json) }, uniquingKeysWith: { _, last in last }))
    }
  }

  private static func typed(_ text: String, quoted: Bool) -> JSONValue {
    if quoted { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default:
      if let whole = Int(text) { return .integer(whole) }
      if let first = text.utf8.first, "+-.0123456789".utf8.contains(first),
        let number = NumberReader.double(text), number.isFinite
      {
        return .number(number)
      }
      return .string(text)
    }
  }
}

/// A YAML file, with its path for messages.
package struct YAMLDocument: Sendable {
  package let path: String
  package let root: YAMLValue

  /// More nodes than this, after aliases are resolved, are refused (alias bombs).
  package static let nodesMax = 200_000

  package init(file path: String) throws {
    try self.init(FileReader.text(path, as: .configuration), path: path)
  }

  /// Throws `yaml.jinja` for an unrendered template and `yaml.syntax` for anything unreadable.
  package init(_ text: String, path: String) throws {
    self.path = path
    if let line = YAMLDocument.jinjaLine(in: text) {
      throw Diagnostic(
        "yaml.jinja", .damaged, at: .init(path, line: line.number), ["text": .text(line.text)],
        (
          en: "The file is an unrendered Jinja template, not YAML: '{text}'.",
          zh: "该文件是未渲染的 Jinja 模板，不是 YAML：“{text}”。"
        ),
        remedy: (
          en: "Name the configuration that was really run. The exporter writes it as conf.yaml.",
          zh: "请指定实际运行的配置，导出脚本会将其写为 conf.yaml。"
        ))
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Diagnostic(
        "yaml.syntax", .damaged, at: .init(path, line: YAMLDocument.line(error)),
        ["problem": .message(YAMLDocument.reason(error))],
        (en: "The file is not valid YAML: {problem}.", zh: "文件不是有效的 YAML：{problem}。"),
        remedy: (en: "Repair the line.", zh: "请修复该行。"))
    }
    guard let node else {
      throw Diagnostic(
        "yaml.empty", .damaged, at: .init(path), (en: "The file is empty.", zh: "文件为空。"),
        remedy: (en: "Name another file.", zh: "请指定其他文件。"))
    }
    var budget = YAMLDocument.nodesMax
    root = try YAMLDocument.value(of: node, path: path, budget: &budget)
  }

  /// A part of a document put into another form; the lines stay those of the file.
  package init(_ root: YAMLValue, path: String) {
    self.path = path
    self.root = root
  }

  package func place(_ value: YAMLValue?, field: String) -> Diagnostic.Place {
    .init(path, line: value?.line, field: field)
  }

  private static func value(of node: Node, path: String, budget: inout Int) throws -> YAMLValue {
    budget -= 1
    let line = node.mark?.line ?? 1
    if budget < 0 {
      throw Diagnostic(
        "yaml.too-large", .damaged, at: .init(path, line: line), ["limit": .count(nodesMax)],
        (
          en: "The file has more than {limit} values once aliases are resolved.",
          zh: "展开别名后，文件中的值超过 {limit} 个。"
        ),
        remedy: (en: "Remove nested aliases.", zh: "请去掉嵌套的别名。"))
    }
    switch node {
    case .scalar(let scalar):
      return .scalar(scalar.string, quoted: scalar.style != .plain && scalar.style != .any, line: line)
    case .sequence(let sequence):
      var items: [YAMLValue] = []
      for item in sequence { items.append(try value(of: item, path: path, budget: &budget)) }
      return .sequence(items, line: line)
    case .mapping(let mapping):
      var members: [(key: String, value: YAMLValue)] = []
      for (key, item) in mapping {
        guard case .scalar(let name) = key else {
          throw Diagnostic(
            "yaml.key", .damaged, at: .init(path, line: key.mark?.line), (en: "A key is not a text.", zh: "键不是文本。"),
            remedy: (en: "Use a text as key.", zh: "请用文本作键。"))
        }
        if name.string == "<<" {
          let merged = try value(of: item, path: path, budget: &budget)
          for source in merged.items ?? [merged] {
            for member in source.members ?? [] where !members.contains(where: { $0.key == member.key }) {
              members.append(member)
            }
          }
          continue
        }
        let inner = try value(of: item, path: path, budget: &budget)
        members.removeAll { $0.key == name.string }
        members.append((name.string, inner))
      }
      return .mapping(members, line: line)
    case .alias:
      throw Diagnostic(
        "yaml.alias", .damaged, at: .init(path, line: line), (en: "An alias has no anchor.", zh: "别名没有对应的锚点。"),
        remedy: (en: "Define the anchor.", zh: "请定义锚点。"))
    }
  }

  private static func jinjaLine(in text: String) -> (number: Int, text: String)? {
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.contains("{{") && line.contains("}}") || line.contains("{%") {
      return (offset + 1, line.drop { $0 == " " }.prefix(60).description)
    }
    return nil
  }

  /// The words of the YAML reader, where it has some.
  private static func reason(_ error: YamlError) -> Message {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      .verbatim(problem)
    case .duplicatedKeysInMapping(let duplicates, _):
      Message(
        "yaml.key-twice", ["key": .text(duplicates.first.map { "\($0)" } ?? "?")], en: "the key '{key}' occurs twice",
        zh: "键“{key}”出现两次")
    default: .verbatim("\(error)")
    }
  }

  private static func line(_ error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    default: nil
    }
  }
}
