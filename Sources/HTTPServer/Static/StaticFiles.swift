/// The web bundle: files, twins, cache rules, and the page for every address that is the page's own.
package import HTTP
package import Linux

/// The rules, in order: a file of the bundle is sent, for a folder its `index.html`; a path of the API, of the
/// bundle's own folder or of a stream is 404 and never HTML; any other address that a browser navigates to is
/// the page, which has a router of its own.
package struct StaticFiles: Sendable {
    private let files: [String: StaticFile]

    /// Paths that the page never owns. A script that is missing must not be answered with HTML: the browser
    /// would
    /// show a blank page and name the wrong reason.
    private static let reserved = ["/api", "/_app", "/ws", "/healthz"]

    /// Reads the folder; later changes in it are not seen.
    package init(_ folder: String) throws(SystemError) {
        files = try StaticIndex(root: folder).files
    }

    /// nil when there is nothing for the request: the caller answers 404.
    package func respond(to request: Request) -> Response? {
        guard let file = file(request) else { return nil }
        guard request.method == .get || request.method == .head else {
            let detail = "A file can only be read."
            return ProblemResponse.make(.methodNotAllowed, detail: detail, fields: [.allow: "GET, HEAD"])
        }
        return file.respond(to: request)
    }

    private func file(_ request: Request) -> StaticFile? {
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
