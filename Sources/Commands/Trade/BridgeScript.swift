import CEmbedded

/// The Python script that runs beside a QMT client.
enum BridgeScript {
  static var text: String {
    let file = aistock_embedded_bridge
    return String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }
}
