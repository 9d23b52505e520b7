import Primitives

extension PageValue {
  /// The value as the site publishes it: numbers exact and with their unit, sentences in every language.
  ///
  /// The form stands in `templates/page.schema.json`.
  func json(_ languages: [Language]) throws -> JSONValue {
    switch self {
    case .text(let text), .note(let text): .string(text)
    case .label, .joined, .argument: PageValue.words(languages) { plain($0) }
    case .message(let message): message.json
    case .figure(let figure):
      ["value": .optional(figure.value), "unit": .string(figure.publishedUnit)]
    case .flag(let flag): .bool(flag)
    case .list(let rows): .array(try rows.map { try PageValue.json($0, languages) })
    case .chart(let chart):
      .object(
        Dictionary(
          uniqueKeysWithValues: try languages.map {
            ($0.rawValue, try PageValue.json(ChartValues.words(chart[$0]), [$0]))
          }))
    case .translated(let chinese, let english):
      .object(
        Dictionary(
          uniqueKeysWithValues: try languages.map {
            ($0.rawValue, try ($0 == .chinese ? chinese : english).json([$0]))
          }))
    case .drawing: .null
    }
  }

  static func json(_ values: [String: PageValue], _ languages: [Language]) throws -> JSONValue {
    .object(try values.mapValues { try $0.json(languages) }.filter { $0.value != .null })
  }

  static func words(_ languages: [Language], _ text: (Language) -> String) -> JSONValue {
    .object(Dictionary(uniqueKeysWithValues: languages.map { ($0.rawValue, .string(text($0))) }))
  }
}
