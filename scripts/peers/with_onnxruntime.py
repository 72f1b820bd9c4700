"""Prediction in ONNX Runtime."""

import onnxruntime
from onnx import helper, numpy_helper

VERSION = onnxruntime.__version__

def model(problem):
    """A graph of Gemm and Tanh nodes."""
    nodes, constants, z = [], [], "x"
    last = len(problem.parameters) - 1
    for k, (W, b) in enumerate(problem.parameters):
        constants += [numpy_helper.from_array(W, f"W{k}"), numpy_helper.from_array(b, f"b{k}")]
        a = "y" if k == last else f"a{k}"
        nodes.append(helper.make_node("Gemm", [z, f"W{k}", f"b{k}"], [a], transB=1))
        if k < last:
            z = f"z{k}"
            nodes.append(helper.make_node("Tanh", [a], [z]))
    scalar = helper.np_dtype_to_tensor_dtype(problem.x.dtype)
    n, outputs = len(problem.x), len(problem.parameters[-1][1])
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", scalar, problem.x.shape)],
        [helper.make_tensor_value_info("y", scalar, (n, outputs))],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def predict(problem):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = problem.workload.threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model(problem).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    names, inputs = ["y"], {"x": problem.x}
    return lambda: session.run(names, inputs), list


TASKS = {"predict": predict}
