/// One setting that was tried, and what came of it.
package import JSON

package struct Trial: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case complete, running, failed, pruned, waiting, unknown
    }

    /// `<scope>.<key>`: the same as long as the file is.
    package let id: String
    package let scope: TrialScope
    /// Below the folder of the scope.
    package let file: String
    /// As the script counts; nil where neither the file nor its name says.
    package let number: Int64?
    package var state: State
    package let parameters: JSONObject
    /// Numbers; null for one that is none (NaN, infinity).
    package let metrics: JSONObject
    package let seconds: Double?
    /// Of the file; milliseconds since 1970.
    package let modified: Int64
    /// The file has changed since and can't be read: an earlier reading is shown.
    package let isStale: Bool
}
