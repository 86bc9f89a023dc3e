import CWCImage
import CWCTorch

/// Pictures in the memory of a device, end to end, and crops cut there.
struct ResidentPictures {
    let device: Device
    /// All pixels, `[pixels, 3]` bytes.
    private let pixels: Tensor
    /// Width of each picture, and the pixel where it begins.
    private let places: [(width: Int, start: Int)]

    init(_ pictures: [RasterImage], device: Device) throws(TorchError) {
        self.device = device
        var places: [(width: Int, start: Int)] = []
        var start = 0
        for picture in pictures {
            places.append((picture.width, start))
            start += picture.width * picture.height
        }
        self.places = places
        var parts: [Tensor] = []
        for picture in pictures {
            parts.append(
                try Tensor(
                    picture.samples, shape: [picture.width * picture.height, 3], device: device))
        }
        guard let first = parts.first else { throw TorchError("no pictures to keep") }
        pixels = try first.concatenated(Array(parts.dropFirst()), over: 0)
    }

    /// Crops as bytes `[crops, side, side, 3]`.
    ///
    /// Pixel (y, x) of a crop is pixel `start + y·width ± x` of all: three numbers a crop are all
    /// that crosses to the device, which does the rest in five operations.
    func cut(_ crops: [Crop], side: Int) throws(TorchError) -> Tensor {
        var numbers: [Int64] = []
        for crop in crops {
            let place = places[crop.picture]
            let corner = place.start + crop.top * place.width + crop.left
            numbers.append(Int64(crop.isMirrored ? corner + side - 1 : corner))
        }
        for crop in crops { numbers.append(Int64(places[crop.picture].width)) }
        for crop in crops { numbers.append(crop.isMirrored ? -1 : 1) }
        let all = try Tensor(indices: numbers, shape: [3, crops.count, 1, 1], device: device)
        let counting = try Tensor(
            indices: (0..<Int64(side)).map { $0 }, shape: [side], device: device)
        func row(_ index: Int) throws(TorchError) -> Tensor {
            try all.apply("select", "int", .integer(0), .integer(index))
        }
        let rows = try row(1) * counting.reshaped([1, side, 1])
        let columns = try row(2) * counting.reshaped([1, 1, side])
        let indices = try row(0) + rows + columns
        return try pixels.apply(
            "index_select", "", .integer(0), .tensor(indices.reshaped([-1]))
        ).reshaped([crops.count, side, side, 3])
    }
}
