/// What is read from a file, and how many bytes of it are taken into memory at most, packed or unpacked.
package enum FileKind: Sendable, CaseIterable {
  /// Settings written by people: YAML, a calendar, a universe.
  case configuration
  /// One JSON document.
  case document
  /// Rows by day: predictions of a whole market over sixteen years have about 1 GB.
  case table
  /// Weights of a model as text.
  case model
  /// Source code that is audited.
  case code
  /// A signature, a public key, a signed statement.
  case signature
  /// One field of one instrument as float32 by day.
  case series

  package var bytesMax: Int {
    switch self {
    case .configuration, .code: 4 << 20
    case .document: 256 << 20
    case .table: 2 << 30
    case .model: 512 << 20
    case .signature: 64 << 10
    case .series: 64 << 20
    }
  }
}

extension Diagnostic {
  static func tooLarge(_ path: String, _ size: Int, _ kind: FileKind) -> Diagnostic {
    Diagnostic(
      "file.too-large", .damaged, at: .init(path),
      ["bytes": .count(size), "limit": .count(kind.bytesMax), "what": .message(.name(of: kind))],
      (
        en: "The file has {bytes} bytes. The limit for {what} is {limit} bytes.",
        zh: "文件有 {bytes} 字节，{what}的上限为 {limit} 字节。"
      ),
      remedy: (en: "Name another file, or cut it to what is needed.", zh: "请指定其他文件，或裁剪到所需的内容。"))
  }

  static func unpacksTooLarge(_ path: String, _ kind: FileKind) -> Diagnostic {
    Diagnostic(
      "file.too-large", .damaged, at: .init(path),
      ["limit": .count(kind.bytesMax), "what": .message(.name(of: kind))],
      (
        en: "The file unpacks to more than {limit} bytes, the limit for {what}.",
        zh: "文件解压后超过 {limit} 字节，这是{what}的上限。"
      ),
      remedy: (en: "Name another file, or cut it to what is needed.", zh: "请指定其他文件，或裁剪到所需的内容。"))
  }
}

extension Message {
  fileprivate static func name(of kind: FileKind) -> Message {
    switch kind {
    case .configuration: Message("file.configuration-name", en: "a configuration", zh: "配置")
    case .document: Message("file.document-name", en: "a JSON document", zh: "JSON 文档")
    case .table: Message("file.table-name", en: "a table", zh: "表")
    case .model: Message("file.model-name", en: "a model", zh: "模型")
    case .code: Message("file.code-name", en: "source code", zh: "源代码")
    case .signature: Message("file.signature-name", en: "a signature", zh: "签名")
    case .series: Message("file.series-name", en: "a series of a market", zh: "行情序列")
    }
  }
}
