extension Factor {
  /// Lower-case names of the fields that it reads, sorted.
  package var fieldNames: [String] {
    var names: Set<String> = []
    var open = [expression]
    while let next = open.popLast() {
      if case .field(let name) = next.operation { names.insert(name.lowercased()) }
      open += next.operands
    }
    return names.sorted()
  }
}
