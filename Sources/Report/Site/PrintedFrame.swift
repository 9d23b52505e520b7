import Primitives
import Records

/// What stands around every sheet of paper of a page: the running head, the night and the number of the sheet
/// (W3C, CSS Paged Media Module Level 3, margin boxes).
enum PrintedFrame {
  static func sheet(_ document: PageDocument, _ result: NightResult, _ language: Language) -> String {
    let left = document.runningHead?.left.plain(language) ?? "aistock · " + document.title.plain(language)
    let right = document.runningHead?.right.plain(language) ?? ""
    let foot = "\(StringTable.require("tradingDay", language)) \(result.day) · aistock \(result.toolVersion)"
    let number =
      switch language {
      case .chinese: "\"第 \" counter(page) \" 页\""
      case .english: "\"Page \" counter(page)"
      }
    return """

      @page {
        @top-left { content: \(quoted(left)); font: 9px Arial, sans-serif; }
        @top-right { content: \(quoted(right)); font: 9px Arial, sans-serif; }
        @bottom-left { content: \(quoted(foot)); font: 9px Arial, sans-serif; }
        @bottom-right { content: \(number); font: 9px Arial, sans-serif; }
      }
      """
  }

  /// A string of a style sheet; what could end it, or the element around it, is escaped (CSS Syntax Level 3, 4.3.7).
  private static func quoted(_ text: String) -> String {
    var string = "\""
    for scalar in Markup.permitted(text).unicodeScalars {
      if scalar.value < 0x20 || "\"\\<>&".unicodeScalars.contains(scalar) {
        string += "\\" + String(scalar.value, radix: 16) + " "
      } else {
        string.unicodeScalars.append(scalar)
      }
    }
    return string + "\""
  }
}
