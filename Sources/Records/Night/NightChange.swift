package import Primitives

/// What is other in one archived night than in an earlier one, in the order in which a reader asks.
///
/// The differences field by field are those of `ArchiveDiff`; here they are told as verdicts, inputs, money and
/// values, and what is the same is told too.
package struct NightChange: Equatable, Sendable {
  /// A value of both nights; nil where a night does not have it.
  package struct Sides<Value: Equatable & Sendable>: Equatable, Sendable {
    package var left: Value?
    package var right: Value?

    package init(_ left: Value?, _ right: Value?) {
      self.left = left
      self.right = right
    }

    package var isSame: Bool { left == right }
  }

  /// One migration of either night.
  package struct Migration: Equatable, Sendable {
    package var id: String
    package var verdicts: Sides<String>
    /// The states of the six rungs, in their order; empty where a night does not say them.
    package var rungs: Sides<[Rung: RungResult.State]>
    /// What the verdict is named after.
    package var causes: Sides<Cause>
    /// Why the newer night judged so; nil where nothing is known.
    package var explanation: Message?
    package var inputs: [Input]
    package var figures: Sides<MigrationFigures>
    /// How far it had come; nil where nobody knows.
    package var stages: Sides<MigrationStage>
    /// Differences field by field, files left out; at most `differencesMax`.
    package var differences: [ArchiveDiff.Entry]
    package var differenceCount: Int
    /// Files that are other, relative to its folder.
    package var files: [String]

    package static let differencesMax = 60

    package init(
      id: String, verdicts: Sides<String>, rungs: Sides<[Rung: RungResult.State]> = Sides(nil, nil),
      causes: Sides<Cause> = Sides(nil, nil), inputs: [Input] = [], figures: Sides<MigrationFigures> = Sides(nil, nil),
      stages: Sides<MigrationStage> = Sides(nil, nil), differences: [ArchiveDiff.Entry] = [],
      differenceCount: Int = 0, files: [String] = []
    ) {
      self.id = id
      self.verdicts = verdicts
      self.rungs = rungs
      self.causes = causes
      self.inputs = inputs
      self.figures = figures
      self.stages = stages
      self.differences = differences
      self.differenceCount = differenceCount
      self.files = files
    }

    /// Whether both nights judge it, and otherwise.
    package var isFlip: Bool { verdicts.left != nil && verdicts.right != nil && !verdicts.isSame }
    package var isChanged: Bool {
      !verdicts.isSame || !rungs.isSame || !causes.isSame || !figures.isSame || !stages.isSame
        || inputs.contains { !$0.values.isSame } || differenceCount > 0
    }
    /// How far the local end account moved, yuan; 0 where it is not known.
    package var money: Double {
      guard let left = figures.left?.local.endAccount, let right = figures.right?.local.endAccount else { return 0 }
      return right - left
    }
  }

  /// Something that a judgement rests on.
  package struct Input: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
      /// One field of the configuration, by its path.
      case field
      /// Of the recorded run.
      case configuration, predictions, model
      /// The recorded numbers: their count, and whether they are the same.
      case record
      /// A library behind the record.
      case version
    }

    package var kind: Kind
    /// The field's path, the library's name; empty for the rest.
    package var name: String
    package var values: Sides<String>

    package init(_ kind: Kind, _ name: String = "", _ left: String?, _ right: String?) {
      self.kind = kind
      self.name = name
      values = Sides(left, right)
    }
  }

  /// One preview of either night.
  package struct Preview: Equatable, Sendable {
    package var id: String
    /// Yuan at the last close.
    package var values: Sides<Double>
    /// Settled days.
    package var days: Sides<Int>
    /// Yuan, of the newer night's last day.
    package var profit: Double?

    package init(id: String, values: Sides<Double>, days: Sides<Int>, profit: Double?) {
      self.id = id
      self.values = values
      self.days = days
      self.profit = profit
    }

    package var isChanged: Bool { !values.isSame || !days.isSame }
  }

  /// One factor whose verdict is other.
  package struct Factor: Equatable, Sendable {
    package var id: String
    package var name: String
    package var verdicts: Sides<String>

    package init(id: String, name: String, verdicts: Sides<String>) {
      self.id = id
      self.name = name
      self.verdicts = verdicts
    }
  }

  package struct Files: Equatable, Sendable {
    /// How many each night holds.
    package var counts: Sides<Int>
    /// How many the larger night holds; nil where neither count is known.
    package var count: Int? { [counts.left, counts.right].compactMap { $0 }.max() }
    /// How many are other, new or gone.
    package var changed: Int
    /// Of these the ones that belong to no migration.
    package var ofTheNight: [String]

    package init(counts: Sides<Int>, changed: Int, ofTheNight: [String]) {
      self.counts = counts
      self.changed = changed
      self.ofTheNight = ofTheNight
    }
  }

  package var left: ArchiveReference
  package var right: ArchiveReference
  /// All of both nights: flips first, the worst new verdict first; then what moved, the most money first; then what
  /// is as it was.
  package var migrations: [Migration]
  package var previews: [Preview]
  /// Those whose verdict is other.
  package var factors: [Factor]
  /// How many factors both nights judge; nil where one of them archived none.
  package var factorCount: Int?
  package var versions: Sides<String>
  package var files: Files
  /// What could not be compared, and why.
  package var notes: [Message]

  package init(
    left: ArchiveReference, right: ArchiveReference, migrations: [Migration], previews: [Preview] = [],
    factors: [Factor] = [], factorCount: Int? = nil, versions: Sides<String> = Sides(nil, nil),
    files: Files = Files(counts: Sides(nil, nil), changed: 0, ofTheNight: []), notes: [Message] = []
  ) {
    self.left = left
    self.right = right
    self.migrations = NightChange.sorted(migrations)
    self.previews = previews
    self.factors = factors
    self.factorCount = factorCount
    self.versions = versions
    self.files = files
    self.notes = notes
  }

  package var flips: [Migration] { migrations.filter(\.isFlip) }
  package var changed: [Migration] { migrations.filter(\.isChanged) }
  package var unchanged: [Migration] { migrations.filter { !$0.isChanged } }

  private static func sorted(_ migrations: [Migration]) -> [Migration] {
    func rank(_ migration: Migration) -> Int {
      if migration.isFlip { return 0 }
      if !migration.verdicts.isSame { return 1 }
      return migration.isChanged ? 2 : 3
    }
    return migrations.sorted { left, right in
      if rank(left) != rank(right) { return rank(left) < rank(right) }
      let places = [left, right].map { Comparison.Verdict.place($0.verdicts.right ?? "") }
      if places[0] != places[1] { return places[0] < places[1] }
      if left.money.magnitude != right.money.magnitude { return left.money.magnitude > right.money.magnitude }
      return left.id < right.id
    }
  }
}
