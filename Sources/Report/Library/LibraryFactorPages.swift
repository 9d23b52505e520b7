import Primitives
import Records

/// The factors of the library: one idea a row, under all its names.
struct LibraryFactorsPage {
  let library: LibraryNight

  var document: PageDocument {
    let counts =
      library.lists?.sources
      ?? Dictionary(library.factors.map { ($0.source ?? "", 1) }) { first, other in first + other }
    let sources = counts.keys.sorted()
    let values: [String: PageValue] = [
      "lead": .message(.factorCount(library.counts.factors)), "isCut": .flag(isCut),
      "cut": .message(.factorsCut(library.factors.count, of: library.counts.factors)),
      "hasFactors": .flag(!library.factors.isEmpty),
      "factorCount": .figure(Figure(count: counts.values.reduce(0, +))),
      "hasList": .flag(library.lists != nil), "listPath": .text(LibraryListFiles.factors),
      "sources": .list(
        sources.map { source in
          [
            "value": .text(source), "word": source.isEmpty ? .label("notRecorded") : .note(source),
            "count": .figure(Figure(count: counts[source])),
          ]
        }),
      "factors": .list(library.factors.map(row)),
    ]
    return PageDocument(
      page: .libraryFactors, title: .label("libraryFactors"), values: values,
      scripts: library.factors.isEmpty ? [] : library.tableScripts)
  }

  private var isCut: Bool { library.factors.count < library.counts.factors }

  private func row(_ factor: LibraryFactor) -> [String: PageValue] {
    [
      "row": .text("i-" + factor.id), "name": .note(factor.name),
      "href": .text(PageShell.Page.libraryFactor(factor.id).path),
      "others": .note(factor.names.dropFirst().joined(separator: ", ")), "source": .text(factor.source ?? ""),
      "sourceWord": factor.source.map { .note($0) } ?? .label("notRecorded"),
      "code": .text(factor.expression ?? PageFigures.missing),
      "description": PageValue.note(factor.description ?? "").cell,
      "loops": .figure(Figure(count: factor.loops.count)),
    ]
  }
}

/// One factor of the library: names, expression, and the loops that tell of it.
struct LibraryFactorPage {
  let factor: LibraryFactor
  let loops: [LibraryLoop]
  /// By loop.
  let selections: [String: LibrarySelection]
  /// Identifier of the page where its values are compared; nil where no migration and no catalog has it.
  let compared: String?
  /// Nil where its expression is not qlib's, or nobody computed it.
  let marginal: FactorEntry.Marginal?
  /// Identities of the factors that have a page.
  var shownFactors: Set<String> = []

  var document: PageDocument {
    let shown = loops.filter { factor.loops.contains($0.id) || $0.factorNames.contains(where: factor.names.contains) }
    let values: [String: PageValue] = [
      "name": .note(factor.name), "hasOthers": .flag(factor.names.count > 1),
      "others": .message(.otherNames(Array(factor.names.dropFirst()))),
      "description": .note(factor.description ?? ""), "hasDescription": .flag(factor.description?.isEmpty == false),
      "hasFormula": .flag(formula != nil), "formula": .drawing(formula ?? ""),
      "code": .text(factor.expression ?? ""), "hasCode": .flag(factor.expression != nil),
      "isCompared": .flag(compared != nil),
      "comparedHref": .text("../" + PageShell.Page.factor(compared ?? "").path),
      "facts": .list(facts), "clashes": .list(clashes), "hasLoops": .flag(!shown.isEmpty),
      "loops": .list(shown.map { LoopRow($0, selections[$0.id]).values(up: "../") }),
      "showCommand": .text("aistock library show \(factor.id)"),
    ]
    return PageDocument(
      page: .libraryFactor(factor.id), title: .joined([.label("factor"), .text(factor.name)], separator: .space),
      values: values)
  }

  private static let placesMax = 10

  private static func places(_ code: LibraryFactor.Code) -> String {
    code.places.prefix(placesMax).joined(separator: ", ")
      + (code.places.count > placesMax ? " … (\(code.places.count))" : "")
  }

  /// Others of its expression or name, each list with its sentence.
  private var clashes: [[String: PageValue]] {
    zip(factor.clashNotes, [factor.sameExpression, factor.sameName].filter { !$0.isEmpty }).map { note, ids in
      [
        "note": .message(note),
        "others": .list(
          ids.map { id in
            [
              "id": .text(id), "hasPage": .flag(shownFactors.contains(id)),
              "href": .text("../" + PageShell.Page.libraryFactor(id).path),
            ]
          }),
      ]
    }
  }

  /// A LaTeX text as MathML; nil where it is qlib's language, or beyond what is read.
  private var formula: String? { factor.expression.flatMap { FormulaMarkup.mathML($0) } }

  private var facts: [[String: PageValue]] {
    [
      ("factorSource", factor.source), ("loopStarted", factor.createdAt),
      ("libraryTags", factor.tags.isEmpty ? nil : factor.tags.joined(separator: ", ")), ("libraryIdentity", factor.id),
      ("loopOrigins", factor.origins.joined(separator: ", ")),
      ("libraryDigest", factor.code.map { ShortDigest.text($0.digest) }),
      ("libraryPlaces", factor.code.map(LibraryFactorPage.places)),
    ].map { key, value in ["label": .label(key), "value": value.map { .note($0) } ?? .label("notRecorded")] }
      + (marginal.map { [["label": .label("factorMarginalIC"), "value": .message(.marginal($0))]] } ?? [])
  }
}

/// Strategies and models of the library, as catalogs tell them.
struct LibraryPartsPage {
  let library: LibraryNight

  var document: PageDocument {
    let shown = Set(library.loops.map(\.id))
    let values: [String: PageValue] = [
      "hasStrategies": .flag(!library.strategies.isEmpty),
      "strategies": .list(
        library.strategies.map { strategy in
          link(strategy.loop, shown).merging([
            "row": .text("s-" + Slug.of(strategy.id)), "id": .text(strategy.id),
            "class": strategy.className.map { .note($0) } ?? .label("notRecorded"),
            "arguments": PageValue.note(
              strategy.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            ).cell,
            "benchmark": .text(strategy.benchmark ?? PageFigures.missing),
            "universe": .text(strategy.universe ?? PageFigures.missing),
          ]) { own, _ in own }
        }),
      "hasModels": .flag(!library.models.isEmpty),
      "models": .list(
        library.models.map { model in
          link(model.loop, shown).merging([
            "row": .text("m-" + Slug.of(model.id)), "id": .text(model.id),
            "type": model.type.map { .note($0) } ?? .label("notRecorded"),
            "features": .figure(Figure(count: model.features)),
            "weights": PageValue.note(model.weights.joined(separator: " ")).cell,
          ]) { own, _ in own }
        }),
    ]
    return PageDocument(page: .libraryParts, title: .label("libraryParts"), values: values)
  }

  private func link(_ loop: String?, _ shown: Set<String>) -> [String: PageValue] {
    [
      "loop": .text(loop.map(LoopRow.short) ?? PageFigures.missing), "loopTitle": .text(loop ?? ""),
      "hasPage": .flag(loop.map(shown.contains) ?? false), "href": .text(PageShell.Page.loop(loop ?? "").path),
    ]
  }
}

extension Message {
  fileprivate static func factorCount(_ count: Int) -> Message {
    Message(
      "report.library-factors", ["count": .count(count)],
      en: "{count} {count:factor|factors}. One idea under several names is one row.", zh: "因子 {count} 个。同一想法有多个名称时列为一行。"
    )
  }

  fileprivate static func factorsCut(_ shown: Int, of all: Int) -> Message {
    Message(
      "report.library-factors-cut", ["shown": .count(shown), "all": .count(all)],
      en: "Shown are {shown} of {all}: those of the shown loops first. `aistock library list factors` shows all.",
      zh: "显示 {all} 个中的 {shown} 个，所示循环的因子在前；`aistock library list factors` 列出全部。")
  }

  fileprivate static func otherNames(_ names: [String]) -> Message {
    Message(
      "report.library-other-names", ["names": .names(names)], en: "Also recorded as {names}.", zh: "另有记录名：{names}。")
  }
}
