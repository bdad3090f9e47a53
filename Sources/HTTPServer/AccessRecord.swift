/// One finished request, for an access log.
package import HTTP

package struct AccessRecord: Sendable {
    /// Also in the answer where that is a refusal: `X-Request-Id`.
    package let id: RequestID
    /// nil where the request could not be read that far.
    package let method: Method?
    /// Path and query as sent; nil where the request could not be read that far.
    package let target: String?
    package let status: Status
    /// Bytes of head and body that the kernel took.
    package let bytes: Int64
    /// From the request's last byte to the answer's.
    package let duration: Duration

    package init(
        id: RequestID, method: Method?, target: String?, status: Status, bytes: Int64, duration: Duration
    ) {
        self.id = id
        self.method = method
        self.target = target
        self.status = status
        self.bytes = bytes
        self.duration = duration
    }
}
