/// A table's width before anybody draws it, and its rows of things.
struct TableCheck {
  /// Content of a page of 1,440 px without its contents at the side.
  static let widthMax = 1_360

  let columns: Int
  /// The least width in pixels, where it is more than a page has.
  let excess: Int?
  /// Rows whose head leads to a thing's own page, and which have no id.
  let rowsWithoutID: [(line: Int, name: String)]

  /// More columns than a phone shows.
  var needsScrolling: Bool { columns > 4 }

  init(_ table: PageElement) {
    var widths: [Int] = []
    var things: [(line: Int, name: String)] = []
    for row in table.descendants("tr") {
      for (column, cell) in row.elements.enumerated() {
        let width = TableCheck.least(cell)
        // A cell that spans columns gives its width to none of them.
        if cell["colspan"] != nil { break }
        if column < widths.count { widths[column] = max(widths[column], width) } else { widths.append(width) }
      }
      if row["id"] == nil, let head = row.elements.first, head.name == "th", head["scope"] == "row",
        let link = head.descendants("a").first, link["href"]?.hasPrefix("#") == false
      {
        things.append((row.line, link.text))
      }
    }
    columns = widths.count
    let width = widths.reduce(0, +)
    excess = width > TableCheck.widthMax ? width : nil
    rowsWithoutID = things
  }

  /// Neither words nor a drawing nor a control; a cell that spans columns only fills its row.
  static func isEmpty(_ cell: PageElement) -> Bool {
    cell["colspan"] == nil && cell.isBlank && !showsSomething(cell)
  }

  /// A drawing, a control, or marks with a name.
  private static func showsSomething(_ element: PageElement) -> Bool {
    element.elements.contains {
      drawings.contains($0.name) || $0["aria-label"]?.isEmpty == false || showsSomething($0)
    }
  }

  private static let drawings = ["svg", "img", "input", "select", "button"]

  /// A figure stays on one line, text that may break anywhere needs no width, words break at blanks and between Chinese characters; 12 px stand beside the text.
  private static func least(_ cell: PageElement) -> Int {
    if cell.has(class: "wrap") { return 12 }
    let isFigure = cell.has(class: "n")
    var (longest, current) = (0, 0)
    for scalar in cell.text(without: "wrap").unicodeScalars {
      let isHan = (0x2E80...0x9FFF).contains(scalar.value)
      if !isFigure, isHan || scalar == " " || scalar == "\n" || scalar == "/" || scalar == "-" || scalar == "_" {
        longest = max(longest, current)
        current = isHan ? 14 : 0
      } else {
        current += isHan ? 14 : 7
      }
    }
    return max(longest, current) + 12
  }
}
