import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// Damage of a provider folder: each kind stops with its own name and exit 3, and the place.
struct ProviderDamageTests {
  /// What is done to a sound folder, and what must come of reading everything in it.
  struct Damage: CustomTestStringConvertible, Sendable {
    var id: String
    var file: String
    var line: Int?
    var act: @Sendable (ProviderOnDisk) throws -> Void

    var testDescription: String { "\(id) in \(file)" }

    static func text(_ id: String, _ file: String, line: Int? = nil, _ text: String) -> Damage {
      Damage(id: id, file: file, line: line) { try $0.write(text, to: file) }
    }

    static func bin(_ id: String, _ values: [Float]) -> Damage {
      Damage(id: id, file: close) { try $0.write(bin: values, to: close) }
    }

    static func bytes(_ id: String, _ bytes: [UInt8]) -> Damage {
      Damage(id: id, file: close) { try $0.folder.write(bytes, to: close) }
    }

    static func removed(_ id: String, _ path: String) -> Damage {
      Damage(id: id, file: path) {
        try FileManager.default.removeItem(atPath: $0.folder.path(path))
      }
    }

    private static let close = "features/sh600000/close.day.bin"
  }

  static let damages: [Damage] = [
    .bytes("market.bin-length", [UInt8](repeating: 0, count: 13)), .bytes("market.bin-length", []),
    .bytes("market.bin-length", [0, 0]),
    .bin("market.bin-start", [5, 1]), .bin("market.bin-start", [-1, 1]),
    .bin("market.bin-start", [0.5, 1]),
    .bin("market.bin-start", [.nan, 1]), .bin("market.bin-start", [.infinity, 1]),
    .bin("market.bin-start", [1e30, 1]),
    .text(
      "market.calendar-order", "calendars/day.txt", line: 3, "2024-01-01\n2024-01-03\n2024-01-02\n"),
    .text("market.calendar-order", "calendars/day.txt", line: 2, "2024-01-01\n2024-01-01\n"),
    .text("market.calendar-date", "calendars/day.txt", line: 2, "2024-01-01\n2024-13-02\n"),
    .text("market.calendar-date", "calendars/day.txt", line: 1, "20240101\n"),
    .text("market.calendar-empty", "calendars/day.txt", "\n \n"),
    .removed("market.calendar-missing", "calendars/day.txt"),
    .removed("market.features-missing", "features"),
    .text(
      "market.universe-line", "instruments/all.txt", line: 1, "SH600000 2024-01-01 2024-01-05\n"),
    .text(
      "market.universe-line", "instruments/all.txt", line: 2,
      "SH600000\t2024-01-01\t2024-01-05\nSH600000\n"),
    .text(
      "market.universe-line", "instruments/all.txt", line: 1, "600000\t2024-01-01\t2024-01-05\n"),
    .text(
      "market.universe-span", "instruments/all.txt", line: 1, "SH600000\t2024-01-05\t2024-01-01\n"),
    .removed("market.universe-missing", "instruments"),
  ]

  @Test(arguments: damages)
  func everyDamageIsNamed(damage: Damage) throws {
    let disk = try ProviderOnDisk()
    func readAll() throws {
      let provider = try disk.open()
      _ = try provider.universe("all")
      _ = try provider.series("close", of: code("SH600000"))
    }
    try readAll()
    try damage.act(disk)
    let found = try #require(diagnostic { try readAll() })
    #expect(found.id == damage.id)
    #expect(found.exit == .input)
    #expect(found.place?.line == damage.line)
    if damage.id != "market.universe-missing" {
      #expect(found.place?.file == disk.folder.path(damage.file))
    }
    #expect(found.kind == (damage.id.hasSuffix("missing") ? .absent : .damaged))
  }

  @Test func aFolderThatIsNotThere() throws {
    let found = diagnostic { _ = try QlibProvider(folder: "nowhere-at-all") }
    #expect(found?.id == "market.missing" && found?.kind == .absent)
    #expect(found?.exit == .input)
  }

  /// The message names the universes that exist, and the repaired line where one can be made.
  @Test func remediesAreConcrete() throws {
    let disk = try ProviderOnDisk()
    try disk.write("SH600000,2024-01-01,2024-01-05\n", to: "instruments/csi300.txt")
    let provider = try disk.open()
    #expect(
      diagnostic { _ = try provider.universe("csi500") }?.summary.arguments["names"] == .names(["all", "csi300"]))
    #expect(
      diagnostic { _ = try provider.universe("csi300") }?.remedy.arguments["line"]
        == "SH600000\\t2024-01-01\\t2024-01-05")
  }
}
