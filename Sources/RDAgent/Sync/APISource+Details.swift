import Primitives
package import Records

/// What the service tells beside catalogs and loops: the folders of its tasks, and the files of single loops.
extension APISource {
  private static let tasks = "/tasks"
  /// Rows of a page, and pages at most.
  private static let (taskPage, taskPagesMax) = (500, 400)

  /// The folders of tasks, page by page. They are listed by the time of their last change, so a row may come twice while
  /// a task runs.
  func addTasks(to found: inout LibraryParts) {
    var rows: [JSONValue] = []
    for page in 0..<APISource.taskPagesMax {
      do throws(HTTPFailure) {
        let query = [
          (name: "limit", value: "\(APISource.taskPage)"), (name: "offset", value: "\(page * APISource.taskPage)"),
        ]
        guard case .found(let bytes) = try api.get(APISource.tasks, query: query) else {
          found.absent.append((APISource.tasks, .noRoute))
          return
        }
        guard let json = try? JSONReader.read(bytes), let list = (json["items"] ?? json["tasks"])?.arrayValue,
          json["ok"] != .bool(false)
        else {
          found.absent.append((APISource.tasks, APISource.reason(bytes)))
          return
        }
        rows += list
        // Not by the count that it states: another one may have come or gone meanwhile.
        if list.count < APISource.taskPage { break }
      } catch {
        found.absent.append((APISource.tasks, error.message))
        return
      }
    }
    let told = rows
    found.parts.append(.init(origin: APISource.tasks, table: .taskLogs, digest: nil) { told })
  }

  /// Failures come with status 200 too.
  private static func reason(_ bytes: [UInt8]) -> Message {
    let json = try? JSONReader.read(bytes)
    let said = ["error", "detail", "message"].lazy.compactMap { json?[$0]?.stringValue }.first
    return said.map { .failedWithin(String($0.prefix(200))) } ?? .noTaskList
  }

  /// The files of the workspaces of loops; a loop that it does not know has none.
  package func details(of loops: [LibraryLoop]) -> LibraryParts {
    var found = LibraryParts()
    var rows: [JSONValue] = []
    for (place, loop) in loops.enumerated() {
      let origin = "/loops/\(loop.task)/\(loop.number)/artifacts"
      guard let task = ResultsAPI.segment(loop.task) else {
        found.absent.append((String(origin.prefix(120)), .noSegment))
        continue
      }
      do throws(HTTPFailure) {
        guard case .found(let bytes) = try api.get("/loops/\(task)/\(loop.number)/artifacts") else {
          found.absent.append((origin, .noRoute))
          continue
        }
        guard let list = (try? JSONReader.read(bytes))?["artifacts"]?.arrayValue else {
          found.absent.append((origin, .noArtifacts))
          continue
        }
        rows += list.map { APISource.placed($0, loop) }
      } catch {
        found.absent.append((origin, error.message))
        // It would be waited for as long at every other loop.
        guard error.status == nil, place + 1 < loops.count else { continue }
        found.absent.append(("/loops/…/artifacts", .furtherLoops(loops.count - place - 1)))
        break
      }
    }
    let told = rows
    if !rows.isEmpty || found.absent.isEmpty {
      found.parts.append(.init(origin: "/loops/…/artifacts", table: .artifacts, digest: nil) { told })
    }
    return found
  }

  /// A row with the loop that it was asked for: the service says it once for all of them.
  private static func placed(_ row: JSONValue, _ loop: LibraryLoop) -> JSONValue {
    guard var members = row.objectValue else { return row }
    members["task_run_id"] = .string(loop.task)
    members["loop_id"] = .integer(loop.number)
    return .object(members)
  }
}

extension Message {
  fileprivate static let noRoute = Message(
    "sync.no-route", en: "The service does not offer it.", zh: "该服务不提供此内容。")
  fileprivate static let noTaskList = Message(
    "sync.no-tasks", en: "The answer has no list of tasks.", zh: "应答中没有任务列表。")
  fileprivate static let noArtifacts = Message(
    "sync.no-artifacts", en: "The answer has no list of artifacts.", zh: "应答中没有产物列表。")
  fileprivate static let noSegment = Message(
    "sync.no-segment", en: "The identifier cannot stand in an address and is not asked for.",
    zh: "该标识不能用于地址，未请求。")

  fileprivate static func furtherLoops(_ count: Int) -> Message {
    Message(
      "sync.further-loops", ["count": .count(count)],
      en: "{count} further {count:loop was|loops were} not asked for.", zh: "另有 {count} 个循环未请求。")
  }

  fileprivate static func failedWithin(_ detail: String) -> Message {
    Message(
      "sync.failed-within", ["detail": .text(detail)], en: "The service reports a failure: {detail}",
      zh: "服务报告失败：{detail}")
  }
}
