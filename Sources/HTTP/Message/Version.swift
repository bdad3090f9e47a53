/// The HTTP version of a message; another minor version of 1 counts as the highest known (RFC 9110 section
/// 2.5).
package enum Version: Sendable, Equatable {
    case http10
    case http11
}
