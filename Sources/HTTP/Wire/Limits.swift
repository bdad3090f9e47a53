/// How many bytes of what a peer may send.
package struct Limits: Sendable, Equatable {
    /// Method, target and version; more is 414.
    package var requestLineBytes = 8 * 1024
    /// All field lines of a head together, and trailers and chunk extensions of a body; more is 431 or 400.
    package var fieldBytes = 32 * 1024
    /// Field lines of a head; more is 431.
    package var fieldCount = 100
    /// Content after the transfer coding is taken off; more is 413.
    package var bodyBytes = 1024 * 1024

    package init() {}
}
