/// Where the web page's files lie, whatever the working directory and the build folder.
internal import JSON
internal import Linux

enum StaticFolder {
    /// `option` where it is given, else `static` beside the program, else that of the checkout it was built
    /// from.
    static func find(_ option: String?, program: String, source: String = #filePath) -> String? {
        if let option { return option }
        let beside = parent(program) + "/static"
        // Sources/AnanaServer/StaticFolder.swift, three levels below the checkout.
        let checkout = parent(parent(parent(source))) + "/static"
        return [beside, checkout].first { FileSystem.exists($0 + "/index.html") }
    }

    /// The version of the page in `folder`, as its build wrote it; empty where it tells none.
    static func pageVersion(in folder: String) -> String {
        // A page that can't be read, or is none of ours, has no version.
        guard let bytes = try? FileSystem.contents(folder + "/_app/version.json"),
            let note = try? JSONValue(parsing: bytes)
        else { return "" }
        return note["version"]?.stringValue ?? ""
    }

    static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
