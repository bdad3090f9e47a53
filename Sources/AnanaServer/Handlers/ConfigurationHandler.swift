/// What anana.yaml may say, and what it makes of a request.
internal import HTTP
internal import JSON
internal import JobAPI
internal import Jobs
internal import Linux
internal import Project

struct ConfigurationHandler: ConfigurationHandlers {
    /// Touched by operations of the control lane only.
    let controller: Confined<JobController>

    func getConfigSchema(_ input: GetConfigSchema.Input) throws -> GetConfigSchema.Output {
        .ok(try JSONValue(parsing: Array(ConfigurationSchema.text.utf8)).objectValue ?? [:])
    }

    func renderTemplate(_ input: RenderTemplate.Input) throws -> RenderTemplate.Output {
        let request = Jobs.JobRequest(
            template: input.templateID, parameters: input.body.parameters, environment: input.body.environment,
            timeout: input.body.timeout)
        do throws(JobError) {
            let made = try controller.value.render(request)
            return .ok(
                RenderedCommand(
                    command: made.command, environment: made.environment, parameters: made.parameters,
                    flavor: made.flavor, timeout: made.timeout))
        } catch .unknownTemplate(let name, let known) {
            throw ProblemError(.notFound, detail: "There is no template '\(name)'; there are: \(known.joined(separator: ", ")).")
        } catch {
            throw ProblemError(error)
        }
    }
}
