/// Drops columns by name, in whatever group (`DropCol`); unknown names change nothing.
package struct DropColumns: Processor {
  package let name = "DropCol"
  package let names: Set<String>

  package init(_ names: [String]) { self.names = Set(names) }

  package func apply(to frame: inout Frame) throws {
    frame = frame.keeping { !names.contains($0.name) }
  }
}

/// Keeps the named columns of a group and every name that occurs only outside the group
/// (`FilterCol`). The loader's order stays; the order of the list and unknown names do not count.
package struct KeepColumns: Processor {
  package let name = "FilterCol"
  let group: String?
  package let names: Set<String>

  package init(group: String? = "feature", _ names: [String]) {
    self.group = group
    self.names = Set(names)
  }

  package func apply(to frame: inout Frame) throws {
    let inside = Set(try frame.positions(of: group).map { frame.columns[$0].name })
    frame = frame.keeping { names.contains($0.name) || !inside.contains($0.name) }
  }
}
