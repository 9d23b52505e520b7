import Primitives
import RDAgent
import Synchronization

/// What a Python says of itself, of torch and of numpy: other versions may learn other weights. It is asked once.
final class TrainerLibraries: Sendable {
  private let place: TrainerRun.Place
  private let known = Mutex<String?>(nil)

  init(_ place: TrainerRun.Place) { self.place = place }

  /// One line; the same as long as nothing was exchanged behind the path of the Python.
  ///
  /// - Throws: `migrate.no-python`, `trainer.python`.
  var text: String {
    get throws {
      try known.withLock { known in
        if let known { return known }
        let folder = try Scratch()
        defer { folder.remove() }
        let script = Path.join(folder.path, "libraries.py")
        try FileWriter.write(Array(TrainerLibraries.script.utf8), to: script)
        let python = PythonRun(python: place.python, environment: place.environment, secondsMax: 120)
        let (end, line) = try python.saying([script])
        guard end == .done, !line.isEmpty else {
          throw Diagnostic(
            "trainer.python", .environment, ["python": .text(place.python), "line": .said(line)],
            (en: "'{python}' does not say what it is: {line}.", zh: "“{python}”没有说明自己的版本：{line}。"),
            remedy: (
              en: "Set `rdagent.python` to a Python 3.8 or later that has torch.",
              zh: "请把 `rdagent.python` 设为带有 torch 的 Python 3.8 或更高版本。"
            ))
        }
        known = line
        return line
      }
    }
  }

  /// Nothing is imported: the versions are those of the installed packages, and size and time of a module that no package
  /// claims.
  private static let script = """
    from sys import path, stderr, version
    path[:] = [p for p in path[1:] if p]
    from importlib import metadata, util
    from os import stat
    def known(name):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            spec = util.find_spec(name)
            if spec is None or not spec.has_location:
                return "-"
            status = stat(spec.origin)
            return "%d %d" % (status.st_size, status.st_mtime_ns)
    stderr.write("python %s, torch %s, numpy %s\\n" % (version.split()[0], known("torch"), known("numpy")))

    """
}
