/// The state of a project's repository, as the `git` program tells: it is only asked, never changed.
package import JobAPI
internal import Linux

package struct GitReader: Sendable {
    private let program: String
    private let folder: String
    private let limit: Duration

    private static let fileLimit = 100

    /// nil where there is no git.
    /// - Parameters:
    ///   - folder: the project's.
    ///   - limit: for each of two questions.
    package init?(folder: String, path: String? = Environment["PATH"], limit: Duration = .seconds(10)) {
        guard let program = Program.find("git", path: path) else { return nil }
        self.program = program
        self.folder = folder
        self.limit = limit
    }

    /// nil where the folder lies in no repository, or git did not answer in time.
    package func state() -> GitState? {
        guard let text = ask("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal"),
            var state = Self.parse(status: text)
        else { return nil }
        guard state.commit != nil, state.changed > 0 else {
            (state.insertions, state.deletions) = (0, 0)
            return state
        }
        if let text = ask("diff", "--no-ext-diff", "--no-textconv", "--numstat", "-z", "HEAD") {
            (state.insertions, state.deletions) = Self.parse(numstat: text)
        }
        return state
    }

    /// Locks nothing, runs no program that the repository names, and does not look at our own results.
    private func ask(_ question: String...) -> String? {
        let own = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder]
        let places = ["--", ":/", ":(exclude).anana-results"]
        guard let output = ProgramOutput.take(program, own + question + places, within: limit),
            !output.isEmpty
        else { return nil }
        return String(decoding: output, as: UTF8.self)
    }

    /// git-status(1), "Porcelain Format Version 2", with `-z`. nil where it holds no `branch.oid`.
    static func parse(status text: String) -> GitState? {
        var state = GitState(
            commit: nil, branch: nil, dirty: false, changed: 0, untracked: 0, insertions: nil, deletions: nil,
            files: [])
        var isStatus = false
        var items = text.split(separator: "\0").makeIterator()
        while let item = items.next() {
            let words = item.split(separator: " ", omittingEmptySubsequences: false)
            switch words[0] {
            case "#" where words.count >= 3:
                let value = words[2...].joined(separator: " ")
                if words[1] == "branch.oid" {
                    isStatus = true
                    state.commit = value == "(initial)" ? nil : value
                } else if words[1] == "branch.head" {
                    state.branch = value == "(detached)" ? nil : value
                }
            case "1": note(words, from: 8, in: &state)
            case "2":
                note(words, from: 9, in: &state)
                // Its former name.
                _ = items.next()
            case "u": note(words, from: 10, in: &state)
            case "?":
                state.untracked += 1
                add("??", words.dropFirst().joined(separator: " "), to: &state)
            default: break
            }
        }
        return isStatus ? state : nil
    }

    private static func note(_ words: [Substring], from start: Int, in state: inout GitState) {
        guard words.count > start else { return }
        state.changed += 1
        // Unchanged is a dot here, and a space in the short format.
        let letters = String(words[1].map { $0 == "." ? " " : $0 })
        add(letters, words[start...].joined(separator: " "), to: &state)
    }

    private static func add(_ status: String, _ path: String, to state: inout GitState) {
        state.dirty = true
        if state.files.count < fileLimit { state.files.append(GitFile(path: path, status: status)) }
    }

    /// `12<TAB>3<TAB>path`; a binary file has `-` twice.
    static func parse(numstat text: String) -> (insertions: Int64, deletions: Int64) {
        var (insertions, deletions): (Int64, Int64) = (0, 0)
        for item in text.split(separator: "\0") {
            let fields = item.split(separator: "\t", omittingEmptySubsequences: false)
            // The two names of a renamed file are items of their own.
            guard fields.count == 3 else { continue }
            insertions += Int64(fields[0]) ?? 0
            deletions += Int64(fields[1]) ?? 0
        }
        return (insertions, deletions)
    }
}
