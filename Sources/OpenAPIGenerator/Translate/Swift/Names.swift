/// The document's names to Swift's.
enum Names {
    /// `exit_code` to `exitCode`, `Last-Event-ID` to `lastEventID`; nil when nothing of it can be a Swift
    /// name.
    static func member(_ name: String) -> String? {
        let words = words(of: name)
        guard let first = words.first, let letter = first.first, letter.isLetter else { return nil }
        let isUpper = first.allSatisfy { $0.isUppercase || $0.isNumber }
        let lowered = isUpper ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
        return lowered + words.dropFirst().map(capitalized).joined()
    }

    /// `exit_code` to `ExitCode`.
    static func type(_ name: String) -> String? {
        let words = words(of: name)
        guard let letter = words.first?.first, letter.isLetter else { return nil }
        let type = words.map(capitalized).joined()
        // `X.Type` is Swift's own word for a metatype.
        return ["Type", "Protocol", "Self"].contains(type) ? type + "Value" : type
    }

    /// A name as code writes it: keywords in backticks.
    static func code(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    /// A string literal.
    static func literal(_ text: String) -> String {
        var code = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": code += "\\" + String(scalar)
            case "\n": code += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                code += "\\u{\(String(scalar.value, radix: 16))}"
            default: code.unicodeScalars.append(scalar)
            }
        }
        return code + "\""
    }

    private static func words(of name: String) -> [String] {
        name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
    }

    private static func capitalized(_ word: String) -> String {
        if ["id", "url", "uri"].contains(word.lowercased()) { return word.uppercased() }
        return word.prefix(1).uppercased() + word.dropFirst()
    }

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit",
        "do", "else",
        "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in", "init",
        "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol",
        "public", "repeat",
        "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws",
        "true", "try",
        "typealias", "var", "where", "while",
    ]

    /// The modules of which generated declarations name a type.
    static let modules: [(name: String, types: Set<String>)] = [
        ("HTTP", ["Fields", "Request", "Response", "Route", "StreamStart", "WebSocketStart"]),
        ("JSON", ["JSONError", "JSONObject", "JSONValue", "JSONWriter"]),
    ]

    /// Types that the code of schemas names; one that stands inside another would hide them.
    static let reservedInSchemas: Set<String> = [
        "Any", "Array", "Bool", "Dictionary", "Double", "Equatable", "Int", "Int32", "Int64", "JSONDecodable",
        "JSONEncodable",
        "JSONError", "JSONObject", "JSONValue", "JSONWriter", "Optional", "Rules", "SchemaReader", "Sendable",
        "String", "Timestamp",
        "WireChoice",
    ]

    /// Types that the code of operations names besides, or the runtime beside it.
    static let reserved = reservedInSchemas.union([
        "Answer", "APIRoutes", "Error", "Fields", "HTTP", "JSON", "JSONBody", "MediaType", "Method",
        "ParameterDecoder",
        "ParameterText", "PathCaptures", "PathTemplate", "Patterns", "ProblemError", "Request", "Response",
        "Route", "Status", "StreamStart",
        "UInt8", "Void", "WebSocketStart",
    ])
}
