/// Moves labels of one column apart until none covers another.
package enum LabelSpreading {
  /// Positions in the order given, each as near to the wanted one as the others permit.
  ///
  /// Labels that would overlap form a block, which stands at the mean of what its members want; the
  /// blocks merge until they are apart, and finally stay inside the bounds.
  ///
  /// - Parameters:
  ///   - wanted: middles of the labels.
  ///   - gap: the least distance of two middles.
  package static func spread(
    _ wanted: [Double], gap: Double, within bounds: ClosedRange<Double>
  ) -> [Double] {
    struct Block {
      var members: [Int]
      var middle: Double
    }
    // Many labels in little room stand closer than they want, rather than outside.
    let room = bounds.upperBound - bounds.lowerBound
    let gap = wanted.count > 1 ? min(gap, room / Double(wanted.count - 1)) : gap
    func settled(_ members: [Int]) -> Block {
      let mean = members.reduce(0) { $0 + wanted[$1] } / Double(members.count)
      let half = Double(members.count - 1) * gap / 2
      return Block(
        members: members,
        middle: min(max(mean, bounds.lowerBound + half), bounds.upperBound - half))
    }
    var blocks: [Block] = []
    for index in wanted.indices.sorted(by: { (wanted[$0], $0) < (wanted[$1], $1) }) {
      var block = settled([index])
      while let before = blocks.last {
        let reach = Double(before.members.count + block.members.count) * gap / 2
        guard block.middle - before.middle < reach - 1e-9 else { break }
        blocks.removeLast()
        block = settled(before.members + block.members)
      }
      blocks.append(block)
    }
    var positions = wanted
    for block in blocks {
      let first = block.middle - Double(block.members.count - 1) * gap / 2
      for (place, member) in block.members.enumerated() {
        positions[member] = first + Double(place) * gap
      }
    }
    return positions
  }
}
