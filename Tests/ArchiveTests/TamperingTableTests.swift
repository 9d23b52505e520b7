import Archive
import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// One tampering for every kind of file and every field of a snapshot: all are found, and which.
@Suite("every tampering is found") struct TamperingTableTests {
  let fixture: ArchiveFixture

  /// Every kind of file that a night of level 2 archives; what is large is kept by content.
  private static let plain = [
    "comparison.json", "conventions.json", "recorded/run.json", "recorded/metrics.json",
    "recorded/qlib_res.csv",
    "replayed/run.json", "replayed/metrics.json", "replayed/qlib_res.csv", "recorded/report.csv",
    "replayed/report.csv",
    "reinferred/run.json", "evidence/conf.yaml", "error.json",
  ]
  private static let shared = [
    "recorded/positions.csv", "replayed/positions.csv", "recorded/trades.csv",
    "replayed/trades.csv",
    "recorded/predictions.csv", "evidence/model.txt", "evidence/label.csv",
  ]

  init() throws {
    fixture = try ArchiveFixture()
    for (index, date) in ArchiveFixture.dates.enumerated() {
      _ = try fixture.archive.write(
        SnapshotContent(
          day: day(date), toolVersion: "1.0", level: 2,
          verdicts: [.init(migration: "alpha", verdict: "FAIL")],
          files: TamperingTableTests.plain.map { name in
            .init(
              path: "migrations/alpha/" + name, bytes: Array("night \(index) of \(name)\n".utf8))
          } + [.init(path: "previews.json", bytes: Array("previews \(index)\n".utf8))]
            + TamperingTableTests.shared.map { name in
              .init(
                path: "migrations/alpha/" + name, bytes: Array("night \(index) of \(name)\n".utf8),
                isShared: true)
            }))
    }
    #expect(try fixture.problems() == [])
  }

  private enum Way: String, CaseIterable { case flipped, shortened, lengthened, emptied, removed }

  private func tamper(_ path: String, _ way: Way) throws {
    var bytes = try FileReader.bytes(path)
    switch way {
    case .flipped: bytes[bytes.count / 2] ^= 1
    case .shortened: bytes.removeLast()
    case .lengthened: bytes.append(0x0A)
    case .emptied: bytes = []
    case .removed:
      try FileManager.default.removeItem(atPath: path)
      return
    }
    try FileWriter.write(bytes, to: path)
  }

  @Test("every plain file of a night, in five ways")
  func plainFiles() throws {
    for name in TamperingTableTests.plain.map({ "migrations/alpha/" + $0 }) + ["previews.json"] {
      let path = fixture.temporary.path("reports/2024-01-03/" + name)
      let whole = try FileReader.bytes(path)
      for way in Way.allCases {
        try tamper(path, way)
        #expect(
          try fixture.problems() == [
            "2024-01-03 \(way == .removed ? "missing" : "changed") \(name)"
          ],
          "\(way.rawValue)")
        try FileWriter.write(whole, to: path)
      }
    }
    #expect(try fixture.problems() == [])
  }

  @Test("every object that is kept by content, in five ways, in every night that needs it")
  func objects() throws {
    for name in TamperingTableTests.shared {
      let manifest = try fixture.archive.snapshot(day("2024-01-03")).manifest
      let entry = try #require(manifest.objects.first { $0.path == "migrations/alpha/" + name })
      let path = fixture.temporary.path(
        "reports/objects/\(entry.sha256.prefix(2))/\(entry.sha256).gz")
      let whole = try FileReader.bytes(path)
      for way in Way.allCases {
        try tamper(path, way)
        let found = try fixture.archive.verify()
        #expect(found.map(\.day) == [day("2024-01-03")], "\(name) \(way.rawValue)")
        #expect(found.first?.path.hasPrefix("migrations/alpha/" + name) == true)
        #expect(found.first?.kind == (way == .removed ? .missing : .changed))
        try FileWriter.write(whole, to: path)
      }
    }
  }

  @Test(
    "every field of a manifest, in the middle of the chain and at its head",
    arguments: ["2024-01-03", "2024-01-04"])
  func fields(_ date: String) throws {
    let path = fixture.temporary.path("reports/\(date)/manifest.json")
    let whole = try FileReader.bytes(path)
    let changes: [(String, (inout Manifest) -> Void)] = [
      ("day", { $0.day = day("2024-01-05") }), ("tool", { $0.toolVersion = "1.1" }),
      ("level", { $0.level = 1 }),
      ("parent's hash", { $0.parent?.sha256 = String(repeating: "0", count: 64) }),
      ("parent's day", { $0.parent?.day = day("2024-01-01") }), ("parent", { $0.parent = nil }),
      ("replaces", { $0.replaces = [String(repeating: "0", count: 64)] }),
      ("verdict", { $0.verdicts[0].verdict = "PASS" }),
      ("migration", { $0.verdicts[0].migration = "beta" }), ("verdicts", { $0.verdicts = [] }),
      ("file's hash", { $0.files[0].sha256 = String(repeating: "0", count: 64) }),
      ("file's size", { $0.files[0].size += 1 }),
      ("file's path", { $0.files[0].path += "x" }), ("file", { $0.files.removeFirst() }),
      ("object's hash", { $0.objects[0].sha256 = String(repeating: "0", count: 64) }),
      ("object's size", { $0.objects[0].size += 1 }),
      ("object's path", { $0.objects[0].path += "x" }),
      ("object", { $0.objects.removeFirst() }),
    ]
    for (name, change) in changes {
      var manifest = try Manifest(file: path)
      change(&manifest)
      try FileWriter.write(manifest.bytes, to: path)
      let found = try fixture.archive.verify()
      #expect(!found.isEmpty, "\(name)")
      try FileWriter.write(whole, to: path)
    }
    #expect(try fixture.problems() == [])
  }

  @Test("the head: changed, of another day, damaged, and the last night taken away")
  func head() throws {
    let path = fixture.temporary.path("reports/head.json")
    let whole = try FileReader.text(path)
    try FileWriter.write(Array("{".utf8), to: path)
    #expect(try fixture.problems() == ["2024-01-04 unreadable head.json"])
    try FileWriter.write(Array(whole.replacing("2024-01-04", with: "2024-01-08").utf8), to: path)
    #expect(try fixture.problems() == ["2024-01-04 changed head.json", "2024-01-08 missing head.json"])
    try FileWriter.write(Array(whole.utf8), to: path)
    try FileManager.default.removeItem(atPath: fixture.temporary.path("reports/2024-01-04"))
    // What only that night needed lies there without one.
    #expect(try fixture.problems().filter { !$0.contains(" added objects/") } == ["2024-01-04 missing head.json"])
  }

  @Test("an older head put back is found, and so is a night that no head names")
  func behind() throws {
    let path = fixture.temporary.path("reports/head.json")
    let before = try FileReader.bytes(path)
    _ = try fixture.archive.write(ArchiveFixture.night("2024-01-05"))
    #expect(try FileReader.bytes(path) != before)
    try FileWriter.write(before, to: path)
    #expect(
      try fixture.problems() == ["2024-01-05 changed head.json", "2024-01-05 added manifest.json"])
  }

  @Test(
    "a head that a kill left aside between two renames is put back before the night replaces it")
  func leftAside() throws {
    let old = try fixture.archive.snapshot(day("2024-01-04")).sha256
    // As a process that no longer lives would have left it.
    try FileManager.default.moveItem(
      atPath: fixture.temporary.path("reports/2024-01-04"),
      toPath: fixture.temporary.path("reports/.2024-01-04.staging-999999999.old"))
    let written = try fixture.archive.write(ArchiveFixture.night("2024-01-04"))
    #expect(written.manifest.replaces == [old])
    #expect(try fixture.problems() == [])
  }
}

/// Figures, measured where `AISTOCK_MEASURE` is set: a benchmark is no test.
@Suite(
  "the archive's figures",
  .enabled(
    if: ProcessInfo.processInfo.environment["AISTOCK_MEASURE"] != nil,
    "measured where AISTOCK_MEASURE is set"))
struct ArchiveFigureTests {
  @Test("300 nights of twenty migrations are verified within seconds")
  func threeHundred() throws {
    let fixture = try ArchiveFixture()
    let filler = String(repeating: "2024-01-02,0.123456789,1000000.5\n", count: 60)
    var date = day("2023-01-02")
    for night in 0..<300 {
      while date.weekday > 4 { date = date.advanced(byDays: 1) }
      _ = try fixture.archive.write(
        SnapshotContent(
          day: date, toolVersion: "1.0", level: 1, verdicts: [],
          files: (0..<20).flatMap { migration -> [SnapshotContent.File] in
            let root = "migrations/m\(migration)/"
            return ["comparison.json", "recorded/report.csv", "replayed/report.csv"].map {
              .init(path: root + $0, bytes: Array("\(night) \(migration) \($0)\n\(filler)".utf8))
            } + [
              .init(
                path: root + "recorded/predictions.csv",
                bytes: Array("\(migration)\n\(filler)".utf8), isShared: true)
            ]
          }))
      date = date.advanced(byDays: 1)
    }
    let begin = ContinuousClock.now
    #expect(try fixture.archive.verify() == [])
    let seconds = Double((ContinuousClock.now - begin) / .milliseconds(1)) / 1000
    print("verified 300 nights of 60 files and 20 objects in \(seconds) s")
    #expect(seconds < 10)
  }
}
