import ArgumentParser
internal import CWCToolSupport
import CWCTorch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How to find and set up libtorch.
struct EngineOptions: ParsableArguments {
    @Option(help: "The torch shim, built by 'make train-setup' (CWC_TORCH_SHIM).")
    var shim: String?

    @Option(help: "Where to compute: cpu, cuda, cuda:1.")
    var device = "cpu"

    @Option(help: "Threads on the CPU; 0 leaves it to torch.")
    var threads = 0

    @Option(help: "Under torchrun: how long to wait for the other processes, in seconds.")
    var joinTimeout = 300.0

    /// The shim that was asked for, or the usual one.
    var shimPath: String {
        shim ?? getenv("CWC_TORCH_SHIM").map { String(cString: $0) } ?? ".venv/libcwctorch.so"
    }

    func validate() throws {
        let number = device.hasPrefix("cuda:") ? Int(device.dropFirst(5)) : 0
        guard device == "cpu" || device == "cuda" || device.hasPrefix("cuda:"), let number,
            number >= 0
        else { throw ValidationError("--device is cpu, cuda or cuda:N") }
        guard threads >= 0 else { throw ValidationError("--threads is 0 or more") }
        guard joinTimeout > 0, joinTimeout < 1e6 else {
            throw ValidationError("--join-timeout is a number of seconds")
        }
    }

    /// Loads the shim and finds the device.
    ///
    /// - Parameter place: This process's place among those that train together; it joins them. A
    ///   device without a number is then the one with this process's number on its machine.
    /// - Returns: Where to compute.
    /// - Throws: That there is no torch, no such device, or who did not join.
    func start(_ place: GroupPlace? = nil) throws -> Device {
        try Torch.load(path: shimPath)
        let device = try availableDevice(localRank: place?.localRank ?? 0)
        try place?.join(device: device, seconds: joinTimeout)
        return device
    }

    private func availableDevice(localRank: Int) throws -> Device {
        if threads > 0 { Torch.setThreads(threads) }
        guard device != "cpu" else { return .cpu }
        let count = Torch.cudaDeviceCount
        let number = Int(device.dropFirst("cuda:".count)) ?? localRank
        guard number < count else {
            throw ToolError(
                count == 0
                    ? "no CUDA device here; --device cpu works everywhere"
                    : "no device cuda:\(number) here: there are \(count), from cuda:0")
        }
        return Device("cuda:\(number)")
    }
}
