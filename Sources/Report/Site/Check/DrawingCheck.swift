/// What a drawing says to those who do not see it.
enum DrawingCheck {
  /// The names of what is missing: a chart needs a title and a description, any other drawing a name.
  static func missing(_ drawing: PageElement, isFigure: Bool) -> [String] {
    func has(_ part: String) -> Bool { drawing.elements.contains { $0.name == part && !$0.isBlank } }
    func isFilled(_ attribute: StaticString) -> Bool { drawing[attribute].map { !$0.isEmpty } ?? false }
    if !isFigure, isFilled("aria-label") || isFilled("aria-labelledby") { return [] }
    return (isFigure ? ["title", "desc"] : ["title"]).filter { !has($0) }
  }
}
