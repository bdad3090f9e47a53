/// What runs in a folder with a train.py and no anana.yaml: the arguments of the system that we replace.
enum DefaultProject {
    static let script = "train.py"

    /// Written as a person would write it, and read by the same reader.
    static let text = """
        templates:
          train:
            title: Training
            help: Runs train.py in this folder. An anana.yaml can say more about it.
            command: [python3, train.py]
            parameters:
              trials:
                type: integer
                title: Trials
                help: Number of trials
                default: 20
                minimum: 1
                maximum: 500
                flag: --trials
              quick:
                type: boolean
                title: Quick
                help: One per cent of the data
                flag: --quick
              flavor:
                type: flavor
                title: Flavor
                help: Hardware that the job runs on
                default: cpu
                flag: --flavor

        """
}
