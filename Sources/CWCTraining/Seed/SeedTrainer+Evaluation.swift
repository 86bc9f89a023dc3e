public import CWCImage
public import CWCModel

extension SeedTrainer {
    /// Whole pictures at a range of shifts of the importance logits, or of levels before the map.
    public func estimates(on pictures: [RasterImage]) throws -> [ValidationPoint] {
        let settings: [Double] =
            usesMap ? [-5, -4, -3, -2, -1, 0, 1, 3] : [0, 1, 3, 6, 10, 15]
        let validation = SeedValidation(model, device: device, autocast: plan.autocast)
        return try average.applied {
            try settings.map {
                try validation.point(pictures, usesMap: usesMap, setting: $0)
            }
        }
    }

    /// The averaged weights in integers. Before the map is trained every position gets the same
    /// level.
    ///
    /// - Throws: What torch or the quantizer says.
    public func exported(_ request: ExportRequest) throws -> Model? {
        var request = request
        if !usesMap { request.mapContrast = 0 }
        return try SeedExport(checkpoint(), device: device).model(request)
    }

    /// Whether the objective of the last step had a map.
    private var usesMap: Bool {
        step > 0 && plan.phase(at: step - 1).phase.objective.usesMap
    }
}
