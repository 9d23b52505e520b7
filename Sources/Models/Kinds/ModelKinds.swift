import Primitives

/// The kinds that are built here.
package enum ModelKinds {
  /// The first reads files that no kind claims: LightGBM's text has no name of its own.
  package static let all: [any ModelKind] = [LightGBMKind(), LinearKind(), NetworkKind()]

  package static var classNames: [String] { all.map(\.className) }

  /// The kind of a class as a configuration or a document names it, with or without its module.
  package static func named(_ className: String) -> (any ModelKind)? {
    let name = className.split(separator: ".").last.map(String.init) ?? className
    return all.first { $0.className == name }
  }

  /// The kind whose weights a file of this name holds.
  package static func reading(_ path: String) -> any ModelKind {
    let name = Path.lastComponent(path)
    return all.first { $0.claims(name) } ?? all[0]
  }

  /// The file of weights among the files of a folder, in the form that this program writes; nil where there is none.
  package static func weightsFile(among names: some Sequence<String>) -> String? {
    let known = Set(names)
    return all.map(\.weightsFile).first(where: known.contains)
  }
}
