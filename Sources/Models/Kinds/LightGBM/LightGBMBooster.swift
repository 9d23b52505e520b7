import Primitives

/// LightGBM's binned copy of a feature matrix.
final class LightGBMDataset {
  fileprivate let handle: LightGBMLibrary.Handle
  private let library: LightGBMLibrary

  /// `reference` is the training set whose bins are used; nil makes them.
  init(
    _ library: LightGBMLibrary, _ matrix: FeatureMatrix, labels: [Float], parameters: String,
    reference: LightGBMDataset?
  ) throws {
    var handle: LightGBMLibrary.Handle?
    let code = matrix.withMemory { memory, type in
      library.datasetCreate(
        memory, type, Int32(matrix.rowCount), Int32(matrix.names.count), 1, parameters,
        reference?.handle, &handle)
    }
    try library.check(code, .features)
    guard let handle else {
      throw Diagnostic.noResult()
    }
    self.library = library
    self.handle = handle
    try labels.withUnsafeBytes {
      try library.check(
        library.datasetSetField(handle, "label", $0.baseAddress, Int32(labels.count), 0), .labels)
    }
  }

  deinit { _ = library.datasetFree(handle) }
}

/// A model in training, or one read from text to be written again.
final class LightGBMBooster {
  private let handle: LightGBMLibrary.Handle
  private let library: LightGBMLibrary
  // The library keeps pointers into the data sets: they live as long as the booster.
  private let train: LightGBMDataset?
  private let valid: LightGBMDataset?

  init(
    _ library: LightGBMLibrary, train: LightGBMDataset, valid: LightGBMDataset?, parameters: String
  ) throws {
    var handle: LightGBMLibrary.Handle?
    try library.check(library.boosterCreate(train.handle, parameters, &handle), .parameters)
    self.handle = try LightGBMBooster.existing(handle)
    self.library = library
    self.train = train
    self.valid = valid
    if let valid {
      try library.check(library.boosterAddValid(self.handle, valid.handle), .validationRows)
    }
  }

  /// The library's own reader trusts a text and ends the process over a damaged one: it is given checked texts only.
  init(_ library: LightGBMLibrary, text: LightGBMText) throws {
    var iterations: Int32 = 0
    var handle: LightGBMLibrary.Handle?
    let code = (text.bytes + [0]).withUnsafeBytes { raw -> Int32 in
      guard let start = raw.baseAddress else { return -1 }
      return library.boosterLoad(start.assumingMemoryBound(to: CChar.self), &iterations, &handle)
    }
    try library.check(code, .model)
    self.handle = try LightGBMBooster.existing(handle)
    self.library = library
    train = nil
    valid = nil
  }

  deinit { _ = library.boosterFree(handle) }

  func update() throws {
    var isFinished: Int32 = 0
    try library.check(library.boosterUpdate(handle, &isFinished), .round)
  }

  /// Every metric on the training rows, then on the validation rows.
  func evaluations() throws -> [Evaluation] {
    let names = try metricNames()
    if names.isEmpty { return [] }
    var evaluations: [Evaluation] = []
    for (index, set) in ["train", "valid"].prefix(valid == nil ? 1 : 2).enumerated() {
      var values = [Double](repeating: .nan, count: names.count)
      var written: Int32 = 0
      try library.check(library.boosterEval(handle, Int32(index), &written, &values), .evaluation)
      evaluations += zip(names, values).map { Evaluation(set: set, metric: $0, value: $1) }
    }
    return evaluations
  }

  /// One score a row, of the model's own kind (a value, or a probability).
  func scores(of matrix: FeatureMatrix) throws -> [Double] {
    var scores = [Double](repeating: .nan, count: matrix.rowCount)
    var written: Int64 = 0
    let code = matrix.withMemory { memory, type in
      library.boosterPredict(
        handle, memory, type, Int32(matrix.rowCount), Int32(matrix.names.count), 1, 0, 0, -1, "",
        &written, &scores)
    }
    try library.check(code, .features)
    guard written == scores.count else {
      throw Diagnostic.noResult()
    }
    return scores
  }

  /// The text of the first rounds; 0 is all.
  func text(rounds: Int) throws -> [UInt8] {
    var size: Int64 = 0
    var buffer = [CChar](repeating: 0, count: 1 << 20)
    for _ in 0..<2 {
      try library.check(
        library.boosterSave(handle, 0, Int32(rounds), 0, Int64(buffer.count), &size, &buffer), .writing)
      if size <= buffer.count { break }
      buffer = [CChar](repeating: 0, count: Int(size))
    }
    // The size counts the terminating zero.
    return buffer.prefix(max(0, Int(size) - 1)).map { UInt8(bitPattern: $0) }
  }

  private func metricNames() throws -> [String] {
    var count: Int32 = 0
    try library.check(library.boosterEvalCounts(handle, &count), .evaluation)
    let length = 256
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: length * max(1, Int(count)))
    defer { memory.deallocate() }
    var names: [UnsafeMutablePointer<CChar>?] = (0..<Int(count)).map { memory + $0 * length }
    var written: Int32 = 0
    var needed = 0
    try library.check(
      library.boosterEvalNames(handle, count, &written, length, &needed, &names), .evaluation)
    return names.compactMap { $0.map { String(cString: $0) } }
  }

  private static func existing(_ handle: LightGBMLibrary.Handle?) throws -> LightGBMLibrary.Handle {
    guard let handle else {
      throw Diagnostic.noResult()
    }
    return handle
  }
}
