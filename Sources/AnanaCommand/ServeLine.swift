/// The command line of `anana serve`: words to options.
internal import AnanaServer

struct ServeLine {
    private(set) var options = ServeOptions()
    private(set) var wantsSample = false
    private(set) var wantsHelp = false

    static let sampleFolder = ".anana-sample"

    /// `--name value` and `--name=value` are the same; `--` ends the options.
    init(_ arguments: [String]) throws(UsageError) {
        var words = arguments[...]
        var folders: [String] = []
        var takesOptions = true
        while let word = words.popFirst() {
            switch word {
            case _ where !takesOptions || !word.hasPrefix("-"): folders.append(word)
            case "--": takesOptions = false
            case "--sample": wantsSample = true
            case "--help", "-h": wantsHelp = true
            default: try take(word, &words)
            }
        }
        if folders.count > 1 { throw .unexpectedArgument(folders[1]) }
        options.folder = folders.first ?? (wantsSample ? Self.sampleFolder : ".")
    }

    private mutating func take(_ word: String, _ words: inout ArraySlice<String>) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = ServeOption.all.first(where: { $0.name == parts[0] }) else {
            throw .unknownOption(parts[0])
        }
        guard let value = parts.count == 2 ? parts[1] : words.popFirst() else {
            throw .missingValue(option: option.name, expected: option.expected)
        }
        guard option.apply(value, &options) else {
            throw .badValue(option: option.name, value: value, expected: option.expected)
        }
    }

    static var help: String {
        let own = [
            (
                "--sample",
                "write a small real training project into DIR (default \(sampleFolder)) where files are missing, "
                    + "and serve it"
            ),
            ("--help", "this text"),
        ]
        let rows = own + ServeOption.all.map { ("\($0.name) \($0.value ?? "")", $0.help) }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\($0.1)" }
        return """
            Serves the page and the API for a project folder.

            USAGE
              anana serve [DIR] [OPTIONS]

            DIR (default: the working directory) holds an `anana.yaml`, or a `train.py`.

            OPTIONS
            \(lines.joined(separator: "\n"))
            """
    }
}
