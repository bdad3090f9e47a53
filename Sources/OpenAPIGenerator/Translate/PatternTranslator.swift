/// Patterns to constants that look at one Unicode scalar at a time: no regular expression engine at run time.
enum PatternTranslator {
    static func reference(_ index: Int) -> String { "Patterns.pattern\(index + 1)" }

    static func declarations(_ document: OpenAPIDocument) -> [SwiftDeclaration] {
        let patterns = document.patterns
        guard !patterns.isEmpty else { return [] }
        let constants = patterns.enumerated().map { index, pattern in
            let count = "\(pattern.minimum)...\(pattern.maximum.map(String.init) ?? "Int.max")"
            let value = "Rules.Pattern(\(Names.literal(pattern.text)), count: \(count))"
            return SwiftDeclaration(
                head: .text("static let pattern\(index + 1) ="),
                content: .value(.closure(value, "scalar", test(pattern))))
        }
        return [.type("enum Patterns", comment: ["The document's patterns."], constants)]
    }

    private static func test(_ pattern: CharacterPattern) -> [SwiftStatement] {
        let ranges = pattern.ranges.map { range in
            range.count == 1 ? hex(range.lowerBound) : hex(range.lowerBound) + "..." + hex(range.upperBound)
        }
        guard !ranges.isEmpty else { return [.line(pattern.isNegated ? "true" : "false")] }
        return [
            .block(
                "switch scalar",
                [
                    .label(
                        "case \(ranges.joined(separator: ", ")):",
                        [.line(pattern.isNegated ? "false" : "true")]),
                    .label("default:", [.line(pattern.isNegated ? "true" : "false")]),
                ])
        ]
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + (digits.count < 2 ? "0" : "") + digits
    }
}
