/// The web bundle: files, twins, cache rules, and the page for every address that is the page's own.
package import HTTP
package import Linux
internal import Synchronization

/// The rules, in order: a file of the bundle is sent, for a folder its `index.html`; a path of the API, of the
/// bundle's own folder or of a stream is 404 and never HTML; any other address that a browser navigates to is
/// the page, which has a router of its own.
package final class StaticFiles: Sendable {
    private struct Content {
        var files: [String: StaticFile]
        /// Of the answers made from these files.
        var freshness = Freshness()
    }

    private let folder: String
    /// Held to look one file up, or to put in the next index.
    private let content: Mutex<Content>

    /// Paths that the page never owns. A script that is missing must not be answered with HTML: the browser
    /// would
    /// show a blank page and name the wrong reason.
    private static let reserved = ["/api", "/_app", "/ws", "/healthz"]

    /// Reads the folder; later changes in it are not seen until `reload()`.
    package init(_ folder: String) throws(SystemError) {
        self.folder = folder
        content = Mutex(Content(files: try StaticIndex(root: folder).files))
    }

    /// Reads the folder again; on a thread that may wait. Answers under way go on with what they have open.
    /// - Throws: where it can't be read; the old files are served on.
    /// - Returns: how many files there are now.
    package func reload() throws(SystemError) -> Int {
        let files = try StaticIndex(root: folder).files
        let old = content.withLock { content in
            let old = content.freshness
            content = Content(files: files)
            return old
        }
        old.end()
        return files.count
    }

    /// nil when there is nothing for the request: the caller answers 404.
    package func respond(to request: Request) -> Response? {
        let (files, freshness) = content.withLock { ($0.files, $0.freshness) }
        guard let file = file(request, files) else { return nil }
        guard request.method == .get || request.method == .head else {
            let detail = "A file can only be read."
            return ProblemResponse.make(.methodNotAllowed, detail: detail, fields: [.allow: "GET, HEAD"])
        }
        var response = file.respond(to: request)
        response.freshness = freshness
        return response
    }

    private func file(_ request: Request, _ files: [String: StaticFile]) -> StaticFile? {
        guard let path = PercentCoding.decode(Substring(request.path)) else { return nil }
        if let file = files[path] ?? files[path + (path.hasSuffix("/") ? "index.html" : "/index.html")] {
            return file
        }
        guard request.method == .get || request.method == .head else { return nil }
        guard !StaticFiles.reserved.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else {
            return nil
        }
        guard
            request.fields.all(.accept).contains(where: { MediaType.html.isAccepted(by: $0, exactly: true) })
        else {
            return nil
        }
        return files["/index.html"]
    }
}
