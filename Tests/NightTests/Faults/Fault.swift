import Testing

/// One thing that goes wrong in a night: how it is brought about, and what must hold afterwards.
struct Fault: Sendable, CustomTestStringConvertible {
  /// Where it comes from; the page lists the groups in this order.
  enum Group: String, CaseIterable, Sendable {
    case process = "The process"
    case machine = "Disk, rights and libraries"
    case state = "State, archive and site"
    case inputs = "Configuration and RD-Agent's results"
    case market = "The market"
    case services = "Services"
    case time = "Clock, time zone and deadline"
  }

  /// What stands once the night has ended.
  enum Leaves: String, Sendable {
    /// Site and archive have the bytes that they had before the night.
    case before = "yesterday's, byte for byte"
    /// The archive has the night and is sound, the site has the bytes of before.
    case archive = "tonight's archive, yesterday's site"
    /// The archive is sound and the site passes its check; what tonight could do is on it.
    case whole = "tonight's, whole"
    /// What an undisturbed night leaves, but for the time at which it was built.
    case same = "as of an undisturbed night"
    /// The archive has the bytes of before, and the site passes its check.
    case site = "tonight's site, yesterday's archive"
    /// The fault is damage to the archive itself, which its verification finds: the site passes its check.
    case named = "tonight's; the site and `archive verify` name the damage"
    /// Both are sound at whatever moment the process was killed.
    case sound = "yesterday's or tonight's, whole; the next night ends as an undisturbed one"
  }

  /// By which the page and a failing test name it.
  let id: String
  let group: Group
  /// One sentence.
  let what: String
  /// Negative: the signal that ends the process.
  let exit: Int32
  /// The diagnostic or finding that the summary names; nil where there is nothing to tell.
  let cause: String?
  let leaves: Leaves
  /// What the machine must offer.
  let needs: Need
  /// Whether the next night, with the fault gone, does all its work.
  let mends: Bool
  let night: @Sendable (FaultWorld) throws -> FaultWorld.Ending

  enum Need: Sendable { case nothing, namespaces, server }

  var testDescription: String { id }

  /// - Parameters:
  ///   - needs: `namespaces` where mounts of its own are made.
  ///   - night: brings the fault about and runs the night.
  init(
    _ id: String, _ group: Group, _ what: String, exit: Int32, _ cause: String? = nil, leaves: Leaves,
    needs: Need = .nothing, mends: Bool = true, night: @escaping @Sendable (FaultWorld) throws -> FaultWorld.Ending
  ) {
    self.id = id
    self.group = group
    self.what = what
    self.exit = exit
    self.cause = cause
    self.leaves = leaves
    self.needs = needs
    self.mends = mends
    self.night = night
  }

  /// A fault of a file: it is there before a plain night runs.
  static func file(
    _ id: String, _ group: Group, _ what: String, exit: Int32, _ cause: String? = nil, leaves: Leaves,
    mends: Bool = true, _ damage: @escaping @Sendable (FaultWorld) throws -> Void
  ) -> Fault {
    Fault(id, group, what, exit: exit, cause, leaves: leaves, mends: mends) { world in
      try damage(world)
      return try world.run()
    }
  }

  static let all = processes + machines + states + inputs + markets + services + times
}
