import Primitives

/// Parts of a page by which a screen reader moves: each has a name of its own, and a section a link to itself.
struct Landmarks {
  private struct Landmark {
    var role: String
    var label: String
    var line: Int
  }

  private struct Section {
    var ids: Set<String>
    var line: Int
    var name: String
  }

  private var found: [Landmark] = []
  private var sections: [Section] = []
  private var texts: [String: String] = [:]

  mutating func look(_ element: PageElement, _ name: String) {
    let id = element["id"]
    switch name {
    case "h1", "h2", "h3", "h4", "p", "span", "caption", "summary":
      if let id { texts[id] = Landmarks.flat(element.text) }
    default: break
    }
    let given = element["role"]
    if given == nil, !["nav", "main", "aside", "section", "form"].contains(name) { return }
    let label = element["aria-label"] ?? element["aria-labelledby"].map { "#" + $0 }
    let role: String? =
      switch name {
      case _ where given != nil: given
      case "nav": "navigation"
      case "main": "main"
      case "aside": "complementary"
      case "section" where label != nil: "region"
      case "form" where label != nil: "form"
      default: nil
      }
    if let role, Landmarks.roles.contains(role) {
      found.append(Landmark(role: role, label: label ?? "", line: element.line))
    }
    if name == "section" {
      let heading = element["aria-labelledby"].map { [$0] } ?? []
      let own = id.map { [$0] } ?? []
      sections.append(Section(ids: Set(own + heading), line: element.line, name: (own + heading).first ?? ""))
    }
  }

  private static let roles: Set<String> = [
    "navigation", "main", "complementary", "region", "form", "search", "banner", "contentinfo",
  ]

  /// - Parameter linked: ids to which a link of the page leads.
  func notes(linked: Set<String>) -> [PageNote] {
    var notes: [PageNote] = []
    var seen: Set<String> = []
    for landmark in found {
      let label = landmark.label.hasPrefix("#") ? words(of: landmark.label.dropFirst()) : landmark.label
      if !seen.insert(landmark.role + " " + label).inserted {
        notes.append(PageNote(landmark.line, .shortcoming, .landmarkTwice(landmark.role, label)))
      }
    }
    for section in sections where section.ids.isDisjoint(with: linked) {
      notes.append(PageNote(section.line, .shortcoming, .noPermanentLink(section.name)))
    }
    return notes
  }

  /// Of the elements that a label names one after the other.
  private func words(of ids: Substring) -> String {
    ids.split(separator: " ").map { texts[String($0)] ?? String($0) }.joined(separator: " ")
  }

  private static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension Message {
  fileprivate static func landmarkTwice(_ role: String, _ label: String) -> Message {
    Message(
      "site.landmark-twice", ["role": .text(role), "label": .text(label)],
      en: "Two landmarks `{role}` have the same name: '{label}'.", zh: "两个地标 `{role}` 同名：“{label}”。")
  }

  fileprivate static func noPermanentLink(_ name: String) -> Message {
    Message(
      "site.no-permanent-link", ["name": .text(name)], en: "The section `{name}` has no link to itself.",
      zh: "章节 `{name}` 没有指向自身的链接。")
  }
}
