/// How long a browser may keep a file of the bundle without asking.
enum CachePolicy: String, Sendable {
    /// The name holds a hash of the content.
    case immutable = "public, max-age=31536000, immutable"
    /// Names what is current: asked for each time, answered 304 while it is the same.
    case revalidate = "no-cache"
    case hour = "max-age=3600"

    init(urlPath: String) {
        if urlPath.hasPrefix("/_app/immutable/") {
            self = .immutable
        } else if urlPath.hasSuffix(".html") || ["/_app/version.json", "/_app/env.js"].contains(urlPath) {
            self = .revalidate
        } else {
            self = .hour
        }
    }
}
