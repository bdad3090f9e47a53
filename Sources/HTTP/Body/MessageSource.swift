/// The other end of a WebSocket: gets the peer's messages, whole and checked.
package protocol MessageSource: BodySource {
    func received(text: String)

    func received(binary: [UInt8])
}

extension MessageSource {
    /// We speak text only; a source that wants binary messages says so by its own method.
    package func received(binary: [UInt8]) {}
}

package typealias WebSocketStart = @Sendable (any MessageSink) -> any MessageSource
