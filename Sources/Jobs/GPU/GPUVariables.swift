/// What tells a job which GPUs it has (supervision.md section 9); one without a GPU sees none.

extension GPUSurvey.Maker {
    /// For the environment of a job that leases `gpus`.
    func variables(_ gpus: [String]) -> [String: String] {
        // The order of the bus: indexes mean different things to different tools.
        var variables = ["CUDA_DEVICE_ORDER": "PCI_BUS_ID"]
        guard !gpus.isEmpty else {
            for name in ["CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES"] {
                variables[name] = "-1"
            }
            return variables
        }
        switch self {
        case .nvidia: variables["CUDA_VISIBLE_DEVICES"] = gpus.joined(separator: ",")
        case .amd:
            variables["ROCR_VISIBLE_DEVICES"] = gpus.joined(separator: ",")
            // These choose among what ROCR left, counted anew: all of it, whatever the server itself was told.
            let all = gpus.indices.map { "\($0)" }.joined(separator: ",")
            variables["HIP_VISIBLE_DEVICES"] = all
            variables["CUDA_VISIBLE_DEVICES"] = all
        }
        return variables
    }
}
