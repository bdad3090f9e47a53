/// What a job left behind: listed, downloaded, packed.
internal import HTTP
internal import JobAPI
internal import JobDirectory
internal import Jobs
internal import Linux
internal import Results

/// All on the worker lane: they wait for the disk.
struct ArtifactHandlers: ArtifactsHandlers {
    let reader: JobReader
    let archives: Archives

    func listArtifacts(_ input: ListArtifacts.Input) throws -> ListArtifacts.Output {
        let job = try job(input.jobID)
        let folder = try folder(input.under, parameter: "under")
        let last = try cursor(input.cursor)
        var page = ArtifactListing.Page()
        do throws(SystemError) {
            page = try ArtifactListing.page(
                in: reader.results.job(job.id).artifacts, of: folder, isRecursive: input.recursive,
                after: last,
                limit: input.limit)
        } catch {
            guard error.isMissing || error.leadsOutside else { throw error }
            // A job that has left nothing may not even have the folder.
            if folder != nil { throw noFolder(input.under, of: job) }
        }
        return .ok(
            ArtifactList(
                items: page.items.map { JobAPI.Artifact($0, of: job.id) },
                next: page.next.map { PercentCoding.encode(path: $0.bytes) }))
    }

    func readArtifact(_ input: ReadArtifact.Input) throws -> ReadArtifact.Output {
        let job = try job(input.jobID)
        guard let path = ArtifactPath(input.path) else { throw noArtifact(input.path, of: job) }
        let download = ArtifactDownload(
            file: try open(path, of: job), name: path.lastName, isForced: input.download)
        let response = download.respond(to: input.fields)
        switch response.status {
        case .notModified: return .notModified(fields: response.fields)
        case .partialContent: return .partialContent(response.body, fields: response.fields)
        case .rangeNotSatisfiable:
            let detail = "The file has \(download.size) bytes."
            throw ProblemError(.rangeNotSatisfiable, detail: detail, fields: response.fields)
        case .preconditionFailed:
            throw ProblemError(.preconditionFailed, detail: "The file has changed since.")
        default: return .ok(response.body, fields: response.fields)
        }
    }

    func archiveArtifacts(_ input: ArchiveArtifacts.Input) throws -> ArchiveArtifacts.Output {
        let job = try job(input.jobID)
        let folder = try folder(input.under, parameter: "under")
        let name = folder.map { ArtifactDownload.fileName($0.lastName) } ?? "\(job.id)"
        var stream: StreamStart?
        do throws(SystemError) {
            let artifacts = reader.results.job(job.id).artifacts
            stream = try archives.tar(of: folder, in: artifacts, prefix: name)
        } catch {
            guard error.isMissing || error.leadsOutside else { throw error }
            throw noFolder(input.under, of: job)
        }
        guard let stream else {
            throw ProblemError(
                .serviceUnavailable, detail: "As many archives are under way as can be at once.",
                fields: [.retryAfter: "5"])
        }
        var fields = ArtifactDownload.sandbox
        fields.set(.contentType, "application/x-tar")
        fields.set(.cacheControl, "no-store")
        fields.set(
            .contentDisposition, ArtifactDownload.disposition(Array("\(name).tar".utf8), inline: false))
        return .ok(.stream(stream), fields: fields)
    }

    private func job(_ id: String) throws -> Jobs.Job {
        guard let job = reader.job(id) else { throw ProblemError.noJob(id) }
        return job
    }

    private func open(_ path: ArtifactPath, of job: Jobs.Job) throws -> ArtifactFile {
        do throws(ArtifactFile.Failure) {
            return try ArtifactFile(path, in: reader.results.job(job.id).artifacts)
        } catch {
            switch error {
            case .missing, .outside: throw noArtifact(path.text, of: job)
            case .notAFile(.directory):
                let address = ArtifactAddress.archive(of: path, job: job.id)
                throw ProblemError(
                    .conflict, detail: "\(path.text) is a folder. Its archive is at \(address).")
            case .notAFile: throw ProblemError(.conflict, detail: "\(path.text) is no file.")
            case .unreadable(let error): throw error
            }
        }
    }

    private func folder(_ text: String?, parameter: String) throws -> ArtifactPath? {
        guard let text else { return nil }
        if let path = ArtifactPath(text) { return path }
        let rule = "must be a path such as checkpoints/best, without empty names, '.' and '..'"
        let flaw = FieldError(parameter: parameter, detail: rule)
        throw ProblemError(.badRequest, detail: "The folder can't be one.", errors: [flaw])
    }

    private func cursor(_ text: String?) throws -> ArtifactPath? {
        guard let text else { return nil }
        if let path = PercentCoding.bytes(path: text).flatMap({ ArtifactPath($0) }) { return path }
        let flaw = FieldError(parameter: "cursor", detail: "must be the `next` of a page")
        throw ProblemError(.badRequest, detail: "The cursor is none of ours.", errors: [flaw])
    }

    private func noArtifact(_ path: String, of job: Jobs.Job) -> ProblemError {
        ProblemError(.notFound, detail: "Job \(job.id) has no artifact \(path).")
    }

    private func noFolder(_ path: String?, of job: Jobs.Job) -> ProblemError {
        let folder = path.map { "no folder \($0) among its artifacts" } ?? "left no artifacts"
        return ProblemError(.notFound, detail: "Job \(job.id) has \(folder).")
    }
}
