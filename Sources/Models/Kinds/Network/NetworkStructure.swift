import Primitives

/// What an ONNX file says about itself, read without its library: `onnx.proto` of ONNX 1.
///
/// A file is looked at here before the library sees it: one file without others, one input, one output, and no
/// operator that draws at random or goes on for as long as the file says.
struct NetworkStructure: Equatable, Sendable {
  struct Port: Equatable, Sendable {
    var name: String
    /// 1 is float32.
    var elementType: UInt64
    /// Nil where a size is left open.
    var sizes: [Int?]
  }

  var input: Port
  var output: Port
  /// Sorted, each once.
  var operators: [String]
  /// Sizes of the weights that are multiplied, and the operator that first takes each.
  var weights: [Weights]
  var metadata: [String: String]

  struct Weights: Equatable, Sendable {
    var sizes: [Int]
    var operation: String

    /// Terms of one sum of products with them.
    fileprivate var terms: Int {
      switch operation {
      // Gates or channels by inputs (by kernel).
      case "GRU", "LSTM", "RNN": sizes[sizes.count - 1]
      case "Conv": sizes.dropFirst().reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
      // Either side may be the sum's.
      default: max(sizes[sizes.count - 1], sizes[sizes.count - 2])
      }
    }

    fileprivate var isRecurrent: Bool { ["GRU", "LSTM", "RNN"].contains(operation) }
  }

  /// Terms that are added one behind the other on the way from an input to a score, layers one behind the other and
  /// recurrent ones once a day.
  var accumulations: Double {
    weights.reduce(0.0) { $0 + Double($1.terms) * Double($1.isRecurrent ? steps ?? 1 : 1) }
  }

  /// The key under which names of features, a JSON list, stand in the file's own metadata.
  static let featuresKey = "aistock.features"

  /// Days of an instrument that a score looks at; nil for a table of single days.
  let steps: Int?
  /// Number of features.
  let width: Int

  /// - Parameter path: for messages.
  /// - Throws: `model.onnx-damaged`, `model.onnx-external`, `model.onnx-operator`, `model.onnx-ports`.
  init(_ bytes: [UInt8], path: String) throws {
    guard let model = WireMessage(bytes[...]), let graphBytes = model.all(7).last, let graph = WireMessage(graphBytes)
    else { throw Diagnostic.damagedNetwork(path) }
    var walk = NetworkWalk(path: path)
    try walk.graph(graph, depth: 0)
    for function in model.all(25) {
      guard let function = WireMessage(function) else { throw Diagnostic.damagedNetwork(path) }
      try walk.nodes(function.all(7), depth: 0)
    }
    operators = walk.operators.sorted()
    weights = walk.weights.map { Weights(sizes: $0.sizes, operation: walk.takers[$0.name] ?? "") }
    let initializers = Set(walk.initializers)
    let inputs = try graph.all(11).map { try NetworkStructure.port($0, path) }.filter {
      !initializers.contains($0.name)
    }
    let outputs = try graph.all(12).map { try NetworkStructure.port($0, path) }
    guard inputs.count == 1, outputs.count == 1 else {
      throw Diagnostic.ports(.portCount(inputs.count, outputs.count), path)
    }
    (input, output) = (inputs[0], outputs[0])
    guard input.elementType == 1, output.elementType == 1 else { throw Diagnostic.ports(.portType, path) }
    guard (2...3).contains(input.sizes.count), (1...2).contains(output.sizes.count) else {
      throw Diagnostic.ports(.portRank(input.sizes.count, output.sizes.count), path)
    }
    guard input.sizes[0] == nil else { throw Diagnostic.ports(.portRows, path) }
    let sizes = input.sizes.dropFirst().compactMap { $0 }
    guard sizes.count == input.sizes.count - 1, let width = sizes.last else { throw Diagnostic.ports(.portOpen, path) }
    self.width = width
    steps = sizes.count == 2 ? sizes[0] : nil
    guard output.sizes.count == 1 || output.sizes[1] ?? 1 == 1 else {
      throw Diagnostic.ports(.portScores(output.sizes[1] ?? 0), path)
    }
    metadata = [:]
    for entry in model.all(14) {
      guard let entry = WireMessage(entry) else { throw Diagnostic.damagedNetwork(path) }
      metadata[entry.text(1)] = entry.text(2)
    }
    if let window = walk.window(beyond: max(width, steps ?? 1)) {
      throw Diagnostic.operation(window.operation, .reachesBeyond, path)
    }
  }

  private static func port(_ bytes: ArraySlice<UInt8>, _ path: String) throws -> Port {
    guard let info = WireMessage(bytes), let type = info.all(2).last.flatMap({ WireMessage($0) }) else {
      throw Diagnostic.damagedNetwork(path)
    }
    guard let tensor = type.all(1).last.flatMap({ WireMessage($0) }) else {
      return Port(name: info.text(1), elementType: 0, sizes: [])
    }
    let sizes = tensor.all(2).last.flatMap { WireMessage($0) }?.all(1) ?? []
    return Port(
      name: info.text(1), elementType: tensor.number(1) ?? 0,
      sizes: try sizes.map { size in
        guard let size = WireMessage(size) else { throw Diagnostic.damagedNetwork(path) }
        return size.number(1).flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
      })
  }
}

/// Goes through a graph, its subgraphs and their tensors.
private struct NetworkWalk {
  let path: String
  var operators: Set<String> = []
  var initializers: [String] = []
  var weights: [(name: String, sizes: [Int])] = []
  /// By name of a tensor the operator that first takes it.
  var takers: [String: String] = [:]

  /// Convolutions and poolings.
  var windows: [Window] = []

  struct Window {
    var operation: String
    /// Name of a convolution's weights.
    var weights: String?
    /// By axis; empty where the file leaves it open.
    var kernel: [Int]
    var dilations: [Int]
    /// Before and behind each axis.
    var pads: [Int]
  }

  private static let sliding: Set<String> = ["AveragePool", "Conv", "LpPool", "MaxPool"]
  /// They can make an axis longer than the input's.
  private static let lengthening: Set<String> = [
    "Concat", "ConvTranspose", "Expand", "Flatten", "Pad", "Reshape", "Resize", "Tile", "Upsample",
  ]
  private static let depthMax = 16
  private static let domains: Set<String> = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"]
  /// They draw at random.
  private static let random: Set<String> = [
    "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike",
  ]
  /// They go on for as long as the file or its input says.
  private static let loops: Set<String> = ["Loop", "Scan"]

  init(path: String) { self.path = path }

  mutating func graph(_ graph: WireMessage, depth: Int) throws {
    guard depth < NetworkWalk.depthMax else { throw Diagnostic.damagedNetwork(path) }
    for tensor in graph.all(5) { try self.tensor(tensor, depth: depth) }
    for sparse in graph.all(15) {
      guard let sparse = WireMessage(sparse) else { throw Diagnostic.damagedNetwork(path) }
      for tensor in sparse.all(1) + sparse.all(2) { try self.tensor(tensor, depth: depth + 1) }
    }
    try nodes(graph.all(1), depth: depth)
  }

  mutating func nodes(_ nodes: [ArraySlice<UInt8>], depth: Int) throws {
    for node in nodes {
      guard let node = WireMessage(node) else { throw Diagnostic.damagedNetwork(path) }
      let (name, domain) = (node.text(4), node.text(7))
      guard NetworkWalk.domains.contains(domain) else {
        throw Diagnostic.operation(domain + "." + name, .notKnown, path)
      }
      if NetworkWalk.random.contains(name) { throw Diagnostic.operation(name, .drawsAtRandom, path) }
      if NetworkWalk.loops.contains(name) { throw Diagnostic.operation(name, .goesOn, path) }
      operators.insert(name)
      if NetworkWalk.sliding.contains(name) { try window(node, name) }
      for input in node.all(1) {
        let input = String(decoding: input, as: UTF8.self)
        if takers[input] == nil { takers[input] = name }
      }
      for attribute in node.all(5) {
        guard let attribute = WireMessage(attribute) else { throw Diagnostic.damagedNetwork(path) }
        for tensor in attribute.all(5) + attribute.all(10) { try self.tensor(tensor, depth: depth + 1) }
        for inner in attribute.all(6) + attribute.all(11) {
          guard let inner = WireMessage(inner) else { throw Diagnostic.damagedNetwork(path) }
          try graph(inner, depth: depth + 1)
        }
      }
    }
  }

  private mutating func window(_ node: WireMessage, _ name: String) throws {
    var window = Window(operation: name, weights: nil, kernel: [], dilations: [], pads: [])
    if name == "Conv" { window.weights = node.all(1).dropFirst().first.map { String(decoding: $0, as: UTF8.self) } }
    for attribute in node.all(5) {
      guard let attribute = WireMessage(attribute) else { throw Diagnostic.damagedNetwork(path) }
      let numbers = attribute.numbers(8).map { Int(Int64(bitPattern: $0)) }
      switch attribute.text(1) {
      case "kernel_shape": window.kernel = numbers
      case "dilations": window.dilations = numbers
      case "pads": window.pads = numbers
      default: break
      }
    }
    windows.append(window)
  }

  /// A window that is not one of its weights, or is wider than the input with all that is put around it: the library ends
  /// the process over an axis of negative length.
  func window(beyond length: Int) -> Window? {
    let sizes = Dictionary(weights.map { ($0.name, Array($0.sizes.dropFirst(2))) }) { first, _ in first }
    let isLengthened = !operators.isDisjoint(with: NetworkWalk.lengthening)
    // Larger than any axis here, and sums of them stay numbers.
    let limit = 1 << 20
    let around = windows.reduce(0) { $0 + $1.pads.reduce(0) { $0 + min(max($1, 0), limit) } }
    return windows.first { window in
      let own = window.weights.flatMap { sizes[$0] }
      if let own, !window.kernel.isEmpty, window.kernel != own { return true }
      if isLengthened { return false }
      return (own ?? window.kernel).enumerated().contains { axis, size in
        let step = axis < window.dilations.count ? window.dilations[axis] : 1
        return !(1...limit).contains(size) || !(1...limit).contains(step) || (size - 1) * step >= length + around
      }
    }
  }

  private mutating func tensor(_ bytes: ArraySlice<UInt8>, depth: Int) throws {
    guard let tensor = WireMessage(bytes) else { throw Diagnostic.damagedNetwork(path) }
    guard tensor.number(14) ?? 0 == 0, tensor.all(13).isEmpty else { throw Diagnostic.externalNetwork(path) }
    guard depth == 0 else { return }
    initializers.append(tensor.text(8))
    let sizes = tensor.numbers(1).map { Int(clamping: $0) }
    if tensor.number(2) == 1, sizes.count > 1 { weights.append((tensor.text(8), sizes)) }
  }
}

extension Diagnostic {
  fileprivate static func damagedNetwork(_ path: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-damaged", .damaged, at: .init(path),
      (en: "The file is no ONNX model, or only a part of one.", zh: "该文件不是 ONNX 模型，或不完整。"),
      remedy: (en: "Export the model again.", zh: "请重新导出该模型。"))
  }

  fileprivate static func externalNetwork(_ path: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-external", .unsupported, at: .init(path),
      (en: "The model keeps weights in another file.", zh: "该模型把权重放在另一个文件中。"),
      remedy: (en: "Export it as one file, without external data.", zh: "请导出为单个文件，不带外部数据。"))
  }

  /// - Parameter reason: why it is not run here.
  static func operation(_ name: String, _ reason: Message, _ path: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-operator", .unsupported, at: .init(path), ["operator": .text(name), "reason": .message(reason)],
      (en: "The operator '{operator}' is not run here. {reason}", zh: "此处不运行算子“{operator}”：{reason}"),
      remedy: (
        en: "Export the model in evaluation mode, with standard operators.", zh: "请在评估模式下用标准算子导出模型。"
      ))
  }

  fileprivate static func ports(_ problem: Message, _ path: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-ports", .unsupported, at: .init(path), ["problem": .message(problem)],
      (en: "{problem}", zh: "{problem}"),
      remedy: (
        en: "Export it with one input of rows or windows and one score a row, both float32.",
        zh: "请导出为一个输入（行或窗口）、每行一个得分，均为 float32。"
      ))
  }
}

/// Why a file is not taken.
extension Message {
  static let notKnown = Message(
    "model.onnx-not-known", en: "The library does not know it.", zh: "运行库不认识它。")
  fileprivate static let drawsAtRandom = Message(
    "model.onnx-random", en: "It draws at random.", zh: "它会随机取值。")
  fileprivate static let reachesBeyond = Message(
    "model.onnx-window", en: "It looks at more than its input holds.", zh: "它的窗口大于输入。")
  fileprivate static let goesOn = Message(
    "model.onnx-loop", en: "It runs for as long as the file says.", zh: "它的运行时长由文件决定。")

  fileprivate static func portCount(_ inputs: Int, _ outputs: Int) -> Message {
    Message(
      "model.onnx-port-count", ["inputs": .count(inputs), "outputs": .count(outputs)],
      en: "The model has {inputs} {inputs:input|inputs} and {outputs} {outputs:output|outputs}.",
      zh: "该模型有 {inputs} 个输入和 {outputs} 个输出。")
  }

  fileprivate static let portType = Message(
    "model.onnx-port-type", en: "Input or output is not a tensor of float32.", zh: "输入或输出不是 float32 张量。")

  fileprivate static func portRank(_ input: Int, _ output: Int) -> Message {
    Message(
      "model.onnx-port-rank", ["input": .count(input), "output": .count(output)],
      en: "The input has {input} {input:dimension|dimensions} and the output {output}.",
      zh: "输入有 {input} 维，输出有 {output} 维。")
  }

  fileprivate static let portRows = Message(
    "model.onnx-port-rows", en: "The number of rows is fixed in the model.", zh: "模型固定了行数。")

  fileprivate static let portOpen = Message(
    "model.onnx-port-open", en: "The model leaves the number of features or days open.", zh: "模型没有固定特征数或天数。")

  fileprivate static func portScores(_ count: Int) -> Message {
    Message(
      "model.onnx-port-scores", ["count": .count(count)], en: "The model gives {count} scores a row.",
      zh: "该模型每行给出 {count} 个得分。")
  }
}
