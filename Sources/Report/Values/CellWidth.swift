/// When a text in a cell may break anywhere: a name of 200 characters would push the last columns off the page.
enum CellWidth {
  /// As many characters stay on one line.
  private static let lineMax = 32

  /// ` wrap` for a class attribute, or nothing.
  static func wrap(_ text: String) -> String { text.count > lineMax ? " wrap" : "" }
}
