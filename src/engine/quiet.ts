/**
 * ONNX Runtime reports its use to its makers unless told not to before it is loaded, hence a module of its own that
 * comes first. A user who sets the variable decides.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1'
