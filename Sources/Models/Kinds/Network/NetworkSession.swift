import COnnxRuntime
import Dispatch
import Primitives
import Synchronization

/// A network in ONNX Runtime, ready to score.
///
/// Every call gets a block of the same number of rows, on one thread, in a graph whose arithmetic is left alone: a row's
/// score does not depend on how many rows are asked for, nor on the number of cores.
final class NetworkSession: Sendable {
  /// Rows of a call: RD-Agent's own size of a batch. A short block is filled up with zeros.
  static let blockRows = 256

  private let library: OnnxRuntimeLibrary
  private let structure: NetworkStructure
  private nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  /// Throws `model.onnx-operator` for an operator that the library does not know, else `model.onnx-refused`.
  init(_ library: OnnxRuntimeLibrary, _ weights: NetworkWeights) throws {
    let table = library.table
    func check(_ status: UnsafeMutableRawPointer?) throws {
      guard let problem = library.problem(status) else { return }
      if let name = NetworkSession.unknownOperator(problem, weights.structure.operators) {
        throw Diagnostic.operation(name, .notKnown, weights.path)
      }
      throw Diagnostic.refused(problem, weights.path)
    }
    var options: UnsafeMutableRawPointer?
    try check(aistock_ort_options(table, &options))
    defer { aistock_ort_release(table, Int32(AISTOCK_ORT_OPTIONS), options) }
    try check(aistock_ort_set_optimization(table, options, 1))
    try check(aistock_ort_set_threads(table, options, 1))
    var handle: UnsafeMutableRawPointer?
    try weights.bytes.withUnsafeBytes {
      try check(aistock_ort_session(table, library.environment, $0.baseAddress, $0.count, options, &handle))
    }
    guard let handle else { throw Diagnostic.refused("CreateSessionFromArray", weights.path) }
    self.library = library
    self.handle = handle
    structure = weights.structure
  }

  deinit { aistock_ort_release(library.table, Int32(AISTOCK_ORT_SESSION), handle) }

  /// The operator over which a graph was refused: no code tells it, only the library's words do.
  private static func unknownOperator(_ problem: String, _ operators: [String]) -> String? {
    guard problem.contains("is not a registered function/op") || problem.contains("No Op registered for") else {
      return nil
    }
    return operators.filter {
      problem.contains(" \($0)(") || problem.contains(":\($0)(") || problem.contains(" \($0) ")
    }
    .max { $0.count < $1.count } ?? "-"
  }

  /// One score a row.
  ///
  /// - Parameter fill: writes the input of some rows, zeros standing there; called on any thread.
  /// - Throws: `model.onnx-refused` and `model.onnx-rows`.
  func scores(
    rows: Int, path: String, _ fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Double] {
    let size = NetworkSession.blockRows
    let rowSize = (structure.steps ?? 1) * structure.width
    let blocks = (rows + size - 1) / size
    let failure = Mutex<(block: Int, error: Diagnostic)?>(nil)
    let scores = [Double](unsafeUninitializedCapacity: rows) { output, filled in
      output.initialize(repeating: .nan)
      nonisolated(unsafe) let output = output
      // As many hands as cores, each with its own memory; whichever block a hand takes, its scores are the same.
      DispatchQueue.concurrentPerform(iterations: blocks) { block in
        let own = block * size..<min(rows, (block + 1) * size)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size * rowSize) { input in
          input.initialize(repeating: 0)
          fill(own, input)
          do throws(Diagnostic) {
            try run(input, into: UnsafeMutableBufferPointer(rebasing: output[own]), path)
          } catch {
            failure.withLock { if $0.map({ block < $0.block }) ?? true { $0 = (block, error) } }
          }
        }
      }
      filled = rows
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    return scores
  }

  /// Runs one block and takes the scores of its first rows.
  private func run(
    _ input: UnsafeMutableBufferPointer<Float>, into scores: UnsafeMutableBufferPointer<Double>, _ path: String
  ) throws(Diagnostic) {
    let table = library.table
    func check(_ status: UnsafeMutableRawPointer?) throws(Diagnostic) {
      if let problem = library.problem(status) { throw Diagnostic.refused(problem, path) }
    }
    let rows = NetworkSession.blockRows
    let shape = [rows] + (structure.steps.map { [$0] } ?? []) + [structure.width]
    var value: UnsafeMutableRawPointer?
    try check(
      aistock_ort_tensor(
        table, library.memory, input.baseAddress, input.count, shape.map { Int64($0) }, shape.count, &value))
    defer { aistock_ort_release(table, Int32(AISTOCK_ORT_VALUE), value) }
    var result: UnsafeMutableRawPointer?
    try check(aistock_ort_run(table, handle, structure.input.name, value, structure.output.name, &result))
    defer { aistock_ort_release(table, Int32(AISTOCK_ORT_VALUE), result) }
    var form: UnsafeMutableRawPointer?
    try check(aistock_ort_shape(table, result, &form))
    defer { aistock_ort_release(table, Int32(AISTOCK_ORT_SHAPE), form) }
    var (type, count): (Int32, Int) = (0, 0)
    try check(aistock_ort_element_type(table, form, &type))
    try check(aistock_ort_element_count(table, form, &count))
    guard count == rows, type == Int32(AISTOCK_ORT_FLOAT) else {
      throw Diagnostic(
        "model.onnx-rows", .unsupported, at: .init(path), ["scores": .count(count), "rows": .count(rows)],
        (
          en: "The model gives {scores} {scores:score|scores} for {rows} rows.", zh: "模型对 {rows} 行给出 {scores} 个得分。"
        ), remedy: (en: "Export it with one score a row.", zh: "请导出为每行一个得分。"))
    }
    var memory: UnsafeMutableRawPointer?
    try check(aistock_ort_data(table, result, &memory))
    guard let values = memory?.assumingMemoryBound(to: Float.self) else { throw Diagnostic.refused("-", path) }
    for row in scores.indices { scores[row] = Double(values[row]) }
  }
}

extension Diagnostic {
  static func refused(_ problem: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-refused", .unsupported, at: .init(path), ["reason": .text(problem)],
      (en: "ONNX Runtime refused the model: {reason}", zh: "ONNX Runtime 拒绝该模型：{reason}"),
      remedy: (
        en: "Export the model again, or fetch the library again with `make onnxruntime`.",
        zh: "请重新导出模型，或用 `make onnxruntime` 重新取得该库。"
      ))
  }
}
