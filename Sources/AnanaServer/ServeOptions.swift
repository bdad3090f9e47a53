/// What `anana serve` was asked to do: every option of its command line, with its default.
package import HTTPServer

package struct ServeOptions: Sendable {
    package enum LogFormat: String, CaseIterable, Sendable { case text, json }

    /// The project's folder.
    package var folder = "."
    /// Host, port, limits and timeouts of the engine.
    package var engine = ServerConfiguration()
    /// Names besides loopback ones and the host that a request's `Host` may hold.
    package var allowedHosts: [String] = []
    /// The folder of the web page; nil: the one beside the program, or of the checkout that it was built
    /// from.
    package var staticFolder: String?
    /// Jobs at once; nil: what anana.yaml says.
    package var runningLimit: Int?
    package var pidFile: String?
    package var logFormat = LogFormat.text
    package var writesAccessLog = true
    /// Between two signs of life on a quiet stream.
    package var heartbeat = Duration.seconds(15)

    package init() {}
}
