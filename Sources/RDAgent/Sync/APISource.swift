import Primitives
import Records

/// RD-Agent's service as the source of a library: its catalogs, and the loops and factors of its registry page by page.
package struct APISource: LibrarySource {
  let api: ResultsAPI

  package init(_ api: ResultsAPI) { self.api = api }

  package var id: String { api.shown }

  private static let catalogs: [(route: String, table: SourceRows.Table, list: String)] = [
    ("/catalog/loops", .loopCatalog, "loops"), ("/catalog/factors", .factorCatalog, "factors"),
    ("/catalog/strategies", .strategyCatalog, "strategies"), ("/catalog/models", .modelCatalog, "models"),
    ("/alpha158/meta", .factorCatalog, "factors"), ("/alpha360/meta", .factorCatalog, "factors"),
  ]

  /// - Throws: `sync.away` (exit 4) where the service does not answer its first question.
  package func parts(since cursor: String?) throws -> LibraryParts {
    var found = LibraryParts()
    do throws(HTTPFailure) { _ = try api.get("/health") } catch {
      throw Diagnostic.away(id, error.message)
    }
    for catalog in APISource.catalogs {
      do throws(HTTPFailure) {
        guard case .found(let bytes) = try api.get(catalog.route) else {
          found.absent.append((catalog.route, .notOffered))
          continue
        }
        let (route, list) = (catalog.route, catalog.list)
        found.parts.append(
          .init(origin: route, table: catalog.table, digest: SHA256Digest(hashing: bytes).hex) {
            try CatalogRows.list(list, in: bytes, from: route)
          })
      } catch { found.absent.append((catalog.route, error.message)) }
    }
    addIncremental(to: &found, since: cursor)
    addTasks(to: &found)
    return found
  }

  private func addIncremental(to found: inout LibraryParts, since cursor: String?) {
    let pages = IncrementalPages(page: api.incremental)
    do throws(IncrementalPages.Failure) {
      let outcome = try pages.walk(since: cursor)
      found.cursor = outcome.cursor
      let factors = outcome.rows.flatMap { $0["factors"]?.arrayValue ?? [] }
      let loops = outcome.rows.map { row -> JSONValue in
        guard var members = row.objectValue else { return row }
        members["factors"] = nil
        return .object(members)
      }
      found.parts += [
        .init(origin: ResultsAPI.incremental, table: .loops, digest: nil) { loops },
        .init(origin: ResultsAPI.incremental + ": factors", table: .factorRegistry, digest: nil) { factors },
      ]
    } catch {
      found.cursor = cursor
      let reason: Message =
        switch error {
        case .request(let failure): failure.message
        case .form(let message): message
        case .noList: .noList("loops")
        case .stuck(let rows): .stuck(rows)
        }
      found.absent.append((ResultsAPI.incremental, reason))
    }
  }
}

/// Lists of catalogs, wherever their bytes come from.
enum CatalogRows {
  /// Throws `sync.damaged` (exit 3).
  static func list(_ name: String, in bytes: [UInt8], from origin: String) throws -> [JSONValue] {
    let document: JSONValue
    do throws(JSONReader.Failure) { document = try JSONReader.read(bytes) } catch {
      throw Diagnostic.damaged(origin, line: error.line, error.message)
    }
    guard let rows = document[name]?.arrayValue else { throw Diagnostic.damaged(origin, line: nil, .noList(name)) }
    return rows
  }
}

extension Diagnostic {
  fileprivate static func away(_ address: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "sync.away", .environment, ["address": .text(address), "reason": .message(reason)],
      (en: "RD-Agent at {address} does not answer. {reason}", zh: "{address} 的 RD-Agent 没有应答。{reason}"),
      remedy: (
        en: "Start its `results_api`, or check `rdagent.api`. The library stays as it was.",
        zh: "启动其 `results_api`，或检查 `rdagent.api`。资料库保持不变。"
      ))
  }

  fileprivate static func damaged(_ origin: String, line: Int?, _ problem: Message) -> Diagnostic {
    Diagnostic(
      "sync.damaged", .damaged, at: .init(origin, line: line), ["problem": .message(problem)],
      (en: "This part of RD-Agent's answer cannot be read. {problem}", zh: "RD-Agent 的这部分内容无法读取。{problem}"),
      remedy: (
        en: "Let RD-Agent export it again. What was stored of it before stays.", zh: "请让 RD-Agent 重新导出；此前存下的内容保持不变。"
      ))
  }
}

extension Message {
  fileprivate static var notOffered: Message {
    Message("sync.not-offered", en: "It is not there.", zh: "没有该内容。")
  }

  fileprivate static func stuck(_ rows: Int) -> Message {
    Message(
      "sync.stuck", ["rows": .count(rows)],
      en: "{rows} rows share one time, more than a page may hold.", zh: "{rows} 行的时间相同，超过一页的上限。")
  }

  fileprivate static func noList(_ name: String) -> Message {
    Message("sync.list-missing", ["name": .text(name)], en: "It has no list `{name}`.", zh: "没有列表 `{name}`。")
  }
}
