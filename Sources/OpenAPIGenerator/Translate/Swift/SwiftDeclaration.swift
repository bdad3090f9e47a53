/// Swift as a value: what is declared and which statements are in it; its looks are the printer's.
struct SwiftDeclaration: Equatable {
    /// Lines of its comment; long ones are wrapped.
    var comment: [String] = []
    let head: Head
    var content = Content.none

    enum Head: Equatable {
        case text(String)
        /// `prefix(parameters)suffix`, broken into lines where it is long.
        case function(prefix: String, parameters: [String], suffix: String)
    }

    enum Content: Equatable {
        case none
        case members([SwiftDeclaration])
        case body([SwiftStatement])
        /// On the line below the head.
        case value(SwiftStatement)
    }
}

indirect enum SwiftStatement: Equatable {
    case line(String)
    /// Lines that begin where their text does, at the left edge.
    case verbatim(String)
    /// `prefix(arguments)suffix`, broken into lines where it is long.
    case call(prefix: String, arguments: [String], suffix: String)
    /// `[` elements `]`, one a line.
    case list([String])
    /// `guard` conditions `else { return nil }`, filled into lines where they are long.
    case guarded([String])
    /// `head {` body `}`.
    case block(String, [SwiftStatement])
    /// `head { parameters in` body `}`.
    case closure(String, String, [SwiftStatement])
    /// `if` and `else`, or whatever ends one block and begins another.
    case pair(String, [SwiftStatement], String, [SwiftStatement])
    /// `case x:` and what follows it.
    case label(String, [SwiftStatement])
}

/// One file of generated Swift.
struct SwiftFile: Equatable {
    let name: String
    /// The door plate.
    let purpose: String
    let imports: [String]
    let declarations: [SwiftDeclaration]
}

extension SwiftDeclaration {
    static func text(_ text: String, comment: [String] = []) -> SwiftDeclaration {
        SwiftDeclaration(comment: comment, head: .text(text))
    }

    static func type(_ head: String, comment: [String], _ members: [SwiftDeclaration]) -> SwiftDeclaration {
        SwiftDeclaration(comment: comment, head: .text(head), content: .members(members))
    }

    static func function(
        _ prefix: String, _ parameters: [String], _ suffix: String = "", comment: [String] = [],
        body: [SwiftStatement]
    ) -> SwiftDeclaration {
        SwiftDeclaration(
            comment: comment, head: .function(prefix: prefix, parameters: parameters, suffix: suffix),
            content: .body(body))
    }
}

extension SwiftDeclaration {
    /// Whether what it declares, not how it does it, names one of `types`: those must be imported.
    func mentions(_ types: Set<String>) -> Bool {
        let texts =
            switch head {
            case .text(let text): [text]
            case .function(_, let parameters, let suffix): parameters + [suffix]
            }
        let isNamed = texts.contains { text in
            text.split { !$0.isLetter && !$0.isNumber }.contains { types.contains(String($0)) }
        }
        if isNamed { return true }
        guard case .members(let members) = content else { return false }
        return members.contains { $0.mentions(types) }
    }
}
