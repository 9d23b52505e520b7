import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock library`: what RD-Agent found, to choose from.
struct LibraryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "library", abstract: "Lists what RD-Agent found, and marks what shall become a migration.",
    subcommands: [
      List.self, Show.self, Mark.self, Unmark.self, LibraryPropose.self, LibraryMigrate.self, LibraryConfig.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Loops or factors that pass every filter.",
      discussion: """
        --where compares a figure of the record: ic, icir, rank_ic, rank_icir, annual_return, information_ratio, \
        max_drawdown. Returns are excess returns after costs. It also compares what the selection says: trials on the \
        test range, deflated_sharpe, overfitting_probability, correlation with what runs. A loop without the figure does \
        not pass.
        """)

    /// What is listed.
    enum Subject: String, ExpressibleByArgument, CaseIterable { case loops, factors, candidates }

    @OptionGroup var global: GlobalOptions
    @Argument(help: "loops, factors or candidates.") var subject = Subject.loops
    @Option(name: .customLong("where"), help: "A bound such as 'ic>0.02'; may be given again.") var bounds: [String] =
      []
    @Option(help: "accepted, rejected or unrecorded.") var decision: String?
    @Option(help: "factor, model or strategy.") var action: String?
    @Option(help: "The state of a loop: success, failed, …") var status: String?
    @Option(help: "The source of a factor: rdagent_generated, qlib_alpha158, …") var source: String?
    @Option(help: "A tag of a factor.") var tag: String?
    @Option(help: "Not earlier than this day, YYYY-MM-DD.") var since: DayArgument?
    @Option(help: "Not later than this day.") var until: DayArgument?
    @Option(help: "Words in hypothesis, feedback, names and descriptions; all must be there.") var words: String?
    @Option(help: "The figure to sort by, the greatest first; default: the newest first.") var sort: String?
    @Option(help: "So many at most.") var limit: Int?

    func validate() throws {
      if let limit, limit < 0 { throw ValidationError(.negativeLimit) }
      if let decision, LibraryFilter.Decision(rawValue: decision) == nil {
        throw ValidationError(.noDecision(decision))
      }
      if let sort, LibraryLoop.Figure(rawValue: sort) == nil { throw ValidationError(.noFigure(sort)) }
      for bound in bounds where LibraryFilter.Bound(bound) == nil { throw ValidationError(.noBound(bound)) }
    }

    func run() throws {
      let configuration = try global.configuration()
      let database = try Database(path: configuration.state)
      var filter = LibraryFilter()
      filter.bounds = bounds.compactMap { LibraryFilter.Bound($0) }
      filter.decision = decision.flatMap { LibraryFilter.Decision(rawValue: $0) }
      filter.order = sort.flatMap { LibraryLoop.Figure(rawValue: $0) }
      (filter.action, filter.status, filter.source, filter.tag) = (action, status, source, tag)
      (filter.since, filter.until, filter.words, filter.limit) = (since?.day, until?.day, words, limit)
      filter.candidatesOnly = subject == .candidates
      let listing = LibraryListing(language: global.console.language)
      switch subject {
      case .loops, .candidates:
        try LibraryJudge(database: database, configuration: configuration, clock: .system).refresh()
        let marked = Dictionary(try database.candidates().map { ($0.loop, $0) }) { first, _ in first }
        try global.console.answer(
          try documents(filter, database, marked),
          lines: listing.lines(try database.loopRows(filter), marked: marked))
      case .factors:
        let factors = try database.factors(filter)
        global.console.answer(.array(factors.map(\.json)), lines: listing.lines(factors))
      }
    }

    private func documents(
      _ filter: LibraryFilter, _ database: Database, _ marked: [String: LibraryCandidate]
    ) throws -> JSONValue {
      let loops = try database.loops(filter)
      let selected = try database.selectionFigures(of: loops.map(\.id))
      return .array(loops.map { LibraryListing.json($0, marked[$0.id], selected[$0.id] ?? [:]) })
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "All that is known of a loop, TASK/LOOP, or of a factor, with what told it.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "TASK/LOOP, the name of a factor, or the beginning of its identity.") var id: String

    func run() throws {
      let configuration = try global.configuration()
      let database = try Database(path: configuration.state)
      let listing = LibraryListing(language: global.console.language)
      if let loop = try database.loop(id) {
        try LibraryJudge(database: database, configuration: configuration, clock: .system).refresh()
        let marked = try database.candidates().first { $0.loop == id }
        let selection = try database.selection(of: id)
        let artifacts = try database.libraryEntries(.artifact, ofLoop: id)
        global.console.answer(
          LibraryListing.json(loop, marked, selection, artifacts),
          lines: listing.lines(loop, marked) + listing.lines(selection) + listing.lines(artifacts))
        return
      }
      let factors = try database.factors(named: id)
      guard !factors.isEmpty else { throw Diagnostic.unknown(id) }
      global.console.answer(.array(factors.map(\.json)), lines: factors.flatMap { listing.lines($0) })
    }
  }

  struct Mark: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "mark", abstract: "Marks a loop as a candidate, with its factors, strategy and model.",
      discussion: "A second mark takes the place of the first. Marking starts nothing.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "TASK/LOOP.") var loop: String
    @Option(help: "A factor to take; may be given again. Default: all that the loop names.") var factor: [String] = []
    @Option(help: "The identifier of a strategy.") var strategy: String?
    @Option(help: "The identifier of a model.") var model: String?
    @Option(help: "Why.") var note = ""
    @Option(help: "Who marks; default: this system's user.") var by: String?

    func run() throws {
      let database = try Database(path: try global.configuration().state)
      guard let found = try database.loop(loop) else { throw Diagnostic.unknown(loop) }
      let candidate = LibraryCandidate(
        loop: loop, factors: try identities(factor.isEmpty ? found.factorNames : factor, of: found, in: database),
        strategy: try strategy.map { try known($0, .strategy, in: database) },
        model: try model.map { try known($0, .model, in: database) }, note: note, markedBy: Operator.name(by),
        markedAt: Clock.system.timestamp)
      try database.mark(candidate)
      global.console.answer(candidate.json, lines: [.marked(candidate)])
    }

    /// Throws for a name that nobody knows.
    private func identities(_ names: [String], of loop: LibraryLoop, in database: Database) throws -> [String] {
      let (found, unknown) = CandidateFactors.identities(
        names, of: loop, among: try database.factors(LibraryFilter()))
      if let name = unknown.first { throw Diagnostic.unknown(name) }
      return found
    }

    private func known(_ key: String, _ kind: LibraryEntry.Kind, in database: Database) throws -> String {
      guard try database.libraryEntries(kind).contains(where: { $0.key == key }) else { throw Diagnostic.unknown(key) }
      return key
    }
  }

  struct Unmark: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unmark", abstract: "Takes the mark of a loop away.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "TASK/LOOP.") var loop: String

    func run() throws {
      let database = try Database(path: try global.configuration().state)
      guard try database.unmark(loop, at: Clock.system.timestamp) else { throw Diagnostic.notMarked(loop) }
      global.console.answer(["loop": .string(loop), "marked": false], lines: [.unmarked(loop)])
    }
  }
}

extension Diagnostic {
  static func unknown(_ id: String) -> Diagnostic {
    Diagnostic(
      "library.unknown", .usage, ["id": .text(id)], (en: "The library does not know {id}.", zh: "资料库中没有 {id}。"),
      remedy: (
        en:
          "Look it up: `aistock library list`, or `aistock library list factors`. An empty library wants `aistock sync`.",
        zh: "用 `aistock library list` 或 `aistock library list factors` 查找；资料库为空时先运行 `aistock sync`。"
      ))
  }

  fileprivate static func notMarked(_ loop: String) -> Diagnostic {
    Diagnostic(
      "library.not-marked", .usage, ["loop": .text(loop)], (en: "{loop} is not marked.", zh: "{loop} 未被标记。"),
      remedy: (en: "See `aistock library list candidates`.", zh: "请查看 `aistock library list candidates`。"))
  }
}

extension Message {
  fileprivate static let negativeLimit = Message(
    "library.negative-limit", en: "--limit is 0 or more.", zh: "--limit 不得小于 0。")

  fileprivate static func noDecision(_ text: String) -> Message {
    Message(
      "library.no-decision", ["text": .text(text), "known": .names(LibraryFilter.Decision.allCases.map(\.rawValue))],
      en: "'{text}' is no decision: {known}.", zh: "“{text}”不是决定，可用：{known}。")
  }

  fileprivate static func noFigure(_ text: String) -> Message {
    Message(
      "library.no-figure", ["text": .text(text), "known": .names(LibraryLoop.Figure.allCases.map(\.rawValue))],
      en: "'{text}' is no figure: {known}.", zh: "“{text}”不是指标，可用：{known}。")
  }

  fileprivate static func noBound(_ text: String) -> Message {
    Message(
      "library.no-bound", ["text": .text(text), "known": .names(LibraryLoop.Figure.allCases.map(\.rawValue))],
      en: "'{text}' is no bound such as 'ic>0.02'; figures: {known}.",
      zh: "“{text}”不是“ic>0.02”这样的条件，可用指标：{known}。")
  }

  fileprivate static func marked(_ candidate: LibraryCandidate) -> Message {
    Message(
      "library.marked", ["loop": .text(candidate.loop), "factors": .count(candidate.factors.count)],
      en: "Marked {loop} with {factors} {factors:factor|factors}.", zh: "已标记 {loop}，含 {factors} 个因子。")
  }

  fileprivate static func unmarked(_ loop: String) -> Message {
    Message("library.unmarked", ["loop": .text(loop)], en: "{loop} is no candidate any more.", zh: "{loop} 不再是候选。")
  }
}
