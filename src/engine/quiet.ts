/**
 * ONNX Runtime reports its use to its makers unless this variable is set before it is loaded. So this is a module of
 * its own that is imported first. If the user has set the variable, that value stays.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1'
