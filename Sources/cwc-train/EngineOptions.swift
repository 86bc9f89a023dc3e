internal import ArgumentParser
internal import CWCTorch

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

    /// Loads the shim and returns the device.
    func start() throws -> Device {
        let fromEnvironment = getenv("CWC_TORCH_SHIM").map { String(cString: $0) }
        try Torch.load(path: shim ?? fromEnvironment ?? ".venv/libcwctorch.so")
        if threads > 0 { Torch.setThreads(threads) }
        guard device == "cpu" || Torch.cudaDeviceCount > 0 else {
            throw TorchError("no CUDA device here; --device cpu works everywhere")
        }
        return Device(device)
    }
}
