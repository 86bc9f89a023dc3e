// What the API of this module is made of comes with it: one import is enough to encode a picture.

/// Payload forms, model IDs.
@_exported public import CWCContainer
/// Reading models.
@_exported public import CWCFamilies
/// Pictures and metadata.
@_exported public import CWCImage
/// `Model`, and the options of an encoder.
@_exported public import CWCModel
/// `InstructionSet`.
@_exported public import CWCNetwork
