internal import CTorchShim

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The loaded libtorch: how to load it, and its process-wide switches.
///
/// libtorch is not linked. A small shim, compiled against the installed torch by
/// `Sources/CWCTorch/shim/build.sh`, is loaded with ``load(path:)`` before anything else in this
/// module is used.
public enum Torch {
    /// The shim's function table. Written once by ``load(path:)``, before any tensor exists.
    nonisolated(unsafe) private static var loaded: UnsafePointer<cwct_api>?

    static var api: cwct_api {
        guard let loaded else { preconditionFailure("Torch.load(path:) comes first") }
        return loaded.pointee
    }

    /// Whether a shim has been loaded.
    public static var isLoaded: Bool { loaded != nil }

    /// The version that the shim was compiled against, such as `2.13.0`.
    public static var version: String { String(cString: api.torch_version) }

    /// Loads the shim, and libtorch with it. Loading again does nothing.
    ///
    /// - Throws: When the file is missing, is no shim, needs a torch that is not there, or has
    ///   another interface version.
    public static func load(path: String) throws(TorchError) {
        guard loaded == nil else { return }
        guard let library = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
            throw TorchError("cannot load the torch shim: \(String(cString: dlerror()))")
        }
        guard let symbol = dlsym(library, CWCT_GET_API) else {
            throw TorchError("\(path) is not a torch shim: it has no \(CWCT_GET_API)")
        }
        let table = unsafeBitCast(symbol, to: cwct_get_api_function.self)()
        guard let table, table.pointee.abi_version == CWCT_ABI_VERSION else {
            let found = table.map { String($0.pointee.abi_version) } ?? "none"
            throw TorchError(
                "\(path) has interface version \(found), this program needs"
                    + " \(CWCT_ABI_VERSION): build the shim again (make train-setup)")
        }
        loaded = table
    }

    /// Seeds every generator of torch.
    public static func seed(_ seed: UInt64) { _ = api.seed(seed) }

    /// Threads that an operator may use on the CPU.
    public static func setThreads(_ count: Int) {
        api.set_threads(Int32(count))
        chosenThreads = count
    }

    /// Threads for work on the CPU beside torch's operators: as many as these were given, else one for
    /// every core.
    public static var threads: Int {
        chosenThreads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Written by ``setThreads(_:)``, before any work.
    nonisolated(unsafe) private static var chosenThreads: Int?

    /// CUDA devices in this machine; 0 with a CPU-only torch.
    public static var cudaDeviceCount: Int { Int(api.cuda_devices()) }

    /// Runs `body` without recording gradients.
    @discardableResult
    public static func withoutGradient<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let previous = api.set_grad_enabled(false)
        defer { _ = api.set_grad_enabled(previous) }
        return try body()
    }

    /// Runs `body` with convolutions and products in bfloat16 where `enabled`.
    @discardableResult
    public static func withAutocast<Result, Failure: Error>(
        _ enabled: Bool, device: Device, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard enabled else { return try body() }
        _ = api.set_autocast(device.name, true, ScalarType.bfloat16.rawValue)
        defer {
            _ = api.set_autocast(device.name, false, ScalarType.bfloat16.rawValue)
            api.clear_autocast_cache()
        }
        return try body()
    }

    static var lastError: TorchError {
        TorchError(api.last_error().map { String(cString: $0) } ?? "unknown error")
    }
}

/// Where a tensor lives: `cpu`, `cuda:0`.
public struct Device: Hashable, Sendable {
    /// As torch knows it.
    public let name: String

    /// A device by name, which need not be there.
    public init(_ name: String) { self.name = name }

    /// The processor.
    public static let cpu = Device("cpu")
}

/// Element types, with torch's own numbers.
public enum ScalarType: Int32, Hashable, Sendable {
    case uint8 = 0
    case int8 = 1
    case int16 = 2
    case int32 = 3
    case int64 = 4
    case float = 6
    case double = 7
    case bool = 11
    case bfloat16 = 15

    /// Bytes of one element.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .bfloat16: 2
        case .int32, .float: 4
        case .int64, .double: 8
        }
    }
}
