package import Records

/// Which factors a candidate takes.
package enum CandidateFactors {
  /// One identity a name, or several where the loop itself told several under it; names that nobody knows are told apart.
  ///
  /// - Parameters:
  ///   - names: of factors, or beginnings of identities with six digits or more.
  ///   - known: all factors of the library.
  /// - Returns: identities, sorted.
  package static func identities(
    _ names: [String], of loop: LibraryLoop, among known: [LibraryFactor]
  ) -> (found: [String], unknown: [String]) {
    var (found, unknown): ([String], [String]) = ([], [])
    for name in names {
      let same = known.filter { $0.names.contains(name) || (name.count >= 6 && $0.id.hasPrefix(name)) }
      let own = same.filter { $0.loops.contains(loop.id) }
      if same.isEmpty { unknown.append(name) }
      found += (own.isEmpty ? same : own).map(\.id)
    }
    return (Set(found).sorted(), unknown)
  }
}
