import Primitives
import Synchronization

/// What models need of the machine and share within one run: libraries, opened once, and files of weights, read
/// once.
package final class ModelRuntime: Sendable {
  private let places: LibraryPlaces
  private let worker: (any NetworkWorker)?
  private let shared: Shared

  private struct Kept {
    var libraries: [String: any ModelLibrary] = [:]
    var digests: [String: String] = [:]
    var weights: [String: (stamp: FileStamp, weights: any ModelWeights)] = [:]
  }

  /// What a runtime has in common with the same one that has a worker.
  private final class Shared: Sendable {
    let kept = Mutex(Kept())
  }

  /// - Parameter worker: who trains networks; nil in execution.
  package init(_ places: LibraryPlaces, worker: (any NetworkWorker)? = nil) {
    self.places = places
    self.worker = worker
    shared = Shared()
  }

  private init(_ places: LibraryPlaces, worker: any NetworkWorker, shared: Shared) {
    self.places = places
    self.worker = worker
    self.shared = shared
  }

  /// The same libraries and weights with a worker, or with another one.
  package func with(_ worker: any NetworkWorker) -> ModelRuntime {
    ModelRuntime(places, worker: worker, shared: shared)
  }

  /// Throws `model.network-worker` where nobody trains networks.
  func networkWorker() throws -> any NetworkWorker {
    guard let worker else {
      throw Diagnostic(
        "model.network-worker", .unsupported,
        (en: "Training a network needs RD-Agent's Python.", zh: "训练网络需要 RD-Agent 的 Python。"),
        remedy: (
          en: "Set `rdagent.python` to a Python that has torch. Scoring needs none.",
          zh: "请把 `rdagent.python` 设为带有 torch 的 Python；评分不需要。"
        ))
    }
    return worker
  }

  /// The library of a kind, found and opened when it is first asked for.
  ///
  /// Throws the library's own error where it is at none of its places (exit 4) or cannot be used.
  package func library<Library: ModelLibrary>(_ type: Library.Type) throws -> Library {
    try shared.kept.withLock { kept in
      if let known = kept.libraries[type.fileName] as? Library { return known }
      let candidates = places.candidates(for: type)
      guard let place = candidates.first(where: FileReader.exists) else { throw type.missing(candidates) }
      let opened = try type.init(path: place)
      kept.libraries[type.fileName] = opened
      return opened
    }
  }

  /// SHA-256 of a library's file: another version may train another model.
  package func digest<Library: ModelLibrary>(of type: Library.Type) throws -> String {
    let path = try library(type).path
    return try shared.kept.withLock { kept in
      if let known = kept.digests[path] { return known }
      let digest = SHA256Digest(hashing: try FileReader.bytes(path)).hex
      kept.digests[path] = digest
      return digest
    }
  }

  /// The weights of a file, read again only where size or time of the file have changed.
  ///
  /// - Parameter path: of a single file, gzip accepted; its name tells the kind.
  func weights(ofFile path: String) throws -> any ModelWeights {
    let stamp = FileStamp(path)
    let known = shared.kept.withLock { $0.weights[path] }
    if let stamp, let known, known.stamp == stamp { return known.weights }
    let weights = try ModelKinds.reading(path).weights(FileReader.unpacked(path, as: .model), path: path)
    if let stamp { shared.kept.withLock { $0.weights[path] = (stamp, weights) } }
    return weights
  }
}
