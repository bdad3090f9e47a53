/// The sending half of a WebSocket. `write` takes whole encoded frames, as `FrameEncoder` makes them.
package protocol MessageSink: BodySink {
    /// Begins the closing handshake (RFC 6455 section 7). The reason is cut to 123 bytes.
    func close(code: UInt16, reason: String)
}
