public import CWCImage
public import CWCTorch

/// Training pictures, decoded once and kept as bytes: on the host, and in the memory of a GPU after
/// ``move(to:)``.
public struct PictureSet {
    /// RGB pictures, `[H, W, 3]`.
    public private(set) var pictures: [RasterImage] = []
    /// Names and reasons of what could not be read.
    public private(set) var unreadable: [(name: String, reason: String)] = []
    private var resident: ResidentPictures?

    /// A set without pictures.
    public init() {}

    /// Adds an RGB picture.
    package mutating func append(_ picture: RasterImage) {
        pictures.append(picture)
        resident = nil
    }

    mutating func note(_ name: String, _ reason: String) { unreadable.append((name, reason)) }

    /// Keeps only pictures of at least `side` pixels in both directions.
    public mutating func dropSmallerThan(_ side: Int) {
        pictures.removeAll { $0.width < side || $0.height < side }
        resident = nil
    }

    /// Side of the largest square that fits into a picture of the set; 0 without any.
    public var largestSquare: Int { pictures.map { min($0.width, $0.height) }.max() ?? 0 }

    /// Copies the pictures into a device's memory, where ``batch(_:side:device:using:)`` then cuts
    /// its crops: only their places cross to the device.
    ///
    /// - Throws: When the device's memory does not suffice.
    public mutating func move(to device: Device) throws(TorchError) {
        resident = try ResidentPictures(pictures, device: device)
    }

    /// Random crops on a device, half of them mirrored: bytes `[count, side, side, 3]`. The crops
    /// depend on the random state alone, not on where the pictures lie.
    public func batch(
        _ count: Int, side: Int, device: Device, using random: inout TrainingRandom
    ) throws(TorchError) -> Tensor {
        let crops = drawCrops(count, side: side, using: &random)
        if let resident, resident.device == device { return try resident.cut(crops, side: side) }
        return try Tensor(cut(crops, side: side), shape: [count, side, side, 3], device: device)
    }

    /// Random crops, half of them mirrored: `count` squares of `side` pixels as bytes
    /// `[count, side, side, 3]`.
    public func crops(
        _ count: Int, side: Int, using random: inout TrainingRandom
    ) -> [UInt8] {
        cut(drawCrops(count, side: side, using: &random), side: side)
    }

    private func drawCrops(
        _ count: Int, side: Int, using random: inout TrainingRandom
    ) -> [Crop] {
        (0..<count).map { _ in
            let index = Int.random(in: 0..<pictures.count, using: &random)
            let picture = pictures[index]
            return Crop(
                picture: index,
                left: Int.random(in: 0...(picture.width - side), using: &random),
                top: Int.random(in: 0...(picture.height - side), using: &random),
                isMirrored: Bool.random(using: &random))
        }
    }

    private func cut(_ crops: [Crop], side: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: crops.count * side * side * 3)
        for (index, crop) in crops.enumerated() {
            let picture = pictures[crop.picture]
            for row in 0..<side {
                var target = (index * side + row) * side * 3
                let source = ((crop.top + row) * picture.width + crop.left) * 3
                for column in 0..<side {
                    let pixel = source + (crop.isMirrored ? side - 1 - column : column) * 3
                    bytes[target] = picture.samples[pixel]
                    bytes[target + 1] = picture.samples[pixel + 1]
                    bytes[target + 2] = picture.samples[pixel + 2]
                    target += 3
                }
            }
        }
        return bytes
    }
}

/// Where a crop lies.
struct Crop {
    var picture: Int
    var left: Int
    var top: Int
    var isMirrored: Bool
}
