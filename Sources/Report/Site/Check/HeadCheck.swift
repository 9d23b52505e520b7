import Primitives

/// The head of a page: policy, icon, description, and the colours of its style sheet.
struct HeadCheck {
  private(set) var notes: [PageNote] = []

  init(_ root: PageElement) {
    guard let head = root.elements.first(where: { $0.name == "head" }) else { return }
    let parts = head.elements
    func has(_ name: StaticString, _ attribute: StaticString, _ value: String) -> Bool {
      parts.contains { $0.isNamed(name) && $0[attribute]?.split(separator: " ").contains(Substring(value)) == true }
    }
    if !has("link", "rel", "icon") { notes.append(PageNote(head.line, .shortcoming, .noIcon)) }
    if !has("meta", "name", "description") { notes.append(PageNote(head.line, .shortcoming, .noDescription)) }
    for sheet in parts where sheet.name == "style" {
      notes += Contrast.problems(of: sheet.text).map { PageNote(sheet.line, .shortcoming, $0) }
    }
    let policy = parts.first { $0["http-equiv"] == "Content-Security-Policy" }?["content"]
    guard let policy else {
      notes.append(PageNote(head.line, .shortcoming, .noPolicy))
      return
    }
    let rules = HeadCheck.directives(policy)
    check(root.descendants("script").filter { $0["src"] == nil && HeadCheck.isScript($0) }, "script-src", rules)
    check(root.descendants("style"), "style-src", rules)
  }

  /// What stands in the page itself needs its digest in the policy.
  private mutating func check(_ elements: [PageElement], _ directive: String, _ rules: [String: [String]]) {
    let sources = rules[directive] ?? rules["default-src"]
    for element in elements {
      let digest = ContentPolicy.base64(SHA256Digest(hashing: element.text))
      if let sources, !sources.contains("'unsafe-inline'"), !sources.contains("'sha256-\(digest)'") {
        notes.append(PageNote(element.line, .fault, .blocked(element.name)))
      }
    }
  }

  /// Data blocks run nothing.
  private static func isScript(_ element: PageElement) -> Bool {
    guard let type = element["type"] else { return true }
    return ["", "module", "text/javascript", "application/javascript"].contains(type)
  }

  private static func directives(_ policy: String) -> [String: [String]] {
    var rules: [String: [String]] = [:]
    for part in policy.split(separator: ";") {
      let words = part.split(separator: " ").map(String.init)
      if let name = words.first { rules[name] = Array(words.dropFirst()) }
    }
    return rules
  }
}

extension Message {
  fileprivate static var noPolicy: Message {
    Message("site.no-policy", en: "The page has no content security policy.", zh: "页面没有内容安全策略。")
  }

  fileprivate static var noIcon: Message { Message("site.no-icon", en: "The page has no icon.", zh: "页面没有图标。") }

  fileprivate static var noDescription: Message {
    Message("site.no-description", en: "The page has no description.", zh: "页面没有描述。")
  }

  fileprivate static func blocked(_ name: String) -> Message {
    Message(
      "site.blocked", ["name": .text(name)], en: "The page's own policy blocks its `<{name}>`.",
      zh: "页面自身的策略会拦截其 `<{name}>`。")
  }
}
