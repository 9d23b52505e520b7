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
    return !quoted && YAMLScalar(plain: text) == .null ? nil : text
  }

  /// How qlib's loader types a scalar; nil for a collection.
  package var scalar: YAMLScalar? {
    guard case .scalar(let text, let quoted, _) = self else { return nil }
    return quoted ? .text : YAMLScalar(plain: text)
  }

  /// A finite number that is not quoted.
  package var number: Double? {
    switch scalar {
    case .whole(let value): Double(value)
    case .number(let value) where value.isFinite: value
    default: nil
    }
  }

  /// A whole number that is not quoted.
  package var whole: Int? { number.flatMap { Int(exactly: $0) } }

  /// A date without a time, or with midnight behind it. `20200102` is a number to qlib, 1970 read as a time.
  package var day: TradingDay? {
    guard let text, scalar == .text, text.utf8.count == 10 || text.hasSuffix(" 00:00:00") || text.hasSuffix("T00:00:00")
    else { return nil }
    return TradingDay(text)
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

  /// The tree as JSON, scalars typed as qlib's loader types them (dates stay text), for hashing.
  package var json: JSONValue {
    switch self {
    case .scalar(let text, _, _):
      switch scalar {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .whole(let value): .integer(value)
      case .number(let value) where value.isFinite: .number(value)
      default: .string(text)
      }
    case .sequence(let items, _): .array(items.map(\.json))
    case .mapping(let members, _):
      .object(Dictionary(members.map { ($0.key, $0.value.json) }, uniquingKeysWith: { _, last in last }))
    }
  }
}

/// A YAML file, with its path for messages.
package struct YAMLDocument: Sendable {
  package let path: String
  package let root: YAMLValue

  /// More nodes than this, after aliases are resolved, are refused (alias bombs).
  package static let nodesMax = 200_000
  /// Deeper trees are refused.
  package static let depthMax = 100

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
          en: "Name the configuration that was really run: the exporter writes it as conf.yaml. "
            + "`aistock reconcile` renders RD-Agent's templates with the recorder's values.",
          zh: "请指定实际运行的配置，导出脚本会将其写为 conf.yaml。`aistock reconcile` 会按记录器的取值渲染 RD-Agent 的模板。"
        ))
    }
    try YAMLGuard.check(text, path: path)
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
    root = try YAMLDocument.value(of: node, path: path, depth: 0, budget: &budget)
  }

  /// A part of a document put into another form; the lines stay those of the file.
  package init(_ root: YAMLValue, path: String) {
    self.path = path
    self.root = root
  }

  package func place(_ value: YAMLValue?, field: String) -> Diagnostic.Place {
    .init(path, line: value?.line, field: field)
  }

  private static func value(of node: Node, path: String, depth: Int, budget: inout Int) throws -> YAMLValue {
    budget -= 1
    let line = node.mark?.line ?? 1
    guard budget >= 0 else { throw Diagnostic.tooManyValues(path, line) }
    guard depth <= depthMax else { throw Diagnostic.tooDeep(path, line) }
    let tag = node.tag.description
    guard tag.isEmpty || coreTags.contains(where: { tag == "tag:yaml.org,2002:" + $0 }) else {
      throw Diagnostic.tag(tag, path, line)
    }
    switch node {
    case .scalar(let scalar):
      return .scalar(scalar.string, quoted: scalar.style != .plain && scalar.style != .any, line: line)
    case .sequence(let sequence):
      var items: [YAMLValue] = []
      for item in sequence { items.append(try value(of: item, path: path, depth: depth + 1, budget: &budget)) }
      return .sequence(items, line: line)
    case .mapping(let mapping): return try members(of: mapping, path: path, line: line, depth: depth, budget: &budget)
    case .alias:
      throw Diagnostic(
        "yaml.alias", .damaged, at: .init(path, line: line), (en: "An alias has no anchor.", zh: "别名没有对应的锚点。"),
        remedy: (en: "Define the anchor.", zh: "请定义锚点。"))
    }
  }

  /// What a scalar without a tag resolves to, and collections.
  private static let coreTags = ["str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map"]

  /// Members in the order of the file; a merged member (`<<`) gives way to one that stands in the mapping.
  private static func members(
    of mapping: Node.Mapping, path: String, line: Int, depth: Int, budget: inout Int
  ) throws -> YAMLValue {
    var members: [(key: String, value: YAMLValue)] = []
    var places: [String: Int] = [:]
    for (key, item) in mapping {
      guard case .scalar(let name) = key else {
        throw Diagnostic(
          "yaml.key", .damaged, at: .init(path, line: key.mark?.line), (en: "A key is not a text.", zh: "键不是文本。"),
          remedy: (en: "Use a text as key.", zh: "请用文本作键。"))
      }
      try check(key: name.string, path, key.mark?.line)
      let inner = try value(of: item, path: path, depth: depth + 1, budget: &budget)
      if name.string == "<<" {
        for source in inner.items ?? [inner] {
          for member in source.members ?? [] where places[member.key] == nil {
            budget -= 1
            places[member.key] = members.count
            members.append(member)
          }
        }
      } else if let place = places[name.string] {
        members[place] = (name.string, inner)
      } else {
        places[name.string] = members.count
        members.append((name.string, inner))
      }
    }
    return .mapping(members, line: line)
  }

  /// A key with a blank that cannot be seen would be passed over as unknown.
  private static func check(key: String, _ path: String, _ line: Int?) throws {
    let isOdd = key.unicodeScalars.contains { scalar in
      scalar.properties.generalCategory == .format || (scalar.properties.isWhitespace && scalar != " ")
    }
    guard isOdd || key.first == " " || key.last == " " else { return }
    throw Diagnostic(
      "yaml.key-blank", .damaged, at: .init(path, line: line), ["key": .text(key)],
      (en: "The key '{key}' holds a blank that is no plain space.", zh: "键“{key}”含有不是普通空格的空白字符。"),
      remedy: (en: "Type the key again.", zh: "请重新输入该键。"))
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

extension Diagnostic {
  fileprivate static func tooManyValues(_ path: String, _ line: Int) -> Diagnostic {
    Diagnostic(
      "yaml.too-large", .damaged, at: .init(path, line: line), ["limit": .count(YAMLDocument.nodesMax)],
      (
        en: "The file has more than {limit} values once aliases are resolved.",
        zh: "展开别名后，文件中的值超过 {limit} 个。"
      ),
      remedy: (en: "Remove nested aliases.", zh: "请去掉嵌套的别名。"))
  }

  fileprivate static func tooDeep(_ path: String, _ line: Int) -> Diagnostic {
    Diagnostic(
      "yaml.too-deep", .damaged, at: .init(path, line: line), ["limit": .count(YAMLDocument.depthMax)],
      (en: "The file nests values deeper than {limit} levels.", zh: "文件的嵌套超过 {limit} 层。"),
      remedy: (en: "Name the configuration that was really run.", zh: "请指定实际运行的配置。"))
  }
}
