import Foundation
import GRDB
import Primitives
import TestSupport

extension Fault {
  static let states: [Fault] = [
    Fault(
      "database-locked", .state, "Another program holds the state file.", exit: 75, "store.locked", leaves: .before
    ) { world in
      let queue = try DatabaseQueue(path: world.path(".aistock/state.sqlite"))
      var ending: FaultWorld.Ending?
      try queue.inDatabase { database in
        try database.execute(sql: "BEGIN IMMEDIATE")
        ending = try world.run()
        try database.execute(sql: "ROLLBACK")
      }
      return try ending ?? world.run()
    },
    .file(
      "state-is-text", .state, "The state file is a text.", exit: 3, "store.damaged", leaves: .before, mends: false
    ) { try $0.write("no database", ".aistock/state.sqlite") },
    .file(
      "state-cut", .state, "The state file is cut off in the middle.", exit: 3, "store.damaged", leaves: .before,
      mends: false
    ) { try $0.cut(".aistock/state.sqlite", to: $0.bytes(".aistock/state.sqlite").count / 2) },
    .file(
      "state-page-overwritten", .state, "A page of the state file is overwritten.", exit: 3, "store.damaged",
      leaves: .before, mends: false
    ) { world in
      var bytes = try world.bytes(".aistock/state.sqlite")
      for place in 4096..<8192 { bytes[place] = 0x5A }
      try world.write(bytes, ".aistock/state.sqlite")
    },
    .file(
      "state-newer", .state, "The state file is of a newer version of the program.", exit: 3, "store.newer",
      leaves: .before, mends: false
    ) { try $0.execute("INSERT INTO grdb_migrations VALUES ('of a later version')") },
    .file(
      "state-is-a-folder", .state, "A folder stands in the place of the state file.", exit: 3, "store.no-file",
      leaves: .before, mends: false
    ) { world in
      try world.remove(".aistock/state.sqlite")
      try world.make(folder: ".aistock/state.sqlite")
    },
    .file("state-gone", .state, "State and work are gone.", exit: 0, leaves: .whole) { try $0.remove(".aistock") },
    .file("stamps-damaged", .state, "What is known of files is garbage.", exit: 0, leaves: .same) {
      try $0.write([0xFF, 0, 9, 10, 9, 9, 10], ".aistock/stamps.tsv")
    },
    .file("factors-damaged", .state, "The kept factors are garbage.", exit: 0, leaves: .same) {
      try $0.write("{\"inputs\":", ".aistock/factors.json")
    },
    .file("work-cut", .state, "A reconciliation that was kept is cut off.", exit: 0, leaves: .same) {
      try $0.cut(Path.join(".aistock", "work/other/comparison.json"), to: 100)
    },
    .file("work-gone", .state, "The work of a migration is gone.", exit: 0, leaves: .same) {
      try $0.remove(Path.join(".aistock", "work/small"))
    },
    .file(
      "manifest-damaged", .state, "The manifest of the night before is damaged.", exit: 3, "archive.manifest",
      leaves: .named, mends: false
    ) { try $0.write("{\"schema\":", "out/reports/2024-01-03/manifest.json") },
    .file("archive-rewritten", .state, "A verdict in the archive is rewritten.", exit: 0, leaves: .named, mends: false)
    {
      let name = "out/reports/2024-01-03/migrations/small/comparison.json"
      try $0.write(try FileReader.text($0.path(name)).replacing("FAIL", with: "PASS"), name)
    },
    .file("archive-file-gone", .state, "A file of the archive is gone.", exit: 0, leaves: .named, mends: false) {
      try $0.remove("out/reports/2024-01-03/migrations/small/comparison.json")
    },
    .file(
      "archive-is-a-file", .state, "A file stands in the place of the archive.", exit: 4, "file.unwritable",
      leaves: .site, mends: false
    ) {
      try $0.remove("out/reports")
      try $0.write("mine", "out/reports")
    },
    .file("site-rewritten", .state, "A page of the site was rewritten.", exit: 0, leaves: .same) {
      let name = "out/site/index.html"
      try $0.write(try FileReader.text($0.path(name)).replacing("</h1>", with: "!</h1>"), name)
    },
    .file("site-gone", .state, "The site is gone.", exit: 0, leaves: .same) { try $0.remove("out/site") },
    .file(
      "site-not-ours", .state, "A user's folder stands in the place of the site.", exit: 2, "output.not-ours",
      leaves: .archive, mends: false
    ) {
      try $0.remove("out/site")
      try $0.write("mine", "out/site/letter.txt")
    },
  ]
}
