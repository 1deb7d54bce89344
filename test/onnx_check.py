"""Checks ONNX files with the reference tools: the full checker, and strict shape inference.

Run in a Python environment with onnx:  python test/onnx_check.py FILE...
Ends with 1 if a file fails.
"""
import sys

import onnx


def check(path):
    """Throws where the file is not sound. Returns how many of its values have a known rank, and how many there are."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    known = {value.name for value in inferred.graph.value_info if value.type.tensor_type.HasField("shape")}
    made = [name for node in model.graph.node for name in node.output if name]
    outputs = {value.name for value in model.graph.output}
    return sum(name in known or name in outputs for name in made), len(made)


failed = False
for path in sys.argv[1:]:
    try:
        known, made = check(path)
        print(f"{path}: sound; {known} of {made} values have a known rank")
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        failed = True
        print(f"{path}: {error}")
sys.exit(failed)
