/// The list of the files that this program wrote into a folder, kept in the folder.
///
/// `{"schema":1,"kind":"run","files":[{"path","size","sha256"}]}`; while the folder is being made, `files` is null
/// and all of it is ours. Only what is listed is ever removed or replaced.
package struct OutputList {
  package static let name = ".aistock-output"

  struct Entry: Equatable {
    var size: Int
    var sha256: String
  }

  let kind: OutputKind?
  /// By path; an entry is nil where only the name is known. Nil as a whole: the folder was never finished.
  let files: [String: Entry?]?

  init(_ kind: OutputKind, _ files: [String: Entry?]?) {
    self.kind = kind
    self.files = files
  }

  /// The list that a folder holds; nil where it holds none, or one that cannot be read.
  ///
  /// - Parameter kind: whose list is looked for.
  init?(in folder: String, of kind: OutputKind) {
    guard let document = try? JSONReader.read(file: Path.join(folder, kind.listName), id: "output.list") else {
      return nil
    }
    // A night's and a bundle's document say by their name what they list.
    self.kind = kind.listName == OutputList.name ? document["kind"]?.stringValue.flatMap(OutputKind.init) : kind
    guard let listed = document["files"] else { return nil }
    if listed == .null {
      files = nil
      return
    }
    guard let items = listed.arrayValue else { return nil }
    var files: [String: Entry?] = [:]
    for item in items {
      guard let path = item["path"]?.stringValue, let size = item["size"]?.intValue,
        let sha256 = item["sha256"]?.stringValue
      else { return nil }
      files[path] = Entry(size: size, sha256: sha256)
    }
    self.files = files
  }

  /// Paths of the files that this program wrote into a folder; nil where it keeps no list.
  package static func paths(in folder: String, of kind: OutputKind) -> [String]? {
    OutputList(in: folder, of: kind)?.files?.keys.sorted()
  }

  var bytes: [UInt8] {
    let listed = files.map { files in
      JSONValue.array(
        files.sorted { $0.key < $1.key }.map { path, entry in
          ["path": .string(path), "size": .integer(entry?.size ?? 0), "sha256": .string(entry?.sha256 ?? "")]
        })
    }
    let json: JSONValue = ["schema": 1, "kind": .optional(kind?.rawValue), "files": listed ?? .null]
    return json.pretty
  }

  /// Whether this program wrote the file of this path. The statements that a bundle rests on came after its list.
  func holds(_ path: String) -> Bool {
    guard let files else { return true }
    return files[path] != nil || (kind == .bundle && path.hasPrefix("review/"))
  }
}
