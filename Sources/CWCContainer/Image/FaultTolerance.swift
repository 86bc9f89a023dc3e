/// Which faults of a file are let pass, to show what can be shown of it. Those of its header and its
/// sections never are. Spec cwc §5.6.
public enum FaultTolerance: Hashable, Sendable {
    /// None: a file at fault is refused.
    case none
    /// The file may end early: the streams that are not whole count as missing.
    case earlyEnd
    /// The same, and streams may be damaged: they count as missing, too.
    case damage
}
