package import Primitives

/// A change on disk: kept beside the state file, and published beside the pages.
extension NightChange {
  package static let schema = 1

  package var json: JSONValue {
    [
      "schema": .integer(NightChange.schema), "left": left.json, "right": right.json,
      "migrations": .array(migrations.map(\.json)), "previews": .array(previews.map(\.json)),
      "factors": .array(factors.map(\.json)), "factor_count": factorCount.map { .integer($0) } ?? .null,
      "versions": versions.json { .string($0) },
      "files": [
        "counts": files.counts.json { .integer($0) }, "changed": .integer(files.changed),
        "of_the_night": .array(files.ofTheNight.map { .string($0) }),
      ], "notes": .array(notes.map(\.json)),
    ]
  }

  /// Reads what `json` writes; nil for anything else.
  package init?(_ json: JSONValue) {
    guard json["schema"]?.intValue == NightChange.schema, let left = json["left"].flatMap({ ArchiveReference($0) }),
      let right = json["right"].flatMap({ ArchiveReference($0) }), let migrations = json["migrations"]?.arrayValue,
      let changed = json["files"]?["changed"]?.intValue
    else { return nil }
    let read = migrations.compactMap(Migration.init)
    guard read.count == migrations.count else { return nil }
    self.init(
      left: left, right: right, migrations: read,
      previews: (json["previews"]?.arrayValue ?? []).compactMap(Preview.init),
      factors: (json["factors"]?.arrayValue ?? []).compactMap(Factor.init), factorCount: json["factor_count"]?.intValue,
      versions: Sides(json["versions"], \.stringValue),
      files: Files(
        counts: Sides(json["files"]?["counts"], \.intValue), changed: changed,
        ofTheNight: (json["files"]?["of_the_night"]?.arrayValue ?? []).compactMap(\.stringValue)),
      notes: (json["notes"]?.arrayValue ?? []).compactMap { Message($0) })
  }
}

extension NightChange.Sides {
  fileprivate func json(_ write: (Value) -> JSONValue) -> JSONValue {
    ["left": left.map(write) ?? .null, "right": right.map(write) ?? .null]
  }

  fileprivate init(_ json: JSONValue?, _ read: (JSONValue) -> Value?) {
    self.init((json?["left"]).flatMap(read), (json?["right"]).flatMap(read))
  }
}

extension ArchiveReference {
  package var json: JSONValue { ["trading_day": .string(day.description), "sha256": .string(sha256)] }

  package init?(_ json: JSONValue) {
    guard let day = json["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
      let sha256 = json["sha256"]?.stringValue
    else { return nil }
    self.init(day: day, sha256: sha256)
  }
}

extension NightChange.Migration {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "verdicts": verdicts.json { .string($0) },
      "rungs": rungs.json { states in
        .object(Dictionary(uniqueKeysWithValues: states.map { ($0.key.rawValue, .string($0.value.rawValue)) }))
      },
      "causes": causes.json { .string($0.rawValue) }, "inputs": .array(inputs.map(\.json)),
      "figures": figures.json(\.json), "stages": stages.json { .string($0.rawValue) },
      "differences": .array(differences.map(\.json)), "difference_count": .integer(differenceCount),
      "explanation": .optional(explanation), "files": .array(files.map { .string($0) }),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let inputs = json["inputs"]?.arrayValue,
      let differences = json["differences"]?.arrayValue, let count = json["difference_count"]?.intValue
    else { return nil }
    self.init(
      id: id, verdicts: NightChange.Sides(json["verdicts"], \.stringValue),
      rungs: NightChange.Sides(json["rungs"]) { states in
        states.objectValue.map { members in
          Dictionary(
            uniqueKeysWithValues: members.compactMap { name, state in
              Rung(rawValue: name).flatMap { rung in
                state.stringValue.flatMap(RungResult.State.init).map { (rung, $0) }
              }
            })
        }
      },
      causes: NightChange.Sides(json["causes"]) { $0.stringValue.flatMap(Cause.init) },
      inputs: inputs.compactMap(NightChange.Input.init),
      figures: NightChange.Sides(json["figures"]) { $0 == .null ? nil : MigrationFigures($0) },
      stages: NightChange.Sides(json["stages"]) { $0.stringValue.flatMap(MigrationStage.init) },
      differences: differences.compactMap(ArchiveDiff.Entry.init), differenceCount: count,
      files: (json["files"]?.arrayValue ?? []).compactMap(\.stringValue))
    explanation = json["explanation"].flatMap { Message($0) }
    guard self.inputs.count == inputs.count, self.differences.count == differences.count else { return nil }
  }
}

extension NightChange.Input {
  fileprivate var json: JSONValue {
    ["kind": .string(kind.rawValue), "name": .string(name), "values": values.json { .string($0) }]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let name = json["name"]?.stringValue else {
      return nil
    }
    self.init(kind, name, json["values"]?["left"]?.stringValue, json["values"]?["right"]?.stringValue)
  }
}

extension NightChange.Preview {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "values": values.json { .number($0) }, "days": days.json { .integer($0) },
      "profit": .optional(profit),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue else { return nil }
    self.init(
      id: id, values: NightChange.Sides(json["values"], \.doubleValue),
      days: NightChange.Sides(json["days"], \.intValue), profit: json["profit"]?.doubleValue)
  }
}

extension NightChange.Factor {
  fileprivate var json: JSONValue {
    ["id": .string(id), "name": .string(name), "verdicts": verdicts.json { .string($0) }]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.stringValue, let name = json["name"]?.stringValue else { return nil }
    self.init(id: id, name: name, verdicts: NightChange.Sides(json["verdicts"], \.stringValue))
  }
}
