import Primitives
import Records

/// Tells one channel what the night found.
///
/// Reads: the night's result. Writes: nothing here. The same news is sent once, also where the night runs again; a
/// delivery that failed is tried again by the next run.
struct NotifyStep {
  let context: NightContext
  let result: NightResult
  /// Its place in the configuration, counted from 1.
  let place: Int
  let channel: NotifyChannel
  var limits = Delivery.Limits()

  var planned: PlannedStep {
    PlannedStep(
      NotifyStep.id(at: place, channel), digest: { inputs }, isPresent: { _ in true }, run: { try tell() })
  }

  static func id(at place: Int, _ channel: NotifyChannel) -> StepID { .notify("\(place) \(channel.kind.rawValue)") }

  private var news: NightNews { NightNews(result: result) }

  /// Of what is told, without the moment at which the night was built.
  private var inputs: String {
    var told = result
    told.build.at = ""
    told.build.seconds = 0
    let document = String(decoding: NightNews(result: told).json.canonical, as: UTF8.self)
    return context.digest([
      document, channel.kind.rawValue, channel.url, channel.secret ?? "", channel.occasions.map(\.rawValue).joined(),
    ])
  }

  private func tell() throws -> Message {
    let occasions = news.occasions.filter(channel.occasions.contains)
    guard !occasions.isEmpty else { return .nothingToTell }
    let language = context.configuration.site.languages.first.flatMap { Language(rawValue: $0) } ?? .chinese
    try Delivery(channel: channel, limits: limits, clock: context.clock).send {
      NotifyRequest(channel, news, language, at: $0)
    }
    return .told(channel.shown)
  }
}

extension Message {
  fileprivate static let nothingToTell = Message("notify.nothing", en: "Nothing to tell.", zh: "没有需要通知的内容。")

  fileprivate static func told(_ address: String) -> Message {
    Message("notify.told", ["address": .text(address)], en: "Told to {address}.", zh: "已通知 {address}。")
  }
}
