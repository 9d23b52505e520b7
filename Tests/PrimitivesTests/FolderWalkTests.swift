import Foundation
import Primitives
import TestSupport
import Testing

struct FolderWalkTests {
  private func link(_ place: TemporaryFolder, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: place.path(name), withDestinationPath: target)
  }

  @Test(arguments: [FolderWalk.Links.stay, .follow])
  func linksOntoThemselvesEndTheWalk(links: FolderWalk.Links) throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "ws/deep/a.txt")
    for name in ["ws/a", "ws/b", "ws/deep/c"] { try link(place, name, to: ".") }
    try link(place, "ws/deep/up", to: "..")
    try link(place, "ws/loop", to: "loop")
    let walk = try FolderWalk(place.path("ws"), links: links)
    #expect(walk.entries.map(\.path) == ["deep/a.txt", "loop"])
    #expect(walk.folders == ["deep"])
    #expect(walk.unfollowed == (links == .stay ? ["a", "b", "deep/c", "deep/up"] : []))
  }

  @Test func aWalkStaysInItsFolderUnlessToldOtherwise() throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "disk/close.day.bin")
    try place.write("y", to: "market/day.txt")
    try link(place, "market/features", to: place.path("disk"))
    let stay = try FolderWalk(place.path("market"))
    #expect(stay.entries.map(\.path) == ["day.txt"])
    #expect(stay.unfollowed == ["features"])
    let follow = try FolderWalk(place.path("market"), links: .follow)
    #expect(follow.paths == ["day.txt", "features/close.day.bin"])
  }

  @Test func aLinkToAFileIsAFileAndADanglingOneIsListed() throws {
    let place = try TemporaryFolder()
    try place.write("xyz", to: "data.csv")
    try link(place, "pred.csv", to: "data.csv")
    try link(place, "gone.csv", to: "nothing")
    let walk = try FolderWalk(place.path)
    #expect(walk.entries.map(\.path) == ["data.csv", "gone.csv", "pred.csv"])
    #expect(walk.entries.map(\.isLink) == [false, true, true])
    #expect(walk.entries.map(\.isRegular) == [true, false, true])
  }

  @Test func foldersBeyondTheDepthAreNamed() throws {
    let place = try TemporaryFolder()
    let deep = Array(repeating: "d", count: FolderWalk.depthMax + 1).joined(separator: "/")
    try place.write("x", to: deep + "/a.txt")
    let found = diagnostic { _ = try FolderWalk(place.path) }
    #expect(found?.id == "folder.too-deep")
    #expect(found?.exit == .input)
  }

  /// A link that now leads elsewhere is a change, though nothing behind it is read.
  @Test func theStampOfAFolderKnowsWhereLinksLead() throws {
    let place = try TemporaryFolder()
    try place.write("x", to: "ws/a.txt")
    let bare = try FileStamp.of(folder: place.path("ws"))
    try link(place, "ws/usr", to: "/usr")
    let linked = try FileStamp.of(folder: place.path("ws"))
    try FileManager.default.removeItem(atPath: place.path("ws/usr"))
    try link(place, "ws/usr", to: "/etc")
    #expect(linked != bare)
    #expect(try FileStamp.of(folder: place.path("ws")) != linked)
    try FileManager.default.removeItem(atPath: place.path("ws/usr"))
    #expect(try FileStamp.of(folder: place.path("ws")) == bare)
  }
}
