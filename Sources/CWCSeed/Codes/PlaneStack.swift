/// The code bits plane by plane, with a margin of zeros around each plane, so that a neighbour is
/// always at the same distance in memory and never outside. Spec seed §5.3.2.
struct PlaneStack {
    private let geometry: CodeGeometry
    /// `[planes, height + 2 · margin, width + 2 · margin]` bits, one byte each.
    var bits: [UInt8]

    private static let margin = ContextModel.reach

    /// All bits 0.
    init(zeros geometry: CodeGeometry) {
        self.geometry = geometry
        bits = [UInt8](repeating: 0, count: Self.byteCount(geometry))
    }

    /// The bits of a tensor.
    init(_ tensor: CodeTensor) {
        self.init(zeros: tensor.geometry)
        let planes = geometry.planes
        for plane in 0..<planes {
            for y in 0..<geometry.height {
                let row = index(plane: plane, row: y)
                for x in 0..<geometry.width {
                    bits[row + x] = tensor.bits[(y * geometry.width + x) * planes + plane]
                }
            }
        }
    }

    /// The bits as `[height, width, planes]`.
    var tensorBits: [UInt8] {
        let planes = geometry.planes
        var result = [UInt8](repeating: 0, count: geometry.positions * planes)
        for plane in 0..<planes {
            for y in 0..<geometry.height {
                let row = index(plane: plane, row: y)
                for x in 0..<geometry.width {
                    result[(y * geometry.width + x) * planes + plane] = bits[row + x]
                }
            }
        }
        return result
    }

    /// Bytes of a stack.
    static func byteCount(_ geometry: CodeGeometry) -> Int {
        geometry.planes * (geometry.height + 2 * margin) * (geometry.width + 2 * margin)
    }

    private var stride: Int { geometry.width + 2 * Self.margin }

    /// Index of a row's first bit.
    func index(plane: Int, row: Int) -> Int {
        let rows = geometry.height + 2 * Self.margin
        return ((plane * rows) + row + Self.margin) * stride + Self.margin
    }

    /// Where a neighbour lies from the bit that it belongs to.
    func distance(_ neighbour: ContextModel.Neighbour) -> Int {
        let rows = geometry.height + 2 * Self.margin
        return (neighbour.rows - neighbour.planesBefore * rows) * stride + neighbour.columns
    }
}
