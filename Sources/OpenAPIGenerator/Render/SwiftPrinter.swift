/// Swift values to text: indentation, wrapped comments, broken parameter lists.
struct SwiftPrinter {
    private static let width = 110
    private var text = ""

    static func text(of file: SwiftFile, madeFrom source: String) -> String {
        var printer = SwiftPrinter()
        printer.text = "/// \(file.purpose) Made from \(source) at each build: edit that.\n"
        for line in file.imports { printer.text += line + "\n" }
        for declaration in file.declarations {
            printer.text += "\n"
            printer.print(declaration, indent: 0)
        }
        return printer.text
    }

    private mutating func print(_ declaration: SwiftDeclaration, indent: Int) {
        for line in declaration.comment { comment(line, indent) }
        let opens =
            switch declaration.content {
            case .none, .value: ""
            case .body([]): " {}"
            case .members, .body: " {"
            }
        switch declaration.head {
        case .text(let head): line(head + opens, indent)
        case .function(let prefix, let parameters, let suffix):
            call(prefix, parameters, suffix + opens, indent)
        }
        switch declaration.content {
        case .none, .body([]): return
        case .value(let value): return print(value, indent: indent + 1)
        case .members(let members): print(members, indent: indent + 1)
        case .body(let statements): for statement in statements { print(statement, indent: indent + 1) }
        }
        line("}", indent)
    }

    /// An empty line between members that are more than one line.
    private mutating func print(_ members: [SwiftDeclaration], indent: Int) {
        var previous: SwiftDeclaration?
        for member in members {
            if let previous, member.content != .none || previous.content != .none { text += "\n" }
            print(member, indent: indent)
            previous = member
        }
    }

    private mutating func print(_ statement: SwiftStatement, indent: Int) {
        switch statement {
        case .line(let code): line(code, indent)
        case .verbatim(let code): text += code + "\n"
        case .list(let elements):
            line("[", indent)
            for element in elements { line(element + ",", indent + 1) }
            line("]", indent)
        case .call(let prefix, let arguments, let suffix): call(prefix, arguments, suffix, indent)
        case .guarded(let conditions): guarded(conditions, indent)
        case .block(let head, let body):
            line(head + " {", indent)
            print(body, indent)
            line("}", indent)
        case .closure(let head, let parameters, let body):
            line("\(head) { \(parameters) in", indent)
            print(body, indent)
            line("}", indent)
        case .pair(let head, let body, let second, let rest):
            line(head + " {", indent)
            print(body, indent)
            line("} \(second) {", indent)
            print(rest, indent)
            line("}", indent)
        case .label(let head, let body):
            line(head, indent)
            print(body, indent)
        }
    }

    /// The inside of a block; `case` stands as far left as its `switch`.
    private mutating func print(_ body: [SwiftStatement], _ indent: Int) {
        for statement in body {
            if case .label = statement {
                print(statement, indent: indent)
            } else {
                print(statement, indent: indent + 1)
            }
        }
    }

    private mutating func call(_ prefix: String, _ arguments: [String], _ suffix: String, _ indent: Int) {
        let whole = "\(prefix)(\(arguments.joined(separator: ", ")))\(suffix)"
        if whole.count + indent * 4 <= Self.width { return line(whole, indent) }
        line(prefix + "(", indent)
        for (index, argument) in arguments.enumerated() {
            line(argument + (index < arguments.count - 1 ? "," : ""), indent + 1)
        }
        line(")" + suffix, indent)
    }

    private mutating func guarded(_ conditions: [String], _ indent: Int) {
        let whole = "guard \(conditions.joined(separator: ", ")) else { return nil }"
        if whole.count + indent * 4 <= Self.width { return line(whole, indent) }
        var row = "guard"
        for (index, condition) in conditions.enumerated() {
            if row.count + condition.count + indent * 4 + 2 > Self.width {
                line(row, indent)
                row = "     "
            }
            row += " " + condition + (index < conditions.count - 1 ? "," : "")
        }
        line(row, indent)
        line("else { return nil }", indent)
    }

    private mutating func comment(_ prose: String, _ indent: Int) {
        let room = Self.width - indent * 4 - 4
        var row = ""
        for word in prose.split(separator: " ") {
            if !row.isEmpty, row.count + 1 + word.count > room {
                line("/// " + row, indent)
                row = ""
            }
            row += (row.isEmpty ? "" : " ") + word
        }
        line(row.isEmpty ? "///" : "/// " + row, indent)
    }

    private mutating func line(_ code: String, _ indent: Int) {
        text += String(repeating: "    ", count: indent) + code + "\n"
    }
}
