/// Schemas of values that hold no others: strings, numbers, booleans.
import YAML

extension SchemaParser {
    func string(_ node: YAMLNode) -> Schema.Kind {
        if let list = node["enum"] {
            check(node, "an enum schema", ["enum"])
            return choice(list)
        }
        if let value = node["const"] {
            check(node, "a const schema", ["const"])
            return .constant(.string(findings.string(value, "`const`") ?? ""))
        }
        if node["format"]?.text == "date-time" {
            check(node, "a date-time schema", ["format"])
            return .timestamp
        }
        check(node, "a string schema", ["minLength", "maxLength", "pattern", "format"])
        var rules = textRules(node)
        rules.format = node["format"].flatMap(textFormat)
        return .string(rules)
    }

    func textRules(_ node: YAMLNode) -> TextRules {
        let rules = TextRules(
            minLength: findings.count(node["minLength"], "`minLength`"),
            maxLength: findings.count(node["maxLength"], "`maxLength`"), pattern: pattern(node["pattern"]))
        checkOrder(node, rules.minLength, rules.maxLength, "Length")
        return rules
    }

    func checkOrder<Value: Comparable>(_ node: YAMLNode, _ low: Value?, _ high: Value?, _ what: String) {
        guard let low, let high, low > high else { return }
        let place = node["max" + what]?.position ?? node.position
        findings.report(place, "`min\(what)` \(low) is above `max\(what)` \(high)")
    }

    private func textFormat(_ node: YAMLNode) -> TextFormat? {
        let format = TextFormat(rawValue: node.text ?? "")
        if format == nil {
            let known = (["date-time"] + TextFormat.allCases.map(\.rawValue)).joined(separator: ", ")
            findings.report(
                node.position,
                "the format `\(node.text ?? "")` of a string is not supported; known are \(known)")
        }
        return format
    }

    private func choice(_ list: YAMLNode) -> Schema.Kind {
        let words = findings.items(list, "`enum`").compactMap { item -> String? in
            if let word = item.string { return word }
            findings.report(item.position, "a value of `enum` must be a string, is \(item.kindName)")
            return nil
        }
        if Set(words).count < words.count { findings.report(list.position, "a value of `enum` comes twice") }
        if words.isEmpty { findings.report(list.position, "`enum` needs a value") }
        return .choice(words)
    }

    private func pattern(_ node: YAMLNode?) -> CharacterPattern? {
        guard let node, let text = findings.string(node, "`pattern`") else { return nil }
        do {
            return try CharacterPattern(text)
        } catch {
            let reason =
                switch error {
                case .unsupported: "only `^[class]+$` and the like are supported, with + * ? {n} {m,} {m,n}"
                case .reversedRange: "a range of its class runs backwards"
                }
            findings.report(node.position, "the pattern `\(text)`: \(reason)")
            return nil
        }
    }

    func integer(_ node: YAMLNode) -> Schema.Kind {
        if let value = node["const"] {
            check(node, "a const schema", ["const"])
            return .constant(.integer(findings.integer(value, "`const`") ?? 0))
        }
        check(
            node, "an integer schema",
            ["format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"])
        var rules = IntegerRules(
            minimum: findings.integer(node["minimum"], "`minimum`"),
            maximum: findings.integer(node["maximum"], "`maximum`"),
            multipleOf: findings.integer(node["multipleOf"], "`multipleOf`"))
        if let low = findings.integer(node["exclusiveMinimum"], "`exclusiveMinimum`"), low < .max {
            rules.minimum = max(rules.minimum ?? .min, low + 1)
        }
        if let high = findings.integer(node["exclusiveMaximum"], "`exclusiveMaximum`"), high > .min {
            rules.maximum = min(rules.maximum ?? .max, high - 1)
        }
        if let minimum = rules.minimum, let maximum = rules.maximum, minimum > maximum {
            findings.report(node.position, "`minimum` \(minimum) is above `maximum` \(maximum)")
        }
        if let factor = rules.multipleOf, factor < 1 {
            findings.report(node["multipleOf"]?.position ?? node.position, "`multipleOf` must be above 0")
        }
        return .integer(node["format"].map(width) ?? .unsaid, rules)
    }

    private func width(_ node: YAMLNode) -> Schema.Width {
        let widths: [String: Schema.Width] = ["int32": .int32, "int64": .int64]
        if let known = widths[node.text ?? ""] { return known }
        findings.report(
            node.position,
            "the format `\(node.text ?? "")` of an integer is not supported; known are int32, int64")
        return .unsaid
    }

    func number(_ node: YAMLNode) -> Schema.Kind {
        check(
            node, "a number schema", ["format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        if let format = node["format"], format.text != "double" {
            findings.report(
                format.position,
                "the format `\(format.text ?? "")` of a number is not supported; known is double")
        }
        let rules = NumberRules(
            minimum: findings.number(node["minimum"], "`minimum`"),
            maximum: findings.number(node["maximum"], "`maximum`"),
            above: findings.number(node["exclusiveMinimum"], "`exclusiveMinimum`"),
            below: findings.number(node["exclusiveMaximum"], "`exclusiveMaximum`"))
        if let low = rules.minimum ?? rules.above, let high = rules.maximum ?? rules.below, low > high {
            findings.report(node.position, "`minimum` \(low) is above `maximum` \(high)")
        }
        return .number(rules)
    }

    func boolean(_ node: YAMLNode) -> Schema.Kind {
        if let value = node["const"] {
            check(node, "a const schema", ["const"])
            return .constant(.bool(findings.bool(value, "`const`") ?? false))
        }
        check(node, "a boolean schema", [])
        return .boolean
    }
}
