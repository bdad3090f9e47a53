/// What somebody asks for when a job is to be made.
package import JSON

package struct JobRequest: Equatable, Sendable {
    package let template: String
    package let parameters: JSONObject
    package let name: String?
    package let environment: [String: String]
    /// As a person writes it, `2h`; nil: the template's.
    package let timeout: String?

    package init(
        template: String, parameters: JSONObject = [:], name: String? = nil,
        environment: [String: String] = [:], timeout: String? = nil
    ) {
        self.template = template
        self.parameters = parameters
        self.name = name
        self.environment = environment
        self.timeout = timeout
    }
}
