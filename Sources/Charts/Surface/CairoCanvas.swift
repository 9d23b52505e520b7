import CCairo
import Primitives

/// A Cairo surface that writes into memory; the only file that draws with Cairo.
final class CairoCanvas {
  private let surface: OpaquePointer
  private let context: OpaquePointer

  private init(surface: OpaquePointer?) throws {
    guard let surface else { throw CairoCanvas.failure(CAIRO_STATUS_NO_MEMORY) }
    guard let context = cairo_create(surface) else {
      cairo_surface_destroy(surface)
      throw CairoCanvas.failure(CAIRO_STATUS_NO_MEMORY)
    }
    self.surface = surface
    self.context = context
    try CairoCanvas.check(cairo_surface_status(surface))
    try CairoCanvas.check(cairo_status(context))
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Cairo's own SVG of what `draw` draws, as it comes.
  static func svg(
    width: Double, height: Double, _ draw: (CairoCanvas) throws -> Void
  ) throws -> [UInt8] {
    let sink = MemoryStream()
    try withExtendedLifetime(sink) {
      let canvas = try CairoCanvas(
        surface: cairo_svg_surface_create_for_stream(
          MemoryStream.write, sink.closure, width, height))
      try draw(canvas)
      // The closing tags are written when the surface is finished, not before.
      cairo_surface_finish(canvas.surface)
      try check(cairo_status(canvas.context))
      try check(cairo_surface_status(canvas.surface))
    }
    return sink.bytes
  }

  /// Paints each shape in a colour that is its number: Cairo leaves out what covers nothing, so
  /// the order alone does not say which path is which.
  func draw(_ shapes: [Drawing.Shape]) {
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    for (number, shape) in shapes.enumerated() {
      for line in shape.lines {
        guard let first = line.first else { continue }
        cairo_move_to(context, first.x, first.y)
        for point in line.dropFirst() { cairo_line_to(context, point.x, point.y) }
        if shape.paint == .fill { cairo_close_path(context) }
      }
      setColour(number)
      switch shape.paint {
      case .stroke: cairo_stroke(context)
      case .fill: cairo_fill(context)
      }
    }
  }

  private func setColour(_ number: Int) {
    func channel(_ shift: Int) -> Double { Double((number >> shift) & 0xFF) / 255 }
    cairo_set_source_rgb(context, channel(16), channel(8), channel(0))
  }

  private static func check(_ status: cairo_status_t) throws {
    guard status == CAIRO_STATUS_SUCCESS else { throw failure(status) }
  }

  private static func failure(_ status: cairo_status_t) -> Diagnostic {
    Diagnostic(
      "charts.cairo", .render, ["reason": .text(String(cString: cairo_status_to_string(status)))],
      (en: "Cairo stopped: {reason}.", zh: "Cairo 中止：{reason}。"),
      remedy: (
        en: "Check the free memory and the installed libcairo2. Report this message if both are well.",
        zh: "请检查可用内存与已安装的 libcairo2；若均正常，请报告此信息。"
      ))
  }
}

/// Collects what Cairo writes.
private final class MemoryStream {
  private(set) var bytes: [UInt8] = []

  /// What Cairo hands back with every piece; valid as long as the stream lives.
  var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let stream = Unmanaged<MemoryStream>.fromOpaque(closure).takeUnretainedValue()
    stream.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
