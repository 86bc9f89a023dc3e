import CWCImage

/// The payload of the section `cicp`. Spec cwc §5.3.
struct CICPFields {
    private(set) var cicp: CICP

    /// The fields of some code points.
    init(_ cicp: CICP) { self.cicp = cicp }

    /// Fields to be read.
    init() { self.init(CICP(primaries: 0, transfer: 0)) }

    /// Visits the fields of the section.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "cwc §5.3"
        var primaries = cicp.primaries
        try visitor.integer("colour_primaries", &primaries)
        var transfer = cicp.transfer
        try visitor.integer("transfer_characteristics", &transfer)
        var matrix: UInt8 = 0
        try visitor.integer("matrix_coefficients", &matrix)
        try visitor.require(matrix == 0, .unsupportedFeature, "matrix_coefficients: \(matrix)")
        var range: UInt8 = cicp.isFullRange ? 1 : 0
        try visitor.integer("full_range", &range)
        try visitor.require(range <= 1, .badValue, "full_range: \(range)")
        cicp = CICP(primaries: primaries, transfer: transfer, isFullRange: range == 1)
    }
}
