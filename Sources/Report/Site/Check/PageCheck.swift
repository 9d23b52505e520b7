import Primitives

/// Looks at one page: markup, ids and links, and what a page must have beside being well-formed.
struct PageCheck {
  private(set) var facts = PageFacts()
  private var headingBefore = 0
  /// Of what every page needs, the names that were met.
  private var met: Set<String> = []
  private var inner: [PageFacts.Link] = []
  private var landmarks = Landmarks()
  private let language: Language?

  /// More than this is slow on a phone: bytes of one page.
  static let weightMax = 400_000

  /// Where a walk stands: what the elements above it say.
  private struct Place {
    var language: Language?
    /// The same in every language: code, scripts, styles, the head.
    var isCode = false
    /// Words of a drawing stand beside it too, and names in them carry no language.
    var isDrawing = false
    /// Opened by the reader: exact figures and digests may stand here.
    var isFolded = false
    var isFigure = false
    var isScrolled = false
  }

  init(_ bytes: [UInt8]) {
    let page: ParsedPage
    do {
      page = try ParsedPage(bytes)
    } catch {
      language = nil
      facts.notes = [PageNote(error.line, .fault, .verbatim(error.message))]
      return
    }
    let root = page.root
    language = root["lang"].flatMap { Language(rawValue: $0) }
    if bytes.count > PageCheck.weightMax { facts.notes.append(PageNote(1, .shortcoming, .heavy(bytes.count))) }
    walk(root, Place(language: language))
    if root["lang"] == nil { facts.notes.append(PageNote(1, .fault, .noLanguage)) }
    for needed in ["title", "main", "h1"] where !met.contains(needed) {
      facts.notes.append(PageNote(1, .fault, .noElement(needed)))
    }
    for link in inner where !facts.ids.contains(String(link.target.dropFirst())) {
      facts.notes.append(PageNote(link.line, .fault, .brokenAnchor(link.target)))
    }
    let targets = Set(inner.map { String($0.target.dropFirst()) })
    facts.notes += landmarks.notes(linked: targets)
    facts.notes += HeadCheck(root).notes
    facts.notes.sort { $0.line < $1.line }
  }

  private mutating func walk(_ element: PageElement, _ above: Place) {
    let name = element.name
    var place = above
    switch name {
    case "code", "pre", "script", "style", "head", "kbd": place.isCode = true
    case "title", "main", "h1": met.insert(name)
    case "details": place.isFolded = true
    case "svg": place.isDrawing = true
    case "figure": place.isFigure = true
    default: break
    }
    if element.hasAttributes {
      if element.has(class: "scroll") { place.isScrolled = true }
      if let other = element["lang"] { place.language = Language(rawValue: other) }
    }
    look(element, name, place)
    if !place.isCode, element.hasAttributes {
      // An attribute cannot say that a name in it is of another language.
      var named = place
      named.isDrawing = true
      for label in [element["aria-label"], element["alt"]] { label.map { read($0, element.line, named) } }
    }
    let isRead = !place.isCode
    element.forEachChild { child in
      switch child {
      case .element(let element): walk(element, place)
      // Blanks between elements are the most of all texts.
      case .text(let text) where isRead && text.contains { $0 > 0x20 }:
        read(String(decoding: text, as: UTF8.self), element.line, place)
      case .text: break
      }
    }
  }

  private mutating func look(_ element: PageElement, _ name: String, _ place: Place) {
    let line = element.line
    func fault(_ what: Message) { facts.notes.append(PageNote(line, .fault, what)) }
    func lacks(_ what: Message) { facts.notes.append(PageNote(line, .shortcoming, what)) }
    if let id = element["id"], !facts.ids.insert(id).inserted { fault(.idTwice(id)) }
    element.forEachAttribute { attribute, value in
      switch attribute {
      case "style": fault(.styleAttribute(name))
      case "href", "src": link(value, line)
      case _ where attribute.utf8.starts(with: "on".utf8): fault(.handler(name, attribute))
      default: break
      }
    }
    landmarks.look(element, name)
    switch name {
    case "code":
      if let problem = CommandCheck.problem(of: element.text) { lacks(problem) }
    case "img" where element["alt"] == nil: fault(.noAlternative)
    case "svg" where element["aria-hidden"] != "true":
      if element["role"] != "img" { fault(.noRole) }
      for part in DrawingCheck.missing(element, isFigure: place.isFigure) { lacks(.noDrawingText(part)) }
    case "h1", "h2", "h3", "h4":
      let level = Int(name.dropFirst()) ?? 1
      if level > headingBefore + 1 { fault(.headingSkipped(name, after: "h\(headingBefore)")) }
      headingBefore = level
    case "td", "th":
      if name == "th", element["scope"] == nil { fault(.noScope) }
      if TableCheck.isEmpty(element) { lacks(.emptyCell) }
    case "table":
      let table = TableCheck(element)
      if let width = table.excess { lacks(.wideTable(width)) }
      if table.needsScrolling, !place.isScrolled { lacks(.noScroll(table.columns)) }
      for thing in table.rowsWithoutID {
        facts.notes.append(PageNote(thing.line, .shortcoming, .rowWithoutID(thing.name)))
      }
    default: break
    }
  }

  private mutating func link(_ target: String, _ line: Int) {
    if target.hasPrefix("#") {
      inner.append(PageFacts.Link(line: line, target: target))
    } else {
      facts.links.append(PageFacts.Link(line: line, target: target))
    }
  }

  /// What a reader reads, in the language that is said of it.
  private mutating func read(_ text: String, _ line: Int, _ place: Place) {
    guard text.utf8.contains(where: { $0 > 0x20 }) else { return }
    if place.language == language {
      switch language {
      case .chinese:
        if !place.isDrawing, let words = ForeignText.blankBehindStop(in: text) {
          facts.notes.append(PageNote(line, .shortcoming, .blankBehindStop(words)))
        }
        for words in ForeignText.runs(in: text) {
          facts.notes.append(PageNote(line, .shortcoming, .foreignText(words)))
        }
      // A name may be Chinese, and neither an attribute nor a drawing can say so.
      case .english where !place.isDrawing && ForeignText.isForeign(text, to: .english):
        facts.notes.append(PageNote(line, .shortcoming, .foreignCharacters(String(text.prefix(40)))))
      default: break
      }
    }
    for (kind, words) in FigureScan.findings(in: text, isEnglish: place.language == .english) {
      switch kind {
      case .raw where !place.isFolded: facts.notes.append(PageNote(line, .shortcoming, .rawFigure(words)))
      case .digest where !place.isFolded: facts.notes.append(PageNote(line, .shortcoming, .bareDigest(words)))
      case .hyphen: facts.notes.append(PageNote(line, .shortcoming, .hyphenMinus(words)))
      case .plural: facts.notes.append(PageNote(line, .shortcoming, .wrongPlural(words)))
      default: break
      }
    }
  }
}

extension Message {
  fileprivate static func heavy(_ bytes: Int) -> Message {
    Message(
      "site.heavy", ["bytes": .count(bytes), "limit": .count(PageCheck.weightMax)],
      en: "The page has {bytes} bytes; the limit is {limit}.", zh: "页面有 {bytes} 字节，上限为 {limit}。")
  }

  fileprivate static var noLanguage: Message {
    Message("site.no-language", en: "The page names no language.", zh: "页面未声明语言。")
  }

  fileprivate static func noElement(_ name: String) -> Message {
    Message(
      "site.no-element", ["name": .text(name)], en: "The page has no `<{name}>`.", zh: "页面没有 `<{name}>`。")
  }

  fileprivate static func idTwice(_ id: String) -> Message {
    Message("site.id-twice", ["id": .text(id)], en: "The id `{id}` occurs twice.", zh: "标识 `{id}` 出现两次。")
  }

  fileprivate static func styleAttribute(_ name: String) -> Message {
    Message(
      "site.style-attribute", ["name": .text(name)],
      en: "`<{name}>` has a style attribute, which a strict content policy blocks.",
      zh: "`<{name}>` 带有 style 属性，会被严格的内容策略拦截。")
  }

  fileprivate static func handler(_ name: String, _ attribute: String) -> Message {
    Message(
      "site.handler", ["name": .text(name), "attribute": .text(attribute)],
      en: "`<{name}>` has a script in `{attribute}`, which a strict content policy blocks.",
      zh: "`<{name}>` 的 `{attribute}` 中有脚本，会被严格的内容策略拦截。")
  }

  fileprivate static var noAlternative: Message {
    Message("site.no-alternative", en: "A picture has no alternative text.", zh: "图片没有替代文字。")
  }

  fileprivate static var noRole: Message {
    Message("site.no-role", en: "A drawing has no role.", zh: "图形没有 role 属性。")
  }

  fileprivate static func noDrawingText(_ part: String) -> Message {
    Message(
      "site.no-drawing-text", ["part": .text(part)], en: "A drawing has no `<{part}>`, or an empty one.",
      zh: "图形缺少 `<{part}>`，或其内容为空。")
  }

  fileprivate static func headingSkipped(_ name: String, after before: String) -> Message {
    Message(
      "site.heading-skipped", ["name": .text(name), "before": .text(before)],
      en: "`<{name}>` follows `<{before}>`: a level is left out.", zh: "`<{before}>` 之后是 `<{name}>`，跳过了一级标题。")
  }

  fileprivate static var noScope: Message {
    Message("site.no-scope", en: "A table heading has no scope.", zh: "表头没有 scope 属性。")
  }

  fileprivate static var emptyCell: Message {
    Message("site.empty-cell", en: "A cell of a table is empty and gives no reason.", zh: "表格单元格为空，且未说明原因。")
  }

  fileprivate static func wideTable(_ width: Int) -> Message {
    Message(
      "site.wide-table", ["width": .count(width), "limit": .count(TableCheck.widthMax)],
      en: "A table needs {width} px; the page has {limit}.", zh: "表格至少需要 {width} 像素，页面只有 {limit} 像素。")
  }

  fileprivate static func noScroll(_ columns: Int) -> Message {
    Message(
      "site.no-scroll", ["columns": .count(columns)],
      en: "A table of {columns} columns stands in no region that scrolls.", zh: "{columns} 列的表格不在可滚动区域内。")
  }

  fileprivate static func rowWithoutID(_ name: String) -> Message {
    Message(
      "site.row-without-id", ["name": .text(name)], en: "The row of `{name}` has no id to link to.",
      zh: "`{name}` 一行没有可链接的标识。")
  }

  fileprivate static func brokenAnchor(_ target: String) -> Message {
    Message(
      "site.broken-anchor", ["target": .text(target)], en: "The link `{target}` names no place of its page.",
      zh: "链接 `{target}` 所指的位置不存在。")
  }

  fileprivate static func foreignText(_ words: String) -> Message {
    Message(
      "site.foreign-text", ["words": .text(words)], en: "English stands on a Chinese page: `{words}`.",
      zh: "中文页面上有英文：`{words}`。")
  }

  fileprivate static func blankBehindStop(_ words: String) -> Message {
    Message(
      "site.blank-behind-stop", ["words": .text(words)],
      en: "A blank follows Chinese punctuation: `{words}`.", zh: "中文标点后有空格：`{words}`。")
  }

  fileprivate static func foreignCharacters(_ words: String) -> Message {
    Message(
      "site.foreign-characters", ["words": .text(words)], en: "Chinese stands on an English page: `{words}`.",
      zh: "英文页面上有中文：`{words}`。")
  }

  fileprivate static func rawFigure(_ figure: String) -> Message {
    Message(
      "site.raw-figure", ["figure": .text(figure)], en: "A figure stands with all its digits: `{figure}`.",
      zh: "数字未经舍入：`{figure}`。")
  }

  fileprivate static func bareDigest(_ digest: String) -> Message {
    Message(
      "site.bare-digest", ["digest": .text(digest)], en: "A whole digest stands in the text: `{digest}`.",
      zh: "正文中出现完整摘要：`{digest}`。")
  }

  fileprivate static func hyphenMinus(_ figure: String) -> Message {
    Message(
      "site.hyphen-minus", ["figure": .text(figure)], en: "A hyphen stands for a minus: `{figure}`.",
      zh: "用连字符代替了负号：`{figure}`。")
  }

  fileprivate static func wrongPlural(_ words: String) -> Message {
    Message(
      "site.wrong-plural", ["words": .text(words)], en: "A plural follows 1: `{words}`.", zh: "1 后面用了复数：`{words}`。")
  }
}
