// What the API of this module is made of comes with it: one import is enough to encode a picture.

/// Pictures, metadata, payload forms, model IDs.
@_exported public import CWCContainer
/// `Model`.
@_exported public import CWCNetwork
