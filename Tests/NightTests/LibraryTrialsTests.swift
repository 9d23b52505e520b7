import Night
import Primitives
import RDAgent
import Records
import Store
import TestSupport
import Testing

/// Loops as trials: how many were tried on the same days, and what the best is worth then.
struct LibraryTrialsTests {
  private func loop(_ number: Int, ic: Double, ratio: Double? = nil) -> LibraryLoop {
    var loop = LibraryLoop(task: "t", number: number)
    loop.metrics["IC"] = .init(ic, origin: "o")
    if let ratio { loop.metrics["1day.excess_return_with_cost.information_ratio"] = .init(ratio, origin: "o") }
    return loop
  }

  private func range(_ start: String, _ end: String) throws -> LibraryCurve.Range {
    .init(start: try #require(TradingDay(start)), end: try #require(TradingDay(end)))
  }

  /// Days in a row from the first of 2024.
  private func curve(_ number: Int, _ returns: [Double]) -> LibraryCurve {
    LibraryCurve(
      task: "t", number: number, workspace: "w\(number)", file: "ret_schema.json",
      days: returns.indices.map { TradingDay(daysSince1970: 19_723 + Int32($0)) }, returns: returns)
  }

  private func noise(_ seed: UInt64, _ count: Int = 200, drift: Double = 0) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.uniform() - 0.5 + drift }
  }

  @Test("loops with the same numbers are one trial, and one number alone proves nothing")
  func identical() throws {
    var loops = [loop(0, ic: 0.02, ratio: 1), loop(1, ic: 0.02 + 1e-12, ratio: 1), loop(2, ic: 0.03, ratio: 1)]
    loops += [loop(3, ic: 0.5), loop(4, ic: 0.5), LibraryLoop(task: "t", number: 5)]
    loops[0].metrics["1day.ffr"] = .init(1, origin: "o")
    let selections = LibraryTrials(loops: loops).selections()
    #expect(selections.map(\.loop) == ["t/0", "t/1", "t/2", "t/3", "t/4"])
    #expect(selections[0].identical == ["t/1"] && selections[1].identical == ["t/0"])
    #expect(selections.dropFirst(2).allSatisfy { $0.identical.isEmpty })
    #expect(selections.allSatisfy { $0.trials == 4 && $0.loops == 5 && $0.rangeBasis == nil })
    #expect(selections[0].notes.map(\.id) == ["selection.identical", "selection.no-range"])
    #expect(
      selections[0].deflatedSharpe.number == nil && selections[0].deflatedSharpe.reason?.id == "selection.no-days")
    #expect(selections[3].informationRatio.reason?.id == "selection.no-ratio")
  }

  /// Two loops on 2024, one on 2024-07 to 2025-06, which shares half of it; one on 2020; one that nobody tells.
  @Test("trials are counted on the same test range, and unknown ranges by themselves")
  func ranges() throws {
    let loops = (0..<5).map { loop($0, ic: 0.01 * Double($0 + 1), ratio: 0.1 * Double($0)) }
    let year = try range("2024-01-01", "2024-12-31")
    let selections = LibraryTrials(
      loops: loops,
      catalogRanges: [
        "t/0": year, "t/1": year, "t/2": try range("2024-07-01", "2025-06-30"),
        "t/3": try range("2020-01-01", "2020-12-31"),
      ]
    ).selections()
    #expect(selections.map(\.trials) == [3, 3, 3, 1, 1])
    #expect(selections.map(\.unranged) == [1, 1, 1, 1, 0])
    #expect(selections[0].notes.map(\.id) == ["selection.catalog-range", "selection.unranged"])
    // 366 days of 365.25, of which 238 are traded.
    #expect(selections[0].days == 238)
    #expect(selections[0].deflatedSharpe.reason?.id == "selection.assumed-normal")
    // A loop that was tried alone has nothing to be deflated by: its ratio is 0.3 a year, 0.0194 a day.
    let alone = selections[3]
    #expect(isNear(alone.informationRatio.number, 0.3 / 238.0.squareRoot()))
    #expect((0.61...0.63).contains(alone.deflatedSharpe.number ?? 0))
    #expect(try range("2024-01-01", "2024-01-02").sharesHalf(with: range("2024-01-03", "2024-01-04")) == false)
  }

  @Test("a curve that contradicts the record is another run's and is not used")
  func otherRun() throws {
    let returns = noise(1)
    let selections = LibraryTrials(
      loops: [loop(0, ic: 0.01, ratio: 9), loop(1, ic: 0.02)], curves: [curve(0, returns), curve(1, noise(2))]
    ).selections()
    #expect(selections[0].rangeBasis == nil && selections[0].informationRatio.number == 9 / 238.0.squareRoot())
    #expect(selections[0].correlation.reason?.id == "selection.other-run")
    #expect(selections[1].rangeBasis == .curve && selections[1].days == 200)
  }

  @Test("noise is told from skill by all curves of the range together")
  func overfitting() throws {
    let loops = (0..<6).map { loop($0, ic: 0.01 * Double($0 + 1)) }
    let curves = (0..<6).map { curve($0, noise(UInt64($0 + 1), drift: $0 == 3 ? 0.4 : 0)) }
    let selections = LibraryTrials(
      loops: loops, curves: curves,
      running: [
        .init(id: "own", days: curves[3].days, returns: curves[3].returns.map { -$0 }),
        .init(id: "twin", days: curves[3].days, returns: curves[3].returns.map { 2 * $0 + 1 }),
      ]
    ).selections()
    #expect(selections.allSatisfy { $0.curves == 6 && $0.splits == 12_870 && $0.trials == 6 })
    #expect(try #require(selections[0].overfitting.number) < 0.01)
    #expect(selections[0].overfitting == selections[5].overfitting)
    #expect(try #require(selections[3].deflatedSharpe.number) > 0.99)
    #expect(selections.allSatisfy { $0.loop == "t/3" || ($0.deflatedSharpe.number ?? 1) < 0.5 })
    #expect(selections[3].correlatedWith == "twin" && isNear(selections[3].correlation.number, 1))
    // What is stored reads back.
    #expect(selections.allSatisfy { LibrarySelection($0.json) == $0 })
    let few = LibraryTrials(loops: loops, curves: [curves[0], curve(1, Array(noise(9).prefix(40)))]).selections()
    #expect(few[0].overfitting.reason?.id == "selection.few-common-days")
    #expect(few[0].correlation.reason?.id == "selection.nothing-runs")
    #expect(LibraryTrials(loops: loops).selections()[0].overfitting.reason?.id == "selection.too-few-curves")
  }

  /// The five loops of the users' own tools; wanted values by numpy and scipy from the same files (the ratio of loop 0,
  /// whose curve is parquet alone, as recorded, with normal returns over 1,744 days, 238 a year of 2019-01-01 to
  /// 2026-04-30).
  @Test("a real task: one range, three results, and what each is worth", .enabled(if: SharedMaterial.isPresent))
  func real() throws {
    let database = try Database.inMemory()
    let sync = LibrarySync(database: database, clock: .fixed(1_795_000_000))
    let source = FolderSource(root: SharedMaterial.path("rdagent"))
    let outcome = try sync.run(source)
    let tally = try #require(outcome.tallies.first { $0.origin == "workspaces: curves" })
    #expect(tally.kept == 4 && tally.refusals.isEmpty)
    let judge = LibraryJudge(
      database: database, configuration: AistockConfiguration(folder: "/nowhere"), clock: .fixed(1_795_000_000))
    #expect(try judge.refresh())
    #expect(try !judge.refresh())
    // Another sync that brings nothing new needs no second computation.
    _ = try LibrarySync(database: database, clock: .fixed(1_795_000_060)).run(source)
    #expect(try !judge.refresh())
    let selections = try database.selections()
    #expect(selections.map { $0.loop.suffix(2) } == ["/0", "/3", "/4"])
    #expect(selections.allSatisfy { $0.trials == 3 && $0.loops == 3 && $0.unranged == 0 })
    #expect(selections.map(\.rangeBasis) == [.configuration, .curve, .curve])
    #expect(selections.map(\.days) == [1744, 445, 445])
    let wanted = [0.33928094874625514, 0.006989076831266672, 0.2904221364132955]
    for (own, value) in zip(selections, wanted) {
      #expect(isNear(own.deflatedSharpe.number, value, relative: 1e-6), "\(own.loop)")
      #expect(isNear(own.overfitting.number, 0.22781662781662781) && own.splits == 12_870 && own.curves == 2)
    }
    #expect(selections[0].correlation.reason?.id == "selection.unreadable")
  }

  @Test("lists are filtered and sorted by what the selection says; a loop without it comes last")
  func filters() throws {
    let database = try Database.inMemory()
    let loops = (0..<3).map { loop($0, ic: 0.01 * Double($0 + 1)) } + [LibraryLoop(task: "t", number: 9)]
    try database.save(loops)
    let curves = (0..<3).map { curve($0, noise(UInt64($0 + 1), drift: $0 == 1 ? 0.4 : 0)) }
    try database.save(
      LibraryTrials(loops: loops, curves: curves).selections(), .init(basis: "b", digest: "d"), at: "2026-11-29")
    var filter = LibraryFilter()
    filter.order = .deflatedSharpe
    let sorted = try database.loops(filter).map(\.id)
    #expect(sorted.first == "t/1" && sorted.last == "t/9")
    filter.bounds = [try #require(LibraryFilter.Bound("deflated_sharpe>0.95")), try #require(.init("trials<=3"))]
    #expect(try database.loops(filter).map(\.id) == ["t/1"])
    let figures = try database.selectionFigures(of: ["t/1", "t/9"])
    #expect(figures["t/1"]?[.trials] == 3 && figures["t/9"] == nil)
    #expect(try database.libraryJudgement() == .init(basis: "b", digest: "d"))
  }
}
