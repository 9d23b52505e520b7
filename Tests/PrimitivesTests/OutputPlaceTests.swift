import Foundation
import Primitives
import TestSupport
import Testing

struct OutputPlaceTests {
  private func check(_ output: String, _ input: String) -> String? {
    diagnostic { try OutputPlace.check(output, against: [.init(.market, input)]) }?.id
  }

  @Test func ontoIntoAndAroundAnInputAreRefused() throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "data/market/calendars/day.txt")
    let market = place.path("data/market")
    for same in [
      market, market + "/", market + "/.", place.path("data/./market//"), market + "/new/..", market + "/../market",
    ] {
      #expect(check(same, market) == "output.is-input", "\(same)")
    }
    for inside in ["/out", "/calendars", "/calendars/day.txt", "/new/deep/../er"] {
      #expect(check(market + inside, market) == "output.inside-input", "\(inside)")
    }
    for around in [place.path("data"), place.path, "/", place.path("data/new/..")] {
      #expect(check(around, market) == "output.around-input", "\(around)")
    }
    for beside in ["data/market2", "data/marke", "data/market.out", "out", "data/out/market"] {
      #expect(check(place.path(beside), market) == nil, "\(beside)")
    }
  }

  @Test func linksAreSeenThrough() throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "data/market/day.txt")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: place.path("m"), withDestinationPath: "data/market")
    try files.createSymbolicLink(atPath: place.path("d"), withDestinationPath: place.path("data"))
    for (output, input, id) in [
      ("m", "data/market", "output.is-input"), ("data/market", "m", "output.is-input"),
      ("d/market/out", "m", "output.inside-input"), ("m/out", "d/market", "output.inside-input"),
      ("d", "m", "output.around-input"), ("m/../out", "data/out", "output.is-input"),
    ] {
      #expect(check(place.path(output), place.path(input)) == id, "\(output) \(input)")
    }
    #expect(check(place.path("m/../out"), place.path("out")) == nil)
  }

  /// Two names of one file, as `ln` gives them.
  @Test func aSecondNameOfAFileIsTheFile() throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "pred.csv")
    try #require(link(place.path("pred.csv"), place.path("copy.csv")) == 0)
    #expect(check(place.path("copy.csv"), place.path("pred.csv")) == "output.is-input")
  }

  @Test func namesThatAreNoPathsAreNoInputs() throws {
    #expect(OutputPlace.Input(.market, "demo") == nil)
    #expect(OutputPlace.Input(.market, "postgresql://host/db") == nil)
    #expect(OutputPlace.Input(.market, nil) == nil)
    let found = diagnostic { try OutputPlace.check("", against: []) }
    #expect(found?.id == "output.no-name")
    #expect(found?.exit == .usage)
  }
}
