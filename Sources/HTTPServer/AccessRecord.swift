/// One finished request, for an access log.
package import HTTP

package struct AccessRecord: Sendable {
    package let method: Method
    /// Path and query as sent.
    package let target: String
    package let status: Status
    /// Bytes of head and body that the kernel took.
    package let bytes: Int64
    /// From the request's last byte to the answer's.
    package let duration: Duration

    package init(method: Method, target: String, status: Status, bytes: Int64, duration: Duration) {
        self.method = method
        self.target = target
        self.status = status
        self.bytes = bytes
        self.duration = duration
    }
}
