import CWCTestSupport
import CWCTorch
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Everything that needs libtorch. Its tests run one after the other, since torch's random
/// generator and its number of threads belong to the process.
@Suite(.serialized, .enabled(if: TorchEngine.isLoaded, TorchEngine.skipReason))
struct TorchTests {}

/// The shim that the tests run on: `CWC_TORCH_SHIM`, else the one that `make train-setup` builds.
enum TorchEngine {
    private enum State {
        case loaded, absent
        case broken(String)
    }

    static let skipReason: Comment = "no torch shim here: 'make train-setup' builds one"

    /// Where the shim is, or would be.
    static let path = environment("CWC_TORCH_SHIM") ?? packageFolder + "/.venv/libcwctorch.so"

    /// Loads on first use, with one thread: sums then have one order.
    private static let state: State = {
        let named = environment("CWC_TORCH_SHIM")
        guard named != nil || access(path, F_OK) == 0 else { return .absent }
        do throws(TorchError) {
            try Torch.load(path: path)
            Torch.setThreads(1)
            return .loaded
        } catch {
            return .broken(error.description)
        }
    }()

    static var isLoaded: Bool { if case .loaded = state { true } else { false } }

    /// Why a shim that is there, or was asked for, cannot be used.
    static var failure: String? { if case .broken(let reason) = state { reason } else { nil } }
}

/// A shim that does not load must not look like one that is not wanted.
@Test func shimThatIsThereLoads() {
    #expect(TorchEngine.failure == nil)
}
