import Primitives
import Records

/// Links in a workspace that lead to folders: nothing behind them is read.
enum LinkFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    let links = try FolderWalk(evidence.folder).unfollowed
    guard let first = links.first else { return [] }
    return [
      Finding(
        "import.link-not-followed", .note, ["count": .count(links.count), "first": .text(first)],
        title: (en: "Links to folders were not followed", zh: "指向文件夹的链接未被跟随"),
        evidence: (
          en: "The workspace holds {count} {count:link|links} to folders. The first is {first}.",
          zh: "工作区中有 {count} 个指向文件夹的链接，第一个是 {first}。"
        ),
        consequence: (en: "Files behind them are not part of the evidence.", zh: "链接背后的文件不作为证据。"),
        remedy: (en: "Copy a folder that belongs to the record.", zh: "属于记录的文件夹请复制进来。"))
    ]
  }
}
