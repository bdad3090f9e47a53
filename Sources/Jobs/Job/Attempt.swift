/// One attempt of a job that has ended, and how.

package struct Attempt: Equatable, Sendable {
    /// Counts from 1.
    package let number: Int
    package let result: JobResult

    package init(number: Int, result: JobResult) {
        self.number = number
        self.result = result
    }
}
