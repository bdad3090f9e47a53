/// The version of anana, as `--version` and the API name it.

package enum Version {
    package static let current = "0.1.0"
}
