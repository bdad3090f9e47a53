/// A file of trials: one trial, or many in a list.
internal import JSON

struct TrialDocument: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        /// Tells it from the others of its folder.
        let key: String
        let content: TrialContent
    }

    let entries: [Entry]
    /// More were there.
    let isCut: Bool

    static let limit = 10_000

    /// - Parameter stem: the file's name without `.json`.
    init(_ value: JSONValue, stem: String) {
        if stem == "results" {
            let all = Self.list(value)
            isCut = all.count > Self.limit
            entries = all.prefix(Self.limit).enumerated().compactMap { index, object in
                guard let content = TrialContent(object) else { return nil }
                // Without a number its place is no other file's number.
                return Entry(key: content.number.map(Self.key) ?? "r\(index)", content: content)
            }
        } else {
            isCut = false
            guard var content = value.objectValue.flatMap(TrialContent.init) else {
                entries = []
                return
            }
            content.number = content.number ?? Self.number(in: stem)
            entries = [Entry(key: content.number.map(Self.key) ?? Self.slug(stem), content: content)]
        }
    }

    private static func list(_ value: JSONValue) -> [JSONObject] {
        if let array = value.arrayValue { return array.compactMap(\.objectValue) }
        guard let object = value.objectValue else { return [] }
        for name in ["trials", "results", "runs"] {
            if let array = object[name]?.arrayValue { return array.compactMap(\.objectValue) }
        }
        // `{"trial_1": {…}, "trial_2": {…}}`
        let named = object.compactMap { member -> JSONObject? in
            guard var inner = member.value.objectValue, let number = number(in: member.name) else {
                return nil
            }
            if inner["number"] == nil, inner["trial"] == nil { inner["number"] = .integer(number) }
            return inner
        }
        return named.count == object.count && !named.isEmpty ? named : [object]
    }

    private static func key(_ number: Int64) -> String { number < 0 ? "m\(number.magnitude)" : "\(number)" }

    /// The last digits of a name such as `trial_003`.
    private static func number(in name: String) -> Int64? {
        let digits = name.reversed().drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }
        return Int64(String(digits.reversed()))
    }

    /// Safe in an address; what had to be replaced makes two names alike, so a sum of the true one follows.
    private static func slug(_ stem: String) -> String {
        let plain = stem.lowercased().unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "_" ? Character(scalar) : "-"
        }
        let text = String(plain.prefix(40))
        return text == stem ? text : "\(text)-\(TrialHash.text(of: stem))"
    }
}
