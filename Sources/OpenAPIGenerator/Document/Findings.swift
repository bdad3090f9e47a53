/// The faults found in one document: collected, so that a person sees all of them at once.
import YAML

final class Findings {
    /// As the person named it.
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    /// In the order of the document; what two readers found at one place is said once.
    var sorted: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return diagnostics.sorted { $0.position < $1.position }.filter { seen.insert($0).inserted }
    }

    func report(_ position: Position, _ message: String) {
        diagnostics.append(Diagnostic(file: file, position: position, message: message))
    }
}

extension Findings {
    /// The members of a mapping; reports those that are not `known` and, with none returned, what is no
    /// mapping.
    func members(of node: YAMLNode, _ what: String, known: [String]) -> [YAMLNode.Entry] {
        guard let entries = node.entries else {
            report(node.position, "\(what) must be a mapping, is \(node.kindName)")
            return []
        }
        for entry in entries where !known.contains(entry.name) {
            report(
                entry.position,
                "`\(entry.name)` is not supported in \(what); known are \(known.joined(separator: ", "))")
        }
        return entries
    }

    /// The names and values of a mapping whose names are the author's own.
    func named(_ node: YAMLNode?, _ what: String) -> [YAMLNode.Entry] {
        guard let node else { return [] }
        guard let entries = node.entries else {
            report(node.position, "\(what) must be a mapping, is \(node.kindName)")
            return []
        }
        return entries
    }

    func items(_ node: YAMLNode?, _ what: String) -> [YAMLNode] {
        guard let node else { return [] }
        guard let items = node.items else {
            report(node.position, "\(what) must be a list, is \(node.kindName)")
            return []
        }
        return items
    }

    func string(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node else { return nil }
        if let text = node.string { return text }
        report(node.position, "\(what) must be a string, is \(node.kindName)")
        return nil
    }

    func integer(_ node: YAMLNode?, _ what: String) -> Int64? {
        guard let node else { return nil }
        if let value = node.integer { return value }
        report(node.position, "\(what) must be an integer, is \(node.kindName)")
        return nil
    }

    /// A count of characters or items.
    func count(_ node: YAMLNode?, _ what: String) -> Int? {
        guard let node, let value = integer(node, what) else { return nil }
        if value >= 0 { return Int(value) }
        report(node.position, "\(what) must not be negative, is \(value)")
        return nil
    }

    func number(_ node: YAMLNode?, _ what: String) -> Double? {
        guard let node else { return nil }
        if let value = node.number { return value }
        report(node.position, "\(what) must be a number, is \(node.kindName)")
        return nil
    }

    func bool(_ node: YAMLNode?, _ what: String) -> Bool? {
        guard let node else { return nil }
        if let value = node.bool { return value }
        report(node.position, "\(what) must be true or false, is \(node.kindName)")
        return nil
    }

    func required(_ node: YAMLNode, _ name: String, _ what: String) -> YAMLNode? {
        if let value = node[name] { return value }
        if node.entries != nil { report(node.position, "\(what) needs `\(name)`") }
        return nil
    }
}
