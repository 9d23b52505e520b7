import Records

/// Loops that RD-Agent recorded with the same numbers: one trial, however many loops tell it (`Contracts.md`, what goes wrong:
/// a fixed file of factors, a cached environment or the latest recorder of another run).
enum IdenticalResults {
  /// Metrics are equal up to this, relative above 1.
  static let tolerance = 1e-9
  /// One number alone may be equal by chance: a mis-parsed record proves no more than one.
  private static let metricsMin = 2
  /// Order statistics that are 0 or 1 in most runs.
  private static let idle: Set<String> = ["1day.ffr", "1day.pa", "1day.pos"]

  /// For each loop the place of the first one with its result; a loop is its own where no other has it.
  ///
  /// - Parameter loops: in an order of their own, which decides who is first.
  static func firsts(_ loops: [LibraryLoop]) -> [Int] {
    var firsts = Array(loops.indices)
    let vectors = loops.map { loop in
      loop.metrics.filter { !idle.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
    }
    let groups = Dictionary(grouping: loops.indices.filter { vectors[$0].count >= metricsMin }) { place in
      vectors[place].map(\.0)
    }
    for places in groups.values {
      let sorted = places.sorted { (vectors[$0][0].1, $0) < (vectors[$1][0].1, $1) }
      for (offset, place) in sorted.enumerated() {
        for other in sorted[(offset + 1)...] {
          guard same(vectors[place][0].1, vectors[other][0].1) else { break }
          let (left, right) = (root(place, &firsts), root(other, &firsts))
          guard left != right, zip(vectors[place], vectors[other]).allSatisfy({ same($0.1, $1.1) }) else { continue }
          firsts[max(left, right)] = min(left, right)
        }
      }
    }
    for place in firsts.indices { firsts[place] = root(place, &firsts) }
    return firsts
  }

  /// The first that a chain of equals leads to; the chain is shortened on the way.
  private static func root(_ place: Int, _ firsts: inout [Int]) -> Int {
    var place = place
    while firsts[place] != place {
      firsts[place] = firsts[firsts[place]]
      place = firsts[place]
    }
    return place
  }

  private static func same(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= tolerance * max(1, left.magnitude, right.magnitude)
  }
}
